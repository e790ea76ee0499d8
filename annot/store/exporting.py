"""The rows of every exported file, as dictionaries whose keys are the files' columns, with typed values.

Each function takes `ask`, a way to ask SQLite: the live file's for a few rows, a private snapshot's for many.
"""

from __future__ import annotations

import json
import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import attrs

from annot.history.change import change_row, writer_row
from annot.model.claim import Reading
from annot.model.done import covering
from annot.store.opening import plainly
from annot.store.project import Store
from annot.store.rows import CHANGE_COLUMNS, WRITER_COLUMNS, change_of, names, reading_of, writer_of

Ask = Callable[[str, dict[str, Any]], Iterable[Any]]
_PUBLIC = "coalesce(s.confidentiality, 'public') = 'public'"


@attrs.frozen
class Wanted:
    """Which rows: of these articles, reviewers, claims (None: all), with that status, without confidential sources."""

    articles: Sequence[str] | None = None
    reviewers: Sequence[str] | None = None
    claims: Sequence[str] | None = None
    status: str | None = None
    redact: bool = False

    @property
    def parameters(self) -> dict[str, Any]:
        def listed(values: Sequence[str] | None) -> str | None:
            return None if values is None else json.dumps(list(values))

        return {
            "articles": listed(self.articles),
            "reviewers": listed(self.reviewers),
            "claims": listed(self.claims),
            "status": self.status,
        }

    def among(self, parameter: str, column: str) -> str:
        return f"(:{parameter} IS NULL OR {column} IN (SELECT value FROM json_each(:{parameter})))"

    @property
    def of_claims(self) -> str:
        """The condition on `c`, a claim, and `a`, its article."""
        return " AND ".join(
            (
                "c.deleted = 0",
                "a.deleted = 0",
                self.among("articles", "c.article"),
                self.among("reviewers", "c.reviewer"),
                self.among("claims", "c.id"),
                "(:status IS NULL OR c.status = :status)",
            )
        )

    @property
    def of_sources(self) -> str:
        return _PUBLIC if self.redact else "1"


@contextmanager
def snapshot(store: Store) -> Iterator[Ask]:
    """A private copy of the project as it is now, asked at leisure: it holds up nobody's COMMIT."""
    with tempfile.TemporaryDirectory(prefix="annot-") as folder, plainly(store.path):
        copy = sqlite3.connect(Path(folder) / "snapshot.db", isolation_level=None)
        try:
            copy.row_factory = sqlite3.Row
            _copied(store.db.conn, copy)
            yield copy.execute
        finally:
            copy.close()


def _copied(source: sqlite3.Connection, copy: sqlite3.Connection) -> None:
    """Each page is read once, so none needs to be kept."""
    (kept,) = source.execute("PRAGMA cache_size").fetchone()
    source.execute("PRAGMA cache_size = -2000")
    try:
        source.backup(copy)
    finally:
        source.execute(f"PRAGMA cache_size = {kept}")


def live(store: Store) -> Ask:
    return store.fetch


def _typed(row: Any) -> dict[str, Any]:
    """A row by column; an empty text is nothing, in every format, as it is in a cell."""
    return dict(zip(row.keys(), [None if value == "" else value for value in row], strict=True))


_NO_FINAL = ", ".join(
    f"NULL AS {name}"
    for name in (
        "group_id", "votes", "final_status", "final_attribution", "final_start", "final_end", "final_quote", "final_by",
        "final_reason",
    )
)  # fmt: skip


