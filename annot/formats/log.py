"""The change log as JSON lines: the only lossless format. First the writers by id, then the changes by writer and seq.

A log that was cut begins with a line `{"cut": why}`: it is for reading, and import refuses it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, TextIO

import attrs

from annot.errors import InputError
from annot.formats.lines import on_one_line
from annot.history.change import Change, Writer, canonical, first_break
from annot.history.clock import EARLIEST, LATEST

_WILD = "its clock lies outside the years 2000 to 2200"
_WRITER = {"id": str, "reviewer": str, "device": str, "started": int}
_CHANGE = {
    "writer": str, "seq": int, "clock": str, "at": int, "action": int, "kind": str, "entity": str, "patch": dict,
    "prev": list, "undoes": (str, type(None)), "schema": int, "digest": str,
}  # fmt: skip


@attrs.frozen
class Log:
    writers: tuple[Writer, ...]
    changes: tuple[Change, ...]


def write(file: TextIO, rows: Iterable[Mapping[str, Any]], cut: str | None = None) -> int:
    """`rows` of writers, then of changes; returns how many."""
    if cut:
        file.write(on_one_line(canonical({"cut": cut})))
    count = 0
    for row in rows:
        file.write(on_one_line(canonical(row)))
        count += 1
    return count


def read(text: str, name: str) -> Log:
    """The log in `text`, whole: a malformed line, a gap, a broken chain or a wild clock refuses all of it."""
    writers: dict[str, Writer] = {}
    changes: dict[str, list[Change]] = {}
    for number, line in enumerate(text.split("\n"), 1):
        if not line:
            continue
        where = f"{name}, line {number}"
        row = _object(line, where)
        if "cut" in row:
            raise InputError(f"{name} is a part of a log ({row['cut']}): it is for reading, not for import.")
        if "seq" in row:
            change = _change(row, where)
            changes.setdefault(change.writer, []).append(change)
        else:
            writer = Writer(**_typed(row, _WRITER, where))
            if writer.id in writers:
                raise InputError(f"{where}: the writer {writer.id} stands there twice.")
            writers[writer.id] = writer
    for i, own in changes.items():
        if i not in writers:
            raise InputError(f"{name} has changes of {i}, and no such writer.")
        own.sort(key=lambda change: change.seq)
        if broken := first_break(writers[i], own):
            raise InputError(f"{name} is damaged: {broken}.")
    if wild := _wild([change for own in changes.values() for change in own]):
        raise InputError(f"{name}, change {wild.id}: {_WILD}.")
    return Log(tuple(writers.values()), tuple(c for i in sorted(changes) for c in changes[i]))


def _wild(changes: Iterable[Change]) -> Change | None:
    """The first whose clock nothing accounts for; of codebooks all are one, as for who writes them."""
    clocks = {(c.kind, "" if c.kind == "codebook" else c.entity, c.clock): c for c in changes}
    late = ((key, c) for key, c in clocks.items() if c.clock >= LATEST)
    return next((c for (kind, entity, clock), c in late if (kind, entity, clock - 1) not in clocks), None)


def _object(line: str, where: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
        line.encode()  # a lone surrogate could not be stored
        canonical(row).encode()
    except (ValueError, RecursionError) as error:
        raise InputError(f"{where} is not JSON that can be kept.") from error
    if not isinstance(row, dict):
        raise InputError(f"{where} is not a row of a log.")
    return row


def _change(row: dict[str, Any], where: str) -> Change:
    given = _typed(row, _CHANGE, where)
    if not (given["clock"].isascii() and given["clock"].isdecimal() and EARLIEST <= int(given["clock"]) < 2**63):
        raise InputError(f"{where}: {_WILD}.")
    if not all(isinstance(p, str) for p in given["prev"]) or not given["entity"][:1].isalpha():
        raise InputError(f"{where} is not a row of a log.")
    return Change(**given | {"clock": int(given["clock"]), "prev": tuple(given["prev"])})


def _typed(row: dict[str, Any], fields: Mapping[str, Any], where: str) -> dict[str, Any]:
    if row.keys() != fields.keys():
        raise InputError(f"{where} has other fields than a row of a log.")
    for name, kind in fields.items():
        value = row[name]
        if not isinstance(value, kind) or isinstance(value, bool) or (kind is int and not 0 <= value < 2**63):
            raise InputError(f"{where}: its {name} cannot be {str(value)[:40]!r}.")
    return row
