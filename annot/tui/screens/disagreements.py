"""The disagreements: one group after the other, worst first. A key decides and moves on; `u` comes back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from itertools import count
from typing import TypeVar

import attrs
from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from annot.desk import adjudicating, deciding
from annot.desk.adjudicating import Case, Queue
from annot.desk.session import Desk
from annot.desk.undoing import Undone
from annot.errors import AnnotError
from annot.model.span import Span
from annot.model.words import ATTRIBUTIONS, NO_CLAIM
from annot.plain import show
from annot.store import drafts, tables
from annot.tui import describing, disputing
from annot.tui.clerk import Clerk
from annot.tui.dialogs.writing import Write
from annot.tui.keymap import DECIDING, bindings
from annot.tui.screens.room import DeskRoom
from annot.tui.widgets.bars import Header, Line, StatusLine
from annot.tui.widgets.keyline import Legend

_T = TypeVar("_T")
NOTHING = "Nothing waits for a decision: q leaves."


@attrs.frozen
class Chosen:
    """What was chosen for the group on the screen, before its verdict is."""

    edges: Span | None = None
    attribution: str | None = None
    reason: str = ""


class DisagreementsScreen(DeskRoom):
    """Decisions are shown as made at once, and written by the clerk."""

    NAME = "disagreements"
    KEYS = DECIDING
    BINDINGS = bindings(DECIDING)
    DEFAULT_CSS = """
    DisagreementsScreen { layout: vertical; }
    DisagreementsScreen VerticalScroll { height: 1fr; padding: 0 1; }
    DisagreementsScreen #proposal { background: $surface; padding: 0 1; text-style: bold; }
    """

    def __init__(self, queue: Queue, clerk: Clerk, *, ascii_only: bool) -> None:
        super().__init__(clerk, ascii_only=ascii_only)
        self.queue = queue
        self.kept = dict(queue.drafts)
        self.cases = list(queue.cases)
        self.at = 0
        self.chosen = Chosen()
        self._put_off: dict[str, int] = {}  # when, by group; forgotten with the screen
        self._turns = count(1)
        self._decided = 0
        self._hidden = False
        self._message = ""
        self._asking: Callable[[int], None] | None = None
        self._coming_back = 0  # undos whose group is not in sight yet: a key would be meant for it

    def compose(self) -> ComposeResult:
        yield Header()
        with VerticalScroll(can_focus=False):
            yield Static(markup=False, id="group")
        yield Line(id="proposal")
        yield StatusLine()
        yield Legend(self.queue.book, ascii_only=self.ascii_only, zero="later")

    def on_mount(self) -> None:
        self.query_one(Legend).show_keys(self.footers["group"])
        self.show()

    def on_resize(self, event: events.Resize) -> None:
        self.show()

    @property
    def case(self) -> Case | None:
        return self.cases[self.at] if self.cases else None

    # -- decisions

    def action_verdict(self, digit: int) -> None:
        answer, self._asking = self._asking, None
        if self._waits():
            return
        if answer is not None:
            answer(digit)
            return
        status = self.queue.book.by_key(digit)
        if status is None:
            self.say(f"This codebook has no verdict on {digit}.")
        else:
            self._decide(status.id)

    def action_no_claim(self) -> None:
        self._asking = None
        if not self._waits():
            self._decide(NO_CLAIM)

    def action_accept(self) -> None:
        case, self._asking = self.case, None
        if self._waits() or case is None:
            return
        proposal = case.proposal
        if proposal is None:
            self.say("There is no proposal: a digit gives the verdict, x says that there is no claim.")
            return
        chosen = self.chosen
        self.chosen = attrs.evolve(
            chosen,
            edges=chosen.edges or proposal.span,
            attribution=proposal.attribution if chosen.attribution is None else chosen.attribution,
        )
        self._decide(proposal.status)

    def action_edges(self, letter: str) -> None:
        """Take somebody's edges. Where the edges were all that was open, that is the decision."""
        case, self._asking = self.case, None
        if self._waits() or case is None:
            return
        n = disputing.LETTERS.index(letter)
        span = case.claims[n].span if n < len(case.claims) else None
        if span is None:
            caps = "" if n < len(case.claims) else " Caps Lock?"
            self.say(f"There are no edges {letter} here.{caps}")
            return
        self.chosen = attrs.evolve(self.chosen, edges=span)
        status = case.common_status
        if case.rank == "edges only" and status and self.queue.book.status(status).exported:
            self._decide(status)
        else:
            self.say(f"Edges as {letter}; now the verdict: a digit.")

    def _waits(self) -> bool:
        """Whether no group is in sight that a key could be meant for; and says so."""
        if self._coming_back:
            self.say("Coming back to it, one moment.")
        elif not self.cases:
            self.say(NOTHING)
        return self._coming_back > 0 or not self.cases

    def let_go(self) -> None:
        self._asking = None
        super().let_go()

    def action_said_so(self) -> None:
        if self._waits():
            return
        self._asking = self._said_so
        self.say(describing.said_so_question(self.queue.book, self.size.width - StatusLine.BESIDE))

    def _said_so(self, digit: int) -> None:
        if digit > len(ATTRIBUTIONS):
            self._asking = self._said_so
            self.say(describing.no_answer(digit))
            return
        attribution = ATTRIBUTIONS[digit - 1] if digit else ""
        self.chosen = attrs.evolve(self.chosen, attribution=attribution)
        self.say(f"Said so: {self._answer(attribution)}; now the verdict: a digit.")

    def _answer(self, attribution: str) -> str:
        return describing.said_so(self.queue.book, attribution) if attribution else "not checked"

    def action_reason(self) -> None:
        self._asking = None
        if not self._waits() and self.case is not None:
            said = "The reason goes with the decision: a digit decides."
            self._write(self.case, "Why this decision?", lambda: self.say(said))

    def _write(self, case: Case, title: str, then: Callable[[], None]) -> None:
        """Ask for the reason; what is typed is kept until it is decided, or Esc drops it."""
        place = _place(case)

        def answered(answer: tuple[str, str] | None) -> None:
            self.keep_text(place, answer[1] if answer else self.chosen.reason)
            if answer is not None:
                self.chosen = attrs.evolve(self.chosen, reason=answer[1].strip())
                then()

        text = self.kept.get(place, self.chosen.reason)
        self.app.push_screen(Write(title, text=text, keep=partial(self.keep_text, place)), answered)

    def _decide(self, status: str) -> None:
        case, chosen = self.case, self.chosen
        if case is None:
            return
        if deciding.overrules_everybody(case.standing.group, status) and not chosen.reason:
            self._write(
                case,
                "Nobody said so. Why? (a reason is needed)",
                lambda: self._decide(status) if self.chosen.reason else self.say("Not decided: it needs a reason."),
            )
            return
        verdict = deciding.ruling(case.standing.group, status, chosen.attribution, chosen.edges)
        said = disputing.verdict(case, verdict, self.queue.book, ascii_only=self.ascii_only)
        self.cases.remove(case)
        self.at = min(self.at, max(0, len(self.cases) - 1))
        self.chosen = Chosen()
        self._decided += 1

        typed = _place(case) in self.kept

        def work(desk: Desk) -> list[Case]:
            claim = tables.claim(desk.store, case.id)
            if claim is None or claim.deleted:
                raise AnnotError("This group has changed; here it is as it is now.")
            deciding.decide(
                desk,
                claim,
                status,
                attribution=chosen.attribution,
                edges=None if status == NO_CLAIM else chosen.edges,
                reason=chosen.reason,
                seen=case.standing.group,
            )
            if typed:
                drafts.keep(desk.store, desk.me.id, _place(case), "")
            return adjudicating.cases(desk, case.article.id)

        def refused(why: str) -> None:
            self._decided -= 1
            self.show()

        self.ask(work, partial(self._replace, case.article.id), refused=refused)
        self.say(f"Decided: {said}. u comes back to it.")

    # -- moving

    def action_later(self) -> None:
        answer, self._asking = self._asking, None
        if answer is not None:
            answer(0)
        elif not self._waits() and self.case is not None:
            self._put_off[self.case.id] = next(self._turns)
            self.cases = self._in_turn(self.cases)
            self.at %= max(1, len(self.cases) - 1)  # after the last one the first is next
            self.chosen = Chosen()
            self.say("Later: it comes again after the others.")

    def action_next(self) -> None:
        self._move(1)

    def action_previous(self) -> None:
        self._move(-1)

    def _move(self, by: int) -> None:
        if self.cases:
            self.at = (self.at + by) % len(self.cases)
        self.chosen, self._asking = Chosen(), None
        self.say("" if self.cases else NOTHING)
        self.query_one(VerticalScroll).scroll_home(animate=False)

    def action_page(self, by: int) -> None:
        box = self.query_one(VerticalScroll)
        if not box.max_scroll_y:
            self.say("All of it is on the screen.")
        box.scroll_relative(y=by * max(1, box.size.height - 2), animate=False)

    def action_hide_names(self) -> None:
        self._hidden = not self._hidden
        self.say("Names are hidden." if self._hidden else "Names are shown.")

    def reverse(self, act: Callable[..., Undone], verb: str) -> None:
        def work(desk: Desk) -> tuple[Undone, list[Case]]:
            return act(desk), adjudicating.waiting(desk)

        def done(answer: tuple[Undone, list[Case]]) -> None:
            self._coming_back -= 1
            undone, cases = answer
            self.cases = self._in_turn(cases)
            if any(change.kind == "decision" for change in undone.changes):
                self._decided += 1 if verb == "Done again" else -1
            claims = {i for c in undone.changes if c.kind == "decision" for i in c.patch.get("claims", ())}
            found = (n for n, case in enumerate(self.cases) if claims & {c.id for c in case.claims})
            self.at = next(found, min(self.at, max(0, len(self.cases) - 1)))
            self.chosen = Chosen()
            self.say(f"{verb}: {undone.said}.")

        def refused(why: str) -> None:
            self._coming_back -= 1

        self._coming_back += 1
        self.ask(work, done, refused=refused)

    # -- the clerk

    def reload(self) -> None:
        """Somebody else has changed the project, or what was decided is refused."""
        self.ask(adjudicating.waiting, partial(self.answered, self._all_again), writes=False)

    def answered(self, done: Callable[[_T], None], value: _T) -> None:
        """What a later answer knows better is not shown; an answer that comes back to a group always is."""
        if self._coming_back or not self.writes:
            done(value)

    def _all_again(self, cases: list[Case]) -> None:
        at = self.case.id if self.case else ""
        self.cases = self._in_turn(cases)
        found = (n for n, case in enumerate(self.cases) if case.id == at)
        self.at = next(found, min(self.at, max(0, len(self.cases) - 1)))
        self._let_go_of(at)
        self.show()

    def _replace(self, article: str, cases: list[Case]) -> None:
        """The cases of one article as they are now."""
        others = [case for case in self.cases if case.article.id != article]
        self._all_again(adjudicating.in_order(others + cases))

    def _in_turn(self, cases: list[Case]) -> list[Case]:
        """What was put off comes after all others, first what was put off first."""
        return sorted(cases, key=lambda case: self._put_off.get(case.id, 0))

    def _let_go_of(self, before: str) -> None:
        """What was chosen for a group that is not in sight any more must not go to another."""
        if before and before != (self.case.id if self.case else ""):
            self.chosen, self._asking = Chosen(), None
            self.say("That one was settled meanwhile; here is the next.")

    # -- what is shown

    def say(self, message: str) -> None:
        self._message = message
        self.show()

    def show(self) -> None:
        case, count = self.case, len(self.cases)
        title = case.article.title if case else ""
        who = self.queue.names.get(self.queue.reviewer, "")
        self.query_one(Header).show(
            " ─ ".join(part for part in ("Disagreements", title, who) if part),
            f"{count} open · {self._decided} decided",
        )
        self.query_one("#group", Static).update(self._group(case) if case else Content("Nothing waits for a decision."))
        proposal = disputing.proposed(case, self.queue.book, ascii_only=self.ascii_only) if case else ""
        self.query_one("#proposal", Line).say(proposal)
        self.query_one(StatusLine).show(self._message or self._standing_line(case))
        self.show_saved()

    def _standing_line(self, case: Case | None) -> str:
        if case is None:
            return "q leaves"
        return self.with_keys(
            "1-9 true? · {said_so} said so? · A B C edges · {take_back} no claim · {rationale} why · {next_thing} next"
        )

    def _group(self, case: Case) -> Content:
        width = max(20, self.query_one(VerticalScroll).size.width - 2)
        names = disputing.Names(self.queue.names, self._hidden)
        lines = [[("bold", disputing.heading(case, self.at + 1, len(self.cases)))], []]
        lines += disputing.passage(case, width, ascii_only=self.ascii_only)
        lines.append([])
        lines += disputing.table(case, self.queue.book, names, width, ascii_only=self.ascii_only)
        if chosen := self._chosen(case):
            lines += [[], [("bold $text-accent", chosen)]]
        return Content("\n").join(
            Content("").join(Content.styled(show(text), style) for style, text in line) for line in lines
        )

    def _chosen(self, case: Case) -> str:
        chosen = self.chosen
        parts = [
            disputing.edges(case, chosen.edges) if chosen.edges else "",
            f"said so: {self._answer(chosen.attribution)}" if chosen.attribution is not None else "",
            f"reason: {describing.short(chosen.reason, 80)}" if chosen.reason else "",
        ]
        said = ", ".join(part for part in parts if part)
        return f"Chosen: {said}" if said else ""


def _place(case: Case) -> str:
    """What the reason that is being typed belongs to."""
    return f"reason:{case.id}"
