"""Another project file, read by a child process that proves it: taken whole, or refused with a reason."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import attrs

from annot.errors import InputError
from annot.history.change import Change, Writer
from annot.plain import heard, show
from annot.store.opening import APPLICATION_ID, migration_files, statements
from annot.store.stranger import plain_sql

LARGEST = 8 << 30  # bytes of a file
_FIRST, _PER_BYTE = 20.0, 1e-6  # seconds before a child is ended: to begin with, and for each byte
_TABLES = ("change", "writer", "meta")


@attrs.frozen
class Packed:
    """A change, and its row as the file keeps it."""

    change: Change
    row: tuple[Any, ...]


@attrs.frozen
class Foreign:
    """What a file has: its writers, how far each goes, and what was new to us when it was read, proved.

    `meeting` says where its story and ours were compared: writer -> (seq, the digest there).
    """

    file: str
    writers: Sequence[Writer]
    reach: Mapping[str, int]
    meeting: Mapping[str, tuple[int, str]]
    new: Sequence[Packed]


def read(path: Path, known: Mapping[str, tuple[int, str]]) -> Foreign:
    """`known`: writer -> (last seq, its digest) of our own log. Raises InputError where the file is refused."""
    name = show(heard(path.name))
    if not path.exists():
        raise InputError(f"There is no file {show(str(path))}.")
    if not path.is_file():
        raise InputError(f"{show(str(path))} is not a file.")
    size = path.stat().st_size
    if size > LARGEST:
        raise InputError(f"{name} is too large: {size >> 30} GiB.")
    asked = {"path": str(path.absolute()), "forms": _forms(), "application": APPLICATION_ID, "known": known}
    # -P: else a folder called annot where the user stands would be run.
    command = [sys.executable, "-P", "-m", "annot.store.stranger"]
    with subprocess.Popen(  # noqa: S603  # our own module; the path goes through its stdin
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8"
    ) as child:
        timer = threading.Timer(_FIRST + size * _PER_BYTE, child.kill)
        timer.start()
        try:
            if child.stdin is None or child.stdout is None:
                raise RuntimeError("a child without the pipes that were asked for")
            with suppress(BrokenPipeError):  # it has ended: what it did not say tells why
                child.stdin.write(json.dumps(asked))
                child.stdin.close()
            return _heard(name, child.stdout)
        finally:
            timer.cancel()
            child.kill()


def _heard(name: str, lines: Any) -> Foreign:
    head: dict[str, Any] = {}
    new: list[Packed] = []
    for line in lines:
        said = json.loads(line)
        if isinstance(said, list):
            new += packed(said)
        elif "refused" in said:
            raise InputError(f"{name} {show(said['refused'])[:200]}.")
        elif "whole" in said:
            writers = [Writer(*row) for row in head["writers"]]
            meeting = {i: (seq, digest) for i, (seq, digest) in head["meeting"].items()}
            return Foreign(name, writers, head["reach"], meeting, new)
        else:
            head = said
    raise InputError(f"{name} could not be read to its end: it is damaged, or reading it takes too long.")


def packed(rows: Sequence[Sequence[Any]]) -> list[Packed]:
    """Rows of a log as they are kept, proved before; read in one go, so that patches share the names of fields."""
    patches = json.loads(f"[{','.join(row[7] for row in rows)}]")
    made = []
    for row, patch in zip(rows, patches, strict=True):
        values = list(row)
        values[7:9] = patch, tuple(json.loads(row[8])) if row[8] != "[]" else ()
        made.append(Packed(Change(*values), tuple(row)))
    return made


@cache
def _forms() -> dict[str, list[str]]:
    """Each table as every released version made it, in the words that SQLite keeps: no comment before, no semicolon."""
    made = [plain_sql(sql) for file in migration_files() for sql in statements(file.read_text("utf-8"))]
    return {
        table: ["CREATE" + sql[at:].rstrip("; ") for sql in made if (at := sql.find(f" TABLE {table}(")) >= 0]
        for table in _TABLES
    }
