"""The final claims: what the desk says in the end, one for each decided or unanimous group."""

from __future__ import annotations

from collections.abc import Iterator

from annot.merge.standing import Standing, standings
from annot.model.group import Final, Group
from annot.model.words import NO_CLAIM
from annot.model.work import Work


def finals(work: Work) -> Iterator[Final]:
    """Those of an article; a group that is open has none."""
    for standing in standings(work):
        if (final := of_group(standing, work)) is not None:
            yield final


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
