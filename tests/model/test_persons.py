"""Reviewers who were joined stand under one id, whatever a stranger's file says of who is whom."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from annot.model.claim import Reviewer
from annot.model.work import persons


def plainly(reviewer: str, joined: dict[str, str]) -> str:
    way = [reviewer]
    while other := joined.get(way[-1]):
        if other in way:
            return min(way[way.index(other) :])
        way.append(other)
    return way[-1]


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.sampled_from("abcdefghij")))
def test_a_person_is_where_the_chain_ends_or_the_smallest_of_a_circle(joined: dict[str, str]) -> None:
    reviewers = [Reviewer(i, i, same_as=joined.get(i)) for i in "abcdefghij"]
    assert persons(reviewers) == {reviewer: plainly(reviewer, joined) for reviewer in joined}


def test_a_long_chain_is_walked_once() -> None:
    """Step by step from each of them, this would take hours."""
    count = 50_000
    for order in (1, -1):
        reviewers = [Reviewer(f"r{n}", "x", same_as=f"r{n + 1}") for n in range(count)][::order]
        assert set(persons(reviewers).values()) == {f"r{count}"}
