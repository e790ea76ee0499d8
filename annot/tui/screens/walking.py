"""Walking an article: the cursor, the selection, the current claim. Whatever is done with them comes in `reading`."""

from __future__ import annotations

from collections.abc import Callable

import attrs
from textual import on

from annot.desk.paging import Page
from annot.model.claim import Claim
from annot.model.span import Span
from annot.tui import describing
from annot.tui.clerk import Clerk
from annot.tui.cursor import Cursor, Walker
from annot.tui.screens.room import DeskRoom
from annot.tui.widgets.article_view import ArticleView
from annot.tui.widgets.bars import Header, StatusLine


class WalkingScreen(DeskRoom):
    """Moves the selection by keys and mouse and knows the current claim: the one that digits change."""

    def __init__(self, page: Page, clerk: Clerk, *, ascii_only: bool) -> None:
        super().__init__(clerk, ascii_only=ascii_only)
        self.page = page
        self._walker = Walker(page.article)
        self.cursor = Cursor(self._walker.around("sentence", page.place or page.article.paragraphs[0].start))
        self.current: str | None = None
        self.asking: Callable[[int], None] | None = None  # what the next digit answers, if not the verdict
        self._message = page.welcome
        self._moved = False

    @property
    def view(self) -> ArticleView:
        return self.query_one(ArticleView)

    # -- the mouse

    @on(ArticleView.Pressed)
    def _pressed(self, event: ArticleView.Pressed) -> None:
        here = [c for c in self.page.claims.values() if c.span and c.span.start <= event.offset < c.span.end]
        if here:
            self.go_to_claim(min(here, key=lambda c: c.span.end - c.span.start if c.span else 0))
        else:
            self.select(Cursor(self._walker.around(self.cursor.unit, event.offset), self.cursor.unit))

    @on(ArticleView.Dragged)
    def _dragged(self, event: ArticleView.Dragged) -> None:
        self.select(Cursor(Span(event.start, event.end), self.cursor.unit))

    # -- moving

    def action_unit(self, by: int) -> None:
        self._go(self._walker.by_unit(self.cursor, by), by, keep=self.cursor.hold is not None)

    def action_paragraph(self, by: int) -> None:
        self._go(self._walker.by_paragraph(self.cursor, by), by)

    def action_by(self, unit: str) -> None:
        self.select(self._walker.with_unit(self.cursor, unit), keep=self.cursor.hold is not None)

    def action_hold(self) -> None:
        self.select(self._walker.holding(self.cursor), keep=True)
        self.say(f"l and h move the {self.cursor.hold} of it; v moves the other edge, q lets go.")

    def action_edge(self, edge: str, by: int) -> None:
        self.select(self._walker.moving(self.cursor, edge, by), keep=True)

    def action_end(self, last: bool) -> None:
        self.select(self._walker.at_end(self.cursor, last))

    def action_page(self, by: int) -> None:
        self.release()
        view = self.view
        view.scroll_rows(by * max(1, view.size.height - 2))
        self.select(attrs.evolve(self.cursor, span=self._walker.around(self.cursor.unit, view.place())), scroll=False)

    def action_claim(self, by: int) -> None:
        self.release()
        spanned = self.page.in_order
        if not spanned:
            self.say("There is no claim yet; a digit makes one of the selection.")
            return
        here = next((i for i, c in enumerate(spanned) if c.id == self.current), None)
        if here is not None:
            chosen = spanned[(here + by) % len(spanned)]
        else:
            start = self.cursor.span.start
            later = [c for c in spanned if (c.start or 0) >= start]
            earlier = [c for c in spanned if (c.start or 0) < start]
            chosen = (later or spanned)[0] if by > 0 else (earlier or spanned)[-1]
        self.go_to_claim(chosen)

    # -- what is shown

    def release(self) -> None:
        """The next motion moves the whole selection again."""
        self.cursor = attrs.evolve(self.cursor, hold=None)

    def say(self, message: str) -> None:
        """Answer in the status line, until the cursor moves."""
        self._message = message
        self.show_status()

    def ask_digit(self, answer: Callable[[int], None], question: str) -> None:
        """Let the next digit answer `question`; any motion lets go of it."""
        self.asking = answer
        self.say(question)

    def around(self, offset: int) -> Span:
        """The unit that the cursor moves by, at `offset`."""
        return self._walker.around(self.cursor.unit, offset)

    def select_words(self, span: Span) -> None:
        """Select exactly `span`."""
        self.select(attrs.evolve(self.cursor, span=span, hold=None))

    def _go(self, cursor: Cursor | None, by: int, *, keep: bool = False) -> None:
        if cursor is None:
            self.say(f"This is the {'end' if by > 0 else 'beginning'} of the article.")
        else:
            self.select(cursor, keep=keep)

    def go_to_claim(self, claim: Claim) -> None:
        if claim.span:
            self.hold_claim(claim.id)
            self.select(attrs.evolve(self.cursor, span=claim.span, hold=None), keep=True)

    def select(self, cursor: Cursor, *, keep: bool = False, scroll: bool = True) -> None:
        """Make `cursor` the selection. It lets go of the current claim, unless `keep`, or it is exactly a claim's."""
        self.cursor = cursor
        self.asking = None
        if not keep:
            same = self.page.exactly(cursor.span)
            own = [c for c in same if c.reviewer == self.page.reviewer]
            self.hold_claim((own or same)[-1].id if same else None)
        self.view.show_selection(cursor.span.start, cursor.span.end)
        if scroll:
            self.view.go_to(cursor.span.end - 1 if cursor.hold == "end" else cursor.span.start)
        self.show_progress()
        if self._message is not self.page.welcome or self._moved:
            self._message = ""
        self._moved = True
        self.show_status()

    def hold_claim(self, claim_id: str | None) -> None:
        """Make that claim the current one: at most two marks are painted again, however many there are."""
        before, self.current = self.current, claim_id
        for one in {before, claim_id}:
            if (claim := self.page.claims.get(one or "")) and claim.span:
                self.view.show_mark(describing.mark(self.page, claim, current=one == claim_id))

    def show_progress(self) -> None:
        page = self.page
        self.view.show_done(page.done, page.article.paragraph_at(self.cursor.span.start).n)
        self.query_one(Header).show(describing.title(page), describing.progress(page))

    def show_status(self) -> None:
        claim = self.page.claims.get(self.current or "")
        if self._message:
            text = self._message
        elif claim is not None:
            text = describing.claim(self.page, claim, ascii_only=self.ascii_only)
        else:
            text = describing.selection(self.cursor)
        self.query_one(StatusLine).show(text)
        self.show_saved()
