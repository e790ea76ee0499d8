"""What a policy makes of the votes on one group. What is true, who said so and where the edges are, are questions each
of its own: a policy settles a group when it settles all of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from typing import TypeVar

import attrs

from annot.errors import AnnotError
from annot.model.claim import Claim
from annot.model.group import Group
from annot.model.span import Span
from annot.model.words import NO_CLAIM, UNCHECKED

NAMES = ("unanimous", "majority", "threshold", "priority")
INCOMPLETE = ("keep", "queue")
_T = TypeVar("_T", bound=Hashable)
Votes = Mapping[str, _T | None]  # person -> their vote; None where they are at odds with themselves
Rule = Callable[[Votes[_T]], tuple[_T] | None]  # what they settle on; nothing is another thing than settling on None


@attrs.frozen
class Policy:
    """`share` (threshold) is of the votes; `first` (priority) are people, in the order in which they are heard.

    At least `min_reviewers` must have voted. Where somebody who takes part was not done yet, `incomplete` says whether
    the votes that are there are kept, or the group is left in the queue.
    """

    name: str
    min_reviewers: int = 1
    share: float = 0.75
    first: tuple[str, ...] = ()
    incomplete: str = "keep"

    def __attrs_post_init__(self) -> None:
        if self.name not in NAMES:
            raise AnnotError(f"There is no policy {self.name}; there are: {', '.join(NAMES)}.")
        if self.incomplete not in INCOMPLETE:
            raise AnnotError("--incomplete is keep or queue.")
        if self.min_reviewers < 1:
            raise AnnotError("At least one reviewer must have voted.")
        if not 0 < self.share <= 1:
            raise AnnotError("A share is more than 0 and at most 1, like 0.75.")
        if (self.name == "priority") is not bool(self.first):
            raise AnnotError("--first NAME goes with --policy priority, which needs it.")


@attrs.frozen
class Proposal:
    """What would be decided. `span` is None for no claim, and for claims that are not about words of the text."""

    status: str
    attribution: str | None
    span: Span | None


MAJORITY = Policy("majority")


def agreed(group: Group) -> Proposal | None:
    """What everybody says who marked the group or was done there; one reviewer suffices."""
    first = group.claims[0]
    said = (first.status, first.attribution, first.start, first.end)
    if group.silent or first.status == UNCHECKED:
        return None
    if any((c.status, c.attribution, c.start, c.end) != said for c in group.claims[1:]):
        return None
    return Proposal(first.status, first.attribution, first.span)


def settle(group: Group, policy: Policy, people: Collection[str] = ()) -> Proposal | None:
    """What the policy decides, or None. `people` take part in the article; who of them has not voted is waited for."""
    by_person = _by_person(group.claims)
    votes = _votes(by_person, group.silent)
    waited_for = (by_person.keys() | set(people)) - votes.keys()
    if len(votes) < policy.min_reviewers or (policy.incomplete == "queue" and waited_for):
        return None
    if policy.name == "unanimous":
        return agreed(group)
    rule: Rule[str] = _rule(policy)
    status = rule(votes)
    if status is None:
        return None
    if status[0] == NO_CLAIM:
        return Proposal(NO_CLAIM, None, None)
    if policy.name == "priority":  # whose verdict is not heard is not heard on anything else
        by_person = {person: own for person, own in by_person.items() if person in votes}
    said: Votes[str] = {person: _one({c.attribution or "" for c in own}) for person, own in by_person.items()}
    said = {person: vote for person, vote in said.items() if vote != ""}  # who did not check has not voted
    attribution = rule(said) if said else ("",)
    edges_rule: Rule[Span] = _rule(policy)
    edges = edges_rule({person: _one({c.span for c in own}) for person, own in by_person.items()})
    if group.span is None:
        edges = (None,)  # type: ignore[assignment]  # there are none to differ about
    return Proposal(status[0], attribution[0] or None, edges[0]) if attribution and edges else None


def usual_edges(group: Group) -> Span | None:
    """The edges that most people chose; of several the widest, which lose nobody's words."""
    counts = Counter(c.span for c in group.claims if c.span)
    return min(counts, key=lambda span: (-counts[span], span.start - span.end, span), default=None)


def _by_person(claims: Sequence[Claim]) -> dict[str, list[Claim]]:
    found: dict[str, list[Claim]] = {}
    for claim in claims:
        found.setdefault(claim.reviewer, []).append(claim)
    return found


def _votes(by_person: Mapping[str, Sequence[Claim]], silent: Collection[str]) -> dict[str, str | None]:
    """Everybody's word on whether it is true. Who left it unchecked has not voted, who was silent sees no claim."""
    said = {person: {c.status for c in own} - {UNCHECKED} for person, own in by_person.items()}
    return {person: _one(statuses) for person, statuses in said.items() if statuses} | dict.fromkeys(silent, NO_CLAIM)


def _one(values: set[_T]) -> _T | None:
    return next(iter(values)) if len(values) == 1 else None


def _rule(policy: Policy) -> Rule[_T]:
    def by_count(votes: Votes[_T]) -> tuple[_T] | None:
        ranked = Counter(vote for vote in votes.values() if vote is not None).most_common(2)
        if not ranked or (ranked[0][1] == ranked[-1][1] and len(ranked) > 1):
            return None
        vote, count = ranked[0]
        enough = count * 2 > len(votes) if policy.name == "majority" else count >= policy.share * len(votes)
        return (vote,) if enough else None

    def by_rank(votes: Votes[_T]) -> tuple[_T] | None:
        vote = next((votes[person] for person in policy.first if person in votes), None)
        return None if vote is None else (vote,)

    return by_rank if policy.name == "priority" else by_count
