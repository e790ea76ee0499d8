"""A text's paragraphs: they cover it, in order, with nothing but white space between them.

Only LF ends a line. `str.splitlines` also breaks at VT, FF, FS, NEL and LS, which belong to the text.
"""

from __future__ import annotations

from annot.article.clusters import trim
from annot.article.kinds import glued, kind
from annot.model.article import Paragraph

LONGEST_HARD_LINE = 120  # code points; a longer line was not wrapped by hand, so each line is a paragraph


def paragraphs(text: str, *, headline: bool = False) -> tuple[Paragraph, ...]:
    """The paragraphs of a frozen `text`, numbered from 1, each trimmed of white space.

    Where there are blank lines and no line is longer than 120 code points, the blocks between them are
    paragraphs, else every line that is not blank is one. After "SEE ALSO:" and its like a glued line is two.
    `headline` says that the first line is the page's headline. An empty result means that there is no text.
    """
    found: list[Paragraph] = []
    before = "heading" if headline else None
    for start, end in _halves(text, _stretches(text, headline)):
        before = "heading" if headline and not found else kind(text[start:end], before)
        found.append(Paragraph(len(found) + 1, start, end, before))
    return tuple(found)


def lines(text: str) -> list[tuple[int, int]]:
    """[start, end) of every line in code points, without its LF, blank ones too."""
    found = []
    start = 0
    while (end := text.find("\n", start)) >= 0:
        found.append((start, end))
        start = end + 1
    return [*found, (start, len(text))]


def _stretches(text: str, headline: bool) -> list[tuple[int, int]]:
    """Lines or blocks, trimmed, none of them empty; a headline's line is one whatever follows."""
    every = lines(text)
    full = [i for i, (start, end) in enumerate(every) if start < end and not text[start:end].isspace()]
    alone = [every[full.pop(0)]] if headline and full else []
    hard = full and full[-1] - full[0] + 1 > len(full) and all(e - s <= LONGEST_HARD_LINE for s, e in every[full[0] :])
    stretches = _blocks(every, full) if hard else [every[i] for i in full]
    trimmed = (trim(text, start, end) for start, end in alone + stretches)
    return [(start, end) for start, end in trimmed if start < end]


def _blocks(every: list[tuple[int, int]], full: list[int]) -> list[tuple[int, int]]:
    """The lines numbered in `full`, those that follow one another taken as one block."""
    blocks: list[tuple[int, int]] = []
    before = -2
    for i in full:
        start, end = every[i]
        if i == before + 1:
            start = blocks.pop()[0]
        blocks.append((start, end))
        before = i
    return blocks


def _halves(text: str, stretches: list[tuple[int, int]]) -> list[tuple[int, int]]:
    found = []
    for start, end in stretches:
        newline = text.find("\n", start, end)
        cut = glued(text[start : newline if newline >= 0 else end])
        found += [(start, end)] if cut is None else [(start, start + cut), (start + cut, end)]
    return found
