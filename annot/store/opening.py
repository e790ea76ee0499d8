"""From a path to a connection that is safe to use: created private, recognised, migrated, its pragmas set."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from annot.errors import NoProject, NotSaved, ProjectError
from annot.plain import show
from annot.store.data import data

APPLICATION_ID = 0x616E6F74  # "anot"
PATIENCE = 5.0  # seconds that another process may hold the file before we say so

_T = TypeVar("_T")


def open_project(path: Path, *, create: bool, readonly: bool = False, older: bool = False) -> Database:
    """A connection to the project at `path`; what is older than this version is for the caller to migrate.

    Raises NoProject where there is none and `create` is false, ProjectError where the file is not a project, is
    damaged, or is newer than this program; or older, cannot be written, and is not wanted `older`.
    """
    if not path.exists():
        if not create:
            raise NoProject(f"There is no project at {show(str(path))}.")
        _create_private(path)
    if not path.is_file():
        raise ProjectError(f"{show(str(path))} is not a file.")
    readonly = readonly or not os.access(path, os.W_OK)
    with plainly(path):
        db = _connect(path, readonly=readonly)
        try:
            _recognise(db, path, readonly=readonly and not older)
        except BaseException:
            db.close()
            raise
    return db


def _create_private(path: Path) -> None:
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except FileExistsError:
        return  # another process was faster; both may use it
    except OSError as error:
        raise ProjectError(f"A project cannot be made at {show(str(path))}: {error.strerror}.") from error


def _connect(path: Path, *, readonly: bool) -> Database:
    mode = "ro" if readonly else "rw"
    conn = sqlite3.connect(
        f"file:{quote(os.fsencode(path.absolute()))}?mode={mode}", uri=True, isolation_level=None, timeout=0.25
    )
    conn.row_factory = sqlite3.Row
    # Without plugins: an installed one would run inside everybody's project.
    db = Database(conn, execute_plugins=False)

    def ask(pragma: str) -> None:
        patiently(lambda: db.execute(f"PRAGMA {pragma}").fetchall())  # most of them read the file

    # Not trusted_schema = OFF: SQLite then refuses our own full-text triggers ("unsafe use of virtual table").
    # Not cache_spill = ON: a cache that spills locks every reader out long before COMMIT, and meets their locks.
    # 64 MiB of pages, where SQLite's own 2 are read again and again at a large desk.
    for pragma in ("cell_size_check = ON", "foreign_keys = OFF", "cache_spill = OFF", "cache_size = -65536"):
        ask(pragma)
    if not readonly:
        # One file with nothing beside it, and no acknowledged change lost at a power cut.
        ask("journal_mode = DELETE")
        ask("synchronous = EXTRA")
    return db


def _recognise(db: Database, path: Path, *, readonly: bool) -> None:
    version = _number(db, "user_version")
    if _number(db, "application_id") == APPLICATION_ID:
        if version > len(migration_files()):
            raise ProjectError(f"{show(str(path))} was made by a newer annot; this one leaves it as it is.")
        if _number(db, "page_count") * _number(db, "page_size") > path.stat().st_size:
            raise ProjectError(f"{show(str(path))} is damaged: its end is missing. It was left as it is.")
    elif path.stat().st_size:
        what = "is a database, but not" if _number(db, "page_count") else "is not"
        raise ProjectError(f"{show(str(path))} {what} a project of annot. It was left as it is.")
    if version < len(migration_files()) and readonly:
        raise ProjectError(f"{show(str(path))} lacks tables of this version and can only be read here.")
    if not version:
        migrate(db)


def is_older(db: Database) -> bool:
    """Whether it lacks tables of this version."""
    return _number(db, "user_version") < len(migration_files())


def _number(db: Database, pragma: str) -> int:
    return int(patiently(lambda: db.execute(f"PRAGMA {pragma}").fetchone()[0]))


def migration_files() -> list[Path]:
    return sorted(data("db/migrations").glob("[0-9]*.sql"))


def migrate(db: Database, then: Callable[[], object] = lambda: None) -> None:
    """Bring the tables to this version, and do `then`, in one transaction: before or after, never between."""
    migrations = Migrations("annot")
    for file in migration_files():
        migrations(name=file.stem)(_runner(file.read_text("utf-8")))
    with transaction(db):
        migrations.apply(db)
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        db.execute(f"PRAGMA user_version = {len(migration_files())}")
        then()


def _runner(sql: str) -> Callable[[Database], None]:
    def run(db: Database) -> None:
        for statement in statements(sql):
            db.conn.execute(statement)

    return run


def statements(sql: str) -> Iterator[str]:
    """The statements of a migration file, one by one: `executescript` would commit first."""
    statement = ""
    for line in sql.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
    if statement.strip():
        yield statement


@contextmanager
def transaction(db: Database) -> Iterator[None]:
    """BEGIN IMMEDIATE to COMMIT: all of the block, or nothing of it."""
    patiently(lambda: db.execute("BEGIN IMMEDIATE"))
    try:
        yield
        commit(db)
    except BaseException:
        if db.conn.in_transaction:  # some errors of SQLite have rolled back already
            db.conn.execute("ROLLBACK")
        raise


def commit(db: Database) -> None:
    """A COMMIT answered "locked" leaves the transaction open: it is asked again."""
    patiently(lambda: db.conn.execute("COMMIT"))


def patiently(act: Callable[[], _T]) -> _T:
    """What `act` returns, asked again while another process holds the file, at most PATIENCE seconds."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return act()
        except sqlite3.OperationalError as error:
            if not locked(error) or time.monotonic() > deadline:
                raise
        time.sleep(0.01)


