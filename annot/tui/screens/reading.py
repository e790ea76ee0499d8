"""The reading screen: an article, what is done with it, and the keys for it."""

from __future__ import annotations

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal

from annot.desk import reading as reading_desk
from annot.desk.paging import Page
from annot.tui import describing
from annot.tui.clerk import Clerk
from annot.tui.keymap import READING, bindings
from annot.tui.screens.help import HelpScreen
from annot.tui.screens.recording import RecordingScreen
from annot.tui.widgets.article_view import ArticleView
from annot.tui.widgets.bars import Header, Legend, Line, StatusLine
from annot.tui.widgets.panel import ClaimPanel

_BOUND = frozenset(name for key in READING for name in key.keys)


class ReadingScreen(RecordingScreen):
    """One article. Walking, marking and recording are inherited; here are the layout, leaving, and stray keys."""

    BINDINGS = bindings(READING)
    BLANK = True  # nothing of the screen itself is ever seen
    # Not CSS: Textual 8.2.8 does not load that of an app's first screen.
    DEFAULT_CSS = """
    ReadingScreen { layout: vertical; }
    ReadingScreen Horizontal#page { height: 1fr; }
    ReadingScreen ClaimPanel { display: none; }
    ReadingScreen.-wide ClaimPanel { display: block; }
    ReadingScreen #sources { background: $surface; color: $text-muted; padding: 0 1; }
    ReadingScreen.-wide > #sources { display: none; }
    ReadingScreen.-low > #sources { display: none; }
    """
    WIDE = 100  # columns from which the panel has room beside the article
    LOW = 16  # rows below which the article needs every one

    def __init__(self, page: Page, clerk: Clerk, *, ascii_only: bool = False) -> None:
        super().__init__(page, clerk, ascii_only=ascii_only)
        self._leaving = False
        self._panel = True

    def compose(self) -> ComposeResult:
        yield Header()
        with Horizontal(id="page"):
            yield ArticleView(self.page.article, glyphs="ascii" if self.ascii_only else "unicode")
            yield ClaimPanel()
        yield Line(id="sources")
        yield StatusLine()
        yield Legend(self.page.book, ascii_only=self.ascii_only)

    def on_mount(self) -> None:
        self.view.focus()
        self.show_page(self.page)
        self.select(self.cursor)

    def on_resize(self, event: events.Resize) -> None:
        self.set_class(event.size.width >= self.WIDE and self._panel, "-wide")
        self.set_class(event.size.height < self.LOW, "-low")

    def show_status(self) -> None:
        super().show_status()
        claim = self.page.claims.get(self.current or "")
        self.query_one(ClaimPanel).show(describing.panel(self.page, claim, ascii_only=self.ascii_only))
        self.query_one("#sources", Line).say(describing.sources_line(self.page, claim))

    def action_panel(self) -> None:
        self._panel = not self._panel
        self.set_class(self.size.width >= self.WIDE and self._panel, "-wide")
        if self.size.width < self.WIDE:
            self.say(f"The panel has room from {self.WIDE} columns.")

    def on_key(self, event: events.Key) -> None:
        """What no binding took: say so; and Esc followed fast by a key, which arrives as alt+key, is that key."""
        if event.key in _BOUND:  # a screen sees keys before its bindings do
            return
        if event.key.startswith("alt+") and len(event.key) == 5:
            self.release()
            self.app.simulate_key(event.key[4:])
        elif event.key == "escape":
            self.release()
            self.asking = None
            self.say("")
        elif event.is_printable and event.character:
            caps = " Caps Lock?" if event.character.isupper() else " ? shows the keys."
            self.say(f"{event.character} does nothing here.{caps}")

    def action_help(self) -> None:
        self.app.push_screen(HelpScreen(READING))

    def action_saved_already(self) -> None:
        safe = self.clerk.unsaved == 0 and not self.not_saved
        self.say("Everything is saved; q leaves." if safe else "Not everything is saved yet.")

    def action_leave(self) -> None:
        if self.cursor.hold:
            self.release()
            self.say("")
        elif self.not_saved and not self._leaving:
            self._leaving = True
            self.say("The last actions are NOT saved. q again leaves without them; else annot keeps trying.")
        else:
            self.leave_at_once()

    def trouble(self, why: str) -> None:
        self._leaving = False
        super().trouble(why)

    def leave_at_once(self) -> None:
        """Keep the place and go."""
        place, article = self.cursor.span.start, self.page.article.id
        self.ask(lambda desk: reading_desk.keep_place(desk, article, place), lambda _: None)
        self.app.exit(return_code=0)
