"""A galley on the screen: scrolled, wrapped when it is looked at, and always at the place where it was."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.timer import Timer

from annot.model.article import Article
from annot.tui.widgets.galley import Galley
from annot.tui.widgets.painted import part_of
from annot.tui.widgets.wrapping import Row

SLICE = 0.004  # seconds of background work at a time: a key waits no longer
PAUSE = 0.02  # seconds between two slices, and from a scroll to painting ahead


class GalleyView(ScrollView, inherit_bindings=False):
    """Scrolls a galley; what a row looks like is for the class below to say, in `strip`.

    It may have no border or padding (its parent may): `render_lines` passes by what paints them.
    """

    DEFAULT_CSS = """
    GalleyView {
        overflow-x: hidden;
        overflow-y: scroll;
        scrollbar-size-vertical: 1;
    }
    """
    margins = 0  # cells of a row that are not the text's

    def __init__(self, article: Article, *, name: str | None, id: str | None, classes: str | None) -> None:
        super().__init__(name=name, id=id, classes=classes)
        self.article = article
        self.galley = Galley(article)
        self.laid_out = False
        self._place = (0, 0)  # the first row: a code point in it, and 1 where it is the blank row below that
        self._correcting = False
        self._refining: Timer | None = None
        self._painting_ahead: Timer | None = None

    # not abstract methods: Textual's metaclass is not ABCMeta

    def strip(self, piece: int, row: int) -> Strip:
        """Row `row` of `piece`, as wide as the widget. Called for every row of every frame, so it must remember."""
        raise NotImplementedError

    def forget_strips(self) -> None:
        """Everything looks different: another width, another theme."""
        raise NotImplementedError

    # where it is

    def place(self) -> int:
        """A code point in the first row on screen; resizing does not change it."""
        return self._place[0]

    def on_screen(self, offset: int) -> bool:
        """Whether the character at `offset` is in a row that can be seen."""
        return self.is_seen((offset, offset + 1))

    def span_on_screen(self) -> Row:
        """The code points from the first to the last row on screen."""
        y = self.scroll_offset.y
        return self._row_span(y)[0], self._row_span(y + max(0, self.size.height - 1))[1]

    def is_seen(self, span: Row) -> bool:
        """Whether a part of `span` is in rows that can be seen."""
        if not self.laid_out:
            return False
        first, last = self.span_on_screen()
        return span[0] < last and span[1] > first

    def scroll_rows(self, rows: int) -> None:
        """Scroll down by `rows`, up if negative, at once and by exactly that many."""
        with self.place_kept():
            top, _ = self.galley.locate(self.scroll_offset.y)
            self.galley.measure_around(top, abs(rows) + self.size.height)
        self.scroll_to_row(self.scroll_offset.y + rows)

    def scroll_to_row(self, y: int) -> None:
        """Make row `y`, or the nearest that leaves no room below the end, the first on screen."""
        y = max(0, min(y, self.galley.heights.total - self.size.height))
        if y + self.size.height > self.virtual_size.height:
            self._tell_height()
        if y != self.scroll_offset.y:
            self.scroll_to(y=y, animate=False, immediate=True, force=True)

    @contextmanager
    def place_kept(self) -> Iterator[None]:
        """Whatever heights change inside, the first row on screen stays the first."""
        yield
        if not self.laid_out:
            return
        self._correcting = True
        try:
            self.scroll_to_row(self.galley.row_of(self._place[0]) + self._place[1])
        finally:
            self._correcting = False

    def repaint(self, span: Row | None) -> None:
        """Paint again the rows on screen that show a part of `span`."""
        if span is None or not self.is_seen(span):
            return
        first, last = self.span_on_screen()
        # Only what is on screen may be asked for its row: it is exact, so nothing above it moves.
        top = self.galley.row_of(max(first, span[0]))
        bottom = self.galley.row_of(min(last, span[1]) - 1)
        self.refresh(Region(0, top - self.scroll_offset.y, self.size.width, bottom - top + 1))

    def refine_soon(self) -> None:
        """Make the heights exact that are not, a slice at a time, in the background."""
        if self._refining is None:
            self._refining = self.set_timer(PAUSE, self._refine)

    # Textual

    def on_resize(self) -> None:
        if not self.size.height:
            return
        columns = self.scrollable_content_region.width - self.margins
        if not self.laid_out or columns != self.galley.columns:
            self.galley.fit(columns)
            self.forget_strips()
        self.laid_out = True
        with self.place_kept():
            self.galley.measure_around(self.galley.piece_at(self._place[0]), 2 * self.size.height)
        self._tell_height()
        self.refine_soon()

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self.forget_strips()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        if not self.laid_out or self._correcting:
            return
        self._place = self._place_at(round(new_value))
        if self._painting_ahead is None:
            forth = new_value >= old_value
            self._painting_ahead = self.set_timer(PAUSE, lambda: self._paint_ahead(forth))

    def render_lines(self, crop: Region) -> list[Strip]:
        """Textual's own adds what only borders and padding need: three quarters of a frame's time."""
        width = self.size.width
        return part_of(self._strips_from(crop.y, crop.height), crop, width, Strip.blank(width, self.rich_style))

    # private

    def _strips_from(self, y: int, count: int) -> list[Strip]:
        """Up to `count` rows from the one that is `y` below the first on screen."""
        piece, row = self.galley.locate(self.scroll_offset.y + y)
        strips: list[Strip] = []
        while len(strips) < count and piece < len(self.galley):
            strips.append(self.strip(piece, row))
            row += 1
            if row >= self.galley.height(piece):
                piece, row = piece + 1, 0
        return strips

    def _paint_ahead(self, forth: bool) -> None:
        """Make the next screenful ready while the reader reads."""
        self._painting_ahead = None
        height = self.size.height
        with self.place_kept():
            top, _ = self.galley.locate(self.scroll_offset.y)
            self.galley.measure_around(top, 2 * height)
        self._strips_from(height if forth else -height, height)

    def _row_span(self, y: int) -> Row:
        """The row at `y`, or the nearest above it that has text."""
        piece, row = self.galley.locate(y)
        if piece == len(self.galley):
            piece, row = piece - 1, len(self.article.text)
        rows = self.galley.setting(piece).rows
        return rows[min(row, len(rows) - 1)]

    def _place_at(self, y: int) -> tuple[int, int]:
        piece, row = self.galley.locate(y)
        below = piece < len(self.galley) and row >= len(self.galley.setting(piece).rows)
        return self._row_span(y)[0], int(below)

    def _tell_height(self) -> None:
        """Textual lays the whole screen out for it, so this is done rarely."""
        size = Size(self.size.width, self.galley.heights.total)
        if size != self.virtual_size:
            self.virtual_size = size

    def _refine(self) -> None:
        self._refining = None
        with self.place_kept():
            finished = self.galley.measure_for(SLICE)
        if finished:
            self._tell_height()
        else:
            self.refine_soon()
