"""Of changes that were read in any state, those that can stand in a log again: what their digests prove, in chains
that have no gap.

What follows a gap cannot keep its name, for no file may hold a chain with a gap. It is written again as the work of a
new writer of the same reviewer, with the clocks that it had, so that it folds to the same.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import attrs

from annot.history.change import Writer, canonical, genesis
from annot.history.rows import proved
from annot.model.ids import LETTERS, random_id

Row = tuple[Any, ...]  # in the columns of a change
_WRITER, _SEQ, _CLOCK, _AT, _ACTION, _KIND, _ENTITY, _PATCH, _PREV, _UNDOES, _SCHEMA, _DIGEST = range(12)
NOBODY = "Unknown (recovered)"


@attrs.frozen
class Lost:
    """Of one chain: which changes are missing, as (first, last); how many stand under a new writer, and which of
    these nothing proves, because what came before them is gone. `known` is whether it can be said whose they were.
    """

    writer: Writer
    missing: tuple[tuple[int, int], ...]
    moved: int = 0
    unproved: tuple[tuple[str, str], ...] = ()
    known: bool = True

    @property
    def count(self) -> int:
        return sum(last - first + 1 for first, last in self.missing)


@attrs.frozen
class Salvaged:
    """A log without gaps, and what it lacks."""

    writers: tuple[Writer, ...]
    rows: tuple[Row, ...]
    lost: tuple[Lost, ...]


def salvage(writers: Iterable[Writer], rows: Iterable[Row], named: Iterable[tuple[str, int]]) -> Salvaged:
    """`rows` are well formed; several of one name may be given. `named` changes are known to have been there."""
    chains: dict[str, _Chain] = {}
    for writer in writers:
        chains.setdefault(writer.id, _Chain(writer.id)).writers.add(writer)
    for row in rows:
        chains.setdefault(row[_WRITER], _Chain(row[_WRITER])).add(row)
    told = list(named)
    often = Counter(i for i, _ in told)
    for i, number in told:
        # Two indexes name every change, so what is named once is a flipped bit; others name other things by a number.
        if i in chains or (often[i] > 1 and i[0] == LETTERS["writer"]):
            chains.setdefault(i, _Chain(i)).named.add(number)
    for chain in chains.values():
        chain.prove()
    known = {_content(row) for c in chains.values() if c.writers for row in c.whole + c.moved}
    # A flipped bit in the name of its writer makes one change two, the other of nobody.
    chains = {i: c for i, c in chains.items() if not c.moved or c.writers or not known >= set(map(_content, c.moved))}
    moved = {c.id: Writer(random_id("writer"), *attrs.astuple(c.writer)[1:]) for c in chains.values() if c.moved}
    names = {
        row_id(row): f"{moved[c.id].id}:{n}"
        for c in chains.values()
        for n, row in enumerate(c.moved, 1 + (c.nobody is not None))
    }
    acts = {
        f"{c.id}:{row[_ACTION]}": f"{moved[c.id].id}:{row[_ACTION]}" for c in chains.values() for row in c.moved
    } | {f"{c.id}:{row[_ACTION]}": f"{c.id}:{row[_ACTION]}" for c in chains.values() for row in c.whole}
    kept = [chain for chain in chains.values() if chain.whole]
    return Salvaged(
        writers=tuple(chain.writer for chain in kept) + tuple(moved.values()),
        rows=tuple(row for chain in kept for row in chain.whole)
        + tuple(row for i, writer in moved.items() for row in _again(writer, chains[i], names, acts)),
        lost=tuple(chain.lost() for chain in chains.values() if chain.moved or chain.missing()),
    )


def row_id(row: Row) -> str:
    return f"{row[_WRITER]}:{row[_SEQ]}"


def _content(row: Row) -> Row:
    return row[_CLOCK], *row[_KIND : _PATCH + 1]


class _Chain:
    """What was found of one writer."""

    def __init__(self, i: str) -> None:
        self.id = i
        self.writers: set[Writer] = set()
        self.named: set[int] = set()
        self.whole: list[Row] = []  # from the first change on, each proved by the one before
        self.moved: list[Row] = []
        self.unproved: list[Row] = []
        self.nobody: Row | None = None  # who wrote it where no writer is left: a reviewer whom nobody knows
        self._found: dict[int, list[Row]] = {}
        self._writer: Writer | None = None

    @property
    def writer(self) -> Writer:
        if self._writer is None:
            raise RuntimeError("not proved yet")
        return self._writer

    def add(self, row: Row) -> None:
        self._found.setdefault(row[_SEQ], []).append(row)

    def prove(self) -> None:
        first = self._found.get(1, [])
        proofs = [w for w in self.writers for row in first if proved(genesis(w), row).hex() == row[_DIGEST]]
        self._writer = next(iter(proofs or sorted(self.writers, key=attrs.astuple)), None)
        before = {genesis(self._writer)} if self._writer else set()
        sure = bool(proofs)  # whether what stands in `before` is right, so that who differs from it is damaged
        last = 0
        for seq in sorted(self._found):
            if seq != last + 1:
                before, sure = set(), False
            rows = self._found[seq]
            good = next((r for r in rows if any(proved(b, r).hex() == r[_DIGEST] for b in before)), None)
            if good is not None:
                (self.whole if len(self.whole) == seq - 1 and (seq > 1 or proofs) else self.moved).append(good)
            elif not sure:
                self.unproved.append(rows[0])
                self.moved.append(rows[0])
            before, sure = {bytes.fromhex(r[_DIGEST]) for r in ([good] if good else rows) if _hex(r)}, good is not None
            last = seq
        if self._writer is None:
            self._writer = self._nobodys_writer()

    def _nobodys_writer(self) -> Writer:
        if not self.moved:
            return Writer(self.id, "", "", 0)
        own = next((r for r in self.moved if r[_ACTION] == 0 and r[_KIND] == "reviewer"), None)
        first = self.moved[0]
        reviewer = own[_ENTITY] if own else random_id("reviewer")
        if own is None:
            patch = canonical({"deleted": 0, "name": NOBODY})
            self.nobody = (
                "", 1, first[_CLOCK], first[_AT], 0, "reviewer", reviewer, patch, "[]", None, first[_SCHEMA], "",
            )  # fmt: skip
        return Writer(self.id, reviewer, "", first[_AT])

    def missing(self) -> tuple[tuple[int, int], ...]:
        """The gaps between what is kept, and after it what an index names."""
        here = {row[_SEQ] for row in self.whole + self.moved}
        found: list[tuple[int, int]] = []
        last = 0
        for seq in sorted(here):
            if seq > last + 1:
                found.append((last + 1, seq - 1))
            last = seq
        for seq in sorted(n for n in self.named | self._found.keys() if n > last):
            found[-1:] = [(found[-1][0], seq)] if found and found[-1][1] == seq - 1 else [*found[-1:], (seq, seq)]
        return tuple(found)

    def lost(self) -> Lost:
        doubtful = tuple((row[_KIND], row[_ENTITY]) for row in self.unproved)
        return Lost(self.writer, self.missing(), len(self.moved), doubtful, bool(self.writers))


def _hex(row: Row) -> bool:
    digest = row[_DIGEST]
    return len(digest) == 64 and all(c in "0123456789abcdef" for c in digest)


def _again(writer: Writer, chain: _Chain, names: Mapping[str, str], acts: Mapping[str, str]) -> list[Row]:
    """What was moved of a chain, as the new writer's, with what they saw and undid called by its new name."""
    digest, written = genesis(writer), []
    rows: Sequence[Row] = ([chain.nobody] if chain.nobody else []) + chain.moved
    for seq, row in enumerate(rows, 1):
        values = list(row)
        values[_WRITER], values[_SEQ] = writer.id, seq
        values[_PREV] = canonical([names.get(name, name) for name in json.loads(row[_PREV])])
        values[_UNDOES] = acts.get(row[_UNDOES], row[_UNDOES])
        digest = proved(digest, values)
        values[_DIGEST] = digest.hex()
        written.append(tuple(values))
    return written
