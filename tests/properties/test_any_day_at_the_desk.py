"""Whatever two reviewers do at one file, in any order: the tables are the fold of a log that only grows.

EXAMPLES=1000 python -m pytest tests/properties for a night.
"""

from __future__ import annotations

import os
import random
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest import mock

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from workroom import ANNA, BEGIN, BEN, TEXT, Clock, Project, article, log

from annot.codebook.parse import default
from annot.desk import citing, claims, codebooks, people, reading, talking, undoing
from annot.errors import AnnotError, NothingToDo
from annot.history.change import Draft
from annot.model.span import Span
from annot.plain import snap
from annot.store import checking, tables

EXAMPLES = int(os.environ.get("EXAMPLES", "150"))
WHO = st.integers(0, 1)
ANY = st.integers(0, 40)
STATUS = st.sampled_from([s.id for s in default().statuses])
WORDS = st.sampled_from(
    ["Ilse Brandt", "Ільза", "👩‍👩‍👧‍👦", "", "nul\x00l", "e\u0301", "'; DROP TABLE claim; --", "\u202eabc"]
)
SOURCES = st.sampled_from(["https://x.example/1", "https://X.example:443/1#a", "The log", "A councillor"])
BOOKS = [default().toml, default().toml + "\n# ours\n", default().toml.replace("Supported", "True")]


