"""Reading the tables as values of the model. Only what is in the tables and not deleted, unless said."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

import attrs

from annot.history.change import Change, Key, Writer
from annot.history.undo import Act, latest_in_force
from annot.model.article import Article, Paragraph
from annot.model.claim import Claim, Comment, Evidence, Reading, Reviewer, Search, Source
from annot.model.span import Span
from annot.model.words import TO_DO
from annot.store.folding import histories
from annot.store.project import Store
from annot.store.rows import (
    CHANGE_COLUMNS,
    WRITER_COLUMNS,
    change_of,
    claim_of,
    comment_of,
    evidence_of,
    names,
    paragraph_of,
    reading_of,
    reviewer_of,
    search_of,
    source_of,
    writer_of,
)


@attrs.frozen
class Heading:
    """What identifies an article to people, without its text."""

    id: str
    title: str
    file: str | None
    url: str | None


def headings(store: Store, articles: Iterable[str] | None = None) -> list[Heading]:
    """In the order in which they were added; of these articles, or all."""
    where, parameters = among("id", articles)
    rows = store.fetch(
        f"SELECT id, title, file, url FROM article WHERE deleted = 0{where} ORDER BY created_at, k", parameters
    )
    return [Heading(row["id"], row["title"] or row["file"] or row["id"], row["file"], row["url"]) for row in rows]


def article(store: Store, article_id: str) -> Article | None:
    row = store.one("SELECT * FROM article WHERE id = ? AND deleted = 0", [article_id])
    if row is None:
        return None
    paragraphs = store.fetch("SELECT n, start, end, kind FROM paragraph WHERE article = ? ORDER BY n", [article_id])
    given = {field.name: row[field.name] for field in attrs.fields(Article) if field.name != "paragraphs"}
    given |= {"title": row["title"] or row["file"] or row["id"], "language": row["language"] or "en"}
    return Article(**given, paragraphs=tuple(map(paragraph_of, paragraphs)))


def sizes(store: Store) -> dict[str, tuple[int, int]]:
    """(paragraphs, words) of each article."""
    counts = dict(store.fetch("SELECT article, count(*) FROM paragraph GROUP BY article"))
    texts = store.fetch("SELECT id, text FROM article WHERE deleted = 0")
    return {row["id"]: (counts.get(row["id"], 0), len(row["text"].split())) for row in texts}


def claim(store: Store, claim_id: str) -> Claim | None:
    row = store.one("SELECT * FROM claim WHERE id = ?", [claim_id])
    return None if row is None else claim_of(row)


def claim_around(store: Store, article_id: str, reviewer: str, span: Span) -> str | None:
    """The smallest claim of this reviewer that holds `span` and is not the same words."""
    row = store.one(
        "SELECT id FROM claim WHERE article = :article AND start <= :start AND end >= :end AND deleted = 0 "
        "AND reviewer = :reviewer AND NOT (start = :start AND end = :end) ORDER BY end - start, start, id LIMIT 1",
        {"article": article_id, "reviewer": reviewer, "start": span.start, "end": span.end},
    )
    return None if row is None else str(row["id"])


def claimants(store: Store, article: str) -> list[str]:
    """The reviewers who have a claim in the article, by id: asked at every page, so without reading their claims."""
    rows = store.fetch(
        "SELECT DISTINCT reviewer FROM claim WHERE article = ? AND deleted = 0 ORDER BY reviewer", [article]
    )
    return [row[0] for row in rows]


def claims(store: Store, article_id: str, reviewers: Sequence[str] | None = None) -> list[Claim]:
    """An article's claims in reading order; of these reviewers, or of all."""
    who, parameters = among("reviewer", reviewers)
    rows = store.fetch(
        f"SELECT * FROM claim WHERE article = ? AND deleted = 0{who} ORDER BY start, end, id", [article_id, *parameters]
    )
    return [claim_of(row) for row in rows]


def matching_claims(store: Store, words: str) -> list[str]:
    """The ids of claims with all these words in quote, wording, reasons or speaker; the words are no query language."""
    terms = ['"' + word.replace('"', '""') + '"' for word in words.split()]
    if not terms:
        return []
    sql = "SELECT c.id FROM claim_fts f JOIN claim c ON c.k = f.rowid WHERE claim_fts MATCH ? AND c.deleted = 0"
    return [row["id"] for row in store.fetch(sql, [" ".join(terms)])]


