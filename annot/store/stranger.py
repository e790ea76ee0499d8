"""The child process that reads a stranger's project file: `python -P -m annot.store.stranger`, told by JSON on stdin.

It looks at nothing but the tables change, writer and meta, proves what it reads, and writes JSON lines: the writers,
the new changes in batches, and at last that all was whole, or why the file is refused. Its parent sets the deadline.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from typing import Any
from urllib.parse import quote

from annot.history.change import Writer, canonical, genesis
from annot.history.clock import EARLIEST, LATEST
from annot.history.rows import proved

LONGEST = 150_000_000  # bytes of one value: an article of 20 MB, escaped
MEMORY = 3 << 30  # bytes
_BATCH = 300_000  # characters of patches: about a thousand claims, or one article
_COLUMNS = (
    "writer", "seq", "clock", "at", "action", "kind", "entity", "patch", "prev", "undoes", "schema", "digest",
)  # fmt: skip
_SEAM = token_hex(16)
_WILD = "has a clock outside the years 2000 to 2200"
MAGIC = b"SQLite format 3\x00"
_WAL = b"\x02\x02"  # bytes 18 and 19 of a database in WAL mode
_NAMES_ANOTHER = b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7"  # what a journal ends with that names a super-journal
_NUMBERS = ("seq", "clock", "at", "action", "schema")
_TYPES = tuple(int if name in _NUMBERS else str for name in _COLUMNS)
_FORMS = {_TYPES, tuple(type(None) if name == "undoes" else t for name, t in zip(_COLUMNS, _TYPES, strict=True))}


class Refused(Exception):
    """Why the file is not taken, as the rest of a sentence that begins with its name."""


def main() -> None:
    asked = json.load(sys.stdin.buffer)
    _limit_memory()
    try:
        for line in answers(Path(asked["path"]), asked["forms"], asked["application"], asked["known"]):
            _say(line)
    except Refused as why:
        _say({"refused": str(why)})


def _say(line: Any) -> None:
    """In UTF-8, whatever the locale."""
    sys.stdout.buffer.write(canonical(line).encode("utf-8", "replace") + b"\n")


def answers(
    path: Path, forms: Mapping[str, Sequence[str]], application: int, known: Mapping[str, tuple[int, str]]
) -> Iterator[Any]:
    """`known`: writer -> (last seq, its digest) of the project that asks; only what comes after it is read and proved.

    Raises Refused.
    """
    try:
        with _opened(path) as conn:
            _recognise(conn, forms, application)
            writers = _writers(conn)
            reach = _reach(conn, writers)
            meeting = {i: min(seq, known[i][0]) for i, seq in reach.items() if i in known}
            yield {
                "writers": [list(row) for row in writers.values() if row[0] in reach],
                "reach": reach,
                "meeting": {i: (seq, _digest_at(conn, i, seq)) for i, seq in meeting.items()},
            }
            new = {i: meeting.get(i, 0) for i, seq in reach.items() if seq > meeting.get(i, 0)}
            if new:
                _check_pages(conn)
            count = 0
            for i, after in new.items():
                digest = bytes.fromhex(known[i][1]) if after else genesis(Writer(*writers[i]))
                for batch in _proved(conn, i, after, reach[i], digest):
                    count += len(batch)
                    yield batch
            yield {"whole": count}
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise Refused("is being written by another program; try again") from error
        raise Refused(
            f"is damaged or cannot be read ({getattr(error, 'sqlite_errorname', type(error).__name__)})"
        ) from error
    except (UnicodeDecodeError, MemoryError, OverflowError, RecursionError) as error:
        raise Refused(f"is damaged or too large ({type(error).__name__})") from error
    except OSError as error:
        raise Refused(f"cannot be read: {error.strerror}") from error


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # not on this system
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


@contextmanager
def _opened(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection that can only read; to a private copy where SQLite would have to tidy up before it can."""
    with path.open("rb") as file:
        head = file.read(100)
    if not head.startswith(MAGIC):
        raise Refused("is not a project of annot")
    beside = [p for end in ("-wal", "-journal") if (p := Path(f"{path}{end}")).is_file() and p.stat().st_size]
    if not beside and head[18:20] != _WAL:
        with _connected(path, "ro") as conn:
            yield conn
        return
    with tempfile.TemporaryDirectory(prefix="annot-") as folder:
        copy = Path(folder) / "copy.db"
        shutil.copyfile(path, copy)
        for file_beside in beside:
            if names_another(file_beside):
                # SQLite would obey it, and take away the file that it names.
                raise Refused("was left in the middle of a change that touched other files too")
            shutil.copyfile(file_beside, f"{copy}{file_beside.name.removeprefix(path.name)}")
        with _connected(copy, "rw") as conn:
            conn.execute("PRAGMA journal_mode = DELETE").fetchall()
            conn.execute("PRAGMA query_only = ON")
            yield conn


