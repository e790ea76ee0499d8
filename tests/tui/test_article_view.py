"""What the article view paints: progress, selection, claims, and nothing of what a stranger's text commands."""

from __future__ import annotations

import pytest
from article_desk import EVIL, GUTTER, MIXED, article, lines, mark, painted, reversed_text, run

from annot.plain import dangerous, show
from annot.tui.widgets.article_view import ArticleView

# what is painted


def test_paragraphs_stand_apart_and_the_gutter_says_what_is_done():
    async def steps(desk, _pilot):
        view = desk.view
        assert lines(view)[:5] == [" · One.", "", "   Credit", "", " · Three."]
        view.show_done({1}, 3)
        assert lines(view)[:5] == [" ✓ One.", "", "   Credit", "", "▸· Three."]

    run(ArticleView(article("One.", "Credit", "Three.", kinds=("body", "credit", "body"))), steps)


def test_the_selection_is_reversed_and_nothing_else_is():
    text = article("The ministers met. They talked for an hour about it all.", "Then they left.")

    async def steps(desk, _pilot):
        view = desk.view
        view.show_selection(4, 13)
        assert reversed_text(view) == "ministers"
        view.show_selection(51, 62)  # over the end of the paragraph
        assert reversed_text(view) == " all.Then"
        view.show_selection(5, 5)
        assert reversed_text(view) == ""

    run(ArticleView(text), steps, size=(40, 10))


def test_a_selection_of_wide_text_is_painted_whole():
    async def steps(desk, _pilot):
        start = MIXED.index("👩")
        desk.view.show_selection(start, start + 7)
        assert reversed_text(desk.view) == "👩‍👩‍👧‍👦"
        desk.view.show_selection(1, 2)
        assert reversed_text(desk.view) == "    "  # the tab

    run(ArticleView(article(MIXED)), steps)


def test_a_claim_is_underlined_with_its_glyph_before_it():
    async def steps(desk, _pilot):
        view = desk.view
        view.show_mark(mark(4, 8))
        assert lines(view)[0] == " · The ✓goat left."
        claim = next(s for s in painted(view)[0] if s.text == "goat")
        glyph = next(s for s in painted(view)[0] if s.text == "✓")
        assert claim.style.underline
        assert claim.style.color == glyph.style.color
        assert not glyph.style.underline
        assert not claim.style.bold
        view.show_mark(mark(4, 8, current=True))
        assert next(s for s in painted(view)[0] if s.text == "goat").style.bold
        view.show_mark(mark(4, 8, own=False))
        assert not next(s for s in painted(view)[0] if s.text == "goat").style.underline
        view.hide_mark("c1")
        assert lines(view)[0] == " · The goat left."

    run(ArticleView(article("The goat left.")), steps)


def test_the_later_starting_claim_paints_its_colour_on_top():
    async def steps(desk, _pilot):
        view = desk.view
        view.show_marks([mark(9, 15, "in", colour="#c62828", glyph="✗"), mark(0, 16, "out")])
        assert lines(view)[0] == " · ✓The goat ✗leaves."
        colour = {s.text: s.style.color for s in painted(view)[0]}
        assert colour["The goat "] == colour["."] == colour["✓"]
        assert colour["leaves"] == colour["✗"] != colour["✓"]

    run(ArticleView(article("The goat leaves.")), steps)


@pytest.mark.parametrize(
    ("options", "line"),
    [
        ({"plain_marks": True}, " · ✓[The ≈[goat]≈[ left]]."),
        ({"plain_marks": True, "glyphs": "ascii"}, " . +[The ~[goat]~[ left]]."),
        ({"glyphs": "ascii"}, " . +The ~goat~ left."),
    ],
)
def test_without_colour_claims_are_closed_and_nest(options, line):
    async def steps(desk, _pilot):
        mst = {"glyph": "≈", "ascii": "~"}
        desk.view.show_marks([mark(0, 13), mark(4, 8, "c2", **mst), mark(8, 13, "c3", **mst)])
        assert lines(desk.view)[0] == line

    run(ArticleView(article("The goat left."), **options), steps)


def test_no_color_closes_claims_too(monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    view = ArticleView(article("The goat left."))
    view.show_marks([mark(4, 8)])

    async def steps(desk, _pilot):
        assert lines(view)[0] == " · The ✓[goat] left."
        colours = [s.style.color.get_truecolor() for s in painted(view)[0] if s.style and s.style.color]
        assert all(c.red == c.green == c.blue for c in colours)  # the filters were applied

    run(view, steps)


def test_debris_is_dimmed_and_no_verdict_is_unreadable():
    async def steps(desk, pilot):
        body, debris = (next(s for s in painted(desk.view)[y] if "text" in s.text) for y in (0, 2))
        assert body.style.color != debris.style.color
        for theme in ("textual-dark", "textual-light"):
            desk.theme = theme
            await pilot.pause()
            for colour in ("#000000", "#ffffff", "#2e7d32", "nonsense"):
                desk.view.show_mark(mark(0, 4, colour=colour))
                glyph = next(s for s in painted(desk.view)[0] if s.text == "✓")
                back = desk.view.background_colors[1]
                assert glyph.style.color.get_truecolor() != back.rich_color.get_truecolor()
            debris = next(s for s in painted(desk.view)[2] if "text" in s.text).style
            light = sum(debris.color.get_truecolor()) > sum(debris.bgcolor.get_truecolor())
            assert light == (theme == "textual-dark")

    run(ArticleView(article("text one", "text two", kinds=("body", "caption"))), steps)


# strangers' text


def test_nothing_dangerous_is_painted():
    async def steps(desk, _pilot):
        desk.view.show_marks([mark(2, len(EVIL), glyph="\x1b[5m", code="\x07")])
        desk.view.show_selection(3, 9)
        for strip in painted(desk.view):
            assert not dangerous("".join(segment.text for segment in strip))
        assert show(EVIL)[-10:] in "".join(lines(desk.view))

    run(ArticleView(article(EVIL, EVIL * 30)), steps)


@pytest.mark.parametrize("text", ["[@click=app.quit]x[/]", "[/nope]", "[sic] [bold red on", "{{7*7}} &lt;"])
def test_markup_is_painted_as_it_stands_and_does_nothing(text):
    async def steps(desk, pilot):
        assert lines(desk.view)[0] == f" · {text}"
        await pilot.click(desk.view, offset=(GUTTER + 1, 0))
        assert desk.is_running
        assert desk.return_code is None

    assert run(ArticleView(article(text)), steps).said == [1]
