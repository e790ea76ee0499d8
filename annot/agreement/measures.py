"""All measures of a project's votes: for everybody together and for each pair, field by field, with intervals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, combinations

import attrs

from annot.agreement import coefficients as of
from annot.agreement.counting import Crossing, Numbers, Tally, coincidences, confusion, crossing, tally
from annot.agreement.finding import Found, Pair, f1_exact, f1_overlap
from annot.agreement.resampling import intervals, total
from annot.agreement.votes import CLAIM, Sheet
from annot.model.words import ATTRIBUTIONS, NO_CLAIM

FOUND = (CLAIM, NO_CLAIM)


@attrs.frozen
class Measure:
    """`pair` is None for everybody together; `n` counts the units that were compared; [low, high] is the 95 % interval,
    None where it cannot be drawn; `undefined` says why there is no `value`, "" where there is one. `status` is set for
    the agreement on one verdict, whose `n` counts the votes for it.
    """

    name: str
    field: str
    pair: Pair | None
    value: float | None
    low: float | None
    high: float | None
    n: int
    undefined: str
    status: str | None = None


@attrs.frozen
class Agreement:
    """`n` units with at least two votes, `excluded` with fewer. `confusion` counts, for everybody and for each pair,
    how often the one said the first and the other the second; for more than two people each pair counts in both orders.
    """

    people: tuple[str, ...]
    articles: int
    n: int
    excluded: int
    measures: tuple[Measure, ...]
    by_status: tuple[Measure, ...]
    confusion: dict[Pair | None, Counter[Pair]]


def agreement(
    sheets: Sequence[Sheet], statuses: Sequence[str], ranked: Sequence[str], names: Mapping[str, str] | None = None
) -> Agreement:
    """What the votes on these articles come to. `statuses` are the codebook's, `ranked` those on its scale, in
    order; people stand in the order of their `names`.
    """
    sheets = [sheet for sheet in sheets if sheet.people]
    everyone = set().union(*(sheet.people for sheet in sheets))
    people = tuple(sorted(everyone, key=lambda person: ((names or {}).get(person, person), person)))
    said = {v for sheet in sheets for v in chain(*sheet.status.values()) if v is not None}
    known = [s for s in (*statuses, NO_CLAIM) if s in said]
    layout = _Layout((*known, *sorted(said - set(known))), tuple(ranked))
    measures: list[Measure] = []
    together: dict[int, list[float]] = {}  # number of the article -> what all pairs found, added up
    matrices: dict[Pair | None, Counter[Pair]] = {None: Counter()}
    # Only these are drawn for intervals: an article on which nobody is compared with anybody says nothing of how sure
    # a number is.
    compared = [i for i, sheet in enumerate(sheets) if sheet.compares(sheet.people)]
    for pair in combinations(people, 2):
        both = {i: sheet for i, sheet in enumerate(sheets) if sheet.people.issuperset(pair)}
        if not both:
            continue
        counted = {i: layout.of_pair(sheet, pair) for i, sheet in both.items()}
        for i, numbers in counted.items():
            together[i] = [a + b for a, b in zip(together.get(i, _NONE), numbers, strict=False)]
        telling = [counted[i] for i, sheet in both.items() if sheet.compares(pair)] or [*counted.values()]
        measures += _measures(layout, telling, pair, layout.statuses if len(people) == 2 else ())
        matrices[pair] = confusion((sheet.status[pair[0]], sheet.status[pair[1]]) for sheet in both.values())
        matrices[None].update(matrices[pair])
    if len(people) == 2 and measures:
        everybody = [attrs.evolve(m, pair=None) for m in measures]
    elif len(people) > 1:
        telling = [layout.of_all(sheets[i], together.get(i, _NONE)) for i in compared or range(len(sheets))]
        everybody = _measures(attrs.evolve(layout, two=False), telling, None, layout.statuses)
        # Nobody is first among more than two.
        turned = Counter({(b, a): n for (a, b), n in matrices[None].items()})
        matrices[None] = matrices[None] + turned
    else:
        everybody = _nothing(of.ONE_REVIEWER if people else of.NOTHING)
    units = sum(sheet.units for sheet in sheets)
    n = next(m.n for m in everybody if m.field == "span")
    return Agreement(
        people,
        len(compared),
        n,
        units - n,
        tuple(m for m in (*everybody, *measures) if m.status is None),
        tuple(m for m in everybody if m.status is not None),
        matrices,
    )


_NONE = (0.0, 0.0, 0.0)


@attrs.frozen
class _Layout:
    """Where the counts of some people stand in a row of numbers: spans, found, status, attribution, ranks."""

    statuses: tuple[str, ...]
    ranked: tuple[str, ...]
    two: bool = True

    def of_pair(self, sheet: Sheet, pair: Pair) -> list[float]:
        one, other = pair
        numbers = sheet.spans.get((min(pair), max(pair)), Found()).numbers
        for columns, categories in self._fields(sheet):
            numbers += crossing(columns[one], columns[other], categories).numbers
        return numbers + self._ranks(sheet, pair)

    def of_all(self, sheet: Sheet, spans: Numbers) -> list[float]:
        numbers, people = list(spans), sorted(sheet.people)
        for columns, categories in self._fields(sheet):
            numbers += tally([columns[p] for p in people], categories).numbers
        return numbers + self._ranks(sheet, people)

    def _fields(self, sheet: Sheet) -> Iterator[tuple[dict[str, list[str | None]], Sequence[str]]]:
        yield sheet.found, FOUND
        yield sheet.status, self.statuses
        yield sheet.attribution, ATTRIBUTIONS

    def _ranks(self, sheet: Sheet, people: Sequence[str]) -> list[float]:
        columns = [sheet.status[p] for p in people]
        matrix = coincidences(columns, self.ranked)
        units = tally(columns, self.ranked).units
        return [units, *chain.from_iterable(matrix)]

    def read(self, numbers: Numbers) -> _Counts:
        at, parts, two = 3, [], self.two
        for categories in (FOUND, self.statuses, ATTRIBUTIONS):
            width = 4 * len(categories) if two else 3 + 3 * len(categories)
            parts.append((Crossing if two else Tally).of(numbers[at : at + width]))
            at += width
        size, ranks = len(self.ranked), numbers[at + 1 :]
        matrix = [ranks[i * size : (i + 1) * size] for i in range(size)]
        found_by, status, attribution = parts
        return _Counts(Found(*numbers[:3]), found_by, status, attribution, numbers[at], matrix)


@attrs.frozen
class _Counts:
    spans: Found
    found: Tally | Crossing
    status: Tally | Crossing
    attribution: Tally | Crossing
    ranked: float
    ranks: Sequence[Numbers]


def _measures(
    layout: _Layout, articles: Sequence[Numbers], pair: Pair | None, asked: Sequence[str] = ()
) -> list[Measure]:
    """The measures and their intervals; `asked` are the verdicts whose own agreement is wanted."""

    def evaluate(numbers: Numbers) -> list[float | None]:
        return [value for *_, value in _values(layout.read(numbers), kinds, asked)]

    counts = layout.read(total(articles))
    kinds = of.occurring(_tally(counts.status)), of.occurring(_tally(counts.attribution))
    measures = []
    for (name, field, status, value), ends in zip(
        _values(counts, kinds, asked), intervals(articles, evaluate), strict=True
    ):
        if status is not None:
            n = round(_tally(counts.status).votes[layout.statuses.index(status)])
        else:
            n = round(counts.ranked if name == "alpha_ordinal" else _tally(getattr(counts, _COUNTED[field])).units)
        why = "" if value is not None else _why(name, n)
        low, high = ends if ends and value is not None else (None, None)
        measures.append(Measure(name, field, pair, value, low, high, n, why, status))
    return measures


def _why(name: str, n: int) -> str:
    """Why there is no value though `n` was counted: F1 is undefined only where nobody marked words."""
    if not n:
        return of.NOTHING
    return of.NO_WORDS if name.startswith("f1") else of.NO_VARIATION


_COUNTED = {"span": "found", "status": "status", "attribution": "attribution"}
_Value = tuple[str, str, str | None, float | None]  # name, field, the one status it is about, value


def _values(counts: _Counts, kinds: tuple[int, int], asked: Sequence[str] = ()) -> Iterator[_Value]:
    """The values of all articles or of a sample; `kinds` are how many verdicts and attributions occur in all."""
    yield "f1_exact", "span", None, f1_exact(counts.spans)
    yield "f1_overlap", "span", None, f1_overlap(counts.spans)
    yield "percent", "span", None, of.percent(_tally(counts.found))
    for field, votes, occur in zip(("status", "attribution"), (counts.status, counts.attribution), kinds, strict=True):
        tallied = _tally(votes)
        yield "percent", field, None, of.percent(tallied)
        yield "alpha_nominal", field, None, of.alpha_nominal(tallied)
        if field == "status":
            yield "alpha_ordinal", field, None, of.alpha(counts.ranks, of.ordinal)
        if isinstance(votes, Crossing):
            yield "cohen_kappa", field, None, of.cohen_kappa(votes)
        yield "fleiss_kappa", field, None, of.fleiss_kappa(tallied)
        yield "ac1", field, None, of.ac1(tallied, occur)
    tallied = _tally(counts.status)
    for i, status in enumerate(asked):
        yield "percent", "status", status, of.specific(tallied, i)


def _tally(votes: Tally | Crossing) -> Tally:
    return votes.tally if isinstance(votes, Crossing) else votes


def _nothing(why: str) -> list[Measure]:
    """Every measure of everybody, where there is none."""
    none = _Layout((), (), two=False)
    empty = none.read([0.0] * (3 + sum(3 + 3 * len(c) for c in (FOUND, (), ATTRIBUTIONS)) + 1))
    return [Measure(name, field, None, None, None, None, 0, why) for name, field, *_ in _values(empty, (0, 0))]
