"""The edges that are left out are those that would join nothing: the strongest tree is the same, and they are few."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annot.merge import edges as module
from annot.merge.edges import Place, different, edges
from annot.model.span import iou

Edge = tuple[float, int, int]

people = st.sampled_from(["A", "A", "B", "B", "C", "AB", "BC"]).map(frozenset)
places = st.dictionaries(st.tuples(st.integers(0, 12), st.integers(1, 12)), people, max_size=24).map(
    lambda found: sorted((start, start + length, who) for (start, length), who in found.items())
)


def every(of: list[Place]) -> list[Edge]:
    return [
        (-iou(one[:2], other[:2]), i, j)
        for j, other in enumerate(of)
        for i, one in enumerate(of[:j])
        if one[1] > other[0] and different(one[2], other[2])
    ]


def joining(found: Iterable[Edge], count: int) -> list[Edge]:
    """Those that join two components, taken from the strongest to the weakest."""
    home = list(range(count))
    kept = []
    for edge in sorted(found):
        one, other = home[edge[1]], home[edge[2]]
        if one != other:
            kept.append(edge)
            home = [one if at == other else at for at in home]
    return kept


@settings(max_examples=500, deadline=None)
@given(places)
def test_what_is_left_out_of_a_crowd_joins_nothing(of: list[Place]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "_CROWD", 0)
        found = list(edges(of))
    assert set(found) <= set(every(of))
    assert joining(found, len(of)) == joining(every(of), len(of))


@given(places)
def test_without_a_crowd_there_are_all(of: list[Place]) -> None:
    assert sorted(edges(of)) == sorted(every(of))


@pytest.mark.parametrize("who", ["AB", "ABC"])
@pytest.mark.parametrize(
    "place",
    [
        lambda i, n: (i, i + n),  # a staircase
        lambda i, n: (i, 3 * n - i),  # each inside the one before
        lambda i, n: (i, 3 * n),  # with one end
        lambda i, n: (i * i % n + i, 3 * n + i * 7 % n),  # neither
    ],
)
def test_of_a_crowd_there_are_few(place: Callable[[int, int], tuple[int, int]], who: str) -> None:
    n = 600
    of = sorted((*place(i, n), frozenset(who[i % len(who)])) for i in range(n))
    assert len(list(edges(of))) < len(every(of)) / 3
    assert len(list(edges(of))) < 40 * n
