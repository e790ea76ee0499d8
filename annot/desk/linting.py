"""Open points: what a desk's rules of evidence still ask for. Each rule is a function of what is recorded."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import attrs

from annot.codebook.rules import RULES
from annot.desk import blind, covering
from annot.desk.reading import done_paragraphs
from annot.desk.session import Desk
from annot.model.address import host
from annot.model.claim import Claim, Comment, Evidence, Search, Source
from annot.model.codebook import Codebook
from annot.model.words import UNCHECKED
from annot.store import tables

_TEXTS = {rule.id: rule.text for rule in RULES}
_MARKS = frozenset('"“”„‟«»‹›')


@attrs.frozen
class Case:
    """One claim with all that the rules look at. `weighing` is its evidence that is for or against, not background."""

    claim: Claim
    evidence: tuple[Evidence, ...]
    sources: dict[str, Source]
    searches: tuple[Search, ...]
    book: Codebook

    @property
    def weighing(self) -> list[Evidence]:
        return [e for e in self.evidence if e.stance != "context"]

    @property
    def independent(self) -> int:
        """How many sources weigh, a publisher or web site counted once."""
        return len({self._origin(e.source) for e in self.weighing})

    def _origin(self, source_id: str) -> str:
        source = self.sources.get(source_id)
        return (source and (source.publisher or host(source.url or ""))) or source_id

    @property
    def worked(self) -> bool:
        """Whether the claim has a verdict that is about facts."""
        return self.claim.status != UNCHECKED and self.book.status(self.claim.status).exported

    @property
    def quotation(self) -> bool:
        """Whether somebody says it: "said so?" is asked only then."""
        return said_by_somebody(self.claim)


def said_by_somebody(claim: Claim) -> bool:
    types = {"quote", "paraphrase"} & set(claim.types)
    return bool(claim.speaker or types or _MARKS & set(claim.quote or ""))


def _decisive(case: Case) -> set[str]:
    """The verdicts that need evidence: the two ends of the codebook's scale."""
    ranked = sorted((s for s in case.book.statuses if s.rank is not None), key=lambda s: s.rank or 0)
    return {ranked[0].id, ranked[-1].id} if ranked else {"supported", "refuted"}


def _no_evidence(case: Case) -> bool:
    return case.claim.status in _decisive(case) and not case.weighing


def _second_hand_only(case: Case) -> bool:
    tiers = {e.tier for e in case.weighing}
    return case.worked and tiers == {"secondary"} and case.independent < 3


def _core_one_source(case: Case) -> bool:
    return case.worked and case.claim.importance == "core" and case.independent < 2


def _no_archive(case: Case) -> bool:
    web = ((e, case.sources.get(e.source)) for e in case.evidence)
    return any(s is not None and s.url and not s.archived_url and not e.accessed for e, s in web)


def _one_stance(case: Case) -> bool:
    return case.claim.status == "disputed" and len({e.stance for e in case.weighing}) < 2


def _quote_without_primary(case: Case) -> bool:
    checked = case.claim.attribution is not None or case.worked
    return "quote" in case.claim.types and checked and all(e.tier != "primary" for e in case.evidence)


def _unproven_without_search(case: Case) -> bool:
    return case.claim.status == "unproven" and not case.searches


def _attribution_open(case: Case) -> bool:
    return case.quotation and case.claim.attribution is None and case.claim.status != UNCHECKED


_ON_CLAIMS: dict[str, Callable[[Case], bool]] = {
    "no_evidence": _no_evidence,
    "second_hand_only": _second_hand_only,
    "core_one_source": _core_one_source,
    "no_archive": _no_archive,
    "one_stance": _one_stance,
    "quote_without_primary": _quote_without_primary,
    "unproven_without_search": _unproven_without_search,
    "attribution_open": _attribution_open,
}


def lint(desk: Desk, article_id: str | None = None) -> list[dict[str, Any]]:
    """The open points of what this desk shows: `{claim, rule, text}`, in reading order."""
    book = desk.codebook()
    articles = [article_id] if article_id else [a.id for a in tables.headings(desk.store)]
    return [point for one in articles for point in _points(desk, book, one)]


def _points(desk: Desk, book: Codebook, article_id: str) -> Iterator[dict[str, Any]]:
    reviewers = blind.shown_to(desk, article_id)
    claims = tables.claims(desk.store, article_id, reviewers)
    unanswered: dict[str | None, list[Comment]] = {}
    if "unanswered" in book.lint:
        for comment in tables.comments(desk.store, article_id):
            if comment.open and (reviewers is None or comment.reviewer in reviewers):
                unanswered.setdefault(comment.claim, []).append(comment)
    for case in cases(desk, book, claims):
        for rule, breaks in _ON_CLAIMS.items():
            if rule in book.lint and breaks(case):
                yield {"claim": case.claim.id, "rule": rule, "text": _TEXTS[rule]}
        for comment in unanswered.pop(case.claim.id, ()):
            yield _unanswered(comment)
    for comments in unanswered.values():
        yield from map(_unanswered, comments)
    if "coverage" in book.lint and desk.reviewer is not None:
        yield from _uncovered(desk, article_id)


def _uncovered(desk: Desk, article_id: str) -> Iterator[dict[str, Any]]:
    """Of this reviewer's own work: where they are done, and have marked nothing."""
    article = tables.article(desk.store, article_id)
    if article is not None:
        mine = [desk.me.id]
        done = done_paragraphs(article, tables.readings(desk.store, article_id, mine))
        for paragraph, hint in covering.points(article, done, tables.claims(desk.store, article_id, mine)):
            text = f"{_TEXTS['coverage']} P{paragraph.n}, a {hint.kind}: {hint.span.of(article.text)}"
            yield {"claim": None, "rule": "coverage", "text": text}


def cases(desk: Desk, book: Codebook, claims: list[Claim]) -> list[Case]:
    ids = [claim.id for claim in claims]
    evidence: dict[str, list[Evidence]] = {}
    for one in tables.evidence(desk.store, ids):
        evidence.setdefault(one.claim, []).append(one)
    searches: dict[str, list[Search]] = {}
    for search in tables.searches(desk.store, ids):
        searches.setdefault(search.claim, []).append(search)
    sources = {s.id: s for s in tables.sources(desk.store)}
    return [Case(c, tuple(evidence.get(c.id, ())), sources, tuple(searches.get(c.id, ())), book) for c in claims]


def _unanswered(comment: Comment) -> dict[str, Any]:
    return {"claim": comment.claim, "rule": "unanswered", "text": f"{_TEXTS['unanswered']} {comment.text}"}
