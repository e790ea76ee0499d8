"""Whether reviewers find the same claims: F1 over their spans.

There is no kappa here. Chance agreement would need the number of passages that nobody marked, which has no answer; as
it grows, kappa comes down to F1: Hripcsak, G. and Rothschild, A.S. (2005), Agreement, the F-measure, and reliability in
information retrieval, Journal of the American Medical Informatics Association 12(3), 296-298.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from itertools import combinations

import attrs

from annot.model.claim import Claim
from annot.model.span import Span, iou

Done = Callable[[Span | None], frozenset[str]]  # who was done with some words
Pair = tuple[str, str]
Edges = tuple[int, int]
ENOUGH = 0.5  # the IoU from which two spans are the same claim


@attrs.frozen
class Found:
    """Of a pair of people, or summed over pairs: `claims` counts the claims of each on whose words the other has voted,
    `exact` those pairs of them that have equal edges, `overlap` those with an IoU of at least 0.5.
    """

    claims: float = 0
    exact: float = 0
    overlap: float = 0

    @property
    def numbers(self) -> list[float]:
        return [self.claims, self.exact, self.overlap]


def found(claims: Iterable[Claim], done: Done) -> dict[Pair, Found]:
    """What each two people, in the order of their ids, found in one article: whatever others marked there.

    Somebody has voted on the words of a claim who was done with them or marked some of them. Claims are matched one to
    one, the nearest first; those without edges, on the headline or the picture, are left out.
    """
    places: dict[Edges, Counter[str]] = {}
    for claim in claims:
        if claim.start is not None and claim.end is not None:
            places.setdefault((claim.start, claim.end), Counter())[claim.reviewer] += 1
    voted = {place: set(done(Span(*place))).union(people) for place, people in places.items()}
    near: list[tuple[float, Edges, Edges]] = []
    for one, other in _meeting(sorted(places)):
        voted[one].update(places[other])
        voted[other].update(places[one])
        if (share := iou(one, other)) >= ENOUGH:
            near.append((-share, one, other))
    asked, exact = defaultdict[str, Counter[str]](Counter), defaultdict[str, Counter[str]](Counter)
    for place, people in places.items():
        for person, n in people.items():
            for k in range(n):
                asked[person].update(voted[place])
                exact[person].update([other for other, m in people.items() if m > k])
    overlap = _matched(places, sorted(near))
    made = {}
    for pair in combinations(sorted(set().union(*voted.values())), 2):
        first, second = pair
        if theirs := asked[first][second] + asked[second][first]:
            equal = exact[first][second]
            made[pair] = Found(theirs, equal, equal + overlap[pair])
    return made


def _meeting(ordered: Iterable[Edges]) -> Iterator[tuple[Edges, Edges]]:
    """The places that share words, each two once."""
    open_: list[Edges] = []
    for place in ordered:
        open_ = [before for before in open_ if before[1] > place[0]]
        for before in open_:
            yield before, place
        open_.append(place)


def _matched(places: dict[Edges, Counter[str]], near: Iterable[tuple[float, Edges, Edges]]) -> Counter[Pair]:
    """How many claims of each two people are matched one to one, the first of `near` first, when those with equal edges
    have been.
    """
    left: dict[tuple[str, str, Edges], int] = {}  # whose claims, beside whose, where: how many are free
    matched: Counter[Pair] = Counter()
    for _, one, other in near:
        for person, n in places[one].items():
            for reader, m in places[other].items():
                if person != reader:
                    ours, theirs = (person, reader, one), (reader, person, other)
                    free = left.get(ours, max(0, n - places[one][reader]))
                    wanted = left.get(theirs, max(0, m - places[other][person]))
                    if both := min(free, wanted):
                        left[ours], left[theirs] = free - both, wanted - both
                        matched[min(person, reader), max(person, reader)] += both
    return matched


def f1_exact(of: Found) -> float | None:
    """2 matches / (claims of the one + claims of the other): the harmonic mean of precision and recall,
    whoever is taken for the truth. van Rijsbergen, C.J. (1979), Information Retrieval, 2nd ed., chapter 7.
    A match has equal edges.
    """
    return 2 * of.exact / of.claims if of.claims else None


def f1_overlap(of: Found) -> float | None:
    """The same, and a match is an IoU of at least 0.5."""
    return 2 * of.overlap / of.claims if of.claims else None
