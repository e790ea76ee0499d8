"""What can be read of a damaged project, and its newest good copy, as a new project; and in words, what is missing."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import attrs

from annot.desk import backups, people
from annot.desk.backups import Kept
from annot.errors import AnnotError, InputError, ProjectError
from annot.plain import show
from annot.store import backup, carving, checking, foreign, merge_tables, salvage, tables
from annot.store.joining import in_time
from annot.store.project import Store
from annot.store.salvage import NOBODY, Lost, Salvaged


@attrs.frozen
class Chain:
    """What is not whole of one writer's work, in words that name the reviewer."""

    reviewer: str
    lost: Lost

    @property
    def said(self) -> str:
        parts, lost = [], self.lost
        if lost.missing:
            at = ", ".join(str(a) if a == b else f"{a} to {b}" for a, b in lost.missing)
            parts.append(f"{_changes(lost.count)} missing: {at}")
        if lost.moved:
            parts.append(f"{_changes(lost.moved)} after a gap kept, under a new writer")
        if lost.unproved:
            what = ", ".join(f"{kind} {entity}" for kind, entity in lost.unproved)
            parts.append(f"{_changes(len(lost.unproved))} kept that nothing proves, look at: {what}")
        if not lost.known:
            parts.append("who they were could not be read")
        return f"{self.reviewer}, session {lost.writer.id}: {'; '.join(parts)}."

    @property
    def row(self) -> dict[str, Any]:
        return {
            "reviewer": self.reviewer,
            "writer": self.lost.writer.id,
            "missing": [list(one) for one in self.lost.missing],
            "moved": self.lost.moved,
            "unproved": [{"kind": kind, "entity": entity} for kind, entity in self.lost.unproved],
        }


@attrs.frozen
class Recovered:
    """`read` changes came from the file, `from_copy` only from `copy`; `aside` wait for something that is missing."""

    path: Path
    changes: int
    claims: int
    from_copy: int
    copy: Kept | None
    chains: tuple[Chain, ...]
    aside: tuple[tuple[str, str, str], ...]
    problems: tuple[str, ...]

    @property
    def whole(self) -> bool:
        """Whether nothing that is known to have been there is missing."""
        return not (self.chains or self.aside or self.problems)

    @property
    def row(self) -> dict[str, Any]:
        return {
            "path": str(self.path),
            "changes": self.changes,
            "claims": self.claims,
            "copy": str(self.copy.path) if self.copy else None,
            "from_copy": self.from_copy,
            "missing": [chain.row for chain in self.chains],
            "aside": [{"kind": kind, "entity": entity, "why": why} for kind, entity, why in self.aside],
            "problems": list(self.problems),
        }


def recover(path: Path, new: Path) -> Recovered:
    """A new project at `new`; the damaged one is only read. Raises ProjectError where nothing can be read of it."""
    if not path.is_file():
        raise InputError(f"There is no file {show(str(path))}.")
    if new.exists():
        raise AnnotError(f"{show(str(new))} is there already; what is recovered goes to a new file.")
    if path.stat().st_size > foreign.LARGEST:
        raise InputError(f"{show(str(path))} is too large: {path.stat().st_size >> 30} GiB.")
    try:
        carved = carving.carve(path)
    except OSError as error:
        raise ProjectError(f"{show(str(path))} cannot be read: {error.strerror}.") from error
    if not (carved.project or carved.rows):
        raise ProjectError(
            f"{show(str(path))} is not a project of annot, nor what is left of one. Look for a copy: annot backups"
        )
    copy, kept = _copy_of(path)
    if not (carved.rows or copy):
        raise ProjectError(f"Nothing of a project can be read in {show(str(path))}, and there is no copy of it.")
    writers = set(carved.writers)
    rows = {p.row for p in copy.new} if copy else set()
    writers |= set(copy.writers) if copy else set()
    read = set(carved.rows)
    saved = salvage.salvage(sorted(writers, key=lambda w: w.id), [*sorted(rows), *carved.rows], carved.named)
    return _written(new, saved, kept, len(rows - read))


def _copy_of(path: Path) -> tuple[foreign.Foreign | None, Kept | None]:
    """The newest copy that is whole. Not one from before a merge was undone: it holds what was taken away."""
    for kept in backups.all_of(path):
        if kept.whole and kept.why != "undo":
            try:
                return foreign.read(kept.path, {}), kept
            except InputError:
                continue
    return None, None


def _written(new: Path, saved: Salvaged, kept: Kept | None, from_copy: int) -> Recovered:
    """The log in a new file, folded and looked at, and only then called `new`."""
    with tempfile.TemporaryDirectory(prefix="annot-") as folder, Store(Path(folder) / "new.db", create=True) as store:
        store.db.execute("PRAGMA synchronous = OFF")  # the copy of it is what has to last
        packed = foreign.packed(saved.rows)
        with store.transaction():
            store.insert_writers(saved.writers)
            store.insert_rows(p.row for p in in_time(packed))
        store.refold_all()
        shown = people.displayed(tables.reviewers(store))
        found = [p for p in checking.problems(store) if not p.text.startswith("set aside")]
        made = backup.copy(store, new)
        return Recovered(
            path=new,
            changes=made.changes,
            claims=made.claims,
            from_copy=from_copy,
            copy=kept,
            chains=tuple(
                Chain(shown.get(one.writer.reviewer, one.writer.reviewer or NOBODY), one) for one in saved.lost
            ),
            aside=tuple(merge_tables.set_aside(store, {p.change.entity for p in packed})),
            problems=tuple(f"{p.where}: {p.text}" for p in found),
        )


def _changes(n: int) -> str:
    return f"{n} change{'s' * (n != 1)}"
