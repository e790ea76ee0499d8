"""What the disagreements screen says of one group, as values: no widget in here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from string import ascii_uppercase

import attrs

from annot.desk.adjudicating import Case
from annot.merge.policy import Proposal
from annot.model.article import Article
from annot.model.claim import Claim
from annot.model.codebook import Codebook
from annot.model.group import Decision
from annot.model.span import Span
from annot.model.words import NO_CLAIM, UNCHECKED
from annot.tui.describing import label, said_so, short, source_name
from annot.tui.widgets.wrapping import drawn, row_cells, wrap

LETTERS = tuple(c for c in ascii_uppercase if c != "U")  # U is redo
COLOURS = ("$text-primary", "$text-warning", "$text-success", "$text-error", "$text-accent", "$text-secondary")
AROUND = 1  # rows of the passage shown before and after the group
NAME = 14  # cells of a name in the table
_AT_ODDS = "No proposal: most people do not agree"
Part = tuple[str, str]  # style, text


def colour(n: int) -> str:
    """The n-th reviewer's, counted from 0. The letter says the same, for who sees no colours."""
    return COLOURS[n % len(COLOURS)]


def letter(n: int) -> str:
    return LETTERS[n] if n < len(LETTERS) else "*"


def decided(book: Codebook, decision: Decision, names: Mapping[str, str], *, ascii_only: bool) -> str:
    """The verdict, who gave it and why, as the reviewer is told."""
    if decision.status == NO_CLAIM:
        verdict = "no claim here"
    else:
        verdict = label(book.status(decision.status), ascii_only=ascii_only)
    said = f", said so: {said_so(book, decision.attribution)}," if decision.attribution else ""
    by = decision.policy or names.get(decision.decided_by, decision.decided_by)
    return f"{verdict}{said} by {by}" + (f" ({short(decision.reason, 400)})" if decision.reason else "")


@attrs.frozen
class Names:
    """What the reviewers are called: their names, or where these are hidden "reviewer A"."""

    shown: dict[str, str]
    hidden: bool = False

    def of(self, person: str, n: int) -> str:
        return f"reviewer {letter(n)}" if self.hidden else self.shown.get(person, person)


def passage(case: Case, width: int, *, ascii_only: bool) -> Iterator[list[Part]]:
    """The lines of the passage, each row of text with everybody's span under it: A├───────┤ in their colour."""
    whole = case.standing.group.span
    if whole is None:
        yield [("bold", f"About the {case.claims[0].about} of {short(case.article.title, 60)}")]
        return
    bounds = _paragraphs(case.article, whole)
    text = bounds.of(case.article.text).replace("\n", " ")
    rows = wrap(text, max(10, width))
    touched = [i for i, (a, b) in enumerate(rows) if whole.meets(Span(bounds.start + a, bounds.start + max(b, a + 1)))]
    first, last = max(0, touched[0] - AROUND), min(len(rows), touched[-1] + 1 + AROUND)
    for row in rows[first:last]:
        start, end = row
        yield [("", "".join(drawn(text[start:end])))]
        for n, claim in enumerate(case.claims):
            if claim.span and claim.span.meets(Span(bounds.start + start, bounds.start + max(end, start + 1))):
                yield [(f"bold {colour(n)}", _underline(text, row, claim.span, bounds.start, letter(n), ascii_only))]


def _paragraphs(article: Article, span: Span) -> Span:
    first, last = article.paragraph_at(span.start), article.paragraph_at(span.end - 1)
    return Span(min(first.start, span.start), max(last.end, span.end))


def _underline(text: str, row: tuple[int, int], span: Span, offset: int, name: str, ascii_only: bool) -> str:
    """A line under `row` with the letter where the span begins in it, in cells; not under spaces that end the row."""
    before = under = 0
    words = row[0], row[0] + len(text[slice(*row)].rstrip())
    for start, _, cells in row_cells(text, words):
        if start + offset < span.start:
            before += cells
        elif start + offset < span.end:
            under += cells
    line, end = ("-", "|") if ascii_only else ("─", "┤")
    closes = span.end - offset <= row[1]
    drawn_ = name + line * max(0, under - 1 - closes) + (end if closes and under > 1 else "")
    return " " * before + drawn_


