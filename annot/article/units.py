"""What the cursor stops at in one paragraph: words, clauses, sentences, quotations, or the paragraph.

Units steer, they never limit: any stretch of whole clusters may be selected.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from annot.article.clauses import clause_cuts, with_words
from annot.article.clusters import borders, pattern, pieces, trim
from annot.article.quotations import quotations
from annot.article.sentences import sentence_cuts
from annot.model.article import Article, Paragraph
from annot.model.span import Span

# In order: initials (U.S.), an amount (€1,000.50, 30-day, 45%), a word with its hyphens and apostrophes. Scripts that
# write no spaces: a Han character, a run of one kana. Then what stands for a word: a pictograph, a flag.
_WORD = (
    r"(?:\p{Lu}\.){2,}"
    r"|\p{Sc}?\d+(?:[.,:]\d+)*(?:\s?[%‰]|(?:[-‐‑'’]?[\w--[\p{Han}\p{Hiragana}\p{Katakana}]]+)*)"
    r"|\p{Han}\p{M}*|\p{Hiragana}[\p{Hiragana}\p{M}ー]*|\p{Katakana}[\p{Katakana}\p{M}ー]*"
    r"|[\w--[\p{Han}\p{Hiragana}\p{Katakana}]]+(?:[-‐‑'’][\w--[\p{Han}\p{Hiragana}\p{Katakana}]]+)*"
    r"|\w|\p{Extended_Pictographic}|\p{RI}{2}"
)


def units(article: Article, unit: str, paragraph: Paragraph) -> list[Span]:
    """The units of one paragraph, in code points of the article's text, in order, trimmed, of whole clusters.

    `unit` is one of `annot.model.words.UNITS`. Units do not overlap, but a quotation may hold another. Words
    and quotations may be missing from a paragraph; the other units of it cover it, white space aside.
    Raises ValueError for an unknown unit.
    """
    text = article.text[paragraph.start : paragraph.end]
    match unit:
        case "word":
            found = _words(text)
        case "clause":
            found = _clauses(text, article.language)
        case "sentence":
            found = pieces(text, sentence_cuts(text, article.language, quotations(text)))
        case "quotation":
            found = _whole(text, quotations(text))
        case "paragraph":
            found = [(0, len(text))]
        case _:
            raise ValueError(f"a unit is a word, clause, sentence, quotation or paragraph (got {unit!r})")
    return [Span(paragraph.start + start, paragraph.start + end) for start, end in found]


def _clauses(text: str, language: str) -> list[tuple[int, int]]:
    quoted = quotations(text)
    ends = sorted(clause_cuts(text, language, quoted))
    found: list[tuple[int, int]] = []
    for start, end in pieces(text, sentence_cuts(text, language, quoted)):
        inside = ends[bisect_right(ends, start) : bisect_left(ends, end)]
        parts = pieces(text[start:end], (cut - start for cut in inside))
        found += [(start + a, start + b) for a, b in with_words(text[start:end], parts)]
    return found


def _words(text: str) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for start, end in _whole(text, [match.span() for match in pattern("(?V1)" + _WORD).finditer(text)]):
        if found and start < found[-1][1]:  # two matches in one cluster, as in a family of emoji
            start, end = found.pop()[0], max(end, start)
        found.append((start, end))
    return found


def _whole(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """`spans` widened to whole clusters and trimmed; what was white space is left out."""
    allowed = borders(text)
    if not isinstance(allowed, range):
        spans = [(allowed[bisect_right(allowed, a) - 1], allowed[bisect_left(allowed, b)]) for a, b in spans]
    return [(start, end) for start, end in (trim(text, a, b) for a, b in spans) if start < end]
