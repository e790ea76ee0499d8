"""Bringing files together: read like a stranger's, joined in one transaction, told so that an editor believes it."""

from __future__ import annotations

import gc
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import attrs

from annot.desk import backups, two_edits
from annot.desk.merge_report import Before, FileReport, Now, Report, tell
from annot.errors import AnnotError, InputError, NothingToDo
from annot.history.change import Key
from annot.model.group import GROUP_SORTS
from annot.plain import show
from annot.store import backup, foreign, joining, merge_tables, tables
from annot.store.joining import Arrival
from annot.store.project import Store

_AT_ONCE = 2  # children that read


@contextmanager
def target(project: Path, new: Path | None, *, dry_run: bool) -> Iterator[Store]:
    """The project that is merged into: this one, made where there is none; a copy of it at `new`; for a dry run one
    that is gone afterwards.
    """
    if new is None and not dry_run:
        made = not project.exists()
        with Store(project, create=True) as store:
            try:
                yield store
            finally:
                if made:
                    store.discard_if_unused()
        return
    with tempfile.TemporaryDirectory(prefix="annot-") as folder:
        path = new if new is not None and not dry_run else Path(folder) / "dry-run.annot.db"
        if path.exists():
            raise AnnotError(f"{show(str(path))} is there already; -o makes a new file.")
        if project.exists():
            with Store(project, readonly=True, older=True) as store:
                backup.copy(store, path)
        made = not path.exists()
        with Store(path, create=True) as store:
            try:
                yield store
            finally:
                if made:
                    store.discard_if_unused()


def merge(store: Store, files: Sequence[Path], project: Path | None = None, *, keep: bool = True) -> Report:
    """The union of this project and these files. What is refused is named, the others are merged.

    `project` is the file that is skipped when it is given as one to merge; with `keep` a verified copy comes first.
    """
    itself = project or store.path
    mine = [path for path in files if path.exists() and itself.exists() and path.samefile(itself)]
    wanted = list(dict.fromkeys(path for path in files if path not in mine))
    known = joining.vector(store)
    before, codebook = Before(), tables.current_codebook(store)
    copies: list[Path] = []

    def look_first(joined: joining.Joined) -> None:
        nonlocal before
        before = Before.of(store, joined.shared)
        if keep and known and not copies:
            copies.append(backups.keep(store, "merge"))

    with _nothing_collected():
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            read = list(pool.map(lambda path: _read(path, known), wanted))
        given = [one for one in read if isinstance(one, foreign.Foreign)]
        joined = joining.union(store, given, look_first)
        after = Now(store, before, joined.shared, [change for one in joined.files for change in one.new])
        brought = iter(joined.files)
        of_files = {
            path: FileReport(str(path), refused=one) if isinstance(one, str) else tell(after, path, one, next(brought))
            for path, one in zip(wanted, read, strict=True)
        }
    now = tables.current_codebook(store)
    return Report(
        files=tuple(of_files.get(path, FileReport(str(path), itself=True)) for path in dict.fromkeys(files)),
        two_edits=tuple(two_edits.among(store, joined.shared)),
        groups=groups(store),
        claims_before=before.claims,
        taken_back=len(before.live - merge_tables.live_claims(store, before.live)) if before.live else 0,
        codebook=now[0] if now and codebook and now[0] != codebook[0] else None,
        copy=copies[0] if copies else None,
    )


@contextmanager
def _nothing_collected() -> Iterator[None]:
    """A merge makes millions of values, none of them in a circle: to look for circles took a quarter of its time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def groups(store: Store) -> dict[str, int]:
    """How many groups of claims there are of each of GROUP_SORTS."""
    return dict.fromkeys(GROUP_SORTS, 0) | merge_tables.group_sorts(store)


def _read(path: Path, known: dict[str, tuple[int, str]]) -> foreign.Foreign | str:
    try:
        return foreign.read(path, known)
    except InputError as error:
        return str(error)


@attrs.frozen
class Forgotten:
    """`aside`: (kind, entity) of what was done here to what was taken away; it waits until that comes again."""

    arrival: Arrival
    copy: Path
    aside: tuple[Key, ...]


def undo_merge(store: Store) -> Forgotten:
    """Take away exactly what the latest merge brought into this file, after a verified copy of it."""
    arrival = joining.latest_arrival(store)
    if arrival is None:
        raise NothingToDo("There is no merge to undo.")
    copy = backups.keep(store, "undo")
    waited = set(merge_tables.set_aside(store, None))
    joining.forget(store, arrival)
    aside = [(kind, i) for kind, i, why in merge_tables.set_aside(store, None) if (kind, i, why) not in waited]
    return Forgotten(arrival, copy, tuple(aside))