def source(store: Store, source_id: str) -> Source | None:
    row = store.one("SELECT * FROM source WHERE id = ?", [source_id])
    return None if row is None else source_of(row)


def sources(store: Store) -> list[Source]:
    """Every source, the one cited last first."""
    rows = store.fetch(
        "SELECT s.* FROM source s LEFT JOIN (SELECT source, max(created_at) AS latest, max(k) AS k FROM evidence "
        "WHERE deleted = 0 GROUP BY source) e ON e.source = s.id WHERE s.deleted = 0 "
        "ORDER BY coalesce(e.latest, s.created_at) DESC, coalesce(e.k, s.k) DESC"
    )
    return [source_of(row) for row in rows]


def sources_of(store: Store, ids: Iterable[str]) -> list[Source]:
    where, parameters = among("id", ids)
    return [source_of(row) for row in store.fetch(f"SELECT * FROM source WHERE deleted = 0{where}", parameters)]


def recent_sources(store: Store, most: int = 9) -> list[Source]:
    """The sources cited last, the latest first."""
    rows = store.fetch(
        "SELECT s.* FROM source s JOIN (SELECT source, max(created_at) AS latest, max(k) AS k FROM evidence "
        "WHERE deleted = 0 GROUP BY source) e ON e.source = s.id WHERE s.deleted = 0 "
        "ORDER BY e.latest DESC, e.k DESC LIMIT ?",
        [most],
    )
    return [source_of(row) for row in rows]


def sources_at(store: Store, host: str) -> list[Source]:
    """The sources whose web address mentions this host: the few among which another spelling is looked for."""
    rows = store.fetch("SELECT * FROM source WHERE deleted = 0 AND instr(lower(url), ?) > 0 ORDER BY id", [host])
    return [source_of(row) for row in rows]


def evidence(store: Store, claims: Iterable[str]) -> list[Evidence]:
    """The evidence of these claims, oldest first."""
    where, parameters = among("claim", claims)
    rows = store.fetch(f"SELECT * FROM evidence WHERE deleted = 0{where} ORDER BY created_at, k", parameters)
    return [evidence_of(row) for row in rows]


def readings(store: Store, article_id: str, reviewers: Sequence[str] | None = None) -> list[Reading]:
    who, parameters = among("reviewer", reviewers)
    rows = store.fetch(
        f"SELECT * FROM reading WHERE article = ? AND deleted = 0{who} ORDER BY start, end, id",
        [article_id, *parameters],
    )
    return [reading_of(row) for row in rows]


def to_do(store: Store, articles: Iterable[str] | None = None) -> dict[str, list[Paragraph]]:
    """The paragraphs to do, by article; of these articles, or all."""
    kinds, parameters = among("kind", sorted(TO_DO))
    where, more = among("article", articles)
    found: dict[str, list[Paragraph]] = {}
    for row in store.fetch(
        f"SELECT article, n, start, end, kind FROM paragraph WHERE deleted = 0{kinds}{where} ORDER BY article, n",
        [*parameters, *more],
    ):
        found.setdefault(row["article"], []).append(paragraph_of(row))
    return found


def all_readings(store: Store, articles: Iterable[str] | None = None) -> list[Reading]:
    """Everybody's, of these articles or all."""
    where, parameters = among("article", articles)
    return [reading_of(row) for row in store.fetch(f"SELECT * FROM reading WHERE deleted = 0{where}", parameters)]


def claim_counts(store: Store, articles: Iterable[str] | None = None) -> dict[tuple[str, str], int]:
    """(article, reviewer) -> how many claims; of these articles, or all."""
    where, parameters = among("article", articles)
    rows = store.fetch(
        f"SELECT article, reviewer, count(*) FROM claim WHERE deleted = 0{where} GROUP BY article, reviewer", parameters
    )
    return {(row[0], row[1]): row[2] for row in rows}


def comment(store: Store, comment_id: str) -> Comment | None:
    row = store.one("SELECT * FROM comment WHERE id = ?", [comment_id])
    return None if row is None else comment_of(row)


def comments(store: Store, article_id: str | None = None) -> list[Comment]:
    """Comments on an article and on its claims, or all, oldest first."""
    where, parameters = "", []
    if article_id is not None:
        where = " AND coalesce(m.article, (SELECT c.article FROM claim c WHERE c.id = m.claim)) = ?"
        parameters = [article_id]
    rows = store.fetch(f"SELECT m.* FROM comment m WHERE m.deleted = 0{where} ORDER BY m.created_at, m.k", parameters)
    return [comment_of(row) for row in rows]


