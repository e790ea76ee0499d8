"""CSV: RFC 4180, UTF-8, CRLF, a header row, every cell quoted and guarded against spreadsheets."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import StringIO
from operator import itemgetter
from typing import Any, TextIO

import attrs

from annot.errors import InputError
from annot.formats.cells import LISTS, SUSPECT, cell, guard, unguard, value
from annot.formats.columns import TIMES

LONGEST = 20_000_000  # characters of one cell; Python's own limit is 131,072
BOM = "\ufeff"


@attrs.frozen
class Dialect:
    """`raw` leaves the guard off; `excel` writes a BOM and plain times; `delimiter` is the spreadsheet's separator."""

    raw: bool = False
    excel: bool = False
    delimiter: str = ","


def write(file: TextIO, columns: Sequence[str], rows: Iterable[Mapping[str, Any]], dialect: Dialect) -> int:
    """Write a header and `rows` to a file opened with `newline=""`; returns how many rows."""
    if dialect.excel:
        file.write(BOM)
    writer = csv.writer(file, delimiter=dialect.delimiter, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(columns if dialect.raw else map(guard, columns))
    written = LISTS | TIMES if dialect.excel else LISTS
    listed = [(at, column) for at, column in enumerate(columns) if column in written]
    in_order, count = itemgetter(*columns), 0
    for row in rows:
        cells = [*in_order(row)]
        for at, column in listed:
            cells[at] = cell(column, cells[at], plain_times=dialect.excel)
        if not dialect.raw:
            for at in [at for at, text in enumerate(cells) if text.__class__ is str and text[:1] in SUSPECT]:
                cells[at] = guard(cells[at])
        writer.writerow(cells)
        count += 1
    return count


def read(text: str, columns: Sequence[str], name: str) -> Iterator[tuple[int, dict[str, Any] | str]]:
    """(row number from 1, values by column, or why the row cannot be read) of a sheet that `write` wrote.

    Columns may stand in another order, and further ones are left aside. Raises InputError where a column is missing.
    """
    csv.field_size_limit(LONGEST)
    text = text.removeprefix(BOM)
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        header = [unguard(h) for h in next(reader, [])]
        missing = [c for c in columns if c not in header]
        if missing:
            raise InputError(f"{name} lacks the columns {', '.join(missing)}.")
        for number, cells in enumerate(reader, 1):
            if len(cells) != len(header):
                yield number, f"it has {len(cells)} cells, the header has {len(header)}"
                continue
            given = dict(zip(header, map(unguard, cells), strict=True))
            try:
                yield number, {c: value(c, given[c]) for c in columns}
            except ValueError as error:
                yield number, str(error)
    except csv.Error as error:
        raise InputError(f"{name} is not CSV at line {reader.line_num}: {error}.") from error
