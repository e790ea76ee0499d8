"""Rows for the commands: the same columns as the exported files, with typed values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from annot.desk import blind, grouping
from annot.desk.session import Desk
from annot.plain import storable
from annot.store import exporting as rows
from annot.store import tables
from annot.store.exporting import Wanted


def claims(desk: Desk, wanted: Wanted | None = None, *, claim_ids: Sequence[str] | None = None) -> list[dict[str, Any]]:
    """Rows of claims.csv, each with its rows of evidence.csv; without what others say on articles that are closed."""
    wanted = wanted or Wanted(claims=claim_ids)
    ask = rows.live(desk.store)
    claims = list(rows.claims(ask, wanted))
    articles = {row["article_id"] for row in claims}
    closed = [a for a in articles if not blind.open_to(desk, a) and blind.others(desk, a)]
    found = list(grouping.with_groups(ask, claims, closed))
    evidence: dict[str, list[dict[str, Any]]] = {row["claim_id"]: [] for row in found}
    for row in rows.evidence(ask, wanted):
        evidence[row["claim_id"]].append(row)
    return [row | {"evidence": evidence[row["claim_id"]]} for row in found]


def visible_claims(
    desk: Desk, article_id: str | None, *, reviewer: str | None, status: str | None, search: str | None
) -> tuple[list[dict[str, Any]], int]:
    """The claims that this desk may show, and how many of others it hides."""
    articles = [article_id] if article_id else [a.id for a in tables.headings(desk.store)]
    matching = tables.matching_claims(desk.store, storable(search)) if search else None
    wanted = Wanted(articles, [reviewer] if reviewer else None, matching, status and storable(status))
    hidden = {a for a in articles if not blind.open_to(desk, a)}
    found = claims(desk, wanted)
    shown = [r for r in found if r["article_id"] not in hidden or desk.same_person(r["reviewer_id"])]
    return shown, len(found) - len(shown)


def evidence(desk: Desk, claim_id: str, ids: Sequence[str]) -> list[dict[str, Any]]:
    found = {r["evidence_id"]: r for r in rows.evidence(rows.live(desk.store), Wanted(claims=[claim_id]))}
    return [found[i] for i in ids]


def comments(desk: Desk, *, comment_id: str | None = None, only_open: bool = False) -> list[dict[str, Any]]:
    """Rows of comments.csv; of others only what is a question, or on an article that one may see."""
    found = rows.comments(rows.live(desk.store), Wanted())
    hidden = blind.hidden(desk)
    return [
        row
        for row in found
        if (comment_id is None or row["comment_id"] == comment_id)
        and (not only_open or (row["kind"] in ("question", "later") and row["answer"] is None))
        and (comment_id or row["article_id"] not in hidden or desk.same_person(row["reviewer_id"]))
    ]


def search(desk: Desk, claim_id: str, search_id: str) -> dict[str, Any]:
    found = rows.searches(rows.live(desk.store), Wanted(claims=[claim_id]))
    return next(row for row in found if row["search_id"] == search_id)


def articles(desk: Desk) -> list[dict[str, Any]]:
    """Every article with its size, its claims and how far everybody is, by name."""
    from annot.desk.reading import progress

    sizes = tables.sizes(desk.store)
    counts: dict[str, int] = {}
    for (article, _), n in tables.claim_counts(desk.store).items():
        counts[article] = counts.get(article, 0) + n
    done = {a["article_id"]: {r["reviewer"]: r["done"] for r in a["reviewers"]} for a in progress(desk)["articles"]}
    return [
        {
            "id": a.id,
            "title": a.title,
            "file": a.file,
            "url": a.url,
            "paragraphs": sizes[a.id][0],
            "words": sizes[a.id][1],
            "claims": counts.get(a.id, 0),
            "done": done[a.id],
        }
        for a in tables.headings(desk.store)
    ]


def reviewers(desk: Desk) -> list[dict[str, Any]]:
    from annot.desk.reading import progress

    everybody = progress(desk)["reviewers"]
    return [
        {"id": r["reviewer_id"], "name": r["reviewer"], "claims": r["claims"], "done": r["done"]} for r in everybody
    ]
