"""What the commands print: data to stdout, talk to stderr, and nothing of a stranger's that a terminal would obey."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from annot.plain import BIDI, heard, show

_UNSAFE = re.compile(
    "[\x7f-\x9f" + "".join(map(chr, sorted(BIDI))) + "\ud800-\udfff\u2028\u2029\ufeff\u200b\u2060\U000e0000-\U000e007f]"
)


def say(text: str = "") -> None:
    """A line or lines for people, to stdout."""
    print(show(text, lines=True))  # noqa: T201


def warn(text: str, *, lines: bool = False) -> None:
    """A line for people, or with `lines` several, to stderr."""
    sys.stdout.flush()
    print(show(text, lines=lines), file=sys.stderr)  # noqa: T201


def say_rows(rows: Iterable[Sequence[object]]) -> None:
    """Rows in columns; a cell's own line ends become marks, and only the last column is left ragged."""
    cells = [[show("" if cell is None else str(cell)) for cell in row] for row in rows]
    if not cells:
        return
    longest = [max(len(row[i]) for row in cells) for i in range(len(cells[0]))]
    for row in cells:
        padded = [cell.ljust(width) for cell, width in zip(row, longest, strict=True)]
        say("  ".join(padded).rstrip())


def say_json(value: Any) -> None:
    """JSON in UTF-8 whatever the locale; control, direction and invisible characters as escapes."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    sys.stdout.flush()
    sys.stdout.buffer.write((_UNSAFE.sub(_escaped, heard(text)) + "\n").encode())
    sys.stdout.buffer.flush()


def _escaped(match: re.Match[str]) -> str:
    return json.dumps(match.group())[1:-1]


def short(text: str | None, most: int = 60) -> str:
    """`text` on one line, cut with an ellipsis."""
    line = " ".join((text or "").split())
    return line if len(line) <= most else line[: most - 1] + "…"
