"""What a merge says about changes to what belongs to somebody else: whatever way they were made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from workroom import ANNA, BEGIN, BEN, Clock, Project, article_draft, chain, claim_draft, row, write

from annot.desk import merging
from annot.history.change import Draft, Writer
from annot.model.claim import Reviewer

EVE = Reviewer("reve", "Eve")
LATER = BEGIN + 100_000 << 16
STATUS = {"kind": "claim", "entity": "c1", "patch": {"status": "refuted"}}


@pytest.fixture
def annas(tmp_path: Path) -> Project:
    """Anna's project with a claim of hers, its evidence, and a comment."""
    anna = Project(tmp_path / "anna.db", Clock())
    store = anna.open()
    write(store, Draft("reviewer", ANNA.id, {"name": "Anna"}), article_draft(), claim_draft("c1"))
    write(store, Draft("source", "s1", {"title": "Minutes"}), Draft("evidence", "e1", {"claim": "c1", "source": "s1"}))
    write(store, Draft("comment", "m1", {"claim": "c1", "kind": "question", "text": "Who says so?"}))
    return anna


def told(annas: Project, tmp_path: Path, *rows: Mapping[str, Any]) -> Sequence[str]:
    """What Anna hears of Eve's file, in which there are these changes, made as a stranger can."""
    eve = Project(tmp_path / "eve.db", Clock(BEGIN + 5))
    store = eve.open()
    write(store, article_draft(), who=EVE)
    writer = Writer("weve", EVE.id, "d", BEGIN)
    with store.transaction():
        store.insert_writers([writer])
        name = {"kind": "reviewer", "entity": EVE.id, "patch": {"name": "Eve"}}
        store.insert_changes(chain(writer, name, *({"clock": LATER} | dict(row) for row in rows)))
    (report,) = merging.merge(annas.open(), [eve.path], keep=False).files
    assert report.refused is None
    return report.of_others


@pytest.mark.parametrize(
    ("rows", "heard"),
    [
        ([STATUS], ["Eve changed status of Anna's claim c1"]),
        ([STATUS | {"clock": BEGIN - 5 << 16}], ["Eve changed status of Anna's claim c1"]),  # as if it were older
        (
            [{"patch": {"reviewer": EVE.id}}, STATUS],  # first it is made hers
            ["Eve changed reviewer of Anna's claim c1", "Eve changed status of Anna's claim c1"],
        ),
        (
            [{"kind": "reviewer", "entity": ANNA.id, "patch": {"same_as": EVE.id}}, STATUS],  # first they are one
            ["Anna and Eve are one person now, says Eve", "Eve changed status of Anna's claim c1"],
        ),
        (
            [{"kind": "reviewer", "entity": EVE.id, "patch": {"same_as": ANNA.id}}],
            ["Eve and Anna are one person now, says Eve"],
        ),
        ([{"kind": "reviewer", "entity": ANNA.id, "patch": {"name": "Anna", "deleted": 0}}], []),  # as in what went out
        ([{"kind": "reviewer", "entity": ANNA.id, "patch": {"name": "Ann"}}], ["Eve renamed Anna: Ann now"]),
        ([{"kind": "reviewer", "entity": ANNA.id, "patch": {"name": "Ann"}, "clock": BEGIN - 5 << 16}], []),  # older
        ([{"kind": "reviewer", "entity": ANNA.id, "patch": {"deleted": 1}}], ["Eve took back the reviewer Anna"]),
        ([{"patch": {"deleted": 1}}], ["Eve took back Anna's claim c1"]),
        (
            [{"kind": "evidence", "entity": "e9", "patch": {"claim": "c1", "source": "s1"}}],
            ["Eve added to Anna's claims the evidence e9"],
        ),
        (
            [{"kind": "evidence", "entity": "e1", "patch": {"stance": "refutes"}}],
            ["Eve changed stance of Anna's evidence e1"],
        ),
        ([{"kind": "comment", "entity": "m1", "patch": {"text": "-"}}], ["Eve changed text of Anna's comment m1"]),
        ([{"kind": "comment", "entity": "m1", "patch": {"answer": "The union", "answered_by": EVE.id}}], []),
        (
            [{"entity": "c9", "patch": dict(claim_draft("c9").patch) | {"reviewer": ANNA.id}}],
            ["Eve gave Anna the claim c9"],
        ),
        ([{"entity": "c9", "patch": dict(claim_draft("c9").patch)}], []),
        ([{"entity": "c9", "patch": {"reviewer": [1]}}], []),
    ],
)
def test_what_is_done_to_anothers_work_is_told(
    annas: Project, tmp_path: Path, rows: Sequence[Mapping[str, Any]], heard: Sequence[str]
) -> None:
    assert list(told(annas, tmp_path, *rows)) == heard


def test_of_two_files_that_come_together_one_may_change_the_others_claim(tmp_path: Path) -> None:
    ben, anna = Project(tmp_path / "ben.db", Clock(BEGIN + 5)), Project(tmp_path / "anna.db", Clock())
    store = ben.open()
    write(store, Draft("reviewer", BEN.id, {"name": "Ben"}), article_draft(), claim_draft("c1"), who=BEN)
    eve = Project(tmp_path / "eve.db", Clock(BEGIN + 9))
    merging.merge(eve.open(), [ben.path], keep=False)
    write(eve.open(), Draft("reviewer", EVE.id, {"name": "Eve"}), Draft("claim", "c1", {"status": "refuted"}), who=EVE)
    first, second = merging.merge(anna.open(), [ben.path, eve.path], keep=False).files
    assert (list(first.of_others), list(second.of_others)) == ([], ["Eve changed status of Ben's claim c1"])
    found = row(anna.open(), "claim", "c1")
    assert found
    assert found["status"] == "refuted"


@pytest.mark.parametrize("how", [{"deleted": 1}, {"quote": "another"}])
def test_claims_that_leave_the_tables_are_counted_as_taken_back(
    annas: Project, tmp_path: Path, how: dict[str, Any]
) -> None:
    ben = Project(tmp_path / "ben.db", Clock(BEGIN + 5))
    merging.merge(ben.open(), [annas.path], keep=False)
    write(ben.open(), Draft("claim", "c1", how), claim_draft("c2", "1,482 members"), who=BEN)
    report = merging.merge(annas.open(), [ben.path], keep=False)
    assert (report.claims_before, report.taken_back, report.alarming) == (1, 1, True)
