"""What holds for any table of votes, and what independent packages say of the same ones."""

from collections.abc import Sequence
from itertools import permutations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from measuring import Rows, categories, measure, package
from published_tables import tables

from annot.agreement import coefficients as of
from annot.agreement.counting import Crossing, Tally, coincidences, crossing, tally

NAMES = ("percent", "alpha", "fleiss_kappa", "ac1")


def each(rows: Rows, names: Sequence[str] = NAMES) -> list[float | None]:
    return [measure(rows, name, "nominal") for name in names]


def same(one: Sequence[float | None], other: Sequence[float | None]) -> bool:
    return [v is None for v in one] == [v is None for v in other] and [
        v for v in one if v is not None
    ] == pytest.approx([v for v in other if v is not None], abs=1e-9)


@settings(deadline=None)
@given(tables(), st.permutations("abcd"))
def test_new_names_for_the_categories_change_nothing(rows: Rows, names: Sequence[str]) -> None:
    new = dict(zip("abcd", names, strict=True))
    renamed = [[v and new[str(v)] for v in row] for row in rows]
    assert same(each(rows), each(renamed))
    assert same(each(rows[:2], ["cohen_kappa"]), each(renamed[:2], ["cohen_kappa"]))


@settings(deadline=None)
@given(tables(st.integers(2, 4)))
def test_the_order_of_raters_changes_nothing(rows: Rows) -> None:
    for order in permutations(rows):
        assert same(each(rows), each(order))
        assert same([measure(rows, "alpha", "ordinal")], [measure(order, "alpha", "ordinal")])
    assert same(each(rows[:2], ["cohen_kappa"]), each(rows[1::-1], ["cohen_kappa"]))


@settings(deadline=None)
@given(tables(st.just(1), missing=False), st.integers(2, 5))
def test_all_agree_with_variation_is_one(rows: Rows, raters: int) -> None:
    assume(len(set(rows[0])) > 1)
    assert each([rows[0]] * raters) == pytest.approx([1] * len(NAMES))
    assert measure([rows[0]] * 2, "cohen_kappa") == pytest.approx(1)


@settings(deadline=None)
@given(tables())
def test_no_coefficient_is_over_one_and_percent_is_a_share(rows: Rows) -> None:
    for value in each(rows):
        assert value is None or value <= 1 + 1e-9
    share = measure(rows, "percent")
    assert share is None or 0 <= share <= 1


@settings(deadline=None)
@given(tables(st.just(2), missing=False))
def test_alpha_of_two_is_scotts_pi_corrected_for_few_units(rows: Rows) -> None:
    """alpha = 1 - (1 - 1/n)(1 - pi) with n votes (Krippendorff 2004, p. 248)."""
    pi, alpha = measure(rows, "fleiss_kappa"), measure(rows, "alpha", "nominal")
    if pi is None or alpha is None:
        assert pi is alpha is None
    else:
        votes = 2 * len(rows[0])
        assert alpha == pytest.approx(1 - (1 - 1 / votes) * (1 - pi))


@settings(deadline=None)
@given(tables(st.just(2)))
def test_the_crossing_of_two_is_their_tally(rows: Rows) -> None:
    every = list("abcd")
    one, other = tally(rows, every), crossing(rows[0], rows[1], every)
    assert other.tally.numbers == pytest.approx(one.numbers)
    assert Tally.of(one.numbers) == one
    assert Crossing.of(other.numbers) == other


@settings(deadline=None)
@given(tables(), st.data())
def test_the_numbers_of_two_articles_add_up_to_those_of_both(rows: Rows, data: st.DataObject) -> None:
    cut, every = data.draw(st.integers(0, len(rows[0]))), list("abcd")
    left, right = ([row[:cut] for row in rows], [row[cut:] for row in rows])
    added = [a + b for a, b in zip(tally(left, every).numbers, tally(right, every).numbers, strict=True)]
    assert added == pytest.approx(tally(rows, every).numbers)