class Day(RuleBasedStateMachine):
    """Two connections to one file, as two processes have; each reviewer has a desk at one of them."""

    @initialize()
    def begin(self) -> None:
        chance = random.Random(7)  # the same ids each time: where two things happen at once, ids decide their order
        self.seeded = mock.patch(
            "annot.model.ids.secrets.token_hex", lambda n: f"{chance.getrandbits(8 * n):0{2 * n}x}"
        )
        self.seeded.start()
        self.folder = tempfile.mkdtemp(prefix="annot-test-")
        self.clock = Clock()
        self.project = Project(Path(self.folder) / "p.db", self.clock)
        self.desks = [self._desk(0), self._desk(1)]
        self.article = article(self.desks[0])
        self.rows: list[Any] = []

    def _desk(self, who: int) -> Any:
        store = self.project.open()
        store.db.conn.execute("PRAGMA journal_mode = MEMORY")
        return self.project.desk((ANNA, BEN)[who], store)

    def _try(self, act: Callable[[], object]) -> bool:
        """What the desk refuses changes nothing; anything else that is raised fails the test."""
        before = log(self.store)
        try:
            act()
        except AnnotError:
            assert log(self.store) == before
            return False
        return True

    @property
    def store(self) -> Any:
        return self.desks[0].store

    def _all(self, kind: str, of: Callable[[Any], Any], n: int) -> Any:
        """The n-th entity of a kind, taken back or not; the desk has to cope with both."""
        ids = self.store.fetch(f'SELECT id FROM "{kind}" ORDER BY k')
        return of(self.store, ids[n % len(ids)][0])

    def _claim(self, n: int) -> Any:
        return self._all("claim", tables.claim, n)

    def _has(self, kind: str) -> bool:
        return self.store.one(f'SELECT 1 FROM "{kind}"') is not None

    def _there(self) -> Any:
        return tables.article(self.store, self.article.id)

    # -- what a reviewer does

    @rule(
        who=WHO,
        start=st.integers(0, len(TEXT) - 1),
        length=st.integers(1, 60),
        status=STATUS,
        sources=st.lists(SOURCES, max_size=2),
        speaker=WORDS,
    )
    def tag(self, who: int, start: int, length: int, status: str, sources: list[str], speaker: str) -> None:
        start, end = snap(TEXT, start, min(len(TEXT), start + length))
        if start < end:
            fields = {"status": status, "speaker": speaker}
            self._try(lambda: claims.tag(self.desks[who], self.article, Span(start, end), fields, sources=sources))

    @rule(who=WHO, about=st.sampled_from(["headline", "picture", "article"]))
    def tag_the_rest(self, who: int, about: str) -> None:
        self._try(lambda: claims.tag(self.desks[who], self.article, None, {}, about=about))

    @precondition(lambda self: self._has("claim"))
    @rule(who=WHO, n=ANY, m=ANY, status=STATUS, text=WORDS, which=st.integers(0, 3))
    def edit(self, who: int, n: int, m: int, status: str, text: str, which: int) -> None:
        claim = self._claim(n)
        fields = [{"status": status}, {"rationale": text}, {"types": ["number"]}, {"repeats": self._claim(m).id}][which]
        span = Span(0, 7) if claim.about == "text" and text == "" else None
        self._try(lambda: claims.edit(self.desks[who], claim, fields, span))

    @precondition(lambda self: self._has("claim"))
    @rule(who=WHO, n=ANY)
    def withdraw(self, who: int, n: int) -> None:
        self._try(lambda: claims.withdraw(self.desks[who], self._claim(n)))

    @precondition(lambda self: self._has("claim"))
    @rule(who=WHO, n=ANY, source=SOURCES, note=WORDS)
    def cite(self, who: int, n: int, source: str, note: str) -> None:
        self._try(lambda: citing.cite(self.desks[who], self._claim(n), [source], {"note": note}, {"publisher": note}))

    @precondition(lambda self: self._has("evidence"))
    @rule(who=WHO, n=ANY)
    def uncite(self, who: int, n: int) -> None:
        def act() -> None:
            entity = self._all("evidence", lambda store, i: i, n)
            row = self.store.one("SELECT claim FROM evidence WHERE id = ?", [entity])
            found = [e for e in tables.evidence(self.store, [row[0]]) if e.id == entity]
            if found:
                citing.uncite(self.desks[who], tables.claim(self.store, row[0]), found[0])

        self._try(act)

    @precondition(lambda self: self._has("source"))
    @rule(who=WHO, n=ANY, text=WORDS)
    def complete(self, who: int, n: int, text: str) -> None:
        self._try(lambda: citing.complete(self.desks[who], self._all("source", tables.source, n), {"author": text}))

    @rule(who=WHO, n=ANY, kind=st.sampled_from(["note", "question", "later"]), text=WORDS)
    def comment(self, who: int, n: int, kind: str, text: str) -> None:
        target = self._claim(n) if n % 2 and self._has("claim") else self.article.id
        self._try(lambda: talking.comment(self.desks[who], target, text, kind))

    @precondition(lambda self: self._has("comment"))
    @rule(who=WHO, n=ANY, text=WORDS)
    def answer(self, who: int, n: int, text: str) -> None:
        self._try(lambda: talking.answer(self.desks[who], self._all("comment", tables.comment, n), text))

    @precondition(lambda self: self._has("claim"))
    @rule(who=WHO, n=ANY, text=WORDS)
    def looked(self, who: int, n: int, text: str) -> None:
        self._try(lambda: talking.looked(self.desks[who], self._claim(n), "the archive", text))

    @rule(who=WHO, numbers=st.lists(st.integers(1, 4), min_size=1), done=st.booleans())
    def mark(self, who: int, numbers: list[int], done: bool) -> None:
        self._try(lambda: reading.mark(self.desks[who], self._there(), numbers, done=done))

    @rule(who=WHO, done=st.booleans())
    def finish(self, who: int, done: bool) -> None:
        self._try(lambda: reading.finish(self.desks[who], self._there(), done=done))

    @rule(who=WHO, n=st.integers(1, 5), kind=st.sampled_from(["body", "caption", "credit"]))
    def kind(self, who: int, n: int, kind: str) -> None:
        self._try(lambda: reading.change_kind(self.desks[who], self._there(), n, kind))

    @rule(who=WHO, n=st.integers(0, 2))
    def use_codebook(self, who: int, n: int) -> None:
        if self._try(lambda: codebooks.use(self.desks[who], BOOKS[n], "x.toml")):
            assert tables.current_codebook(self.store)[1] == BOOKS[n]

    @rule(who=WHO, name=st.sampled_from(["Anna", "Ben", "Анна"]))
    def rename(self, who: int, name: str) -> None:
        self._try(lambda: people.rename(self.desks[who], (ANNA, BEN)[who].id, name))

    @rule(who=WHO)
    def same(self, who: int) -> None:
        self._try(lambda: people.same(self.desks[who], ANNA.id, BEN.id))

    @rule(who=WHO)
    def undo(self, who: int) -> None:
        self._try(lambda: undoing.undo(self.desks[who]))
        self._article_there(who)

    @rule(who=WHO)
    def redo(self, who: int) -> None:
        self._try(lambda: undoing.redo(self.desks[who]))

    @rule(who=WHO)
    def undo_and_redo_change_nothing(self, who: int) -> None:
        before = self._timeless()
        try:
            undoing.undo(self.desks[who])
        except NothingToDo:
            return
        undoing.redo(self.desks[who])
        assert self._timeless() == before

    def _timeless(self) -> Any:
        return {k: [r[:-1] for r in rows] for k, rows in checking.dump(self.store.db).items()}

    def _article_there(self, who: int) -> None:
        """Anna undid all that she did: the article comes back, so that there is something to do."""
        if self._there() is None:
            undoing.redo(self.desks[who])

    @rule(who=WHO)
    def something_of_the_future(self, who: int) -> None:
        drafts = [Draft("hologram", "x1", {"depth": [1, {"a": None}]})]
        if self._has("claim"):
            drafts.append(Draft("claim", self._claim(0).id, {"mood": "grim"}))
        with self.desks[who].action() as action:
            action.add(*drafts)

    @rule(who=WHO)
    def reopen(self, who: int) -> None:
        self.desks[who].store.close()
        self.desks[who] = self._desk(who)

    @rule(ms=st.sampled_from([-(10**9), -5, 10**6, 10**9]))
    def the_clock_jumps(self, ms: int) -> None:
        self.clock.now = max(0, self.clock.now + ms)

    @rule(to=st.sampled_from([0, 4_000_000_000_000, BEGIN]))
    def the_clock_is_set(self, to: int) -> None:
        self.clock.now = to

    # -- what must hold after each

    @invariant()
    def no_transaction_is_open(self) -> None:
        assert not any(desk.store.db.conn.in_transaction for desk in getattr(self, "desks", ()))

    @invariant()
    def the_log_only_grows(self) -> None:
        if hasattr(self, "rows"):
            now = log(self.store)
            assert now[: len(self.rows)] == self.rows
            self.rows = now

    @invariant()
    def the_tables_are_the_fold_and_quotes_are_what_stands_there(self) -> None:
        if hasattr(self, "rows"):
            before = checking.dump(self.store.db)
            self.store.refold_all()
            assert checking.dump(self.store.db) == before
            assert before["aside"] == []
            for claim in self.store.fetch("SELECT * FROM claim WHERE about = 'text'"):
                assert TEXT[claim["start"] : claim["end"]] == claim["quote"]

    def teardown(self) -> None:
        if hasattr(self, "project"):
            try:
                assert checking.problems(self.store) == []
            finally:
                self.seeded.stop()
                self.project.close()
                shutil.rmtree(self.folder)


TestDay = Day.TestCase
TestDay.settings = settings(max_examples=EXAMPLES, stateful_step_count=30, deadline=None)
