"""What the screens say of a page and its claims, as values: no widget in here."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from annot.desk.paging import Page
from annot.model.address import host
from annot.model.claim import Claim, Evidence, Search, Source
from annot.model.codebook import Codebook, Status
from annot.model.span import Span
from annot.model.words import ATTRIBUTIONS
from annot.plain import snap
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
    n = page.number(claim)
    number = f"C{n} " if n else ""
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
    labels = {t.id: t.label for t in page.book.types}
    parts = [
        ("title", f"True?  {label(status, ascii_only=ascii_only)}"),
        ("title", f"Said so?  {said_so(page.book, claim.attribution) if claim.attribution else '-'}"),
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


def said_so(book: Codebook, attribution: str) -> str:
    """What an answer to "said so?" is called."""
    return next((a.label for a in book.attributions if a.id == attribution), attribution)


def short(text: str, most: int = 40) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1] + "…"


def quoted(claim: Claim, most: int = 40) -> str:
    """The claim's words, short and in marks; of a claim without words what it is about."""
    return _in_marks(short(claim.quote, most)) if claim.quote else f"the {claim.about}"


def selected(page: Page, cursor: Cursor, most: int = 40) -> str:
    return _in_marks(short(cursor.span.of(page.article.text), most))


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


FIELDS = {
    "status": "true?",
    "attribution": "said so?",
    "confidence": "confidence",
    "importance": "importance",
    "types": "types",
    "speaker": "speaker",
    "said_on": "said on (2026-05-11)",
    "normalized": "wording that stands alone",
    "rationale": "why",
    "suggested_fix": "suggested fix",
    "repeats": "repeats",
    "stance": "for, against or background",
    "tier": "first-hand or second-hand",
    "quote": "the passage",
    "locator": "where in it: page, paragraph, mm:ss",
    "accessed": "read on (2026-05-11)",
    "note": "note",
    "looked at": "looked at (PLACE, or PLACE: what was found)",
}


def card(
    page: Page, claim: Claim, searches: Sequence[Search], history: Sequence[str], *, ascii_only: bool
) -> list[Choice]:
    """The lines of a claim's card: (what a chosen line is called, what it shows)."""
    labels = {t.id: t.label for t in page.book.types}
    status = page.book.status(claim.status)
    values = {
        "status": label(status, ascii_only=ascii_only),
        "attribution": claim.attribution and said_so(page.book, claim.attribution),
        "types": ", ".join(labels.get(t, t) for t in claim.types),
        **{name: getattr(claim, name) for name in ("confidence", "importance", "speaker", "said_on", "normalized")},
        **{name: getattr(claim, name) for name in ("rationale", "suggested_fix")},
        "repeats": claim.repeats and (c := page.claims.get(claim.repeats)) and quoted(c),
    }
    lines = [Choice(name, f"{FIELDS[name]}  {short(value or '-', 200)}") for name, value in values.items()]
    for one in page.evidence.get(claim.id, ()):
        where = " · ".join(filter(None, (one.locator, one.tier and _TIER.get(one.tier, one.tier), one.accessed)))
        lines.append(
            Choice(f"evidence:{one.id}", f"{_STANCE[one.stance]}{source_name(page.sources[one.source])}", where)
        )
    lines.append(Choice("cite", "add a source", key="a"))
    lines += [Choice("told", f"looked at {short(one.place)}: {short(one.found or 'nothing')}") for one in searches]
    lines.append(Choice("looked", "looked somewhere, found this or nothing", key="o"))
    for comment in page.comments:
        if comment.claim == claim.id:
            answered = f" → {short(comment.answer, 80)}" if comment.answer else ""
            lines += [Choice("told", f"{comment.kind}: {short(comment.text, 120)}{answered}")]
    return [*lines, Choice("told", "what happened", "\n".join(history))]


def evidence_card(page: Page, evidence: Evidence) -> list[Choice]:
    names = ("stance", "tier", "locator", "quote", "accessed", "note")
    lines = [Choice(name, f"{FIELDS[name]}  {short(getattr(evidence, name) or '-', 200)}") for name in names]
    address = page.sources[evidence.source].url
    return [*lines, Choice("told", address or "without an address"), Choice("remove", "take this source off the claim")]


def statuses(book: Codebook, *, ascii_only: bool) -> list[Choice]:
    """Every verdict with its key, definition and examples; a choice's id is the status's."""
    keyed = [*((str(n), s) for n, s in enumerate(book.statuses, 1)), ("0", book.status("unchecked"))]
    return [
        Choice(s.id, label(s, ascii_only=ascii_only), "\n".join((s.definition, *s.examples)), key) for key, s in keyed
    ]


def history_line(row: Mapping[str, Any]) -> str:
    """One change as the card shows it: when, who, what."""
    what = ", ".join(row["patch"]) if not row["patch"].get("deleted") else "taken back"
    undone = "undo: " if row["undoes"] else ""
    return f"{row['at'][:16].replace('T', ' ')}  {row['reviewer']}  {undone}{row['kind']} {short(what, 40)}"


def places(text: str, wanted: str) -> list[Span]:
    """Where `wanted` stands in `text`, whatever its case and white space; whole clusters only."""
    pattern = r"\s+".join(re.escape(word) for word in wanted.split())
    found = (snap_near(text, m.start(), m.end()) for m in re.finditer(pattern, text, re.IGNORECASE))
    return [span for span in found if span]


def snap_near(text: str, start: int, end: int) -> Span | None:
    """[start, end) grown to whole clusters; only its own line is looked at."""
    low = text.rfind("\n", 0, start) + 1
    high = text.find("\n", end)
    a, b = snap(text[low : high if high >= 0 else len(text)], start - low, end - low)
    return Span(low + a, low + b) if a < b else None


def selection(cursor: Cursor) -> str:
    hold = f", l and h move its {cursor.hold}" if cursor.hold else ""
    return f"NEW: {cursor.span.end - cursor.span.start} characters, by {cursor.unit}{hold}"


def verdict(status: Status, *, ascii_only: bool) -> str:
    """A verdict with its definition, as it stands in the status line after a digit."""
    return f"{_glyph(status, ascii_only)}{status.code} {status.label}: {status.definition}" if status.definition else ""


def said_so_question(book: Codebook, width: int) -> str:
    """What the digits answer to "said so?", in at most `width` cells if that can be: labels give way, not answers."""
    labels = {a.id: a.label for a in book.attributions}
    for most in (40, *range(16, 2, -1)):
        choices = "  ".join(f"{n} {short(labels.get(a, a), most)}" for n, a in enumerate(ATTRIBUTIONS, 1))
        question = f"Said so?  {choices}  0 open"
        if len(question) <= width:
            break
    return question


def no_answer(digit: int) -> str:
    return f"There is no answer {digit} to: said so?  1 to {len(ATTRIBUTIONS)}, 0 open"


def no_source(digit: int, recent: Sequence[Source]) -> str:
    return f"There is no source {digit} among those used last: {', '.join(map(str, range(1, len(recent) + 1)))}"


def label(status: Status, *, ascii_only: bool) -> str:
    return f"{_glyph(status, ascii_only)} {status.label}"


def somebody_elses(page: Page, claim: Claim) -> str:
    return f"This claim is {page.names.get(claim.reviewer, claim.reviewer)}'s; mark the words yourself."


def _glyph(status: Status, ascii_only: bool) -> str:
    return status.ascii if ascii_only else status.glyph
