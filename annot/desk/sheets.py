"""The sheets as they come back: which column is which field of which kind of entity, and what may stand in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import attrs

from annot.model.words import (
    ABOUT,
    ATTRIBUTIONS,
    CONFIDENCE,
    CONFIDENTIALITY,
    IMPORTANCE,
    MEDIA,
    STANCES,
    TIERS,
)
from annot.store import exporting as rows

Row = dict[str, Any]


@attrs.frozen
class Sheet:
    """How a file's columns become an entity's fields; `named` is the column of its id."""

    kind: str
    named: str | None
    fields: Mapping[str, str]
    here: Callable[[rows.Ask, rows.Wanted], Iterable[Row]]


def _fields(same: str, **other: str) -> dict[str, str]:
    return dict(zip(same.split(), same.split(), strict=True)) | other


SOURCE = "url title author publisher published medium archived_url archived_at sha256 confidentiality"
SHEETS = {
    "articles.csv": Sheet(
        "article",
        "article_id",
        _fields("title file url author published site language source_sha256 encoding paragraphs"),
        rows.articles,
    ),
    "claims.csv": Sheet(
        "claim",
        "claim_id",
        _fields(
            "about start end quote prefix suffix speaker said_on attribution status confidence importance rationale "
            "suggested_fix codebook created_at updated_at",
            article_id="article",
            parent_claim_id="parent",
            repeats_claim_id="repeats",
            normalized_claim="normalized",
            claim_types="types",
            reviewer_id="reviewer",
        ),
        rows.claims,
    ),
    "evidence.csv": Sheet(
        "evidence",
        "evidence_id",
        _fields("stance quote locator tier accessed note created_at", claim_id="claim", source_id="source"),
        rows.evidence,
    ),
    "readings.csv": Sheet(
        "reading",
        None,
        _fields("start end state", article_id="article", reviewer_id="reviewer", at="updated_at"),
        rows.readings,
    ),
    "comments.csv": Sheet(
        "comment",
        "comment_id",
        _fields(
            "start end kind text answer answered_at",
            article_id="article",
            claim_id="claim",
            answered_by_id="answered_by",
            reviewer_id="reviewer",
            at="created_at",
        ),
        rows.comments,
    ),
    "decisions.csv": Sheet(
        "decision",
        "decision_id",
        _fields(
            "start end status attribution saw policy reason",
            article_id="article",
            claim_ids="claims",
            decided_by_id="decided_by",
            at="created_at",
        ),
        rows.decisions,
    ),
    "searches.csv": Sheet("search", "search_id", _fields("place query found at", claim_id="claim"), rows.searches),
}
CLOSED = {
    "attribution": ATTRIBUTIONS,
    "confidence": CONFIDENCE,
    "importance": IMPORTANCE,
    "stance": STANCES,
    "tier": TIERS,
    "medium": MEDIA,
    "confidentiality": CONFIDENTIALITY,
    "about": ABOUT,
    "state": ("done",),
}
PEOPLE = {"reviewer_id": "reviewer", "answered_by_id": "answered_by", "decided_by_id": "decided_by"}
