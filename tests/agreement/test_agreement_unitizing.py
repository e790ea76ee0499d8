"""Where claims begin and end: the published example, the formulas written out, and what does not count."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annot.agreement.measures import agreement
from annot.agreement.unitizing import Borders, Continuum, Stretches, alpha_unitizing, borders
from annot.agreement.votes import sheet
from annot.merge.align import groups
from annot.model.article import Paragraph
from annot.model.claim import Claim

# Krippendorff (2004), page 254: category c, two observers, a continuum of 300.
PUBLISHED = [(75, 145), (220, 250)], [(70, 150), (205, 225), (250, 270)]


def apart(marked: Sequence[Stretches], length: int) -> Borders:
    people = dict(zip("abcd", marked, strict=False))
    return Continuum(length, people).borders([*people])


def test_the_published_example() -> None:
    of, times = apart(PUBLISHED, 300), 2 * 300**2  # there the squared distances are shares of the squared continuum
    assert of.observed / times == pytest.approx(0.0144, abs=5e-5)
    assert of.expected / times == pytest.approx(0.0532, abs=5e-5)
    assert alpha_unitizing(of) == pytest.approx(0.7286, abs=5e-5)


@st.composite
def continua(draw: st.DrawFn) -> tuple[list[list[tuple[int, int]]], int]:
    length = draw(st.integers(2, 60))

    def stretches() -> list[tuple[int, int]]:
        cuts = sorted(draw(st.sets(st.integers(0, length), max_size=8)))
        return [(a, b) for a, b in pairwise(cuts) if draw(st.booleans())]

    return [stretches() for _ in range(draw(st.integers(2, 4)))], length


def written_out(marked: Sequence[Stretches], length: int) -> tuple[float, float]:
    """Both sums from the formulas of 2004, each pair of sections by itself, marked or not, for people times length
    squared.
    """
    sections = []
    for own in marked:
        edges = sorted({0, length, *(edge for stretch in own for edge in stretch)})
        sections.append([(a, b, (a, b) in own) for a, b in pairwise(edges)])
    observed = 0
    for one, other in permutations(sections, 2):
        for a, b, said in one:
            for c, d, told in other:
                if said and told and a < d and c < b:
                    observed += (a - c) ** 2 + (b - d) ** 2
                elif said and not told and c <= a and b <= d:
                    observed += (b - a) ** 2
                elif told and not said and a <= c and d <= b:
                    observed += (d - c) ** 2
    people, every = len(marked), [section for of in sections for section in of]
    units = [b - a for a, b, said in every if said]
    chance = sum(
        (len(units) - 1) / 3 * (2 * long**3 - 3 * long**2 + long)
        + long**2 * sum(b - a - long + 1 for a, b, said in every if not said and b - a >= long)
        for long in units
    )
    places = people * length * (people * length - 1) - sum(long * (long - 1) for long in units)
    return observed / (people - 1), people * length**2 * 2 / length * chance / places


@given(continua())
def test_it_is_what_the_formulas_say(of: tuple[list[list[tuple[int, int]]], int]) -> None:
    marked, length = of
    found = apart(marked, length)
    if any(marked):
        assert (found.observed, found.expected) == pytest.approx(written_out(marked, length))
    else:
        assert (found, alpha_unitizing(found)) == (Borders(), None)


# -- claims

TEXT = [Paragraph(1, 0, 100, "body"), Paragraph(2, 102, 200, "body"), Paragraph(3, 202, 300, "byline")]


def claim(who: str, start: int, end: int) -> Claim:
    return Claim(f"{who}{start}-{end}", "a", who, "text", start, end, status="supported")


def done(everywhere: str, first: str = "") -> object:
    """`everywhere` are done with all paragraphs, `first` with the first one."""
    return lambda span: frozenset(everywhere) | (frozenset(first) if span.end <= 101 else frozenset())


A, B = claim("a", 10, 60), claim("b", 20, 60)


def of(*claims: Claim, done: object) -> dict[object, Borders]:
    return borders(claims, TEXT, done)  # type: ignore[arg-type,return-value]


def test_only_where_both_were_done() -> None:
    assert of(A, B, done=done(""))[None] == Borders()
    assert of(A, B, done=done("a"))[None] == Borders()
    first = of(A, B, done=done("a", "b"))
    assert first["a", "b"] == apart([[(10, 60)], [(20, 60)]], 100)
    # What somebody marks where the other was not done says nothing; nor does what stands in debris.
    assert of(A, B, claim("a", 120, 150), claim("b", 220, 250), done=done("a", "b")) == first
    both = of(A, B, claim("a", 120, 150), claim("b", 220, 250), done=done("ab"))
    assert both["a", "b"] == apart([[(10, 60), (118, 148)], [(20, 60)]], 198)  # what lies between paragraphs is no text


def test_a_pair_does_not_depend_on_who_else_is_there() -> None:
    two, three = of(A, B, done=done("ab")), of(A, B, claim("c", 30, 90), done=done("ab", "c"))
    assert three["a", "b"] == two["a", "b"]
    assert three["a", "c"] == apart([[(10, 60)], [(30, 90)]], 100)
    all_three, rest = apart([[(10, 60)], [(20, 60)], [(30, 90)]], 100), Borders()
    assert three[None] == all_three != rest
    assert of(A, claim("b", 120, 150), claim("c", 30, 90), done=done("ab", "c"))[None].n == 3


def test_what_one_marks_twice_counts_once_and_what_only_touches_is_two() -> None:
    once = of(claim("a", 10, 40), claim("a", 20, 60), claim("a", 15, 18), B, done=done("ab"))
    assert once == of(A, B, done=done("ab"))
    assert of(claim("a", 10, 40), claim("a", 40, 60), B, done=done("ab"))[None].n == 3


def test_it_has_an_interval_also_for_texts_of_a_book_that_are_one_claim() -> None:
    """Whatever others hand in, its sums fit."""
    book = 30_000_000
    page = [Paragraph(1, 0, book, "body")]

    def sheet_of(*claims: Claim) -> object:
        return sheet(groups(claims, lambda span: frozenset("ab")), lambda span: frozenset("ab"), page)

    found = agreement(
        [sheet_of(claim("a", 0, book), claim("b", 0, 9)), sheet_of(claim("a", 0, 9), claim("b", 0, 9))],  # type: ignore[list-item]
        ["supported"],
        [],
    ).surer([None])
    edges = next(m for m in found.measures if m.name == "alpha_unitizing")
    assert (edges.n, edges.undefined) == (4, "")
    assert (edges.low, edges.value, edges.high) == pytest.approx((-1.25, -1.25, 1), abs=1e-3)


def test_a_span_of_nobody_has_no_alpha() -> None:
    assert alpha_unitizing(of(done=done("ab"))[None]) is None
