"""What the reading screen shows of an article, read at once."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Sequence
from functools import cached_property
from itertools import groupby, takewhile

import attrs

from annot.desk import adjudicating, blind, people
from annot.desk import reading as reading_desk
from annot.desk.session import Desk
from annot.errors import AnnotError
from annot.history.change import Change
from annot.model.article import Article
from annot.model.claim import Claim, Comment, Evidence, Reading, Source
from annot.model.codebook import Codebook
from annot.model.group import Decision
from annot.model.span import Span
from annot.store import drafts, tables


@attrs.define(frozen=True, slots=False)  # no slots: `cached_property` keeps its value in the instance
class Page:
    """An article as one reviewer sees it: `claims` by id, `evidence` by claim, `sources` by id, comments oldest first.

    `recent` are the nine sources cited last, the latest first; `drafts` is half-typed text by the place it belongs to.
    """

    article: Article
    claims: dict[str, Claim]
    readings: tuple[Reading, ...]
    evidence: dict[str, tuple[Evidence, ...]]
    sources: dict[str, Source]
    recent: tuple[Source, ...]
    comments: tuple[Comment, ...]
    names: dict[str, str]
    book: Codebook
    reviewer: str
    place: int | None
    welcome: str
    drafts: dict[str, str]
    blind_round: bool  # others have marked claims here that this reviewer does not see yet
    otherwise: dict[str, Decision] = attrs.field(factory=dict)  # own claims decided otherwise, until one was told

    @cached_property
    def done(self) -> set[int]:
        return reading_desk.done_paragraphs(self.article, self.readings)

    @cached_property
    def in_order(self) -> list[Claim]:
        """The claims with a span, in reading order: what Tab visits and what the numbers C1, C2, ... count."""
        return sorted((c for c in self.claims.values() if c.span), key=_order)

    @cached_property
    def own(self) -> int:
        """How many claims are this reviewer's."""
        return sum(claim.reviewer == self.reviewer for claim in self.claims.values())

    def number(self, claim: Claim) -> int | None:
        """The n of C1, C2, ..., if the claim has a span."""
        at = bisect_left(self.in_order, _order(claim), key=_order)
        return at + 1 if at < len(self.in_order) and self.in_order[at].id == claim.id else None

    def exactly(self, span: Span) -> list[Claim]:
        """The claims on exactly these words."""
        at = bisect_left(self.in_order, (span.start, span.end), key=lambda c: (c.start or 0, c.end or 0))
        ordered = self.in_order
        return list(takewhile(lambda claim: claim.span == span, (ordered[i] for i in range(at, len(ordered)))))

    def with_claim(self, claim: Claim) -> Page:
        """The same page with this claim as it is now; a claim that was taken back leaves.

        What is known of the other claims is carried on: sorting ten thousand anew would be felt at every key.
        """
        claims, ordered = dict(self.claims), list(self.in_order)
        before = claims.pop(claim.id, None)
        if before is not None and before.span:
            del ordered[bisect_left(ordered, _order(before), key=_order)]
        if not claim.deleted:
            claims[claim.id] = claim
            if claim.span:
                insort(ordered, claim, key=_order)
        page = attrs.evolve(self, claims=claims)
        lost, gained = (c is not None and c.reviewer == self.reviewer for c in (before, claims.get(claim.id)))
        page.__dict__.update(in_order=ordered, own=self.own + gained - lost, done=self.done)
        return page

    def with_evidence(self, claim: str, evidence: Sequence[Evidence], recent: Sequence[Source]) -> Page:
        """The same page after something was cited for `claim`: what was cited is among the `recent` sources."""
        sources = self.sources | {source.id: source for source in recent}
        everything = self.evidence | {claim: tuple(evidence)}
        return attrs.evolve(self, evidence=everything, sources=sources, recent=tuple(recent))

    def with_readings(self, readings: Sequence[Reading]) -> Page:
        return attrs.evolve(self, readings=tuple(readings))


def _order(claim: Claim) -> tuple[int, int, str]:
    return claim.start or 0, claim.end or 0, claim.id


def page(desk: Desk, article_id: str) -> Page:
    article = tables.article(desk.store, article_id)
    if article is None:
        raise AnnotError(f"The article {article_id} is not here any more.")
    shown = blind.shown_to(desk, article_id)
    claims = tables.claims(desk.store, article_id, shown)
    evidence: dict[str, tuple[Evidence, ...]] = {}
    for claim, group in groupby(
        sorted(tables.evidence(desk.store, [c.id for c in claims]), key=lambda e: e.claim), key=lambda e: e.claim
    ):
        evidence[claim] = tuple(group)
    cited = {e.source for group in evidence.values() for e in group}
    comments = tuple(c for c in tables.comments(desk.store, article_id) if shown is None or c.reviewer in shown)
    own = [c for c in claims if c.reviewer == desk.me.id]
    return Page(
        article=article,
        claims={c.id: c for c in claims},
        readings=tuple(tables.readings(desk.store, article_id, [desk.me.id])),
        evidence=evidence,
        sources={source.id: source for source in tables.sources_of(desk.store, cited)},
        recent=tuple(tables.recent_sources(desk.store)),
        comments=comments,
        names={desk.me.id: desk.me.name} | people.displayed(tables.reviewers(desk.store)),  # who is new is in no table
        book=desk.codebook(),
        reviewer=desk.me.id,
        place=reading_desk.place(desk, article_id),
        welcome=reading_desk.resume_line(desk, article, own, evidence, comments),
        drafts=drafts.all_of(desk.store, desk.me.id),
        otherwise=adjudicating.otherwise(desk, article_id) if shown is None else {},
        blind_round=shown is not None and bool(blind.others(desk, article_id)),
    )


def claims_alone(desk: Desk, changes: Sequence[Change], most: int = 9) -> list[Claim] | None:
    """The claims that `changes` touched, as they are now; None where they touched anything else, or many.

    To show these is a matter of one frame; to read a page of ten thousand claims again is not.
    """
    touched = dict.fromkeys(change.key for change in changes)
    if len(touched) > most or any(kind != "claim" for kind, _ in touched):
        return None
    return [claim for _, entity in touched if (claim := tables.claim(desk.store, entity))]