def names_another(journal: Path) -> bool:
    """Whether a journal names another file beside the one that it belongs to."""
    return journal.read_bytes().endswith(_NAMES_ANOTHER)


@contextmanager
def _connected(path: Path, mode: str) -> Iterator[sqlite3.Connection]:
    conn = sqlite3.connect(
        f"file:{quote(os.fsencode(path.absolute()))}?mode={mode}", uri=True, isolation_level=None, timeout=2
    )
    try:
        conn.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST)
        conn.setlimit(sqlite3.SQLITE_LIMIT_SQL_LENGTH, 100_000)
        conn.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
        for pragma in ("trusted_schema = OFF", "cell_size_check = ON", "mmap_size = 0", "cache_size = -64000"):
            conn.execute(f"PRAGMA {pragma}")
        if mode == "ro":
            conn.execute("PRAGMA query_only = ON")
        if sys.version_info >= (3, 12):
            conn.setconfig(sqlite3.SQLITE_DBCONFIG_DEFENSIVE, True)
        yield conn
    finally:
        conn.close()


def _recognise(conn: sqlite3.Connection, forms: Mapping[str, Sequence[str]], application: int) -> None:
    if conn.execute("PRAGMA application_id").fetchone()[0] != application:
        raise Refused("is a database, but not a project of annot")
    for name, released in forms.items():
        found = conn.execute("SELECT type, name, sql FROM sqlite_schema WHERE lower(name) = ?", [name]).fetchall()
        if len(found) != 1 or found[0][:2] != ("table", name) or not isinstance(found[0][2], str):
            raise Refused(f"has no table {name} of a known form")
        if plain_sql(found[0][2]) not in released:
            raise Refused(f"has a table {name} of an unknown form")


def plain_sql(sql: str) -> str:
    """A statement with its white space made one space, to be compared."""
    return " ".join(sql.split())


def _check_pages(conn: sqlite3.Connection) -> None:
    for table in ("change", "writer"):
        said = conn.execute(f"PRAGMA quick_check('{table}')").fetchone()[0]
        if said != "ok":
            raise Refused("is damaged")


def _writers(conn: sqlite3.Connection) -> dict[str, tuple[str, str, str, int]]:
    found = {}
    for row in conn.execute("SELECT id, reviewer, device, started FROM writer"):
        if not (all(isinstance(v, str) for v in row[:3]) and type(row[3]) is int and row[0][:1].isalpha()):
            raise Refused("has a writer that is none")
        found[row[0]] = row
    return found


def _reach(conn: sqlite3.Connection, writers: Mapping[str, Any]) -> dict[str, int]:
    """writer -> its last seq. From one writer to the next, not through all of the log: gaps show when it is read."""
    reach: dict[str, int] = {}
    i = ""
    while row := conn.execute("SELECT writer FROM change WHERE writer > ? ORDER BY writer LIMIT 1", [i]).fetchone():
        i = row[0]
        last = conn.execute("SELECT max(seq) FROM change WHERE writer = ?", [i]).fetchone()[0]
        if i not in writers or i in reach:
            raise Refused("has changes of a writer who is not in it")
        if type(last) is not int or last < 1:
            raise Refused(f"is damaged: changes of {i} are missing")
        reach[i] = last
    return reach


def _digest_at(conn: sqlite3.Connection, writer: str, seq: int) -> str:
    row = conn.execute("SELECT digest FROM change WHERE writer = ? AND seq = ?", [writer, seq]).fetchone()
    if row is None or not isinstance(row[0], str):
        raise Refused(f"is damaged: the change {writer}:{seq} cannot be read")
    return row[0]


