"""A project of three reviewers who disagree, the disagreements screen on it, and a second look at the file."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from reading_desk import BEN, DANA, EDITOR, Reader, claim_on, project
from textual.widgets import Static
from workroom import look

from annot.desk import adjudicating, reading
from annot.desk.session import Desk
from annot.model.article import Article
from annot.model.claim import Reviewer
from annot.store.project import Store
from annot.tui.app import AnnotApp
from annot.tui.clerk import Clerk
from annot.tui.screens.disagreements import DisagreementsScreen

HEAD = Reviewer("r0000000000000006", "Edda")  # who decides
LONG, SHORT = "chained since May 20, the council said", "chained since May 20"
PRICE = "1,230 crowns a month"
VOTE = "1,140 voted for it"
REST = "77 percent"


def disputed(folder: Path) -> tuple[Path, Article]:
    """Edges only (VOTE), missed by Ben who was done (REST), another verdict (PRICE), and another verdict and edges."""
    path, article = project(folder)
    claim_on(path, article, LONG, {"status": "supported", "rationale": "The council's minutes say so."}, DANA)
    claim_on(path, article, SHORT, {"status": "mostly", "confidence": "low"}, BEN)
    claim_on(path, article, PRICE, {"status": "supported", "attribution": "verbatim"}, DANA)
    claim_on(path, article, PRICE, {"status": "supported", "attribution": "verbatim"}, BEN)
    claim_on(path, article, PRICE, {"status": "refuted", "attribution": "verbatim"}, EDITOR)
    claim_on(path, article, VOTE, {"status": "supported"}, DANA)
    claim_on(path, article, VOTE.removesuffix(" for it"), {"status": "supported"}, BEN)
    claim_on(path, article, REST, {"status": "mostly"}, DANA)
    with Store(path, device="bench") as store:
        number = article.paragraph_at(article.text.index(REST)).n
        reading.mark(Desk(store, BEN), article, [number])
    return path, article


class Decider(Reader):
    """Driven like the reading screen; `screen` is the disagreements."""

    @property
    def disagreements(self) -> DisagreementsScreen:
        return next(s for s in self.app.screen_stack if isinstance(s, DisagreementsScreen))

    @property
    def status(self) -> str:
        return str(self.disagreements.query_one("#current", Static).content)

    @property
    def proposal(self) -> str:
        return str(self.disagreements.query_one("#proposal", Static).content)

    @property
    def group(self) -> str:
        return str(self.disagreements.query_one("#group", Static).content)

    @property
    def header(self) -> str:
        return " ".join(str(line.content) for line in self.disagreements.query("Header Line").results(Static))

    @property
    def quotes(self) -> list[str]:
        """The words of the groups that wait, in the order of the queue."""
        return [max((c.quote or "" for c in case.claims), key=len) for case in self.disagreements.cases]

    def decisions(self) -> list[tuple[str, str | None, str | None, str | None, str]]:
        """(status, attribution, words, reason, by) of the live decisions in reading order: another connection."""
        ((text,),) = look(self.path, "SELECT text FROM article WHERE id IN (SELECT article FROM decision) LIMIT 1") or (
            ("",),
        )
        rows = look(
            self.path,
            'SELECT d.status, d.attribution, d.start, d."end", d.reason, r.name FROM decision d '
            "LEFT JOIN reviewer r ON r.id = d.decided_by WHERE d.deleted = 0 ORDER BY d.start, d.created_at",
        )
        return [(s, a, text[x:y] if x is not None else None, why, by) for s, a, x, y, why, by in rows]


def decide(
    path: Path,
    steps: Callable[[Decider], Awaitable[None]],
    *,
    size: tuple[int, int] = (100, 30),
    ascii_only: bool = False,
) -> Decider:
    """Open the disagreements as `annot adjudicate` does, take the steps, close the file."""

    async def go() -> None:
        async with app.run_test(size=size) as pilot:
            decider.pilot = pilot
            await pilot.pause()
            await steps(decider)

    clerk = Clerk(path, HEAD)
    clerk.wait_for(lambda desk: desk.store.fetch("PRAGMA synchronous = OFF"))
    queue = clerk.wait_for(adjudicating.opened)
    app = AnnotApp(queue, clerk, ascii_only=ascii_only)
    decider = Decider(path, app, clerk)
    try:
        asyncio.run(go())
    finally:
        clerk.close(0.5)
    return decider