@settings(deadline=None)
@given(tables())
def test_alpha_from_counts_is_alpha_from_the_whole_matrix(rows: Rows) -> None:
    every = list("abcd")
    whole = of.alpha(coincidences(rows, every), lambda _: lambda a, b: float(a != b))
    assert same([of.alpha_nominal(tally(rows, every))], [whole])


# -- independent packages, for these tests only


def coded(rows: Rows) -> list[list[int | None]]:
    return [["abcd".index(str(v)) + 1 if v is not None else None for v in row] for row in rows]


@pytest.mark.filterwarnings("ignore")
@settings(max_examples=60, deadline=None)
@given(tables())
def test_alpha_is_that_of_the_krippendorff_package(rows: Rows) -> None:
    peer = package("krippendorff")
    numbers = coded(rows)
    for level in ("nominal", "ordinal", "interval"):
        ours = measure(numbers, "alpha", level)
        if ours is not None:
            data = [[float("nan") if v is None else v for v in row] for row in numbers]
            assert ours == pytest.approx(peer.alpha(data, level_of_measurement=level), abs=1e-9)


@pytest.mark.filterwarnings("ignore")
@settings(max_examples=60, deadline=None)
@given(tables(st.just(2), missing=False))
def test_cohens_kappa_is_that_of_nltk_and_scikit_learn(rows: Rows) -> None:
    ours = measure(rows, "cohen_kappa")
    assume(ours is not None)
    peer = package("nltk.metrics.agreement")
    triples = [(r, i, v) for r, row in enumerate(rows) for i, v in enumerate(row)]
    assert ours == pytest.approx(peer.AnnotationTask(triples).kappa(), abs=1e-9)
    metrics = package("sklearn.metrics")
    assert ours == pytest.approx(metrics.cohen_kappa_score(*rows), abs=1e-9)


@pytest.mark.filterwarnings("ignore")
@settings(max_examples=30, deadline=None)
@given(tables(), st.integers(1, 4))
def test_ac1_of_a_sample_is_that_of_irrcac_told_of_all_categories(rows: Rows, share: int) -> None:
    """What occurs in the whole counts: R's and Python's irrCAC take the categories as an argument for this."""
    peer, pandas = package("irrCAC.raw"), package("pandas")
    every, sample = categories(rows), [row[: max(3, len(row) * share // 4)] for row in rows]
    rated = [unit for unit in zip(*sample, strict=True) if any(v is not None for v in unit)]
    assume(len(every) > 1 and len(rated) > 2 and any(sum(v is not None for v in unit) > 1 for unit in rated))
    theirs = peer.CAC(pandas.DataFrame(rated), categories=every, digits=9).gwet()["est"]["coefficient_value"]
    assert of.ac1(tally(sample, every), len(every)) == pytest.approx(theirs, abs=1e-6)


@pytest.mark.filterwarnings("ignore")
@settings(max_examples=30, deadline=None)
@given(tables())
def test_fleiss_and_ac1_are_those_of_irrcac(rows: Rows) -> None:
    peer, pandas = package("irrCAC.raw"), package("pandas")
    every = categories(rows)
    assume(len(every) > 1 and measure(rows, "percent") is not None)
    assume(any(sum(v is not None for v in unit) > 1 for unit in zip(*rows, strict=True)))
    rated = [unit for unit in zip(*rows, strict=True) if any(v is not None for v in unit)]
    assume(len(rated) > 2)
    frame = pandas.DataFrame(rated)
    analysis = peer.CAC(frame, digits=9)
    for name in ("fleiss", "gwet"):
        theirs = getattr(analysis, name)()["est"]["coefficient_value"]
        ours = measure(rows, {"fleiss": "fleiss_kappa", "gwet": "ac1"}[name])
        assert ours == pytest.approx(theirs, abs=1e-6)
