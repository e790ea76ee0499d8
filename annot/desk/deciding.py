"""The desk's word on a group: one by one, or all that a policy settles. A decision is an action; undo takes it back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import attrs

from annot.desk import grouping
from annot.desk.session import Desk
from annot.errors import AnnotError
from annot.history.change import Draft
from annot.merge.policy import Policy, Proposal, settle, usual_edges
from annot.merge.standing import Standing, standings
from annot.model.claim import Claim
from annot.model.group import Group
from annot.model.ids import random_id
from annot.model.span import Span
from annot.model.words import ATTRIBUTIONS, NO_CLAIM, UNCHECKED
from annot.plain import storable
from annot.store import tables


@attrs.frozen
class Ruled:
    """What a policy has done: groups that it decided, and groups that are open after it."""

    decided: int
    open: int


def standing_of(desk: Desk, claim: Claim) -> Standing:
    """How the group of a claim stands."""
    for standing in standings(grouping.work_on(desk, claim.article)):
        if any(c.id == claim.id for c in standing.group.claims):
            return standing
    raise AnnotError(f"The claim {claim.id} was taken back.")


def decide(
    desk: Desk,
    claim: Claim,
    status: str,
    *,
    attribution: str | None = None,
    edges: Span | None = None,
    reason: str | None = None,
    seen: Group | None = None,
) -> str:
    """Decide the group of `claim`, instead of all that was decided on it before; returns the decision's id.

    `seen` is the group as it was looked at: one that has changed since is not decided.

    `status` is a verdict of the codebook, or `no_claim`; what is not given is as `ruling` says.
    """
    if status not in (NO_CLAIM, *(s for s in desk.codebook().status_ids if s != UNCHECKED)):
        known = ", ".join(s for s in desk.codebook().status_ids if s != UNCHECKED)
        raise AnnotError(f"There is no verdict {status} to decide on; there are: {known}.")
    if attribution and attribution not in ATTRIBUTIONS:
        raise AnnotError(f"There is no attribution {attribution}; there are: {', '.join(ATTRIBUTIONS)}.")
    with desk.action() as action:
        standing = standing_of(desk, claim)
        group = standing.group
        if seen is not None and _votes(seen) != _votes(group):
            raise AnnotError("Somebody has changed this group meanwhile; it was not decided, here it is as it is now.")
        if edges is not None and (group.span is None or not group.span.meets(edges)):
            raise AnnotError("These edges do not touch what was marked in this group.")
        drafts = _drafts(desk, standing, ruling(group, status, attribution, edges), reason=reason)
        action.add(*drafts)
    return drafts[-1].entity


def ruling(group: Group, status: str, attribution: str | None, edges: Span | None) -> Proposal:
    """What is decided with a verdict: an `attribution` that is not given is the one on which all agree who have that
    verdict, an empty one is none; `edges` that are not given are those of most people.
    """
    if status == NO_CLAIM:
        return Proposal(NO_CLAIM, None, None)
    said = _usual_attribution(group, status) if attribution is None else attribution or None
    return Proposal(status, said, edges or usual_edges(group))


def rule(desk: Desk, articles: Sequence[str], policy: Policy) -> Ruled:
    """Decide all that the policy settles, in one action. What a person decided stays, also where it is open again."""
    decided = left = 0
    with desk.action() as action:
        for work in grouping.works_on(desk, articles):
            for standing in standings(work):
                verdict = None
                if standing.state != "decided" and not standing.decided_by_person:
                    verdict = settle(standing.group, policy, work.people)
                if verdict is not None:
                    action.add(*_drafts(desk, standing, verdict, policy=policy.name))
                    decided += 1
                else:
                    left += standing.state in grouping.OPEN
    return Ruled(decided, left)


def overrules_everybody(group: Group, status: str) -> bool:
    """Whether nobody has said so: then the screen asks for a reason."""
    if status == NO_CLAIM:
        return not group.silent
    return all(c.status != status for c in group.claims)


def _drafts(
    desk: Desk, standing: Standing, verdict: Proposal, *, policy: str | None = None, reason: str | None = None
) -> list[Draft]:
    """The decision, last; before it what takes those away that it replaces. Two desks at once thus leave two."""
    group, span = standing.group, verdict.span
    patch = {
        "article": group.article,
        "start": span.start if span else None,
        "end": span.end if span else None,
        "status": verdict.status,
        "attribution": verdict.attribution,
        "claims": [c.id for c in group.claims],
        "saw": [[c.id, c.status] for c in group.claims],
        "decided_by": desk.me.id,
        "policy": policy,
        "reason": storable(reason).strip() or None if reason else None,
    }
    given = {name: value for name, value in patch.items() if value is not None}
    before = [Draft("decision", d.id, {"deleted": 1}) for d in standing.decisions]
    return [*before, Draft("decision", random_id("decision"), given)]


def _votes(group: Group) -> set[tuple[str, str, str | None, Span | None]]:
    return {(c.id, c.status, c.attribution, c.span) for c in group.claims}


def _usual_attribution(group: Group, status: str) -> str | None:
    said = Counter(c.attribution for c in group.claims if c.status == status and c.attribution)
    return next(iter(said)) if len(said) == 1 else None


def count_open(desk: Desk) -> int:
    """How many groups of the project wait for a decision."""
    articles = [a.id for a in tables.headings(desk.store)]
    return sum(s.state in grouping.OPEN for did in grouping.works_on(desk, articles) for s in standings(did))
