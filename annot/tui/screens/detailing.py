"""The claim's card: every field, each source, what happened. A line is chosen, asked for, and the card is back."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from annot.article import speech
from annot.desk import adjudicating, citing, covering, talking, undoing
from annot.desk import claims as claims_desk
from annot.desk.session import Desk
from annot.model.claim import Claim, Evidence, Search
from annot.model.group import Decision
from annot.model.words import ATTRIBUTIONS, CONFIDENCE, IMPORTANCE, STANCES, TIERS
from annot.store import tables
from annot.tui import describing, disputing
from annot.tui.dialogs.choose import Choice, Choose, Find
from annot.tui.screens.recording import RecordingScreen

_CLOSED: dict[str, tuple[str, ...]] = {
    "attribution": ATTRIBUTIONS,
    "confidence": CONFIDENCE,
    "importance": IMPORTANCE,
    "stance": STANCES,
    "tier": TIERS,
}
_DATES = frozenset({"said_on", "accessed"})


class DetailingScreen(RecordingScreen):
    """Enter on the article opens the card of the current claim; Esc closes it, and everything is saved already."""

    def action_card(self) -> None:
        claim = self.page.claims.get(self.current or "")
        if claim is None:
            self.say("No claim is current: a digit makes one of the selection, Tab goes to the next.")
        else:
            self._open_card(claim.id, "status")

    def _open_card(self, claim_id: str, start: str) -> None:
        """Read what the card needs beyond the page, then show it with the line `start` chosen."""

        article = self.page.article.id

        def read(desk: Desk) -> tuple[Sequence[Decision], Sequence[Search], Sequence[str]]:
            decisions = adjudicating.decisions_on(desk, article, claim_id)
            rows = undoing.history(desk, tables.entities_of_claim(desk.store, claim_id), 8)
            return decisions, tables.searches(desk.store, [claim_id]), [describing.history_line(row) for row in rows]

        def show(answer: tuple[Sequence[Decision], Sequence[Search], Sequence[str]]) -> None:
            page, claim = self.page, self.page.claims.get(claim_id)
            if claim is not None:
                decisions, searches, history = answer
                decided = [disputing.decided(page.book, d, page.names, ascii_only=self.ascii_only) for d in decisions]
                lines = [Choice("told", f"decided  {words}") for words in decided]
                lines += describing.card(page, claim, searches, history, ascii_only=self.ascii_only)
                title = f"{describing.quoted(claim, 60)}"
                self.app.push_screen(Choose(title, lines, start=start), lambda line: self._chosen(claim, line))

        self.ask(read, show, writes=False)

    def _chosen(self, claim: Claim, line: str | None) -> None:
        if line is None:
            return
        if claim.reviewer != self.page.reviewer:
            self.say(describing.somebody_elses(self.page, claim))
            return

        def back() -> None:
            self._open_card(claim.id, line)

        name, _, entity = line.partition(":")
        if name == "status":
            choices = describing.statuses(self.page.book, ascii_only=self.ascii_only)
            self._pick("True?", choices, claim.status, lambda value: self.change(claim, {"status": value}), back)
        elif name in _CLOSED:
            self._pick(
                describing.FIELDS[name],
                self._values(name),
                getattr(claim, name),
                lambda value: self.change(claim, {name: value or None}),
                back,
            )
        elif name in ("speaker", "said_on", "normalized", "rationale", "suggested_fix"):
            self._fill(
                name,
                claim.id,
                getattr(claim, name) or self._suggested(name, claim),
                lambda text: self.change(claim, {name: text or None}),
                back,
            )
        elif name == "types":
            self.action_types()
        elif name == "repeats":
            self.action_repeat()
        elif name == "evidence":
            self._open_evidence(claim, entity, "stance")
        elif name == "cite":
            self.action_cite()
        elif name == "looked":
            self._fill("looked at", claim.id, "", lambda text: self._looked(claim, text, back), back)
        else:
            back()  # a line that only tells

    def _suggested(self, name: str, claim: Claim) -> str:
        """The speaker of a quotation, to confirm with Enter or to type over."""
        if name != "speaker" or claim.span is None or self.hints_off():
            return ""
        return speech.speaker(self.page.article, claim.span) or ""

    # -- one source of the claim

    def _open_evidence(self, claim: Claim, evidence_id: str, start: str) -> None:
        evidence = next((e for e in self.page.evidence.get(claim.id, ()) if e.id == evidence_id), None)
        if evidence is None:
            self._open_card(claim.id, "status")
            return
        lines = describing.evidence_card(self.page, evidence)
        title = describing.source_name(self.page.sources[evidence.source])

        def chosen(line: str | None) -> None:
            if line is None:
                self._open_card(claim.id, f"evidence:{evidence_id}")
            elif line == "remove":
                self._write_evidence(claim, lambda desk: citing.uncite(desk, claim, evidence))
                self._open_card(claim.id, "status")
            else:
                self._edit_evidence(claim, evidence, line)

        self.app.push_screen(Choose(title, lines, start=start), chosen)

    def _edit_evidence(self, claim: Claim, evidence: Evidence, name: str) -> None:
        def give(value: str) -> None:
            self._write_evidence(claim, lambda desk: citing.change(desk, claim, evidence, {name: value}))

        def back() -> None:
            self._open_evidence(claim, evidence.id, name)

        if name in _CLOSED:
            self._pick(describing.FIELDS[name], self._values(name), getattr(evidence, name), give, back)
        else:
            self._fill(name, evidence.id, getattr(evidence, name) or "", give, back)

    def _write_evidence(self, claim: Claim, act: Callable[[Desk], None]) -> None:
        def work(desk: Desk) -> list[Evidence]:
            act(desk)
            return tables.evidence(desk.store, [claim.id])

        self.ask(work, lambda found: self.show_page(self.page.with_evidence(claim.id, found, self.page.recent)))

    def _looked(self, claim: Claim, text: str, back: Callable[[], None]) -> None:
        """ "place: what was found", or only the place where nothing was."""
        place, _, found = (part.strip() for part in text.partition(":"))
        if place:
            self.ask(lambda desk: talking.looked(desk, claim, place, found=found or None), lambda _: None)

    # -- asking for one value

    def _values(self, name: str) -> list[Choice]:
        labels = {a.id: a.label for a in self.page.book.attributions}
        keyed = [Choice(value, labels.get(value, value), "", str(n)) for n, value in enumerate(_CLOSED[name], 1)]
        return keyed if name == "stance" else [*keyed, Choice("", "not given", "", "0")]

    def _pick(
        self,
        title: str,
        choices: Sequence[Choice],
        now: str | None,
        give: Callable[[str], None],
        back: Callable[[], None],
    ) -> None:
        def answered(value: str | None) -> None:
            if value is not None:
                give(value)
            self.when_written(back)

        self.app.push_screen(Choose(title, choices, start=now or ""), answered)

    def _fill(self, name: str, entity: str, now: str, give: Callable[[str], None], back: Callable[[], None]) -> None:
        check = _date_trouble if name in _DATES else None
        title = describing.FIELDS.get(name, name)
        self.write(title, f"{name}:{entity}", now, give, check=check, after=lambda: self.when_written(back))

    def when_written(self, then: Callable[[], None]) -> None:
        """Do `then` when all that was asked for is in the file and on the page, unless a refusal asks again."""
        self.ask(lambda desk: None, lambda _: then() if self.is_current else None, writes=False)

    # -- searching the text

    def action_search(self) -> None:
        def answered(text: str | None) -> None:
            if text:
                self._wanted = text
                self.action_found(1)

        self.app.push_screen(Find("Search the text", [], free=True, typed=self._wanted), answered)

    _wanted = ""

    def action_found(self, by: int) -> None:
        if not self._wanted:
            self.say("Nothing was searched for yet: / begins.")
            return
        places = describing.places(self.page.article.text, self._wanted)
        if not places:
            self.say(f"“{describing.short(self._wanted)}” does not stand in this article.")
            return
        start = self.cursor.span.start
        later = [s for s in places if (s.start > start if by > 0 else s.start < start)]
        span = (later or places)[0 if by > 0 else -1]
        self.select_words(span)
        self.say(f"{places.index(span) + 1} of {len(places)} places; n and N go on.")

    def action_suggestion(self) -> None:
        """The next number, date, name or quotation that stands under no claim."""
        if self.hints_off():
            self.say("Hints are off while others read the same article unseen: they would make you agree.")
            return
        hint = covering.after(self.page.article, self.cursor.span.start, self.page.claims.values())
        if hint is None:
            self.say("No number, date, name or quotation is without a claim.")
        else:
            self.select_words(hint.span)
            self.hinted = hint
            self.say(f"A {hint.kind} without a claim. S goes on; a digit makes one of it.")


def _date_trouble(text: str) -> str:
    return "" if not text or claims_desk.is_date(text) else "A date is like 2026-05-11, 2026-05 or 2026."
