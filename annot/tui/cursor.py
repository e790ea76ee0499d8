"""Where the cursor stops: units of an article, found paragraph by paragraph as they are needed. No screen in here."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from functools import lru_cache
from unicodedata import category

import attrs

from annot.article.units import units
from annot.model.article import Article
from annot.model.span import Span

_CLOSING = frozenset(".!?…%)]}\"'”’»«›‹")  # not the comma: it is passed over far more often than it is wanted
_OPENING = frozenset("([{\"'“„‘‚«»‹›$€£")


def _joined(character: str) -> bool:
    """Whether it belongs to the character before it: an accent, a joiner, a variation selector."""
    return bool(character) and category(character) in {"Mn", "Me", "Cf"}


@attrs.frozen
class Cursor:
    """The selection and the unit it moves by. With `hold` motions move one edge: "end" or "start"."""

    span: Span
    unit: str = "sentence"
    hold: str | None = None


class Walker:
    """Walks one article unit by unit, over paragraph ends. A paragraph without units of a kind is passed over."""

    def __init__(self, article: Article) -> None:
        self.article = article
        self.units = lru_cache(4096)(self._units)
        self._borders = lru_cache(4096)(self._find_borders)

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
        here = span.end if end else span.start
        borders = self._borders(unit, self.article.paragraph_at(here - 1 if end else here).n, end)
        at = bisect_right(borders, here)
        if by > 0:
            new = borders[at] if at < len(borders) else here
        else:
            below = [b for b in borders if b < here]
            new = below[-1] if below else here
        start, stop = (span.start, new) if end else (new, span.end)
        return Span(start, stop) if start < stop else span

    def _find_borders(self, unit: str, n: int, end: bool) -> list[int]:
        """Where an edge may stop in paragraph `n` and the ones beside it."""
        found: set[int] = set()
        for near in range(max(1, n - 1), min(len(self.article.paragraphs), n + 1) + 1):
            for one in self.units(unit, near):
                found.add(one.end if end else one.start)
                if unit == "word":
                    found |= self._marks_behind(one.end) if end else self._marks_before(one.start)
        return sorted(found)

    def _marks_behind(self, offset: int) -> set[int]:
        """The borders behind each full stop, bracket or quotation mark that closes at a word's end."""
        text, found = self.article.text, set()
        while text[offset : offset + 1] in _CLOSING and not _joined(text[offset + 1 : offset + 2]):
            offset += 1
            found.add(offset)
        return found

    def _marks_before(self, offset: int) -> set[int]:
        text, found = self.article.text, set()
        while offset and text[offset - 1] in _OPENING:
            offset -= 1
            found.add(offset)
        return found

    # -- what the keys do to a cursor; None at the article's end

    def by_unit(self, cursor: Cursor, by: int) -> Cursor | None:
        """On to the next or previous unit; with `hold` that edge moves by a unit."""
        if cursor.hold:
            return attrs.evolve(cursor, span=self.stretch(cursor.unit, cursor.span, end=cursor.hold == "end", by=by))
        return _at(cursor, self.step(cursor.unit, cursor.span, by))

    def by_paragraph(self, cursor: Cursor, by: int) -> Cursor | None:
        return _at(cursor, self.paragraph(cursor.unit, cursor.span, by))

    def with_unit(self, cursor: Cursor, unit: str) -> Cursor:
        """Another unit: the selection snaps around its start, unless an edge is held."""
        if cursor.hold:
            return attrs.evolve(cursor, unit=unit)
        return Cursor(self.around(unit, cursor.span.start), unit)

    def holding(self, cursor: Cursor) -> Cursor:
        """Hold the end, then the start, then the end."""
        return attrs.evolve(cursor, hold="start" if cursor.hold == "end" else "end")

    def moving(self, cursor: Cursor, edge: str, by: int) -> Cursor:
        """The "end" or "start" of the selection one word forth or back."""
        return attrs.evolve(cursor, span=self.stretch("word", cursor.span, end=edge == "end", by=by))

    def at_end(self, cursor: Cursor, last: bool) -> Cursor:
        return Cursor(self.edge(cursor.unit, last), cursor.unit)


def _at(cursor: Cursor, span: Span | None) -> Cursor | None:
    return None if span is None else Cursor(span, cursor.unit)


# What the screen's actions of these names do to a cursor; the count of key presses is made from it too.
MOTIONS: dict[str, Callable[..., Cursor | None]] = {
    "unit": Walker.by_unit,
    "paragraph": Walker.by_paragraph,
    "by": Walker.with_unit,
    "hold": Walker.holding,
    "edge": Walker.moving,
    "end": Walker.at_end,
}
