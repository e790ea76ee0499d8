"""What the screens say of a page and its claims, as values: no widget in here."""

from __future__ import annotations

from collections import defaultdict

from annot.desk.paging import Page
from annot.model.address import host
from annot.model.claim import Claim, Source
from annot.model.codebook import Status
from annot.tui.cursor import Cursor
from annot.tui.dialogs.choose import Choice
from annot.tui.widgets.marks import Mark

_STANCE = defaultdict(lambda: "? ", {"supports": "+ ", "refutes": "− ", "context": "· "})
_TIER = {"primary": "first-hand", "secondary": "second-hand"}


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
    sources = len(page.evidence.get(claim.id, ()))
    words = _in_marks(claim.quote) if claim.quote else f"the {claim.about}"
    return f"{number}{_glyph(status, ascii_only)}{status.code}{said}{whose} {sources} src {words}"


def sources_line(page: Page, claim: Claim | None) -> str:
    """The current claim's sources on one line, for screens without room for the panel."""
    if claim is None:
        return ""
    evidence = page.evidence.get(claim.id, ())
    named = "  ".join(f"{_STANCE[e.stance]}{source_name(page.sources[e.source], 30)}" for e in evidence)
    asked = sum(m.open and m.claim == claim.id for m in page.comments)
    return " │ ".join(part for part in (named, f"{asked} open question{'s' * (asked > 1)}" if asked else "") if part)


def panel(page: Page, claim: Claim | None, *, ascii_only: bool) -> list[tuple[str, str]]:
    """(style, text) of each part of the panel: style is "title", "verdict", "dim" or ""."""
    if claim is None:
        return [("dim", "No claim is current. A digit makes one of the selection, Tab goes to the next.")]
    status = page.book.status(claim.status)
    labels = {a.id: a.label for a in page.book.attributions} | {t.id: t.label for t in page.book.types}
    parts = [
        ("title", f"True?  {label(status, ascii_only=ascii_only)}"),
        ("title", f"Said so?  {labels.get(claim.attribution, claim.attribution) if claim.attribution else '-'}"),
        ("", short(claim.quote, 200) if claim.quote else f"about the {claim.about}"),
    ]
    if claim.reviewer != page.reviewer:
        parts.append(("dim", f"by {page.names.get(claim.reviewer, claim.reviewer)}"))
    facts = (
        ("speaker", claim.speaker),
        ("types", ", ".join(labels.get(t, t) for t in claim.types)),
        ("confidence", claim.confidence),
        ("importance", claim.importance),
        ("why", claim.rationale),
        ("fix", claim.suggested_fix),
        ("wording", claim.normalized),
    )
    parts += [("dim", f"{name}: {short(value, 300)}") for name, value in facts if value]
    for one in page.evidence.get(claim.id, ()):
        source = page.sources[one.source]
        where = " · ".join(part for part in (one.locator, one.tier and _TIER.get(one.tier, one.tier)) if part)
        parts.append(("", f"{_STANCE[one.stance]}{source_name(source)}{' · ' + where if where else ''}"))
        if one.quote:
            parts.append(("dim", f"  “{short(one.quote, 120)}”"))
    for comment in page.comments:
        if comment.claim == claim.id:
            answered = f" → {short(comment.answer, 120)}" if comment.answer else ""
            parts.append(
                ("verdict" if comment.open else "dim", f"{comment.kind}: {short(comment.text, 200)}{answered}")
            )
    return parts


def short(text: str, most: int = 40) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1] + "…"


def quoted(claim: Claim, most: int = 40) -> str:
    """The claim's words, short and in marks; of a claim without words what it is about."""
    return _in_marks(short(claim.quote, most)) if claim.quote else f"the {claim.about}"


def _in_marks(words: str) -> str:
    return words if words.startswith(tuple("\"“„«'‘")) else f'"{words}"'


def source_name(source: Source, most: int = 60) -> str:
    return short(source.title or source.publisher or host(source.url or "") or source.url or source.id, most)


def source_choice(source: Source) -> Choice:
    about = " · ".join(part for part in (source.publisher, source.published, source.medium) if part)
    return Choice(
        source.id, source.title or source.url or source.id, " ".join(filter(None, (source.title and source.url, about)))
    )


def claim_choice(page: Page, claim: Claim, *, ascii_only: bool) -> Choice:
    status = page.book.status(claim.status)
    return Choice(claim.id, f"{_glyph(status, ascii_only)}{status.code} {short(claim.quote or claim.about, 60)}", "")


def selection(cursor: Cursor) -> str:
    hold = f", l and h move its {cursor.hold}" if cursor.hold else ""
    return f"NEW: {cursor.span.end - cursor.span.start} characters, by {cursor.unit}{hold}"


def verdict(status: Status, *, ascii_only: bool) -> str:
    """A verdict with its definition, as it stands in the status line after a digit."""
    return f"{_glyph(status, ascii_only)}{status.code} {status.label}: {status.definition}" if status.definition else ""


def label(status: Status, *, ascii_only: bool) -> str:
    return f"{_glyph(status, ascii_only)} {status.label}"


def somebody_elses(page: Page, claim: Claim) -> str:
    return f"This claim is {page.names.get(claim.reviewer, claim.reviewer)}'s; mark the words yourself."


def _glyph(status: Status, ascii_only: bool) -> str:
    return status.ascii if ascii_only else status.glyph
