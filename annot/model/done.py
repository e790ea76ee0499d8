"""What a reviewer is done with: which spans their readings cover."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable
from itertools import accumulate

from annot.model.article import Paragraph
from annot.model.claim import Reading


def covering(readings: Iterable[Reading]) -> Callable[[int, int], bool]:
    """Whether one of the readings holds a span; a bisection for each, because there may be ten thousand of both."""
    done = sorted((r.start, r.end) for r in readings if r.state == "done" and not r.finishes)
    starts = [start for start, _ in done]
    furthest = list(accumulate((end for _, end in done), max))

    def covers(start: int, end: int) -> bool:
        at = bisect_right(starts, start)
        return at > 0 and end <= furthest[at - 1]

    return covers


def covered(to_do: Iterable[Paragraph], readings: Iterable[Reading]) -> set[int]:
    """The numbers of these paragraphs that the readings cover."""
    covers = covering(readings)
    return {p.n for p in to_do if covers(p.start, p.end)}
