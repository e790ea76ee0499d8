"""The reading screen: walk an article, select words, give verdicts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import attrs
from textual import events, on
from textual.app import ComposeResult
from textual.screen import Screen

from annot.desk import claims as claims_desk
from annot.desk import paging, undoing
from annot.desk import reading as reading_desk
from annot.desk.paging import Page
from annot.desk.session import Desk
from annot.errors import AnnotError, NothingToDo
from annot.model.claim import Claim
from annot.model.codebook import Status
from annot.model.ids import random_id
from annot.model.span import Span
from annot.model.words import ATTRIBUTIONS
from annot.store import tables
from annot.tui.clerk import Clerk
from annot.tui.cursor import Cursor, Walker
from annot.tui.keymap import READING, bindings
from annot.tui.screens.help import HelpScreen
from annot.tui.widgets.article_view import ArticleView
from annot.tui.widgets.bars import Header, Legend, StatusLine
from annot.tui.widgets.marks import Mark

_T = TypeVar("_T")


class ReadingScreen(Screen[None]):
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
        super().__init__()
        self.page, self.clerk = page, clerk
        self._ascii_only = ascii_only
        self._walker = Walker(page.article)
        start = self._walker.edge("sentence", False) if page.place is None else None
        self.cursor = Cursor(start or self._walker.around("sentence", page.place or 0))
        self.current: str | None = None
        self._message = page.welcome
        self._trouble = ""
        self._asking_said_so = False
        self._leaving = False

    def compose(self) -> ComposeResult:
        yield Header()
        yield ArticleView(self.page.article, glyphs="ascii" if self._ascii_only else "unicode")
        yield StatusLine()
        yield Legend(self.page.book, ascii_only=self._ascii_only)

    def on_mount(self) -> None:
        self.view.focus()
        self._show_marks()
        self._select(self.cursor)

    @property
    def view(self) -> ArticleView:
        return self.query_one(ArticleView)

    # -- the mouse

    @on(ArticleView.Pressed)
    def _pressed(self, event: ArticleView.Pressed) -> None:
        here = [c for c in self.page.claims.values() if c.span and c.span.start <= event.offset < c.span.end]
        if here:
            self._go_to_claim(min(here, key=lambda c: c.span.end - c.span.start if c.span else 0))
        else:
            self._select(Cursor(self._walker.around(self.cursor.unit, event.offset), self.cursor.unit))

    @on(ArticleView.Dragged)
    def _dragged(self, event: ArticleView.Dragged) -> None:
        self._select(Cursor(Span(event.start, event.end), self.cursor.unit))

    # -- moving

    def action_unit(self, by: int) -> None:
        cursor = self.cursor
        if cursor.hold:
            moved: Span | None = self._walker.stretch(cursor.unit, cursor.span, end=cursor.hold == "end", by=by)
        else:
            moved = self._walker.step(cursor.unit, cursor.span, by)
        self._move(moved, "the end" if by > 0 else "the beginning")

    def action_paragraph(self, by: int) -> None:
        self._release()
        self._move(
            self._walker.paragraph(self.cursor.unit, self.cursor.span, by), "the end" if by > 0 else "the beginning"
        )

    def action_by(self, unit: str) -> None:
        if self.cursor.hold:
            self._select(attrs.evolve(self.cursor, unit=unit), keep=True)
        else:
            self._select(Cursor(self._walker.around(unit, self.cursor.span.start), unit))

    def action_hold(self) -> None:
        hold = {None: "end", "end": "start", "start": "end"}[self.cursor.hold]
        self._select(attrs.evolve(self.cursor, hold=hold), keep=True)
        self._say(f"l and h move the {hold} of the selection; v moves the other edge, q lets go.")

    def action_edge(self, edge: str, by: int) -> None:
        moved = self._walker.stretch("word", self.cursor.span, end=edge == "end", by=by)
        self._select(attrs.evolve(self.cursor, span=moved), keep=True)

    def action_end(self, last: bool) -> None:
        self._release()
        self._select(attrs.evolve(self.cursor, span=self._walker.edge(self.cursor.unit, last)))

    def action_page(self, by: int) -> None:
        self._release()
        view = self.view
        view.scroll_rows(by * max(1, view.size.height - 2))
        self._select(attrs.evolve(self.cursor, span=self._walker.around(self.cursor.unit, view.place())), scroll=False)

    def action_claim(self, by: int) -> None:
        self._release()
        spanned = [c for c in self.page.claims.values() if c.span]
        if not spanned:
            self._say("There is no claim yet; a digit makes one of the selection.")
            return
        here = next((i for i, c in enumerate(spanned) if c.id == self.current), None)
        if here is not None:
            chosen = spanned[(here + by) % len(spanned)]
        else:
            start = self.cursor.span.start
            later = [c for c in spanned if (c.start or 0) >= start]
            earlier = [c for c in spanned if (c.start or 0) < start]
            chosen = (later or spanned)[0] if by > 0 else (earlier or spanned)[-1]
        self._go_to_claim(chosen)

    # -- marking

    def action_verdict(self, digit: int) -> None:
        if self._asking_said_so:
            self._said_so(digit)
            return
        status = self.page.book.by_key(digit)
        if status is None:
            self._say(f"This codebook has no verdict on {digit}.")
            return
        claim = self.page.claims.get(self.current or "")
        if claim is None:
            self._make(status)
        else:
            self._change(claim, {"status": status.id})
        self._say(self._defined(status))

    def action_said_so(self) -> None:
        if self.current is None:
            self._make(self.page.book.status("unchecked"))
        self._asking_said_so = True
        choices = "  ".join(f"{n} {a.replace('_', ' ')}" for n, a in enumerate(ATTRIBUTIONS, 1))
        self._say(f"Said so?  {choices}  0 not checked")

    def action_take_back(self) -> None:
        claim = self.page.claims.get(self.current or "")
        if claim is None:
            self._say("No claim is current: Tab goes to the next one.")
            return
        if claim.reviewer != self.page.reviewer:
            self._say(self._somebody_elses(claim))
            return
        self.current = None
        self._apply(attrs.evolve(claim, deleted=True))
        self._ask(lambda desk: claims_desk.withdraw(desk, claim), lambda _: None)
        self._say("Taken back; u brings it again.")

    def action_done(self) -> None:
        paragraph = self.page.article.paragraph_at(self.cursor.span.start)
        if not self.view.on_screen(paragraph.end - 1):
            self.action_page(1)
            return
        if paragraph.to_do:
            self._ask(
                lambda desk: _mark_done(desk, self.page, paragraph.n),
                lambda readings: self._show_page(self.page.with_readings(readings)),
            )
        done = self.page.done | {paragraph.n}
        later = [p for p in self.page.article.to_do if p.n not in done]
        following = [p for p in later if p.n > paragraph.n] or later
        if following:
            self._select(
                attrs.evolve(self.cursor, span=self._walker.around(self.cursor.unit, following[0].start), hold=None)
            )
            self._say(
                f"P{paragraph.n} done." if paragraph.to_do else f"P{paragraph.n} is {paragraph.kind}: not counted."
            )
        else:
            self._say("Every paragraph is done.")

    def action_undo(self) -> None:
        self._reverse(undoing.undo, "Taken back")

    def action_redo(self) -> None:
        self._reverse(undoing.redo, "Done again")

    def action_help(self) -> None:
        self.app.push_screen(HelpScreen(READING))

    def action_saved_already(self) -> None:
        self._say("Everything is saved; q leaves." if self._safe else "Not everything is saved yet.")

    def action_leave(self) -> None:
        if self.cursor.hold:
            self._release()
            self._say("")
            return
        if self._trouble and not self._leaving:
            self._leaving = True
            self._say("The last actions are NOT saved. q again leaves without them; else annot keeps trying.")
            return
        self.action_leave_at_once()

    def action_leave_at_once(self) -> None:
        place, article = self.cursor.span.start, self.page.article.id
        self._ask(lambda desk: reading_desk.keep_place(desk, article, place), lambda _: None)
        self.app.exit(return_code=0)

    def on_key(self, event: events.Key) -> None:
        """What no binding took: say so; and Esc followed fast by a key, which arrives as alt+key, is that key."""
        if event.key.startswith("alt+") and len(event.key) == 5:
            self._release()
            self.app.simulate_key(event.key[4:])
        elif event.key == "escape":
            self._release()
            self._asking_said_so = False
            self._say("")
        elif event.is_printable and event.character:
            caps = " Caps Lock?" if event.character.isupper() else " ? shows the keys."
            self._say(f"{event.character} does nothing here.{caps}")

    # -- from the clerk

    def trouble(self, why: str) -> None:
        """Nothing can be saved at the moment, because of `why`; "" when it can be again."""
        self._trouble = why
        self._leaving = False
        if why:
            self._say(why)
        self._show_saved()

    def reload(self) -> None:
        """Somebody else has changed the project, or much has changed: read the page again."""
        article = self.page.article.id
        self.clerk.ask(lambda desk: paging.page(desk, article), self._show_page, self._failed)

    @property
    def _safe(self) -> bool:
        return self.clerk.unsaved == 0 and not self._trouble

    def _ask(self, work: Callable[[Desk], _T], done: Callable[[_T], None]) -> None:
        def finished(value: _T) -> None:
            if self.is_attached:
                done(value)
                self._show_saved()

        self.clerk.ask(work, finished, self._failed)
        self._show_saved()

    def _failed(self, error: BaseException) -> None:
        """A refusal is shown and the page is read again, as it is without the action; a defect ends the program."""
        if not isinstance(error, AnnotError):
            raise error
        if not self.is_attached:
            return
        self._say(str(error))
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
                self._go_to_claim(claims[-1])
            elsewhere = "" if any(self._is_here(c, page) for c in undone.changes) else " (in another article)"
            self._say(f"{verb}: {undone.said}{elsewhere}.")

        self._ask(work, done)

    def _is_here(self, change: Any, page: Page) -> bool:
        article = change.patch.get("article")
        return article in (None, page.article.id)

    # -- claims, painted before they are written

    def _make(self, status: Status) -> None:
        page, span = self.page, self.cursor.span
        claim_id = random_id("claim")
        self._release()
        self.current = claim_id
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
        self._ask(
            lambda desk: claims_desk.tag(desk, page.article, span, {"status": status.id}, claim_id=claim_id),
            self._apply,
        )

    def _change(self, claim: Claim, fields: dict[str, Any]) -> None:
        if claim.reviewer != self.page.reviewer:
            self._say(self._somebody_elses(claim))
            return
        self._apply(attrs.evolve(claim, **fields))

        def work(desk: Desk) -> Claim:
            return claims_desk.edit(desk, tables.claim(desk.store, claim.id) or claim, fields)

        self._ask(work, self._apply)

    def _said_so(self, digit: int) -> None:
        self._asking_said_so = False
        claim = self.page.claims.get(self.current or "")
        if claim is None or digit > len(ATTRIBUTIONS):
            self._say(f"There is no answer {digit} to: said so?")
            return
        attribution = ATTRIBUTIONS[digit - 1] if digit else None
        self._say("")
        self._change(claim, {"attribution": attribution})

    def _apply(self, claim: Claim) -> None:
        """Show `claim` as it is now."""
        self._show_page(self.page.with_claim(claim))

    def _somebody_elses(self, claim: Claim) -> str:
        return f"This claim is {self.page.names.get(claim.reviewer, claim.reviewer)}'s; mark the words yourself."

    # -- showing

    def _move(self, span: Span | None, edge: str) -> None:
        if span is None:
            self._say(f"This is {edge} of the article.")
        else:
            self._select(attrs.evolve(self.cursor, span=span), keep=self.cursor.hold is not None)

    def _release(self) -> None:
        self.cursor = attrs.evolve(self.cursor, hold=None)

    def _go_to_claim(self, claim: Claim) -> None:
        if claim.span:
            self.current = claim.id
            self._select(attrs.evolve(self.cursor, span=claim.span, hold=None), keep=True)

    def _select(self, cursor: Cursor, *, keep: bool = False, scroll: bool = True) -> None:
        """Make `cursor` the selection. It lets go of the current claim, unless `keep`, or it is exactly a claim's."""
        self.cursor = cursor
        self._asking_said_so = False
        if not keep:
            same = [c for c in self.page.claims.values() if c.span == cursor.span]
            own = [c for c in same if c.reviewer == self.page.reviewer]
            self.current = (own or same)[-1].id if same else None
        self.view.show_selection(cursor.span.start, cursor.span.end)
        if scroll:
            edge = cursor.span.end - 1 if cursor.hold == "end" else cursor.span.start
            self.view.go_to(edge)
        self._show_page(self.page)
        if self._message and self._message is not self.page.welcome:
            self._message = ""
        self._show_status()

    def _show_page(self, page: Page) -> None:
        self.page = page
        self._show_marks()
        self.view.show_done(page.done, page.article.paragraph_at(self.cursor.span.start).n)
        article = page.article
        facts = " · ".join(f for f in (article.site, article.published) if f)
        title = " ─ ".join(part for part in (article.title, facts, page.names.get(page.reviewer)) if part)
        count = len(page.own)
        self.query_one(Header).show(
            title, f"{len(page.done)}/{len(article.to_do)} done · {count} claim{'s' * (count != 1)}"
        )
        self._show_status()

    def _show_marks(self) -> None:
        self.view.show_marks([self._mark(c) for c in self.page.claims.values() if c.span])

    def _mark(self, claim: Claim) -> Mark:
        status = self.page.book.status(claim.status)
        return Mark(
            id=claim.id,
            start=claim.start or 0,
            end=claim.end or 0,
            glyph=status.glyph,
            ascii=status.ascii,
            colour=status.colour,
            code=status.code,
            own=claim.reviewer == self.page.reviewer,
            current=claim.id == self.current,
        )

    def _say(self, message: str) -> None:
        self._message = message
        self._show_status()

    def _show_status(self) -> None:
        claim = self.page.claims.get(self.current or "")
        if self._message:
            text = self._message
        elif claim is not None:
            text = self._described(claim)
        else:
            hold = f" (moving the {self.cursor.hold})" if self.cursor.hold else ""
            text = f"NEW: {self.cursor.span.end - self.cursor.span.start} characters, by {self.cursor.unit}{hold}"
        self.query_one(StatusLine).show(text)
        self._show_saved()

    def _described(self, claim: Claim) -> str:
        status = self.page.book.status(claim.status)
        number = list(self.page.claims).index(claim.id) + 1
        glyph = status.ascii if self._ascii_only else status.glyph
        said = f" said:{claim.attribution}" if claim.attribution else ""
        whose = "" if claim.reviewer == self.page.reviewer else f" {self.page.names.get(claim.reviewer, '?')}'s"
        sources = self.page.sources.get(claim.id, 0)
        return f'C{number} {glyph}{status.code}{said}{whose} {sources} src "{claim.quote or claim.about}"'

    def _defined(self, status: Status) -> str:
        glyph = status.ascii if self._ascii_only else status.glyph
        return f"{glyph}{status.code} {status.label}: {status.definition}" if status.definition else ""

    def _show_saved(self) -> None:
        if self._trouble:
            state = "NOT SAVED"
        elif self.clerk.unsaved:
            state = "saving"
        else:
            state = "saved"
        self.query_one(StatusLine).show_saved(state, busy=state == "saving", trouble=bool(self._trouble))


def _mark_done(desk: Desk, page: Page, n: int) -> list[Any]:
    reading_desk.mark(desk, page.article, [n])
    return tables.readings(desk.store, page.article.id, [desk.me.id])