def searches(store: Store, claims: Iterable[str]) -> list[Search]:
    """The searches of these claims, oldest first."""
    where, parameters = among("claim", claims)
    rows = store.fetch(f"SELECT * FROM search WHERE deleted = 0{where} ORDER BY created_at, k", parameters)
    return [search_of(row) for row in rows]


def reviewers(store: Store) -> list[Reviewer]:
    return [reviewer_of(row) for row in store.fetch("SELECT * FROM reviewer WHERE deleted = 0 ORDER BY name, id")]


def revealed(store: Store, article_id: str, reviewer: str) -> bool:
    sql = "SELECT 1 FROM reveal WHERE article = ? AND reviewer = ? AND deleted = 0"
    return store.one(sql, [article_id, reviewer]) is not None


def has_decisions(store: Store, article_id: str) -> bool:
    return store.one("SELECT 1 FROM decision WHERE article = ? AND deleted = 0 LIMIT 1", [article_id]) is not None


def current_codebook(store: Store) -> tuple[str, str] | None:
    """(id, toml) of the codebook whose latest change in force sorts last: `codebook use` writes one."""
    columns = ", ".join(f'c."{column}"' for column in CHANGE_COLUMNS)
    rows = store.fetch(
        f"SELECT {columns} FROM codebook b CROSS JOIN change c ON c.kind = 'codebook' AND c.entity = b.id "
        "WHERE b.deleted = 0 ORDER BY b.id"
    )
    by_codebook = groupby(map(change_of, rows), key=lambda change: change.entity)
    latest = latest_in_force([list(changes) for _, changes in by_codebook])
    return None if latest is None else (latest.entity, str(codebook(store, latest.entity)))


def codebook(store: Store, codebook_id: str) -> str | None:
    row = store.one("SELECT toml FROM codebook WHERE id = ?", [codebook_id])
    return None if row is None else str(row["toml"])


def status_use(store: Store) -> dict[str, int]:
    """How many claims there are of each status."""
    return dict(store.fetch("SELECT status, count(*) FROM claim WHERE deleted = 0 GROUP BY status"))


def ids_like(store: Store, kind: str, prefix: str) -> list[str]:
    """The ids of entities of `kind` in the tables that begin with `prefix`; at most three, to tell one from many."""
    beyond = prefix + chr(0x10FFFF)
    rows = store.fetch(f'SELECT id FROM "{kind}" WHERE id >= ? AND id < ? ORDER BY id LIMIT 3', [prefix, beyond])
    exact = [row["id"] for row in rows if row["id"] == prefix]
    return exact or [row["id"] for row in rows]


def exists(store: Store, kind: str, entity: str) -> bool:
    """Whether the entity is in the tables, deleted or not."""
    return store.one(f'SELECT 1 FROM "{kind}" WHERE id = ?', [entity]) is not None


def touched_by(store: Store, kind: str, entity: str, reviewer: str) -> bool:
    """Whether this reviewer has ever written a change of the entity."""
    sql = (
        "SELECT 1 FROM change WHERE kind = ? AND entity = ? "
        "AND writer IN (SELECT id FROM writer WHERE reviewer = ?) LIMIT 1"
    )
    return store.one(sql, [kind, entity, reviewer]) is not None


def acts(store: Store, reviewer: str) -> list[Act]:
    """The actions of one reviewer, in the order in which this file learned of them.

    Without what sessions set up, and without reveals: what somebody has seen cannot be taken back. Nor what touched
    only things that began in what a merge brought and `undo --merge` took along: what they were is not here. (Of a
    codebook it does not matter what it was, but that it was put into force.)
    """
    rows = store.fetch(
        "SELECT writer, action, max(undoes) AS undoes FROM change c "
        "WHERE writer IN (SELECT id FROM writer WHERE reviewer = ?) AND action > 0 "
        "GROUP BY writer, action HAVING max(kind <> 'reveal' AND (prev = '[]' OR kind = 'codebook' OR EXISTS "
        "(SELECT 1 FROM change b WHERE b.entity = c.entity AND b.kind = c.kind AND b.prev = '[]'))) "
        "ORDER BY min(rowid)",
        [reviewer],
    )
    return [Act(f"{row['writer']}:{row['action']}", row["undoes"]) for row in rows]


