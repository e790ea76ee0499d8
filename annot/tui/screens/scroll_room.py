"""A room around a text that one scrolls in."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from annot.tui.screens.room import DeskRoom
from annot.tui.widgets.bars import Header, Line, StatusLine


class ScrollRoom(DeskRoom):
    """The text between the header and the lines that say what is answered and which keys work."""

    DEFAULT_CSS = """
    ScrollRoom { layout: vertical; }
    ScrollRoom VerticalScroll { height: 1fr; padding: 0 1; background: $background; scrollbar-size-vertical: 1; }
    ScrollRoom #keys { background: $panel; padding: 0 1; }
    """
    HERE = ""  # which keys work, on one line, by {name}

    def compose(self) -> ComposeResult:
        yield Header()
        with VerticalScroll(can_focus=False):
            yield Static(markup=False, id="text")
        yield StatusLine()
        yield Line(id="keys")

    def on_mount(self) -> None:
        self.query_one("#keys", Line).say(self.with_keys(self.HERE))
        self.show()
        self.say("")

    def on_resize(self) -> None:
        self.show()

    def show(self) -> None:
        """Show what is known, as wide as there is room."""
        raise NotImplementedError  # each room has its own; Textual's metaclass is not ABCMeta

    def show_text(self, text: Content) -> None:
        self.query_one("#text", Static).update(text)

    @property
    def box(self) -> VerticalScroll:
        return self.query_one(VerticalScroll)

    # -- keys

    def action_move(self, by: int) -> None:
        self.box.scroll_relative(y=by, animate=False)

    def action_page(self, by: int) -> None:
        self.box.scroll_relative(y=by * max(1, self.box.size.height - 2), animate=False)

    def action_end(self, last: bool) -> None:
        self.box.scroll_to(y=self.box.max_scroll_y if last else 0, animate=False)
