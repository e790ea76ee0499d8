"""Claims and their verdicts, what one is done with, and taking back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import attrs

from annot.article.hints import Hint
from annot.desk import claims as claims_desk
from annot.desk import covering, next_thing, paging, undoing
from annot.desk import reading as reading_desk
from annot.desk.paging import Page
from annot.desk.session import Desk
from annot.model.article import Article
from annot.model.claim import Claim, Reading
from annot.model.codebook import Status
from annot.model.ids import random_id
from annot.model.words import ATTRIBUTIONS
from annot.store import tables
from annot.tui import describing
from annot.tui.dialogs.choose import Choice, Choose
from annot.tui.screens.working import WorkingScreen
from annot.tui.widgets.bars import StatusLine


class MarkingScreen(WorkingScreen):
    """A digit makes a claim of the selection, or changes the current claim."""

    hinted: Hint | None = None  # what `S` has selected last

    # -- the current claim

    def own_current(self) -> Claim | None:
        """The current claim, if it is this reviewer's; of somebody else's the status line says whose it is."""
        claim = self.page.claims.get(self.current or "")
        if claim is not None and claim.reviewer != self.page.reviewer:
            self.say(describing.somebody_elses(self.page, claim))
            return None
        return claim

    def claim_or_new(self) -> Claim | None:
        """The current claim, or the selection made an unchecked one; None if the current one is somebody else's."""
        if self.page.claims.get(self.current or "") is None:
            return self.make(self.page.book.status("unchecked"))
        return self.own_current()

    def make(self, status: Status) -> Claim:
        """A claim of the selection, painted before it is written."""
        page, span = self.page, self.cursor.span
        claim = Claim(
            id=random_id("claim"),
            article=page.article.id,
            reviewer=page.reviewer,
            start=span.start,
            end=span.end,
            quote=span.of(page.article.text),
            status=status.id,
        )
        self.release()
        self.show_claim(claim)
        self.hold_claim(claim.id)
        hint = self.hinted.kind if self.hinted and self.hinted.span == span else None

        def work(desk: Desk) -> Claim:
            return claims_desk.tag(desk, page.article, span, {"status": status.id}, claim_id=claim.id, hint=hint)

        self.ask(work, self.show_claim)
        return claim

    def change(self, claim: Claim, fields: dict[str, Any]) -> None:
        """Give one's own claim other fields, painted before they are written."""
        if claim.reviewer != self.page.reviewer:
            self.say(describing.somebody_elses(self.page, claim))
            return
        now = self.page.claims.get(claim.id, claim)
        self.show_claim(attrs.evolve(now, **fields))

        self.ask(lambda desk: claims_desk.edit(desk, claim, fields), self.show_claim)

    # -- keys

    def action_verdict(self, digit: int) -> None:
        answer, self.asking = self.asking, None
        if answer is not None:
            answer(digit)
            return
        status = self.page.book.by_key(digit)
        if status is None:
            self.say(f"This codebook has no verdict on {digit}.")
            return
        if self.page.claims.get(self.current or "") is None:
            self.make(status)
        elif (claim := self.own_current()) is not None:
            self.change(claim, {"status": status.id})
        else:
            return
        self.say(describing.verdict(status, ascii_only=self.ascii_only))

    def action_said_so(self) -> None:
        if self.claim_or_new() is not None:
            room = self.size.width - StatusLine.BESIDE
            self.ask_digit(self._said_so, describing.said_so_question(self.page.book, room))

    def _said_so(self, digit: int) -> None:
        claim = self.own_current()
        if claim is None:
            return
        if digit > len(ATTRIBUTIONS):
            self.ask_digit(self._said_so, describing.no_answer(digit))
            return
        self.say("")
        self.change(claim, {"attribution": ATTRIBUTIONS[digit - 1] if digit else None})

    def action_take_back(self) -> None:
        if self.page.claims.get(self.current or "") is None:
            self.say("No claim is current: Tab goes to the next one.")
        elif (claim := self.own_current()) is not None:
            gone = attrs.evolve(claim, deleted=True)
            self.show_claim(gone)
            self.hold_claim(None)

            def work(desk: Desk) -> Claim:
                claims_desk.withdraw(desk, claim)
                return gone

            self.ask(work, self.show_claim)
            self.say("Taken back; u brings it again.")

    def action_done(self) -> None:
        """Done with this paragraph, unless its end has not been seen: then only a page further."""
        article = self.page.article
        paragraph = article.paragraph_at(self.cursor.span.start)
        if not self.view.on_screen(paragraph.end - 1):
            self.action_page(1)
            return
        if paragraph.to_do:
            self.show_page(attrs.evolve(self.page, readings=(*self.page.readings, _read(self.page, paragraph.n))))
            self.ask(
                lambda desk: _mark_done(desk, article, paragraph.n),
                lambda readings: self.show_page(self.page.with_readings(readings)),
            )
        later = [p for p in article.to_do if p.n not in self.page.done]
        following = [p for p in later if p.n > paragraph.n] or later
        if paragraph.to_do:
            bare = covering.counted(covering.bare(article, paragraph, self.page.claims.values()))
            said = f"P{paragraph.n} done · {bare} without a claim" if bare else f"P{paragraph.n} done."
        else:
            said = f"P{paragraph.n} is {paragraph.kind}: not counted."
        if following:
            self.select(attrs.evolve(self.cursor, span=self.around(following[0].start), hold=None))
        self.say(said)
        if not following:
            self._ask_finish()

    def _ask_finish(self) -> None:
        """Every paragraph is done."""
        if any(reading.finishes for reading in self.page.readings):
            self.say("Every paragraph is done, and the article is finished.")
            return
        left = ", ".join(next_thing.left(self.page)) or "nothing is open"
        choices = [
            Choice("yes", "Finish it", f"{left}; others' work is shown then, and your silence counts as a vote", "1"),
            Choice("no", "Not yet", "", "2"),
        ]

        def answered(choice: str | None) -> None:
            if choice == "yes":
                self.finish()

        self.app.push_screen(Choose("Every paragraph is done. Finish the article?", choices), answered)

    def finish(self) -> None:
        article = self.page.article
        said = "Finished; u takes that back. o leads on: what is left, hand in."
        self.act(lambda desk: reading_desk.finish(desk, article), said)

    def reverse(self, act: Callable[..., undoing.Undone], verb: str) -> None:
        article = self.page.article.id

        def work(desk: Desk) -> tuple[undoing.Undone, Page | list[Claim]]:
            undone = act(desk, reading=article)
            claims = paging.claims_alone(desk, undone.changes)
            return undone, paging.page(desk, article) if claims is None else claims

        def done(answer: tuple[undoing.Undone, Page | list[Claim]]) -> None:
            undone, now = answer
            if isinstance(now, Page):
                self.show_page(now)
            else:
                for claim in now:
                    if claim.article == article:
                        self.show_claim(claim)
            claims = [c for change in undone.changes if (c := self.page.claims.get(change.entity)) and c.span]
            if claims:
                self.go_to_claim(claims[-1])
            self.say(f"{verb}: {undone.said}.")

        self.ask(work, done)


def _read(page: Page, n: int) -> Reading:
    paragraph = page.article.paragraphs[n - 1]
    return Reading("", page.article.id, page.reviewer, paragraph.start, paragraph.end)


def _mark_done(desk: Desk, article: Article, n: int) -> list[Reading]:
    reading_desk.mark(desk, article, [n])
    return tables.readings(desk.store, article.id, [desk.me.id])
