"""Whatever statement of an action fails, the store is as before or as after, and can be used on."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from workroom import ANNA, BEN, Clock, Project, Tripwire, article, place, state, write

from annot.codebook.parse import default
from annot.desk import adding, citing, claims, codebooks, exporting, importing, people, reading, talking, undoing
from annot.errors import NotSaved
from annot.formats.sheet import Dialect
from annot.history.change import Draft
from annot.store import checking, foreign, joining, tables
from annot.store.exporting import Wanted

Desk = Any


def first(desk: Desk) -> Any:
    return next(c for c in tables.claims(desk.store, tables.headings(desk.store)[0].id) if c.reviewer == ANNA.id)


def the_article(desk: Desk) -> Any:
    return tables.article(desk.store, tables.headings(desk.store)[0].id)


def others(folder: Path) -> Any:
    """What somebody else's project holds, as sheets and as a log."""
    project = Project(folder / "other.db", Clock())
    desk = project.desk(BEN)
    for words in ("May 20", "77 percent"):
        claims.tag(desk, article(desk), place(words), {"status": "mostly"}, sources=["https://y.example/2"])
    reading.finish(desk, the_article(desk))
    exporting.export(desk, "csv", Wanted(), Dialect(), folder / "sheets")
    exporting.export(desk, "log", Wanted(), Dialect(), folder / "log.jsonl")
    project.close()


@cache
def theirs(folder: Path) -> foreign.Foreign:
    """The same as a project file."""
    return foreign.read(folder / "other.db", {})


ACTIONS: dict[str, Callable[[Desk, Path], object]] = {
    "add an article": lambda desk, _: adding.add_bytes(desk, b"One.\n\nTwo, and more.\n", adding.Options()),
    "tag with sources": lambda desk, _: claims.tag(
        desk, the_article(desk), place("1,140"), {"status": "refuted"}, sources=["https://x.example/9", "Ballot"]
    ),
    "edit": lambda desk, _: claims.edit(desk, first(desk), {"rationale": "why", "status": "mostly"}, place("May 20")),
    "withdraw": lambda desk, _: claims.withdraw(desk, first(desk)),
    "cite": lambda desk, _: citing.cite(desk, first(desk), ["https://x.example/3"], {"tier": "primary"}),
    "comment": lambda desk, _: talking.comment(desk, first(desk), "Sure?", "question"),
    "done": lambda desk, _: reading.mark(desk, the_article(desk), [3, 4]),
    "finish": lambda desk, _: reading.finish(desk, the_article(desk)),
    "change a kind": lambda desk, _: reading.change_kind(desk, the_article(desk), 2, "caption"),
    "undo": lambda desk, _: undoing.undo(desk),
    "redo": lambda desk, _: undoing.redo(desk),
    "use a codebook": lambda desk, _: codebooks.use(desk, default().toml + "\n# ours\n", "x.toml"),
    "rename": lambda desk, _: people.rename(desk, ANNA.id, "Anna K."),
    "import csv": lambda desk, folder: importing.import_csv(desk, folder / "sheets"),
    "import a log": lambda desk, folder: importing.import_log(
        desk.store, (folder / "log.jsonl").read_text("utf-8"), "log"
    ),
    "merge": lambda desk, folder: joining.union(desk.store, [theirs(folder)]),
    "undo a merge": lambda desk, _: joining.forget(desk.store, joining.latest_arrival(desk.store)),
    "take a text away": lambda desk, _: write(desk.store, Draft("article", the_article(desk).id, {"text": None})),
    "refold": lambda desk, _: desk.store.refold_all(),
    "remember a place": lambda desk, _: reading.keep_place(desk, the_article(desk).id, 7),
}


def prepared(folder: Path, name: str, what: str) -> Project:
    project = Project(folder / f"{name}.db", Clock())
    desk = project.desk()
    claims.tag(desk, article(desk), place("77 percent"), {"status": "supported"}, sources=["https://x.example/1"])
    claims.edit(desk, first(desk), {"speaker": "Ilse Brandt"})
    reading.mark(desk, the_article(desk), [2])
    if what == "redo":
        undoing.undo(desk)
    if what == "undo a merge":
        ACTIONS["merge"](desk, folder)
    if what == "take a text away":
        reading.change_kind(desk, the_article(desk), 3, "credit")
    return project


def everything(store: Any) -> Any:
    return state(store), [tuple(r) for t in ("meta", "arrival") for r in store.fetch(f"SELECT * FROM {t}")]


