"""What stands under no claim yet: numbers, dates, names, quotations. It hints, it hides nothing and decides nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from annot.article.hints import Hint, hints, uncovered
from annot.model.article import Article, Paragraph
from annot.model.claim import Claim


def bare(article: Article, paragraph: Paragraph, claims: Iterable[Claim]) -> list[Hint]:
    """The hints of a paragraph that none of these claims touches."""
    return uncovered(hints(article, paragraph), [claim.span for claim in claims if claim.span])


def after(article: Article, offset: int, claims: Iterable[Claim]) -> Hint | None:
    """The next one behind `offset`, round the end of the article."""
    spans = [claim.span for claim in claims if claim.span]
    here = article.paragraph_at(offset).n
    for paragraph in (*article.paragraphs[here - 1 :], *article.paragraphs[:here]):
        found = uncovered(hints(article, paragraph), spans)
        later = [h for h in found if h.span.start > offset] if paragraph.n == here else found
        if later:
            return later[0]
    return next(iter(uncovered(hints(article, article.paragraphs[here - 1]), spans)), None)


def counted(found: Iterable[Hint]) -> str:
    """ "2 numbers, 1 date", or nothing."""
    counts = Counter(hint.kind for hint in found)
    return ", ".join(f"{n} {kind}{'s' * (n > 1)}" for kind, n in counts.items())


def points(article: Article, done: set[int], claims: list[Claim]) -> Iterator[tuple[Paragraph, Hint]]:
    """Numbers, dates and names without a claim, in the paragraphs that the reviewer is done with."""
    for paragraph in article.paragraphs:
        if paragraph.n in done:
            yield from ((paragraph, hint) for hint in bare(article, paragraph, claims) if hint.kind != "quotation")
