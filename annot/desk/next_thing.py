"""What is still to do on a page, and which of it comes next: one list that the key, the finish and the return share."""

from __future__ import annotations

import attrs

from annot.desk.linting import said_by_somebody
from annot.desk.paging import Page
from annot.model.claim import Claim
from annot.model.group import Decision
from annot.model.words import UNCHECKED
from annot.plain import counted


@attrs.frozen
class Thing:
    """`claim` or, for a paragraph to read, its number; `start` is where it stands, in code points.

    `decision`: how the claim was decided, where that is what there is to see.
    """

    what: str
    start: int
    claim: str | None = None
    paragraph: int | None = None
    decision: Decision | None = None


def decided_otherwise(page: Page) -> list[Thing]:
    """After the desk's file has come back: what was decided otherwise than this reviewer said, until it was seen."""
    own = ((c, page.otherwise.get(c.id)) for c in _own(page))
    return [attrs.evolve(_of(c, "decided otherwise"), decision=decision) for c, decision in own if decision]


def unchecked(page: Page) -> list[Thing]:
    return [_of(c, "unchecked") for c in _own(page) if c.status == UNCHECKED]


def without_source(page: Page) -> list[Thing]:
    worked = (c for c in _own(page) if c.status != UNCHECKED and page.book.status(c.status).exported)
    return [_of(c, "without a source") for c in worked if not page.evidence.get(c.id)]


def said_so_open(page: Page) -> list[Thing]:
    return [_of(c, "said so? open") for c in _own(page) if said_by_somebody(c) and c.attribution is None]


def questions_open(page: Page) -> list[Thing]:
    asked = (m for m in page.comments if m.open and m.reviewer == page.reviewer)
    things = []
    for comment in asked:
        claim = page.claims.get(comment.claim or "")
        start = claim.start if claim and claim.start is not None else comment.start
        things.append(Thing("question open", start or 0, claim=claim.id if claim else None))
    return things


def paragraphs_open(page: Page) -> list[Thing]:
    return [Thing("paragraph open", p.start, paragraph=p.n) for p in page.article.to_do if p.n not in page.done]


KINDS = (decided_otherwise, unchecked, without_source, said_so_open, questions_open, paragraphs_open)


def after(page: Page, offset: int, current: str | None) -> tuple[Thing, int] | None:
    """(the next thing to do behind `offset`, how many of its sort are left); the first sort that has any."""
    for kind in KINDS:
        things = sorted(kind(page), key=lambda thing: thing.start)
        if things:
            later = [t for t in things if t.start > offset or (t.start == offset and t.claim not in (None, current))]
            return (later or things)[0], len(things)
    return None


def left(page: Page) -> list[str]:
    """What is left, in words: "2 unchecked", "1 question open", "2 questions open"."""
    found = (kind(page) for kind in KINDS)
    return [_counted(len(things), things[0].what) for things in found if things]


def _counted(n: int, what: str) -> str:
    noun, _, state = what.partition(" ")
    return f"{counted(n, noun)} open" if state == "open" else f"{n} {what}"


def _own(page: Page) -> list[Claim]:
    return [c for c in page.claims.values() if c.reviewer == page.reviewer]


def _of(claim: Claim, what: str) -> Thing:
    return Thing(what, claim.start or 0, claim=claim.id)
