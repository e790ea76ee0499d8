"""Whatever reviewers and desks do, one change at a time: the final claims are those of the whole project."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from workroom import ANNA, BEN, Clock, Project, folded, write

from annot.history.change import Draft
from annot.model.ids import article_id
from annot.store import checking, foreign, joining

EXAMPLES = int(os.environ.get("EXAMPLES", "60"))
TEXT = "".join(f"Sentence {n:02} says so. " for n in range(12))
A = article_id(TEXT)
PARAGRAPHS = [[n * 52, n * 52 + 50, "body"] for n in range(4)]
CLAIMS, DECISIONS = [f"c{n}" for n in range(8)], ["d1", "d2", "d3"]
WHO = [ANNA.id, BEN.id, "r0000000000000003"]


def placed(start: int, length: int) -> dict[str, Any]:
    end = min(len(TEXT), start + length)
    return {"start": start, "end": end, "quote": TEXT[start:end]}


spans = st.builds(placed, st.integers(0, 120), st.integers(1, 70))
statuses = st.sampled_from(["supported", "mostly", "unchecked"])
tagged = st.builds(
    lambda i, who, status, span: Draft(
        "claim", i, {"article": A, "reviewer": who, "status": status, "deleted": 0, **span}
    ),
    st.sampled_from(CLAIMS),
    st.sampled_from(WHO),
    statuses,
    spans,
)
about = st.builds(
    lambda i, who: Draft("claim", i, {"article": A, "reviewer": who, "status": "mostly", "about": "headline"}),
    st.sampled_from(CLAIMS[:2]),
    st.sampled_from(WHO),
)
changed = st.builds(
    lambda i, patch: Draft("claim", i, patch),
    st.sampled_from(CLAIMS),
    spans | st.fixed_dictionaries({"status": statuses}) | st.just({"deleted": 1}) | st.just({"about": "text"}),
)
read = st.builds(
    lambda who, span, gone: Draft(
        "reading",
        f"g{who}{span[0]}",
        {"article": A, "reviewer": who, "start": span[0], "end": span[1], "state": "done", "deleted": gone},
    ),
    st.sampled_from(WHO),
    st.sampled_from([(0, 0), (0, 50), (52, 102), (104, 154)]),
    st.sampled_from([0, 0, 1]),
)
decided = st.builds(
    lambda i, claims, span, more: Draft(
        "decision",
        i,
        {"article": A, "claims": claims, "status": "supported", "decided_by": BEN.id, "deleted": 0}
        | {"start": span["start"], "end": span["end"]}
        | more,
    ),
    st.sampled_from(DECISIONS),
    st.lists(st.sampled_from(CLAIMS), min_size=1, max_size=4, unique=True),
    spans,
    st.sampled_from(
        [{}, {"deleted": 1}, {"saw": [["c1", "supported"]]}, {"status": "no_claim"}, {"policy": "majority"}]
    ),
)
kinds = st.builds(
    lambda n, kind: Draft("paragraph", f"{A}:{n}", {"kind": kind}),
    st.integers(1, 3),
    st.sampled_from(["body", "caption"]),
)
people = st.builds(
    lambda who, patch: Draft("reviewer", who, {"name": who[-1]} | patch),
    st.sampled_from(WHO),
    st.sampled_from([{}, {"name": "Z"}, {"same_as": WHO[0]}, {"same_as": WHO[2]}, {"same_as": None}]),
)
whole = st.sampled_from([Draft("article", A, {"deleted": 1}), Draft("article", A, {"deleted": 0})])
day = st.lists(
    st.lists(
        tagged | tagged | tagged | about | changed | read | decided | kinds | people | whole, min_size=1, max_size=3
    ),
    max_size=20,
)


@settings(max_examples=EXAMPLES, deadline=None)
@given(day)
def test_what_is_kept_up_to_date_is_what_all_of_it_adds_up_to(actions: list[list[Draft]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        project = Project(Path(folder) / "p.db", Clock())
        store = project.open()
        store.db.conn.execute("PRAGMA journal_mode = MEMORY")
        write(store, Draft("article", A, {"text": TEXT, "paragraphs": PARAGRAPHS, "title": "t", "deleted": 0}))
        for drafts in actions:
            write(store, *drafts)
            assert kept_of(checking.dump(store.db)) == kept_of(folded(store))
        project.close()


def kept_of(tables: dict[str, list[tuple[object, ...]]]) -> list[list[tuple[object, ...]]]:
    return [tables["final_claims"], tables["group_sort"]]


def claim_of(i: str, who: int, start: int, end: int, status: str = "mostly") -> Draft:
    return Draft("claim", i, {"article": A, "reviewer": WHO[who], "status": status, **placed(start, end - start)})


def decision_of(*claims: str, **more: Any) -> Draft:
    usual = {"article": A, "claims": list(claims), "status": "supported", "decided_by": WHO[2], "start": 0, "end": 9}
    return Draft("decision", "d1", usual | more)


def reading_of(start: int, end: int) -> Draft:
    place = {"article": A, "start": start, "end": end}
    return Draft("reading", f"g{start}", {**place, "reviewer": WHO[2], "state": "done"})


CHAIN = [claim_of("c1", 0, 0, 20), claim_of("c2", 1, 15, 40), claim_of("c3", 2, 35, 60)]
# Its first claim is cut off, and stands alone, because its last one is of the same person.
TORN = [claim_of("c1", 0, 0, 20), claim_of("c2", 1, 19, 40), claim_of("c3", 2, 35, 60), claim_of("c4", 0, 55, 80)]
LONG = [*CHAIN, Draft("claim", "c4", {"article": A, "reviewer": "r4", "status": "mostly", **placed(55, 25)})]
LONG += [Draft("claim", "c5", {"article": A, "reviewer": "r5", "status": "mostly", **placed(75, 25)})]
FAR = [claim_of("c1", 0, 0, 9), claim_of("c2", 1, 0, 9), claim_of("c3", 0, 90, 99), claim_of("c4", 1, 90, 99)]


@pytest.mark.parametrize(
    ("before", "change"),
    [
        ([*CHAIN, decision_of("c1", "c2", "c3")], Draft("claim", "c3", {"status": "supported"})),  # over two overlaps
        (CHAIN, Draft("claim", "c2", {"deleted": 1})),
        (CHAIN, Draft("claim", "c2", placed(100, 9))),  # leaves a gap behind
        ([*LONG, decision_of("c1", "c2", "c3", "c4", "c5")], Draft("claim", "c5", {"status": "supported"})),
        (TORN, Draft("claim", "c4", {"deleted": 1})),
        (FAR, decision_of("c1", "c2", "c3")),
        # The decision goes to the group that has most of its claims now, far from what was taken back.
        ([*FAR, decision_of("c1", "c3")], Draft("claim", "c1", {"deleted": 1})),
        ([*FAR, decision_of("c1", "c2", "c3", "c4")], Draft("claim", "c1", {"deleted": 1})),
        ([*FAR, decision_of("c1", "c2", "c3")], Draft("claim", "c3", {"deleted": 1})),  # of it nothing is left there
        ([*FAR, decision_of("c1", "c2", "c3")], Draft("claim", "c3", placed(0, 9))),
        ([*FAR, decision_of("c1", "c2", "c3")], Draft("decision", "d1", {"claims": ["c3"]})),
        ([*FAR, decision_of("c1", "c2")], claim_of("c5", 2, 5, 30)),
        (FAR, Draft("reviewer", WHO[0], {"name": "Zoe"})),
        (FAR, Draft("reviewer", WHO[0], {"name": "Zoe", "same_as": WHO[1]})),
        ([claim_of("c1", 0, 40, 60), reading_of(52, 102)], Draft("paragraph", f"{A}:1", {"kind": "caption"})),
        (FAR, reading_of(0, 0)),
        (FAR, reading_of(52, 102)),
        (FAR, Draft("claim", "c1", {"about": "headline"})),
        (FAR, Draft("claim", "c1", {"article": "a0"})),  # it is set aside
        (FAR, Draft("article", A, {"deleted": 1})),
        # Of these the log says nothing any more once they are taken out of it.
        (FAR, Draft("claim", "c1", {**placed(90, 9), "status": "supported"})),
        ([*FAR, Draft("claim", "c5", {"speaker": "A"})], claim_of("c5", 2, 5, 30)),
        ([*FAR, decision_of("c1", "c2")], Draft("decision", "d1", {"claims": ["c3", "c4"]})),
        ([*FAR, Draft("reviewer", WHO[0], {"name": "Zoe"})], Draft("reviewer", WHO[0], {"same_as": WHO[1]})),
    ],
)
def test_one_change_reaches_as_far_as_it_must(tmp_path: Path, before: list[Draft], change: Draft) -> None:
    project, copy = (Project(tmp_path / name, Clock()) for name in ("p.db", "copy.db"))
    store = project.open()
    write(store, Draft("article", A, {"text": TEXT, "paragraphs": PARAGRAPHS, "title": "t", "deleted": 0}))
    write(store, *before)
    project.close()
    shutil.copy(project.path, copy.path)
    store, other = project.open(), copy.open()
    first = kept_of(checking.dump(store.db))
    write(store, change)
    kept = kept_of(checking.dump(store.db))
    assert kept != first
    assert kept == kept_of(folded(store))
    known = joining.vector(other)
    joining.union(other, [foreign.read(project.path, known)])  # the change alone, folded already
    assert kept_of(checking.dump(other.db)) == kept
    arrival = joining.latest_arrival(other)
    assert arrival is not None
    joining.forget(other, arrival)  # what is left of the log does not tell where it was
    assert kept_of(checking.dump(other.db)) == first
    project.close()
    copy.close()


def test_there_are_such_claims_to_compare(tmp_path: Path) -> None:
    project = Project(tmp_path / "p.db", Clock())
    store = project.open()
    write(store, Draft("article", A, {"text": TEXT, "paragraphs": PARAGRAPHS, "title": "t"}))
    write(store, Draft("claim", "c1", {"article": A, "reviewer": WHO[0], "status": "mostly", **placed(0, 10)}))
    write(store, Draft("claim", "c2", {"article": A, "reviewer": WHO[1], "status": "supported", **placed(2, 10)}))
    write(store, Draft("claim", "c3", {"article": A, "reviewer": WHO[1], "status": "mostly", **placed(90, 10)}))
    assert [row[0] for row in checking.dump(store.db)["final_claims"]] == ["c3"]
    decision = {"article": A, "claims": ["c1", "c2"], "status": "refuted", "decided_by": WHO[2], "start": 2, "end": 12}
    write(store, Draft("decision", "d1", decision))
    rows = checking.dump(store.db)["final_claims"]
    assert [(row[0], row[2], row[3], row[5]) for row in rows] == [("c1", 2, 12, "refuted"), ("c3", 90, 100, "mostly")]
    store.db.conn.execute("UPDATE final_claims SET status = 'guessed' WHERE group_id = 'c1'")
    assert {p.where for p in checking.problems(store)} == {"final_claims c1"}
    checking.repair(store)
    assert checking.problems(store) == []
    project.close()
