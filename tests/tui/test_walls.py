"""Nothing that a terminal would obey passes either wall."""

from __future__ import annotations

import sys

from rich.segment import Segment
from rich.style import Style
from textual.color import Color

from annot.plain import SHOWN, dangerous
from annot.tui.walls import Wall, cell, content

EVERYTHING = [chr(code) for code in range(sys.maxunicode + 1)]
EVIL = "a\x1b]52;c;RVZJTA==\x07b\x1b[2Jc\x9b31m\u202ed\x00\r\n[@click=app.quit]x[/][/nope]"


def test_printable_is_never_dangerous():
    assert not [c for c in EVERYTHING if c.isprintable() and SHOWN[ord(c)] != c]


def test_the_filter_keeps_styles_and_takes_every_dangerous_character():
    style = Style(bold=True)
    walled = Wall().apply([Segment("plain", style), Segment(EVIL, style)], Color(0, 0, 0))
    assert walled[0].text == "plain"
    assert not dangerous(walled[1].text)
    assert len(walled[1].text) == len(EVIL)
    assert {segment.style for segment in walled} == {style}


def test_content_and_cell_take_markup_for_text():
    for made in (content(EVIL), cell(EVIL)):
        assert made.plain.endswith("[@click=app.quit]x[/][/nope]")
        assert not dangerous(made.plain)
        assert not made.spans
