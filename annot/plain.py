"""Text of strangers, made safe to look at, and measured in the clusters that people call characters; names of files."""

from __future__ import annotations

import os
import re
from bisect import bisect_left, bisect_right
from pathlib import Path

BIDI = frozenset({0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)})
INVISIBLE = frozenset({0x00AD, 0x180E, 0x200B, 0x2028, 0x2029, 0x2060, 0xFEFF, *range(0xFFF9, 0xFFFC)})
TAGS = range(0xE0000, 0xE0080)  # they also spell the flags of England, Scotland and Wales: an accepted loss


class _Shown(dict[int, str]):
    """A table for `str.translate` that fills itself, so a character costs something only at first sight."""

    def __missing__(self, code: int) -> str:
        if code < 0x20:
            mark = chr(0x2400 + code)
        elif code == 0x7F:
            mark = "\u2421"
        elif 0x80 <= code <= 0x9F or 0xD800 <= code <= 0xDFFF:
            mark = "\ufffd"
        elif code in BIDI:
            mark = "\u25c7"
        elif code in INVISIBLE or code in TAGS:
            mark = "\u00b7"
        else:
            mark = chr(code)  # joiners and variation selectors stay: emoji and Indic scripts need them
        self[code] = mark
        return mark


SHOWN = _Shown()
_LINES = _Shown({0x0A: "\n"})


def show(text: str, *, lines: bool = False) -> str:
    """What may reach a terminal: one code point for each of `text`, so offsets stay; `lines` keeps newlines."""
    return text.translate(_LINES if lines else SHOWN)


def counted(n: int, what: str) -> str:
    """How many: "1 claim", "2 claims"."""
    return f"{n} {what}{'s' * (n != 1)}"


def dangerous(text: str) -> list[str]:
    """The characters of `text` that `show` would replace, in their order."""
    return [c for c in text if SHOWN[ord(c)] != c]


_SURROGATE = re.compile("[\ud800-\udfff]")
_BYTES = re.compile("[\udc80-\udcff]+")  # as Python keeps what it could not decode


def storable(text: str) -> str:
    """`text` with each lone surrogate made U+FFFD: neither SQLite nor UTF-8 can hold one."""
    return _SURROGATE.sub("\ufffd", text)


def heard(text: str) -> str:
    """What was typed, or a file is called, in UTF-8 where the locale could not say it; what is none stays as it is."""
    return _BYTES.sub(_in_utf8, text)


def _in_utf8(match: re.Match[str]) -> str:
    try:
        return match.group().encode("ascii", "surrogateescape").decode()
    except UnicodeDecodeError:
        return match.group()


def file(named: str) -> Path:
    """The file of that name: where the locale has other bytes, its name goes back to those that were typed."""
    try:
        os.fsencode(named)
    except UnicodeEncodeError:
        return Path(os.fsdecode(named.encode()))
    return Path(named)


def edges(text: str) -> list[int]:
    """Where a cursor may stand in `text`: the borders of its grapheme clusters, in code points, ends included."""
    import regex  # here, because `annot --help` must not pay for it

    return [0, *(match.end() for match in regex.finditer(r"\X", text))]


def snap(text: str, start: int, end: int) -> tuple[int, int]:
    """The smallest span around [start, end) that cuts no grapheme cluster, less the white space at its ends.

    Code points of `text`. The result may be empty (start == end) where there was only white space.
    """
    borders = edges(text)
    first = max(0, bisect_right(borders, start) - 1)
    last = min(len(borders) - 1, bisect_left(borders, end))
    # Cluster by cluster: a space that carries an accent is dropped with it.
    while first < last and text[borders[first]].isspace():
        first += 1
    while last > first and text[borders[last - 1]].isspace():
        last -= 1
    return borders[first], borders[last]
