"""One row of the article as a Strip: text, marks, selection and gutter in the styles of a palette."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

import attrs
from rich.segment import Segment
from rich.style import Style
from textual.color import Color, ColorParseError
from textual.filter import LineFilter
from textual.strip import Strip

from annot.model.words import TO_DO
from annot.tui.widgets.galley import Galley, Insert
from annot.tui.widgets.marks import Mark
from annot.tui.widgets.wrapping import Row, drawn, is_narrow, row_cells

GUTTER = 3  # cells: where one is, what is done, a space
_READABLE = 4.5  # contrast of WCAG 2.1, 1.4.3, for a verdict's colour on the theme's background
_BOLD = Style(bold=True)


@attrs.frozen
class Palette:
    """The styles of the view's component classes; those from `claim` on lie over another style.

    Without `verdicts` their colours are left out: turned to grey they would only be harder to read.
    """

    background: Color
    verdicts: bool
    text: Style
    heading: Style
    debris: Style
    pointer: Style
    open: Style
    done: Style
    claim: Style
    other: Style
    current: Style
    selection: Style

    def of(self, kind: str) -> Style:
        """For the text of a paragraph of that kind."""
        if kind not in TO_DO:
            return self.debris
        return self.heading if kind == "heading" else self.text

    def over(self, mark: Mark) -> Style:
        """What `mark` lays over the text."""
        style = (self.claim if mark.own else self.other) + self.colour(mark)
        return style + self.current if mark.current else style

    def beside(self, mark: Mark) -> Style:
        """For what is drawn beside the text that `mark` is on."""
        style = _BOLD + self.colour(mark)
        return style + self.current if mark.current else style

    def colour(self, mark: Mark) -> Style:
        return _readable(mark.colour, self.background) if mark.colour and self.verdicts else Style.null()


@attrs.frozen
class Gutter:
    """What stands left of a row: a pointer or a space, a tick or a space, and whether the tick says done."""

    pointer: str = " "
    tick: str = " "
    done: bool = False


def paint(
    galley: Galley,
    piece: int,
    row: int,
    *,
    width: int,
    palette: Palette,
    gutter: Gutter,
    selected: Row | None,
    filters: Sequence[LineFilter],
) -> Strip:
    """Row `row` of `piece`, `width` cells wide; `selected` in code points of the article."""
    setting = galley.setting(piece)
    segments = [
        Segment(gutter.pointer, palette.pointer),
        Segment(gutter.tick + " ", palette.done if gutter.done else palette.open),
    ]
    if row < len(setting.rows):  # else it is the blank one between two paragraphs
        span = setting.rows[row]
        start, end = span
        # A closing bracket of the row before would sit at this row's start, so it is asked for its cluster.
        inserts = [insert for insert in setting.inserts if start <= insert.start < end]
        marks = [mark for mark in galley.marks(piece) if mark.start < end and mark.end > start]
        base = palette.of(galley.paragraph(piece).kind)
        segments += _row(galley.text, span, base, palette, marks, inserts, selected)
    spare = width - sum(segment.cell_length for segment in segments)
    if spare > 0:
        segments.append(Segment(" " * spare, palette.text))
    for line_filter in filters:
        segments = line_filter.apply(segments, palette.background)
    # A Strip makes seven caches of its own: one is made of a row, not one for each step to it.
    return Strip(segments, max(width, width - spare)).crop(0, width)


def _row(
    text: str,
    span: Row,
    base: Style,
    palette: Palette,
    marks: Sequence[Mark],
    inserts: Sequence[Insert],
    selected: Row | None,
) -> list[Segment]:
    layers = [(mark.start, mark.end, palette.over(mark)) for mark in marks]
    if selected:
        layers.append((*selected, palette.selection))
    cuts = _cuts(text, span, layers, inserts)
    segments: list[Segment] = []
    for a, b in pairwise(cuts):
        segments += _beside(inserts, a, False, base, palette)
        style = base
        for start, end, layer in layers:
            if start < b and end > a:
                style += layer
        segments += [Segment(part, style) for part in drawn(text[a:b])]
        segments += _beside(inserts, b, True, base, palette)
    return segments


def _beside(inserts: Sequence[Insert], at: int, closes: bool, base: Style, palette: Palette) -> list[Segment]:
    return [
        Segment(insert.text, base + palette.beside(insert.mark))
        for insert in inserts
        if insert.closes == closes and (insert.end if closes else insert.start) == at
    ]


def _cuts(text: str, span: Row, layers: Sequence[tuple[int, int, Style]], inserts: Sequence[Insert]) -> list[int]:
    """Where the style changes or something is drawn in the row: its ends and borders of clusters between."""
    first, last = span
    wanted = {first, last}
    for start, end, _ in layers:
        wanted |= {max(first, start), min(last, end)}
    wanted |= {insert.end if insert.closes else insert.start for insert in inserts}
    cuts = sorted(cut for cut in wanted if first <= cut <= last)
    if len(cuts) > 2 and not is_narrow(text[first:last]):
        borders = {a for a, _, _ in row_cells(text, span)} | {last}
        cuts = [cut for cut in cuts if cut in borders]
    return cuts


def gutter_of(
    galley: Galley, piece: int, row: int, done: frozenset[int], current: int | None, ascii_only: bool
) -> Gutter:
    """Beside a paragraph's first row whether it is done, beside all rows of the current one where one is."""
    paragraph = galley.paragraph(piece)
    first = row == 0 and galley.begins_paragraph(piece)
    pointer = " "
    if paragraph.n == current and row < len(galley.setting(piece).rows):
        pointer = (">|" if ascii_only else "▸│")[not first]
    if not first or not paragraph.to_do:
        return Gutter(pointer)
    if paragraph.n in done:
        return Gutter(pointer, "+" if ascii_only else "✓", True)
    return Gutter(pointer, "." if ascii_only else "·")


@lru_cache(maxsize=256)
def _readable(colour: str, background: Color) -> Style:
    """`colour`, made lighter or darker until it can be read on `background`; nothing if it is no colour."""
    try:
        own = Color.parse(colour)
    except ColorParseError:
        return Style.null()
    ink = background.get_contrast_text(1.0)
    for step in range(11):
        blended = own.blend(ink, step / 10)
        if _contrast(blended, background) >= _READABLE:
            break
    return Style(color=blended.rich_color)


def _contrast(one: Color, other: Color) -> float:
    """WCAG 2.1: (lighter + 0.05) / (darker + 0.05) of the relative luminances, from 1 to 21."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: Color) -> float:
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in colour.normalized)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
