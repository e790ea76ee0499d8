"""Which claims of different people are about the same words.

Claims whose spans overlap are joined, those that only touch are not. A component of them is cut at its weakest edge
(IoU: the code points that two spans share, of those that they cover together) while it holds two claims of one person
that cannot be one: one inside the other, or with an IoU below 0.3 and no claim of somebody else that matches both with
0.3 or more, as it does where one person marked in two halves what another marked as one.
"""

from __future__ import annotations

from bisect import bisect, bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, pairwise
from operator import attrgetter

from annot.merge.edges import Place, different, edges
from annot.model.claim import Claim
from annot.model.group import Group
from annot.model.span import Span, iou

SAME = 0.3  # the IoU from which two spans may mean the same words
Done = Callable[[Span | None], frozenset[str]]  # who was done with these words; None: with all of the article

_in_order = attrgetter("start", "end", "id")


def groups(claims: Iterable[Claim], done: Done) -> list[Group]:
    """The groups of one article's claims, those without words first, else in reading order."""
    found = []
    for members in aligned(claims):
        first = members[0]
        start, end = first.start, None
        if first.end is not None:
            end = first.end if len(members) == 1 else max(c.end or 0 for c in members)
        group = Group(first.id, first.article, start, end, kind(members), members)
        if silent := done(group.span).difference(c.reviewer for c in members):
            group = Group(first.id, first.article, start, end, group.kind, members, tuple(sorted(silent)))
        found.append(group)
    return found


def aligned(claims: Iterable[Claim]) -> Iterator[tuple[Claim, ...]]:
    about: dict[str, list[Claim]] = {}
    spanned: list[Claim] = []
    for claim in claims:
        if claim.start is None:
            about.setdefault(claim.about, []).append(claim)
        else:
            spanned.append(claim)
    for _, members in sorted(about.items()):
        yield from _together(sorted(members, key=attrgetter("id")))
    spanned.sort(key=_in_order)
    for run in _runs(spanned):
        yield from sorted(_parts(run), key=lambda members: _in_order(members[0]))


def kind(members: Sequence[Claim]) -> str:
    """One of `model.group.GROUP_KINDS`; `members` are in order."""
    people = {c.reviewer for c in members}
    if len(people) == 1:
        return "one_only"
    if len(people) < len(members):
        return "split"
    spans = sorted({(c.start or 0, -(c.end or 0)) for c in members})
    if len(spans) == 1:
        return "exact"
    nested = all(inner[1] >= outer[1] for outer, inner in pairwise(spans))
    return "nested" if nested else "overlapping"


def _runs(ordered: Iterable[Claim]) -> Iterator[list[Claim]]:
    """Stretches of claims that overlap, whoever made them; no edge leads out of one."""
    run: list[Claim] = []
    furthest = -1
    for claim in ordered:
        start, end = claim.start or 0, claim.end or 0
        if start >= furthest and run:
            yield run
            run = []
        run.append(claim)
        furthest = max(furthest, end)
    if run:
        yield run


def _together(claims: list[Claim]) -> Iterator[tuple[Claim, ...]]:
    """All of them; or each alone where they are one person's, who will have meant several claims."""
    if len({c.reviewer for c in claims}) > 1:
        yield tuple(claims)
    else:
        yield from ((claim,) for claim in claims)


def _parts(run: list[Claim]) -> Iterator[tuple[Claim, ...]]:
    people = {c.reviewer for c in run}
    if len(people) in (1, len(run)):
        yield from _together(run)
        return
    at: dict[tuple[int, int], list[Claim]] = {}  # what was said of exactly the same words stays together
    for claim in run:
        at.setdefault((claim.start or 0, claim.end or 0), []).append(claim)
    places = [(*span, frozenset([c.reviewer for c in of])) for span, of in at.items()]
    for part in _Tree(places).parts():
        yield from _together(sorted((claim for i in part for claim in at[places[i][:2]]), key=_in_order))


