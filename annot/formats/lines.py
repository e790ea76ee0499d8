"""JSON lines: one claim a line, a row of claims.csv with typed values and its evidence beside it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TextIO

from annot.formats.columns import CLAIMS, EVIDENCE, IDS, NUMBERS, PAIRS, WORDS
from annot.plain import storable

# Where some readers end a line, and JSON does not.
_ENDS = {"\x85": "\\u0085", "\u2028": "\\u2028", "\u2029": "\\u2029"}


def on_one_line(text: str) -> str:
    """JSON as one line for every reader, its end included: those signs stand in nothing but its strings."""
    for sign, escape in _ENDS.items():
        text = text.replace(sign, escape)
    return text + "\n"


def write(
    file: TextIO, claims: Iterable[Mapping[str, Any]], evidence: Mapping[str, Sequence[Mapping[str, Any]]]
) -> int:
    """`claims` and, by claim id, `evidence`: rows as the columns' names give them; returns how many claims."""
    count = 0
    for row in claims:
        typed = {column: row[column] for column in CLAIMS}
        typed["evidence"] = [{c: e[c] for c in EVIDENCE} for e in evidence.get(row["claim_id"], ())]
        file.write(on_one_line(json.dumps(typed, ensure_ascii=False)))
        count += 1
    return count


def read(text: str) -> Iterator[tuple[int, dict[str, Any] | str, int]]:
    """(line number from 1, the claim's row with its `evidence`, or why the line cannot be read, lone surrogates).

    A lone surrogate, which JSON can hold and a text cannot, becomes U+FFFD; their number is the last of the three.
    """
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip():
            row = _row(line)
            surrogates: list[str] = []
            yield number, _stored(row, surrogates) if "\\ud" in line.lower() else row, len(surrogates)


def _row(line: str) -> dict[str, Any] | str:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return "it is not JSON"
    if not isinstance(row, dict):
        return "it is not an object"
    evidence = row.setdefault("evidence", [])
    if not isinstance(evidence, list) or not all(isinstance(e, dict) for e in evidence):
        return "its evidence is not a list of objects"
    for given, columns in ((row, CLAIMS), *((e, EVIDENCE) for e in evidence)):
        for column in columns:
            given.setdefault(column, [] if column in IDS | PAIRS | WORDS else None)
            if not _holds(column, given[column]):
                return f"{column} cannot be {given[column]!r}"
    return row


def _holds(column: str, value: Any) -> bool:
    if column in IDS | WORDS:
        return isinstance(value, list) and all(isinstance(v, str) for v in value)
    if column in PAIRS:
        return value is None or isinstance(value, list)
    return value is None or (type(value) is int if column in NUMBERS else isinstance(value, str))


def _stored(value: Any, surrogates: list[str]) -> Any:
    """`value` with its lone surrogates made U+FFFD; they are added to `surrogates`."""
    if isinstance(value, str):
        surrogates += (c for c in value if "\ud800" <= c <= "\udfff")
        return storable(value)
    if isinstance(value, list):
        return [_stored(one, surrogates) for one in value]
    if isinstance(value, dict):
        return {_stored(name, surrogates): _stored(one, surrogates) for name, one in value.items()}
    return value
