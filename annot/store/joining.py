"""Other logs into this one: the union of all, every log whole or not at all, in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import attrs

from annot.errors import InputError
from annot.history.change import Change, Key, Writer
from annot.history.clock import moment
from annot.history.fold import Entity, fold
from annot.store.folding import chunks, histories
from annot.store.foreign import Foreign, Packed
from annot.store.opening import plainly
from annot.store.project import Store
from annot.store.rows import WRITER_COLUMNS, marks, names, pack_change, writer_of


@attrs.frozen
class Brought:
    """What one file had: `new` changes, how many were `known`, and which entities nobody here had heard of.

    `refused` says why nothing of it was taken.
    """

    file: str
    new: tuple[Change, ...] = ()
    known: int = 0
    unheard: frozenset[Key] = frozenset()
    refused: str | None = None


@attrs.frozen
class Joined:
    """How many changes were new here and how many were known, and the same by file.

    `shared` are the entities with news that were here before, or that more than one writer has changed.
    """

    new: int
    known: int
    files: tuple[Brought, ...]
    shared: frozenset[Key] = frozenset()


def join(store: Store, writers: Sequence[Writer], changes: Sequence[Change], file: str) -> Joined:
    """Add what is new of a log whose chains hold; `file` is its name, for the record of what came from where.

    Raises InputError where this file knows another change by the same name: one of them was tampered with.
    """
    reach: dict[str, int] = {}
    for change in changes:
        reach[change.writer] = max(reach.get(change.writer, 0), change.seq)
    packed = [Packed(change, pack_change(change)) for change in changes]
    joined = union(store, [Foreign(file, writers, reach, {}, packed)])
    if refused := joined.files[0].refused:
        raise InputError(refused)
    return joined


def vector(store: Store) -> dict[str, tuple[int, str]]:
    """writer -> (its last seq here, the digest there): what this log knows, since nobody's part of it has a gap."""
    rows = store.fetch(
        "SELECT c.writer, c.seq, c.digest FROM writer w "
        # CROSS: the few writers first, else SQLite reads the whole log
        "CROSS JOIN change c ON c.writer = w.id AND c.seq = (SELECT max(seq) FROM change WHERE writer = w.id)"
    )
    return {row["writer"]: (row["seq"], row["digest"]) for row in rows}


def union(store: Store, given: Sequence[Foreign], before: Callable[[Joined], object] = lambda _: None) -> Joined:
    """Add what is new in all of these, in one transaction; `before` hears what there is to write, if there is any.

    All is compared and folded before the file is taken; where another process wrote meanwhile, that is done again.
    """
    while True:
        version = store.data_version()
        plan = _Plan(store)
        for one in given:
            plan.take(one)
        joined, entities = plan.folded()
        if not plan.packed:
            return joined
        before(joined)
        with store.transaction():
            if store.data_version() == version:
                store.insert_writers(plan.writers.values())
                store.insert_rows(p.row for p in in_time(plan.packed))
                _note_arrival(store, joined.files)
                store.refold_sums(entities, joined.shared)
                return joined


