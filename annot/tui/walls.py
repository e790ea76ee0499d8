"""The two walls between a stranger's text and the terminal: `show()` at the door, and a filter on every painted line.

Nothing else in `annot.tui` makes a Content or a Text from a plain string: markup in an article would be obeyed,
and escapes pass every widget of Textual 8.2.8 raw.
"""

from __future__ import annotations

from rich.segment import Segment
from rich.text import Text
from textual.color import Color
from textual.content import Content
from textual.filter import LineFilter

from annot.plain import SHOWN, show


def content(text: str, *, lines: bool = False) -> Content:
    """`text` as a widget may take it: no markup, nothing invisible, code point for code point; `lines` keeps LF."""
    return Content(show(text, lines=lines))


def cell(text: str) -> Text:
    """The same for DataTable and Tree: one cuts a Content to its header's width, the other raises."""
    return Text(show(text))


class Wall(LineFilter):
    """The second wall, for `App.get_line_filters()`: it catches the widget that somebody forgot."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """`segments` with each dangerous character replaced; control codes of a segment are dropped."""
        return [
            # What is printable is never dangerous (tested over all of Unicode), and that is nearly everything.
            segment if segment.control is None and segment.text.isprintable() else _walled(segment)
            for segment in segments
        ]


def _walled(segment: Segment) -> Segment:
    return Segment(segment.text.translate(SHOWN), segment.style)
