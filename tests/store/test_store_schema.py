"""The migrations, the columns that the fold writes and the file that people read say the same."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
from pathlib import Path

import make_schema
import pytest
from workroom import Project, Tripwire, article_draft, claim_draft, look, write

from annot.history.kinds import KINDS, LISTS
from annot.store import opening
from annot.store.opening import migration_files, statements
from annot.store.rows import CHANGE_COLUMNS, COLUMNS, WRITER_COLUMNS

CONN = make_schema.migrated()
LOCAL = {"k"}


def columns(table: str) -> dict[str, str]:
    return {row[1]: row[2] for row in CONN.execute(f'PRAGMA table_info("{table}")')}


def test_the_schema_that_people_read_is_up_to_date() -> None:
    assert make_schema.SCHEMA.read_text("utf-8") == make_schema.schema(), "run: python tests/make_schema.py"


def test_the_schema_makes_the_same_tables_as_the_migrations() -> None:
    conn = sqlite3.connect(":memory:", isolation_level=None)
    for statement in statements(make_schema.schema()):
        conn.execute(statement)
    names = "SELECT type, name FROM sqlite_master ORDER BY type, name"
    assert conn.execute(names).fetchall() == CONN.execute(names).fetchall()


@pytest.mark.parametrize("kind", KINDS)
def test_each_field_has_a_column_that_can_hold_it(kind: str) -> None:
    there = columns(kind)
    assert there.keys() - LOCAL == set(COLUMNS[kind])
    whole = {"n", "start", "end", "deleted"}
    assert {c: t for c, t in there.items() if c in whole | LOCAL} == dict.fromkeys(
        there.keys() & (whole | LOCAL), "INTEGER"
    )
    for field in KINDS[kind].columns:
        holds = KINDS[kind].fields[field]
        fits = {"INTEGER": [1, 2**63 - 1], "TEXT": ["x", ["a"] if holds is LISTS[0] else [["a", "b"]]]}[there[field]]
        assert any(map(holds, fits)), f"{kind}.{field} takes nothing that {there[field]} holds"
        assert not holds({"INTEGER": "x", "TEXT": 7}[there[field]])


def test_the_columns_of_the_log_are_those_that_are_written() -> None:
    assert tuple(columns("change")) == CHANGE_COLUMNS
    assert tuple(columns("writer")) == WRITER_COLUMNS


@pytest.mark.parametrize("kind", KINDS)
def test_fold_tables_are_strict_and_name_what_they_refer_to(kind: str) -> None:
    assert CONN.execute("SELECT strict FROM pragma_table_list WHERE name = ?", [kind]).fetchone() == (1,)
    links = {row[3]: (row[2], row[4]) for row in CONN.execute(f'PRAGMA foreign_key_list("{kind}")')}
    spec = KINDS[kind]
    expected = {field: (other, "id") for field, other in {**spec.refs, **spec.waits}.items()}
    assert links == expected | ({"article": ("article", "id")} if kind == "paragraph" else {})


def test_a_migration_is_cut_into_whole_statements() -> None:
    for file in migration_files():
        parts = list(statements(file.read_text("utf-8")))
        assert "".join(parts) == file.read_text("utf-8")
        assert all(sqlite3.complete_statement(part) for part in parts)
    assert list(statements("CREATE TABLE a(x); -- end\nCREATE TRIGGER t AFTER INSERT ON a BEGIN\n SELECT 1;\nEND;\n"))[
        1
    ].startswith("CREATE TRIGGER")


# -- killed in the middle


def killed(path: Path, at: int, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Open `path` in a child that dies just before its n-th statement; whether it died."""
    child = os.fork()
    if child == 0:
        connect = opening._connect

        def tripping(*args: object, **how: object) -> object:
            db = connect(*args, **how)
            db.conn = Tripwire(db.conn, at, lambda: os.kill(os.getpid(), signal.SIGKILL))
            return db

        monkeypatch.setattr(opening, "_connect", tripping)
        try:
            opening.open_project(path, create=True).close()
        finally:
            os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def test_a_creation_killed_at_any_statement_is_nothing_or_all_and_resumes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at, seen = 1, set()
    while True:
        path = tmp_path / f"{at}.db"
        died = killed(path, at, monkeypatch)
        tables = look(path, "SELECT count(*) FROM sqlite_master")[0][0]
        version = look(path, "PRAGMA user_version")[0][0]
        assert (tables > 0) is (version > 0)
        seen.add(version)
        project = Project(path, lambda: 1)  # type: ignore[arg-type]
        store = project.open()
        write(store, article_draft(), claim_draft("c1"))
        project.close()
        path.unlink()
        if not died:
            break
        at += 1
    assert at > 40
    assert seen == {0, len(migration_files())}


@pytest.fixture
def next_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A later annot, whose second migration adds a column and a table."""
    folder = tmp_path / "migrations"
    shutil.copytree(migration_files()[0].parent, folder)
    (folder / "0099_later.sql").write_text(
        "ALTER TABLE claim ADD COLUMN mood TEXT;\n-- why\nCREATE TABLE later(x TEXT) STRICT;\n"
        "CREATE TRIGGER t AFTER INSERT ON later BEGIN\n    SELECT 1;\nEND;\n"
    )
    return folder


def test_an_upgrade_killed_at_any_statement_is_before_or_after(
    project: Project, next_version: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(project.open(), article_draft(), claim_draft("c1"))
    project.close()
    before = project.path.read_bytes()
    old = len(migration_files())
    monkeypatch.setattr(opening, "data", lambda name: next_version)
    at, seen = 1, set()
    while killed(project.path, at, monkeypatch):
        version = look(project.path, "PRAGMA user_version")[0][0]
        later = look(project.path, "SELECT count(*) FROM sqlite_master WHERE name IN ('later', 't')")[0][0]
        assert later == (2 if version > old else 0)
        assert look(project.path, "SELECT id, deleted FROM claim") == [("c1", 0)]
        seen.add(version)
        project.path.write_bytes(before)
        at += 1
    assert seen <= {old, old + 1}
    store = project.open()
    assert store.fetch("SELECT mood FROM claim")[0]["mood"] is None


def test_an_upgrade_that_fails_leaves_the_file_as_it_was(
    project: Project, next_version: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(project.open(), article_draft(), claim_draft("c1"))
    project.close()
    before = project.path.read_bytes()
    with (next_version / "0099_later.sql").open("a") as file:
        file.write("CREATE TABLE claim(x);\n")
    monkeypatch.setattr(opening, "data", lambda name: next_version)
    with pytest.raises(sqlite3.OperationalError):  # a defect of ours: the crash report must see it
        project.open()
    assert project.path.read_bytes() == before


def test_an_older_program_leaves_a_newer_file_alone(
    project: Project, next_version: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as later:
        later.setattr(opening, "data", lambda name: next_version)
        project.open()
        project.close()
    before = project.path.read_bytes()
    with pytest.raises(Exception, match="made by a newer annot"):
        project.open()
    assert project.path.read_bytes() == before
