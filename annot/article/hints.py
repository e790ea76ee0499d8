"""What a checker would look at in a paragraph: numbers, dates, names, quotations. Hints: no model, nothing is hidden.

Coverage is worth more to a desk than a score: what of it stands under no claim yet.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from functools import cache
from importlib.resources import files
from itertools import accumulate

import attrs

from annot.article.units import units
from annot.model.article import Article, Paragraph
from annot.model.span import Span
from annot.plain import snap

_FIGURE = r"(?:[$€£]\s?)?\d[\d.,\u00a0\u202f]*\d%?|(?:[$€£]\s?)?\d%?"
_SCALE = r"(?:\s(?:percent|per cent|Prozent|million|billion|trillion|Millionen|Milliarden|thousand|hundred))?"
_CLOCK = r"\d{1,2}:\d{2}"
_ISO = r"\d{4}-\d{2}-\d{2}"
# Two capitalised words or more, or one that is not the first of its sentence. Small words may join them.
NAME = r"[^\W\d_a-zß-ÿ][\w'’.-]*\w(?:\s(?:(?:of|the|for|de|von|van|der|al)\s){0,2}[^\W\d_a-zß-ÿ][\w'’-]*\w)*"


@attrs.frozen
class Hint:
    """`span` in code points of the article, whole clusters; `kind` is number, date, name or quotation."""

    span: Span
    kind: str


@cache
def words(language: str, which: str) -> tuple[str, ...]:
    """A list of `hints.toml`; empty for a language that is not there."""
    table = tomllib.loads(files(__package__).joinpath("hints.toml").read_text("utf-8"))
    return tuple(table.get(language.partition("-")[0], {}).get(which, ()))


@cache
def _dates(language: str) -> re.Pattern[str]:
    months, days = "|".join(words(language, "months")), "|".join(words(language, "days"))
    parts = [_ISO, _CLOCK, r"(?<![\d.,])(?:1[5-9]|20)\d{2}(?![\d.,]*\d)"]
    if months:
        parts.insert(0, rf"(?:\d{{1,2}}\.?\s(?:de\s)?)?\b(?:{months})\b(?:\s\d{{1,2}}\b)?(?:,?\s\d{{4}})?")
    if days:
        parts.append(rf"\b(?:{days})\b")
    return re.compile("|".join(parts))


_ALSO_VERBS = frozenset({"May", "March"})  # at the start of a sentence, without a day
_NUMBERS = re.compile(rf"(?<![\w.])(?:{_FIGURE}){_SCALE}")
_NAMES = re.compile(NAME)


def hints(article: Article, paragraph: Paragraph) -> list[Hint]:
    """The hints of a paragraph in reading order, none of them twice; debris has none.

    A date takes the number in it; a name at the start of a sentence counts only if it has two words or more.
    """
    if not paragraph.to_do:
        return []
    text = article.text[paragraph.start : paragraph.end]
    starts = {s.start - paragraph.start for s in units(article, "sentence", paragraph)}
    quoted = [(s.start - paragraph.start, s.end - paragraph.start) for s in units(article, "quotation", paragraph)]
    starts |= {start + 1 for start, _ in quoted}
    taken: list[tuple[int, int, str]] = [
        (m.start(), m.end(), "date")
        for m in _dates(article.language).finditer(text)
        if m.group() not in _ALSO_VERBS or m.start() not in starts
    ]
    for kind, pattern in (("number", _NUMBERS), ("name", _NAMES)):
        for m in pattern.finditer(text):
            alone = kind == "name" and m.start() in starts and " " not in m.group()
            if not alone and not any(a < m.end() and m.start() < b for a, b, _ in taken):
                taken.append((m.start(), m.end(), kind))
    taken += [(a, b, "quotation") for a, b in quoted]
    whole = ((*snap(text, a, b), kind) for a, b, kind in taken)
    return [Hint(Span(paragraph.start + a, paragraph.start + b), kind) for a, b, kind in sorted(whole) if a < b]


def uncovered(found: Iterable[Hint], claims: Sequence[Span]) -> list[Hint]:
    """The hints that no claim touches."""
    spans = sorted((claim.start, claim.end) for claim in claims)
    starts = [start for start, _ in spans]
    furthest = list(accumulate((end for _, end in spans), max))

    def touched(span: Span) -> bool:
        before_its_end = bisect_left(starts, span.end)
        return before_its_end > 0 and furthest[before_its_end - 1] > span.start

    return [hint for hint in found if not touched(hint.span)]
