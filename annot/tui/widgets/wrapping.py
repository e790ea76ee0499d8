"""Text cut into rows for a width in cells: pure, in code points, never inside a grapheme cluster.

Text of one-cell characters takes a fast path (a row is a slice, a break a search backwards); all other text is
measured cluster by cluster, with Rich's widths, because Textual counts the cells of what is painted with them.
Some terminals draw an emoji family wider than Rich's two cells: the damage stays in its row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

import regex
from rich.cells import cell_len

from annot.plain import show

TAB = 4  # cells; one code point, painted as spaces
LONG = 4000  # code points of one piece at most: what must be wrapped before a row of it can be painted
Row = tuple[int, int]  # [start, end) in code points
Cluster = tuple[int, int, int]  # start, end, cells

# One cell and one cluster each, whatever stands beside them: Latin, Greek, Cyrillic, punctuation, show()'s own marks.
_NARROW = re.compile(
    r"[\x20-\x7e\xa0-\u02ff\u0370-\u0377\u037a-\u0482\u048a-\u052f\u2010-\u2027\u2030-\u205e"
    r"\u20a0-\u20bf\u2190-\u2199\u25c7\u2400-\u2421\ufffd]*\Z"
).match
# Between two of these there is always a cluster's border.
_ALONE = re.compile(r"[\x20-\x7e\u3041-\u3096\u30a1-\u30fa\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3]").match
_NO_ROW_STARTS_WITH = frozenset("、。，．：；！？）」』】〉》〕…・ー々’”!?),.:;]}%")
_JOINER = "\u200d"
# \X, but its time for a run of regional indicators (flags) grows with the square of the run: here, linear.
_clusters_in = regex.compile(r"[\U0001f1e6-\U0001f1ff]{2}[\p{GCB=Extend}\p{GCB=ZWJ}\p{GCB=SpacingMark}]*+|\X").findall
_TALL = 64  # code points of a cluster that are measured and painted: some texts pile up marks without end


class _Cells(dict[str, int]):
    """Cells of a cluster, remembered; bounded, because a hostile text has as many clusters as it likes."""

    def __missing__(self, cluster: str) -> int:
        cells = TAB if cluster == "\t" else cell_len(show(cluster[:_TALL]))
        if len(self) < 50_000:
            self[cluster] = cells
        return cells


_CELLS = _Cells()


def is_narrow(text: str) -> bool:
    """Whether each code point of `text` is a cluster of its own and one cell wide."""
    return (text.isascii() and text.isprintable()) or _NARROW(text) is not None


def clusters(text: str) -> list[Cluster]:
    """The grapheme clusters of `text` and the cells that each takes when painted (0 for a lone combining mark)."""
    found: list[Cluster] = []
    start = 0
    for cluster in _clusters_in(text):
        end = start + len(cluster)
        found.append((start, end, _CELLS[cluster]))
        start = end
    return found


def drawn(text: str) -> list[str]:
    """What to paint for `text`, in parts whose cells by Rich add up to those of the clusters.

    In one string Rich counts whatever follows a zero-width joiner as part of what stands before it.
    """
    if is_narrow(text):
        return [show(text)]
    parts = [""]
    for cluster in _clusters_in(text):
        parts[-1] += " " * TAB if cluster == "\t" else cluster[:_TALL]
        if parts[-1].endswith(_JOINER):
            parts.append("")
    return [show(part) for part in parts if part]


def pieces(text: str, start: int, end: int) -> list[Row]:
    """The paragraph [start, end) of `text` in pieces that are wrapped each for itself, never cutting a cluster.

    A piece ends after a newline; one that would pass LONG code points ends there, at a space if there is one near,
    so that no single line, however long, can hold up the screen.
    """
    found: list[Row] = []
    while start < end:
        newline = text.find("\n", start, end)
        stop = end if newline < 0 else newline + 1
        while stop - start > LONG:
            cut = _border(text, start, stop)
            found.append((start, cut))
            start = cut
        if start < stop:
            found.append((start, stop))
        start = stop
    return found or [(start, end)]


def without_newline(text: str, start: int, end: int) -> int:
    """Where the part of piece [start, end) ends that is painted."""
    if end > start and text[end - 1] == "\n":
        end -= 1
        if end > start and text[end - 1] == "\r":  # one cluster with its newline
            end -= 1
    return end


def wrap(text: str, width: int, extra: Mapping[int, int] | None = None) -> list[Row]:
    """The rows of `text`, at least one; together they cover it.

    `width` is in cells. `extra` has the cells that something drawn beside a cluster takes, by the cluster's start;
    a row never parts them. One space after a row's last word may stand outside the width, and a cluster wider
    than `width` has a row to itself: both are for the painter to crop.
    """
    if is_narrow(text):
        return _wrap_narrow(text, width, sorted(extra.items()) if extra else ())
    return _wrap_clusters(text, width, extra or {})


def _wrap_narrow(text: str, width: int, extra: Sequence[tuple[int, int]]) -> list[Row]:
    rows: list[Row] = []
    start, size, nearest = 0, len(text), 0
    while True:
        limit = start + width  # the first code point without a place
        i = nearest
        while i < len(extra) and extra[i][0] < limit:
            at, cells = extra[i]
            limit -= cells
            if limit <= at:
                limit = max(at, start + 1)
                break
            i += 1
        if size <= limit:
            break
        taken = i < len(extra) and extra[i][0] == limit  # a space that carries something may not stand outside
        space = text.rfind(" ", start + 1, limit if taken else limit + 1)
        end = limit if space < 0 else space + 1
        if end >= size:
            break
        rows.append((start, end))
        start = end
        while nearest < len(extra) and extra[nearest][0] < start:
            nearest += 1
    rows.append((start, size))
    return rows


def _wrap_clusters(text: str, width: int, extra: Mapping[int, int]) -> list[Row]:
    rows: list[Row] = []
    start = column = 0
    turn = turn_column = 0  # where the row may end, and the cells before it
    after_space = after_wide = False
    for at, end, own_cells in clusters(text):
        first = text[at]
        cells = own_cells + extra.get(at, 0)
        wide = own_cells == 2
        beside_wide = (wide or after_wide) and at > start and first not in _NO_ROW_STARTS_WITH
        if beside_wide or (after_space and at > start + 1):
            turn, turn_column = at, column
        hangs = text[at:end] == " " and cells == 1 and column <= width
        while column + cells > width and at > start and not hangs:
            if turn <= start:
                turn, turn_column = at, column
            rows.append((start, turn))
            start, column, turn_column = turn, column - turn_column, 0
        column += cells
        after_space, after_wide = first in " \t", wide
    rows.append((start, len(text)))
    return rows


def _border(text: str, start: int, stop: int) -> int:
    """A cluster's border in (start, stop), about LONG code points after `start`, after a space if possible."""
    near = range(start + LONG, start + LONG - 200, -1)
    alone = [i for i in near if _ALONE(text[i]) and (text[i - 1] == " " or _ALONE(text[i - 1]))]
    if alone:
        return next((i for i in alone if text[i - 1] == " "), alone[0])
    reach = LONG
    while start + reach < stop:
        found = clusters(text[start : start + reach])
        if len(found) > 1:  # the last one ends where the window does
            return start + found[-1][0]
        reach *= 2
    return stop


def row_cells(text: str, row: Row) -> Iterator[Cluster]:
    """The clusters of a row of `text`, in code points of `text`."""
    start, end = row
    part = text[start:end]
    if is_narrow(part):
        return ((i, i + 1, 1) for i in range(start, end))
    return ((start + a, start + b, cells) for a, b, cells in clusters(part))