class _Tree:
    """How overlapping places come together when edges are taken from the strongest to the weakest.

    Taking the weakest edges away, one after the other, undoes these steps from the last to the first: so a component
    falls into the two halves of its latest step, and no edge is looked at twice.
    """

    def __init__(self, places: Sequence[Place]) -> None:
        self.places = places
        self.starts = [start for start, _, _ in places]
        self.near: dict[int, set[int]] = {}  # place -> those of other people with an IoU of at least SAME, once asked
        self.halves: list[tuple[int, int]] = []  # of the steps, numbered on from the places
        count = len(places)
        above = list(range(count))

        def root(node: int) -> int:
            while above[node] != node:
                above[node] = above[above[node]]
                node = above[node]
            return node

        for _, i, j in sorted(edges(places)):
            one, other = root(i), root(j)
            if one != other:
                above[one] = above[other] = len(above)
                above.append(len(above))
                self.halves.append((one, other))
        self.roots = [node for node, over in enumerate(above) if node == over]
        self.size = [1] * count
        for one, other in self.halves:
            self.size.append(self.size[one] + self.size[other])
        self.first = self._lay_out()

    def _lay_out(self) -> list[int]:
        """Where the places under each node begin, when they are laid in a row: those of one node are neighbours, the
        larger half first.
        """
        first, count, end = [0] * len(self.size), len(self.places), 0
        for node in self.roots:
            first[node], end = end, end + self.size[node]
        for node in reversed(range(count, len(self.size))):
            one, other = self.halves[node - count]
            if self.size[one] < self.size[other]:
                one, other = other, one
            first[one], first[other] = first[node], first[node] + self.size[one]
        self.row = [0] * count
        for place in range(count):
            self.row[first[place]] = place
        return first

    def parts(self) -> Iterator[list[int]]:
        waiting = list(self.roots)
        while waiting:
            node = waiting.pop()
            if tear := self._tear(node):
                waiting += self._parted(node, *tear)
            else:
                yield self.row[self.first[node] : self.first[node] + self.size[node]]

    def _parted(self, node: int, one: int, other: int) -> list[int]:
        """The nodes that are left when steps under this one are undone until these two are apart: what cannot be one
        claim in a component cannot be one in any part of it.
        """
        apart: list[int] = []
        while True:
            left, right = self.halves[node - len(self.places)]
            holds = range(self.first[left], self.first[left] + self.size[left])
            if (self.first[one] in holds) != (self.first[other] in holds):
                return [*apart, left, right]
            node, rest = (left, right) if self.first[one] in holds else (right, left)
            apart.append(rest)

    def _tear(self, node: int) -> tuple[int, int] | None:
        """Two places of one person under this node that cannot be one claim: the first such in the row."""
        begin, end = self.first[node], self.first[node] + self.size[node]
        if end - begin == 1:
            return None
        mine: dict[str, list[int]] = {}
        between: dict[str, int | None] = {}  # what held two of somebody's together may hold the next two
        for place in self.row[begin:end]:
            for person in self.places[place][2]:
                if (own := mine.get(person)) is None:
                    mine[person] = [place]
                    continue
                at = bisect(own, place)
                for other in own[max(0, at - 1) : at + 1]:
                    if self._nested(place, other):
                        return place, other
                far = self._far(place, own, at)
                while far:
                    furthest = min(far)
                    held = between[person] = self._between(place, furthest, begin, end, between.get(person))
                    if held is None:
                        return place, furthest
                    far = far - self._near(held)
                own.insert(at, place)
        return None

    def _between(self, one: int, other: int, begin: int, end: int, guess: int | None) -> int | None:
        """What stands in the row from `begin` to `end` and is near both places of one person: they may be one claim."""
        if end - begin == 2:
            return None
        here, there = self._around(one), self._around(other)
        both = range(min(here.stop, there.stop) - 1, max(here.start, there.start) - 1, -1)
        for place in both if guess is None else chain([guess], both):
            if begin <= self.first[place] < end and self._is_near(place, one) and self._is_near(place, other):
                return place
        return None

    def _near(self, place: int) -> set[int]:
        if place not in self.near:
            self.near[place] = {other for other in self._around(place) if self._is_near(place, other)}
        return self.near[place]

    def _is_near(self, one: int, other: int) -> bool:
        if not different(self.places[one][2], self.places[other][2]):
            return False
        return iou(self.places[one][:2], self.places[other][:2]) >= SAME

    def _around(self, place: int) -> range:
        """Those that can be near it, for where they start."""
        start, end, _ = self.places[place]
        low = bisect_left(self.starts, start - (end - start) * (1 / SAME - 1) - 1)
        return range(low, bisect(self.starts, start + (end - start) * (1 - SAME) + 1))

    def _nested(self, one: int, other: int) -> bool:
        (start, stop, _), (a, b, _) = self.places[one], self.places[other]
        return (start <= a and b <= stop) or (a <= start and stop <= b)

    def _far(self, place: int, own: list[int], at: int) -> set[int]:
        """Those of somebody's `own` places whose IoU with one that belongs at `at` is below SAME. None of them holds
        another, so that starts and ends ascend, and the IoU falls from there to both sides.
        """

        span = self.places[place][:2]

        def near(other: int) -> bool:
            return iou(span, self.places[other][:2]) >= SAME

        if len(own) == 1 or near(own[0]):
            if near(own[-1]):
                return set()
            if len(own) == 1:
                return {*own}
        low = bisect_left(own, True, 0, at, key=near)
        high = bisect(own, False, at, key=lambda other: not near(other))
        return {*own[:low], *own[high:]}
