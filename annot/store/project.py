"""One open project file: append to its log, read its tables, know when somebody else wrote."""

from __future__ import annotations

import platform
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

import attrs

from annot.errors import NotSaved
from annot.history.change import SCHEMA, Change, Draft, Key, Writer, chained, genesis
from annot.history.clock import tick
from annot.history.fold import Entity, heads
from annot.model.ids import random_id
from annot.plain import show
from annot.store import opening
from annot.store.folding import Folder, histories
from annot.store.opening import open_project, patiently, plainly
from annot.store.rows import CHANGE_COLUMNS, WRITER_COLUMNS, marks, names, pack_change

SET_UP = 0  # the action number of what a session needs before its first action; it is never undone


_before_upgrade: list[Callable[[Store], object]] = []


def keep_before_upgrade(keep: Callable[[Store], object]) -> None:
    """From now on `keep` makes a copy of every older project before its tables are brought to this version."""
    _before_upgrade[:] = [keep]


@attrs.frozen
class _Session:
    """Where the chain of one writer stands; it moves only when a COMMIT has returned."""

    writer: Writer
    seq: int
    action: int
    digest: bytes


@attrs.define
class Action:
    """What one user's action will write; see `Store.action`."""

    drafts: list[Draft] = attrs.field(factory=list)
    setup: list[Draft] = attrs.field(factory=list)
    undoes: str | None = None

    def add(self, *drafts: Draft) -> None:
        self.drafts += drafts


def wall_clock() -> int:
    """Unix milliseconds."""
    return time.time_ns() // 1_000_000


