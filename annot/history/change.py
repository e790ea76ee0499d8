"""One row of the grow-only log, its canonical bytes and the chain that they form."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

import attrs

SCHEMA = 1  # written into every change: the version of the program's tables that it was made under

Json = Any  # what `json.loads` gives
Patch = Mapping[str, Json]
Key = tuple[str, str]  # (kind, entity)


@attrs.frozen
class Writer:
    """One open session of one reviewer on one device that changed something; never reused.

    `started` is wall time in Unix milliseconds.
    """

    id: str
    reviewer: str
    device: str
    started: int


@attrs.frozen
class Draft:
    """What somebody wants to change: the log adds who, when and after what."""

    kind: str
    entity: str
    patch: Patch

    @property
    def key(self) -> Key:
        return self.kind, self.entity


@attrs.frozen
class Change:
    """`clock` orders, `at` (Unix milliseconds) is only shown; `prev` holds the `writer:seq` that its author saw."""

    writer: str
    seq: int
    clock: int
    at: int
    action: int
    kind: str
    entity: str
    patch: Patch
    prev: tuple[str, ...]
    undoes: str | None
    schema: int
    digest: str

    @property
    def key(self) -> Key:
        return self.kind, self.entity

    @property
    def id(self) -> str:
        return f"{self.writer}:{self.seq}"

    @property
    def act(self) -> str:
        """The user's action that this change belongs to: the unit of undo."""
        return f"{self.writer}:{self.action}"

    @property
    def order(self) -> tuple[int, str, int]:
        """How every copy of the log sorts the changes of one entity."""
        return self.clock, self.writer, self.seq


_ENCODER = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def canonical(value: Json) -> str:
    """JSON with sorted keys and no spaces, so that equal values are equal bytes."""
    return _ENCODER.encode(value)


def writer_row(writer: Writer) -> dict[str, Json]:
    return attrs.asdict(writer)


def change_row(change: Change) -> dict[str, Json]:
    """The row as `annot export log` writes it. The clock passes 2**53, so it is a string, not a JSON number."""
    return attrs.asdict(change, recurse=False) | {"clock": str(change.clock), "prev": list(change.prev)}


def genesis(writer: Writer) -> bytes:
    """What the chain of a writer begins with, so that a changed reviewer breaks it at seq 1."""
    return sha256(canonical(writer_row(writer)).encode()).digest()


def chained(previous: bytes, change: Change) -> str:
    """The digest of `change` in hexadecimal; `previous` is the raw digest before it. Its own digest is not read."""
    row = change_row(change)
    del row["digest"]
    return sha256(previous + canonical(row).encode()).hexdigest()


def first_break(writer: Writer, changes: Sequence[Change]) -> str | None:
    """Where the chain of one writer breaks, in words; None where it holds. `changes` are in order of seq, from 1.

    It finds damage and forks, not forgery: who can change a row can compute its digest.
    """
    digest = genesis(writer)
    for expected, change in enumerate(changes, 1):
        if change.seq != expected:
            return f"change {writer.id}:{expected} is missing"
        if chained(digest, change) != change.digest:
            return f"change {change.id} is not what its author wrote"
        digest = bytes.fromhex(change.digest)
    return None
