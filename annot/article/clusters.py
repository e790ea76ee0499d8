"""White space taken off the ends of a stretch of text without cutting a grapheme cluster."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import TYPE_CHECKING

from annot.plain import edges

if TYPE_CHECKING:
    import regex

    Pattern = regex.Pattern[str]


@cache
def pattern(source: str) -> Pattern:
    """Compiled by `regex`, which is imported here because `annot --help` must not pay for it."""
    import regex

    return regex.compile(source)


def borders(text: str) -> Sequence[int]:
    """Where a cut may fall in `text`, ends included: every code point where all clusters are single ones."""
    joins = pattern(r"[\p{M}\p{Cf}\p{RI}\p{Emoji_Modifier}\p{GCB=Extend}\p{GCB=Prepend}\p{GCB=L}\p{GCB=V}\p{GCB=T}\r]")
    if (text.isascii() and "\r" not in text) or not joins.search(text):
        return range(len(text) + 1)
    return edges(text)


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """[start, end) less the white space at its ends; `start == end` where nothing else was there.

    Both must lie on borders of clusters, and so does the result: white space that forms a cluster with what
    it stands beside (a space under a combining accent) goes as the whole cluster.
    """
    while start < end and text[start].isspace():
        start = start + 1 if text[start + 1 : start + 2].isascii() else _cluster_end(text, start, end)
    while end > start and text[end - 1].isspace():
        cut = end - 1
        while cut > start and not text[cut - 1].isascii() and pattern(r"\p{GCB=Prepend}").match(text, cut - 1):
            cut -= 1
        end = cut if cut < end - 1 and _cluster_end(text, cut, end) == end else end - 1
    return start, end


def pieces(text: str, cuts: Iterable[int]) -> list[tuple[int, int]]:
    """`text` cut at `cuts` (those inside a cluster are left out), each piece trimmed, empty ones left out."""
    whole = borders(text)
    allowed = whole if isinstance(whole, range) else frozenset(whole)
    found = []
    here = 0
    for cut in [*sorted({c for c in cuts if 0 < c < len(text) and c in allowed}), len(text)]:
        start, end = trim(text, here, cut)
        if start < end:
            found.append((start, end))
        here = cut
    return found


def _cluster_end(text: str, start: int, end: int) -> int:
    match = pattern(r"\X").match(text, start, end)
    return match.end() if match else start + 1
