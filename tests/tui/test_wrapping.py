"""Rows cover the text, cut no cluster and fit their width, whatever the text."""

from __future__ import annotations

import time
from itertools import pairwise

import regex
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from annot.plain import dangerous, edges, show
from annot.tui.widgets.wrapping import (
    LONG,
    TAB,
    _wrap_clusters,
    clusters,
    drawn,
    is_narrow,
    pieces,
    row_cells,
    without_newline,
    wrap,
)

ODD = [
    "\t",
    "事实",
    "ㅎ한",
    "👩‍👩‍👧‍👦",
    "❤️",
    "👍🏽",
    "🇩🇪",
    "e\u0301",
    "\u0301",
    "\u200d",
    "a\u200db",
    "क्‍ष",
    "\x1b[2J",
    "\u202e",
    "\u0600",
]
WORDS = st.sampled_from([*ODD, " ", "  ", "word", "the", "longer-than-a-narrow-row", ".", "”"])
TEXTS = st.one_of(st.lists(WORDS, max_size=40).map("".join), st.text(max_size=60)).map(lambda s: s.replace("\n", ""))
LATIN = st.text(alphabet="ab,. \u00e9\u2019", max_size=120)
WIDTHS = st.integers(8, 40)


@st.composite
def decorated(draw, texts=TEXTS):
    text = draw(texts)
    starts = [a for a, _, _ in clusters(text)]
    some = draw(st.lists(st.sampled_from(starts), max_size=4)) if starts else []
    return text, {at: draw(st.integers(1, 4)) for at in some}


def cells(text: str, row: tuple[int, int], extra: dict[int, int]) -> list[int]:
    return [own + extra.get(a, 0) for a, _, own in row_cells(text, row)]


@settings(max_examples=600, deadline=None)
@given(decorated(), WIDTHS)
def test_rows_cover_the_text_and_cut_no_cluster(given_text, width):
    text, extra = given_text
    rows = wrap(text, width, extra)
    assert rows[0][0] == 0
    assert rows[-1][1] == len(text)
    assert all(a[1] == b[0] for a, b in pairwise(rows))
    assert {end for _, end in rows} <= set(edges(text))
    assert all(a < b for a, b in rows) or text == ""


@settings(max_examples=600, deadline=None)
@given(decorated(), WIDTHS)
def test_rows_fit_the_width_with_what_is_drawn_in_them(given_text, width):
    text, extra = given_text
    for start, end in wrap(text, width, extra):
        taken = cells(text, (start, end), extra)
        if text[end - 1 : end] == " " and end - 1 not in extra:
            taken = taken[:-1]  # one space may stand outside
        assert sum(taken) <= width or len(taken) == 1


@settings(max_examples=600, deadline=None)
@given(decorated(LATIN), WIDTHS)
def test_the_fast_path_breaks_where_the_other_one_does(given_text, width):
    text, extra = given_text
    assert is_narrow(text)
    assert wrap(text, width, extra) == _wrap_clusters(text, width, extra)


@settings(max_examples=600, deadline=None)
@given(TEXTS)
def test_what_is_drawn_takes_the_cells_that_were_counted(text):
    parts = drawn(text)
    assert sum(map(cell_len, parts)) == sum(own for _, _, own in clusters(text))
    assert "".join(parts) == show(text.replace("\t", " " * TAB))  # no cluster here is over 64 code points
    assert not dangerous("".join(parts))


@settings(max_examples=600, deadline=None)
@given(st.one_of(TEXTS, st.text(alphabet="🇩🇪\u0301\u200da❤\u0600\n\r\u0903👩\U0001f3fd")))
def test_clusters_are_those_of_the_rest_of_the_program(text):
    assert [0, *(end for _, end, _ in clusters(text))] == edges(text)


def test_narrow_characters_are_one_cell_and_one_cluster_each():
    narrow = [chr(code) for code in range(0x20, 0x10000) if is_narrow(chr(code))]
    assert len(narrow) > 1000
    assert all(cell_len(show(c)) == 1 for c in narrow)
    assert len(regex.findall(r"\X", "".join(narrow))) == len(narrow)
    assert not regex.search(r"\p{M}", "".join(narrow))


def test_a_break_after_a_word_leaves_its_space_on_the_row_before():
    assert wrap("the cease fire holds", 10) == [(0, 10), (10, 20)]


def test_chinese_breaks_anywhere_but_not_before_its_full_stop():
    text = "事实核查记者报道。政府经济"
    assert [text[a:b] for a, b in wrap(text, 16)] == ["事实核查记者报", "道。政府经济"]


PARAGRAPHS = st.one_of(
    st.lists(st.sampled_from([*ODD, " ", "\n", "\r\n", "word"]), max_size=30).map("".join),
    st.builds(lambda s, n: s * n, st.sampled_from([*ODD, "word ", "x", "🇩", "事", "\u0301"]), st.integers(1, 9000)),
)


@settings(max_examples=150, deadline=None)
@given(PARAGRAPHS, st.sampled_from(["", "before\n"]))
def test_pieces_cover_a_paragraph_and_cut_no_cluster(text, before):
    found = pieces(before + text, len(before), len(before) + len(text))
    assert found[0][0] == len(before)
    assert found[-1][1] == len(before) + len(text)
    assert all(a[1] == b[0] for a, b in pairwise(found))
    assert {end - len(before) for _, end in found} <= set(edges(text))
    for start, end in found:
        assert "\n" not in (before + text)[start : without_newline(before + text, start, end)]
        assert end - start <= LONG or len(edges(text[start:end])) <= 3


def test_a_line_of_a_million_characters_is_cut_and_wrapped_in_no_time():
    for text in ("word " * 200_000, "x" * 1_000_000, "事实" * 500_000, "🇩🇪" * 500_000, "\u0301" * 1_000_000):
        began = time.process_time()
        found = pieces(text, 0, len(text))
        wrap(text[slice(*found[0])], 80)
        assert time.process_time() - began < 5  # measured: 0.01 to 0.4 s
