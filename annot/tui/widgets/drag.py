"""The pointer held down on a text: which span it has drawn, and whether the text must move under it."""

from __future__ import annotations

import attrs

from annot.tui.widgets.wrapping import Row

FASTEST = 3  # rows at a time


@attrs.define
class Drag:
    """`origin` is the cluster that was pressed, `span` what has been said last, both in code points of `text`."""

    text: str
    origin: Row
    x: int = 0
    y: int = 0
    span: Row = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        self.span = trimmed(self.text, *self.origin)

    def over(self, cluster: Row) -> Row | None:
        """The span from the origin to `cluster`, both included, if it is a new one and not only white space."""
        span = trimmed(self.text, min(self.origin[0], cluster[0]), max(self.origin[1], cluster[1]))
        if span == self.span or span[0] == span[1]:
            return None
        self.span = span
        return span


def trimmed(text: str, start: int, end: int) -> Row:
    """[start, end) without the white space at its ends; empty where there is nothing else."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def pull(y: int, top: int, bottom: int, screen: int) -> int:
    """Rows to scroll for a pointer at row `y` of a widget that takes the rows [top, bottom) of the screen.

    Only past an edge: a drag along the first row is no wish to scroll. Where there is nothing past the edge, on it.
    """
    above = -y + (top == 0)
    below = y - (bottom - top) + 1 + (bottom == screen)
    if above > 0:
        return -min(above, FASTEST)
    return min(below, FASTEST) if below > 0 else 0
