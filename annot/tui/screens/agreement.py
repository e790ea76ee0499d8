"""Agreement and progress: how far the reviewers agree, how sure that is, and how far everybody is."""

from __future__ import annotations

from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from annot.desk.agreeing import Overview, named
from annot.tui import comparing
from annot.tui.clerk import Clerk
from annot.tui.keymap import AGREEING, bindings
from annot.tui.screens.room import Room
from annot.tui.walls import content
from annot.tui.widgets.bars import Header, Line


class AgreementScreen(Room):
    """All is read when it opens; it writes nothing."""

    NAME = "agreement"
    KEYS = AGREEING
    BINDINGS = bindings(AGREEING)
    DEFAULT_CSS = """
    AgreementScreen { layout: vertical; }
    AgreementScreen VerticalScroll { height: 1fr; padding: 0 1; }
    AgreementScreen #keys { background: $panel; padding: 0 1; }
    """

    def __init__(self, overview: Overview, clerk: Clerk, *, ascii_only: bool) -> None:
        super().__init__(ascii_only=ascii_only)
        self.overview = overview
        pairs = dict.fromkeys(m.pair for m in overview.compared.agreement.measures)
        self.pairs: list[tuple[str, str] | None] = list(pairs)
        self.at = 0

    def compose(self) -> ComposeResult:
        yield Header()
        with VerticalScroll(can_focus=False):
            yield Static(markup=False, id="numbers")
        yield Line(id="keys")

    def on_mount(self) -> None:
        self.show()

    def on_resize(self, event: events.Resize) -> None:
        self.show()

    def show(self) -> None:
        pair, found = self.pairs[self.at], self.overview.compared.agreement
        text = comparing.page(self.overview, pair, self.app.size.width - 4, ascii_only=self.ascii_only)
        self.query_one("#numbers", Static).update(content(text, lines=True))
        who = " and ".join(named(pair, self.overview.compared.names) or ["all together"])
        n = next(m.n for m in found.measures if m.pair == pair and m.field == "span")
        left_out = f", {found.excluded} left out" if pair is None else ""
        self.query_one(Header).show(f"Agreement and progress: {who}", f"n {n}{left_out}")
        self.say("")

    def say(self, message: str) -> None:
        keys = "j k PgDn PgUp scroll · l h two reviewers at a time · ? keys · q back"
        self.query_one("#keys", Line).say(message or keys)

    def action_scroll(self, rows: int) -> None:
        self._box.scroll_relative(y=rows, animate=False)

    def action_page(self, by: int) -> None:
        self._box.scroll_relative(y=by * max(1, self._box.size.height - 2), animate=False)

    def action_end(self, last: bool) -> None:
        if last:
            self._box.scroll_end(animate=False)
        else:
            self._box.scroll_home(animate=False)

    def action_pair(self, by: int) -> None:
        self.at = (self.at + by) % len(self.pairs)
        self.show()
        self._box.scroll_home(animate=False)

    @property
    def _box(self) -> VerticalScroll:
        return self.query_one(VerticalScroll)
