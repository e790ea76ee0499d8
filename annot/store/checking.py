"""Is the project file whole? Its pages, its chains, its tables against the fold of its log, its quotes."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path

import attrs
from sqlite_utils import Database

from annot.history.change import first_break
from annot.history.kinds import KINDS
from annot.store.finals import COLUMNS as FINAL
from annot.store.folding import Folder
from annot.store.opening import locked, plainly
from annot.store.project import Store
from annot.store.rows import CHANGE_COLUMNS, COLUMNS, WRITER_COLUMNS, change_of, names, writer_of

_FULL_TEXT = ("article_fts", "claim_fts", "source_fts")


@attrs.frozen
class Problem:
    where: str
    text: str


def problems(store: Store) -> list[Problem]:
    """All that is wrong with the file, and what waits for something that it lacks. An empty list: nothing."""
    with plainly(store.path):
        found = list(_pages(store))
        if any(p.where == "file" for p in found):
            return found  # what lies in broken pages cannot be judged
        with _copy(store) as copy:
            parts = {
                "links": _references(store),
                "log": _chains(store),
                "claim": _quotes(store),
                "full text": _full_text(copy),
                "tables": _tables(copy),
                "aside": _aside(store),
            }
            for where, part in parts.items():
                found += _as_far_as_it_can_be_read(where, part)
    return found


def _as_far_as_it_can_be_read(where: str, part: Iterator[Problem]) -> Iterator[Problem]:
    """SQLite and `json` have many ways to stumble over a row that a flipped bit has changed; all of them are damage."""
    try:
        yield from part
    except (sqlite3.DatabaseError, ValueError, OverflowError, TypeError, KeyError, AttributeError) as error:
        if locked(error):
            raise
        yield Problem(where, f"damaged: it cannot be read to its end ({type(error).__name__})")


@contextmanager
def _copy(store: Store) -> Iterator[Database]:
    """A private copy to try things on: what is checked may be read-only, and is never changed."""
    with tempfile.TemporaryDirectory(prefix="annot-") as folder:
        conn = sqlite3.connect(Path(folder) / "copy.db", isolation_level=None)
        try:
            conn.row_factory = sqlite3.Row
            store.db.conn.backup(conn)
            conn.execute("PRAGMA synchronous = OFF")
            yield Database(conn, execute_plugins=False)
        finally:
            conn.close()


def repair(store: Store) -> None:
    """Rebuild the full-text index and fold the whole log again. The log itself is never repaired."""
    with store.transaction():
        for index in _FULL_TEXT:  # first: where it is stale, the triggers of the fold would fail on it
            store.db.conn.execute(f"INSERT INTO {index}({index}) VALUES ('rebuild')")
    store.refold_all()


def dump(db: Database) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every fold table, of `aside` and of what is kept of groups, without what is local to the file;
    equal logs give equal dumps.
    """
    tables = {kind: db.execute(f'SELECT {names(COLUMNS[kind])} FROM "{kind}" ORDER BY id').fetchall() for kind in KINDS}
    tables["final_claims"] = db.execute(f"SELECT {names(FINAL)} FROM final_claims ORDER BY group_id").fetchall()
    tables["group_sort"] = db.execute("SELECT group_id, article, sort FROM group_sort ORDER BY group_id").fetchall()
    tables["aside"] = db.execute("SELECT kind, entity, why FROM aside ORDER BY kind, entity").fetchall()
    return {name: [tuple(row) for row in rows] for name, rows in tables.items()}


def _pages(store: Store) -> Iterator[Problem]:
    try:
        for row in store.db.execute("PRAGMA integrity_check").fetchall():
            if row[0] != "ok":
                yield Problem("file", row[0])
    except (UnicodeDecodeError, sqlite3.DatabaseError) as error:  # seen: a bit flipped in a column's name
        yield Problem("file", f"SQLite cannot read it: {error}")


def _full_text(copy: Database) -> Iterator[Problem]:
    for index in _FULL_TEXT:
        try:
            # rank 1: without it the index is only compared with itself, and a stale one passes
            copy.conn.execute(f"INSERT INTO {index}({index}, rank) VALUES ('integrity-check', 1)")
        except sqlite3.DatabaseError as error:
            if "malformed" not in str(error):
                raise
            yield Problem(index, "the full-text index does not fit its table; check --repair rebuilds it")
            copy.conn.execute(f"INSERT INTO {index}({index}) VALUES ('rebuild')")


def _references(store: Store) -> Iterator[Problem]:
    for row in store.db.execute("PRAGMA foreign_key_check").fetchall():
        table, rowid, parent, number = row
        links = store.db.execute(f'PRAGMA foreign_key_list("{table}")').fetchall()
        column = next((link["from"] for link in links if link["id"] == number), "link")
        if table not in KINDS or column not in KINDS[table].waits:
            yield Problem(f"{table} row {rowid}", f"its {column} names a {parent} that is not here")


def _chains(store: Store) -> Iterator[Problem]:
    writers = {w.id: w for w in map(writer_of, store.fetch(f"SELECT {names(WRITER_COLUMNS)} FROM writer"))}
    ids = {row[0] for row in store.fetch("SELECT DISTINCT writer FROM change")}
    own = f"SELECT {names(CHANGE_COLUMNS)} FROM change WHERE writer = ? ORDER BY seq"
    for i in sorted(ids | writers.keys()):
        if i not in writers:
            yield Problem(f"writer {i}", "its writer is not here")
            continue
        try:
            broken = first_break(writers[i], [change_of(row) for row in store.db.execute(own, [i]).fetchall()])
        except (sqlite3.OperationalError, ValueError, TypeError) as error:
            if locked(error):
                raise
            broken = "a change of it cannot be read"
        if broken:
            yield Problem(f"writer {i}", broken)


def _tables(copy: Database) -> Iterator[Problem]:
    """The tables against the fold of the log."""
    before = dump(copy)
    copy.conn.execute("BEGIN")
    Folder(copy).refold_all()
    after = dump(copy)
    copy.conn.execute("COMMIT")
    for name, rows in before.items():
        for row in sorted(set(rows) ^ set(after[name]), key=repr):
            entity = row[1] if name == "aside" else row[0]
            side = "has what the log does not add up to" if row in rows else "lacks what the log adds up to"
            yield Problem(f"{name} {entity}", f"the table {side}")


def _quotes(store: Store) -> Iterator[Problem]:
    rows = store.db.execute(
        "SELECT c.id, c.article, c.start, c.end, c.quote FROM claim c WHERE c.about = 'text' ORDER BY c.article"
    ).fetchall()
    for article, group in groupby(rows, key=lambda row: row["article"]):
        text = store.one("SELECT text FROM article WHERE id = ?", [article])
        for row in group:
            if text is None or text[0][row["start"] : row["end"]] != row["quote"]:
                yield Problem(f"claim {row['id']}", "its quote is not what stands in the article there")


def _aside(store: Store) -> Iterator[Problem]:
    for row in store.fetch("SELECT kind, entity, why FROM aside ORDER BY kind, entity"):
        yield Problem(f"{row['kind']} {row['entity']}", f"set aside: {row['why']}")
