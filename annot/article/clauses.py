"""Clauses of a paragraph: between commas, semicolons, colons and dashes, around quotations, before joining words."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

from annot.article.clusters import pattern

# A mark in a number or an address ("1,000", "10:30", "https://") has no white space after it. Closing marks that
# stand directly after it belong to it.
_STOPS = re.compile(r"""(?:[,;:،؛]["'”’“‘»«›‹)\]}]*(?=\s|\Z))|[，；：、]""")
_BEFORE_MARK = re.compile(r"""[,;:](?=["“„«‘'])""")
_DASHES = re.compile(r"(?<=\s)(?:--+|[-–—])(?=\s)|(?<=\w)(?:--+|—)(?=\w)")


@cache
def _languages() -> dict[str, list[str]]:
    return tomllib.loads(Path(__file__).with_name("joining.toml").read_text(encoding="utf-8"))


@cache
def _joining(language: str) -> re.Pattern[str] | None:
    """Matches one joining word or several in a row, after white space; None for a language without a list."""
    words = _languages().get(language.replace("_", "-").partition("-")[0].lower())
    if not words:
        return None
    whole = "|".join(map(re.escape, (w for w in words if not w.endswith("'"))))
    prefixes = "|".join(re.escape(w[:-1]) + "['’]" for w in words if w.endswith("'"))
    word = rf"(?:(?:{whole})(?![\w'’-]){'|' + prefixes if prefixes else ''})"
    return re.compile(rf"(?<=\s){word}(?:\s+{word})*", re.IGNORECASE)


def clause_cuts(text: str, language: str, quotations: Sequence[tuple[int, int]]) -> list[int]:
    """Where in a paragraph's `text` a clause may end, in code points, unsorted. Sentences' ends are not among them."""
    cuts = [match.end() for match in _STOPS.finditer(text)]
    cuts += [match.end() for match in _BEFORE_MARK.finditer(text)]
    for dash in _DASHES.finditer(text):
        cuts += [dash.start(), dash.end()]
    for start, end in quotations:
        cuts += [start, end]
    joining = _joining(language)
    if joining:
        cuts += [match.start() for match in joining.finditer(text)]
    return cuts


def with_words(text: str, pieces: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """`pieces` in order, those without a word (a dash, a full stop) joined to the one before, else to the next."""
    found: list[tuple[int, int]] = []
    waiting: int | None = None
    end = 0
    for start, end in pieces:
        if pattern(r"\w").search(text, start, end):
            found.append((start if waiting is None else waiting, end))
            waiting = None
        elif found:
            found[-1] = (found[-1][0], end)
        elif waiting is None:
            waiting = start
    if waiting is not None:  # nothing but marks
        found.append((waiting, end))
    return found
