"""What the screens say of a page and its claims, as values: no widget in here."""

from __future__ import annotations

from annot.desk.paging import Page
from annot.model.claim import Claim
from annot.model.codebook import Status
from annot.tui.cursor import Cursor
from annot.tui.widgets.marks import Mark


def title(page: Page) -> str:
    facts = " · ".join(fact for fact in (page.article.site, page.article.published) if fact)
    return " ─ ".join(part for part in (page.article.title, facts, page.names.get(page.reviewer)) if part)


def progress(page: Page) -> str:
    return f"{len(page.done)}/{len(page.article.to_do)} done · {page.own} claim{'s' * (page.own != 1)}"


def mark(page: Page, claim: Claim, *, current: bool) -> Mark:
    status = page.book.status(claim.status)
    return Mark(
        id=claim.id,
        start=claim.start or 0,
        end=claim.end or 0,
        glyph=status.glyph,
        ascii=status.ascii,
        colour=status.colour,
        code=status.code,
        own=claim.reviewer == page.reviewer,
        current=current,
    )


def claim(page: Page, claim: Claim, *, ascii_only: bool) -> str:
    """The current claim on one line: C7 ≈MST said:verbatim 2 src "..."."""
    status = page.book.status(claim.status)
    number = next((f"C{n} " for n, c in enumerate(page.in_order, 1) if c.id == claim.id), "")
    said = f" said:{claim.attribution}" if claim.attribution else ""
    whose = "" if claim.reviewer == page.reviewer else f" {page.names.get(claim.reviewer, claim.reviewer)}'s"
    sources = page.sources.get(claim.id, 0)
    words = claim.quote or claim.about
    quoted = words if words.startswith(tuple("\"“„«'‘")) else f'"{words}"'
    return f"{number}{_glyph(status, ascii_only)}{status.code}{said}{whose} {sources} src {quoted}"


def selection(cursor: Cursor) -> str:
    hold = f", l and h move its {cursor.hold}" if cursor.hold else ""
    return f"NEW: {cursor.span.end - cursor.span.start} characters, by {cursor.unit}{hold}"


def verdict(status: Status, *, ascii_only: bool) -> str:
    """A verdict with its definition, as it stands in the status line after a digit."""
    return f"{_glyph(status, ascii_only)}{status.code} {status.label}: {status.definition}" if status.definition else ""


def somebody_elses(page: Page, claim: Claim) -> str:
    return f"This claim is {page.names.get(claim.reviewer, claim.reviewer)}'s; mark the words yourself."


def _glyph(status: Status, ascii_only: bool) -> str:
    return status.ascii if ascii_only else status.glyph
