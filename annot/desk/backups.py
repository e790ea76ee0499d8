"""Copies in the user's state folder: made before anything large happens, found again, taken back to a new file."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path

import attrs

from annot.desk.exporting import file_name
from annot.errors import AnnotError, InputError, ProjectError
from annot.plain import show
from annot.store import backup
from annot.store.project import Store


@attrs.frozen
class Kept:
    """One copy: when, why, what is in it, and whether its bytes are still those that were written."""

    path: Path
    at: str
    why: str
    changes: int
    claims: int
    whole: bool


def folder(project: Path) -> Path:
    """Where the copies of this project lie, private to the user."""
    from platformdirs import user_state_path

    at = hashlib.sha256(str(project.resolve()).encode()).hexdigest()[:12]
    return user_state_path("annot") / "backups" / f"{file_name(project.stem)[:40]}-{at}"


def keep(store: Store, why: str) -> Path:
    """A verified copy of the project as it is now; `why` is one word. Its name ends with what its bytes hash to."""
    where = folder(store.path)
    try:
        where.mkdir(parents=True, exist_ok=True, mode=0o700)
        where.chmod(0o700)
    except OSError as error:
        raise ProjectError(
            f"A copy cannot be made in {show(str(where))}: {error.strerror}. Nothing was changed."
        ) from error
    stamp = datetime.fromtimestamp(store.now() / 1000, UTC).strftime("%Y%m%dT%H%M%S%f")[:-3]
    made = backup.copy(store, where / f"{stamp}Z-{why}.new")
    target = where / f"{stamp}Z-{why}-{made.sha256[:16]}.annot.db"
    made.path.rename(target)
    return target


def all_of(project: Path) -> list[Kept]:
    """The copies of this project, newest first."""
    found = []
    for path in sorted(folder(project).glob("*.annot.db"), reverse=True):
        at, why, digest = [*path.name.removesuffix(".annot.db").split("-"), "", ""][:3]
        try:
            whole = hashlib.sha256(path.read_bytes()).hexdigest()[:16] == digest
            changes, claims = backup.counts(path) if whole else (0, 0)
        except (OSError, ProjectError):
            whole, changes, claims = False, 0, 0
        moment = f"{at[:4]}-{at[4:6]}-{at[6:8]}T{at[9:11]}:{at[11:13]}:{at[13:15]}Z"
        found.append(Kept(path, moment, why, changes, claims, whole))
    return found


def restore(path: Path, new: Path) -> backup.Copy:
    """The copy `path` as a new project; what is damaged stays where it is, and as it is."""
    if not path.is_file():
        raise InputError(f"There is no file {show(str(path))}.")
    if new.exists():
        raise AnnotError(f"{show(str(new))} is there already; a copy is restored to a new file.")
    with Store(path, readonly=True) as store:
        return backup.copy(store, new)
