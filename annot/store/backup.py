"""Whole copies of a project, at any moment: made under another name, proved, and only then called what they are."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from contextlib import suppress
from pathlib import Path

import attrs

from annot.errors import AnnotError, NotSaved, ProjectError
from annot.model.ids import random_id
from annot.plain import show
from annot.store.opening import plainly
from annot.store.project import Store

# Only undo --merge takes rows away, and then another row is the last.
_STAND = "SELECT count(*), (SELECT digest FROM change ORDER BY rowid DESC LIMIT 1) FROM change"


@attrs.frozen
class Copy:
    """`sha256` is of the file's bytes, in hexadecimal."""

    path: Path
    changes: int
    claims: int
    sha256: str


def copy(store: Store, target: Path) -> Copy:
    """A verified copy at `target`, which must not exist. Raises AnnotError where it does, NotSaved where it fails."""
    if target.exists():
        raise AnnotError(f"{show(str(target))} is there already; give another name.")
    unfinished = target.with_name(f".{target.name[:60]}.{random_id('writer')}.part")
    try:
        os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        try:
            counted = _copied(store, unfinished)
            if counts(unfinished) != counted:
                raise NotSaved(f"A copy of {show(str(store.path))} could not be verified. Nothing was changed.")
            digest = _hash_and_sync(unfinished)
            _name(unfinished, target)
        finally:
            with suppress(FileNotFoundError):
                unfinished.unlink()
        _sync_folder(target.parent)
    except OSError as error:
        raise NotSaved(
            f"A copy cannot be made at {show(str(target))}: {error.strerror}. Nothing was changed."
        ) from error
    return Copy(target, *counted, digest)


def _name(unfinished: Path, target: Path) -> None:
    """Give the copy its name, never over what stands there. Raises FileExistsError."""
    try:
        os.link(unfinished, target)
    except FileExistsError:
        raise
    except OSError:  # a stick knows no second name: it is taken by an empty file, which the copy then replaces
        os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        unfinished.replace(target)


def counts(path: Path) -> tuple[int, int]:
    """(changes, claims) of a copy that lies still, after SQLite has looked at every page of it.

    Raises ProjectError where it is damaged.
    """
    with plainly(path):
        conn = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        try:
            if conn.execute("PRAGMA integrity_check(1)").fetchone()[0] != "ok":
                raise ProjectError(f"{show(str(path))} is damaged.")
            return _counted(conn)
        finally:
            conn.close()


def same_log(store: Store, path: Path) -> bool:
    """Whether the copy `path` has the log that the project has now. False also where it cannot be read."""
    try:
        conn = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        try:
            there = conn.execute(_STAND).fetchone()
        finally:
            conn.close()
    except sqlite3.Error:
        return False
    return tuple(store.one(_STAND)) == tuple(there)


def _counted(conn: sqlite3.Connection) -> tuple[int, int]:
    changes = conn.execute("SELECT count(*) FROM change").fetchone()[0]
    return changes, conn.execute("SELECT count(*) FROM claim WHERE deleted = 0").fetchone()[0]


def _copied(store: Store, path: Path) -> tuple[int, int]:
    """Copies and counts in one look at the project, so that nobody's commit comes between."""
    with plainly(store.path):
        conn = sqlite3.connect(path, isolation_level=None)
        try:
            store.db.conn.execute("BEGIN")
            try:
                counted = _counted(store.db.conn)
                store.db.conn.backup(conn)
            finally:
                store.db.conn.execute("ROLLBACK")
        finally:
            conn.close()
    return counted


def _hash_and_sync(path: Path) -> str:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        os.fsync(file.fileno())
    return digest


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
