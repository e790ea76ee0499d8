"""The edges between overlapping places that a tree of the strongest needs: few, however many overlap.

A place is a stretch of the text with those who marked exactly it. An edge joins two that overlap and are not one and
the same person's; the greater its IoU, the stronger it is. Where a third place begins and ends between two others, it
has stronger edges with both than they with each other: the edge between these would join what is joined already. It is
so too where the third is of one person with one of the two, if a fourth is of one person with the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice, zip_longest
from math import inf, isqrt
from operator import itemgetter

Place = tuple[int, int, frozenset[str]]  # start, end, and who marked exactly these words
_Open = tuple[int, int, int, frozenset[str]]  # end, start, number, people: of a place that reaches into the next
_CROWD = 32  # places of others that overlap one, from which on a search is faster than to take them all

_end = itemgetter(0)


def different(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether there is an edge, for whose places these are: what one person alone marked are two of their claims."""
    return len(one) > 1 or one != other


def edges(places: Sequence[Place]) -> Iterator[tuple[float, int, int]]:
    """(-IoU, i, j), so that the strongest sort first; `places` in order. Some are not needed, or come twice."""
    active: list[_Open] = []
    for i, (start, end, people) in enumerate(places):
        active = [place for place in active if place[0] > start]
        alone = len(people) == 1
        others = [place for place in active if not (alone and place[3] == people)]
        for stop, begin, j, _ in others if len(others) <= _CROWD else _in_sight(end, people, active) or others:
            low, high = (end, stop) if end < stop else (stop, end)
            yield (start - low) / (high - begin), j, i
        active.append((end, start, i, people))


def _in_sight(end: int, people: frozenset[str], active: Sequence[_Open]) -> list[_Open]:
    """Those of others that nothing hides from a place of these `people` that ends at `end` and starts last; and more.

    They are looked at from the nearest end to both sides, and from the latest start: when that is hidden whatever its
    end, so are all that are left. None at all are found where that would take too long.
    """
    latest_first = active[::-1]
    nearest = sorted(latest_first, key=_end)
    above = [place for place in nearest if place[0] >= end]
    below = sorted(nearest[: len(nearest) - len(above)], key=_end, reverse=True)
    sides = _Side(people), _Side(people)
    found = []
    for low, high, latest in islice(zip_longest(below, above, latest_first), 4 * isqrt(len(active))):
        for side, place in zip(sides, (low, high), strict=True):
            if place is None:
                side.hidden = inf
                continue
            if not side.hides(place):
                found.append(place)
            side.add(place)
        if not sides[latest[0] >= end].hides(latest):
            found.append(latest)
        if latest[1] <= min(side.hidden for side in sides):
            return found
    return []


class _Side:
    """The latest starts of each person, of the places seen whose ends lie on one side of a place of `mine`."""

    def __init__(self, mine: frozenset[str]) -> None:
        self.mine = mine
        self.latest: dict[frozenset[str], int] = {}
        self.hidden: float = -inf  # who starts here or before is hidden, whoever it is

    def hides(self, place: _Open) -> bool:
        """Whether there is no edge, or a needless one."""
        _, start, _, people = place
        if not different(self.mine, people):
            return True
        for owner, latest in self.latest.items():
            if latest >= start and different(self.mine, owner) and different(owner, people):
                return True
        return self.latest.get(self.mine, start) > start and self.latest.get(people, start) > start

    def add(self, place: _Open) -> None:
        _, start, _, people = place
        if start <= self.latest.get(people, -1):
            return
        self.latest[people] = start
        others = sorted(latest for owner, latest in self.latest.items() if different(self.mine, owner))
        several = [latest for owner, latest in self.latest.items() if len(owner) > 1]
        with_mine = [min(self.latest[self.mine], others[-1]) - 1] if others and self.mine in self.latest else []
        self.hidden = max([-inf, *others[-2:-1], *several, *with_mine])
