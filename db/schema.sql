-- Generated from db/migrations by tests/make_schema.py; change a migration, not this file.

CREATE TABLE meta(
    key TEXT PRIMARY KEY,
    value TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE writer(
    id TEXT PRIMARY KEY,
    reviewer TEXT NOT NULL,
    device TEXT NOT NULL,
    started INTEGER NOT NULL
) STRICT;

CREATE TABLE change(
    writer TEXT NOT NULL REFERENCES writer(id),
    seq INTEGER NOT NULL,
    clock INTEGER NOT NULL,
    at INTEGER NOT NULL,
    action INTEGER NOT NULL,
    kind TEXT NOT NULL,
    entity TEXT NOT NULL,
    patch TEXT NOT NULL,
    prev TEXT NOT NULL,
    undoes TEXT,
    schema INTEGER NOT NULL,
    digest TEXT NOT NULL,
    UNIQUE(writer, seq)
) STRICT;
CREATE INDEX change_entity ON change(entity, kind);
CREATE INDEX change_action ON change(writer, action);

CREATE TABLE arrival(
    merge INTEGER NOT NULL,
    at TEXT NOT NULL,
    file TEXT NOT NULL,
    writer TEXT NOT NULL,
    first INTEGER NOT NULL,
    last INTEGER NOT NULL
) STRICT;

CREATE TABLE aside(
    kind TEXT NOT NULL,
    entity TEXT NOT NULL,
    why TEXT NOT NULL,
    PRIMARY KEY(kind, entity)
) STRICT, WITHOUT ROWID;
CREATE INDEX aside_why ON aside(why);

CREATE TABLE draft(
    reviewer TEXT NOT NULL,
    place TEXT NOT NULL,
    text TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY(reviewer, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE article(
    k INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    title TEXT,
    file TEXT,
    url TEXT,
    author TEXT,
    published TEXT,
    site TEXT,
    language TEXT,
    sha256 TEXT,
    source_sha256 TEXT,
    encoding TEXT,
    deleted INTEGER,
    created_at TEXT,
    updated_at TEXT,
    text TEXT  -- last: SQLite walks through a long value to reach what stands behind it
) STRICT;

CREATE TABLE paragraph(
    k INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    article TEXT REFERENCES article(id),
    n INTEGER,
    start INTEGER,
    end INTEGER,
    kind TEXT,
    deleted INTEGER,
    created_at TEXT,
    updated_at TEXT
) STRICT;
CREATE INDEX paragraph_article ON paragraph(article, start);

CREATE TABLE reviewer(
    k INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    name TEXT,
    same_as TEXT REFERENCES reviewer(id),
    deleted INTEGER,
    created_at TEXT,
    updated_at TEXT
) STRICT;

CREATE TABLE codebook(
    k INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    toml TEXT,
    deleted INTEGER,
    created_at TEXT,
    updated_at TEXT
) STRICT;

CREATE TABLE claim(
    k INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    article TEXT REFERENCES article(id),
    about TEXT,
    start INTEGER,
    end INTEGER,
    quote TEXT,
    prefix TEXT,
    suffix TEXT,
    parent TEXT REFERENCES claim(id),
    repeats TEXT REFERENCES claim(id),
    reviewer TEXT REFERENCES reviewer(id),
    status TEXT,
    attribution TEXT,
    confidence TEXT,
    importance TEXT,
    types TEXT,
    speaker TEXT,
    said_on TEXT,
    normalized TEXT,
    rationale TEXT,
    suggested_fix TEXT,
    codebook TEXT REFERENCES codebook(id),
    deleted INTEGER,
    created_at TEXT,
    updated_at TEXT
) STRICT;
CREATE INDEX claim_article ON claim(article, start, end);

CREATE TABLE source(
    k INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    url TEXT,
    title TEXT,
    author TEXT,
    publisher TEXT,
    published TEXT,
    medium TEXT,
    archived_url TEXT,
    archived_at TEXT,
    sha256 TEXT,
    confidentiality TEXT,
    deleted INTEGER,
    created_at TEXT,
    updated_at TEXT
) STRICT;

CREATE TABLE evidence(
    k INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    claim TEXT REFERENCES claim(id),
    source TEXT REFERENCES source(id),
    stance TEXT,
    quote TEXT,
    locator TEXT,
    tier TEXT,
    accessed TEXT,
    note TEXT,
    deleted INTEGER,
    created_at TEXT,
    updated_at TEXT
) STRICT;
CREATE INDEX evidence_claim ON evidence(claim);
CREATE INDEX evidence_source ON evidence(source);

CREATE TABLE reading(
    k INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    article TEXT REFERENCES article(id),
    start INTEGER,
    end INTEGER,
    reviewer TEXT REFERENCES reviewer(id),
    state TEXT,
    deleted INTEGER,
    created_at TEXT,
    updated_at TEXT
) STRICT;
CREATE INDEX reading_article ON reading(article, reviewer);

CREATE TABLE comment(
    k INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    article TEXT REFERENCES article(id),
    start INTEGER,
    end INTEGER,
    claim TEXT REFERENCES claim(id),
    reviewer TEXT REFERENCES reviewer(id),
    kind TEXT,
    text TEXT,
    answer TEXT,
    answered_by TEXT REFERENCES reviewer(id),
    answered_at TEXT,
    deleted INTEGER,
    created_at TEXT,
    updated_at TEXT
) STRICT;
CREATE INDEX comment_article ON comment(article);
CREATE INDEX comment_claim ON comment(claim);

CREATE TABLE search(
    k INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    claim TEXT REFERENCES claim(id),
    place TEXT,
    query TEXT,
    found TEXT,
    at TEXT,
    deleted INTEGER,
    created_at TEXT,
    updated_at TEXT
) STRICT;
CREATE INDEX search_claim ON search(claim);

CREATE TABLE assignment(
    k INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    article TEXT REFERENCES article(id),
    reviewer TEXT REFERENCES reviewer(id),
    due TEXT,
    deleted INTEGER,
    created_at TEXT,
    updated_at TEXT
) STRICT;
CREATE INDEX assignment_article ON assignment(article);

CREATE TABLE decision(
    k INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    article TEXT REFERENCES article(id),
    start INTEGER,
    end INTEGER,
    status TEXT,
    attribution TEXT,
    claims TEXT,
    saw TEXT,
    decided_by TEXT REFERENCES reviewer(id),
    policy TEXT,
    reason TEXT,
    deleted INTEGER,
    created_at TEXT,
    updated_at TEXT
) STRICT;
CREATE INDEX decision_article ON decision(article);

CREATE TABLE reveal(
    k INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    article TEXT REFERENCES article(id),
    reviewer TEXT REFERENCES reviewer(id),
    deleted INTEGER,
    created_at TEXT,
    updated_at TEXT
) STRICT;
CREATE INDEX reveal_article ON reveal(article, reviewer);

CREATE TABLE final_claims(
    group_id TEXT PRIMARY KEY,
    article TEXT NOT NULL,
    start INTEGER,
    end INTEGER,
    quote TEXT,
    status TEXT NOT NULL,
    attribution TEXT,
    votes TEXT,
    decided_by TEXT,
    reason TEXT
) STRICT, WITHOUT ROWID;

CREATE VIRTUAL TABLE article_fts USING fts5(
    title, text, content='article', content_rowid='k', tokenize='unicode61 remove_diacritics 2');
CREATE TRIGGER article_fts_insert AFTER INSERT ON article BEGIN
    INSERT INTO article_fts(rowid, title, text) VALUES (new.k, new.title, new.text);
END;
CREATE TRIGGER article_fts_delete AFTER DELETE ON article BEGIN
    INSERT INTO article_fts(article_fts, rowid, title, text) VALUES ('delete', old.k, old.title, old.text);
END;
CREATE TRIGGER article_fts_update AFTER UPDATE OF title, text ON article
WHEN old.title IS NOT new.title OR old.text IS NOT new.text BEGIN
    INSERT INTO article_fts(article_fts, rowid, title, text) VALUES ('delete', old.k, old.title, old.text);
    INSERT INTO article_fts(rowid, title, text) VALUES (new.k, new.title, new.text);
END;

CREATE VIRTUAL TABLE claim_fts USING fts5(
    quote, normalized, rationale, speaker, content='claim', content_rowid='k',
    tokenize='unicode61 remove_diacritics 2');
CREATE TRIGGER claim_fts_insert AFTER INSERT ON claim BEGIN
    INSERT INTO claim_fts(rowid, quote, normalized, rationale, speaker)
    VALUES (new.k, new.quote, new.normalized, new.rationale, new.speaker);
END;
CREATE TRIGGER claim_fts_delete AFTER DELETE ON claim BEGIN
    INSERT INTO claim_fts(claim_fts, rowid, quote, normalized, rationale, speaker)
    VALUES ('delete', old.k, old.quote, old.normalized, old.rationale, old.speaker);
END;
CREATE TRIGGER claim_fts_update AFTER UPDATE OF quote, normalized, rationale, speaker ON claim
WHEN old.quote IS NOT new.quote OR old.normalized IS NOT new.normalized
    OR old.rationale IS NOT new.rationale OR old.speaker IS NOT new.speaker BEGIN
    INSERT INTO claim_fts(claim_fts, rowid, quote, normalized, rationale, speaker)
    VALUES ('delete', old.k, old.quote, old.normalized, old.rationale, old.speaker);
    INSERT INTO claim_fts(rowid, quote, normalized, rationale, speaker)
    VALUES (new.k, new.quote, new.normalized, new.rationale, new.speaker);
END;

CREATE VIRTUAL TABLE source_fts USING fts5(
    title, url, publisher, content='source', content_rowid='k', tokenize='unicode61 remove_diacritics 2');
CREATE TRIGGER source_fts_insert AFTER INSERT ON source BEGIN
    INSERT INTO source_fts(rowid, title, url, publisher) VALUES (new.k, new.title, new.url, new.publisher);
END;
CREATE TRIGGER source_fts_delete AFTER DELETE ON source BEGIN
    INSERT INTO source_fts(source_fts, rowid, title, url, publisher)
    VALUES ('delete', old.k, old.title, old.url, old.publisher);
END;
CREATE TRIGGER source_fts_update AFTER UPDATE OF title, url, publisher ON source
WHEN old.title IS NOT new.title OR old.url IS NOT new.url OR old.publisher IS NOT new.publisher BEGIN
    INSERT INTO source_fts(source_fts, rowid, title, url, publisher)
    VALUES ('delete', old.k, old.title, old.url, old.publisher);
    INSERT INTO source_fts(rowid, title, url, publisher) VALUES (new.k, new.title, new.url, new.publisher);
END;

CREATE VIEW claims AS
SELECT c.id, c.article, a.title AS article_title,
    (SELECT max(p.n) FROM paragraph p WHERE p.article = c.article AND p.start <= c.start) AS paragraph,
    c.about, c.start, c.end, c.quote, c.status, c.attribution, c.confidence, c.importance, c.types, c.speaker,
    c.said_on, c.normalized, c.rationale, c.suggested_fix, r.name AS reviewer_name, c.reviewer,
    (SELECT count(*) FROM evidence e WHERE e.claim = c.id AND e.deleted = 0) AS evidence_count,
    c.parent, c.repeats, c.codebook, c.created_at, c.updated_at
FROM claim c
JOIN article a ON a.id = c.article AND a.deleted = 0
LEFT JOIN reviewer r ON r.id = c.reviewer
WHERE c.deleted = 0;

CREATE VIEW open_points AS
SELECT c.article, c.id AS claim, NULL AS comment, c.reviewer, 'unchecked' AS point
FROM claim c WHERE c.deleted = 0 AND c.status = 'unchecked'
UNION ALL
SELECT c.article, c.id, NULL, c.reviewer, 'without evidence'
FROM claim c WHERE c.deleted = 0 AND c.status <> 'unchecked'
    AND NOT EXISTS (SELECT 1 FROM evidence e WHERE e.claim = c.id AND e.deleted = 0)
UNION ALL
SELECT coalesce(m.article, c.article), m.claim, m.id, m.reviewer, 'unanswered'
FROM comment m LEFT JOIN claim c ON c.id = m.claim
WHERE m.deleted = 0 AND m.kind IN ('question', 'later') AND m.answer IS NULL;

CREATE TABLE group_sort(
    group_id TEXT PRIMARY KEY,
    article TEXT NOT NULL,
    sort TEXT NOT NULL
) STRICT, WITHOUT ROWID;