def table(case: Case, book: Codebook, names: Names, width: int, *, ascii_only: bool) -> Iterator[list[Part]]:
    """A line a claim: letter, reviewer, true?, said so?, confidence, sources; under it why; then who saw no claim."""
    heads = ("", "reviewer", "true?", "said so?", "sure?", "src", "why")
    columns = (2, NAME, 18, 20, 7, 4)
    yield [("$text-muted", "".join(f"{h:<{w}}" for h, w in zip(heads, columns, strict=False)) + heads[-1])]
    numbers = people(case)
    for n, claim in enumerate(case.claims):
        said = said_so(book, claim.attribution) if claim.attribution else "-"
        cells = (
            letter(n),
            names.of(claim.reviewer, numbers[claim.reviewer]),
            label(book.status(claim.status), ascii_only=ascii_only),
            said,
            claim.confidence or "-",
            str(len(case.evidence.get(claim.id, ()))),
        )
        line = "".join(f"{short(cell, w - 1):<{w}}" for cell, w in zip(cells, columns, strict=True))
        room = width - len(line)
        why = claim.rationale or ""
        yield [(f"bold {colour(n)}", line), ("", short(why, room) if why and room > 12 else "")]
        yield from _details(case, claim, width, why if room <= 12 else "")
    for person in case.standing.group.silent:
        name = short(names.of(person, numbers[person]), NAME)
        yield [("", f"- {name:<{NAME}}no claim: was done here and did not mark it")]


def people(case: Case) -> dict[str, int]:
    """The place of each person's first claim: where names are hidden they have its letter. Then who marked nothing."""
    everybody = (*(c.reviewer for c in case.claims), *case.standing.group.silent)
    return {person: n for n, person in reversed(list(enumerate(everybody)))}


def _details(case: Case, claim: Claim, width: int, why: str) -> Iterator[list[Part]]:
    if why:
        yield [("", f"  {short(why, width - 3)}")]
    for one in case.evidence.get(claim.id, ()):
        source = case.sources.get(one.source)
        named = source_name(source, 50) if source else one.source
        mark = {"supports": "+", "refutes": "−"}.get(one.stance, "·")
        passage_ = f" “{short(one.quote, 80)}”" if one.quote else ""
        yield [("$text-muted", short(f"  {mark} {named}{passage_}", width - 1))]


def proposed(case: Case, book: Codebook, *, ascii_only: bool) -> str:
    found = case.proposal
    if found is None and case.rank == "edges only" and (status := case.common_status):
        all_say = label(book.status(status), ascii_only=ascii_only)
        return f"All say: {all_say}; only the edges differ. A capital takes edges."
    if found is None:
        why = "Nobody has given a verdict yet" if case.common_status == UNCHECKED else _AT_ODDS
        return f"{why}. A digit decides, a capital takes edges."
    return f"Most people say: {verdict(case, found, book, ascii_only=ascii_only)}. Enter accepts."


def verdict(case: Case, found: Proposal, book: Codebook, *, ascii_only: bool) -> str:
    """A verdict in words: "✓ supported, said so: verbatim, edges as A"."""
    if found.status == NO_CLAIM:
        return "no claim here"
    parts = [label(book.status(found.status), ascii_only=ascii_only)]
    if found.attribution:
        parts.append(f"said so: {said_so(book, found.attribution)}")
    if found.span and case.standing.group.kind not in ("exact", "one_only"):
        parts.append(edges(case, found.span))
    return ", ".join(parts)


def edges(case: Case, span: Span) -> str:
    """Whose edges these are."""
    whose = [letter(n) for n, claim in enumerate(case.claims) if claim.span == span]
    return f"edges as {' '.join(whose)}" if whose else f"edges {span.start} to {span.end}"


def heading(case: Case, at: int, count: int) -> str:
    place = "" if case.standing.group.start is None else f"P{case.article.paragraph_at(case.standing.group.start).n} · "
    why = f" · again: {case.standing.why}" if case.standing.why else ""
    kind = case.standing.group.kind.replace("_", " ")
    return f"{at} of {count} · {place}{case.rank} · {kind}{why}"
