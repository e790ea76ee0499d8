"""All measures of a project's votes: for everybody together and for each pair, field by field; intervals when asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, combinations

import attrs

from annot.agreement import coefficients as of
from annot.agreement.counting import Crossing, Numbers, confusion
from annot.agreement.finding import Found, Pair, f1_exact, f1_overlap
from annot.agreement.layout import FOUND, Counts, Layout, tallied
from annot.agreement.resampling import Interval, intervals, total
from annot.agreement.unitizing import alpha_unitizing
from annot.agreement.votes import Sheet
from annot.model.words import ATTRIBUTIONS, NO_CLAIM


@attrs.frozen
class Measure:
    """`pair` is None for everybody together. `n` counts the units that were compared; for F1 the claims of each person
    that another had voted on, for unitizing the marked stretches. [low, high] is the 95 % interval, None where it
    cannot be drawn. `undefined` says why there is no `value`, "" where there is one. `status` is set for the agreement
    on one verdict, whose `n` counts the votes for it.
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
    Intervals are known of whom is in `drawn`: see `surer`.
    """

    people: tuple[str, ...]
    articles: int
    n: int
    excluded: int
    measures: tuple[Measure, ...]
    by_status: tuple[Measure, ...]
    confusion: dict[Pair | None, Counter[Pair]]
    tables: Mapping[Pair | None, Table] = attrs.field(factory=dict, repr=False, eq=False)
    drawn: frozenset[Pair | None] = frozenset()

    @property
    def pairs(self) -> tuple[Pair | None, ...]:
        """Everybody, and each two people who have an article in common."""
        return tuple(dict.fromkeys(m.pair for m in self.measures))

    def passages(self, pair: Pair | None) -> int:
        """How many units have the votes of two of these."""
        return next(m.n for m in self.measures if (m.name, m.field, m.pair) == ("percent", "span", pair))

    def surer(self, pairs: Iterable[Pair | None]) -> Agreement:
        """The same with the intervals of these; to draw them for a pair takes longer than to count its measures."""
        asked = frozenset(pairs) - self.drawn
        wanted = {table for pair in asked if (table := self.tables.get(pair))}
        ends: dict[Table | None, dict[_Name, Interval]] = {table: table.intervals() for table in wanted}

        def ended(measure: Measure) -> Measure:
            known = ends.get(self.tables.get(measure.pair), {}).get((measure.name, measure.field, measure.status))
            return measure if known is None else attrs.evolve(measure, low=known[0], high=known[1])

        measures, by_status = (tuple(map(ended, of)) for of in (self.measures, self.by_status))
        return attrs.evolve(self, measures=measures, by_status=by_status, drawn=self.drawn | asked)


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
    layout = Layout((*known, *sorted(said - set(known))), tuple(ranked))
    tables: dict[Pair | None, Table] = {}
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
            together[i] = [a + b for a, b in zip(together.get(i, Found().numbers), numbers, strict=False)]
        telling = [counted[i] for i, sheet in both.items() if sheet.compares(pair)] or [*counted.values()]
        tables[pair] = Table(layout, telling, layout.statuses if len(people) == 2 else ())
        matrices[pair] = confusion((sheet.status[pair[0]], sheet.status[pair[1]]) for sheet in both.values())
        matrices[None].update(matrices[pair])
    if len(people) == 2 and tables:
        tables = {None: tables[people], **tables}
    elif len(people) > 1:
        telling = [layout.of_all(sheets[i], together.get(i, Found().numbers)) for i in compared or range(len(sheets))]
        tables = {None: Table(attrs.evolve(layout, two=False), telling, layout.statuses), **tables}
        # Nobody is first among more than two.
        turned = Counter({(b, a): n for (a, b), n in matrices[None].items()})
        matrices[None] = matrices[None] + turned
    measures = [measure for pair, table in tables.items() for measure in table.measures(pair)]
    if not measures:
        measures = _nothing(of.ONE_REVIEWER if people else of.NOTHING)
    n = next(m.n for m in measures if (m.name, m.field) == ("percent", "span"))
    return Agreement(
        people,
        len(compared),
        n,
        sum(sheet.units for sheet in sheets) - n,
        tuple(m for m in measures if m.status is None),
        tuple(m for m in measures if m.status is not None and m.pair is None),
        matrices,
        tables,
    )


@attrs.frozen(eq=False)
class Table:
    """What was counted of some people, a row of numbers for each article; `asked` are the verdicts whose own agreement
    is wanted.
    """

    layout: Layout
    articles: Sequence[Numbers]
    asked: Sequence[str]

    def measures(self, pair: Pair | None) -> list[Measure]:
        """Without intervals."""
        counts, measures = self._counts, []
        for (name, field, status), value in _values(counts, _occurring(counts), self.asked).items():
            if status is not None:
                n = tallied(counts.status).votes[self.layout.statuses.index(status)]
            else:
                n = _compared(counts, name, field)
            why = "" if value is not None else _why(counts, name, n)
            measures.append(Measure(name, field, pair, value, None, None, round(n), why, status))
        return measures

    def intervals(self) -> dict[_Name, Interval]:
        """Of each measure that has a value and can be drawn."""
        counts = self._counts
        occurring = _occurring(counts)

        def evaluate(numbers: Numbers) -> list[float | None]:
            return [*_values(self.layout.read(numbers), occurring, self.asked).values()]

        values = _values(counts, occurring, self.asked)
        ends = intervals(self.articles, evaluate)
        return {name: end for (name, value), end in zip(values.items(), ends, strict=True) if end and value is not None}

    @property
    def _counts(self) -> Counts:
        return self.layout.read(total(self.articles))


def _occurring(counts: Counts) -> tuple[int, int]:
    """How many verdicts and how many attributions were given."""
    return of.occurring(tallied(counts.status)), of.occurring(tallied(counts.attribution))


def _compared(counts: Counts, name: str, field: str) -> float:
    """How much of what a measure is about was compared."""
    if name.startswith("f1"):
        return counts.spans.claims
    if name == "alpha_unitizing":
        return counts.borders.n
    if name == "alpha_ordinal":
        return counts.ranked
    return tallied(getattr(counts, "found" if field == "span" else field)).units


def _why(counts: Counts, name: str, n: float) -> str:
    """Why there is no value though `n` was compared."""
    if n:
        return of.NO_VARIATION
    return of.NO_WORDS if name.startswith("f1") and tallied(counts.found).units else of.NOTHING


_Name = tuple[str, str, str | None]  # of a measure, its field, the one status that it is about


def _values(counts: Counts, occurring: tuple[int, int], asked: Sequence[str] = ()) -> dict[_Name, float | None]:
    """The values of all articles or of a sample; `occurring` are how many verdicts and attributions all have."""
    values: dict[_Name, float | None] = {
        ("f1_exact", "span", None): f1_exact(counts.spans),
        ("f1_overlap", "span", None): f1_overlap(counts.spans),
        ("alpha_unitizing", "span", None): alpha_unitizing(counts.borders),
        ("percent", "span", None): of.percent(tallied(counts.found)),
    }
    for field, votes, kinds in zip(
        ("status", "attribution"), (counts.status, counts.attribution), occurring, strict=True
    ):
        of_all = tallied(votes)
        values["percent", field, None] = of.percent(of_all)
        values["alpha_nominal", field, None] = of.alpha_nominal(of_all)
        if field == "status":
            values["alpha_ordinal", field, None] = of.alpha(counts.ranks, of.ordinal)
        if isinstance(votes, Crossing):
            values["cohen_kappa", field, None] = of.cohen_kappa(votes)
        values["fleiss_kappa", field, None] = of.fleiss_kappa(of_all)
        values["ac1", field, None] = of.ac1(of_all, kinds)
        if field == "status":
            values |= {("percent", field, status): of.specific(of_all, i) for i, status in enumerate(asked)}
    return values


def _nothing(why: str) -> list[Measure]:
    """Every measure of everybody, where there is none."""
    none = Layout((), (), two=False)
    empty = none.read([0.0] * (6 + sum(3 + 3 * len(c) for c in (FOUND, (), ATTRIBUTIONS)) + 1))
    return [Measure(name, field, None, None, None, None, 0, why) for name, field, _ in _values(empty, (0, 0))]
