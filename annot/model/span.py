"""A stretch of an article's frozen text."""

from __future__ import annotations

import attrs


@attrs.frozen(order=True)
class Span:
    """[start, end) in code points of an article's frozen text; never empty."""

    start: int
    end: int

    def __attrs_post_init__(self) -> None:
        if self.start < 0:
            raise ValueError(f"a span must not begin before the text (got [{self.start}, {self.end}))")
        if self.end <= self.start:
            raise ValueError(f"a span must not be empty (got [{self.start}, {self.end}))")

    def of(self, text: str) -> str:
        return text[self.start : self.end]

    def holds(self, other: Span) -> bool:
        """Whether `other` lies inside this span, edges included."""
        return self.start <= other.start and other.end <= self.end

    def meets(self, other: Span) -> bool:
        """Whether both share at least one code point."""
        return self.start < other.end and other.start < self.end


def iou(one: tuple[int, int], other: tuple[int, int]) -> float:
    """The code points that two stretches [start, end) share, of those that they cover together; 1 where they are equal,
    empty ones too.
    """
    common = min(one[1], other[1]) - max(one[0], other[0])
    return 1.0 if one == other else max(0, common) / (max(one[1], other[1]) - min(one[0], other[0]))
