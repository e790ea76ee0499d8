"""What the tests of the log, the store and their faults share: an article, a clock, a project, a second look at it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import attrs

from annot.desk import adding
from annot.desk.session import Desk
from annot.history.change import Change, Draft, Writer, chained, genesis
from annot.model.article import Article
from annot.model.claim import Reviewer
from annot.model.ids import article_id
from annot.model.span import Span
from annot.store import checking
from annot.store.project import Store

BEGIN = 1_795_348_800_000  # Unix milliseconds: 2026-11-22T12:00:00Z
ANNA, BEN = Reviewer("r0000000000000001", "Anna"), Reviewer("r0000000000000002", "Ben")
TEXT = (
    "Harbour stays chained\n\n"
    "The harbour of Port Aldray has been chained since May 20, the council said on Sunday. 👩‍👩‍👧‍👦 Families wait.\n\n"
    "“We pay 1,230 crowns a month,” said Ilse Brandt, who speaks for the union of the fishermen.\n\n"
    "Of its 1,482 members 1,140 voted for the truce, or 77 percent, a figure that nobody disputes.\n"
)
TEXT_ID = article_id(TEXT)


class Clock:
    """Wall time that moves one millisecond at every look, and wherever a test puts it."""

    def __init__(self, now: int = BEGIN) -> None:
        self.now = now

    def __call__(self) -> int:
        self.now += 1
        return self.now


class Project:
    """A project file and every connection that a test opened to it."""

    def __init__(self, path: Path, clock: Clock) -> None:
        self.path, self.clock = path, clock
        self.stores: list[Store] = []

    def open(self, *, durable: bool = False, **how: Any) -> Store:
        """Not durable by itself: a test that cuts no power need not wait for the disk."""
        store = Store(self.path, create=True, now=self.clock, device="bench", **how)
        if not durable:
            store.db.conn.execute("PRAGMA synchronous = OFF")
        self.stores.append(store)
        return store

    def desk(self, who: Reviewer = ANNA, store: Store | None = None) -> Desk:
        return Desk(store or self.open(), who)

    def close(self) -> None:
        for store in self.stores:
            store.close()


def article(desk: Desk, text: str = TEXT) -> Article:
    return adding.add_bytes(desk, text.encode(), adding.Options(title="Harbour"))[0].article


def place(words: str, text: str = TEXT) -> Span:
    at = text.index(words)
    return Span(at, at + len(words))


def article_draft(text: str = TEXT, **more: Any) -> Draft:
    """An article without the article room: one paragraph from end to end."""
    patch = {"text": text, "paragraphs": [[0, len(text), "body"]], "title": "Harbour", "deleted": 0, **more}
    return Draft("article", article_id(text), patch)


def claim_draft(claim: str, words: str = "77 percent", **more: Any) -> Draft:
    span = place(words)
    patch = {"article": TEXT_ID, "start": span.start, "end": span.end, "quote": words, "status": "supported"}
    return Draft("claim", claim, patch | more)


def write(store: Store, *drafts: Draft, who: Reviewer = ANNA) -> None:
    """One action at the store, without a desk that would refuse what is wrong."""
    with store.action(who.id) as action:
        action.add(*drafts)


def chain(writer: Writer, *rows: Mapping[str, Any]) -> list[Change]:
    """Changes of one writer whose chain holds; each of `rows` says what is not as usual."""
    digest, made = genesis(writer), []
    for seq, row in enumerate(rows, 1):
        usual = {"clock": BEGIN << 16, "at": BEGIN, "action": seq, "kind": "claim", "entity": "c1", "patch": {}}
        usual |= {"prev": (), "undoes": None, "schema": 1, "digest": ""}
        change = Change(**usual | {"writer": writer.id, "seq": seq} | dict(row))
        change = attrs.evolve(change, digest=chained(digest, change))
        digest = bytes.fromhex(change.digest)
        made.append(change)
    return made


def log(store: Store) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in store.fetch("SELECT * FROM change ORDER BY rowid")]


def state(store: Store) -> Any:
    """All of the project that is not local to the file."""
    writers = [tuple(row) for row in store.fetch("SELECT * FROM writer ORDER BY id")]
    return checking.dump(store.db), log(store), writers


def folded(store: Store) -> Any:
    """The dump after every fold table was emptied and folded again."""
    store.refold_all()
    return checking.dump(store.db)


def row(store: Store, kind: str, entity: str) -> dict[str, Any] | None:
    found = store.one(f'SELECT * FROM "{kind}" WHERE id = ?', [entity])
    return None if found is None else {k: v for k, v in dict(found).items() if k != "k"}


def aside(store: Store) -> dict[str, str]:
    return {r["entity"]: r["why"] for r in store.fetch("SELECT entity, why FROM aside")}


def look(path: Path, sql: str, parameters: Iterable[Any] = ()) -> list[tuple[Any, ...]]:
    """What a SECOND connection sees: the only proof that something was saved."""
    conn = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=5)
    try:
        return conn.execute(sql, tuple(parameters)).fetchall()
    finally:
        conn.close()


class Tripwire:
    """Stands before a connection and acts just before its n-th statement; rows of an executemany count too."""

    def __init__(self, conn: Any, at: int, act: Callable[[], object]) -> None:
        self.conn, self.at, self.act, self.count = conn, at, act, 0

    def step(self) -> None:
        self.count += 1
        if self.count == self.at:
            self.act()

    def execute(self, sql: str, *parameters: Any) -> Any:
        self.step()
        return self.conn.execute(sql, *parameters)

    def executemany(self, sql: str, rows: Iterable[Any]) -> Any:
        def each() -> Iterator[Any]:
            for one in rows:
                self.step()
                yield one

        self.step()
        return self.conn.executemany(sql, each())

    def __getattr__(self, name: str) -> Any:
        return getattr(self.conn, name)