class _Plan:
    """What is to be written. Of two files with the same news the first counts."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.reach = {i: seq for i, (seq, _) in vector(store).items()}
        self.known_writers = {
            w.id: w for w in map(writer_of, store.fetch(f"SELECT {names(WRITER_COLUMNS)} FROM writer"))
        }
        self.writers: dict[str, Writer] = {}
        self.digests: dict[str, list[str]] = {}  # of each writer's news, whose first is the one after `before`
        self.before = dict(self.reach)
        self.packed: list[Packed] = []
        self.brought: list[Brought] = []
        self.heard: set[Key] = set()
        self.met: set[Key] = set()

    def take(self, one: Foreign) -> None:
        if refused := self._another_story(one):
            self.brought.append(Brought(one.file, refused=refused))
            return
        new = [p for p in one.new if p.change.seq > self.reach.get(p.change.writer, 0)]
        for p in new:
            self.digests.setdefault(p.change.writer, []).append(p.change.digest)
        keys = {p.change.key for p in new} - self.heard
        met = _known_here(self.store, keys)
        self.met |= met
        self.heard |= keys
        known = sum(one.reach.values()) - len(new)
        self.brought.append(Brought(one.file, tuple(p.change for p in new), known, frozenset(keys - met)))
        for writer in one.writers:
            if writer.id in one.reach and writer.id not in self.known_writers:
                self.writers[writer.id] = self.known_writers[writer.id] = writer
                self.reach[writer.id] = 0
        for i, seq in one.reach.items():
            self.reach[i] = max(self.reach[i], seq)
        self.packed += new

    def _another_story(self, one: Foreign) -> str | None:
        """Where the file and we, or a file before it, know different writers or changes by one name."""
        for writer in one.writers:
            if self.known_writers.get(writer.id, writer) != writer:
                return f"{one.file} knows the writer {writer.id} by another name than this project."
        theirs = dict(one.meeting.items())
        for p in one.new:
            c = p.change
            if c.seq <= self.reach.get(c.writer, 0):
                theirs[c.writer] = c.seq, c.digest  # the last that both know is compared: the chain proves the rest
        for i, (seq, digest) in theirs.items():
            ours = self._digest(i, seq)
            if ours is None:
                return f"{one.file} was read while a merge was being undone here; try again."
            if ours != digest:
                return f"{one.file} tells another story than this project: the change {i}:{seq} is not the same."
        return None

    def _digest(self, writer: str, seq: int) -> str | None:
        news, at = self.digests.get(writer, []), seq - self.before.get(writer, 0) - 1
        if 0 <= at < len(news):
            return news[at]
        row = self.store.one("SELECT digest FROM change WHERE writer = ? AND seq = ?", [writer, seq])
        return None if row is None else str(row["digest"])

    def folded(self) -> tuple[Joined, dict[Key, Entity]]:
        """What comes of it, and the sum of every entity with news."""
        reviewers = {i: writer.reviewer for i, writer in self.known_writers.items()}
        with plainly(self.store.path):
            sums: dict[Key, list[Change]] = histories(self.store.db, self.met)
        for p in self.packed:
            sums.setdefault(p.change.key, []).append(p.change)
        several = {key for key, changes in sums.items() if len(changes) > 1 and len({c.writer for c in changes}) > 1}
        known, files = sum(b.known for b in self.brought), tuple(self.brought)
        joined = Joined(len(self.packed), known, files, frozenset(self.met | several))
        return joined, {key: fold(changes, reviewers) for key, changes in sums.items()}


def _known_here(store: Store, keys: Iterable[Key]) -> set[Key]:
    keys = set(keys)
    found: set[Key] = set()
    for part in chunks({entity for _, entity in keys}):
        rows = store.fetch(f"SELECT DISTINCT kind, entity FROM change WHERE entity IN ({marks(len(part))})", part)
        found.update((row[0], row[1]) for row in rows)
    return found & keys


def in_time(packed: Sequence[Packed]) -> list[Packed]:
    """In the order in which things happened, as far as clocks say; each writer's own stay in order of seq."""
    latest: dict[str, int] = {}
    keyed = []
    for p in sorted(packed, key=lambda p: (p.change.writer, p.change.seq)):
        c = p.change
        latest[c.writer] = max(latest.get(c.writer, 0), c.clock)
        keyed.append(((latest[c.writer], c.writer, c.seq), p))
    keyed.sort(key=lambda pair: pair[0])
    return [p for _, p in keyed]


def _note_arrival(store: Store, files: Sequence[Brought]) -> None:
    number = store.db.execute("SELECT coalesce(max(merge), 0) + 1 FROM arrival").fetchone()[0]
    at, rows = moment(store.now()), []
    for one in files:
        ranges: dict[str, tuple[int, int]] = {}
        for change in one.new:
            first, last = ranges.get(change.writer, (change.seq, change.seq))
            ranges[change.writer] = min(first, change.seq), max(last, change.seq)
        rows += [(number, at, one.file, writer, *ranges[writer]) for writer in sorted(ranges)]
    store.db.conn.executemany(
        "INSERT INTO arrival(merge, at, file, writer, first, last) VALUES (?, ?, ?, ?, ?, ?)", rows
    )


@attrs.frozen
class Arrival:
    """One merge as this file remembers it: when, from which files, how many changes."""

    merge: int
    at: str
    files: tuple[str, ...]
    changes: int


def latest_arrival(store: Store) -> Arrival | None:
    rows = store.fetch("SELECT * FROM arrival WHERE merge = (SELECT max(merge) FROM arrival) ORDER BY rowid")
    if not rows:
        return None
    files = tuple(dict.fromkeys(row["file"] for row in rows))
    return Arrival(rows[0]["merge"], rows[0]["at"], files, sum(row["last"] - row["first"] + 1 for row in rows))


def forget(store: Store, arrival: Arrival) -> None:
    """Remove exactly the rows that one merge brought, and fold again what they touched. This copy forgets, no other."""
    with store.transaction():
        now = latest_arrival(store)
        if now != arrival:
            raise InputError("Another merge came in between. Nothing was changed; try again.")
        ranges = store.fetch("SELECT writer, first, last FROM arrival WHERE merge = ?", [arrival.merge])
        keys: set[Key] = set()
        for writer, first, last in ranges:
            which = [writer, first, last]
            rows = store.fetch(
                "SELECT DISTINCT kind, entity FROM change WHERE writer = ? AND seq BETWEEN ? AND ?", which
            )
            keys.update((row[0], row[1]) for row in rows)
            store.db.execute("DELETE FROM change WHERE writer = ? AND seq BETWEEN ? AND ?", which)
            if first == 1:
                store.db.execute("DELETE FROM writer WHERE id = ?", [writer])
        store.db.execute("DELETE FROM arrival WHERE merge = ?", [arrival.merge])
        store.refold_shorter(keys)
