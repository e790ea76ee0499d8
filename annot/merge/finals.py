"""What is kept of each group: how it stands, and what the desk says in the end where it is decided or unanimous."""

from __future__ import annotations

from collections.abc import Iterator

from annot.merge.policy import agreed
from annot.merge.standing import Standing, standings
from annot.model.group import Final, Group, Summary
from annot.model.words import NO_CLAIM, UNCHECKED
from annot.model.work import Work


def summaries(work: Work) -> Iterator[Summary]:
    """Those of all groups of an article; a group that is open has no final claim."""
    for standing in standings(work):
        group = standing.group
        yield Summary(group.id, group.article, sort_of(group), of_group(standing, work))


def sort_of(group: Group) -> str:
    """One of `model.group.GROUP_SORTS`, whether it was decided or not."""
    if group.kind == "one_only":
        return "one_only"
    said = {(claim.status, claim.attribution) for claim in group.claims if claim.status != UNCHECKED}
    if len(said) > 1 or group.silent:
        return "verdict"
    same = len({(claim.start, claim.end) for claim in group.claims}) == 1
    return "edges" if not same else "agreed" if agreed(group) else "verdict"


def of_group(standing: Standing, work: Work) -> Final | None:
    group, verdict = standing.group, standing.verdict
    if verdict is None:
        return None
    quote, decision = group.claims[0].quote, next(iter(standing.decisions), None)
    if verdict.span is not None and verdict.span != group.claims[0].span:
        quote = verdict.span.of(work.text)
    elif verdict.span is None:
        quote = None
    by = "unanimous"
    if decision is not None:
        by = decision.policy or work.names.get(decision.decided_by, decision.decided_by)
    return Final(
        group=group.id,
        article=group.article,
        start=verdict.span.start if verdict.span else None,
        end=verdict.span.end if verdict.span else None,
        quote=quote,
        status=verdict.status,
        attribution=verdict.attribution,
        votes=tuple(votes(group, work)),
        decided_by=by,
        reason=decision.reason if decision else None,
    )


def votes(group: Group, work: Work) -> list[tuple[str, str]]:
    """(name, status), by name: of everybody's claims, and `no_claim` of who was done there and marked nothing."""
    said = [(work.names.get(c.reviewer, c.reviewer), c.status) for c in group.claims]
    silent = [(work.names.get(person, person), NO_CLAIM) for person in group.silent]
    return sorted(said + silent, key=lambda vote: vote[0])
