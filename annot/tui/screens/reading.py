"""The reading screen: an article, what is done with it, and the keys for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal

from annot.desk import blind, bulk
from annot.desk import reading as reading_desk
from annot.desk.paging import Page
from annot.model.claim import Source
from annot.plain import counted
from annot.store import tables
from annot.tui import describing
from annot.tui.clerk import Clerk
from annot.tui.dialogs.choose import Choice, Find
from annot.tui.dialogs.claim_types import PickTypes
from annot.tui.keymap import READING, bindings
from annot.tui.screens.checklist import Checklist, Order
from annot.tui.screens.room import Room
from annot.tui.screens.touring import TouringScreen
from annot.tui.widgets.article_view import ArticleView
from annot.tui.widgets.bars import Header, Line, StatusLine
from annot.tui.widgets.keyline import Legend
from annot.tui.widgets.panel import ClaimPanel


class ReadingScreen(TouringScreen):
    """One article. Walking, marking and recording are inherited; here are the layout, leaving, and stray keys."""

    KEYS = READING
    BINDINGS = bindings(READING)
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

    def __init__(self, page: Page, clerk: Clerk, *, ascii_only: bool = False, tour: bool = False) -> None:
        super().__init__(page, clerk, ascii_only=ascii_only)
        self._panel = True
        self._begins_with_tour = tour

    def shows_what(self, other: Room) -> bool:
        return isinstance(other, ReadingScreen) and other.page.article.id == self.page.article.id

    def compose(self) -> ComposeResult:
        yield Header()
        with Horizontal(id="page"):
            yield ArticleView(self.page.article, glyphs="ascii" if self.ascii_only else "unicode")
            yield ClaimPanel()
        yield Line(id="sources")
        yield Line(id="tour")
        yield StatusLine()
        yield Legend(self.page.book, ascii_only=self.ascii_only)

    def on_mount(self) -> None:
        self.set_focus(self.view)
        self.show_page(self.page)
        self.select(self.cursor)
        if self._begins_with_tour:
            self.action_tour()

    def on_resize(self, event: events.Resize) -> None:
        self.set_class(event.size.width >= self.WIDE and self._panel, "-wide")
        self.set_class(event.size.height < self.LOW, "-low")

    def show_status(self) -> None:
        super().show_status()
        claim = self.page.claims.get(self.current or "")
        self.query_one(ClaimPanel).show(describing.panel(self.page, claim, ascii_only=self.ascii_only))
        self.query_one("#sources", Line).say(describing.sources_line(self.page, claim))
        self.query_one(Legend).show_keys(self.footers["claim" if claim else "selection"])

    def action_panel(self) -> None:
        self._panel = not self._panel
        self.set_class(self.size.width >= self.WIDE and self._panel, "-wide")
        if self.size.width < self.WIDE:
            self.say(f"The panel has room from {self.WIDE} columns.")

    def let_go(self) -> None:
        self.release()
        self.asking = None
        super().let_go()

    def action_checklist(self) -> None:
        self._open_checklist((), self.current)

    def _open_checklist(self, marked: Sequence[str], at: str | None) -> None:
        def answered(order: Order | None) -> None:
            if order is not None:
                self._obey(order)

        self.app.push_screen(Checklist(self.page, marked, at, ascii_only=self.ascii_only), answered)

    def _obey(self, order: Order) -> None:
        """Do what the checklist wants with its claims, as one action, and open it again."""
        ids = [claim.id for claim in order.claims]
        back = partial(self.when_written, partial(self._open_checklist, ids, next(iter(ids), None)))
        if order.what == "go":
            self.go_to_claim(order.claims[0])
        elif order.what == "cite":
            self.ask(lambda desk: tables.sources(desk.store), partial(self._cite_all, order, back), writes=False)
        elif order.what == "undo":
            self.action_undo()
            back()
        elif order.what == "types":
            self._types_of_all(order, back)
        else:
            recent = [source.id for source in self.page.recent]
            self.act(partial(bulk.obey, order.what, order.digit, order.claims, recent), _changed(order))
            back()

    def _types_of_all(self, order: Order, back: Callable[[], None]) -> None:
        """What all have is marked; what is marked besides is added, what is no longer is taken off."""
        known = self.page.book.types
        before = [one.id for one in known if all(one.id in claim.types for claim in order.claims)]

        def answered(chosen: list[str] | None) -> None:
            if chosen is not None and chosen != before:
                more, less = [i for i in chosen if i not in before], [i for i in before if i not in chosen]
                self.act(lambda desk: bulk.types(desk, order.claims, more, less), _changed(order))
            back()

        self.app.push_screen(PickTypes(known, before, ()), answered)

    def _cite_all(self, order: Order, back: Callable[[], None], known: Sequence[Source]) -> None:
        def answered(what: str | None) -> None:
            if what:
                self.act(lambda desk: bulk.cite(desk, order.claims, [what]), _changed(order))
            back()

        choices = [describing.source_choice(source) for source in known]
        self.app.push_screen(Find(f"A source for {counted(len(order.claims), 'claim')}", choices, free=True), answered)

    def own_doors(self) -> list[Choice]:
        return [
            Choice("finish", "finish this article", "others' work is shown, silence counts as a vote"),
            Choice("reveal", "show others' work now", "it is logged that you saw it before you had finished"),
            Choice("checklist", "the checklist of all claims"),
        ]

    def go(self, to: str) -> None:
        if to == "finish":
            self.finish()
        elif to == "reveal":
            self._reveal()
        elif to == "checklist":
            self.action_checklist()

    def _reveal(self) -> None:
        article = self.page.article.id
        self.act(lambda desk: blind.reveal(desk, article), "Others' claims, if there are any, are in italics.")

    def action_leave(self) -> None:
        if self.cursor.hold:
            self.release()
            self.say("")
        else:
            super().action_leave()

    def keep(self) -> None:
        super().keep()
        place, article = self.cursor.span.start, self.page.article.id
        self.ask(lambda desk: reading_desk.keep_place(desk, article, place), lambda _: None)


def _changed(order: Order) -> str:
    n = len(order.claims)
    return f"{counted(n, 'claim')} changed; {'one u takes all of it' if n > 1 else 'u takes that'} back."
