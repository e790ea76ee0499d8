"""Where the cursor stops: units of an article, found paragraph by paragraph as they are needed. No screen in here."""

from __future__ import annotations

from bisect import bisect_right
from functools import lru_cache

import attrs

from annot.article.units import units
from annot.model.article import Article
from annot.model.span import Span

UNIT_KEYS = {"w": "word", "c": "clause", "s": "sentence", "i": "quotation", "p": "paragraph"}


class Walker:
    """Walks one article unit by unit, over paragraph ends. A paragraph without units of a kind is passed over."""

    def __init__(self, article: Article) -> None:
        self.article = article
        self.units = lru_cache(4096)(self._units)

    def _units(self, unit: str, n: int) -> tuple[Span, ...]:
        """The units of paragraph `n` (from 1) that a cursor can step through: a nested one after its outer one."""
        return tuple(sorted(units(self.article, unit, self.article.paragraphs[n - 1]), key=lambda s: (s.start, -s.end)))

    def around(self, unit: str, offset: int) -> Span:
        """The smallest unit that holds `offset`; else the nearest in its paragraph; else the paragraph's text."""
        paragraph = self.article.paragraph_at(offset)
        spans = self.units(unit, paragraph.n) or self.units("paragraph", paragraph.n)
        if not spans:
            return paragraph.span
        holding = [s for s in spans if s.start <= offset < s.end]
        if holding:
            return min(holding, key=lambda s: s.end - s.start)
        return min(spans, key=lambda s: min(abs(s.start - offset), abs(s.end - 1 - offset)))

    def step(self, unit: str, span: Span, by: int) -> Span | None:
        """The next (`by` 1) or previous (-1) unit, counted from the start of `span`; None at the article's end."""
        n = self.article.paragraph_at(span.start).n
        own = self.units(unit, n)
        if by > 0:
            later = [s for s in own if s.start > span.start or (s.start == span.start and s.end < span.end)]
            if later:
                return later[0]
        else:
            earlier = [s for s in own if s.start < span.start]
            if earlier:
                return earlier[-1]
        return self._beyond(unit, n, by)

    def _beyond(self, unit: str, n: int, by: int) -> Span | None:
        n += by
        while 1 <= n <= len(self.article.paragraphs):
            if spans := self.units(unit, n):
                return spans[0 if by > 0 else -1]
            n += by
        return None

    def paragraph(self, unit: str, span: Span, by: int) -> Span | None:
        """The first unit of the paragraph `by` further on; one before the start of the own one is its own start."""
        n = self.article.paragraph_at(span.start).n + by
        if not 1 <= n <= len(self.article.paragraphs):
            return None
        return self.around(unit, self.article.paragraphs[n - 1].start)

    def edge(self, unit: str, last: bool) -> Span:
        """The first or the last unit of the article."""
        paragraphs = self.article.paragraphs
        return self.around(unit, paragraphs[-1].end - 1 if last else paragraphs[0].start)

    def stretch(self, unit: str, span: Span, *, end: bool, by: int) -> Span:
        """`span` with its end (or start) moved to the next border of a unit, forth (1) or back (-1); never empty."""
        borders = self._borders(unit, span, end=end)
        here = span.end if end else span.start
        at = bisect_right(borders, here)
        if by > 0:
            new = borders[at] if at < len(borders) else here
        else:
            below = [b for b in borders if b < here]
            new = below[-1] if below else here
        start, stop = (span.start, new) if end else (new, span.end)
        return Span(start, stop) if start < stop else span

    def _borders(self, unit: str, span: Span, *, end: bool) -> list[int]:
        n = self.article.paragraph_at(span.end - 1 if end else span.start).n
        found: set[int] = set()
        for near in range(max(1, n - 1), min(len(self.article.paragraphs), n + 1) + 1):
            found |= {s.end if end else s.start for s in self.units(unit, near)}
        return sorted(found)


@attrs.frozen
class Cursor:
    """The selection and the unit it moves by. With `hold` motions move one edge: "end" or "start"."""

    span: Span
    unit: str = "sentence"
    hold: str | None = None