def locked(error: Exception) -> bool:
    """Whether another process holds the file: asked again, it may answer."""
    return _code(error) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def _code(error: Exception) -> int:
    """SQLite's primary result code; the extended one says more in its upper bits."""
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


@contextmanager
def plainly(path: Path) -> Iterator[None]:
    """What SQLite raises, as one of our causes and in a reviewer's words."""
    try:
        yield
    except sqlite3.Error as error:
        raise _cause(error, show(str(path))) from error
    except UnicodeDecodeError as error:  # of SQLite's message about a schema in which a bit flipped
        raise ProjectError(_DAMAGED.format(show(str(path)))) from error


_DAMAGED = "{} is damaged. It was left as it is; go back to a copy of it."


def _cause(error: sqlite3.Error, path: str) -> ProjectError:
    code = _code(error)
    if locked(error):
        return NotSaved(f"{path} is locked by another program. Nothing was changed; try again.")
    if code == sqlite3.SQLITE_FULL:
        return NotSaved(f"The disk is full. This action was not saved, all before it is safe in {path}.")
    if code == sqlite3.SQLITE_IOERR:
        # A full disk behind a quota or a resource limit answers so too.
        return NotSaved(
            f"The disk is full or fails ({getattr(error, 'sqlite_errorname', 'I/O error')}). "
            f"This action was not saved, all before it is safe in {path}."
        )
    if code == sqlite3.SQLITE_READONLY:
        return NotSaved(f"{path} can only be read here. Nothing was changed.")
    if code == sqlite3.SQLITE_NOTADB:
        return ProjectError(f"{path} is not a project of annot. It was left as it is.")
    if code == sqlite3.SQLITE_CORRUPT or str(error).startswith("Could not decode to UTF-8"):
        return ProjectError(_DAMAGED.format(path))
    if code == sqlite3.SQLITE_CANTOPEN:
        return ProjectError(f"{path} cannot be opened: no right to it, or to the folder it lies in.")
    if code in (sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH, sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_INTERRUPT):
        return NotSaved(f"{path} could not be used ({getattr(error, 'sqlite_errorname', 'SQLite')}).")
    raise error  # a defect of ours, not the file's: the crash report must see it