def claims(ask: Ask, wanted: Wanted) -> Iterator[dict[str, Any]]:
    """The rows of claims.csv, by article, start, end, reviewer, id."""
    evidence = f"""FROM evidence e JOIN source s ON s.id = e.source
                WHERE e.claim = c.id AND e.deleted = 0 AND {wanted.of_sources}"""
    sql = f"""
        SELECT c.article AS article_id, a.title AS article_title, a.url AS article_url, a.sha256 AS article_sha256,
            p.n AS paragraph, p.kind AS paragraph_kind,
            c.id AS claim_id, c.parent AS parent_claim_id, c.repeats AS repeats_claim_id, c.about, c.start, c.end,
            c.quote, c.prefix, c.suffix, c.normalized AS normalized_claim, c.types AS claim_types, c.speaker, c.said_on,
            c.attribution, c.status, c.confidence, c.importance, c.rationale, c.suggested_fix,
            r.name AS reviewer, c.reviewer AS reviewer_id,
            NULL AS reading_state,
            c.created_at, c.updated_at,
            (SELECT count(*) {evidence}) AS evidence_count,
            (SELECT count(*) {evidence} AND e.tier = 'primary') AS primary_count,
            (SELECT json_group_array(x) FROM (SELECT coalesce(s.url, s.title) AS x {evidence}
                ORDER BY e.created_at, e.id)) AS sources,
            (SELECT count(*) FROM comment m WHERE m.claim = c.id AND m.deleted = 0
                AND m.kind IN ('question', 'later') AND m.answer IS NULL) AS open_questions,
            {_NO_FINAL}, c.codebook
        FROM claim c JOIN article a ON a.id = c.article
        LEFT JOIN reviewer r ON r.id = c.reviewer
        LEFT JOIN paragraph p ON p.k = (SELECT q.k FROM paragraph q
            WHERE q.article = c.article AND q.start <= c.start ORDER BY q.start DESC LIMIT 1)
        WHERE {wanted.of_claims}
        ORDER BY c.article, c.start, c.end, r.name, c.id"""
    for article, found in groupby(ask(sql, wanted.parameters), key=itemgetter(0)):
        done = _done(ask, article)
        for row in found:
            typed = _typed(row)
            for name in ("claim_types", "sources"):
                typed[name] = json.loads(typed[name]) if typed[name] else []
            if typed["reviewer_id"] in done and done[typed["reviewer_id"]](typed["start"], typed["end"]):
                typed["reading_state"] = "done"
            yield typed


def _done(ask: Ask, article: str) -> dict[str, Callable[[int | None, int | None], bool]]:
    """Of each reviewer whether they are done with some words; those of None are the whole article."""
    by_reviewer: dict[str, list[Reading]] = {}
    for row in ask("SELECT * FROM reading WHERE article = :id AND deleted = 0", {"id": article}):
        by_reviewer.setdefault(row["reviewer"], []).append(reading_of(row))

    def of(own: list[Reading]) -> Callable[[int | None, int | None], bool]:
        finished, covers = any(r.finishes for r in own), covering(own)
        return lambda start, end: finished or (start is not None and end is not None and covers(start, end))

    return {reviewer: of(own) for reviewer, own in by_reviewer.items()}


def quotes(ask: Ask, wanted: Wanted) -> Iterator[tuple[str, list[tuple[str, int, int, str]]]]:
    """Each article's text, and of the claims on its words the id, start, end and quote."""
    sql = f"""SELECT c.article, c.id, c.start, c.end, coalesce(c.quote, '')
        FROM claim c JOIN article a ON a.id = c.article
        WHERE {wanted.of_claims} AND c.about = 'text' ORDER BY c.article"""
    for article, found in groupby(ask(sql, wanted.parameters), key=itemgetter(0)):
        (text,) = next(iter(ask("SELECT text FROM article WHERE id = :id", {"id": article})))
        yield text, [tuple(row)[1:] for row in found]


def evidence(ask: Ask, wanted: Wanted) -> Iterator[dict[str, Any]]:
    """The rows of evidence.csv."""
    sql = f"""
        SELECT c.article AS article_id, e.claim AS claim_id, e.id AS evidence_id, e.source AS source_id, e.stance,
            e.quote, e.locator, e.tier, e.accessed, s.url, s.title, s.author, s.publisher, s.published, s.medium,
            s.archived_url, s.archived_at, s.sha256, s.confidentiality, e.note, r.name AS reviewer, e.created_at
        FROM evidence e JOIN claim c ON c.id = e.claim JOIN article a ON a.id = c.article
        JOIN source s ON s.id = e.source LEFT JOIN reviewer r ON r.id = c.reviewer
        WHERE e.deleted = 0 AND {wanted.of_sources} AND {wanted.of_claims}
        ORDER BY c.article, c.start, c.end, r.name, c.id, e.created_at, e.id"""
    return map(_typed, ask(sql, wanted.parameters))


def confidential(ask: Ask, wanted: Wanted) -> int:
    """How many confidential sources stand behind these claims."""
    sql = f"""
        SELECT count(DISTINCT s.id) FROM evidence e JOIN claim c ON c.id = e.claim JOIN article a ON a.id = c.article
        JOIN source s ON s.id = e.source WHERE e.deleted = 0 AND NOT ({_PUBLIC}) AND {wanted.of_claims}"""
    return int(next(iter(ask(sql, wanted.parameters)))[0])