def _proved(
    conn: sqlite3.Connection, writer: str, after: int, last: int, digest: bytes
) -> Iterator[list[Sequence[Any]]]:
    names = ", ".join(f'"{name}"' for name in _COLUMNS)
    # No further than was looked at first: its owner may be writing.
    sql = f"SELECT {names} FROM change WHERE writer = ? AND seq > ? AND seq <= ? ORDER BY seq"
    for batch in _batches(conn.execute(sql, [writer, after, last])):
        plain = _plain(batch)
        for row in batch:
            after += 1
            if row[1] != after:
                raise Refused(f"is damaged: change {writer}:{after} is missing")
            if why := _unusual(row) or (None if plain else _no_patch(row)) or _wild(conn, row):
                raise Refused(f"is damaged: change {writer}:{after} {why}")
            digest = proved(digest, row)
            if digest.hex() != row[11]:
                raise Refused(f"is damaged: change {writer}:{after} is not what its author wrote")
        yield batch
    if after != last:
        raise Refused(f"is damaged: change {writer}:{after + 1} is missing")


def _batches(rows: Iterable[Sequence[Any]]) -> Iterator[list[Sequence[Any]]]:
    batch: list[Sequence[Any]] = []
    size = 0
    for row in rows:
        batch.append(row)
        size += len(str(row[7]))
        if size > _BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def wrong(row: Sequence[Any]) -> str | None:
    """What no annot would have written, in words."""
    return _unusual(row) or _no_patch(row)


def _unusual(row: Sequence[Any]) -> str | None:
    """The same for all but the patch."""
    if tuple(map(type, row)) not in _FORMS:
        return "has a value of another type"
    if row[2] < EARLIEST:
        return _WILD
    if row[1] < 1 or row[3] < 0 or row[4] < 0 or row[10] < 0 or not row[6][:1].isalpha():
        return "is not a row of a log"
    try:
        return None if row[8] == "[]" or _names(row[8]) else "has seen what cannot be seen"
    except (ValueError, RecursionError):
        return "has seen what cannot be seen"


def _no_patch(row: Sequence[Any]) -> str | None:
    try:
        row[7].encode()
        patch = json.loads(row[7])
        plain = isinstance(patch, dict) and canonical(patch) == row[7] and not _deep(row[7], patch)
    except (ValueError, RecursionError):
        return "has a patch that is no JSON"
    return None if plain else "has a patch that is none"


def _plain(rows: Sequence[Sequence[Any]]) -> bool:
    """Whether the patches of all these are what they should be: looked at in one go, which is faster by half.

    A word stands between them that no file can know, so no patch can end in another.
    """
    try:
        text = "[" + f',"{_SEAM}",'.join(row[7] for row in rows) + "]"
        text.encode()
        values = json.loads(text)
        if canonical(values) != text or values[1::2] != [_SEAM] * (len(rows) - 1) or len(values) != 2 * len(rows) - 1:
            return False
    except (TypeError, ValueError, RecursionError):
        return False
    return all(isinstance(v, dict) and not _deep(row[7], v) for v, row in zip(values[::2], rows, strict=True))


def _wild(conn: sqlite3.Connection, row: Sequence[Any]) -> str | None:
    if row[2] < LATEST:
        return None
    kind, entity = row[5:7]
    same, given = ("kind = ?", [kind]) if kind == "codebook" else ("kind = ? AND entity = ?", [kind, entity])
    found = conn.execute(f"SELECT 1 FROM change WHERE {same} AND clock = ?", [*given, row[2] - 1]).fetchone()
    return None if found else _WILD


def _deep(text: str, patch: Any, most: int = 20) -> bool:
    """Whether it is nested as nothing of annot's is: whoever reads it with a deeper stack could not."""

    def reaches(value: Any, level: int) -> bool:
        if not isinstance(value, dict | list):
            return False
        inside = value.values() if isinstance(value, dict) else value
        return level > most or any(reaches(one, level + 1) for one in inside)

    return text.count("{") + text.count("[") > most and reaches(patch, 0)


def _names(text: str) -> bool:
    """Whether this is a canonical list of texts."""
    value = json.loads(text)
    return isinstance(value, list) and all(isinstance(v, str) for v in value) and canonical(value) == text


if __name__ == "__main__":
    main()
