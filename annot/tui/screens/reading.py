"""The reading screen: walk an article, select words, give verdicts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import attrs
from textual import events
from textual.app import ComposeResult

from annot.desk import claims as claims_desk
from annot.desk import paging, undoing
from annot.desk import reading as reading_desk
from annot.desk.paging import Page
from annot.desk.session import Desk
from annot.errors import AnnotError, NothingToDo
from annot.model.article import Article
from annot.model.claim import Claim, Reading
from annot.model.codebook import Status
from annot.model.ids import random_id
from annot.model.words import ATTRIBUTIONS
from annot.store import tables
from annot.tui import describing
from annot.tui.clerk import Clerk
from annot.tui.keymap import READING, bindings
from annot.tui.screens.help import HelpScreen
from annot.tui.screens.walking import WalkingScreen
from annot.tui.widgets.article_view import ArticleView
from annot.tui.widgets.bars import Header, Legend, StatusLine

_T = TypeVar("_T")


class ReadingScreen(WalkingScreen):
    """One article. What a key does is painted at once and written by the clerk; the status line says when it is safe.

    Undo, a change from elsewhere and a refusal read the whole page again; every other key touches one claim.
    """

    BINDINGS = bindings(READING)
    BLANK = True  # nothing of the screen itself is ever seen
    CSS = """
    ReadingScreen { layout: vertical; }
    ReadingScreen ArticleView { height: 1fr; }
    """

    def __init__(self, page: Page, clerk: Clerk, *, ascii_only: bool = False) -> None:
        super().__init__(page, ascii_only=ascii_only)
        self.clerk = clerk
        self._trouble = ""
        self._stale = False  # what the page shows was painted before it was written, and has to be read again
        self._asking_said_so = False
        self._leaving = False

    def compose(self) -> ComposeResult:
        yield Header()
        yield ArticleView(self.page.article, glyphs="ascii" if self.ascii_only else "unicode")
        yield StatusLine()
        yield Legend(self.page.book, ascii_only=self.ascii_only)

    def on_mount(self) -> None:
        self.view.focus()
        self._show_page(self.page)
        self.select(self.cursor)

    # -- marking

    def action_verdict(self, digit: int) -> None:
        if self._asking_said_so:
            self._said_so(digit)
            return
        status = self.page.book.by_key(digit)
        if status is None:
            self.say(f"This codebook has no verdict on {digit}.")
            return
        claim = self.page.claims.get(self.current or "")
        if claim is None:
            self._make(status)
        else:
            self._change(claim, {"status": status.id})
        self.say(describing.verdict(status, ascii_only=self.ascii_only))

    def action_said_so(self) -> None:
        if self.current is None:
            self._make(self.page.book.status("unchecked"))
        self._asking_said_so = True
        choices = "  ".join(f"{n} {a.replace('_', ' ')}" for n, a in enumerate(ATTRIBUTIONS, 1))
        self.say(f"Said so?  {choices}  0 not checked")

    def action_take_back(self) -> None:
        claim = self.page.claims.get(self.current or "")
        if claim is None:
            self.say("No claim is current: Tab goes to the next one.")
            return
        if claim.reviewer != self.page.reviewer:
            self.say(describing.somebody_elses(self.page, claim))
            return
        self._apply(attrs.evolve(claim, deleted=True))
        self.hold_claim(None)
        self._ask(lambda desk: claims_desk.withdraw(desk, claim), lambda _: None)
        self.say("Taken back; u brings it again.")

    def action_done(self) -> None:
        article = self.page.article
        paragraph = article.paragraph_at(self.cursor.span.start)
        if not self.view.on_screen(paragraph.end - 1):
            self.action_page(1)
            return
        if paragraph.to_do:
            self._ask(
                lambda desk: _mark_done(desk, article, paragraph.n),
                lambda readings: self._show_page(self.page.with_readings(readings)),
            )
        done = self.page.done | {paragraph.n}
        later = [p for p in self.page.article.to_do if p.n not in done]
        following = [p for p in later if p.n > paragraph.n] or later
        if following:
            self.select(
                attrs.evolve(self.cursor, span=self._walker.around(self.cursor.unit, following[0].start), hold=None)
            )
            self.say(
                f"P{paragraph.n} done." if paragraph.to_do else f"P{paragraph.n} is {paragraph.kind}: not counted."
            )
        else:
            self.say("Every paragraph is done.")

    def action_undo(self) -> None:
        self._reverse(undoing.undo, "Taken back")

    def action_redo(self) -> None:
        self._reverse(undoing.redo, "Done again")

    def action_help(self) -> None:
        self.app.push_screen(HelpScreen(READING))

    def action_saved_already(self) -> None:
        safe = self.clerk.unsaved == 0 and not self._trouble
        self.say("Everything is saved; q leaves." if safe else "Not everything is saved yet.")

    def action_leave(self) -> None:
        if self.cursor.hold:
            self.release()
            self.say("")
            return
        if self._trouble and not self._leaving:
            self._leaving = True
            self.say("The last actions are NOT saved. q again leaves without them; else annot keeps trying.")
            return
        self.action_leave_at_once()

    def action_leave_at_once(self) -> None:
        place, article = self.cursor.span.start, self.page.article.id
        self._ask(lambda desk: reading_desk.keep_place(desk, article, place), lambda _: None)
        self.app.exit(return_code=0)

    def on_key(self, event: events.Key) -> None:
        """What no binding took: say so; and Esc followed fast by a key, which arrives as alt+key, is that key."""
        if event.key.startswith("alt+") and len(event.key) == 5:
            self.release()
            self.app.simulate_key(event.key[4:])
        elif event.key == "escape":
            self.release()
            self._asking_said_so = False
            self.say("")
        elif event.is_printable and event.character:
            caps = " Caps Lock?" if event.character.isupper() else " ? shows the keys."
            self.say(f"{event.character} does nothing here.{caps}")

    # -- from the clerk

    def trouble(self, why: str) -> None:
        """Nothing can be saved at the moment, because of `why`; "" when it can be again."""
        self._trouble = why
        self._leaving = False
        self.say(why or "Saved after all.")
        self._show_saved()

    def reload(self) -> None:
        """Somebody else has changed the project, or an action was refused: read the page again."""
        article = self.page.article.id
        self._ask(lambda desk: paging.page(desk, article), self._show_page)

    def _ask(self, work: Callable[[Desk], _T], done: Callable[[_T], None]) -> None:
        """Let the clerk do `work`. What it answers is shown by `done`, unless keys typed since have outrun it: then
        the page is read again when the last of them is written."""

        def finished(value: _T) -> None:
            if not self.is_attached:
                return
            if self.clerk.unsaved:
                self._stale = True
            elif self._stale:
                self._stale = False
                self.reload()
            else:
                done(value)
            self._show_saved()

        self.clerk.ask(work, finished, self._failed)
        self._show_saved()

    def _failed(self, error: BaseException) -> None:
        """A refusal is shown, and the page as it is without the action; a defect ends the program."""
        if not isinstance(error, AnnotError):
            raise error
        if self.is_attached:
            self.say(str(error))
            if not isinstance(error, NothingToDo):
                self.reload()
            self._show_saved()

    def _reverse(self, act: Callable[[Desk], undoing.Undone], verb: str) -> None:
        article = self.page.article.id

        def work(desk: Desk) -> tuple[undoing.Undone, Page]:
            return act(desk), paging.page(desk, article)

        def done(answer: tuple[undoing.Undone, Page]) -> None:
            undone, page = answer
            self._show_page(page)
            claims = [c for change in undone.changes if (c := page.claims.get(change.entity)) and c.span]
            if claims:
                self.go_to_claim(claims[-1])
            self.say(f"{verb}: {undone.said}.")

        self._ask(work, done)

    # -- claims, painted before they are written

    def _make(self, status: Status) -> None:
        page, span = self.page, self.cursor.span
        claim_id = random_id("claim")
        self.release()
        text = page.article.text
        self._apply(
            Claim(
                id=claim_id,
                article=page.article.id,
                reviewer=page.reviewer,
                start=span.start,
                end=span.end,
                quote=span.of(text),
                status=status.id,
            )
        )
        self.hold_claim(claim_id)
        self._ask(
            lambda desk: claims_desk.tag(desk, page.article, span, {"status": status.id}, claim_id=claim_id),
            self._apply,
        )

    def _change(self, claim: Claim, fields: dict[str, Any]) -> None:
        if claim.reviewer != self.page.reviewer:
            self.say(describing.somebody_elses(self.page, claim))
            return
        self._apply(attrs.evolve(claim, **fields))

        def work(desk: Desk) -> Claim:
            return claims_desk.edit(desk, tables.claim(desk.store, claim.id) or claim, fields)

        self._ask(work, self._apply)

    def _said_so(self, digit: int) -> None:
        self._asking_said_so = False
        claim = self.page.claims.get(self.current or "")
        if claim is None or digit > len(ATTRIBUTIONS):
            self.say(f"There is no answer {digit} to: said so?")
            return
        attribution = ATTRIBUTIONS[digit - 1] if digit else None
        self.say("")
        self._change(claim, {"attribution": attribution})

    def _show_page(self, page: Page) -> None:
        """Everything may differ."""
        self.page = page
        spanned = [c for c in page.claims.values() if c.span]
        self.view.show_marks([describing.mark(page, c, current=c.id == self.current) for c in spanned])
        self.show_progress()
        self.show_status()

    def _apply(self, claim: Claim) -> None:
        """Show one claim as it is now."""
        self.page = self.page.with_claim(claim)
        if claim.deleted:
            self.view.hide_mark(claim.id)
        elif claim.span:
            self.view.show_mark(describing.mark(self.page, claim, current=claim.id == self.current))
        self.show_progress()
        self.show_status()

    def _show_saved(self) -> None:
        state = "NOT SAVED" if self._trouble else "saving" if self.clerk.unsaved else "saved"
        self.query_one(StatusLine).show_saved(state, busy=state == "saving", trouble=bool(self._trouble))


def _mark_done(desk: Desk, article: Article, n: int) -> list[Reading]:
    reading_desk.mark(desk, article, [n])
    return tables.readings(desk.store, article.id, [desk.me.id])
