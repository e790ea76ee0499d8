"""What the coefficients need to know of a table of votes, as sums over its units.

A table has a column for each rater and a row for each unit; None is a missing vote. The counts of two tables with the
same categories are added number by number, so that a thousand samples of articles cost no second look at the votes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from typing import TypeAlias

import attrs

Column: TypeAlias = Sequence[Hashable | None]
Matrix: TypeAlias = Sequence[Sequence[float]]
Numbers: TypeAlias = Sequence[float]


@attrs.frozen
class Tally:
    """The votes of any number of raters. Lists are by category, in the order in which the categories were given.

    `units` have at least two votes, `rated` at least one. `shared` is the sum over the units of the share of their
    pairs of votes that are equal. `votes` counts the votes in `units`; `alike` is the diagonal of the coincidence
    matrix: of those votes, each unit's ordered pairs of equal ones divided by its votes less one (Krippendorff
    2011, step 2).
    `spread` is the sum over the `rated` units of the share of their votes that each category has.
    """

    units: float
    rated: float
    shared: float
    votes: Numbers
    alike: Numbers
    spread: Numbers

    @property
    def numbers(self) -> list[float]:
        return [self.units, self.rated, self.shared, *self.votes, *self.alike, *self.spread]

    @classmethod
    def of(cls, numbers: Numbers) -> Tally:
        """The tally with these `numbers`."""
        q = len(numbers) // 3 - 1
        return cls(numbers[0], numbers[1], numbers[2], numbers[3 : 3 + q], numbers[3 + q : -q], numbers[-q:])


@attrs.frozen
class Crossing:
    """The votes of two raters. `first` and `second` count each one's votes in the units where both voted, `equal` the
    units where they voted alike, `alone` the votes where the other one is missing; lists by category.
    """

    first: Numbers
    second: Numbers
    equal: Numbers
    alone: Numbers

    @property
    def numbers(self) -> list[float]:
        return [*self.first, *self.second, *self.equal, *self.alone]

    @classmethod
    def of(cls, numbers: Numbers) -> Crossing:
        q = len(numbers) // 4
        return cls(numbers[:q], numbers[q : 2 * q], numbers[2 * q : 3 * q], numbers[3 * q :])

    @property
    def tally(self) -> Tally:
        votes = [a + b for a, b in zip(self.first, self.second, strict=True)]
        units, equal = sum(self.first), sum(self.equal)
        spread = [v / 2 + a for v, a in zip(votes, self.alone, strict=True)]
        return Tally(units, units + sum(self.alone), equal, votes, [2 * e for e in self.equal], spread)


def tally(columns: Sequence[Column], categories: Sequence[Hashable]) -> Tally:
    """The tally of the votes that are one of `categories`; all others are missing."""
    place = {category: i for i, category in enumerate(categories)}
    units = rated = 0
    shared = 0.0
    votes, alike, spread = ([0.0] * len(place) for _ in range(3))
    for counts, times in _patterns(columns, place):
        m = sum(n for _, n in counts)
        rated += times
        for category, n in counts:
            spread[category] += times * n / m
        if m > 1:
            units += times
            for category, n in counts:
                pairs = times * n * (n - 1) / (m - 1)
                votes[category] += times * n
                alike[category] += pairs
                shared += pairs / m
    return Tally(units, rated, shared, votes, alike, spread)


def crossing(first: Column, second: Column, categories: Sequence[Hashable]) -> Crossing:
    place = {category: i for i, category in enumerate(categories)}
    rows, columns, equal, alone = ([0.0] * len(place) for _ in range(4))
    for (a, b), times in Counter(zip(first, second, strict=True)).items():
        x, y = place.get(a), place.get(b)
        if x is not None and y is not None:
            rows[x] += times
            columns[y] += times
            equal[x] += times * (x == y)
        elif (one := x if y is None else y) is not None:
            alone[one] += times
    return Crossing(rows, columns, equal, alone)


def coincidences(columns: Sequence[Column], values: Sequence[Hashable]) -> list[list[float]]:
    """Krippendorff's matrix of observed coincidences: in each unit with m votes among `values` every ordered pair of
    votes counts 1 / (m - 1). (Krippendorff 2011, section C, step 2.)
    """
    place = {value: i for i, value in enumerate(values)}
    matrix = [[0.0] * len(place) for _ in place]
    for counts, times in _patterns(columns, place):
        m = sum(n for _, n in counts)
        if m > 1:
            for a, n in counts:
                for b, k in counts:
                    matrix[a][b] += times * n * (k - (a == b)) / (m - 1)
    return matrix


def confusion(
    pairs: Iterable[tuple[Sequence[str | None], Sequence[str | None]]],
) -> Counter[tuple[str, str]]:
    """How often the first rater of a pair said the one and the second the other, where neither vote is missing."""
    votes = Counter(both for first, second in pairs for both in zip(first, second, strict=True))
    return Counter({(a, b): times for (a, b), times in votes.items() if a is not None and b is not None})


def _patterns(columns: Sequence[Column], place: dict[Hashable, int]) -> Iterator[tuple[list[tuple[int, int]], int]]:
    """The units with the same votes, whoever gave them: ([(category, votes), ...], units).

    The votes of a unit are added as one integer with a digit for each category, so that only different units cost more
    than an addition.
    """
    bits = len(columns).bit_length()
    digit = {category: 1 << bits * at for category, at in place.items()}
    coded = [[digit.get(vote, 0) for vote in column] for column in columns]
    for code, units in Counter(map(sum, zip(*coded, strict=True))).items():
        counts, at, rest = [], 0, code
        while rest:
            if votes := rest & ((1 << bits) - 1):
                counts.append((at, votes))
            at, rest = at + 1, rest >> bits
        if counts:
            yield counts, units
