"""How closely reviewers agree on where claims begin and end: Krippendorff's alpha for unitizing.

Krippendorff, K. (1995), On the reliability of unitizing continuous data, Sociological Methodology 25, 47-76;
Krippendorff, K. (2004), Content Analysis, 2nd ed., chapter 11, with the example of page 254.

It asks for a continuum of which everybody has seen everything: the paragraphs with which the same people are done, one
behind the other. How far two marked stretches are apart is the squares of the distances of their edges, in code points;
a stretch where somebody else has marked nothing is as far off as it is long.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import accumulate, chain, combinations, product

import attrs

from annot.agreement.finding import Done, Edges, Pair
from annot.model.article import Paragraph
from annot.model.claim import Claim

Stretches = Sequence[Edges]  # of one person: in order, each behind the one before


@attrs.frozen
class Borders:
    """How many stretches are marked on some continua, and the sums of the squared distances that are observed, and that
    would be expected if these stretches lay anywhere: for two people those between them, for more the mean of one and
    another times their number.
    """

    n: float = 0
    observed: float = 0
    expected: float = 0

    @property
    def numbers(self) -> list[float]:
        return [self.n, self.observed, self.expected]


def alpha_unitizing(of: Borders) -> float | None:
    """1 where all mark the same words, 0 where they might as well have marked any, less where they avoid each other."""
    return 1 - of.observed / of.expected if of.expected else None


def borders(claims: Iterable[Claim], paragraphs: Iterable[Paragraph], done: Done) -> dict[Pair | None, Borders]:
    """Of one article, for each two people who were done with the same words, and under None for all together.

    What one person marks twice counts once; claims without edges, on the headline or the picture, are left out.
    """
    pages: dict[frozenset[str], list[Paragraph]] = defaultdict(list)  # who was done -> with which paragraphs
    for paragraph in paragraphs:
        if paragraph.to_do:
            pages[done(paragraph.span)].append(paragraph)
    marked: dict[str, list[Edges]] = defaultdict(list)
    for claim in claims:
        if claim.start is not None and claim.end is not None:
            marked[claim.reviewer].append((claim.start, claim.end))
    stretches = {person: list(_joined(own)) for person, own in marked.items()}

    @cache
    def continuum(readers: tuple[frozenset[str], ...]) -> Continuum:
        kept = sorted(chain.from_iterable(pages[who] for who in readers), key=lambda p: p.n)
        own = {person: stretches.get(person, []) for person in frozenset.intersection(*readers)}
        return Continuum.of(kept, own)

    made: dict[Pair | None, Borders] = {None: Borders()}
    for people in pages:
        here = continuum((people,)).borders(sorted(people))
        made[None] = Borders(*map(sum, zip(made[None].numbers, here.numbers, strict=True)))
    for pair in combinations(sorted(frozenset[str]().union(*pages)), 2):
        if readers := tuple(people for people in pages if people.issuperset(pair)):
            made[pair] = continuum(readers).borders(pair)
    return made


def _joined(marked: Iterable[Edges]) -> Iterator[Edges]:
    """Stretches that overlap as one; those that only touch are two."""
    begin, end = 0, 0
    for start, stop in sorted(marked):
        if start < end:
            end = max(end, stop)
        else:
            if end:
                yield begin, end
            begin, end = start, stop
    if end:
        yield begin, end


class Continuum:
    """`length` code points, and what each person marked of them; what is counted of two people is counted once."""

    def __init__(self, length: int, marked: Mapping[str, Stretches]) -> None:
        self.length, self.marked = length, marked
        self._apart = cache(lambda one, other: _distance(marked[one], marked[other]))
        self._lengths = {person: sorted(end - start for start, end in own) for person, own in marked.items()}
        self._gaps = {person: sorted(_gaps(own, length)) for person, own in marked.items()}
        self._places = cache(lambda one, other: _places(self._lengths[one], self._gaps[other]))

    @classmethod
    def of(cls, kept: Sequence[Paragraph], marked: Mapping[str, Stretches]) -> Continuum:
        """These paragraphs, in order, one behind the other; `marked` is in the whole text."""
        starts, before = [p.start for p in kept], [0, *accumulate(p.end - p.start for p in kept)]

        def place(offset: int) -> int:
            at = bisect_right(starts, offset) - 1
            return 0 if at < 0 else before[at] + min(offset, kept[at].end) - kept[at].start

        placed = {person: [(place(start), place(end)) for start, end in own] for person, own in marked.items()}
        return cls(before[-1], {person: [(a, b) for a, b in own if a < b] for person, own in placed.items()})

    def borders(self, people: Sequence[str]) -> Borders:
        """What these people marked, in the order of their ids; of one person there is nothing to say."""
        lengths = [long for person in people for long in self._lengths[person]]
        if len(people) < 2 or not lengths:
            return Borders()
        n, every = len(lengths), len(people) * self.length
        observed = sum(self._apart(*pair) for pair in combinations(people, 2))
        chance = (n - 1) / 3 * sum(2 * long**3 - 3 * long**2 + long for long in lengths)
        chance += sum(self._places(*pair) for pair in product(people, people))
        places = every * (every - 1) - sum(long * (long - 1) for long in lengths)
        return Borders(n, 2 * observed / (len(people) - 1), 2 * every * chance / places)


def _gaps(own: Stretches, length: int) -> Iterator[int]:
    for (_, end), (start, _) in zip([(0, 0), *own], [*own, (length, length)], strict=True):
        if start > end:
            yield start - end


def _places(lengths: Sequence[int], gaps: Sequence[int]) -> int:
    """In how many places of the gaps each stretch could lie, times its squared length; both are in order."""
    tails = [0, *accumulate(reversed(gaps))]  # the sum of the longest gaps
    total = 0
    for long in lengths:
        wide = len(gaps) - bisect_right(gaps, long - 1)  # so many are long enough
        total += long**2 * (tails[wide] - wide * (long - 1))
    return total


def _distance(one: Stretches, other: Stretches) -> int:
    """The sum of the squared distances between the stretches of two people."""
    total = i = j = 0
    met = [False] * len(one), [False] * len(other)
    while i < len(one) and j < len(other):
        (begin, end), (start, stop) = one[i], other[j]
        if begin < stop and start < end:
            total += (begin - start) ** 2 + (end - stop) ** 2
            met[0][i] = met[1][j] = True
        i, j = (i + 1, j) if end <= stop else (i, j + 1)
    for own, known in zip((one, other), met, strict=True):
        total += sum((end - start) ** 2 for (start, end), seen in zip(own, known, strict=True) if not seen)
    return total
