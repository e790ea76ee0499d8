"""Another log into this one: the union of both, all of it or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import attrs

from annot.errors import InputError
from annot.history.change import Change, Writer
from annot.history.clock import moment
from annot.store.project import Store
from annot.store.rows import WRITER_COLUMNS, names, writer_of


@attrs.frozen
class Joined:
    """How many changes were new here and how many were known."""

    new: int
    known: int


def join(store: Store, writers: Sequence[Writer], changes: Sequence[Change], file: str) -> Joined:
    """Add what is new of a log whose chains hold; `file` is its name, for the record of what came from where.

    Raises InputError where this file knows another change by the same name: one of them was tampered with.
    """
    in_time = _in_time(changes)
    with store.transaction():  # what is known is asked inside: another process may be joining the same log
        known_writers = {w.id: w for w in map(writer_of, store.fetch(f"SELECT {names(WRITER_COLUMNS)} FROM writer"))}
        digests = {
            (row["writer"], row["seq"]): row["digest"]
            for writer in writers
            if writer.id in known_writers
            for row in store.fetch("SELECT writer, seq, digest FROM change WHERE writer = ?", [writer.id])
        }
        _refuse_another_story(writers, changes, known_writers, digests, file)
        new = [change for change in in_time if (change.writer, change.seq) not in digests]
        store.insert_writers(writer for writer in writers if writer.id not in known_writers)
        if new:
            store.insert_changes(new)
            _note_arrival(store, new, file)
            store.refold({change.key for change in new})
    return Joined(len(new), len(changes) - len(new))


def _refuse_another_story(
    writers: Sequence[Writer],
    changes: Sequence[Change],
    known: Mapping[str, Writer],
    digests: Mapping[tuple[str, int], str],
    file: str,
) -> None:
    for writer in writers:
        if known.get(writer.id, writer) != writer:
            raise InputError(f"{file} knows the writer {writer.id} by another name than this project.")
    for change in changes:
        if digests.get((change.writer, change.seq), change.digest) != change.digest:
            raise InputError(f"{file} tells another story than this project: the change {change.id} is not the same.")


def _in_time(changes: Sequence[Change]) -> list[Change]:
    """In the order in which things happened, as far as clocks say; each writer's own stay in order of seq."""
    latest: dict[str, int] = {}
    keyed = []
    for change in sorted(changes, key=lambda c: (c.writer, c.seq)):
        latest[change.writer] = max(latest.get(change.writer, 0), change.clock)
        keyed.append(((latest[change.writer], change.writer, change.seq), change))
    return [change for _, change in sorted(keyed, key=lambda pair: pair[0])]


def _note_arrival(store: Store, new: Sequence[Change], file: str) -> None:
    number = store.db.execute("SELECT coalesce(max(merge), 0) + 1 FROM arrival").fetchone()[0]
    ranges: dict[str, tuple[int, int]] = {}
    for change in new:
        first, last = ranges.get(change.writer, (change.seq, change.seq))
        ranges[change.writer] = min(first, change.seq), max(last, change.seq)
    at = moment(store.now())
    store.db.conn.executemany(
        "INSERT INTO arrival(merge, at, file, writer, first, last) VALUES (?, ?, ?, ?, ?, ?)",
        [(number, at, file, writer, first, last) for writer, (first, last) in sorted(ranges.items())],
    )