def articles(ask: Ask, wanted: Wanted, *, texts: bool = False) -> Iterator[dict[str, Any]]:
    """The rows of articles.csv; with `texts` each has its frozen text beside them."""
    sql = f"""
        SELECT a.id AS article_id, a.title, a.file, a.url, a.author, a.published, a.site, a.language, a.sha256,
            a.source_sha256, a.encoding,
            (SELECT json_group_array(json_array(start, end, kind)) FROM (
                SELECT p.start, p.end, p.kind FROM paragraph p WHERE p.article = a.id ORDER BY p.n)) AS paragraphs
            {", a.text" if texts else ""}
        FROM article a WHERE a.deleted = 0 AND {wanted.among("articles", "a.id")} ORDER BY a.id"""
    for row in ask(sql, wanted.parameters):
        typed = _typed(row)
        typed["paragraphs"] = json.loads(typed["paragraphs"])
        yield typed


def readings(ask: Ask, wanted: Wanted) -> Iterator[dict[str, Any]]:
    sql = f"""
        SELECT g.article AS article_id, r.name AS reviewer, g.reviewer AS reviewer_id, g.start, g.end, g.state,
            g.updated_at AS at
        FROM reading g LEFT JOIN reviewer r ON r.id = g.reviewer
        WHERE g.deleted = 0 AND {wanted.among("articles", "g.article")} AND {wanted.among("reviewers", "g.reviewer")}
        ORDER BY g.article, g.start, g.end, r.name, g.id"""
    return map(_typed, ask(sql, wanted.parameters))


def comments(ask: Ask, wanted: Wanted) -> Iterator[dict[str, Any]]:
    sql = f"""
        SELECT m.id AS comment_id, coalesce(m.article, c.article) AS article_id, m.claim AS claim_id, m.start, m.end,
            m.kind, m.text, m.answer, b.name AS answered_by, m.answered_by AS answered_by_id, m.answered_at,
            r.name AS reviewer, m.reviewer AS reviewer_id, m.created_at AS at
        FROM comment m LEFT JOIN claim c ON c.id = m.claim
        LEFT JOIN reviewer r ON r.id = m.reviewer LEFT JOIN reviewer b ON b.id = m.answered_by
        WHERE m.deleted = 0 AND coalesce(c.deleted, 0) = 0
            AND {wanted.among("articles", "coalesce(m.article, c.article)")}
            AND {wanted.among("reviewers", "m.reviewer")}
        ORDER BY article_id, coalesce(m.start, c.start), m.created_at, m.id"""
    return map(_typed, ask(sql, wanted.parameters))


def decisions(ask: Ask, wanted: Wanted) -> Iterator[dict[str, Any]]:
    sql = f"""
        SELECT d.id AS decision_id, d.article AS article_id, d.start, d.end, d.status, d.attribution,
            d.claims AS claim_ids, d.saw, r.name AS decided_by, d.decided_by AS decided_by_id, d.policy, d.reason,
            d.created_at AS at
        FROM decision d LEFT JOIN reviewer r ON r.id = d.decided_by
        WHERE d.deleted = 0 AND {wanted.among("articles", "d.article")}
        ORDER BY d.article, d.start, d.end, d.id"""
    for row in ask(sql, wanted.parameters):
        typed = _typed(row)
        for name in ("claim_ids", "saw"):
            typed[name] = json.loads(typed[name]) if typed[name] else []
        yield typed


def searches(ask: Ask, wanted: Wanted) -> Iterator[dict[str, Any]]:
    sql = f"""
        SELECT h.id AS search_id, h.claim AS claim_id, h.place, h.query, h.found, h.at
        FROM search h JOIN claim c ON c.id = h.claim JOIN article a ON a.id = c.article
        WHERE h.deleted = 0 AND {wanted.of_claims}
        ORDER BY c.article, c.start, c.end, c.id, h.at, h.id"""
    return map(_typed, ask(sql, wanted.parameters))


def log(ask: Ask) -> Iterator[dict[str, Any]]:
    """The rows of the log as `annot export log` writes them: writers by id, then changes by writer and seq."""
    for row in ask(f"SELECT {names(WRITER_COLUMNS)} FROM writer ORDER BY id", {}):
        yield writer_row(writer_of(row))
    for row in ask(f"SELECT {names(CHANGE_COLUMNS)} FROM change ORDER BY writer, seq", {}):
        yield change_row(change_of(row))
