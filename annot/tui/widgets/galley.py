"""The article set in rows: which code points stand in which row and cell, for a width and the marks on it.

An article is laid out in pieces (a paragraph, or a line or a stretch of a huge one). A piece is wrapped when
something asks for it; until then its height is an estimate. Positions are code points of the article, never rows.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from time import perf_counter

import attrs
from rich.cells import cell_len
from textual.cache import LRUCache

from annot.model.article import Article, Paragraph
from annot.plain import show
from annot.tui.widgets.heights import Heights
from annot.tui.widgets.marks import Change, Mark, MarkIndex
from annot.tui.widgets.wrapping import Row, clusters, is_narrow, pieces, row_cells, without_newline, wrap

NARROWEST = 8  # cells: a galley is never set narrower, the painter crops


@attrs.frozen
class Insert:
    """Something drawn beside the cluster [start, end): before it, or after it where it `closes` a mark."""

    start: int
    end: int
    closes: bool
    text: str
    mark: Mark


@attrs.frozen
class Setting:
    """A piece as it is set: its rows, and what is drawn between its characters, in the order of drawing."""

    rows: list[Row]
    inserts: list[Insert]


class Galley:
    def __init__(self, article: Article, *, closed: bool = False, ascii_only: bool = False) -> None:
        """`closed` draws brackets around each mark; `ascii_only` takes the marks' ASCII glyphs."""
        self.text = article.text
        self._paragraphs = article.paragraphs or (Paragraph(1, 0, len(article.text), "body"),)
        self.columns = 0
        self._closed, self._ascii_only = closed, ascii_only
        self._spans: list[Row] = []
        self._owners: list[int] = []  # of each piece, the index of its paragraph
        for i, paragraph in enumerate(self._paragraphs):
            for span in pieces(self.text, paragraph.start, paragraph.end):
                self._spans.append(span)
                self._owners.append(i)
        self._starts = [start for start, _ in self._spans]
        self._versions: dict[int, int] = {}
        self._changes = 0
        self._marks = MarkIndex(self._touched)
        self._settings: LRUCache[int, Setting] = LRUCache(2048)
        self.heights = Heights(())
        self.fit(80)

    def __len__(self) -> int:
        """The number of pieces."""
        return len(self._spans)

    # what is set

    def fit(self, columns: int) -> None:
        """Set everything anew, `columns` cells wide."""
        self.columns = max(NARROWEST, columns)
        self._settings.clear()
        width, last = self.columns, len(self) - 1
        self.heights = Heights(
            (end - start) // width + 1 + (i < last and self._owners[i] != self._owners[i + 1])
            for i, (start, end) in enumerate(self._spans)
        )

    def draw_marks(self, *, closed: bool, ascii_only: bool) -> None:
        if (closed, ascii_only) != (self._closed, self._ascii_only):
            self._closed, self._ascii_only = closed, ascii_only
            self.fit(self.columns)

    def show_kinds(self, paragraphs: Sequence[Paragraph]) -> bool:
        """Take these, which differ from the ones before in their kinds alone; whether any does."""
        before, self._paragraphs = self._paragraphs, tuple(paragraphs) or self._paragraphs
        return before != self._paragraphs

    def show_marks(self, marks: Iterable[Mark]) -> frozenset[int]:
        """Make `marks` all there are; the pieces that look different now."""
        return self._taken(self._marks.replace(marks))

    def show_mark(self, mark: Mark) -> frozenset[int]:
        return self._taken(self._marks.put(mark))

    def hide_mark(self, mark_id: str) -> frozenset[int]:
        return self._taken(self._marks.drop(mark_id))

    def _taken(self, change: Change) -> frozenset[int]:
        self._changes += 1
        for piece in change.painted:
            self._versions[piece] = self._changes
        for piece in change.wrapped:
            self._settings.discard(piece)
            self.heights.reopen(piece)
        for piece in change.painted - change.wrapped:
            if known := self._settings.get(piece):  # the rows stay, what is drawn in them has other marks
                self._settings.discard(piece)  # setting a key that is there changes nothing
                self._settings[piece] = attrs.evolve(known, inserts=self._inserts(piece))
        return change.painted

    # what is known of a piece

    def span(self, piece: int) -> Row:
        """Its code points of the article."""
        return self._spans[piece]

    def paragraph(self, piece: int) -> Paragraph:
        return self._paragraphs[self._owners[piece]]

    def begins_paragraph(self, piece: int) -> bool:
        return piece == 0 or self._owners[piece - 1] != self._owners[piece]

    def marks(self, piece: int) -> list[Mark]:
        return self._marks.on(piece)

    def version(self, piece: int) -> int:
        """Grows with each change of the marks on `piece`."""
        return self._versions.get(piece, 0)

    def setting(self, piece: int) -> Setting:
        """The rows of `piece`, in code points of the article; its height is exact from now on."""
        known = self._settings.get(piece)
        if known is None:
            known = self._settings[piece] = self._set(piece)
        return known

    def height(self, piece: int) -> int:
        """The rows of `piece`, the blank one after a paragraph included."""
        self.setting(piece)
        return self.heights[piece]

    # from rows to code points and back

    def piece_at(self, offset: int) -> int:
        """The piece that holds `offset`; between two paragraphs, the one before."""
        return max(0, bisect_right(self._starts, offset) - 1)

    def row_of(self, offset: int) -> int:
        """The row, from the article's first, in which the character at `offset` stands."""
        piece = self.piece_at(offset)
        rows = self.setting(piece).rows
        return self.heights.before(piece) + max(0, bisect_right(rows, (offset, len(self.text) + 1)) - 1)

    def locate(self, y: int) -> tuple[int, int]:
        """(piece, row in it) at row `y`; below the end (number of pieces, 0)."""
        piece, row = self.heights.find(max(0, y))
        while piece < len(self):
            height = self.height(piece)
            if row < height:
                return piece, row
            piece, row = piece + 1, row - height  # the estimate was too high
        return len(self), 0

    def hit(self, y: int, x: float) -> Row:
        """The cluster painted at row `y`, `x` cells from the left edge of the text, as a span of the article.

        What is drawn before a character belongs to it; right of a row's end is its last visible character, below
        a paragraph its last row.
        """
        piece, row = self.locate(y)
        if piece == len(self):
            piece, row, x = len(self) - 1, len(self.text), float("inf")
        setting = self.setting(piece)
        if row >= len(setting.rows):
            row, x = len(setting.rows) - 1, float("inf")
        start, _ = span = setting.rows[row]
        extra: dict[int, int] = {}
        for insert in setting.inserts:
            extra[insert.start] = extra.get(insert.start, 0) + cell_len(insert.text)
        found, right = (start, start), 0
        for a, b, cells in row_cells(self.text, span):
            right += cells + extra.get(a, 0)
            if x < right:
                return a, b
            if not self.text[a].isspace():
                found = a, b
        return found

    # how much of it is exact

    def measure_around(self, piece: int, rows: int) -> None:
        """Make the heights of `rows` rows above and below the first row of `piece` exact."""
        left = rows
        for below in range(piece, len(self)):
            left -= self._measured(below)
            if left <= 0:
                break
        left = rows
        for above in range(min(piece, len(self)) - 1, -1, -1):
            left -= self._measured(above)
            if left <= 0:
                break

    def measure_for(self, seconds: float) -> bool:
        """Make heights exact for so long; whether all of them are."""
        deadline = perf_counter() + seconds
        piece = self.heights.next_open(0)
        while piece is not None and perf_counter() < deadline:
            self._set(piece)  # not kept: the rows on screen are worth more
            piece = self.heights.next_open(piece)
        return piece is None

    def _measured(self, piece: int) -> int:
        return self.heights[piece] if self.heights.is_exact(piece) else self.height(piece)

    # private

    def _set(self, piece: int) -> Setting:
        start, stop = self._content(piece)
        text = self.text[start:stop]
        inserts = self._inserts(piece)
        extra: dict[int, int] = {}
        for insert in inserts:
            at = insert.start - start
            extra[at] = extra.get(at, 0) + cell_len(insert.text)
        rows = wrap(text, self.columns, extra)
        setting = Setting([(start + a, start + b) for a, b in rows], inserts)
        self.heights.settle(piece, len(rows) + self._gap(piece))
        return setting

    def _content(self, piece: int) -> Row:
        start, end = self._spans[piece]
        return start, without_newline(self.text, start, end)

    def _gap(self, piece: int) -> int:
        return int(piece + 1 < len(self) and self._owners[piece] != self._owners[piece + 1])

    def _touched(self, start: int, end: int) -> range:
        first, last = self.piece_at(start), self.piece_at(max(start, end - 1))
        if start >= self._spans[first][1] and first < last:  # it begins between two paragraphs
            first += 1
        return range(first, last + 1)

    def _inserts(self, piece: int) -> list[Insert]:
        """What is drawn in `piece`: the glyphs at its marks' starts, brackets."""
        start, ends = self._content(piece)
        marks = self._marks.on(piece)
        if not marks or start == ends:
            return []
        text = self.text[start:ends]
        borders = None if is_narrow(text) else [start + a for a, _, _ in clusters(text)]
        found = []

        def cluster(offset: int) -> Row:
            offset = max(start, min(offset, ends - 1))
            if borders is None:
                return offset, offset + 1
            i = bisect_right(borders, offset) - 1
            return borders[i], borders[i + 1] if i + 1 < len(borders) else ends

        for mark in marks:
            pieces_of_it = self._touched(mark.start, mark.end)
            if pieces_of_it[0] == piece:
                glyph = show(mark.ascii if self._ascii_only else mark.glyph)
                found.append(Insert(*cluster(mark.start), False, glyph + "[" * self._closed, mark))
            if self._closed and pieces_of_it[-1] == piece:
                found.append(Insert(*cluster(mark.end - 1), True, "]", mark))
        # Openings as they nest (the marks are sorted so), closings the other way round.
        opening = [insert for insert in found if not insert.closes]
        closing = sorted((insert for insert in found if insert.closes), key=lambda i: (i.end, -i.mark.start))
        return opening + closing