class Store:
    """A project file, open in one thread. Opening creates, recognises and migrates it.

    Every method raises ProjectError or NotSaved, in words for a reviewer, and leaves no transaction open.
    """

    def __init__(
        self,
        path: Path,
        *,
        create: bool = False,
        readonly: bool = False,
        older: bool = False,
        now: Callable[[], int] = wall_clock,
        device: str | None = None,
    ) -> None:
        """With `readonly` and `older` a project of an earlier version is taken as it is, to be copied."""
        self.path = path
        self.now = now
        self.device = platform.node() if device is None else device
        self.db = open_project(path, create=create, readonly=readonly, older=older)
        self._file = self._at_path()
        self._folder = Folder(self.db)
        self._sessions: dict[str, _Session] = {}
        if not older:
            self._upgrade()

    def _upgrade(self) -> None:
        """Bring a project of an earlier version to this one; a verified copy of it comes first."""
        with plainly(self.path):
            try:
                if opening.is_older(self.db):
                    for keep in _before_upgrade:
                        keep(self)
                    opening.migrate(self.db, self._folder.rebuild_groups)
            except BaseException:
                self.db.close()
                raise

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self.db.close()

    # -- reading

    def fetch(self, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> list[Any]:
        """All rows, and the cursor closed: a half-read one would block every COMMIT."""
        with plainly(self.path):
            return patiently(lambda: self.db.execute(sql, parameters).fetchall())

    def one(self, sql: str, parameters: Sequence[Any] | dict[str, Any] = ()) -> Any:
        rows = self.fetch(sql, parameters)
        return rows[0] if rows else None

    def data_version(self) -> int:
        """A number that changes when another process has committed."""
        return int(self.one("PRAGMA data_version")[0])

    # -- writing

    @contextmanager
    def action(self, reviewer: str, *, undoes: str | None = None) -> Iterator[Action]:
        """One action of a reviewer: what is added inside is written, folded and committed when the block ends.

        The file is ours from the beginning of the block, so what is read inside is what the action acts on. An
        exception inside, or an action without drafts, writes nothing. When the block has ended, it is saved.
        """
        action = Action(undoes=undoes)
        with self.transaction():
            yield action
            session = self._append(reviewer, action) if action.drafts else None
        if session is not None:
            self._sessions[reviewer] = session

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of the block is written, or nothing of it; the file is ours until it ends."""
        with plainly(self.path), opening.transaction(self.db):
            self._refuse_lost_file()
            yield

    def _at_path(self) -> tuple[int, int] | None:
        """Which file the path names now; None where there is none."""
        try:
            found = self.path.stat()
        except FileNotFoundError:
            return None
        return found.st_dev, found.st_ino

    def _refuse_lost_file(self) -> None:
        """What is written into a file that has lost its name is gone with the program."""
        if self._at_path() != self._file:
            raise NotSaved(f"{show(str(self.path))} was taken away or replaced. This was not saved.")

    def discard_if_unused(self) -> bool:
        """Take the file away if nothing was ever written to it, and say whether; then the store is of no more use.

        It is ours alone while it is looked at, and who begins to write afterwards finds that it has gone.
        """
        with self.transaction():
            unused = self.db.execute("SELECT 1 FROM change LIMIT 1").fetchone() is None
            if unused:
                self.path.unlink()
        return unused

    def _append(self, reviewer: str, action: Action) -> _Session:
        """Write and fold; returns where the chain then stands."""
        session = self._sessions.get(reviewer) or self._begin_session(reviewer)
        number = session.action + 1
        numbered = [(SET_UP, d) for d in action.setup] + [(number, d) for d in action.drafts]
        known = histories(self.db, (draft.key for _, draft in numbered))
        written = []
        for step, draft in numbered:
            change = self._next_change(session, step, draft, known[draft.key], action.undoes if step else None)
            known[draft.key].append(change)
            written.append(change)
            session = attrs.evolve(session, seq=change.seq, digest=bytes.fromhex(change.digest))
        self.insert_changes(written)
        self._folder.refold(known)
        return attrs.evolve(session, action=number)

    def _begin_session(self, reviewer: str) -> _Session:
        """A new writer for every opening that changes something, so a copied file cannot fork one."""
        writer = Writer(random_id("writer"), reviewer, self.device, self.now())
        self.insert_writers([writer])
        return _Session(writer, 0, SET_UP, genesis(writer))

    def _next_change(
        self, session: _Session, action: int, draft: Draft, before: Sequence[Change], undoes: str | None
    ) -> Change:
        now, largest = self.now(), max((c.clock for c in before), default=0)
        if draft.kind == "codebook":
            largest = max(largest, self._latest_codebook())
        change = Change(
            writer=session.writer.id,
            seq=session.seq + 1,
            clock=tick(now, largest),
            at=now,
            action=action,
            kind=draft.kind,
            entity=draft.entity,
            patch=draft.patch,
            prev=heads(before),
            undoes=undoes,
            schema=SCHEMA,
            digest="",
        )
        return attrs.evolve(change, digest=chained(session.digest, change))

    def _latest_codebook(self) -> int:
        """The largest clock of any codebook: which one is in force is asked of all of them, not of each."""
        sql = (
            "SELECT coalesce(max(c.clock), 0) "
            # CROSS: the few codebooks first, else SQLite reads the whole log
            "FROM codebook b CROSS JOIN change c ON c.kind = 'codebook' AND c.entity = b.id"
        )
        return int(self.db.execute(sql).fetchone()[0])

    def insert_writers(self, writers: Iterable[Writer]) -> None:
        """Inside a transaction of the caller's."""
        self.db.conn.executemany(
            f"INSERT INTO writer({names(WRITER_COLUMNS)}) VALUES ({marks(len(WRITER_COLUMNS))})",
            [attrs.astuple(writer) for writer in writers],
        )

    def insert_changes(self, changes: Iterable[Change]) -> None:
        """Inside a transaction of the caller's, who folds what they touch."""
        self.insert_rows(map(pack_change, changes))

    def insert_rows(self, rows: Iterable[tuple[Any, ...]]) -> None:
        """The same for changes that are packed already."""
        self.db.conn.executemany(
            f"INSERT INTO change({names(CHANGE_COLUMNS)}) VALUES ({marks(len(CHANGE_COLUMNS))})", rows
        )

    def refold_sums(self, entities: Mapping[Key, Entity], here: Iterable[Key]) -> None:
        """Inside a transaction of the caller's, who has folded these already; `here` are those that were here before,
        and maybe others.
        """
        self._folder.refold(entities, here)

    def refold_shorter(self, keys: Iterable[tuple[str, str]]) -> None:
        """Inside a transaction of the caller's, who has taken changes of these out of the log."""
        self._folder.refold_shorter(keys)

    def refold_all(self) -> None:
        with self.transaction():
            self._folder.refold_all()

    # -- what is local to this file

    def note(self, pairs: Mapping[str, str]) -> None:
        """Remember things about this file alone: never merged, not in the log."""
        with self.transaction():
            self.db.conn.executemany(
                "INSERT INTO meta(key, value) VALUES (?, ?) ON CONFLICT(key) DO UPDATE SET value = excluded.value",
                list(pairs.items()),
            )

    def noted(self, key: str) -> str | None:
        row = self.one("SELECT value FROM meta WHERE key = ?", [key])
        return None if row is None else str(row[0])
