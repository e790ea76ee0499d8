"""The tree of heights answers as the plain list would."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from annot.tui.widgets.heights import Heights

SIZES = st.lists(st.integers(1, 9), min_size=1, max_size=40)


@given(SIZES, st.data())
def test_sums_and_finds_as_a_list_does(sizes, data):
    heights = Heights(sizes)
    for _ in range(data.draw(st.integers(0, 10))):
        i = data.draw(st.integers(0, len(sizes) - 1))
        sizes[i] = data.draw(st.integers(1, 50))
        heights.settle(i, sizes[i])
        assert heights.is_exact(i)
    assert heights.total == sum(sizes)
    assert list(heights) == sizes
    rows = [(i, row) for i, size in enumerate(sizes) for row in range(size)]
    assert [heights.find(y) for y in range(len(rows))] == rows
    assert heights.find(len(rows) + 3) == (len(sizes), 3)
    assert [heights.before(i) for i in range(len(sizes) + 1)] == [sum(sizes[:i]) for i in range(len(sizes) + 1)]


def test_what_was_reopened_is_found_again():
    heights = Heights([1, 1, 1])
    for i in range(3):
        heights.settle(i, 2)
    assert heights.next_open(0) is None
    heights.reopen(1)
    assert heights.next_open(0) == 1
    assert heights[1] == 2
