"""Copies in the user's state folder: made before anything large happens, found again, taken back to a new file."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import attrs

from annot.desk.paths import file_name
from annot.errors import AnnotError, InputError, ProjectError
from annot.plain import heard, show
from annot.store import backup
from annot.store.project import Store

_OFTEN = 30 * 60_000  # milliseconds between two copies
_STAMP = "%Y%m%dT%H%M%S%fZ"
_ENDING = ".annot.db"
_DAMAGED = ".corrupt"


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

    at = hashlib.sha256(os.fsencode(project.resolve())).hexdigest()[:12]
    return user_state_path("annot") / "backups" / f"{file_name(heard(project.stem))[:40]}-{at}"


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
    now = datetime.fromtimestamp(store.now() / 1000, UTC)
    stamp = now.strftime(_STAMP)
    made = backup.copy(store, where / f"{stamp}-{why}.new")
    target = where / f"{stamp}-{why}-{made.sha256[:16]}{_ENDING}"
    made.path.rename(target)
    _rotate(where, now)
    return target


def keep_if_changed(store: Store, why: str) -> Path | None:
    """The same where anything was written since the newest copy; None where nothing was."""
    newest = max(folder(store.path).glob(f"*{_ENDING}"), default=None)
    if newest is None:
        return keep(store, why) if store.one("SELECT 1 FROM change LIMIT 1") else None
    return None if backup.same_log(store, newest) else keep(store, why)


def keep_if_due(store: Store) -> Path | None:
    """The same where the newest copy is half an hour old; of a project without any, the beginning of its log is."""
    newest = max(folder(store.path).glob(f"*{_ENDING}"), default=None)
    made = None if newest is None else _made(newest)
    first = store.one("SELECT at FROM change ORDER BY rowid LIMIT 1")
    if first is None:
        return None
    age = store.now() - (first[0] if made is None else int(made.timestamp() * 1000))
    # An age below nothing is that of a wrong clock: no reason to wait for it.
    return None if 0 <= age < _OFTEN else keep_if_changed(store, "change")


def _rotate(where: Path, now: datetime) -> None:
    """Take old copies away; none while one of them is known to be damaged."""
    if any(where.glob(f"*{_DAMAGED}")):
        return
    by_time = {made: path for path in where.glob(f"*{_ENDING}") if (made := _made(path)) is not None}
    for made in outlived(by_time, now):
        by_time[made].unlink(missing_ok=True)


def outlived(made: Iterable[datetime], now: datetime) -> list[datetime]:
    """Which copies may go. All of 48 hours stay, the last of each of 14 days, 8 weeks, 12 months, and the last five."""
    newest_first = sorted(made, reverse=True)
    stay = {one for one in newest_first if now - one <= timedelta(hours=48)} | set(newest_first[:5])
    for most, form in ((14, "%Y-%m-%d"), (8, "%G-%V"), (12, "%Y-%m")):
        last: dict[str, datetime] = {}
        for one in newest_first:
            last.setdefault(one.strftime(form), one)
        stay |= set(list(last.values())[:most])
    return [one for one in newest_first if one not in stay]


def _made(path: Path) -> datetime | None:
    try:
        return datetime.strptime(path.name.partition("-")[0], _STAMP).replace(tzinfo=UTC)
    except ValueError:
        return None


def all_of(project: Path) -> list[Kept]:
    """The copies of this project, newest first. One that is damaged is marked so, which stops the taking away."""
    found = []
    for path in sorted(folder(project).glob(f"*{_ENDING}"), reverse=True):
        made, (_, why, digest) = _made(path), [*path.name.removesuffix(_ENDING).split("-"), "", ""][:3]
        try:
            with path.open("rb") as file:
                whole = hashlib.file_digest(file, "sha256").hexdigest()[:16] == digest
            changes, claims = backup.counts(path) if whole else (0, 0)
        except (OSError, ProjectError):
            whole, changes, claims = False, 0, 0
        if not whole:
            with suppress(OSError):
                path.with_name(path.name + _DAMAGED).touch(mode=0o600)
        found.append(Kept(path, made.isoformat().replace("+00:00", "Z") if made else "", why, changes, claims, whole))
    return found


def restore(path: Path, new: Path) -> backup.Copy:
    """The copy `path` as a new project; what is damaged stays where it is, and as it is."""
    if not path.is_file():
        raise InputError(f"There is no file {show(str(path))}.")
    if new.exists():
        raise AnnotError(f"{show(str(new))} is there already; a copy is restored to a new file.")
    with Store(path, readonly=True, older=True) as store:
        return backup.copy(store, new)
