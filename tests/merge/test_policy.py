"""What a policy makes of votes: silence is one where somebody was done, and nothing is settled by halves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from aligning import claim

from annot.errors import AnnotError
from annot.merge.align import groups
from annot.merge.policy import Policy, Proposal, agreed, settle, usual_edges
from annot.model.group import Group
from annot.model.span import Span

MAJORITY = Policy("majority")


def group(*words: str, silent: Sequence[str] = (), **more: Any) -> Group:
    """ "A 0-9 mostly verbatim": person, edges, verdict, attribution."""
    made = []
    for one in words:
        person, place, status, *said = one.split()
        made.append(claim(f"{person} {place} {one}", status, attribution=said[0] if said else None, **more))
    (found,) = groups(made, lambda span: frozenset(silent))
    return found


def verdict(found: Proposal | None) -> tuple[str, str | None, tuple[int, int] | None] | None:
    if found is None:
        return None
    return found.status, found.attribution, (found.span.start, found.span.end) if found.span else None


def test_one_reviewer_suffices() -> None:
    assert verdict(agreed(group("A 0-9 mostly"))) == ("mostly", None, (0, 9))


def test_all_agree_where_verdict_attribution_and_edges_are_equal() -> None:
    assert verdict(agreed(group("A 0-9 mostly verbatim", "B 0-9 mostly verbatim"))) == ("mostly", "verbatim", (0, 9))


@pytest.mark.parametrize(
    "words",
    [
        ("A 0-9 mostly", "B 0-9 refuted"),
        ("A 0-9 mostly verbatim", "B 0-9 mostly altered"),
        ("A 0-9 mostly verbatim", "B 0-9 mostly"),
        ("A 0-9 mostly", "B 0-8 mostly"),
        ("A 0-9 mostly", "B 0-9 unchecked"),
        ("A 0-9 unchecked",),
        ("A 0-5 mostly", "A 5-9 mostly", "B 0-9 mostly"),
    ],
)
def test_nobody_has_agreed_where_one_of_them_differs_or_was_not_checked(words: tuple[str, ...]) -> None:
    assert agreed(group(*words)) is None


def test_who_was_done_and_marked_nothing_does_not_agree_and_who_was_not_done_does_not_matter() -> None:
    assert agreed(group("A 0-9 mostly", silent=["B"])) is None
    assert agreed(group("A 0-9 mostly", silent=[])) is not None


def test_priority_hears_all_of_a_word_from_one_person() -> None:
    """Who has given no verdict is not asked for the edges either."""
    found = settle(group("A 0-9 unchecked", "B 2-9 supported"), Policy("priority", first=("A", "B")))
    assert verdict(found) == ("supported", None, (2, 9))


def test_a_claim_without_words_has_no_edges_to_differ_about() -> None:
    assert verdict(agreed(group("A headline mostly", "B headline mostly"))) == ("mostly", None, None)


def test_most_people_are_more_than_half_of_those_who_voted() -> None:
    two = group("A 0-9 mostly", "B 0-9 mostly", "C 0-9 refuted")
    assert verdict(settle(two, MAJORITY)) == ("mostly", None, (0, 9))
    assert settle(group("A 0-9 mostly", "B 0-9 refuted"), MAJORITY) is None
    assert settle(group("A 0-9 mostly", silent=["B"]), MAJORITY) is None  # one of two is not most
    assert verdict(settle(group("A 0-9 mostly", "B 0-9 mostly", silent=["C"]), MAJORITY)) == ("mostly", None, (0, 9))


def test_most_people_may_see_no_claim() -> None:
    assert verdict(settle(group("A 0-9 mostly", silent=["B", "C"]), MAJORITY)) == ("no_claim", None, None)


def test_edges_are_a_question_of_their_own() -> None:
    assert settle(group("A 0-9 mostly", "B 0-8 mostly", "C 0-7 mostly"), MAJORITY) is None
    assert verdict(settle(group("A 0-9 mostly", "B 0-8 mostly", "C 0-9 refuted"), MAJORITY)) == ("mostly", None, (0, 9))


def test_who_did_not_check_the_attribution_has_no_vote_on_it() -> None:
    found = settle(group("A 0-9 mostly verbatim", "B 0-9 mostly", "C 0-9 mostly"), MAJORITY)
    assert verdict(found) == ("mostly", "verbatim", (0, 9))
    assert settle(group("A 0-9 mostly verbatim", "B 0-9 mostly altered", "C 0-9 mostly"), MAJORITY) is None


def test_who_is_at_odds_with_themselves_counts_and_says_nothing() -> None:
    both = group("A 0-9 mostly", "A 0-9 refuted", "B 0-9 mostly")
    assert settle(both, MAJORITY) is None
    assert settle(group("A 0-9 mostly", "A 0-9 refuted", "B 0-9 mostly", "C 0-9 mostly"), MAJORITY) is not None


@pytest.mark.parametrize(("share", "settled"), [(0.5, True), (0.66, True), (0.67, False), (1.0, False)])
def test_a_threshold_is_a_share_of_the_votes(share: float, settled: bool) -> None:
    two = group("A 0-9 mostly", "B 0-9 mostly", "C 0-9 refuted")
    assert (settle(two, Policy("threshold", share=share)) is not None) is settled


def test_a_tie_settles_nothing_however_low_the_threshold() -> None:
    assert settle(group("A 0-9 mostly", "B 0-9 refuted"), Policy("threshold", share=0.5)) is None


def test_the_first_who_voted_is_heard_also_when_they_were_silent() -> None:
    two = group("A 0-9 mostly", "B 0-8 refuted", silent=["C"])
    assert verdict(settle(two, Policy("priority", first=("Z", "B", "A")))) == ("refuted", None, (0, 8))
    assert verdict(settle(two, Policy("priority", first=("C", "A")))) == ("no_claim", None, None)
    assert settle(two, Policy("priority", first=("Z",))) is None


def test_so_many_must_have_voted_and_a_claim_that_was_not_checked_is_no_vote() -> None:
    three = Policy("majority", min_reviewers=3)
    assert settle(group("A 0-9 mostly", "B 0-9 mostly"), three) is None
    assert settle(group("A 0-9 mostly", "B 0-9 mostly", "C 0-9 unchecked"), three) is None
    assert settle(group("A 0-9 mostly", "B 0-9 mostly", silent=["C"]), three) is not None


def test_where_somebody_was_not_done_the_votes_are_kept_or_the_group_stays_in_the_queue() -> None:
    one = group("A 0-9 mostly")
    assert settle(one, MAJORITY, {"A", "B"}) is not None
    assert settle(one, Policy("majority", incomplete="queue"), {"A", "B"}) is None
    assert settle(one, Policy("majority", incomplete="queue"), {"A"}) is not None


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "loudest"},
        {"name": "majority", "min_reviewers": 0},
        {"name": "threshold", "share": 0.0},
        {"name": "threshold", "share": 1.5},
        {"name": "priority"},
        {"name": "majority", "first": ("A",)},
        {"name": "majority", "incomplete": "guess"},
    ],
)
def test_a_policy_that_makes_no_sense_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(AnnotError):
        Policy(**wrong)


def test_the_usual_edges_are_those_of_most_people_and_else_the_widest() -> None:
    assert usual_edges(group("A 0-9 mostly", "B 2-9 mostly", "C 2-9 mostly")) == Span(2, 9)
    assert usual_edges(group("A 0-9 mostly", "B 2-9 mostly")) == Span(0, 9)
    assert usual_edges(group("A headline mostly")) is None
