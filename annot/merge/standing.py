"""How each group stands: open, agreed, decided, or decided once and open again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

import attrs

from annot.merge.align import groups
from annot.merge.policy import Proposal, agreed, usual_edges
from annot.merge.silence import done_with
from annot.model.claim import Claim
from annot.model.group import Decision, Group
from annot.model.words import NO_CLAIM
from annot.model.work import Work


@attrs.frozen
class Standing:
    """`state` is open, agreed, decided or reopened; `why` says what opened it again.

    `decisions` are the live ones that belong to the group, oldest first.
    `verdict` is what counts in the end: the decision, or what everybody agrees on; None while it is open.
    """

    group: Group
    state: str
    decisions: tuple[Decision, ...] = ()
    verdict: Proposal | None = None
    why: str = ""

    @property
    def settled(self) -> bool:
        return self.verdict is not None

    @property
    def decided_by_person(self) -> bool:
        return any(d.policy is None for d in self.decisions)


def standings(work: Work) -> list[Standing]:
    """Every group of an article, claims without words first, else in reading order."""
    found = groups(work.claims, done_with(work.paragraphs, work.readings))
    home = {claim.id: n for n, group in enumerate(found) for claim in group.claims}
    at: dict[int, list[Decision]] = {}
    for decision in sorted(work.decisions, key=lambda d: (d.created_at or "", d.id)):
        if (n := _home(decision, home)) is not None:
            at.setdefault(n, []).append(decision)
    return [_standing(group, at.get(n, ()), home, n) for n, group in enumerate(found)]


def _home(decision: Decision, home: Mapping[str, int]) -> int | None:
    """The group that holds most of its claims, the first of several; None where all of them are gone."""
    counts = Counter(home[claim] for claim in decision.claims if claim in home)
    return min(counts, key=lambda n: (-counts[n], n), default=None)


def _standing(group: Group, decisions: Sequence[Decision], home: Mapping[str, int], n: int) -> Standing:
    if not decisions:
        verdict = agreed(group)
        return Standing(group, "agreed" if verdict else "open", verdict=verdict)
    if len({(d.status, d.attribution, d.span) for d in decisions}) > 1:
        return Standing(group, "reopened", tuple(decisions), why="it was decided twice, in different ways")
    reasons = [_reopens(decision, group, home, n) for decision in decisions]
    if all(reasons):  # decided twice in one way: what one of them had not seen, the other may have
        return Standing(group, "reopened", tuple(decisions), why=reasons[0])
    one = decisions[0]
    span = one.span or (None if one.status == NO_CLAIM else usual_edges(group))
    return Standing(group, "decided", tuple(decisions), Proposal(one.status, one.attribution, span))


def _reopens(decision: Decision, group: Group, home: Mapping[str, int], n: int) -> str:
    """What has happened since that the decision does not answer; "" for nothing."""
    members = {claim.id: claim for claim in group.claims}
    saw = dict(decision.saw)
    for claim in decision.claims:
        if claim not in home:
            return "a claim of it was taken back since"
        if home[claim] != n:
            return "its claims are no longer one group"
        if members[claim].status != saw.get(claim, members[claim].status):
            return "a claim of it has another verdict since"
    if any(contradicts(claim, decision) for claim in _new(decision, group.claims)):
        return "somebody else marked it since, in another way"
    return ""


def _new(decision: Decision, claims: Iterable[Claim]) -> list[Claim]:
    return [claim for claim in claims if claim.id not in decision.claims]


def contradicts(claim: Claim, decision: Decision) -> bool:
    """Whether the claim has another verdict than was decided; edges alone are no other verdict."""
    if decision.status == NO_CLAIM or claim.status != decision.status:
        return True
    return None not in (claim.attribution, decision.attribution) and claim.attribution != decision.attribution
