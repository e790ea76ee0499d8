"""Between the screen and the clerk: what is painted at once, what is written behind it, what is read again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from annot.desk import paging
from annot.desk.paging import Page
from annot.desk.session import Desk
from annot.errors import AnnotError, NothingToDo
from annot.model.claim import Claim
from annot.tui import describing
from annot.tui.clerk import Clerk
from annot.tui.screens.walking import WalkingScreen
from annot.tui.widgets.bars import StatusLine

_T = TypeVar("_T")


class WorkingScreen(WalkingScreen):
    """What a key does is painted at once and written by the clerk; the status line says when it is safe.

    Undo, a change from elsewhere and a refusal read the whole page again; every other key touches one claim.
    """

    def __init__(self, page: Page, clerk: Clerk, *, ascii_only: bool) -> None:
        super().__init__(page, ascii_only=ascii_only)
        self.clerk = clerk
        self.writes = 0  # actions whose COMMIT has not returned
        self._stale = False  # what the page shows was painted before it was written, and has to be read again
        self._reopen: Callable[[str], None] | None = None  # the dialog whose answer is being asked for
        self._late: dict[str, Claim] = {}  # the latest answer for each claim, while keys typed since outrun it

    # -- from the clerk

    def trouble(self, why: str) -> None:
        super().trouble(why)
        self.show_saved()

    def reload(self) -> None:
        """Somebody else has changed the project, or an action was refused: read the page again."""
        article = self.page.article.id
        self._stale = False
        self.ask(lambda desk: paging.page(desk, article), self.show_page, again=False)

    def ask(self, work: Callable[[Desk], _T], done: Callable[[_T], None], *, again: bool = True) -> None:
        """Let the clerk do `work`, and show what it answers by `done`.

        An answer that keys typed since have outrun waits for the last of them: a claim is then shown as it was
        answered last, for anything else the page is read again. So it is after a refusal, if `again`.
        """

        def finished(value: _T) -> None:
            self.writes -= 1
            if not self.is_attached:
                return
            if self.writes and isinstance(value, Claim):
                self._late[value.id] = value
            elif self.writes:
                self._stale = True
            else:
                late, self._late = self._late, {}
                for claim in late.values():
                    self.show_claim(claim)
                done(value)
                if self._stale:
                    self.reload()
            self.show_saved()

        def refused(error: BaseException) -> None:
            self.writes -= 1
            self.failed(error, again=again)
            if reopen is not None and self.is_attached:
                reopen(str(error))

        reopen = self._reopen
        self.writes += 1
        self.clerk.ask(work, finished, refused)
        self.show_saved()

    @contextmanager
    def reopening(self, dialog: Callable[[str], None]) -> Iterator[None]:
        """What is asked for inside is a dialog's answer: if refused, `dialog(why)` opens it with what was typed."""
        self._reopen = dialog
        try:
            yield
        finally:
            self._reopen = None

    def act(self, work: Callable[[Desk], object], said: str) -> None:
        """Let the clerk do `work`, which may touch much: the whole page is read again with it."""
        article = self.page.article.id

        def both(desk: Desk) -> Page:
            work(desk)
            return paging.page(desk, article)

        self.ask(both, self.show_page)
        self.say(said)

    def look_up(self, work: Callable[[Desk], _T], done: Callable[[_T], None]) -> None:
        """Ask the clerk for what only reads: whoever waits for it gets it, whatever was typed since."""

        def finished(value: _T) -> None:
            if self.is_attached:
                done(value)

        self.clerk.ask(work, finished, self.failed)

    def failed(self, error: BaseException, *, again: bool = True) -> None:
        """A refusal is shown, and the page as it is without the action; a defect ends the program.

        Not `again` where reading the page was what was refused: there would be no end of it.
        """
        if not isinstance(error, AnnotError):
            raise error
        if self.is_attached:
            self.say(str(error))
            if again and (self._stale or not isinstance(error, NothingToDo)):
                self.reload()
            self.show_saved()
        else:
            self.refused_after(error)

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

    def show_saved(self) -> None:
        state = "NOT SAVED" if self.not_saved else "saving" if self.writes else "saved"
        line = self.query_one(StatusLine)
        line.show_saved(state, busy=state == "saving", trouble=bool(self.not_saved))

    def show_status(self) -> None:
        super().show_status()
        self.show_saved()
