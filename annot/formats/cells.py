"""One value as a cell of a CSV file, and back. No cell is run by a spreadsheet, and none is changed for good."""

from __future__ import annotations

import json
from typing import Any

from annot.formats.columns import IDS, JSON, NUMBERS, PAIRS, TIMES, WORDS

# What a spreadsheet takes for the beginning of a formula, or strips in front of one (faults.md, 3.3).
TRIGGERS = frozenset("=+-@\t\r\n\0＝＋－＠")

SUSPECT = TRIGGERS | {"'"}  # what a cell begins with that `guard` may change
LISTS = IDS | WORDS | PAIRS | JSON  # columns whose values are more than one text or number


def guard(cell: str) -> str:
    """`cell` with one apostrophe in front if it begins like a formula, also behind apostrophes of its own."""
    return "'" + cell if cell.lstrip("'")[:1] in TRIGGERS and cell.lstrip("'") else cell


def unguard(cell: str) -> str:
    """What `guard` was given: it takes off exactly one apostrophe where the guard put one on."""
    return cell[1:] if cell[:1] == "'" and guard(cell[1:]) == cell else cell


def cell(column: str, value: Any, *, plain_times: bool = False) -> str:
    """The text of `value` in that column, unguarded; None is an empty cell."""
    if value is None or value == []:
        return ""
    if column in IDS:
        return ";".join(value)
    if column in WORDS:
        return " ".join(value)
    if column in PAIRS:
        return ";".join(f"{name}={what}" for name, what in value)
    if column in JSON:
        return json.dumps(value)
    if plain_times and column in TIMES:
        return str(value).replace("T", " ").partition(".")[0]
    return str(value)


def value(column: str, cell: str) -> Any:
    """What stands in a cell that `cell` wrote; raises ValueError where it cannot be that."""
    if column in IDS | PAIRS | WORDS:
        parts = [part for part in cell.split(" " if column in WORDS else ";") if part]
        if column in PAIRS:
            return [list(part.rpartition("=")[::2]) for part in parts]
        return parts
    if not cell:
        return None
    if column in NUMBERS:
        if not (cell.isascii() and cell.isdecimal()):
            raise ValueError(f"{column} is not a whole number")
        return int(cell)
    if column not in JSON:
        return cell
    try:
        return json.loads(cell)
    except RecursionError as error:
        raise ValueError(f"{column} has brackets within brackets, too deep to read") from error
