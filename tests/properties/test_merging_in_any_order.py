"""Several copies of one project, worked on apart and merged in any order: all end alike, and nothing is lost.

EXAMPLES=1000 python -m pytest tests/properties for a night.
"""

from __future__ import annotations

import os
import random
import shutil
import tempfile
from pathlib import Path
from typing import Any
from unittest import mock

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from workroom import ANNA, BEGIN, BEN, TEXT_ID, Clock, Project, article_draft, claim_draft, log, write

from annot.desk import deciding, undoing
from annot.desk.session import Desk
from annot.errors import NothingToDo
from annot.history.both_sides import two_edits
from annot.history.change import Draft, Writer
from annot.history.fold import fold
from annot.merge.policy import MAJORITY
from annot.model.claim import Reviewer
from annot.model.ids import reading_id
from annot.store import checking, foreign, joining, stranger, tables
from annot.store.opening import APPLICATION_ID
from annot.store.project import Store

EXAMPLES = int(os.environ.get("EXAMPLES", "60"))
WHERE = st.integers(0, 4)
WHICH = st.integers(0, 5)
WHO = (ANNA, BEN, Reviewer("r0000000000000003", "Anna"))
WORDS = ("77 percent", "1,140 voted for the truce, or 77 percent")
CLAIMS = st.lists(WHICH, min_size=1, max_size=3, unique=True)
STATUS = st.sampled_from(["supported", "refuted", "mostly"])
FIELD = st.sampled_from(["speaker", "rationale", "status"])
DAYS = st.sampled_from([-400, -1, 0, 0, 0, 1, 3000])  # how far a wall clock is off


def read(path: Path, known: dict[str, tuple[int, str]]) -> foreign.Foreign:
    """What `foreign.read` gives, without a process for each of a thousand merges; its own test has the process."""
    head, *batches, end = stranger.answers(path, foreign._forms(), APPLICATION_ID, known)
    assert end == {"whole": sum(map(len, batches))}
    new = [foreign._packed(row) for batch in batches for row in batch]
    writers = [Writer(*row) for row in head["writers"]]
    return foreign.Foreign(path.name, writers, head["reach"], head["meeting"], new)


def merge(into: Store, *paths: Path) -> joining.Joined:
    known = joining.vector(into)
    return joining.union(into, [read(path, known) for path in paths])


def ids(store: Store) -> set[tuple[str, int]]:
    return {(row[0], row[1]) for row in log(store)}


def everything(store: Store) -> Any:
    """What must be alike: the log in any order, the writers, the tables, what is set aside."""
    writers = [tuple(row) for row in store.fetch("SELECT * FROM writer ORDER BY id")]
    return checking.dump(store.db), sorted(log(store)), writers


