"""How reliable each reviewer is: the data of the paper, a truth that is known, an independent package."""

from __future__ import annotations

import random
from collections import Counter
from math import inf

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from measuring import package

from annot.agreement.reliability import Votes, reliability

# Dawid and Skene (1979), table 1: five anaesthetists on 45 patients; the first saw each form three times.
TABLE = """
111 1 1 1 1  333 4 3 3 4  112 2 1 2 2  222 3 1 2 1  222 3 2 2 2  222 3 3 2 2  122 2 1 1 1  333 3 4 3 3  222 2 2 2 3
232 2 2 2 3  444 4 4 4 4  222 3 3 4 3  111 1 1 1 1  222 3 2 1 2  121 1 1 1 1  111 2 1 1 1  111 1 1 1 1  111 1 1 1 1
222 2 2 2 1  222 1 3 2 2  222 2 2 2 2  222 2 2 2 1  222 3 2 2 2  221 2 2 2 2  111 1 1 1 1  111 1 1 1 1  232 2 2 2 2
111 1 1 1 1  111 1 1 1 1  112 1 1 2 1  111 1 1 1 1  333 3 2 3 3  111 1 1 1 1  222 2 2 2 2  222 3 2 3 2  433 4 3 4 3
221 2 2 3 2  232 3 2 3 3  333 3 4 3 2  111 1 1 1 1  111 1 1 1 1  121 2 1 1 1  232 2 2 2 2  121 1 1 1 1  222 2 2 2 2
"""


def patients() -> list[Votes]:
    words = TABLE.split()
    forms = [words[at : at + 5] for at in range(0, len(words), 5)]
    return [tuple((f"k{who}", vote) for who, said in enumerate(form, 1) for vote in said) for form in forms]


def test_the_data_of_the_paper() -> None:
    """The numbers are those of crowd-kit 1.4.2 after 600 rounds, and of the formulas written out with numpy."""
    units = patients()
    assert len(units) == 45
    found = reliability(units, "1234")
    assert [*found.shares.values()] == pytest.approx([0.39955, 0.42198, 0.11180, 0.06667], abs=2e-5)
    first = [[*row.values()] for row in found.rates["k1"].values()]
    assert first == [
        pytest.approx(row, abs=2e-5)
        for row in (
            [0.88949, 0.11051, 0, 0], [0.07059, 0.87638, 0.05303, 0], [0, 0.33882, 0.66118, 0], [0, 0, 0.55556, 0.44444]
        )
    ]  # fmt: skip
    assert found.likelihood == pytest.approx(-192.8909, abs=1e-4)
    assert found.votes == {"k1": 135, "k2": 45, "k3": 45, "k4": 45, "k5": 45}


def told(
    r: random.Random, units: int, right: dict[str, float], categories: str = "abc"
) -> tuple[list[Votes], list[str]]:
    """Votes of people who are right so often, and else say anything else; a third of the votes are missing."""
    truths = [r.choice("abc") for _ in range(units)]
    votes = []
    for truth in truths:
        asked = r.sample(sorted(right), max(2, round(len(right) * 2 / 3)))
        others = [c for c in "abc" if c != truth]
        votes.append(tuple((who, truth if r.random() < right[who] else r.choice(others)) for who in asked))
    return votes, truths


def test_who_is_right_how_often_is_found_without_the_truth_and_the_truth_better_than_by_majority() -> None:
    known = {"ana": 0.95, "ben": 0.9, "cat": 0.5, "dan": 0.4, "eve": 0.45}
    votes, truths = told(random.Random(7), 3000, known)
    found = reliability(votes, "abc")
    assert found.right == pytest.approx(known, abs=0.05)
    best = [max(chances, key=chances.__getitem__) for chances in found.likely]
    most = [Counter(said for _, said in unit).most_common(1)[0][0] for unit in votes]
    hits, by_most = (sum(a == b for a, b in zip(said, truths, strict=True)) for said in (best, most))
    assert hits > by_most + 300


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.lists(st.tuples(st.sampled_from("pqr"), st.sampled_from("abc")), min_size=1, max_size=4), min_size=1)
)
def test_no_round_makes_the_votes_less_likely(units: list[list[tuple[str, str]]]) -> None:
    before = -inf
    for rounds in (1, 2, 3, 5, 9):
        found = reliability([*map(tuple, units)], "abcd", rounds)
        assert found.likelihood >= before - 1e-9
        before = found.likelihood
        assert sum(found.shares.values()) == pytest.approx(1)
        assert all(sum(chances.values()) == pytest.approx(1) for chances in found.likely)
        for of in found.rates.values():
            assert all(sum(row.values()) == pytest.approx(1) or not any(row.values()) for row in of.values())


def test_where_all_agree_all_are_right_and_order_does_not_matter() -> None:
    units = [(("p", c), ("q", c), ("r", c)) for c in "aabbc"]
    found = reliability(units, "abc")
    assert found.right == pytest.approx({"p": 1, "q": 1, "r": 1})
    turned = reliability([unit[::-1] for unit in units[::-1]], "cba")
    assert turned.shares == pytest.approx(dict(found.shares))


@pytest.mark.filterwarnings("ignore")
def test_it_is_that_of_crowd_kit() -> None:
    crowdkit, pandas = package("crowdkit.aggregation"), package("pandas")
    votes, _ = told(random.Random(3), 200, {"ana": 0.9, "ben": 0.7, "cat": 0.6, "dan": 0.5})
    for units, categories in ((patients(), "1234"), (votes, "abc")):
        rows = [(n, who, said) for n, unit in enumerate(units) for who, said in unit]
        frame = pandas.DataFrame(rows, columns=["task", "worker", "label"])
        theirs = crowdkit.DawidSkene(n_iter=600, tol=-1.0).fit(frame)
        ours = reliability(units, categories)
        assert dict(ours.shares) == pytest.approx(theirs.priors_.to_dict(), abs=1e-3)
        for n, chances in enumerate(ours.likely):
            assert dict(chances) == pytest.approx(theirs.probas_.loc[n].to_dict(), abs=1e-2)
