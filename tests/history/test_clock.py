"""What was written in knowledge of something sorts after it, whatever the wall clock says."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from workroom import BEGIN, BEN, Clock, Project, article_draft, claim_draft, row, write

from annot.history.change import Draft
from annot.history.clock import EARLIEST, LATEST, moment, tick

AFTER_2038 = 4_000_000_000_000
instants = st.integers(-(2**46), 2**46)


@given(instants, st.integers(0, 2**62))
def test_the_next_clock_exceeds_all_before_it_and_is_not_behind_the_wall(now: int, largest: int) -> None:
    assert tick(now, largest) > largest
    assert tick(now, largest) >= now << 16
    assert tick(now, largest) in (now << 16, largest + 1)


def test_clocks_of_two_centuries_fit_sixty_four_bits() -> None:
    assert EARLIEST < BEGIN << 16 < AFTER_2038 << 16 < LATEST < 2**63


@pytest.mark.parametrize(
    ("at", "shown"),
    [
        (BEGIN, "2026-11-22T12:00:00.000Z"),
        (0, "1970-01-01T00:00:00.000Z"),
        (-1, "1969-12-31T23:59:59.999Z"),
        (AFTER_2038, "2096-10-02T07:06:40.000Z"),
        (2**62, "9999-12-31T23:59:59.999Z"),
        (-(2**62), "0001-01-01T00:00:00.000Z"),
    ],
)
def test_wall_time_is_shown_as_iso_8601_even_where_no_calendar_reaches(at: int, shown: str) -> None:
    assert moment(at) == shown


@pytest.mark.parametrize("wrong", [0, BEGIN - 86_400_000, AFTER_2038], ids=["1970", "yesterday", "after 2038"])
def test_the_later_edit_wins_whatever_its_wall_clock_says(project: Project, clock: Clock, wrong: int) -> None:
    store = project.open()
    write(store, article_draft(), claim_draft("c1"))
    clock.now = wrong
    write(store, Draft("claim", "c1", {"status": "refuted"}), who=BEN)
    clock.now = BEGIN + 5
    write(store, Draft("claim", "c1", {"status": "mostly"}))
    assert row(store, "claim", "c1")["status"] == "mostly"
    clocks = [r[0] for r in store.fetch("SELECT clock FROM change WHERE entity = 'c1' ORDER BY rowid")]
    assert clocks == sorted(set(clocks))


def test_a_wild_clock_touches_only_its_entity(project: Project, clock: Clock) -> None:
    """Not the file's largest clock: one careless colleague would date everybody's next hundred years."""
    store = project.open()
    write(store, article_draft(), claim_draft("c1"), claim_draft("c2"))
    clock.now = AFTER_2038
    write(store, Draft("claim", "c1", {"speaker": "the future"}))
    clock.now = BEGIN + 1000
    write(store, Draft("claim", "c1", {"speaker": "now"}), Draft("claim", "c2", {"speaker": "now"}))
    newest = {
        r["entity"]: (r["clock"] >> 16, r["at"])
        for r in store.fetch("SELECT entity, clock, at FROM change WHERE patch LIKE '%now%'")
    }
    assert newest["c1"][0] == AFTER_2038 + 1
    assert newest["c2"][0] == newest["c2"][1]
    assert BEGIN < newest["c1"][1] < BEGIN + 2000, "`at` is the wall's"
    assert row(store, "claim", "c1")["speaker"] == "now"


def test_within_one_millisecond_and_one_action_order_is_kept(project: Project) -> None:
    store = project.open()
    store.now = lambda: BEGIN
    write(store, article_draft(), claim_draft("c1"), *(Draft("claim", "c1", {"speaker": str(n)}) for n in range(20)))
    assert row(store, "claim", "c1")["speaker"] == "19"


def test_a_change_names_what_its_author_had_seen(project: Project) -> None:
    """Two edits made side by side are told by it: neither names the other."""
    store = project.open()
    write(store, article_draft(), claim_draft("c1"))
    write(store, Draft("claim", "c1", {"speaker": "a"}), Draft("claim", "c1", {"speaker": "b"}))
    write(store, Draft("claim", "c1", {"status": "refuted"}), who=BEN)
    rows = store.fetch("SELECT writer || ':' || seq AS id, prev FROM change WHERE entity = 'c1' ORDER BY rowid")
    before = [[], *([row["id"]] for row in rows[:-1])]
    assert [json.loads(row["prev"]) for row in rows] == before
