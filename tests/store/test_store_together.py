"""Several connections on one file: each is answered, nobody's work is lost, nothing is half done."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
import workroom
from workroom import BEN, Project, Tripwire, article_draft, claim_draft, folded, log, look, row, state, write

from annot.errors import InputError, NotSaved
from annot.history.change import Draft, canonical
from annot.store import checking, exporting, opening, tables
from annot.store.exporting import Wanted
from annot.store.joining import join

MANY = [claim_draft(f"c{n}", rationale="x" * 2000) for n in range(400)]


HALF = "SELECT * FROM change, sqlite_master"  # more rows than are fetched


@contextmanager
def half_read(path: Path) -> Iterator[sqlite3.Cursor]:
    """Another program that has begun to read and does not go on: it blocks every COMMIT."""
    with closing(sqlite3.connect(path, isolation_level=None)) as conn:
        cursor = conn.execute(HALF)
        assert cursor.fetchone() is not None
        yield cursor


class Committing(Tripwire):
    """Calls `act` when COMMIT was asked for the n-th time."""

    def execute(self, sql: str, *parameters: object) -> object:
        if sql == "COMMIT":
            self.step()
        return self.conn.execute(sql, *parameters)

    def executemany(self, sql: str, rows: object) -> object:
        return self.conn.executemany(sql, rows)


def test_a_commit_answered_locked_is_asked_again(project: Project) -> None:
    store = project.open(durable=True)
    write(store, article_draft())
    with half_read(project.path) as cursor:
        store.db.conn = Committing(store.db.conn, 3, cursor.close)
        write(store, claim_draft("c1"))
    assert store.db.conn.count == 3
    assert look(project.path, "SELECT id FROM claim") == [("c1",)]
    assert not store.db.conn.in_transaction


def test_a_large_action_locks_readers_out_only_for_its_commit(project: Project) -> None:
    """A cache that spills would take the file for itself long before, however many rows are still to come."""
    store = project.open()
    store.db.conn.execute("PRAGMA cache_size = 10")
    write(store, article_draft())
    seen: list[object] = []
    store.db.conn = Committing(store.db.conn, 1, lambda: seen.append(look(project.path, "SELECT count(*) FROM claim")))
    write(store, *MANY)
    assert seen == [[(0,)]]
    assert look(project.path, "SELECT count(*) FROM claim") == [(len(MANY),)]


@pytest.mark.parametrize("what", ["a reader", "a writer"])
def test_locked_past_all_patience_is_not_saved_and_can_be_tried_again(
    project: Project, monkeypatch: pytest.MonkeyPatch, what: str
) -> None:
    monkeypatch.setattr(opening, "PATIENCE", 0.3)
    store = project.open()
    write(store, article_draft())
    before = state(store)
    with closing(sqlite3.connect(project.path, isolation_level=None)) as other:
        cursor = other.execute(HALF if what == "a reader" else "BEGIN IMMEDIATE")
        cursor.fetchone()
        for _ in range(2):
            with pytest.raises(NotSaved, match="locked by another program"):
                write(store, claim_draft("c1"))
            assert not store.db.conn.in_transaction
        cursor.close()
    assert state(store) == before
    write(store, claim_draft("c1"))
    assert look(project.path, "SELECT id FROM claim") == [("c1",)]
    assert checking.problems(store) == []


def test_reading_waits_for_a_writer_too(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "PATIENCE", 0.3)
    store = project.open()
    write(store, article_draft())
    with closing(sqlite3.connect(project.path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(NotSaved, match="locked"):
            store.data_version()
        with pytest.raises(NotSaved, match="locked"):
            project.open()
        other.execute("ROLLBACK")
        assert store.data_version()


def test_opening_waits_for_a_writer_who_is_done_soon(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    write(project.open(), article_draft())
    with closing(sqlite3.connect(project.path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        monkeypatch.setattr(opening.time, "sleep", lambda _: other.in_transaction and other.execute("ROLLBACK"))
        for readonly in (False, True):
            with closing(opening.open_project(project.path, create=False, readonly=readonly)) as db:
                assert db.execute("SELECT count(*) FROM article").fetchone()[0] == 1
            other.execute("BEGIN EXCLUSIVE")
        other.execute("ROLLBACK")


CHILD = """
import sys
sys.path.insert(0, {tests!r})
from workroom import *
from annot.desk import claims
project = Project(Path(sys.argv[1]), Clock())
desk = project.desk(BEN if sys.argv[2] == "ben" else ANNA, project.open(durable=True))
a = article(desk)
mine = claims.tag(desk, a, place("77 percent"), {{}})
print("ready", flush=True)
sys.stdin.readline()
for n in range(199):
    claims.edit(desk, mine, {{"speaker": f"{{sys.argv[2]}} {{n}}"}})
