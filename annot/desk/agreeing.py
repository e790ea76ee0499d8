"""How far the reviewers of a project agree: values for a screen, rows for a command."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import attrs

from annot.agreement.finding import Pair
from annot.agreement.measures import Agreement, Measure, agreement
from annot.agreement.votes import Sheet, sheet
from annot.desk import blind, grouping, people, reading
from annot.desk.session import Desk
from annot.merge.align import groups
from annot.merge.silence import done_with
from annot.model.codebook import Codebook
from annot.model.words import NO_CLAIM
from annot.plain import counted
from annot.store import exporting, tables
from annot.store.work import works

NO_CLAIM_SHOWN = "no claim"
FIELDS = {
    "span": "Do they find the same claims?",
    "status": "True? Do they give the same verdicts?",
    "attribution": "Said so? Do they give the same answers?",
}
LABELS = {
    "f1_exact": ("F1, equal words", "1 = every claim of one is a claim of the other, to the letter"),
    "f1_overlap": ("F1, half in common", "the same, where at least half of the words are shared"),
    "alpha_unitizing": (
        "alpha of the edges",
        "beyond chance: 1 = the same edges, the further off the less; only where all were done",
    ),
    "percent": ("share that agrees", "of the pairs of answers to a passage, on average; chance agreement is in it"),
    "alpha_nominal": ("Krippendorff's alpha", "beyond chance: 1 = always, 0 = as by chance; 0.8 and more is reliable"),
    "alpha_ordinal": ("alpha on the scale", "near verdicts count as nearer; those off the scale are left out"),
    "cohen_kappa": ("Cohen's kappa", "beyond what the habits of the two would give by chance"),
    "fleiss_kappa": ("Fleiss' kappa", "beyond what common habits would give by chance"),
    "ac1": ("Gwet's AC1", "beyond chance; steady where nearly all answers are the same"),
}


@attrs.frozen
class Compared:
    """`names` has the shown name of each person, `title` what was compared; `sheets` are the votes, `quotes` the words
    of each group, by its id.
    """

    agreement: Agreement
    names: dict[str, str]
    book: Codebook
    title: str
    sheets: Sequence[Sheet] = attrs.field(repr=False)
    quotes: Mapping[str, str] = attrs.field(repr=False)


@attrs.frozen
class Overview:
    """What the screen shows: `progress` is what `reading.progress` counts, `notice` says what was opened for it."""

    compared: Compared
    progress: dict[str, list[dict[str, Any]]]
    notice: str


def open_up(desk: Desk) -> str:
    """What must be before `overview`: it shows others' work, which is logged; what was opened, in a sentence."""
    return grouping.open_up(desk, [a.id for a in tables.headings(desk.store)])


def overview(desk: Desk, notice: str = "") -> Overview:
    """Agreement on what is open to this reviewer, with the intervals of all together, and everybody's progress; it only
    reads.
    """
    closed = blind.closed(desk)
    articles = [a.id for a in tables.headings(desk.store) if a.id not in closed]
    return surer(Overview(compare(desk, articles), reading.progress(desk), notice), None)


def surer(known: Overview, pair: Pair | None) -> Overview:
    """The same with the intervals of a pair too."""
    return attrs.evolve(known, compared=sure(known.compared, [pair]))


def compare(desk: Desk, articles: Sequence[str]) -> Compared:
    """How far everybody agrees on these articles, whoever may see it; without intervals."""
    sheets, quotes = [], {}
    with exporting.snapshot(desk.store) as ask:  # so that nobody who saves meanwhile waits, or is half counted
        for did in works(ask, articles):
            done = done_with(did.paragraphs, did.readings)
            found = groups(did.claims, done)
            sheets.append(sheet(found, done, did.paragraphs))
            quotes.update({group.id: group.claims[0].quote or "" for group in found})
    book = desk.codebook()
    scale = sorted((s for s in book.statuses if s.rank is not None), key=lambda s: s.rank or 0)
    names = people.displayed(tables.reviewers(desk.store))
    agreed = agreement(sheets, [s.id for s in book.statuses], [s.id for s in scale], names)
    titles = {a.id: a.title for a in tables.headings(desk.store)}
    title = titles.get(articles[0], articles[0]) if len(articles) == 1 else f"{len(articles)} articles"
    return Compared(agreed, names, book, title, sheets, quotes)


def sure(compared: Compared, pairs: Iterable[Pair | None] | None = None) -> Compared:
    """The same with the intervals of these pairs, or with all."""
    found = compared.agreement
    return attrs.evolve(compared, agreement=found.surer(found.pairs if pairs is None else pairs))


def summary(compared: Compared) -> list[str]:
    """What was compared, and how it was counted, in sentences."""
    found = compared.agreement
    who, passages = counted(len(found.people), "reviewer"), counted(found.n, "passage")
    lines = [f"{compared.title}: {who}, {passages} compared, {found.excluded} left out."]
    if found.excluded:
        lines.append("Left out is what fewer than two have said anything about: the others were not done there.")
    lines.append('Done with a paragraph and nothing marked there counts as "no claim".')
    if found.articles < 2:
        lines.append("There are no intervals: they are drawn from several articles, and this is one.")
    else:
        lines.append(f"In brackets: where 95 of 100 such sets of {found.articles} articles would put the number.")
    return lines


def label(compared: Compared, status: str) -> str:
    return NO_CLAIM_SHOWN if status == NO_CLAIM else compared.book.status(status).label


def matrix(compared: Compared, pair: tuple[str, str] | None = None) -> tuple[list[str], list[list[int]]]:
    """The verdicts that were given, by id, and how often one said the row's and the other the column's."""
    counts = compared.agreement.confusion.get(pair, Counter())
    given = {status for both in counts for status in both}
    order = [s for s in (*compared.book.status_ids, NO_CLAIM) if s in given]
    order += sorted(given.difference(order))
    return order, [[counts[one, other] for other in order] for one in order]


def matrix_title(compared: Compared, pair: tuple[str, str] | None = None) -> str:
    people = compared.agreement.people
    if pair is None and len(people) != 2:
        return "Who said what together, all pairs of reviewers, each in both orders:"
    first, second = named(pair or (people[0], people[1]), compared.names) or ("", "")
    return f"{first} said (rows), {second} said (columns):"


def number(value: float) -> str:
    """Two decimals, and no minus before nothing."""
    return f"{round(value, 2) + 0.0:.2f}"


def rows(compared: Compared) -> dict[str, Any]:
    """What `annot agree --json` prints."""
    found = compared.agreement
    return {
        "n": found.n,
        "excluded": found.excluded,
        "measures": [_row(m, compared.names) for m in found.measures],
        "by_status": [
            {"status": m.status} | {k: v for k, v in _row(m, compared.names).items() if k not in ("name", "field")}
            for m in found.by_status
        ],
        "confusion": [
            {"pair": named(pair, compared.names), "first": one, "second": other, "n": n}
            for pair, counts in found.confusion.items()
            for (one, other), n in sorted(counts.items())
        ],
    }


def named(pair: tuple[str, str] | None, names: dict[str, str]) -> list[str] | None:
    return None if pair is None else [names.get(person, person) for person in pair]


def _row(measure: Measure, names: dict[str, str]) -> dict[str, Any]:
    return {
        "name": measure.name,
        "field": measure.field,
        "pair": named(measure.pair, names),
        "value": measure.value,
        "low": measure.low,
        "high": measure.high,
        "n": measure.n,
        "undefined": measure.undefined or None,
    }
