"""Tables with printed answers, one list a rater, None where a vote is missing; and tables that Hypothesis makes."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import strategies as st

Rows = Sequence[Sequence[object]]


def crossed(contingency: Sequence[Sequence[int]]) -> list[list[int]]:
    """The two raters' votes of a contingency table."""
    cells = [(a, b) for a, row in enumerate(contingency) for b, n in enumerate(row) for _ in range(n)]
    return [[a for a, _ in cells], [b for _, b in cells]]


# Krippendorff (2011), section A: two observers, binary; C: four observers, five values, votes missing.
KRIPPENDORFF_A = [[0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]]
KRIPPENDORFF_C = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
    [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
]
# Fleiss (1971), table 1: thirty patients, six psychiatrists, five diagnoses; the votes of each patient.
FLEISS = [
    [int(v) for v in row]
    for row in zip(
        *"444444 222555 233335 555555 222444 113333 333355 113334 114444 555555 144444 124444 222333 144444 "
        "224445 333335 111455 111112 224444 133555 555555 244444 224555 114444 144445 222224 "
        "111155 224444 133333 555555".split(),
        strict=True,
    )
]
COHEN_45 = crossed([[88, 14, 18], [10, 40, 10], [2, 6, 12]])  # Cohen (1960), p. 45
COHEN_37 = crossed([[25, 12, 3], [13, 2, 15], [12, 16, 2]])  # Cohen (1960), p. 37, table 1
ARTSTEIN = crossed([[46, 0, 0], [6, 32, 6], [0, 0, 10]])  # Artstein and Poesio (2008), p. 568
KRIPPENDORFF_246 = crossed([[12, 9, 9], [9, 14, 9], [9, 9, 20]])  # Krippendorff (2004), p. 246
PARADOX = crossed([[80, 7], [8, 5]])  # after Gwet (2008)
GWET = [  # Gwet (2014), four raters with votes missing, distributed with irrCAC
    KRIPPENDORFF_C[0],
    [*KRIPPENDORFF_C[1][:-1], None],
    [*KRIPPENDORFF_C[2][:-1], 3],
    KRIPPENDORFF_C[3],
]


FEW = st.integers(2, 5)


def tables(raters: st.SearchStrategy[int] = FEW, *, missing: bool = True) -> st.SearchStrategy[Rows]:
    """Votes "a" to "d" of some raters on some units."""
    vote = st.sampled_from([*"abcd", *([None] if missing else [])])

    def table(size: tuple[int, int]) -> st.SearchStrategy[Rows]:
        column = st.lists(vote, min_size=size[1], max_size=size[1])
        return st.lists(column, min_size=size[0], max_size=size[0])

    return st.tuples(raters, st.integers(1, 12)).flatmap(table)
