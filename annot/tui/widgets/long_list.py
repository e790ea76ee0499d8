"""A list of any length, one line each: it holds the lines on screen and asks for the others when they come near."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar

import attrs
from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from annot.plain import show

MOST = 2000  # lines that are remembered; beyond, those far from the screen are forgotten


@attrs.frozen
class Cell:
    """A part of a line: `width` cells, or all that is left where it is 0; `look` is "", "dim", "good", "owed", "bold".

    `text` may be a stranger's.
    """

    text: str
    width: int = 0
    look: str = ""
    right: bool = False


class LongList(ScrollView, can_focus=True, inherit_bindings=False):
    """Lines are told by their place in the list, counted from 0. It says which it lacks, and what was chosen."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "long-list--dim",
        "long-list--good",
        "long-list--owed",
        "long-list--bold",
        "long-list--cursor",
        "long-list--resting",
    }
    DEFAULT_CSS = """
    LongList {
        height: 1fr; background: $background; color: $foreground;
        overflow-x: hidden; overflow-y: auto; scrollbar-size-vertical: 1;
        & > .long-list--dim { color: $foreground 60%; }
        & > .long-list--good { color: $text-success; }
        & > .long-list--owed { color: $text-warning; }
        & > .long-list--bold { text-style: bold; }
        & > .long-list--cursor { background: $primary-muted; text-style: bold; }
        & > .long-list--resting { background: $surface; }
    }
    """

    class Lacking(Message):
        """Lines from `first` up to `end` are about to be seen and are not here."""

        def __init__(self, first: int, end: int) -> None:
            super().__init__()
            self.first, self.end = first, end

    class Moved(Message):
        """The cursor is on line `at`."""

        def __init__(self, at: int) -> None:
            super().__init__()
            self.at = at

    class Chosen(Message):
        """Line `at` was clicked twice, or clicked under the cursor."""

        def __init__(self, at: int) -> None:
            super().__init__()
            self.at = at

    def __init__(self, *, empty: str = "", id: str | None = None) -> None:
        """`empty` is what stands there when there is no line."""
        super().__init__(id=id)
        self._empty = empty
        self._lines: dict[int, Sequence[Cell]] = {}
        self._asked: tuple[int, int] | None = None
        self.count = 0
        self.at = 0

    # -- what to show

    def show_count(self, count: int, *, at: int = 0, empty: str | None = None) -> None:
        """There are `count` lines now, all of them unknown, with the cursor on `at`."""
        self._lines.clear()
        self._asked = None
        self._empty = self._empty if empty is None else empty
        self.count = count
        self.at = max(0, min(at, count - 1))
        self.virtual_size = Size(self.size.width, count)
        self._follow()
        self._ask()
        self.refresh()

    def show_lines(self, lines: Mapping[int, Sequence[Cell]]) -> None:
        """Show these; what is known of others stays."""
        if len(self._lines) > MOST:
            near = range(self.scroll_offset.y - MOST // 2, self.scroll_offset.y + MOST // 2)
            self._lines = {at: line for at, line in self._lines.items() if at in near}
        self._lines.update(lines)
        self._asked = None
        self._ask()
        self.refresh()

    def move_to(self, at: int) -> None:
        """The cursor on line `at`, or the nearest there is."""
        at = max(0, min(at, self.count - 1))
        if at != self.at and self.count:
            self.at = at
            self._follow()
            self.refresh()
            self.post_message(self.Moved(at))

    def move(self, by: int) -> None:
        self.move_to(self.at + by)

    def page(self, by: int) -> None:
        self.move(by * max(1, self.size.height - 1))

    # -- Textual

    def on_resize(self) -> None:
        self.virtual_size = Size(self.size.width, self.count)
        self._follow()
        self._ask()

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        at = self.scroll_offset.y + event.y
        if at >= self.count:
            return
        if at == self.at:
            self.post_message(self.Chosen(at))
        else:
            self.move_to(at)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        self._ask()

    def render_line(self, y: int) -> Strip:
        width = self.scrollable_content_region.width
        at = self.scroll_offset.y + y
        if at >= self.count:
            text = self._empty if not self.count and y == 0 else ""
            return self._strip([Cell(text, look="dim")], "", width)
        look = ("cursor" if self.has_focus else "resting") if at == self.at else ""
        return self._strip(self._lines.get(at, [Cell("…", look="dim")]), look, width)

    # -- private

    def _strip(self, cells: Iterable[Cell], look: str, width: int) -> Strip:
        cells = list(cells)
        free = width - sum(cell.width for cell in cells)
        whole = self.get_component_rich_style(f"long-list--{look}") if look else self.rich_style
        segments = []
        for cell in cells:
            room = cell.width or max(0, free)
            style = whole
            if cell.look and look != "cursor":
                # Its background is the list's, which would cover the one under the cursor.
                style = whole + self.get_component_rich_style(f"long-list--{cell.look}", partial=True)
            segments.append(Segment(_fitted(show(cell.text), room, right=cell.right), style))
        return Strip(segments).adjust_cell_length(width, whole)

    def _follow(self) -> None:
        """Scroll so that the cursor is seen."""
        height = self.size.height
        if not height:
            return
        top = min(max(self.scroll_offset.y, self.at - height + 1), self.at)
        if top != self.scroll_offset.y:
            self.scroll_to(y=top, animate=False, immediate=True, force=True)

    def _ask(self) -> None:
        """Ask for what is on screen and not here, with a screenful before and after it."""
        height = self.size.height
        if not height or not self.count:
            return
        top = min(self.scroll_offset.y, max(0, self.count - height))
        shown = range(top, min(top + height, self.count))
        if all(at in self._lines for at in shown):
            return
        wanted = (max(0, top - height), min(top + 2 * height, self.count))
        if wanted != self._asked:
            self._asked = wanted
            self.post_message(self.Lacking(*wanted))


def _fitted(text: str, width: int, *, right: bool) -> str:
    """`text` in exactly `width` cells, cut with an ellipsis."""
    if cell_len(text) > width:
        return set_cell_size(text, width - 1) + "…" if width > 0 else ""
    return " " * (width - cell_len(text)) + text if right else set_cell_size(text, width)