project.close()
"""


def test_two_processes_write_two_hundred_changes_each_at_once(project: Project) -> None:
    watcher = project.open()
    versions = {watcher.data_version()}
    children = [
        subprocess.Popen(
            [sys.executable, "-c", CHILD.format(tests=str(Path(workroom.__file__).parent)), str(project.path), who],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for who in ("anna", "ben")
    ]
    for child in children:
        assert child.stdout.readline() == "ready\n"
    versions.add(watcher.data_version())
    before = look(project.path, "SELECT count(*) FROM change WHERE kind = 'claim'")
    for child in children:
        child.stdin.write("go\n")
        child.stdin.flush()
    assert before == [(2,)]
    for child in children:
        child.communicate()
        assert child.returncode == 0
    versions.add(watcher.data_version())
    assert len(versions) == 3, "each look saw that somebody else had written"
    assert look(project.path, "SELECT count(*) FROM change WHERE kind = 'claim'") == [(400,)]
    assert {c[0] for c in look(project.path, "SELECT speaker FROM claim")} == {"anna 198", "ben 198"}
    assert checking.dump(watcher.db) == folded(watcher)
    assert checking.problems(watcher) == []


def test_the_number_of_data_moves_with_others_commits_alone(project: Project) -> None:
    one, two = project.open(), project.open()
    write(one, article_draft())
    before = one.data_version()
    write(one, claim_draft("c1"))
    assert one.data_version() == before, "one's own are known"
    write(two, claim_draft("c2"))
    assert one.data_version() != before


def test_each_acknowledgement_is_seen_by_a_second_connection_and_no_earlier(project: Project) -> None:
    store = project.open(durable=True)
    write(store, article_draft())
    for n in range(5):
        with store.action("r1") as action:
            action.add(claim_draft(f"c{n}"))
            assert look(project.path, "SELECT count(*) FROM claim") == [(n,)]
        assert look(project.path, "SELECT count(*) FROM claim") == [(n + 1,)]
        assert not store.db.conn.in_transaction


def test_a_writer_is_made_for_each_opening_that_changes_something(project: Project) -> None:
    one, two = project.open(), project.open()
    assert look(project.path, "SELECT count(*) FROM writer") == [(0,)]
    for store in (one, two, one):
        write(store, article_draft())
    write(one, article_draft(), who=BEN)
    rows = look(project.path, "SELECT writer, seq, action FROM change ORDER BY rowid")
    assert [(seq, action) for _, seq, action in rows] == [(1, 1), (1, 1), (2, 2), (1, 1)]
    assert len({writer for writer, *_ in rows}) == 3


# -- a log that comes from elsewhere


def taken(store: workroom.Store) -> workroom.Any:
    from annot.formats import log as logs

    return logs.read("\n".join(map(canonical, exporting.log(exporting.live(store)))), "log")


def test_joining_twice_changes_nothing_the_second_time(project: Project, tmp_path: Path) -> None:
    store = project.open()
    write(store, article_draft(), claim_draft("c1"))
    other = Project(tmp_path / "other.db", project.clock)
    into = other.open()
    given = taken(store)
    assert (join(into, given.writers, given.changes, "a").new, checking.dump(into.db)) == (2, checking.dump(store.db))
    before = state(into)
    joined = join(into, given.writers, given.changes, "a")
    assert (joined.new, joined.known) == (0, 2)
    assert state(into) == before
    assert [tuple(r) for r in into.fetch("SELECT merge, file, first, last FROM arrival")] == [(1, "a", 1, 2)]
    other.close()


def test_two_join_the_same_log_at_once(project: Project, tmp_path: Path) -> None:
    """The second learns what the first did between its looking and its writing."""
    store = project.open()
    write(store, article_draft(), claim_draft("c1"))
    given = taken(store)
    other = Project(tmp_path / "other.db", project.clock)
    one, two = other.open(), other.open()

    def first() -> None:
        join(two, given.writers, given.changes, "b")

    class Beginning(Committing):
        def execute(self, sql: str, *parameters: object) -> object:
            if sql == "BEGIN IMMEDIATE":
                self.step()
            return self.conn.execute(sql, *parameters)

    one.db.conn = Beginning(one.db.conn, 1, first)
    joined = join(one, given.writers, given.changes, "a")
    assert (joined.new, joined.known) == (0, 2)
    assert checking.problems(one) == []
    other.close()


@pytest.mark.parametrize("what", ["a change", "a writer"])
def test_another_story_under_the_same_name_is_refused_whole(project: Project, tmp_path: Path, what: str) -> None:
    import attrs

    store = project.open()
    write(store, article_draft(), claim_draft("c1"))
    given = taken(store)
    writer = given.writers[0]
    if what == "a writer":
        writer = attrs.evolve(writer, reviewer="r9")
        changes = list(given.changes)
    else:
        rows = [attrs.asdict(c, recurse=False) for c in given.changes]
        rows[1]["patch"] = {**rows[1]["patch"], "status": "refuted"}
        changes = workroom.chain(writer, *rows, {"kind": "source", "entity": "s1", "patch": {"title": "x"}})
    before = state(store)
    with pytest.raises(InputError):
        join(store, [writer], changes, "theirs")
    assert state(store) == before
    assert not store.db.conn.in_transaction


# -- full text


def stays_in_step(store: workroom.Store) -> None:
    for index in ("article_fts", "claim_fts", "source_fts"):
        with store.transaction():
            store.db.conn.execute(f"INSERT INTO {index}({index}, rank) VALUES ('integrity-check', 1)")


def test_the_full_text_index_stays_in_step(project: Project) -> None:
    store = project.open()
    write(store, article_draft(), claim_draft("c1", rationale="harbour"), Draft("source", "s1", {"title": "Log"}))
    assert tables.matching_claims(store, "harbour") == ["c1"]
    for patch in ({"rationale": "union", "normalized": "fish\x00ing"}, {"rationale": None}, {"speaker": "Ильза"}):
        write(store, Draft("claim", "c1", patch), Draft("source", "s1", {"publisher": "x"}))
        stays_in_step(store)
    assert tables.matching_claims(store, "harbour") == []
    assert tables.matching_claims(store, "ильза percent") == ["c1"]
    write(store, Draft("claim", "c1", {"deleted": 1}))
    assert tables.matching_claims(store, "percent") == []
    write(store, Draft("claim", "c1", {"quote": "wrong"}), Draft("article", workroom.TEXT_ID, {"text": 7}))
    stays_in_step(store)
    assert row(store, "claim", "c1") is None
    write(store, Draft("claim", "c1", {"quote": "77 percent", "deleted": 0}))
    write(store, Draft("article", workroom.TEXT_ID, {"text": workroom.TEXT}))
    assert tables.matching_claims(store, "percent") == ["c1"]
    before = log(store)
    store.refold_all()
    stays_in_step(store)
    assert tables.matching_claims(store, "percent") == ["c1"]
    assert log(store) == before


def test_a_stale_index_is_found_and_repaired(project: Project) -> None:
    store = project.open()
    write(store, article_draft(), claim_draft("c1"))
    with store.transaction():
        store.db.conn.execute(
            "INSERT INTO claim_fts(claim_fts, rowid, quote, normalized, rationale, speaker) "
            "SELECT 'delete', k, quote, normalized, rationale, speaker FROM claim"
        )
    assert [p.where for p in checking.problems(store)] == ["claim_fts"]
    checking.repair(store)
    assert checking.problems(store) == []
    assert tables.matching_claims(store, "percent") == ["c1"]


def test_a_table_that_was_written_past_the_log_is_found_and_repaired(project: Project) -> None:
    store = project.open()
    write(store, article_draft(), claim_draft("c1"))
    good = checking.dump(store.db)
    past = ("UPDATE claim SET status = 'x'", "DELETE FROM paragraph", "INSERT INTO source(id, deleted) VALUES ('s', 0)")
    for sql in past:
        with store.transaction():
            store.db.conn.execute(sql)
        assert checking.problems(store) != []
        checking.repair(store)
        assert checking.problems(store) == []
        assert checking.dump(store.db) == good


def test_an_export_reads_a_private_copy(project: Project) -> None:
    """Somebody may write for as long as the export takes."""
    store = project.open()
    write(store, article_draft(), claim_draft("c1"))
    with exporting.snapshot(store) as ask:
        rows = iter(exporting.claims(ask, Wanted()))
        write(store, claim_draft("c2"))
        assert [r["claim_id"] for r in rows] == ["c1"]
