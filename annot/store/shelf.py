"""The library's questions: which articles, in which order, and what is known of the few that are on the screen."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence

import attrs

from annot.store.project import Store


@attrs.frozen
class Hit:
    """An article with the words that were looked for: in its own text, in how many claims, in how many sources."""

    article: str
    text: bool = False
    claims: int = 0
    sources: int = 0


@attrs.frozen
class Owed:
    """Somebody was given the article to do; `due` is a date, or None."""

    article: str
    reviewer: str
    due: str | None


def articles(store: Store) -> list[str]:
    """The ids of all articles, the one added last first."""
    return [row[0] for row in store.fetch("SELECT id FROM article WHERE deleted = 0 ORDER BY created_at DESC, k DESC")]


def count(store: Store) -> int:
    return int(store.one("SELECT count(*) FROM article WHERE deleted = 0")[0])


def assigned(store: Store, reviewers: Collection[str]) -> list[str]:
    """The ids of the articles that one of these was given and has not finished; what is due first comes first."""
    rows = store.fetch(
        "SELECT g.article FROM assignment g JOIN article a ON a.id = g.article AND a.deleted = 0 "
        "WHERE g.deleted = 0 AND g.reviewer IN (SELECT value FROM json_each(?)) AND NOT EXISTS ("
        "SELECT 1 FROM reading r WHERE r.article = g.article AND r.reviewer = g.reviewer AND r.deleted = 0 "
        "AND r.start = 0 AND r.end = 0) GROUP BY g.article ORDER BY min(coalesce(g.due, '~')), a.created_at, a.k",
        [json.dumps(sorted(reviewers))],
    )
    return [row[0] for row in rows]


def finished(store: Store, reviewer: str) -> set[str]:
    """The articles that this reviewer has finished."""
    sql = 'SELECT article FROM reading WHERE reviewer = ? AND deleted = 0 AND start = 0 AND "end" = 0'
    return {row[0] for row in store.fetch(sql, [reviewer])}


def owed(store: Store, articles: Sequence[str]) -> list[Owed]:
    """Who was given these articles."""
    rows = store.fetch(
        "SELECT article, reviewer, due FROM assignment WHERE deleted = 0 "
        "AND article IN (SELECT value FROM json_each(?)) ORDER BY article, due, k",
        [json.dumps(list(articles))],
    )
    return [Owed(*row) for row in rows]


def search(store: Store, words: str, me: str, mine: Collection[str]) -> list[Hit]:
    """The articles with all these words in their text, one of their claims or one of their sources; best first.

    Of claims and their sources only those count that reviewer `me` may see: those of `mine`, who are the same person,
    and everybody's on articles that `me` has finished or was shown. The last word may be the beginning of one.
    """
    terms = ['"' + word.replace('"', '""') + '"' for word in words.split()]
    if not terms:
        return []
    rows = store.fetch(_SEARCH, {"words": " ".join(terms) + " *", "me": me, "mine": json.dumps(sorted(mine))})
    return [Hit(row["article"], bool(row["text"]), row["claims"], row["sources"]) for row in rows]


_SEARCH = """
WITH seen AS MATERIALIZED (
    SELECT article FROM reading WHERE reviewer = :me AND deleted = 0 AND start = 0 AND "end" = 0
    UNION SELECT article FROM reveal WHERE reviewer = :me AND deleted = 0
),
hit(article, text, claim, source, rank) AS (
    SELECT a.id, 1, NULL, NULL, f.rank FROM article_fts f JOIN article a ON a.k = f.rowid
    WHERE article_fts MATCH :words
    UNION ALL
    SELECT c.article, 0, c.id, NULL, 0 FROM claim_fts f JOIN claim c ON c.k = f.rowid
    WHERE claim_fts MATCH :words AND c.deleted = 0
        AND (c.reviewer IN (SELECT value FROM json_each(:mine)) OR c.article IN seen)
    UNION ALL
    SELECT c.article, 0, NULL, s.id, 0 FROM source_fts f JOIN source s ON s.k = f.rowid AND s.deleted = 0
    JOIN evidence e ON e.source = s.id AND e.deleted = 0
    JOIN claim c ON c.id = e.claim AND c.deleted = 0
    WHERE source_fts MATCH :words
        AND (c.reviewer IN (SELECT value FROM json_each(:mine)) OR c.article IN seen)
)
SELECT hit.article, max(hit.text) AS text, count(DISTINCT hit.claim) AS claims, count(DISTINCT hit.source) AS sources
FROM hit JOIN article a ON a.id = hit.article AND a.deleted = 0
GROUP BY hit.article ORDER BY min(hit.rank), a.created_at DESC, hit.article
"""
