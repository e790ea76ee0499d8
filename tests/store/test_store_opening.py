"""A path becomes a project, or one sentence says why not and the file is left as it is."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from workroom import ANNA, Clock, Project, Tripwire, article_draft, claim_draft, look, row, write

from annot.errors import NoProject, NotSaved, ProjectError
from annot.store import checking, opening
from annot.store.opening import APPLICATION_ID
from annot.store.project import Store


def database(path: Path, *statements: str) -> None:
    conn = sqlite3.connect(path, isolation_level=None)
    for statement in statements:
        conn.execute(statement)
    conn.close()


def newer(path: Path) -> None:
    database(path, f"PRAGMA application_id = {APPLICATION_ID}", "PRAGMA user_version = 999", "CREATE TABLE x(y)")


def truncated(path: Path) -> None:
    project = Project(path, Clock())
    write(project.open(), article_draft(), *(claim_draft(f"c{n}") for n in range(50)))
    project.close()
    data = path.read_bytes()
    path.write_bytes(data[: len(data) - 3 * 4096])


BAD: dict[str, tuple[Callable[[Path], object], str]] = {
    "a text": (lambda p: p.write_text("Dear editor,\n" * 100), "is not a project of annot"),
    "a short text": (lambda p: p.write_text("x"), "is not a project of annot"),
    "somebody's database": (lambda p: database(p, "CREATE TABLE x(y)"), "is a database, but not a project of annot"),
    "another application's": (
        lambda p: database(p, "PRAGMA application_id = 7", "CREATE TABLE x(y)"),
        "is a database, but not a project of annot",
    ),
    "a newer one": (newer, "made by a newer annot"),
    "one cut short": (truncated, "is damaged"),
    "a folder": (lambda p: p.mkdir(), "is not a file"),
    "a pipe": (lambda p: os.mkfifo(p), "is not a file"),
    "a link to nothing": (lambda p: p.symlink_to(p.parent / "gone"), "is not a file"),
}


@pytest.mark.parametrize("how", BAD)
def test_what_is_no_project_is_refused_and_left_as_it_is(tmp_path: Path, how: str) -> None:
    path = tmp_path / "p.db"
    BAD[how][0](path)
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(ProjectError, match=BAD[how][1]) as refused:
        Store(path, create=True)
    assert refused.value.exit_code == 3
    assert str(refused.value).count("\n") == 0
    assert (path.read_bytes() if path.is_file() else None) == before
    assert os.listdir(tmp_path) == ["p.db"]


def test_a_path_in_a_message_is_safe_to_show(tmp_path: Path) -> None:
    path = tmp_path / "a\x1b]52;c;RVZJTA==\x07.db"
    path.write_text("x")
    with pytest.raises(ProjectError) as refused:
        Store(path)
    assert "\x1b" not in str(refused.value)


def test_no_file_is_made_unless_asked_for(tmp_path: Path) -> None:
    with pytest.raises(NoProject):
        Store(tmp_path / "p.db")
    with pytest.raises(ProjectError, match="cannot be made"):
        Store(tmp_path / "gone" / "p.db", create=True)
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077])
def test_a_project_is_its_owners_alone(tmp_path: Path, mask: int) -> None:
    before = os.umask(mask)
    try:
        store = Store(tmp_path / "p.db", create=True)
        journals: set[int] = set()
        store.db.conn = Tripwire(store.db.conn, 0, lambda: None)
        store.db.conn.step = lambda: journals.update(  # every file beside it, while it writes
            stat.S_IMODE(p.stat().st_mode) for p in tmp_path.glob("p.db-*")
        )
        write(store, article_draft(), claim_draft("c1"))
        store.close()
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "p.db").stat().st_mode) == 0o600
    assert journals <= {0o600}
    assert os.listdir(tmp_path) == ["p.db"], "nothing beside it while nobody writes"


def test_an_empty_file_is_an_interrupted_creation_and_is_resumed(tmp_path: Path) -> None:
    (tmp_path / "p.db").touch(0o600)
    with Store(tmp_path / "p.db") as store:
        write(store, article_draft())
        assert checking.problems(store) == []


def test_an_empty_file_that_can_only_be_read_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "p.db").touch(0o600)
    with pytest.raises(ProjectError, match="can only be read"):
        Store(tmp_path / "p.db", readonly=True)


def test_a_link_to_a_project_is_that_project(project: Project, tmp_path: Path) -> None:
    write(project.open(), article_draft(), claim_draft("c1"))
    link = tmp_path / "link.db"
    link.symlink_to(project.path)
    with Store(link, now=project.clock) as store:
        write(store, claim_draft("c2"))
    assert link.is_symlink()
    assert {r[0] for r in look(project.path, "SELECT id FROM claim")} == {"c1", "c2"}


def test_names_that_mean_something_in_a_uri_are_names(tmp_path: Path) -> None:
    path = tmp_path / "100% ?mode=memory#a&b.db"
    with Store(path, create=True) as store:
        write(store, article_draft())
    assert os.listdir(tmp_path) == [path.name]
    with Store(path) as store:
        assert store.one("SELECT count(*) FROM article")[0] == 1


def test_it_is_set_to_lose_nothing(project: Project) -> None:
    db = project.open(durable=True).db
    pragma = {
        name: db.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("journal_mode", "synchronous", "application_id", "foreign_keys", "cell_size_check", "cache_spill")
    }
    assert pragma == {
        "journal_mode": "delete",
        "synchronous": 3,
        "application_id": APPLICATION_ID,
        "foreign_keys": 0,
        "cell_size_check": 1,
        "cache_spill": 0,
    }


# -- only to read


def test_a_file_that_can_only_be_read_is_read_and_not_written(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(project.open(), article_draft(), claim_draft("c1"))
    project.close()
    before = project.path.read_bytes()
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK)
    store = Store(project.path, now=project.clock)
    assert row(store, "claim", "c1") is not None
    assert checking.problems(store) == []
    for _ in range(2):
        with pytest.raises(NotSaved, match="can only be read"):
            write(store, claim_draft("c2"))
        assert not store.db.conn.in_transaction
    store.close()
    assert project.path.read_bytes() == before


@pytest.mark.skipif(os.getuid() != 0, reason="SKIP: needs root, to become a user who may only read")
@pytest.mark.parametrize(("file", "folder"), [(0o444, 0o555), (0o666, 0o555), (0o444, 0o777)])
def test_another_user_reads_what_they_may_not_write(file: int, folder: int) -> None:
    with tempfile.TemporaryDirectory(dir="/tmp") as place:
        path = Path(place) / "p.db"
        project = Project(path, Clock())
        write(project.open(), article_draft(), claim_draft("c1"))
        project.close()
        before = path.read_bytes()
        path.chmod(file)
        Path(place).chmod(folder)
        child = os.fork()
        if child == 0:
            code = 1
            try:
                os.setgroups([])
                os.setgid(65534)
                os.setuid(65534)
                store = Store(path)
                assert row(store, "claim", "c1") is not None
                with pytest.raises(ProjectError):  # a folder that cannot hold a journal answers "cannot be opened"
                    write(store, claim_draft("c2"), who=ANNA)
                assert not store.db.conn.in_transaction
                assert row(store, "claim", "c2") is None
                code = 0
            finally:
                os._exit(code)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        assert path.read_bytes() == before


def test_every_error_of_sqlite_has_words_or_is_ours(project: Project) -> None:
    """A cause that nobody has met is not passed off as the file's fault."""
    codes = {n: v for n, v in vars(sqlite3).items() if n.startswith("SQLITE_") and n.count("_") == 1 and 0 < v < 27}
    said, ours = set(), set()
    for name, code in codes.items():
        error = sqlite3.OperationalError("x")
        error.sqlite_errorcode, error.sqlite_errorname = code, name
        try:
            opening._cause(error, "p.db")
            said.add(name)
        except sqlite3.OperationalError:
            ours.add(name)
    assert {
        "SQLITE_BUSY",
        "SQLITE_FULL",
        "SQLITE_IOERR",
        "SQLITE_READONLY",
        "SQLITE_CORRUPT",
        "SQLITE_NOTADB",
        "SQLITE_CANTOPEN",
        "SQLITE_PERM",
        "SQLITE_NOMEM",
    } <= said
    assert {"SQLITE_ERROR", "SQLITE_CONSTRAINT", "SQLITE_MISUSE", "SQLITE_RANGE"} <= ours


def test_two_create_the_same_project_at_once(tmp_path: Path) -> None:
    import sys

    import workroom

    path = tmp_path / "p.db"
    code = (
        f"import sys; sys.path.insert(0, {str(Path(workroom.__file__).parent)!r})\n"
        f"from workroom import *; sys.stdin.readline()\n"
        f"p = Project(Path({str(path)!r}), Clock()); write(p.open(), Draft('source', sys.argv[1], {{'title': 'x'}}))\n"
    )
    children = [
        subprocess.Popen([sys.executable, "-c", code, f"s{n}"], stdin=subprocess.PIPE, text=True) for n in range(3)
    ]
    for child in children:
        child.stdin.write("go\n")
        child.stdin.close()
    assert [child.wait(60) for child in children] == [0, 0, 0]
    assert sorted(look(path, "SELECT id FROM source")) == [("s0",), ("s1",), ("s2",)]