def changes_of_act(store: Store, act: str) -> list[Change]:
    writer, _, action = act.rpartition(":")
    rows = store.fetch(
        f"SELECT {names(CHANGE_COLUMNS)} FROM change WHERE writer = ? AND action = ? ORDER BY seq",
        [writer, int(action)],
    )
    return [change_of(row) for row in rows]


def latest_changes(store: Store, entities: Sequence[str] | None) -> Iterator[Change]:
    """The newest changes first, as this file learned of them; of these entities, or of all. Read in pages."""
    where, parameters = among("entity", entities)
    columns = names(("rowid", *CHANGE_COLUMNS))
    before = 2**62
    while True:
        rows = store.fetch(
            f"SELECT {columns} FROM change WHERE rowid < ?{where} ORDER BY rowid DESC LIMIT 500",
            [before, *parameters],
        )
        if not rows:
            return
        yield from (change_of(list(row)[1:]) for row in rows)
        before = rows[-1][0]


def article_of(store: Store, kind: str, entity: str) -> str | None:
    """The article that an entity of the tables belongs to; None for sources, reviewers, codebooks."""
    if kind == "article":
        return entity
    if kind == "paragraph":
        return entity.rpartition(":")[0]
    own = {"claim", "reading", "assignment", "decision", "reveal"}
    through = {"evidence": "claim", "search": "claim"}
    if kind in own:
        row = store.one(f'SELECT article FROM "{kind}" WHERE id = ?', [entity])
    elif kind in through:
        row = store.one(f'SELECT c.article FROM "{kind}" x JOIN claim c ON c.id = x.claim WHERE x.id = ?', [entity])
    elif kind == "comment":
        row = store.one(
            "SELECT coalesce(m.article, c.article) FROM comment m LEFT JOIN claim c ON c.id = m.claim WHERE m.id = ?",
            [entity],
        )
    else:
        return None
    return None if row is None else row[0]


def confidential_entities(store: Store) -> set[str]:
    """The confidential sources and the evidence that rests on them."""
    rows = store.fetch(
        "WITH secret(id) AS (SELECT id FROM source WHERE coalesce(confidentiality, 'public') <> 'public') "
        "SELECT id FROM secret UNION SELECT id FROM evidence WHERE source IN secret"
    )
    return {row[0] for row in rows}


def change_histories(store: Store, keys: Iterable[Key]) -> dict[Key, list[Change]]:
    return histories(store.db, keys)


def writers(store: Store) -> list[Writer]:
    return [writer_of(row) for row in store.fetch(f"SELECT {names(WRITER_COLUMNS)} FROM writer ORDER BY id")]


def entities_of_article(store: Store, article_id: str) -> list[str]:
    """The article, its paragraphs and all that was ever said about it: what its history is made of."""
    rows = store.fetch(
        "WITH mine(id) AS (SELECT id FROM claim WHERE article = :a) "
        "SELECT :a UNION SELECT id FROM paragraph WHERE article = :a UNION SELECT id FROM mine "
        "UNION SELECT id FROM evidence WHERE claim IN mine UNION SELECT id FROM search WHERE claim IN mine "
        "UNION SELECT id FROM comment WHERE article = :a OR claim IN mine "
        "UNION SELECT id FROM reading WHERE article = :a UNION SELECT id FROM assignment WHERE article = :a "
        "UNION SELECT id FROM decision WHERE article = :a UNION SELECT id FROM reveal WHERE article = :a",
        {"a": article_id},
    )
    return [row[0] for row in rows]


def entities_of_claim(store: Store, claim_id: str) -> list[str]:
    rows = store.fetch(
        "SELECT :c UNION SELECT id FROM evidence WHERE claim = :c UNION SELECT id FROM search WHERE claim = :c "
        "UNION SELECT id FROM comment WHERE claim = :c",
        {"c": claim_id},
    )
    return [row[0] for row in rows]


def among(column: str, values: Iterable[str] | None) -> tuple[str, list[Any]]:
    """The condition that `column` is one of `values`, however many; no condition for None."""
    if values is None:
        return "", []
    return f' AND "{column}" IN (SELECT value FROM json_each(?))', [json.dumps(list(values))]
