"""What the reading screen shows of an article, read at once."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from annot.desk import blind, people
from annot.desk import reading as reading_desk
from annot.desk.session import Desk
from annot.errors import AnnotError
from annot.model.article import Article
from annot.model.claim import Claim, Reading
from annot.model.codebook import Codebook
from annot.store import tables


@attrs.frozen
class Page:
    """An article as one reviewer sees it: `claims` by id in reading order, `sources` counts each one's evidence."""

    article: Article
    claims: dict[str, Claim]
    readings: tuple[Reading, ...]
    sources: dict[str, int]
    names: dict[str, str]
    book: Codebook
    reviewer: str
    place: int | None
    welcome: str

    @property
    def done(self) -> set[int]:
        return reading_desk.done_paragraphs(self.article, self.readings)

    @property
    def own(self) -> list[Claim]:
        return [claim for claim in self.claims.values() if claim.reviewer == self.reviewer]

    def with_claim(self, claim: Claim) -> Page:
        """The same page with this claim as it is now; a claim that was taken back leaves."""
        claims = {i: c for i, c in self.claims.items() if i != claim.id}
        if not claim.deleted:
            claims[claim.id] = claim
            claims = dict(sorted(claims.items(), key=lambda item: _place(item[1])))
        return attrs.evolve(self, claims=claims)

    def with_readings(self, readings: Sequence[Reading]) -> Page:
        return attrs.evolve(self, readings=tuple(readings))


def _place(claim: Claim) -> tuple[int, int, str]:
    return (-1 if claim.start is None else claim.start, claim.end or -1, claim.id)


def page(desk: Desk, article_id: str) -> Page:
    article = tables.article(desk.store, article_id)
    if article is None:
        raise AnnotError(f"The article {article_id} is not here any more.")
    claims = tables.claims(desk.store, article_id, blind.shown_to(desk, article_id))
    sources: dict[str, int] = {}
    for one in tables.evidence(desk.store, [c.id for c in claims]):
        sources[one.claim] = sources.get(one.claim, 0) + 1
    return Page(
        article=article,
        claims={c.id: c for c in sorted(claims, key=_place)},
        readings=tuple(tables.readings(desk.store, article_id, [desk.me.id])),
        sources=sources,
        names=people.displayed(tables.reviewers(desk.store)),
        book=desk.codebook(),
        reviewer=desk.me.id,
        place=reading_desk.place(desk, article_id),
        welcome=reading_desk.resume_line(desk, article),
    )
