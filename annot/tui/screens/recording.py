"""What is recorded beside the verdict: sources, reasons, types, messages; and the way to the next thing to do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import attrs
from textual import events

from annot.article import speech
from annot.desk import adjudicating, citing, next_thing, talking
from annot.desk import claims as claims_desk
from annot.desk import reading as reading_desk
from annot.desk.paging import Page
from annot.desk.session import Desk
from annot.model.address import is_address
from annot.model.claim import Claim, Comment, Evidence, Source
from annot.model.group import Decision
from annot.model.ids import random_id
from annot.model.words import ABOUT, COMMENT_KINDS, CONFIDENCE, PARAGRAPH_KINDS
from annot.store import tables
from annot.tui import describing, disputing
from annot.tui.clerk import Clerk
from annot.tui.cursor import Cursor
from annot.tui.dialogs.choose import Choice, Choose, Find
from annot.tui.dialogs.claim_types import PickTypes
from annot.tui.dialogs.writing import Write
from annot.tui.screens.marking import MarkingScreen

_KINDS = (
    Choice("note", "note"),
    Choice("question", "question to the writer"),
    Choice("fix", "suggested fix"),
    Choice("later", "ask later"),
)
assert tuple(k.id for k in _KINDS) == COMMENT_KINDS  # noqa: S101  # one order in the commands and on the screen


class RecordingScreen(MarkingScreen):
    """Each of these on a bare selection makes it an unchecked claim, once there is an answer to record."""

    def __init__(self, page: Page, clerk: Clerk, *, ascii_only: bool) -> None:
        super().__init__(page, clerk, ascii_only=ascii_only)
        self.kept = dict(page.drafts)

    # -- sources

    def action_cite(self, typed: str = "") -> None:
        if self.may_record():
            self.ask(
                lambda desk: tables.sources(desk.store), lambda known: self._ask_source(known, typed), writes=False
            )

    def _ask_source(self, known: Sequence[Source], typed: str, trouble: str = "") -> None:
        choices = [describing.source_choice(source) for source in known]

        def answered(what: str | None) -> None:
            if what and (claim := self.claim_or_new()):
                with self.reopening(lambda why: self._ask_source(known, what, why)):
                    self.cite(claim, [what])

        title = f"A source for {self.words()}"
        wanted = "its address, or its title"
        self.app.push_screen(Find(title, choices, free=True, typed=typed, wanted=wanted, trouble=trouble), answered)

    def may_record(self) -> bool:
        """Whether what is recorded now would be of this reviewer's own; if not the status line says why."""
        return self.page.claims.get(self.current or "") is None or self.own_current() is not None

    def words(self) -> str:
        """What is being recorded about: the current claim or the selection, short."""
        claim = self.page.claims.get(self.current or "")
        return describing.quoted(claim) if claim else describing.selected(self.page, self.cursor)

    def cite(self, claim: Claim, what: Sequence[str]) -> None:
        """Cite web addresses, titles or ids of sources for `claim`."""

        def work(desk: Desk) -> tuple[list[Evidence], list[Source]]:
            citing.cite(desk, claim, what, {})
            return tables.evidence(desk.store, [claim.id]), tables.recent_sources(desk.store)

        def done(answer: tuple[list[Evidence], list[Source]]) -> None:
            self.show_page(self.page.with_evidence(claim.id, *answer))
            count = len(answer[0])
            self.say(f"Cited: {describing.quoted(claim)} has {count} source{'s' * (count > 1)}.")

        self.ask(work, done)

    def action_cite_again(self) -> None:
        if not self.page.recent:
            self.say("No source was cited yet: a, or paste its address.")
        elif self.may_record():
            named = "  ".join(f"{n} {describing.source_name(s, 16)}" for n, s in enumerate(self.page.recent, 1))
            self.ask_digit(self._cite_recent, f"Again: {named}")

    def _cite_recent(self, digit: int) -> None:
        if not 1 <= digit <= len(self.page.recent):
            self.ask_digit(self._cite_recent, describing.no_source(digit, self.page.recent))
        elif claim := self.claim_or_new():
            self.cite(claim, [self.page.recent[digit - 1].id])

    def action_cite_as_before(self) -> None:
        """All sources of the claim before this one."""
        start = self.cursor.span.start
        earlier = [c for c in self.page.in_order if (c.start or 0) < start and self.page.evidence.get(c.id)]
        if not earlier:
            self.say("No claim before this one has a source.")
        elif claim := self.claim_or_new():
            self.cite(claim, [e.source for e in self.page.evidence[earlier[-1].id]])

    def on_paste(self, event: events.Paste) -> None:
        """A paste cites, it never acts as keys."""
        event.stop()
        text = " ".join(event.text.split())
        if not text:
            return
        if is_address(text):
            self.action_cite(text)
            return

        def answered(choice: str | None) -> None:
            if choice == "source":
                self.action_cite(text)
            elif choice == "passage":
                self._add_passage(text)
            elif choice == "note" and (claim := self.claim_or_new()):
                self._send(claim, "note", text)

        choices = [
            Choice("source", "a source", "its title", "1"),
            Choice("passage", "a passage", "of the source cited last for this claim", "2"),
            Choice("note", "a note", "", "3"),
        ]
        self.app.push_screen(Choose(f'What is "{describing.short(text)}"?', choices), answered)

    def _add_passage(self, text: str) -> None:
        claim = self.own_current()
        evidence = self.page.evidence.get(self.current or "", ())
        if claim is None or not evidence:
            self.say("There is no source yet that the passage could be of.")
            return

        def work(desk: Desk) -> list[Evidence]:
            citing.change(desk, claim, evidence[-1], {"quote": text})
            return tables.evidence(desk.store, [claim.id])

        self.ask(work, lambda found: self.show_page(self.page.with_evidence(claim.id, found, self.page.recent)))
        self.say("The passage stands beside the source cited last.")

    # -- verdict, reasons, types

    def action_pick(self) -> None:
        """The verdicts with definitions and examples."""
        ids = [*(s.id for s in self.page.book.statuses)]
        choices = describing.statuses(self.page.book, ascii_only=self.ascii_only)
        current = self.page.claims.get(self.current or "")

        def answered(status: str | None) -> None:
            if status is not None:
                self.action_verdict(ids.index(status) + 1 if status in ids else 0)

        self.app.push_screen(Choose("True?", choices, start=current.status if current else None), answered)

    def action_rationale(self) -> None:
        if self.may_record():
            claim = self.page.claims.get(self.current or "")
            before = (claim and claim.rationale) or ""
            self.write(f"Why? {self.words()}", f"rationale:{self._place()}", before, self._give_rationale)

    def _give_rationale(self, text: str) -> None:
        if claim := self.claim_or_new():
            self.change(claim, {"rationale": text or None})

    def action_confidence(self) -> None:
        claim = self.own_current()
        if claim is None:
            self.say("No claim of yours is current: Tab goes to the next one.")
            return
        levels = (None, *CONFIDENCE)
        level = levels[(levels.index(claim.confidence) + 1) % len(levels)] if claim.confidence in levels else None
        self.change(claim, {"confidence": level})
        self.say(f"Confidence: {level or 'none'}.")

    def action_types(self) -> None:
        if not self.may_record():
            return

        def answered(chosen: list[str] | None) -> None:
            if chosen is not None and (claim := self.claim_or_new()):
                self.change(claim, {"types": tuple(chosen)})

        claim = self.page.claims.get(self.current or "")
        now = claim.types if claim else ()
        self.app.push_screen(PickTypes(self.page.book.types, now, self.suggested_types()), answered)

    def suggested_types(self) -> Sequence[str]:
        """What the selected words speak for; a hint, grey until confirmed, and none where hints are off."""
        return () if self.hints_off() else speech.types(self.page.article, self.cursor.span)

    def hints_off(self) -> bool:
        """In a blind round, unless the codebook allows hints there: they would make reviewers agree."""
        return self.page.blind_round and not self.page.book.suggestions_in_blind_rounds

    # -- messages

    def action_message(self) -> None:
        """Answer an open question on the claim, else write a message about it, or about the paragraph."""
        claim = self.page.claims.get(self.current or "")
        waiting = [m for m in self.page.comments if m.open and claim and m.claim == claim.id]
        if waiting:
            self.write(
                f"Answer: {waiting[0].text}", f"answer:{waiting[0].id}", "", lambda text: self._answer(waiting[0], text)
            )
            return
        self._write_message(claim, f"message:{self._place()}", "question")

    def _write_message(self, claim: Claim | None, place: str, kind: str, trouble: str = "") -> None:
        def answered(answer: tuple[str, str] | None) -> None:
            self.keep_text(place, "")
            if answer and answer[1].strip() and (target := claim or self.claim_or_new()):
                with self.reopening(lambda why: again(target, answer, why)):
                    self._send(target, *answer)

        def again(target: Claim, answer: tuple[str, str], why: str) -> None:
            self.keep_text(place, answer[1])
            self._write_message(target, place, answer[0], why)

        self.app.push_screen(
            Write(
                f"About {self.words()}",
                text=self.kept.get(place, ""),
                kinds=_KINDS,
                kind=kind,
                keep=partial(self.keep_text, place),
                trouble=trouble,
            ),
            answered,
        )

    def _send(self, claim: Claim, kind: str, text: str) -> None:
        if kind == "fix" and claim.reviewer == self.page.reviewer:
            self.change(claim, {"suggested_fix": text})
            self.say("The fix stands with the claim.")
            return
        self.act(
            lambda desk: talking.comment(desk, claim, text, kind), f"A {kind} stands with {describing.quoted(claim)}."
        )

    def _answer(self, comment: Comment, text: str) -> None:
        self.act(lambda desk: talking.answer(desk, comment, text), "Answered.")

    # -- half-typed text

    def _place(self) -> str:
        """What half-typed text belongs to: the current claim, or where the selection is."""
        span = self.cursor.span
        return self.current or f"{self.page.article.id}:{span.start}-{span.end}"

    def write(
        self,
        title: str,
        place: str,
        text: str,
        done: Callable[[str], None],
        *,
        check: Callable[[str], str] | None = None,
        after: Callable[[], None] | None = None,
        trouble: str = "",
    ) -> None:
        """Ask for a text, beginning with what was half typed at `place`; `done` gets it, `after` is called anyway."""

        def again(typed: str, why: str) -> None:
            self.keep_text(place, typed)
            self.write(title, place, typed, done, check=check, after=after, trouble=why)

        def answered(answer: tuple[str, str] | None) -> None:
            self.keep_text(place, "")
            if answer is not None:
                with self.reopening(lambda why: again(answer[1], why)):
                    done(answer[1].strip())
            if after:
                after()

        typed = self.kept.get(place, text)
        keep = partial(self.keep_text, place)
        self.app.push_screen(Write(title, text=typed, keep=keep, check=check, trouble=trouble), answered)

    # -- claims of another kind

    def action_edges(self) -> None:
        """The current claim takes the selection's edges."""
        claim, span = self.own_current(), self.cursor.span
        if claim is None or claim.span is None:
            self.say("No claim of yours is current; hold one with Tab, move its edges with f, b or v, then e.")
        elif claim.span == span:
            self.say("The claim has these edges already.")
        else:
            quote = span.of(self.page.article.text)
            self.show_claim(attrs.evolve(claim, start=span.start, end=span.end, quote=quote))

            self.ask(lambda desk: claims_desk.edit(desk, claim, {}, span), self.show_claim)
            self.say("The claim has the selection's edges.")

    def action_another(self) -> None:
        """Another claim on the same words."""
        self.hold_claim(None)
        self.make(self.page.book.status("unchecked"))
        self.say("Another claim on these words: a digit gives it its verdict.")

    def action_repeat(self) -> None:
        """This claim repeats an earlier one, whose verdicts and sources are copied."""
        if not self.may_record():
            return
        earlier = [c for c in self.page.claims.values() if c.id != self.current]

        def answered(chosen: str | None) -> None:
            if chosen is not None and (claim := self.claim_or_new()):
                self._repeat(claim, chosen)

        choices = [describing.claim_choice(self.page, c, ascii_only=self.ascii_only) for c in earlier]
        self.app.push_screen(Find("Which earlier claim does it repeat?", choices), answered)

    def _repeat(self, claim: Claim, earlier: str) -> None:
        self.act(
            lambda desk: claims_desk.edit(desk, claim, {"repeats": earlier}),
            "Verdicts and sources are copied from the earlier claim.",
        )

    def action_about(self) -> None:
        """A claim about the headline, the picture or the whole article: it has no words in the text."""

        def answered(about: str | None) -> None:
            if about is None:
                return
            claim_id, article = random_id("claim"), self.page.article
            self.hold_claim(None)
            self.ask(
                lambda desk: claims_desk.tag(desk, article, None, {}, about=about, claim_id=claim_id), self._about_made
            )

        choices = [Choice(about, f"the {about}", "", str(n)) for n, about in enumerate(ABOUT[1:], 1)]
        self.app.push_screen(Choose("A claim about", choices), answered)

    def _about_made(self, claim: Claim) -> None:
        self.show_claim(claim)
        self.current = claim.id
        self.say(f"A claim about the {claim.about}: digits, a, r and m are about it until the cursor moves.")

    def action_kind(self) -> None:
        article = self.page.article
        paragraph = article.paragraph_at(self.cursor.span.start)

        def answered(kind: str | None) -> None:
            if kind is not None and kind != paragraph.kind:
                self.act(
                    lambda desk: reading_desk.change_kind(desk, article, paragraph.n, kind),
                    f"P{paragraph.n} is a {kind.replace('_', ' ')} now.",
                )

        choices = [Choice(kind, kind.replace("_", " "), "", str(n)) for n, kind in enumerate(PARAGRAPH_KINDS, 1)]
        self.app.push_screen(Choose(f"P{paragraph.n} is", choices, start=paragraph.kind), answered)

    # -- on

    def action_next_thing(self) -> None:
        found = next_thing.after(self.page, self.cursor.span.start, self.current)
        if found is None:
            self.say("Nothing is left to do here: q leaves.")
            return
        thing, count = found
        claim = self.page.claims.get(thing.claim or "")
        if claim is not None and claim.span is not None:
            self.go_to_claim(claim)
        elif claim is not None:
            self.hold_claim(claim.id)
        else:
            self.select(Cursor(self.around(thing.start), self.cursor.unit))
        rest = ", ".join(next_thing.left(self.page))
        if thing.decision is not None:
            self._tell_decision(thing.decision, count)
            return
        self.say(f"{thing.what.capitalize()}, {count} of them. Left: {rest}.")

    def _tell_decision(self, decision: Decision, count: int) -> None:
        """Say how the current claim was decided, once."""
        page = self.page
        self.page = attrs.evolve(page, otherwise={c: d for c, d in page.otherwise.items() if d.id != decision.id})
        self.ask(lambda desk: adjudicating.told(desk, decision), lambda _: None)
        said = disputing.decided(page.book, decision, page.names, ascii_only=self.ascii_only)
        self.say(f"Decided otherwise, {count} of them (Enter shows it): {said}")