def fail() -> None:
    """As a damaged or full disk answers. What has not been written by then is not written."""
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode, error.sqlite_errorname = sqlite3.SQLITE_IOERR_WRITE, "SQLITE_IOERR_WRITE"
    raise error


def tables_alone(store: Any) -> list[str]:
    """The entities that are there, without ids that chance made: to tell a whole action from half of one."""
    return [f"{kind} {len(rows)}" for kind, rows in checking.dump(store.db).items()]


@pytest.mark.parametrize("what", ACTIONS)
def test_an_error_at_any_statement_leaves_all_or_nothing(tmp_path: Path, what: str) -> None:
    if "import" in what or "merge" in what:
        others(tmp_path)
    whole = prepared(tmp_path, "whole", what)
    ACTIONS[what](whole.desk(store=whole.stores[0]), tmp_path)
    after = tables_alone(whole.stores[0])
    whole.close()

    project = prepared(tmp_path, "broken", what)
    store = project.stores[0]
    store.db.conn.execute("PRAGMA journal_mode = MEMORY")
    desk, conn = project.desk(store=store), store.db.conn
    before = everything(store)
    at = 0
    while True:
        at += 1
        store.db.conn = Tripwire(conn, at, fail)
        try:
            ACTIONS[what](desk, tmp_path)
            said = ""
        except NotSaved as error:
            said = str(error)
        finally:
            fired = store.db.conn.count >= at
            store.db.conn = conn
        assert not conn.in_transaction, f"statement {at}"
        if not fired or everything(store) != before:
            break  # it was saved: only what was read afterwards could still fail
        assert "was not saved" in said
        if at % 10 == 1:
            assert checking.problems(store) in ([], [p for p in checking.problems(store) if "set aside" in p.text])
    assert at > 3 or what in ("refold", "remember a place")
    assert tables_alone(store) == after
    # the same store goes on, and its chain holds
    write(store, Draft("source", "s-after", {"title": "later"}))
    assert [p for p in checking.problems(store) if "set aside" not in p.text] == []
    assert project.open().one("SELECT title FROM source WHERE id = 's-after'")[0] == "later"
    project.close()


def test_a_commit_that_fails_is_not_saved_and_says_so(tmp_path: Path) -> None:
    project = prepared(tmp_path, "p", "")
    store = project.stores[0]
    conn, before = store.db.conn, state(store)

    class Failing(Tripwire):
        def execute(self, sql: str, *parameters: Any) -> Any:
            if sql == "COMMIT":
                fail()
            return self.conn.execute(sql, *parameters)

    store.db.conn = Failing(conn, 0, fail)
    for _ in range(2):
        with pytest.raises(NotSaved):
            write(store, Draft("source", "s9", {"title": "x"}))
        assert not conn.in_transaction
    store.db.conn = conn
    assert state(store) == before
    for n in range(3):
        write(store, Draft("source", f"s{n}", {"title": "x"}))
    assert checking.problems(store) == []
    mine = "SELECT seq FROM change WHERE writer = (SELECT writer FROM change WHERE entity = 's2')"
    seqs = [r[0] for r in store.fetch(mine)]
    assert seqs == list(range(1, len(seqs) + 1)), "no gap where an action failed"
    project.close()


def test_sqlite_interrupted_anywhere_inside_its_statements(tmp_path: Path) -> None:
    """Not only between statements: SQLite itself is stopped after n of its own steps."""
    project = prepared(tmp_path, "p", "")
    store = project.stores[0]
    store.db.conn.execute("PRAGMA journal_mode = MEMORY")
    before = state(store)
    drafts = [Draft("source", f"s{n}", {"title": "x" * 500, "url": f"https://x.example/{n}"}) for n in range(40)]
    stopped = steps = 0
    while True:
        steps += 211
        left = [steps]

        def count(left: list[int] = left) -> int:
            left[0] -= 1
            return int(left[0] == 0)  # once: its ROLLBACK is not stopped

        store.db.conn.set_progress_handler(count, 1)
        try:
            write(store, *drafts)
            break
        except NotSaved:
            stopped += 1
        finally:
            store.db.conn.set_progress_handler(None, 1)
        assert not store.db.conn.in_transaction
        assert state(store) == before
    assert stopped > 20
    assert store.one("SELECT count(*) FROM source")[0] == 41
    assert checking.problems(store) == []
    project.close()
