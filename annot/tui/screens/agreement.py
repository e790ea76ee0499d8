"""Agreement and progress: how far the reviewers agree, how sure that is, and how far everybody is."""

from __future__ import annotations

from functools import partial
from time import monotonic

from annot.desk import agreeing
from annot.desk.agreeing import Overview, named
from annot.desk.session import Desk
from annot.errors import AnnotError
from annot.tui import comparing
from annot.tui.clerk import Clerk
from annot.tui.keymap import AGREEING, bindings
from annot.tui.screens.scroll_room import ScrollRoom
from annot.tui.walls import content
from annot.tui.widgets.bars import Header

COUNTING = "Counting what everybody said. Nothing waits for it."


class AgreementScreen(ScrollRoom):
    """It writes nothing. What is counted, at a large desk for seconds, is counted beside all else."""

    NAME = "agreement"
    KEYS = AGREEING
    BINDINGS = bindings(AGREEING)
    HERE = (
        "{next_paragraph} {previous_paragraph} {page_down} {page_up} scroll · "
        "{next_unit} {previous_unit} two reviewers at a time · {help} keys · {leave} back"
    )

    def __init__(self, notice: str, clerk: Clerk, *, ascii_only: bool) -> None:
        """`notice` says what was opened to be shown here."""
        super().__init__(clerk, ascii_only=ascii_only)
        self.overview: Overview | None = None
        self.pairs: list[tuple[str, str] | None] = [None]
        self.at = 0
        self._notice = notice
        self._counting = self._again = False
        self._began = 0.0
        self._drawing = False

    def on_mount(self) -> None:
        super().on_mount()
        self.reload()

    def reload(self) -> None:
        """Count again, if one looks; while one counts, that is done once more, after as long a rest as it took."""
        self._again = self._counting
        if not self._counting and self.app.screen is self:
            self._counting, self._began = True, monotonic()
            self.clerk.beside(self._count, self._counted, self._failed)
            self.say("Counting…")

    def _count(self, desk: Desk) -> Overview | None:
        """In a thread of its own; for nobody, if one has left before it began."""
        return agreeing.surer(agreeing.overview(desk, self._notice), self.pairs[self.at]) if self.is_attached else None

    def _counted(self, overview: Overview | None) -> None:
        self._counting = False
        if not self.is_attached or overview is None:
            return
        here = self.pairs[self.at]
        self.overview = overview
        self.pairs = list(overview.compared.agreement.pairs)
        self.at = self.pairs.index(here) if here in self.pairs else 0
        self.show()
        self.say("")
        if self._again:
            self.set_timer(monotonic() - self._began, self.reload)

    def _draw(self) -> None:
        """Draw the intervals of who is shown, beside all else; those of every pair at once would take seconds."""
        known, pair = self.overview, self.pairs[self.at]
        if known is not None and not self._drawing and pair not in known.compared.agreement.drawn:
            self._drawing = True
            self.clerk.beside(lambda _: agreeing.surer(known, pair), partial(self._drawn, known), self._failed)

    def _drawn(self, known: Overview, surer: Overview) -> None:
        self._drawing = False
        if self.is_attached:
            self.overview = surer if self.overview is known else self.overview
            self.show()

    def _failed(self, error: BaseException) -> None:
        if not isinstance(error, AnnotError):
            raise error
        self._counting = self._drawing = False
        if self.is_attached:
            self.say(str(error))

    def show(self) -> None:
        if self.overview is None:
            self.show_text(content(COUNTING))
            self.query_one(Header).show("Agreement and progress", "")
            return
        pair, found = self.pairs[self.at], self.overview.compared.agreement
        self._draw()
        text = comparing.page(self.overview, pair, self.app.size.width - 4, ascii_only=self.ascii_only)
        self.show_text(content(text, lines=True))
        who = " and ".join(named(pair, self.overview.compared.names) or ["all together"])
        left_out = f", {found.excluded} left out" if pair is None else ""
        self.query_one(Header).show(f"Agreement and progress: {who}", f"n {found.passages(pair)}{left_out}")

    def action_pair(self, by: int) -> None:
        self.at = (self.at + by) % len(self.pairs)
        self.show()
        self.say("Counting…" if self._counting else "")
        self.action_end(False)
