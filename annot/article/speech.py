"""Who says a quotation, and what type of claim some words are: prefilled for a reviewer, who decides.

A wrong speaker is worse than none, so only a name right beside the quotation and its verb counts; "he" is nobody, and a
speaker goes on into the next quotation of the paragraph only where nobody else is named between. The
patterns are four of the five that cover most news style (Guardian and AFP, JournalismAI 2021): "Q," X said · "Q," said
X · X said: "Q" · X, who ..., added: "Q".
"""

from __future__ import annotations

import re
from functools import cache

from annot.article.hints import NAME, hints, words
from annot.article.units import units
from annot.model.article import Article
from annot.model.span import Span

_NEAR = 120  # code points in which the name and its verb stand
_ASIDE = r"(?:,[^,.“”\"]{1,70},)?"  # "X, who speaks for the union, said"


def speaker(article: Article, span: Span) -> str | None:
    """Who says the quotation that `span` lies in, holds or meets; None where there is none, or nobody is sure."""
    paragraph = article.paragraph_at(span.start)
    patterns = _patterns(article.language)
    if patterns is None:
        return None
    before: tuple[Span, str] | None = None  # the quotation before and who says it
    for quotation in units(article, "quotation", paragraph):
        name = _beside(article, quotation, patterns, paragraph.start, paragraph.end)
        if name is None and before is not None:
            between = article.text[before[0].end : quotation.start]
            goes_on = all(found.group() == before[1] for found in re.finditer(NAME, between))
            name = before[1] if goes_on else None
        if quotation.meets(span):
            return name
        before = (quotation, name) if name else None
    return None


def _beside(
    article: Article, quotation: Span, patterns: tuple[re.Pattern[str], ...], start: int, end: int
) -> str | None:
    behind = article.text[quotation.end : min(end, quotation.end + _NEAR)]
    before = article.text[max(start, quotation.start - _NEAR) : quotation.start]
    for pattern, text in zip(patterns, (behind, behind, before), strict=True):
        found = pattern.search(text)
        if found and found.group("name") not in words(article.language, "pronouns"):
            return found.group("name")
    return None


@cache
def _patterns(language: str) -> tuple[re.Pattern[str], ...] | None:
    verbs = "|".join(words(language, "said"))
    if not verbs:
        return None
    name = rf"(?P<name>{NAME})"
    return (
        re.compile(rf"^[,.]?\s(?:{verbs})\s(?:[a-z]+\s)?{name}"),
        re.compile(rf"^[,.]?\s(?:[a-z]+\s)?{name}{_ASIDE}\s(?:{verbs})\b"),
        re.compile(rf"{name}{_ASIDE}\s(?:{verbs})\b[^.“”\"]{{0,60}}$"),
    )


def types(article: Article, span: Span) -> tuple[str, ...]:
    """Ids of claim types that the words speak for: quote, number, date_place_name; in the usual codebook's order."""
    paragraph = article.paragraph_at(span.start)
    kinds = {hint.kind for hint in hints(article, paragraph) if hint.span.meets(span)}
    found = {"quotation": "quote", "number": "number", "date": "date_place_name"}
    return tuple(found[kind] for kind in found if kind in kinds)
