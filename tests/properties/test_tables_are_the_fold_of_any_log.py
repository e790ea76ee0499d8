"""Of any changes at all, also of hostile ones, in any batches: the tables are the fold, whatever came first."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from workroom import ANNA, BEGIN, BEN, Clock, Project, folded, write

from annot.history.change import Draft
from annot.history.kinds import KINDS
from annot.store import checking, exporting
from annot.store.exporting import Ask
from annot.store.joining import join
from annot.store.project import Store
from annot.store.tables import writers

EXAMPLES = int(os.environ.get("EXAMPLES", "120"))
A = ["a1", "a2"]
IDS = {
    "article": A,
    "paragraph": ["a1:1", "a1:2", "a2:1"],
    "claim": ["c1", "c2", "c3"],
    "source": ["s1"],
    "evidence": ["e1", "e2"],
    "comment": ["m1"],
    "search": ["h1"],
    "reading": ["g1"],
    "decision": ["d1", "d2"],
    "assignment": ["i1"],
    "reveal": ["v1"],
    "reviewer": [ANNA.id, BEN.id],
    "codebook": ["b1"],
    "hologram": ["x1"],
}
TEXTS = ["one two", "one 2wo", "a\x00b one", "x"]
VALUES: dict[str, list[Any]] = {
    "text": TEXTS,
    "paragraphs": [[[0, 3, "body"]], [[0, 3, "body"], [4, 7, "body"]], [[4, 9, "body"]], [[0, 1, "body"]]],
    "article": A,
    "claim": ["c1", "c2"],
    "source": ["s1"],
    "start": [0, 4],
    "end": [3, 7],
    "quote": ["one", "two", "2wo", "one two"],
    "about": ["text", "headline"],
    "claims": [["c1"], ["c1", "c2"], ["c2", "c3", "c9"]],
    "types": [[], ["number"]],
    "saw": [[], [["c1", "x"]], [["c1", "y"], ["c2", "x"]]],
    "url": ["https://x.example"],
    "title": ["t"],
    "name": ["A", "B"],
    "same_as": [ANNA.id, BEN.id],
    "toml": ["x"],
    "kind": ["note", "caption"],
    "place": ["p"],
    "status": ["x", "y", "unchecked"],
    "attribution": ["verbatim"],
    "decided_by": [ANNA.id],
    "deleted": [0, 1, 0],
    "created_at": ["2020"],
    "updated_at": ["2021"],
    "hologram": [{"a": 1}],
}
WRONG = st.sampled_from([None, 7, "", "x", ["a"], {"a": 1}, 1.5, True])


def patch_of(kind: str) -> st.SearchStrategy[dict[str, Any]]:
    """Mostly what fits, so that entities do enter the tables; sometimes not."""
    spec = KINDS.get(kind)
    names = [n for n in (spec.fields if spec else ()) if n in VALUES]
    fits = {name: st.sampled_from(VALUES[name]) for name in names}
    whole = st.fixed_dictionaries(fits)
    some = st.fixed_dictionaries({}, optional={n: s | WRONG for n, s in fits.items()})
    usual = {n: st.sampled_from(VALUES[n]) for n in ("deleted", "created_at", "updated_at", "hologram")}
    more = st.fixed_dictionaries({}, optional=usual | {"deleted": usual["deleted"] | WRONG, "updated_at": WRONG})
    return st.builds(lambda a, b: a | b, whole | whole | some, st.just({}) | more)


drafts = st.sampled_from(sorted(IDS)).flatmap(
    lambda kind: st.builds(Draft, st.just(kind), st.sampled_from(IDS[kind]), patch_of(kind))
)
batches = st.lists(st.tuples(st.integers(0, 1), st.lists(drafts, min_size=1, max_size=5)), min_size=1, max_size=12)


def changes(store: Store) -> Any:
    ask: Ask = exporting.live(store)
    from annot.formats import log
    from annot.history.change import canonical

    return log.read("\n".join(map(canonical, exporting.log(ask))), "log")


@settings(max_examples=EXAMPLES, deadline=None)
@given(batches, st.integers(0, 11))
def test_the_tables_are_the_fold_and_do_not_depend_on_what_came_first(
    script: list[tuple[int, list[Draft]]], cut: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        project = Project(Path(folder) / "p.db", Clock())
        stores = [project.open(), project.open()]  # two connections, each with what it remembers
        for store in stores:
            store.db.conn.execute("PRAGMA journal_mode = MEMORY")
        for n, (who, batch) in enumerate(script):
            project.clock.now += 1000 if n % 2 else -500
            write(stores[who], *batch, who=(ANNA, BEN)[who])
            before = checking.dump(stores[0].db)
            assert before == folded(stores[n % 2])
        given_ = changes(stores[0])
        other = Project(Path(folder) / "q.db", Clock(BEGIN))
        into = other.open()
        first = [w for w in writers(stores[0]) if int(w.id[-1], 16) % 2]
        join(into, first, [c for c in given_.changes if c.writer in {w.id for w in first}], "first")
        join(into, given_.writers, given_.changes, "all")
        assert checking.dump(into.db) == checking.dump(stores[0].db)
        assert checking.dump(into.db) == folded(into)
        assert all(p.text.startswith("set aside") for p in checking.problems(into))
        project.close()
        other.close()
