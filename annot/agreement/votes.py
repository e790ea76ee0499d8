"""From groups of claims to votes: who said what of which unit, in a column for each person.

A unit is what everybody answered once. Most groups are one; where somebody has several claims in a group, each of them
is a unit, and the claims of the others are lined up with the nearest.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

import attrs

from annot.agreement.finding import Done, Found, Pair, found
from annot.agreement.unitizing import Borders, borders
from annot.model.article import Paragraph
from annot.model.claim import Claim
from annot.model.group import Group
from annot.model.span import iou
from annot.model.words import NO_CLAIM, UNCHECKED

Unit = dict[str, Claim | None]  # person -> their claim, None for who was done there and marked nothing
CLAIM = "claim"


@attrs.frozen
class Sheet:
    """The votes on one article: person -> a vote for each unit, None where there is none.

    `found` is CLAIM or NO_CLAIM, `status` a verdict or NO_CLAIM. Somebody who marked nothing was not asked who said it,
    so `attribution` has claims alone. `spans` and `borders` are not by unit: what two people found is theirs, whoever
    else is there. `groups` has the id of the group that each unit is of.
    """

    found: dict[str, list[str | None]]
    status: dict[str, list[str | None]]
    attribution: dict[str, list[str | None]]
    spans: dict[Pair, Found]
    borders: dict[Pair | None, Borders]
    groups: Sequence[str] = ()

    @property
    def people(self) -> frozenset[str]:
        return frozenset(self.found)

    def compares(self, people: Iterable[str]) -> bool:
        """Whether any unit or any claim has the votes of two of these."""
        people = sorted(people)
        columns = [self.found[person] for person in people]
        together = any(sum(vote is not None for vote in votes) > 1 for votes in zip(*columns, strict=True))
        return together or any(pair in self.spans for pair in combinations(people, 2))

    @property
    def units(self) -> int:
        return max(map(len, self.found.values()), default=0)


def sheet(groups: Iterable[Group], done: Done, paragraphs: Iterable[Paragraph]) -> Sheet:
    """The votes on the groups of one article with these paragraphs. `done` answers who was done with some words.

    Silence is a vote only of who was done. An unchecked claim was found, and has no verdict yet.
    """
    groups = list(groups)
    units, busy, ids = [], [], []
    for group in groups:
        for unit in lined_up(group, done):
            units.append(unit)
            busy.append(_busy(group, unit))
            ids.append(group.id)
    people = sorted({person for unit in units for person in unit})
    claims = [claim for group in groups for claim in group.claims]
    made = Sheet({}, {}, {}, found(claims, done), borders(claims, paragraphs, done), ids)
    for person in people:
        made.found[person] = [None] * len(units)
        made.status[person] = [None] * len(units)
        made.attribution[person] = [None] * len(units)
    for i, unit in enumerate(units):
        for person, claim in unit.items():
            if claim is None:
                made.found[person][i] = NO_CLAIM
                if person not in busy[i]:
                    made.status[person][i] = NO_CLAIM
                continue
            made.found[person][i] = CLAIM
            if claim.status != UNCHECKED:
                made.status[person][i] = claim.status
            made.attribution[person][i] = claim.attribution
    return made


def _busy(group: Group, unit: Unit) -> set[str]:
    """Who has no claim in the unit and yet marked some of its words, in another: they were not silent about them."""
    spans = [edges(claim) for claim in unit.values() if claim is not None]
    return {
        claim.reviewer
        for claim in group.claims
        if unit.get(claim.reviewer, claim) is None and any(iou(edges(claim), span) > 0 for span in spans)
    }


def lined_up(group: Group, done: Done) -> Iterator[Unit]:
    """The units of a group. The claims of who has most are units; each other person's go, one to one and the nearest
    first, to the unit whose words they share most of (IoU). What shares no words with any that is free makes units in
    the same way.
    """
    left: dict[str, list[Claim]] = {}
    for claim in group.claims:
        left.setdefault(claim.reviewer, []).append(claim)
    silent: Unit = dict.fromkeys(group.silent)
    if len(left) == len(group.claims):
        yield {**silent, **{person: own[0] for person, own in left.items()}}
        return
    people = frozenset(left)
    while left:
        most = max(map(len, left.values()))
        first = min(person for person, own in left.items() if len(own) == most)
        anchors = left.pop(first)
        units: list[Unit] = [{first: anchor} for anchor in anchors]
        for person, own in [*left.items()]:
            places = _nearest(own, anchors)
            for i, at in places.items():
                units[at][person] = own[i]
            left[person] = [claim for i, claim in enumerate(own) if i not in places]
            if not left[person]:
                del left[person]
        for unit, anchor in zip(units, anchors, strict=True):
            yield silent | dict.fromkeys(done(anchor.span) & people) | unit


def _nearest(own: Sequence[Claim], anchors: Sequence[Claim]) -> dict[int, int]:
    """Of our claims, by number, each one's anchor, if there is one whose words it shares."""
    shared = ((iou(edges(c), edges(a)), i, at) for i, c in enumerate(own) for at, a in enumerate(anchors))
    places: dict[int, int] = {}
    taken: set[int] = set()
    for _, i, at in sorted((-share, i, at) for share, i, at in shared if share):
        if i not in places and at not in taken:
            places[i] = at
            taken.add(at)
    return places


def edges(claim: Claim) -> tuple[int, int]:
    """[start, end) in code points; (0, 0) for a claim that is about no words of the text."""
    return claim.start or 0, claim.end or 0
