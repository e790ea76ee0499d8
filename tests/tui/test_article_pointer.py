"""Which code points the pointer means, and that the place is kept whatever happens around it."""

from __future__ import annotations

import pytest
from article_desk import EVIL, GUTTER, MIXED, article, lines, mark, numbered, painted, reversed_text, run
from rich.cells import cell_len

from annot.model.article import Article
from annot.plain import show
from annot.tui.widgets.article_view import ArticleView

# the pointer


def cells_before(text: str, k: int) -> int:
    return cell_len(show(text[:k].replace("\t", "    ")))


@pytest.mark.parametrize("plain_marks", [False, True])
@pytest.mark.parametrize("k", [0, 1, 2, 4, 5, 7, 15, 18])
def test_a_click_on_a_character_says_its_offset(k, plain_marks):
    other = "first"
    view = ArticleView(article(other, MIXED), plain_marks=plain_marks)
    offset = len(other) + 2
    ahead = mark(offset, offset + 5)
    view.show_marks([ahead])
    drawn_before = (2 if plain_marks else 1) + (plain_marks and k >= 5)
    x = GUTTER + drawn_before + cells_before(MIXED, k)

    async def steps(_desk, pilot):
        await pilot.click(view, offset=(x, 2))
        width = cells_before(MIXED, k + 1) - cells_before(MIXED, k)
        await pilot.click(view, offset=(x + max(1, width) - 1, 2))

    assert run(view, steps).said == [offset + k, offset + k]


def test_a_click_beside_the_text_means_the_nearest_character():
    async def steps(desk, pilot):
        for x, y in ((0, 0), (30, 0), (30, 1), (5, 15)):
            await pilot.click(desk.view, offset=(x, y))

    assert run(ArticleView(article("One.", "Two.")), steps).said == [0, 3, 3, 9]


def test_a_drag_says_the_span_of_whole_clusters_over_the_end_of_a_paragraph():
    async def steps(desk, pilot):
        view = desk.view
        await pilot.mouse_down(view, offset=(GUTTER + 2, 0))
        await pilot.hover(view, offset=(GUTTER + 4, 0))
        await pilot.hover(view, offset=(GUTTER, 2))
        await pilot.mouse_up(view, offset=(GUTTER, 2))
        await pilot.hover(view, offset=(GUTTER + 6, 2))
        assert reversed_text(view) == "e on👩‍👩‍👧‍👦"

    said = run(ArticleView(article("One on", "👩‍👩‍👧‍👦 two")), steps).said
    assert said == [2, (2, 5), (2, 15)]


def test_a_drag_backwards_says_the_same_span():
    async def steps(desk, pilot):
        await pilot.mouse_down(desk.view, offset=(GUTTER + 6, 0))
        await pilot.hover(desk.view, offset=(GUTTER + 3, 0))
        await pilot.mouse_up(desk.view, offset=(GUTTER + 3, 0))

    assert run(ArticleView(article("One two.")), steps).said == [6, (4, 7)]


def test_a_drag_held_at_the_last_row_of_the_screen_scrolls():
    async def steps(desk, pilot):
        view = desk.view
        await pilot.mouse_down(view, offset=(GUTTER, 5))
        await pilot.hover(view, offset=(GUTTER, 19))
        await pilot.pause(0.4)
        assert view.scroll_offset.y >= 3
        assert desk.said[-1][1] > view.place()
        await pilot.mouse_up(view, offset=(GUTTER, 10))
        there = view.scroll_offset.y
        await pilot.pause(0.2)
        assert view.scroll_offset.y == there

    run(ArticleView(numbered(50)), steps)


# the place


def test_resizing_back_and_forth_keeps_the_place():
    async def steps(desk, pilot):
        view = desk.view
        view.go_to(view.article.paragraphs[200].start + 70, top=True)
        await pilot.pause()
        place, top = view.place(), lines(view)[0]
        for width in (33, 100, 47, 60):
            await pilot.resize_terminal(width, 20)
            await pilot.pause(0.3)
            assert view.place() == place
            assert view.on_screen(place)
        assert lines(view)[0] == top

    run(ArticleView(numbered(400)), steps)


