"""Where the counts of some people stand in a row of numbers, one row for each article: rows are added, then read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

import attrs

from annot.agreement.counting import Crossing, Numbers, Tally, coincidences, crossing, tally
from annot.agreement.finding import Found, Pair
from annot.agreement.unitizing import Borders
from annot.agreement.votes import CLAIM, Sheet
from annot.model.words import ATTRIBUTIONS, NO_CLAIM

FOUND = (CLAIM, NO_CLAIM)


@attrs.frozen
class Layout:
    """Where the counts of some people stand in a row of numbers: spans, borders, found, status, attribution, ranks."""

    statuses: tuple[str, ...]
    ranked: tuple[str, ...]
    two: bool = True

    def of_pair(self, sheet: Sheet, pair: Pair) -> list[float]:
        one, other = pair
        in_order = min(pair), max(pair)
        numbers = sheet.spans.get(in_order, Found()).numbers + sheet.borders.get(in_order, Borders()).numbers
        for columns, categories in self._fields(sheet):
            numbers += crossing(columns[one], columns[other], categories).numbers
        return numbers + self._ranks(sheet, pair)

    def of_all(self, sheet: Sheet, spans: Numbers) -> list[float]:
        numbers, people = [*spans, *sheet.borders[None].numbers], sorted(sheet.people)
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

    def read(self, numbers: Numbers) -> Counts:
        at, parts, two = 6, [], self.two
        for categories in (FOUND, self.statuses, ATTRIBUTIONS):
            width = 4 * len(categories) if two else 3 + 3 * len(categories)
            parts.append((Crossing if two else Tally).of(numbers[at : at + width]))
            at += width
        size, ranks = len(self.ranked), numbers[at + 1 :]
        matrix = [ranks[i * size : (i + 1) * size] for i in range(size)]
        found_by, status, attribution = parts
        return Counts(Found(*numbers[:3]), Borders(*numbers[3:6]), found_by, status, attribution, numbers[at], matrix)


@attrs.frozen
class Counts:
    spans: Found
    borders: Borders
    found: Tally | Crossing
    status: Tally | Crossing
    attribution: Tally | Crossing
    ranked: float
    ranks: Sequence[Numbers]


def tallied(votes: Tally | Crossing) -> Tally:
    return votes.tally if isinstance(votes, Crossing) else votes
