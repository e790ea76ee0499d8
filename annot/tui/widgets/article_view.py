"""The article: any length, painted row by row, with claims, selection and progress on it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import ClassVar

from rich.style import Style
from textual import events
from textual.cache import LRUCache
from textual.message import Message
from textual.strip import Strip
from textual.timer import Timer

from annot.model.article import Article, Paragraph
from annot.tui.widgets.drag import Drag, pull
from annot.tui.widgets.galley_view import GalleyView
from annot.tui.widgets.marks import Mark
from annot.tui.widgets.paint import GUTTER, Gutter, Palette, gutter_of, paint
from annot.tui.widgets.wrapping import Row

MARGIN = 3  # rows of context kept above and below what is gone to
PULLING = 0.05  # seconds between two scrolls while the pointer is held past an edge


class ArticleView(GalleyView, can_focus=True):
    """An article to read and point at. Offsets are code points of its text, end-exclusive.

    It selects nothing by itself: it says what was pressed and dragged over, and is told what to show.
    """

    ALLOW_SELECT = False  # Textual's own selection is of rows and cells, this one is of the text
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "article-view--heading",
        "article-view--debris",
        "article-view--pointer",
        "article-view--open",
        "article-view--done",
        "article-view--claim",
        "article-view--other",
        "article-view--current",
        "article-view--selection",
    }
    DEFAULT_CSS = """
    ArticleView {
        background: $background;
        color: $foreground;

        & > .article-view--heading { text-style: bold; }
        & > .article-view--debris { color: $foreground 55%; }
        & > .article-view--pointer { color: $text-accent; text-style: bold; }
        & > .article-view--open { color: $foreground 55%; }
        & > .article-view--done { color: $text-success; }
        & > .article-view--claim { text-style: underline; }
        & > .article-view--other { text-style: italic; }
        & > .article-view--current { background: $primary-muted; text-style: bold underline; }
        & > .article-view--selection { text-style: reverse; }
        &:ansi > .article-view--debris { text-style: dim; }  /* there the terminal's colours cannot be mixed */
    }
    """
    margins = GUTTER + 1  # and a cell before the scroll bar

    class Pressed(Message):
        """The left button went down on the character at `offset`."""

        def __init__(self, offset: int) -> None:
            super().__init__()
            self.offset = offset

    class Dragged(Message):
        """With the button down the pointer has drawn [start, end): whole clusters, without white space at its ends."""

        def __init__(self, start: int, end: int) -> None:
            super().__init__()
            self.start = start
            self.end = end

    def __init__(
        self,
        article: Article,
        *,
        glyphs: str = "unicode",
        plain_marks: bool = False,
        name: str | None = None,
        id: str | None = None,
        classes: str | None = None,
    ) -> None:
        """`glyphs` is "unicode" or "ascii"; with `plain_marks`, or NO_COLOR, marks are closed: `✓[ ... ]`."""
        super().__init__(article, name=name, id=id, classes=classes)
        self._ascii_only = glyphs == "ascii"
        self._plain_marks = plain_marks
        self._palette: Palette | None = None
        self._strips: LRUCache[tuple[int, int, int, Row | None, Gutter], Strip] = LRUCache(4096)
        self._selection: Row | None = None
        self._done: frozenset[int] = frozenset()
        self._current: int | None = None
        self._waiting: tuple[int, bool] | None = None  # what to go to once there is a size
        self._drag: Drag | None = None
        self._pulling: Timer | None = None

    def on_mount(self) -> None:
        self.galley.draw_marks(closed=self._plain_marks or self.app.no_color, ascii_only=self._ascii_only)

    # what to show

    def show_kinds(self, paragraphs: Sequence[Paragraph]) -> None:
        """Take these as the article's paragraphs; they may differ from the ones before in their kinds alone."""
        if self.galley.show_kinds(paragraphs):
            self.forget_strips()
            self.refresh()

    def show_marks(self, marks: Iterable[Mark]) -> None:
        """Make `marks` all there are; only pieces with a mark that differs are wrapped and painted again."""
        self._change(lambda: self.galley.show_marks(marks))

    def show_mark(self, mark: Mark) -> None:
        """Add `mark`, or let it take the place of the one with its id."""
        self._change(lambda: self.galley.show_mark(mark))

    def hide_mark(self, mark_id: str) -> None:
        """Take the mark of that id away, if it is there."""
        self._change(lambda: self.galley.hide_mark(mark_id))

    def show_selection(self, start: int, end: int) -> None:
        """Paint [start, end) reversed and nothing else; an empty span paints nothing."""
        before, self._selection = self._selection, (start, end) if start < end else None
        if before != self._selection:
            self.repaint(before)
            self.repaint(self._selection)

    def show_done(self, done: Collection[int], current: int | None = None) -> None:
        """Tick the paragraphs of these numbers, point at the current one."""
        now = frozenset(done)
        changed = self._done ^ now
        if current != self._current:
            changed |= {n for n in (self._current, current) if n is not None}
        self._done, self._current = now, current
        for n in changed:
            paragraph = self.article.paragraphs[n - 1]
            self.repaint((paragraph.start, paragraph.end))

    def go_to(self, offset: int, *, top: bool = False) -> None:
        """Scroll at once, and as little as shows the row of `offset` with some rows of context.

        A selection that holds `offset` is shown whole if it fits. With `top` the row becomes the first one.
        """
        if not self.laid_out:
            self._waiting = (offset, top)
            return
        offset = max(0, min(offset, len(self.article.text) - 1))
        first, last = offset, offset
        if self._selection and self._selection[0] <= offset <= self._selection[1]:
            first, last = self._selection[0], self._selection[1] - 1
        with self.place_kept():
            for end in (first, last, offset):
                self.galley.measure_around(self.galley.piece_at(end), 2 * self.size.height)
        wanted = self.galley.row_of(offset)
        rows = self.galley.row_of(first), self.galley.row_of(last)
        if rows[1] - rows[0] >= self.size.height:
            rows = wanted, wanted
        self.scroll_to_row(wanted if top else self._least_scroll(*rows))

    def _least_scroll(self, first: int, last: int) -> int:
        """The row to be on top so that rows `first` to `last`, which fit, are on screen with their context."""
        top, height = self.scroll_offset.y, self.size.height
        spare = height - 1 - (last - first)
        if last < top - height or first > top + 2 * height:  # far: a third down, where a page is read from
            return first - min(spare, height // 3)
        margin = min(MARGIN, spare // 2)
        return min(max(top, last + margin - height + 1), first - margin)

    # Textual

    def on_resize(self) -> None:
        super().on_resize()
        if self.laid_out and self._waiting:
            waiting, self._waiting = self._waiting, None
            self.go_to(waiting[0], top=waiting[1])

    def on_mouse_down(self, event: events.MouseDown) -> None:
        if event.button == 1:
            self.capture_mouse()
            cluster = self._hit(event.x, event.y)
            self._drag = Drag(self.article.text, cluster)
            self.post_message(self.Pressed(cluster[0]))

    def on_mouse_move(self, event: events.MouseMove) -> None:
        if self._drag:
            self._drag.x, self._drag.y = event.x, event.y
            self._draw()
            if self._pulling is None:
                self._pulling = self.set_interval(PULLING, self._follow)

    def on_mouse_up(self) -> None:
        if self._drag:
            self.release_mouse()
            self._let_go()

    def on_mouse_release(self) -> None:
        self._let_go()

    # painting, for the class above

    def strip(self, piece: int, row: int) -> Strip:
        rows = self.galley.setting(piece).rows
        selected = None
        if self._selection and row < len(rows):
            start, end = max(self._selection[0], rows[row][0]), min(self._selection[1], rows[row][1])
            selected = (start, end) if start < end else None
        gutter = gutter_of(self.galley, piece, row, self._done, self._current, self._ascii_only)
        key = (piece, row, self.galley.version(piece), selected, gutter)
        strip = self._strips.get(key)
        if strip is None:
            strip = self._strips[key] = paint(
                self.galley,
                piece,
                row,
                width=self.size.width,
                palette=self._colours(),
                gutter=gutter,
                selected=selected,
                filters=self.app.get_line_filters(),  # here, because our render_lines passes Textual's by
            )
        return strip

    def forget_strips(self) -> None:
        self._palette = None
        self._strips.clear()

    # private

    def _draw(self) -> None:
        if self._drag and (span := self._drag.over(self._hit(self._drag.x, self._drag.y))):
            self.post_message(self.Dragged(*span))

    def _follow(self) -> None:
        if self._drag:
            rows = pull(self._drag.y, self.region.y, self.region.bottom, self.screen.size.height)
            if rows:
                self.scroll_rows(rows)
                self._draw()

    def _let_go(self) -> None:
        self._drag = None
        if self._pulling:
            self._pulling.stop()
            self._pulling = None

    def _hit(self, x: int, y: int) -> Row:
        """The cluster at cell (x, y) of the widget."""
        y = max(0, min(y, self.size.height - 1))
        return self.galley.hit(self.scroll_offset.y + y, x - GUTTER)

    def _change(self, marks: Callable[[], frozenset[int]]) -> None:
        """Let `marks` change; where no row moves, only the pieces that it returns are painted again."""
        galley = self.galley
        with self.place_kept():
            height = galley.heights.total
            pieces = marks()
            if not (pieces and self.laid_out):
                return
            seen = [piece for piece in pieces if self.is_seen(galley.span(piece))]
            for piece in seen:
                galley.setting(piece)  # its height is exact again
            if galley.heights.total != height:
                self.refresh()
            else:
                for piece in seen:
                    self.repaint(galley.span(piece))
        self.refine_soon()

    def _colours(self) -> Palette:
        if self._palette is None:
            full, text = self.get_component_rich_style, self.rich_style
            # Verdicts' colours under the selection would be reversed too, each into another background.
            one_colour = Style(color=text.color, bgcolor=text.bgcolor)
            self._palette = Palette(
                background=self.background_colors[1],
                verdicts=not self.app.no_color,
                text=text,
                heading=full("article-view--heading"),
                debris=full("article-view--debris"),
                pointer=full("article-view--pointer"),
                open=full("article-view--open"),
                done=full("article-view--done"),
                claim=full("article-view--claim", partial=True),
                other=full("article-view--other", partial=True),
                current=full("article-view--current", partial=True),
                selection=full("article-view--selection", partial=True) + one_colour,
            )
        return self._palette
