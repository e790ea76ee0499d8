"""What waits for a decision, worst first, with all that one needs to see; and who hears of it afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import attrs

from annot.desk import blind, grouping, people
from annot.desk.session import Desk
from annot.errors import AnnotError
from annot.merge.policy import Proposal
from annot.merge.standing import Standing, standings
from annot.model.article import Article
from annot.model.claim import Claim, Evidence, Source
from annot.model.codebook import Codebook
from annot.model.group import Decision
from annot.model.words import UNCHECKED
from annot.store import drafts, tables

RANKS = ("verdict", "split or merged", "missed by somebody", "edges only")  # worst first


@attrs.frozen
class Case:
    """One group that waits. `claims` are its claims with all their fields, in the order of the letters A, B, C, ...

    `rank` is one of RANKS. `proposal` is what most people say, if that settles everything.
    """

    article: Article
    standing: Standing
    claims: tuple[Claim, ...]
    evidence: dict[str, tuple[Evidence, ...]]
    sources: dict[str, Source]
    proposal: Proposal | None
    rank: str

    @property
    def id(self) -> str:
        return self.standing.group.id

    @property
    def common_status(self) -> str | None:
        """The verdict, where everybody who marked it has the same and nobody saw no claim."""
        statuses = {c.status for c in self.claims}
        return next(iter(statuses)) if len(statuses) == 1 and not self.standing.group.silent else None


@attrs.frozen
class Queue:
    """All that waits in the project, as the screen opens on it."""

    cases: tuple[Case, ...]
    names: dict[str, str]
    book: Codebook
    reviewer: str
    drafts: dict[str, str]  # half-typed text by the place it belongs to


def opened(desk: Desk) -> Queue:
    """The queue over every article, for this reviewer from now on open: see `grouping.open_up`."""
    articles = [a.id for a in tables.headings(desk.store)]
    grouping.open_up(desk, articles)
    typed = drafts.all_of(desk.store, desk.me.id)
    return Queue(tuple(queue(desk, articles)), names(desk), desk.codebook(), desk.me.id, typed)


def waiting(desk: Desk) -> list[Case]:
    """The queue again, over the articles that are open to this reviewer already: nothing more is revealed by it."""
    closed = blind.closed(desk)
    return queue(desk, [a.id for a in tables.headings(desk.store) if a.id not in closed])


def queue(desk: Desk, articles: Sequence[str]) -> list[Case]:
    return in_order(case for article in articles for case in cases(desk, article))


def in_order(found: Iterable[Case]) -> list[Case]:
    """The worst first; of equal ones as they stand in the articles."""
    return sorted(found, key=lambda case: (RANKS.index(case.rank), case.article.id, case.standing.group.start or 0))


def cases(desk: Desk, article_id: str) -> list[Case]:
    """The groups of one article that wait, in reading order."""
    article = tables.article(desk.store, article_id)
    if article is None:
        raise AnnotError(f"The article {article_id} is not here any more.")
    work = grouping.work_on(desk, article_id)
    waiting = [s for s in standings(work) if s.state in grouping.OPEN]
    whole = {c.id: c for c in tables.claims(desk.store, article_id)} if waiting else {}
    found = []
    for standing in waiting:
        claims = tuple(attrs.evolve(whole[c.id], reviewer=c.reviewer) for c in standing.group.claims)
        evidence: dict[str, tuple[Evidence, ...]] = {}
        for one in tables.evidence(desk.store, [c.id for c in claims]):
            evidence[one.claim] = (*evidence.get(one.claim, ()), one)
        cited = {one.source for of in evidence.values() for one in of}
        sources = {source.id: source for source in tables.sources_of(desk.store, cited)}
        proposal = grouping.proposal(standing, work)
        found.append(Case(article, standing, claims, evidence, sources, proposal, _rank(standing)))
    return found


def _rank(standing: Standing) -> str:
    group = standing.group
    said = {(c.status, c.attribution) for c in group.claims}
    if standing.state == "reopened" or len(said) > 1 or group.claims[0].status == UNCHECKED:
        return "verdict"
    if group.kind == "split":
        return "split or merged"
    return "missed by somebody" if group.silent else "edges only"


def names(desk: Desk) -> dict[str, str]:
    return {desk.me.id: desk.me.name} | people.displayed(tables.reviewers(desk.store))


# -- feedback


def otherwise(desk: Desk, article_id: str) -> dict[str, Decision]:
    """This reviewer's claims that were decided otherwise, and how; without those that they were told of."""
    if not tables.has_decisions(desk.store, article_id):
        return {}
    found = {}
    for standing in standings(grouping.work_on(desk, article_id)):
        if standing.state == "decided":
            decision = standing.decisions[0]
            for claim in standing.group.claims:
                verdict = (claim.status, claim.attribution or decision.attribution)
                differs = verdict != (decision.status, decision.attribution)
                if differs and desk.same_person(claim.reviewer) and desk.store.noted(_told(desk, decision)) is None:
                    found[claim.id] = decision
    return found


def decisions_on(desk: Desk, article_id: str, claim_id: str) -> tuple[Decision, ...]:
    """What the desk has decided on the group of a claim, where this reviewer may see it."""
    if not tables.has_decisions(desk.store, article_id) or blind.shown_to(desk, article_id) is not None:
        return ()
    found = standings(grouping.work_on(desk, article_id))
    return next((s.decisions for s in found if any(claim.id == claim_id for claim in s.group.claims)), ())


def told(desk: Desk, decision: Decision) -> None:
    """This reviewer has seen the decision; local to this file."""
    desk.store.note({_told(desk, decision): "1"})


def _told(desk: Desk, decision: Decision) -> str:
    return f"told:{desk.me.id}:{decision.id}"
