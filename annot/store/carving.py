"""Rows of a damaged project file, taken from its bytes: no header, schema, index or tree of pages has to be right.

SQLite gives up at the first broken page on the way to a row. Here every page is looked at by itself, and what has the
form of a change or of a writer is read; whether it is one is for the digests to prove. Nothing in a file is believed:
every number is checked against the page it stands in, and what was given back to SQLite (the free list) is left out.
See https://www.sqlite.org/fileformat2.html
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

import attrs

from annot.history.change import Writer
from annot.store.rows import CHANGE_COLUMNS, WRITER_COLUMNS
from annot.store.stranger import LONGEST, MAGIC, names_another, wrong

OURS = 4096  # bytes of a page
_OTHERS = frozenset({512, 1024, 2048, 8192, 16384, 32768, 65536})
_HEADER, _TABLE, _INDEX, _INDEX_ABOVE = 100, 0x0D, 0x0A, 0x02
_INTEGERS = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8, 8: 0, 9: 0}  # serial type -> bytes


@attrs.define
class Carved:
    """What could be read: `rows` in the columns of a change, well formed and not proved.

    `named` are the (writer, number) that each index tells of: the change of that number was in the file.
    """

    project: bool = False  # whether its first bytes say that it is a database
    writers: list[Writer] = attrs.field(factory=list)
    rows: list[tuple[Any, ...]] = attrs.field(factory=list)
    named: list[tuple[str, int]] = attrs.field(factory=list)


def carve(path: Path) -> Carved:
    """All that can be read of the file at `path`, which is only read. Raises OSError where it cannot be."""
    with _settled(path) as settled, settled.open("rb") as file:
        head = file.read(_HEADER)
        said = int.from_bytes(head[16:18], "big")
        likely = {OURS} | ({said} & _OTHERS)  # a header whose size is doubled by a flipped bit would show every other
        found = max((_Pages(file, size).carved() for size in likely), key=_count)
        if not found.rows:
            found = max((_Pages(file, size).carved() for size in _OTHERS - likely), key=_count)
        found.project = head.startswith(MAGIC)
        return found


def _count(found: Carved) -> int:
    return len(found.rows)


@contextmanager
def _settled(path: Path) -> Iterator[Path]:
    """The file; a private copy of it where a journal lies beside it, whose half-written action is taken back first."""
    beside = [p for end in ("-journal", "-wal") if (p := Path(f"{path}{end}")).is_file() and p.stat().st_size]
    if not beside or any(map(names_another, beside)):
        yield path
        return
    with tempfile.TemporaryDirectory(prefix="annot-") as folder:
        copy = Path(folder) / "copy.db"
        shutil.copyfile(path, copy)
        for one in beside:
            shutil.copyfile(one, f"{copy}{one.name.removeprefix(path.name)}")
        with suppress(sqlite3.Error, UnicodeDecodeError):  # where SQLite cannot, the pages are read as they are
            conn = sqlite3.connect(copy, isolation_level=None)
            try:
                conn.execute("PRAGMA trusted_schema = OFF")
                conn.execute("PRAGMA journal_mode = DELETE").fetchall()
            finally:
                conn.close()
        yield copy


class _Pages:
    """A file as pages of one size, numbered from 1."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        self.file, self.size = file, size
        self.count = -(-file.seek(0, 2) // size)
        self.to_follow = 4 * self.count  # overflow pages that may still be read: a hostile file would go in circles

    def page(self, number: int) -> bytes:
        if not 1 <= number <= self.count:
            return b""
        self.file.seek((number - 1) * self.size)
        return self.file.read(self.size)

    def carved(self) -> Carved:
        found, free = Carved(), self._free()
        seen: set[tuple[Any, ...]] = set()
        for number in range(1, self.count + 1):
            if number in free:
                continue
            page = self.page(number)
            for values in self._records(page, _HEADER if number == 1 else 0):
                if len(values) == len(CHANGE_COLUMNS) and values not in seen and wrong(values) is None:
                    seen.add(values)
                    found.rows.append(values)
                elif len(values) == len(WRITER_COLUMNS) and _is_writer(values):
                    found.writers.append(Writer(*values))
                elif len(values) == 3 and list(map(type, values)) == [str, int, int] and values[0] and values[1] > 0:
                    found.named.append(values[:2])
        return found

    def _free(self) -> set[int]:
        """The pages that hold nothing any more, as far as their list can be followed."""
        free: set[int] = set()
        trunk = int.from_bytes(self.page(1)[32:36], "big")
        while page := b"" if trunk in free else self.page(trunk):
            free.add(trunk)
            most = min(int.from_bytes(page[4:8], "big"), len(page) // 4 - 2)
            free |= {int.from_bytes(page[at : at + 4], "big") for at in range(8, 8 + 4 * most, 4)}
            trunk = int.from_bytes(page[:4], "big")
        return free

    def _records(self, page: bytes, at: int) -> Iterator[tuple[Any, ...]]:
        kind = page[at] if len(page) > at + 8 else 0
        if kind not in (_TABLE, _INDEX, _INDEX_ABOVE):
            return
        cells = at + (12 if kind == _INDEX_ABOVE else 8)
        for n in range(min(int.from_bytes(page[at + 3 : at + 5], "big"), (len(page) - cells) // 2)):
            start = int.from_bytes(page[cells + 2 * n : cells + 2 * n + 2], "big")
            with suppress(IndexError, ValueError):  # this cell lies; the next may not
                yield _record(self._payload(page, start, kind))

    def _payload(self, page: bytes, at: int, kind: int) -> bytes:
        """The bytes of a record, those on other pages too. Raises IndexError, ValueError where they are not there."""
        if kind == _INDEX_ABOVE:
            at += 4  # the page below
        length, at = _number(page, at)
        if kind == _TABLE:
            _, at = _number(page, at)  # the rowid
        longest = self.size - 35
        if length > min(LONGEST, self.count * self.size) or (kind != _TABLE and length > longest // 4):
            raise ValueError("longer than anything of ours")
        if length <= longest:
            return _cut(page, at, length)
        least = (self.size - 12) * 32 // 255 - 23
        here = least + (length - least) % (self.size - 4)
        here = here if here <= longest else least
        parts, rest = [_cut(page, at, here)], length - here
        following = int.from_bytes(_cut(page, at + here, 4), "big")
        while rest:
            self.to_follow -= 1
            if self.to_follow < 0:
                raise ValueError("in circles")
            over = self.page(following)
            following = int.from_bytes(_cut(over, 0, 4), "big")
            parts.append(_cut(over, 4, min(rest, self.size - 4)))
            rest -= len(parts[-1])
        return b"".join(parts)


def _is_writer(values: tuple[Any, ...]) -> bool:
    return list(map(type, values)) == [str, str, str, int] and values[0][:1].isalpha()


def _cut(page: bytes, at: int, length: int) -> bytes:
    if at + length > len(page):
        raise IndexError(at)
    return page[at : at + length]


def _number(data: bytes, at: int) -> tuple[int, int]:
    """A number of one to nine bytes, and where it ends."""
    value = 0
    for n in range(8):
        byte = data[at + n]
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at + n + 1
    return value << 8 | data[at + 8], at + 9


def _record(payload: bytes) -> tuple[Any, ...]:
    """The values of a record; ValueError where one has a type that no column of ours has."""
    end, at = _number(payload, 0)
    kinds: list[int] = []
    while at < end and len(kinds) <= len(CHANGE_COLUMNS):
        kind, at = _number(payload, at)
        kinds.append(kind)
    at, values = end, list[Any]()
    for kind in kinds:
        value: Any = None
        length = _INTEGERS.get(kind, 0)
        if kind in _INTEGERS:
            value = kind - 8 if kind >= 8 else int.from_bytes(_cut(payload, at, length), "big", signed=True)
        elif kind >= 13 and kind % 2:
            length = (kind - 13) // 2
            value = _cut(payload, at, length).decode()
        elif kind:
            raise ValueError("a blob or a fraction")
        values.append(value)
        at += length
    return tuple(values)
