"""Between the screen and the clerk: what is painted at once, what is written behind it, what is read again."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from annot.desk import paging
from annot.desk.paging import Page
from annot.desk.session import Desk
from annot.model.claim import Claim
from annot.tui import describing
from annot.tui.clerk import Clerk
from annot.tui.screens.walking import WalkingScreen

_T = TypeVar("_T")


class WorkingScreen(WalkingScreen):
    """What a key does is painted at once and written by the clerk; the status line says when it is safe.

    Undo, a change from elsewhere and a refusal read the whole page again; every other key touches one claim.
    """

    def __init__(self, page: Page, clerk: Clerk, *, ascii_only: bool) -> None:
        super().__init__(page, clerk, ascii_only=ascii_only)
        self._late: dict[str, Claim] = {}  # the latest answer for each claim, while keys typed since outrun it

    # -- from the clerk

    def reload(self) -> None:
        """Somebody else has changed the project, or an action was refused: read the page again."""
        article = self.page.article.id
        self.stale = False

        def done(page: Page) -> None:
            if self.writes:
                self.stale = True
            else:
                self.show_page(page)

        self.ask(lambda desk: paging.page(desk, article), done, writes=False)

    def answered(self, done: Callable[[_T], None], value: _T) -> None:
        """An answer that keys typed since have outrun waits for the last of them: a claim is then shown as it was
        answered last, for anything else the page is read again.
        """
        if self.writes and isinstance(value, Claim):
            self._late[value.id] = value
        elif self.writes:
            self.stale = True
        else:
            late, self._late = self._late, {}
            for claim in late.values():
                self.show_claim(claim)
            done(value)
            if self.stale:
                self.reload()

    def act(self, work: Callable[[Desk], object], said: str) -> None:
        """Let the clerk do `work`, which may touch much: the whole page is read again with it."""
        article = self.page.article.id

        def both(desk: Desk) -> Page:
            work(desk)
            return paging.page(desk, article)

        self.ask(both, self.show_page)
        self.say(said)

    # -- what is shown

    def show_page(self, page: Page) -> None:
        """Everything may differ."""
        self.page = page
        spanned = [c for c in page.claims.values() if c.span]
        self.view.show_kinds(page.article.paragraphs)
        self.view.show_marks([describing.mark(page, c, current=c.id == self.current) for c in spanned])
        self.show_progress()
        self.show_status()

    def show_claim(self, claim: Claim) -> None:
        """One claim as it is now; taken back, it is gone."""
        self.page = self.page.with_claim(claim)
        if claim.deleted:
            self.view.hide_mark(claim.id)
        elif claim.span:
            self.view.show_mark(describing.mark(self.page, claim, current=claim.id == self.current))
        self.show_progress()
        self.show_status()
