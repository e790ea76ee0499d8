"""The page that the reading screen paints from: one claim changed by hand is the page read anew."""

from __future__ import annotations

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annot.codebook.parse import default
from annot.desk import next_thing
from annot.desk.paging import Page
from annot.model.article import Article, Paragraph
from annot.model.claim import Claim

ARTICLE = Article("a1", "x" * 50, (Paragraph(1, 0, 50, "body"),), "title", "0" * 64)
EMPTY = Page(
    article=ARTICLE,
    claims={},
    readings=(),
    evidence={},
    sources={},
    recent=(),
    comments=(),
    names={},
    book=default(),
    reviewer="r1",
    place=None,
    welcome="",
    drafts={},
    blind_round=False,
)


@pytest.mark.parametrize(("count", "said"), [(1, ["1 paragraph open"]), (2, ["2 paragraphs open"])])
def test_what_is_left_is_counted_in_english(count: int, said: list[str]) -> None:
    paragraphs = tuple(Paragraph(n + 1, 25 * n, 25 * n + 25, "body") for n in range(count))
    assert next_thing.left(attrs.evolve(EMPTY, article=attrs.evolve(ARTICLE, paragraphs=paragraphs))) == said


@st.composite
def claims(draw: st.DrawFn) -> Claim:
    start = draw(st.none() | st.integers(0, 8))
    return Claim(
        id=f"c{draw(st.integers(0, 5))}",
        article="a1",
        reviewer=draw(st.sampled_from(["r1", "r2"])),
        about="article" if start is None else "text",
        start=start,
        end=None if start is None else start + draw(st.integers(1, 4)),
        quote=None if start is None else "x",
        deleted=draw(st.booleans()),
    )


@given(st.lists(claims(), max_size=30))
def test_a_claim_shown_by_itself_leaves_the_page_as_if_it_were_read_again(changes: list[Claim]) -> None:
    page = EMPTY
    for claim in changes:
        page = page.with_claim(claim)
        anew = attrs.evolve(page)
        assert page.in_order == anew.in_order
        assert page.own == anew.own
        assert page.done == anew.done
        for n, one in enumerate(page.in_order, 1):
            assert page.number(one) == n
            assert one in page.exactly(one.span)
