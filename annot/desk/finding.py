"""What somebody means by a few characters: an article, a claim, a comment, a source."""

from __future__ import annotations

from annot.desk.session import Desk
from annot.errors import AnnotError
from annot.model.address import host, is_address, same_page
from annot.model.article import Article
from annot.model.claim import Claim, Comment, Source
from annot.model.ids import source_id
from annot.model.span import Span
from annot.plain import snap, storable
from annot.store import tables


def article_id(desk: Desk, wanted: str) -> str:
    """The article with that id, unique beginning of an id, or unique part of title or file name."""
    everything = tables.headings(desk.store)
    if not everything:
        raise AnnotError("There is no article in this project yet. Begin with: annot add FILE")
    low = wanted.casefold()
    exact = [a for a in everything if wanted in (a.id, a.title, a.file)]
    begins = [a for a in everything if a.id.startswith(wanted)]
    part = [a for a in everything if low in a.title.casefold() or low in (a.file or "").casefold()]
    for found in (exact, begins, part):
        if len(found) == 1:
            return found[0].id
    several = exact or begins or part
    if wanted and several:
        names = ", ".join(f"{a.id} {a.title}" for a in several[:5])
        raise AnnotError(f"{wanted} could be {len(several)} articles: {names}.")
    names = ", ".join(a.title for a in everything[:5])
    raise AnnotError(f"There is no article {wanted} here; there are: {names}.")


def article(desk: Desk, wanted: str) -> Article:
    found = tables.article(desk.store, article_id(desk, wanted))
    if found is None:
        raise AnnotError(f"The article {wanted} was taken out a moment ago.")
    return found


def claim(desk: Desk, wanted: str) -> Claim:
    found = tables.claim(desk.store, _one(desk, "claim", wanted))
    if found is None or found.deleted:
        raise AnnotError(f"The claim {wanted} was taken back.")
    if not tables.headings(desk.store, [found.article]):
        raise AnnotError(f"The article of the claim {wanted} was taken out.")
    return found


def comment(desk: Desk, wanted: str) -> Comment:
    found = tables.comment(desk.store, _one(desk, "comment", wanted))
    if found is None or found.deleted:
        raise AnnotError(f"The comment {wanted} was taken back.")
    return found


def claim_or_article(desk: Desk, wanted: str) -> Claim | str:
    """A claim, or an article's id; an id's beginning that fits both is refused by the article's rule."""
    if tables.ids_like(desk.store, "claim", storable(wanted)):
        return claim(desk, wanted)
    return article_id(desk, wanted)


def _one(desk: Desk, kind: str, wanted: str) -> str:
    wanted = storable(wanted)
    found = tables.ids_like(desk.store, kind, wanted) if wanted else []
    if not found:
        raise AnnotError(f"There is no {kind} {wanted} here.")
    if len(found) > 1:
        raise AnnotError(f"{wanted} could be several {kind}s: {', '.join(found)}.")
    return found[0]


def source(desk: Desk, wanted: str) -> Source:
    """The source with that id, unique beginning of an id, or web address (in any spelling)."""
    found = known_address(desk, wanted) if is_address(wanted) else None
    found = found or tables.source(desk.store, _one(desk, "source", wanted))
    if found is None:
        raise AnnotError(f"There is no source {wanted} here.")
    return found


def known_address(desk: Desk, url: str) -> Source | None:
    """The source of that page, also under another spelling of its address."""
    url = storable(url)
    exact = tables.source(desk.store, source_id(url))
    if exact is not None and not exact.deleted:
        return exact
    key = same_page(url)
    near = tables.sources_at(desk.store, host(url))
    return next((s for s in near if s.url and same_page(s.url) == key), None)


def quoted(article: Article, quote: str, occurrence: int | None) -> Span:
    """Where `quote` stands in the article; `occurrence` counts from 1 where it stands there more than once."""
    found, at = [], article.text.find(quote) if quote.strip() else -1
    while at >= 0:
        found.append(at)
        at = article.text.find(quote, at + 1)
    if not found:
        raise AnnotError(f"These words do not stand in {article.title}: {quote!r}")
    if occurrence is None and len(found) > 1:
        raise AnnotError(f"These words stand there {len(found)} times; say which with --occurrence 1..{len(found)}.")
    n = 1 if occurrence is None else occurrence
    if not 1 <= n <= len(found):
        raise AnnotError(f"These words stand there {len(found)} times; there is no occurrence {n}.")
    return snapped(article, found[n - 1], found[n - 1] + len(quote))


def snapped(article: Article, start: int, end: int) -> Span:
    """[start, end) grown to whole grapheme clusters, less white space at its ends."""
    if not 0 <= start < end <= len(article.text):
        raise AnnotError(f"[{start}, {end}) does not lie in the text, which has {len(article.text)} characters.")
    # Snapped within its paragraphs: a cluster never reaches over a line's end, and a long text costs nothing.
    left, right = article.paragraph_at(start), article.paragraph_at(end - 1)
    low, high = min(left.start, start), max(right.end, end)
    a, b = snap(article.text[low:high], start - low, end - low)
    if a == b:
        raise AnnotError(f"There is only white space in [{start}, {end}).")
    return Span(low + a, low + b)
