"""An article: its frozen text and the paragraphs that cover it."""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property

import attrs

from annot.model.span import Span
from annot.model.words import TO_DO

CONTEXT = 32  # code points of prefix and suffix that travel with a quote


@attrs.frozen
class Paragraph:
    """`n` counts from 1; [start, end) in code points; `kind` is one of `words.PARAGRAPH_KINDS`."""

    n: int
    start: int
    end: int
    kind: str

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)

    @property
    def to_do(self) -> bool:
        return self.kind in TO_DO


@attrs.define(frozen=True, slots=False)  # no slots: `cached_property` keeps its value in the instance
class Article:
    """`text` is frozen: decoded, without BOM, lines ended by LF, otherwise as delivered.

    `sha256` is of the text in UTF-8, `source_sha256` of the delivered bytes, both in hexadecimal.
    """

    id: str
    text: str
    paragraphs: tuple[Paragraph, ...]
    title: str
    sha256: str
    file: str | None = None
    url: str | None = None
    author: str | None = None
    published: str | None = None
    site: str | None = None
    language: str = "en"
    source_sha256: str | None = None
    encoding: str | None = None

    @cached_property
    def _starts(self) -> list[int]:
        return [p.start for p in self.paragraphs]

    def paragraph_at(self, offset: int) -> Paragraph:
        """The paragraph that holds `offset`; between two, the one before; before the first, the first."""
        return self.paragraphs[max(0, bisect_right(self._starts, offset) - 1)]

    def context(self, span: Span) -> tuple[str, str]:
        """Up to 32 code points before and after `span`, inside the paragraphs that it touches."""
        first, last = self.paragraph_at(span.start), self.paragraph_at(span.end - 1)
        before = self.text[max(first.start, span.start - CONTEXT) : span.start]
        after = self.text[span.end : min(last.end, span.end + CONTEXT)]
        return before, after

    @cached_property
    def to_do(self) -> list[Paragraph]:
        return [p for p in self.paragraphs if p.to_do]