class Replicas(RuleBasedStateMachine):
    @initialize(count=st.integers(3, 5), have_it=st.sampled_from([0, 1, 5, 5]))
    def begin(self, count: int, have_it: int) -> None:
        """`have_it` of them have the article already, and a claim in it: without it all of a day would be set aside."""
        chance = random.Random(7)
        self.seeded = mock.patch(
            "annot.model.ids.secrets.token_hex", lambda n: f"{chance.getrandbits(8 * n):0{2 * n}x}"
        )
        self.seeded.start()
        self.folder = tempfile.mkdtemp(prefix="annot-test-")
        self.count, self.written = count, set[tuple[str, int]]()
        self.projects: list[Project] = []
        self.stores: list[Store] = []
        for n in range(count):
            self._open(n)
        for n in range(min(count, have_it)):
            self._write(n, n, article_draft())
            self.tags(n, n, n, "supported", False)

    def _open(self, n: int) -> None:
        project = Project(Path(self.folder) / f"{n}.db", Clock(BEGIN + n * 1000))
        store = project.open()
        store.db.conn.execute("PRAGMA journal_mode = MEMORY")
        self.projects[n : n + 1], self.stores[n : n + 1] = [project], [store]

    def _at(self, n: int) -> Store:
        return self.stores[n % self.count]

    def _write(self, n: int, who: int, *drafts: Draft) -> None:
        store = self._at(n)
        write(store, *drafts, who=WHO[who % 3])
        self.written |= ids(store)

    @rule(n=WHERE, who=WHICH, days=DAYS)
    def adds_the_article(self, n: int, who: int, days: int) -> None:
        self.projects[n % self.count].clock.now += days * 86_400_000
        self._write(n, who, article_draft())

    @rule(n=WHERE, who=WHICH, c=WHICH, status=STATUS, wrong=st.booleans())
    def tags(self, n: int, who: int, c: int, status: str, wrong: bool) -> None:
        """Also where the article has not arrived yet, or with words that do not stand there: set aside."""
        more = {"quote": "not there"} if wrong and c == 5 else {}
        words = WORDS[c % 2]  # overlapping ones of three people: they are groups
        self._write(n, who, claim_draft(f"c{c}", words, status=status, reviewer=WHO[c % 3].id, deleted=0, **more))

    @rule(n=WHERE, who=WHICH, c=WHICH, field=FIELD, value=STATUS)
    def edits(self, n: int, who: int, c: int, field: str, value: str) -> None:
        self._write(n, who, Draft("claim", f"c{c}", {field: value}))

    @rule(n=WHERE, who=WHICH, c=WHICH)
    def takes_back(self, n: int, who: int, c: int) -> None:
        self._write(n, who, Draft("claim", f"c{c}", {"deleted": 1}))

    @rule(n=WHERE, who=WHICH, c=WHICH)
    def cites(self, n: int, who: int, c: int) -> None:
        source = Draft("source", "s1", {"url": "https://x.example", "deleted": 0})
        self._write(n, who, source, Draft("evidence", f"e{c}", {"claim": f"c{c}", "source": "s1", "deleted": 0}))

    @rule(n=WHERE, who=WHICH, gone=st.sampled_from([0, 0, 1]))
    def is_done(self, n: int, who: int, gone: int) -> None:
        reviewer = WHO[who % 3].id
        given = {"article": TEXT_ID, "start": 0, "end": 0, "reviewer": reviewer, "state": "done", "deleted": gone}
        self._write(n, who, Draft("reading", reading_id(TEXT_ID, 0, 0, reviewer), given))

    @rule(
        n=WHERE, who=WHICH, of=st.lists(WHICH, min_size=1, max_size=3, unique=True), status=STATUS, d=st.integers(0, 2)
    )
    def decides(self, n: int, who: int, of: list[int], status: str, d: int) -> None:
        """Also about claims that are not here, and once more what somebody else has decided or taken back."""
        claims = [f"c{c}" for c in of]
        given = {"article": TEXT_ID, "claims": claims, "saw": [[c, "supported"] for c in claims], "status": status}
        self._write(n, who, Draft("decision", f"d{d}", given | {"decided_by": WHO[who % 3].id, "deleted": 0}))

    @rule(n=WHERE, who=WHICH)
    def decides_at_the_desk(self, n: int, who: int) -> None:
        """By a policy, on the groups as they are here."""
        desk = Desk(self._at(n), WHO[who % 3])
        if tables.article(desk.store, TEXT_ID) is not None:
            deciding.rule(desk, [TEXT_ID], MAJORITY)
            self.written |= ids(desk.store)

    @rule(n=WHERE, who=WHICH, d=st.integers(0, 2))
    def takes_a_decision_back(self, n: int, who: int, d: int) -> None:
        self._write(n, who, Draft("decision", f"d{d}", {"deleted": 1}))

    @rule(n=WHERE, who=WHICH, kind=st.sampled_from(["caption", "heading", 7]))
    def changes_a_kind(self, n: int, who: int, kind: Any) -> None:
        self._write(n, who, Draft("paragraph", f"{TEXT_ID}:1", {"kind": kind}))

    @rule(n=WHERE, who=WHICH)
    def writes_of_a_later_version(self, n: int, who: int) -> None:
        self._write(n, who, Draft("hologram", "x1", {"angle": n}), Draft("claim", "c0", {"aura": who}))

    @rule(n=WHERE, who=WHICH)
    def undoes(self, n: int, who: int) -> None:
        try:
            undoing.undo(Desk(self._at(n), WHO[who % 3]))
        except NothingToDo:
            return
        self.written |= ids(self._at(n))

    @rule(n=WHERE)
    def opens_again(self, n: int) -> None:
        self.projects[n % self.count].close()
        self._open(n % self.count)

    @rule(n=WHERE, m=WHERE)
    def copies_the_file(self, n: int, m: int) -> None:
        """The file of one is put in the place of another's, after that one was merged into it."""
        n, m = n % self.count, m % self.count
        if n != m:
            merge(self.stores[n], self.projects[m].path)
            self.projects[m].close()
            shutil.copy(self.projects[n].path, self.projects[m].path)
            self._open(m)

    @rule(n=WHERE, others=st.lists(WHERE, min_size=1, max_size=3))
    def merges(self, n: int, others: list[int]) -> None:
        into = self._at(n)
        before = ids(into)
        paths = [self.projects[m % self.count].path for m in others if m % self.count != n % self.count]
        theirs = set().union(*(ids(self._at(m)) for m in others))
        joined = merge(into, *paths)
        assert ids(into) == before | theirs
        assert joined.new == len(ids(into)) - len(before)
        assert merge(into, *paths).new == 0

    @rule(n=WHERE, m=WHERE)
    def merges_and_forgets(self, n: int, m: int) -> None:
        into, before = self._at(n), everything(self._at(n))
        if n % self.count != m % self.count and merge(into, self.projects[m % self.count].path).new:
            arrival = joining.latest_arrival(into)
            assert arrival is not None
            joining.forget(into, arrival)
            assert everything(into) == before

    @invariant()
    def every_file_is_the_fold_of_its_log(self) -> None:
        for store in getattr(self, "stores", []):
            assert all(p.text.startswith("set aside") for p in checking.problems(store)), checking.problems(store)

    @invariant()
    def what_follows_from_a_history_sorts_after_it(self) -> None:
        for store in getattr(self, "stores", []):
            keys = [(row[0], row[1]) for row in store.fetch("SELECT DISTINCT kind, entity FROM change")]
            for changes in tables.change_histories(store, keys).values():
                clocks = {c.id: c.clock for c in changes}
                assert all(clocks[p] < c.clock for c in changes for p in c.prev if p in clocks)
                takes = {t.change.id for e in two_edits(changes) for t in e.takes}
                assert takes <= {c.id for c in changes}
                assert fold(changes, {}) == fold(reversed(changes), {})

    def teardown(self) -> None:
        if not hasattr(self, "seeded"):
            return
        try:
            order = list(range(self.count))
            random.Random(len(self.written)).shuffle(order)
            first = order[0]
            for m in order[1:]:
                merge(self.stores[first], self.projects[m].path)
            for m in reversed(order[1:]):  # bracketed another way: each of the others gets all at once
                merge(self.stores[m], *(self.projects[k].path for k in order if k != m))
            assert ids(self.stores[first]) == self.written, "no change is lost"
            alike = everything(self.stores[first])
            for store in self.stores:
                assert everything(store) == alike
        finally:
            self.seeded.stop()
            for project in self.projects:
                project.close()
            shutil.rmtree(self.folder)


PHASES = (Phase.generate,) if "PLANTED" in os.environ else tuple(Phase)  # a planted bug need not be made small
Replicas.TestCase.settings = settings(
    max_examples=EXAMPLES,
    stateful_step_count=20,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=PHASES,
)
TestMergingInAnyOrder = Replicas.TestCase
