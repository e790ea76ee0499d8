"""The rows of `export --final`: one for each settled group, with the desk's word in the place of a reviewer's."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from operator import attrgetter

import attrs

from annot.desk.grouping import OPEN, Row, group_columns, with_work
from annot.merge.standing import Standing, standings
from annot.model.article import CONTEXT
from annot.model.words import NO_CLAIM
from annot.model.work import Work
from annot.store.exporting import Ask

_start = attrgetter("start")
_REVIEWERS_OWN = (
    "rationale",
    "confidence",
    "normalized_claim",
    "suggested_fix",
)  # nobody else's words for another verdict


@attrs.define
class LeftOut:
    """What has no row, counted while the rows are made; `home` says in which row's group each claim is."""

    open: int = 0
    no_claim: int = 0
    home: dict[str, str] = attrs.field(factory=dict)

    @property
    def said(self) -> Iterator[str]:
        if self.open:
            yield f"{self.open} group{'s are' if self.open > 1 else ' is'} open and left out; see: annot groups --open"
        if self.no_claim:
            yield f"{self.no_claim} decided to be no claim {'are' if self.no_claim > 1 else 'is'} left out."


def finals(ask: Ask, claims: Iterable[Row], left_out: LeftOut) -> Iterator[Row]:
    """`claims` are rows of claims.csv, article by article; the row of a group stands where its first claim stood."""
    for did, rows in with_work(ask, claims):
        by_id = {row["claim_id"]: row for row in rows}
        for standing in standings(did):
            members = [by_id[c.id] for c in standing.group.claims if c.id in by_id]
            if standing.verdict is None:
                left_out.open += standing.state in OPEN
            elif standing.verdict.status == NO_CLAIM:
                left_out.no_claim += 1
            elif members:
                left_out.home.update(dict.fromkeys((c.id for c in standing.group.claims), standing.group.id))
                yield _row(standing, members, did)


def _row(standing: Standing, members: list[Row], did: Work) -> Row:
    """Of the claims that have the decided verdict the first, those with the decided edges before others."""
    final = group_columns(standing, did)
    edges = (final["final_start"], final["final_end"])
    best = min(members, key=lambda m: (m["status"] != final["final_status"], (m["start"], m["end"]) != edges))
    row = best | final
    if best["status"] != final["final_status"]:
        row |= dict.fromkeys(_REVIEWERS_OWN)
    sources = list(dict.fromkeys(source for m in members for source in m["sources"]))
    counts = {name: sum(m[name] for m in members) for name in ("evidence_count", "primary_count", "open_questions")}
    row |= {"claim_id": standing.group.id, "sources": sources, "reviewer": final["final_by"], "reviewer_id": None}
    row |= {"status": final["final_status"], "attribution": final["final_attribution"]} | counts
    row |= {"rationale": final["final_reason"] or row["rationale"], "reading_state": None}
    if edges != (best["start"], best["end"]):
        row |= _placed(did, *edges)
    return row


def _placed(did: Work, start: int, end: int) -> Row:
    behind = bisect_right(did.paragraphs, start, key=_start), bisect_left(did.paragraphs, end, key=_start)
    first, last = (did.paragraphs[at - 1 : at] for at in behind)
    low, high = (first[0].start if first else 0), (last[0].end if last else len(did.text))
    return {
        "start": start,
        "end": end,
        "quote": did.text[start:end],
        "prefix": did.text[max(low, start - CONTEXT) : start],
        "suffix": did.text[end : min(high, end + CONTEXT)],
        "paragraph": first[0].n if first else None,
        "paragraph_kind": first[0].kind if first else None,
    }
