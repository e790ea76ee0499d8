"""The tour: six steps that the user takes, each known by what came of it and not by which key was pressed."""

from __future__ import annotations

from collections.abc import Callable

import attrs

from annot.desk.touring import Work
from annot.tui.cursor import Cursor


@attrs.frozen
class Standing:
    """Where the cursor is, and what is in the file."""

    cursor: Cursor
    work: Work


@attrs.frozen
class Step:
    """What to do; `taken(before, now)` says whether it was done since the step began."""

    text: str
    taken: Callable[[Standing, Standing], bool]


STEPS = (
    Step("l goes to the next sentence; press it", lambda before, now: now.cursor.span != before.cursor.span),
    Step("c makes clauses the step; press it", lambda _, now: now.cursor.unit == "clause"),
    Step("1 makes the selection a claim: supported", lambda before, now: now.work.claims > before.work.claims),
    Step("paste https://example.org, then Enter cites it", lambda before, now: now.work.cited > before.work.cited),
    Step("d, then 1: said so? yes, in these words", lambda before, now: now.work.answered > before.work.answered),
    Step("Space: nothing more to check in this paragraph", lambda before, now: now.work.done > before.work.done),
)
THANKS = "That is the way of every claim, and all of it is saved. ? shows the keys, , the next thing to do."


@attrs.frozen
class Tour:
    """A step, and how things stood when it began; None before anything was looked at."""

    at: int = 0
    before: Standing | None = None

    def seen(self, now: Standing) -> Tour:
        """The tour after a look at how things stand."""
        if self.before is not None and STEPS[self.at].taken(self.before, now):
            return Tour(self.at + 1, now)
        return self if self.before is not None else Tour(self.at, now)

    @property
    def over(self) -> bool:
        return self.at == len(STEPS)

    @property
    def line(self) -> str:
        """What the screen says; T leaves the tour."""
        return f"Tour {self.at + 1}/{len(STEPS)}: {STEPS[self.at].text}   (T leaves the tour)"
