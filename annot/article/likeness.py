"""Which texts are nearly equal: another delivery of one article, which must not silently become a second one."""

from __future__ import annotations

import re
from collections.abc import Mapping

_ENDS = re.compile(r"[.!?\n]+")
_SHORTEST = 20  # letters of a sentence that tells texts apart
SHARE = 0.5  # of the shorter text


def nearly_equal(new: Mapping[str, str], there: Mapping[str, str]) -> list[tuple[str, str]]:
    """Pairs of ids (of `new`, of `there`) that share at least half of their sentences by length, not counting marks."""
    holds: dict[str, set[str]] = {}
    sizes: dict[str, int] = {}
    for i, text in there.items():
        pieces = _pieces(text)
        sizes[i] = sum(map(len, pieces))
        for piece in pieces:
            holds.setdefault(piece, set()).add(i)
    found = []
    for i, text in new.items():
        pieces = _pieces(text)
        shared: dict[str, int] = {}
        for piece in pieces:
            for other in holds.get(piece, ()):
                shared[other] = shared.get(other, 0) + len(piece)
        size = sum(map(len, pieces))
        found += [(i, o) for o, n in sorted(shared.items()) if o != i and n >= SHARE * min(size, sizes[o])]
    return found


def _pieces(text: str) -> set[str]:
    plain = ("".join(filter(str.isalnum, piece)) for piece in _ENDS.split(text.casefold()))
    return {piece for piece in plain if len(piece) >= _SHORTEST}