def test_a_claim_above_the_screen_does_not_move_what_is_on_it():
    view = ArticleView(numbered(100), plain_marks=True)

    async def steps(_desk, pilot):
        view.go_to(view.article.paragraphs[50].start, top=True)
        await pilot.pause(0.3)
        before = lines(view)
        view.show_marks(
            [
                mark(p.start + i, p.start + i + 2, f"{p.n}.{i}")
                for p in view.article.paragraphs[:40]
                for i in range(0, 90, 3)
            ]
        )
        assert lines(view) == before
        await pilot.pause(0.5)
        assert lines(view) == before
        assert view.virtual_size.height == view.galley.heights.total

    run(view, steps)


def test_going_somewhere_shows_the_selection_with_context():
    view = ArticleView(numbered(300))

    async def steps(_desk, pilot):
        for n in (0, 1, 5, 4, 200, 201, 199, 299, 0):
            here = view.article.paragraphs[n]
            span = (here.start + 40, min(here.end + 20, len(view.article.text)))
            view.show_selection(*span)
            view.go_to(span[0])
            await pilot.pause()
            rows = [y for y, strip in enumerate(painted(view)) if any(s.style and s.style.reverse for s in strip)]
            assert view.on_screen(span[0])
            assert view.on_screen(span[1] - 1)
            assert rows[0] >= 3 or view.scroll_offset.y == 0
            assert rows[-1] <= 16 or view.scroll_offset.y == view.max_scroll_y

    run(view, steps)


def test_the_wheel_and_rows_scroll_exactly():
    view = ArticleView(numbered(3000))

    async def steps(_desk, pilot):
        view.go_to(view.article.paragraphs[1500].start, top=True)
        before = lines(view)
        view.scroll_rows(7)
        assert lines(view)[:13] == before[7:]
        view.scroll_rows(-7)
        assert lines(view) == before
        view.scroll_rows(-18)
        assert lines(view)[18:] == before[:2]
        view.scroll_rows(10**6)
        await pilot.pause()
        assert "P2999" in "".join(lines(view))
        assert view.scroll_offset.y == view.max_scroll_y

    run(view, steps)


def test_where_to_go_may_be_said_before_there_is_a_screen():
    view = ArticleView(numbered(300))
    view.go_to(view.article.paragraphs[200].start, top=True)

    async def steps(_desk, _pilot):
        assert lines(view)[0].startswith(" · P0200")

    run(view, steps)


@pytest.mark.parametrize("size", [(40, 10), (400, 100), (80, 24), (8, 2), (1, 1)])
def test_no_size_of_the_terminal_is_a_fault(size):
    view = ArticleView(article(MIXED * 9, EVIL, "x" * 9000, "", "事实" * 400, kinds=("body", "heading", "caption")))
    view.show_marks([mark(0, 40), mark(5, 9, "c2", current=True), mark(30, 9999, "c3", glyph="✅")])
    view.show_selection(3, 200)
    view.show_done({1}, 2)

    async def steps(_desk, pilot):
        painted(view)
        view.scroll_rows(5)
        painted(view)
        await pilot.resize_terminal(size[0] + 3, size[1] + 1)
        await pilot.pause()
        view.go_to(10**9)
        painted(view)

    run(view, steps, size=size)


def test_an_article_without_text_is_blank():
    async def steps(desk, pilot):
        await pilot.click(desk.view, offset=(5, 5))
        desk.view.go_to(3)

    assert run(ArticleView(Article("a", "", (), "t", "0")), steps).said == [0]


def test_lines_within_a_paragraph_stay_lines():
    async def steps(desk, pilot):
        assert lines(desk.view)[:3] == [" · - one", "   - two", ""]
        await pilot.click(desk.view, offset=(GUTTER + 2, 1))

    assert run(ArticleView(article("- one\n- two", "x")), steps).said == [8]
