"""Rows, cells and code points agree, whatever the text and the marks on it."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.style import Style
from textual.color import Color

from annot.model.article import Article, Paragraph
from annot.plain import dangerous, edges
from annot.tui.widgets.drag import pull
from annot.tui.widgets.galley import Galley
from annot.tui.widgets.marks import Mark
from annot.tui.widgets.paint import GUTTER, Gutter, Palette, paint
from annot.tui.widgets.wrapping import row_cells

PLAIN = Style.null()
PALETTE = Palette(Color(0, 0, 0), True, *[PLAIN] * 9, Style(reverse=True))
BITS = st.sampled_from(
    [
        "\t",
        "事实",
        "👩‍👩‍👧‍👦",
        "🇩🇪",
        "e\u0301",
        "a\u200db",
        "\u202e",
        " ",
        " word ",
        "the quick brown fox",
        "\n",
        "।क्‍ष",
        "\x1b",
        "x" * 30,
    ]
)
PARAGRAPH = st.lists(BITS, min_size=1, max_size=12).map("".join)


@st.composite
def articles(draw) -> Article:
    texts = draw(st.lists(PARAGRAPH, min_size=1, max_size=4))
    between = draw(st.sampled_from(["\n\n", "\n", ""]))
    paragraphs, text = [], ""
    for text_of_one in texts:
        text += between if paragraphs else ""
        paragraphs.append(Paragraph(len(paragraphs) + 1, len(text), len(text) + len(text_of_one), "body"))
        text += text_of_one
    return Article("a", text, tuple(paragraphs), "t", "0")


@st.composite
def marks(draw, article: Article) -> Mark:
    start = draw(st.integers(0, len(article.text) - 1))
    end = draw(st.integers(start + 1, len(article.text)))
    glyph = draw(st.sampled_from(["✓", "✅", "≈"]))
    return Mark(draw(st.sampled_from("abcd")), start, end, glyph, "+", "#ff0000", current=draw(st.booleans()))


def all_rows(galley: Galley) -> list[tuple[int, int]]:
    return [(piece, row) for piece in range(len(galley)) for row in range(galley.height(piece))]


@settings(max_examples=300, deadline=None)
@given(st.data(), articles(), st.integers(8, 40), st.booleans())
def test_every_row_is_as_wide_as_it_says_and_its_cells_lead_back_to_its_text(data, article, columns, closed):
    galley = Galley(article, closed=closed)
    galley.show_marks(data.draw(st.lists(marks(article), max_size=4)))
    galley.fit(columns)
    width = columns + GUTTER + 1
    selected = tuple(sorted(data.draw(st.tuples(*[st.integers(0, len(article.text))] * 2))))
    covered: list[tuple[int, int]] = []
    for y, (piece, row) in enumerate(all_rows(galley)):
        assert galley.locate(y) == (piece, row)
        strip = paint(galley, piece, row, width=width, palette=PALETTE, gutter=Gutter(), selected=selected, filters=())
        painted = "".join(segment.text for segment in strip)
        assert strip.cell_length == width
        assert sum(segment.cell_length for segment in strip) == width
        assert not dangerous(painted)
        rows = galley.setting(piece).rows
        if row < len(rows):
            covered.append(rows[row])
            start, end = rows[row]
            hits = [galley.hit(y, x) for x in range(-1, width)]
            assert all(start <= a <= b <= end for a, b in hits)
            reached, taken = {a for a, _ in hits}, galley.columns
            for a, _, cells in row_cells(article.text, (start, end)):
                taken -= cells + sum(cell_len(i.text) for i in galley.setting(piece).inserts if i.start == a)
                assert a in reached or cells == 0 or taken < 0
            borders = {start + edge for edge in edges(article.text[start:end])}
            assert all(a in borders and b in borders for a, b in hits)
            assert galley.row_of(start) == y or start == end
    assert "".join(article.text[a:b] for a, b in covered).replace("\n", "") == article.text.replace("\n", "")


@settings(max_examples=200, deadline=None)
@given(st.data(), articles())
def test_marks_put_one_by_one_are_set_as_if_they_had_always_been_there(data, article):
    galley = Galley(article, closed=True)
    known: dict[str, Mark] = {}
    for step in range(data.draw(st.integers(1, 6))):
        all_rows(galley)  # so that something is remembered
        before = {piece: (galley.version(piece), galley.marks(piece)[:]) for piece in range(len(galley))}
        what = data.draw(st.sampled_from(["put", "drop", "replace"]))
        if what == "put":
            mark = data.draw(marks(article))
            known[mark.id] = mark
            changed = galley.show_mark(mark)
        elif what == "drop":
            known.pop("abcd"[step % 4], None)
            changed = galley.hide_mark("abcd"[step % 4])
        else:
            known = {mark.id: mark for mark in data.draw(st.lists(marks(article), max_size=4))}
            changed = galley.show_marks(known.values())
        for piece, (version, were) in before.items():
            assert (galley.version(piece) != version) == (piece in changed)
            assert piece in changed or galley.marks(piece) == were
    fresh = Galley(article, closed=True)
    fresh.show_marks(known.values())
    assert [galley.setting(piece) for piece in range(len(galley))] == [
        fresh.setting(piece) for piece in range(len(fresh))
    ]
    assert all_rows(galley) == all_rows(fresh)


def test_a_claim_that_only_changes_its_colour_is_not_wrapped_again():
    galley = Galley(Article("a", "One. Two.", (Paragraph(1, 0, 9, "body"),), "t", "0"))
    galley.show_mark(Mark("c", 0, 4, "✓", "+", "#00ff00"))
    rows = galley.setting(0).rows
    assert galley.show_mark(Mark("c", 0, 4, "✓", "+", "#ff0000", current=True)) == {0}
    assert galley.setting(0).rows is rows
    assert galley.setting(0).inserts[0].mark.colour == "#ff0000"
    assert galley.show_mark(Mark("c", 0, 4, "✓", "+", "#ff0000", current=True)) == frozenset()


def test_the_pointer_pulls_only_past_an_edge_or_on_the_screens_own():
    assert [pull(y, 1, 21, 24) for y in (-9, -1, 0, 19, 20, 30)] == [-3, -1, 0, 0, 1, 3]
    assert [pull(y, 0, 20, 20) for y in (0, 1, 18, 19)] == [-1, 0, 0, 1]
