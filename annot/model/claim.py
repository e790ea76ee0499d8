"""Claims and what hangs on them. Each class has the columns of its table; `id` is the entity's."""

from __future__ import annotations

import attrs

from annot.model.span import Span
from annot.model.words import UNCHECKED


@attrs.frozen
class Claim:
    """What somebody says in an article, with two verdicts: `attribution` (said so?) and `status` (true?).

    With `about == "text"` it has a span in code points and `quote == article.text[start:end]`; a claim about the
    headline, the picture or the whole article has none.
    """

    id: str
    article: str
    reviewer: str
    about: str = "text"
    start: int | None = None
    end: int | None = None
    quote: str | None = None
    prefix: str | None = None
    suffix: str | None = None
    parent: str | None = None
    repeats: str | None = None
    status: str = UNCHECKED
    attribution: str | None = None
    confidence: str | None = None
    importance: str | None = None
    types: tuple[str, ...] = ()
    speaker: str | None = None
    said_on: str | None = None
    normalized: str | None = None
    rationale: str | None = None
    suggested_fix: str | None = None
    codebook: str | None = None
    deleted: bool = False
    created_at: str | None = None
    updated_at: str | None = None

    @property
    def span(self) -> Span | None:
        return None if self.start is None or self.end is None else Span(self.start, self.end)


@attrs.frozen
class Source:
    id: str
    url: str | None = None
    title: str | None = None
    author: str | None = None
    publisher: str | None = None
    published: str | None = None
    medium: str | None = None
    archived_url: str | None = None
    archived_at: str | None = None
    sha256: str | None = None
    confidentiality: str | None = None
    deleted: bool = False
    created_at: str | None = None
    updated_at: str | None = None


@attrs.frozen
class Evidence:
    """One source for or against one claim; it belongs to the claim's reviewer."""

    id: str
    claim: str
    source: str
    stance: str = "supports"
    quote: str | None = None
    locator: str | None = None
    tier: str | None = None
    accessed: str | None = None
    note: str | None = None
    deleted: bool = False
    created_at: str | None = None
    updated_at: str | None = None


@attrs.frozen
class Reading:
    """A span with "nothing more to check here"; 0..0 says that the whole article is finished."""

    id: str
    article: str
    reviewer: str
    start: int = 0
    end: int = 0
    state: str = "done"
    deleted: bool = False
    created_at: str | None = None
    updated_at: str | None = None

    @property
    def finishes(self) -> bool:
        return self.start == self.end == 0


@attrs.frozen
class Comment:
    """`kind`: note, question (to the writer), fix (suggested), later. The answer's fields are open to everybody."""

    id: str
    kind: str
    text: str
    reviewer: str
    article: str | None = None
    start: int | None = None
    end: int | None = None
    claim: str | None = None
    answer: str | None = None
    answered_by: str | None = None
    answered_at: str | None = None
    deleted: bool = False
    created_at: str | None = None
    updated_at: str | None = None

    @property
    def open(self) -> bool:
        return self.kind in {"question", "later"} and self.answer is None and not self.deleted


@attrs.frozen
class Search:
    """Looked at `place`, found `found`, or nothing."""

    id: str
    claim: str
    place: str
    query: str | None = None
    found: str | None = None
    at: str | None = None
    deleted: bool = False
    created_at: str | None = None
    updated_at: str | None = None


@attrs.frozen
class Reviewer:
    id: str
    name: str
    same_as: str | None = None
    deleted: bool = False
    created_at: str | None = None
    updated_at: str | None = None
