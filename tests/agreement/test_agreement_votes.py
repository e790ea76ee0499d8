"""Votes from groups: silence is one only where somebody was done; what cannot be compared is left out and counted."""

from __future__ import annotations

from collections import Counter

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from annot.agreement.finding import found
from annot.agreement.measures import Agreement, Measure, agreement
from annot.agreement.resampling import _samples
from annot.agreement.votes import Sheet, lined_up, sheet
from annot.merge.align import groups
from annot.model.article import Paragraph
from annot.model.claim import Claim
from annot.model.group import Group

SCALE = ("refuted", "misleading", "mostly", "supported")
STATUSES = (*reversed(SCALE), "disputed")
PARAGRAPHS = [Paragraph(1, 0, 100, "body"), Paragraph(2, 102, 200, "body")]


def claim(who: str, start: int, end: int, status: str = "supported", attribution: str | None = None) -> Claim:
    return Claim(f"c{who}{start}-{end}{status}", "a1", who, "text", start, end, status=status, attribution=attribution)


def headline(who: str, name: str, status: str = "supported") -> Claim:
    return Claim(f"h{who}{name}", "a1", who, "headline", status=status)


def votes(*claims: Claim, done: tuple[str, ...] = ()) -> Sheet:
    """The votes on one article in which the people `done` were done everywhere."""

    def everywhere(span: object) -> frozenset[str]:
        return frozenset(done)

    return sheet(groups(claims, everywhere), everywhere, PARAGRAPHS)


def compared(*sheets: Sheet) -> Agreement:
    """With all intervals."""
    found = agreement(sheets, STATUSES, SCALE)
    return found.surer(found.pairs)


def one(found: Agreement, name: str, field: str, pair: tuple[str, str] | None = None) -> Measure:
    return next(m for m in found.measures if (m.name, m.field, m.pair) == (name, field, pair))


def test_disjoint_claims_say_nothing_until_somebody_is_done() -> None:
    claims = claim("ana", 0, 10), claim("ben", 50, 60, "refuted")
    before, half, after = (compared(votes(*claims, done=done)) for done in ((), ("ben",), ("ana", "ben")))
    assert (before.n, before.excluded) == (0, 2)
    assert one(before, "percent", "status").undefined == "nothing to compare"
    assert (half.n, half.excluded, one(half, "f1_exact", "span").value) == (1, 1, 0)
    assert (after.n, after.excluded, one(after, "percent", "status").value) == (2, 0, 0)
    assert after.confusion["ana", "ben"] == {("supported", "no_claim"): 1, ("no_claim", "refuted"): 1}


def test_unchecked_is_missing_for_the_verdict_and_found_for_the_span() -> None:
    found = compared(votes(claim("ana", 0, 10), claim("ben", 0, 10, "unchecked")))
    assert one(found, "f1_exact", "span").value == 1
    assert (one(found, "percent", "status").value, one(found, "percent", "status").n) == (None, 0)
    assert found.n == 1


def test_silence_is_no_answer_to_said_so_and_no_place_on_the_scale() -> None:
    found = compared(votes(claim("ana", 0, 10, attribution="verbatim"), done=("ben",)))
    assert one(found, "percent", "status").n == 1
    assert one(found, "percent", "attribution").n == one(found, "alpha_ordinal", "status").n == 0


@pytest.mark.parametrize(("end", "exact", "overlap"), [(10, 1, 1), (20, 0, 1), (21, 0, 0)])
def test_f1_counts_equal_edges_and_half_in_common(end: int, exact: float, overlap: float) -> None:
    found = compared(votes(claim("ana", 0, 10), claim("ben", 0, end)))
    assert (one(found, "f1_exact", "span").value, one(found, "f1_overlap", "span").value) == (exact, overlap)


def test_f1_is_two_matches_over_all_claims_of_both() -> None:
    found = compared(votes(claim("ana", 0, 10), claim("ben", 0, 10), claim("ana", 50, 60), done=("ana", "ben")))
    assert one(found, "f1_exact", "span").value == pytest.approx(2 / 3)


PLACES = st.lists(
    st.tuples(st.sampled_from(["ana", "ben", "cat"]), st.integers(0, 12), st.sampled_from([1, 4, 5, 9])), max_size=14
)


@given(PLACES, st.sets(st.sampled_from(["ana", "ben", "cat"])))
def test_what_two_people_found_does_not_change_with_what_a_third_marked(
    places: list[tuple[str, int, int]], done: set[str]
) -> None:
    claims = [evolve(claim(who, a, a + length), id=f"c{i}") for i, (who, a, length) in enumerate(places)]
    of_all = compared(votes(*claims, done=tuple(done)))
    theirs = compared(votes(*[c for c in claims if c.reviewer != "ana"], done=tuple(done - {"ana"})))
    for name in ("f1_exact", "f1_overlap"):
        with_ana, without = (
            [m.value for m in them.measures if (m.name, m.pair) == (name, ("ben", "cat")) and m.value is not None]
            for them in (of_all, theirs)
        )
        assert with_ana == without


@given(PLACES)
def test_equal_spans_are_matched_one_to_one_and_all_claims_of_who_was_done_count(
    places: list[tuple[str, int, int]],
) -> None:
    claims = [evolve(claim(who, a, a + length), id=f"c{i}") for i, (who, a, length) in enumerate(places)]
    ana, ben = (Counter((c.start, c.end) for c in claims if c.reviewer == who) for who in ("ana", "ben"))
    spans = found(claims, lambda _: frozenset({"ana", "ben"}))
    if ana or ben:
        assert spans["ana", "ben"].claims == ana.total() + ben.total()
        assert spans["ana", "ben"].exact == (ana & ben).total() <= spans["ana", "ben"].overlap


def test_who_was_not_done_has_voted_only_on_the_claims_whose_words_they_marked() -> None:
    claims = claim("ana", 0, 10), claim("ana", 50, 60), claim("ben", 9, 20), claim("ben", 70, 80)
    assert found(claims, lambda _: frozenset())["ana", "ben"].claims == 2
    assert found(claims, lambda span: frozenset({"ben"} if span and span.start == 50 else ()))["ana", "ben"].claims == 3


def test_two_halves_are_matched_one_to_one_and_who_marked_the_whole_was_not_silent_on_the_second() -> None:
    whole, halves = claim("ana", 0, 100), (claim("ben", 0, 45), claim("ben", 46, 100, "refuted"))
    undone, done = compared(votes(whole, *halves)), compared(votes(whole, *halves, done=("ana",)))
    assert (undone.n, undone.excluded) == (1, 1)
    assert (done.n, done.excluded) == (2, 0)
    for votes_on in undone, done:
        assert one(votes_on, "f1_overlap", "span").value == pytest.approx(2 / 3)
    assert done.confusion["ana", "ben"] == {("supported", "refuted"): 1}


def test_claims_that_are_nearest_to_one_are_still_lined_up_one_to_one() -> None:
    ours = claim("ana", 0, 100), claim("ana", 0, 40)
    theirs = claim("ben", 0, 90), claim("ben", 0, 95, "refuted")
    group = Group("g", "a1", 0, 100, "split", (*ours, *theirs))
    units = list(lined_up(group, lambda _: frozenset()))
    assert units == [{"ana": ours[0], "ben": theirs[1]}, {"ana": ours[1], "ben": theirs[0]}]


def test_claims_that_share_no_words_are_not_lined_up_though_nobody_else_is_left() -> None:
    ours = claim("ana", 0, 40), claim("ana", 50, 90)
    theirs = claim("ben", 0, 38), claim("ben", 2, 40)
    group = Group("g", "a1", 0, 90, "split", (*ours, *theirs))
    assert list(lined_up(group, lambda _: frozenset())) == [
        {"ana": ours[0], "ben": theirs[0]},
        {"ana": ours[1]},
        {"ben": theirs[1]},
    ]
    assert list(lined_up(group, lambda _: frozenset({"ana", "ben"})))[1:] == [
        {"ana": ours[1], "ben": None},
        {"ben": theirs[1], "ana": None},
    ]


def test_two_claims_on_the_headline_are_lined_up_one_to_one() -> None:
    ours = headline("ana", "one"), headline("ana", "two")
    theirs = headline("ben", "other")
    (group,) = groups((*ours, theirs), lambda _: frozenset())
    assert list(lined_up(group, lambda _: frozenset())) == [{"ana": ours[0], "ben": theirs}, {"ana": ours[1]}]


@given(st.lists(st.tuples(st.sampled_from(["ana", "ben", "cat"]), st.integers(0, 30), st.integers(1, 20)), unique=True))
def test_each_claim_is_in_one_unit_with_claims_that_share_words_with_one_of_them(
    places: list[tuple[str, int, int]],
) -> None:
    claims = [claim(who, start, start + length) for who, start, length in places]
    for group in groups(claims, lambda _: frozenset()):
        units = [[c for c in unit.values() if c] for unit in lined_up(group, lambda _: frozenset())]
        assert sorted(c.id for unit in units for c in unit) == sorted(c.id for c in group.claims)
        if len(units) > 1:
            assert all(any(all(a.span.meets(b.span) for b in unit) for a in unit) for unit in units)


def test_one_reviewer_and_no_claims_are_told_apart() -> None:
    assert {m.undefined for m in compared(votes(claim("ana", 0, 10))).measures} == {"one reviewer"}
    assert {m.undefined for m in compared(votes()).measures} == {"nothing to compare"}


def test_no_variation_is_a_reason_and_not_a_one() -> None:
    found = compared(votes(claim("ana", 0, 10), claim("ben", 0, 10)))
    assert one(found, "percent", "status").value == 1
    assert {one(found, n, "status").undefined for n in ("alpha_nominal", "cohen_kappa", "fleiss_kappa", "ac1")} == {
        "no variation"
    }


def test_claims_on_the_headline_alone_have_a_share_and_no_f1_because_nobody_marked_words() -> None:
    found = compared(votes(headline("ana", ""), headline("ben", "")))
    assert (one(found, "percent", "span").value, found.n) == (1, 1)
    assert {one(found, name, "span").undefined for name in ("f1_exact", "f1_overlap")} == {"no words marked"}


def test_two_who_were_silent_where_a_third_marked_words_have_no_f1_for_the_same_reason() -> None:
    found = compared(votes(claim("ana", 0, 10), done=("ana", "ben", "cat")))
    assert one(found, "f1_exact", "span", ("ben", "cat")).undefined == "no words marked"
    assert one(found, "f1_exact", "span", ("ana", "cat")).value == 0


def test_what_two_people_say_is_said_of_everybody_too() -> None:
    found = compared(votes(claim("ana", 0, 10), claim("ben", 0, 10, "refuted")))
    of_all = [(m.name, m.field, m.value) for m in found.measures if m.pair is None]
    assert of_all == [(m.name, m.field, m.value) for m in found.measures if m.pair == ("ana", "ben")]


def test_of_three_people_each_pair_counts_in_the_matrix_in_both_orders() -> None:
    found = compared(votes(claim("ana", 0, 9), claim("ben", 0, 9), claim("cat", 0, 9, "refuted")))
    assert found.confusion[None] == {
        ("supported", "supported"): 2,  # each of the two is the other's
        ("supported", "refuted"): 2,
        ("refuted", "supported"): 2,
    }
    assert [m.value for m in found.by_status if m.status == "supported"] == [pytest.approx(0.5)]
    assert one(found, "f1_exact", "span").value == 1
    assert len({m.pair for m in found.measures}) == 4


def test_an_article_of_one_person_says_nothing_of_how_sure_a_number_is() -> None:
    telling = votes(claim("ana", 0, 9), claim("ben", 0, 9), claim("cat", 0, 9, "refuted"))
    alone = [votes(claim("ana", 0, 9)) for _ in range(9)]
    for field in ("span", "status"):
        name = "f1_exact" if field == "span" else "percent"
        percent = one(compared(telling, *alone), name, field)
        assert percent.value is not None
        assert (percent.low, percent.high) == (None, None)
    assert compared(telling, *alone).articles == 1


def test_intervals_come_from_articles_hold_the_value_and_are_the_same_each_time() -> None:
    same, other = (votes(claim("ana", 0, 9), claim("ben", 0, 9, s), claim("ben", 30, 39, "mostly"), done=("ana",))
                   for s in ("supported", "refuted"))  # fmt: skip
    alone, many = compared(same), compared(*[same] * 6, *[other] * 4)
    assert all(m.low is None and m.high is None for m in alone.measures)
    share = one(many, "percent", "status")
    assert share.value == pytest.approx(0.3)
    assert share.low is not None
    assert share.high is not None
    assert 0 <= share.low < 0.3 < share.high <= 0.5
    assert many == compared(*[same] * 6, *[other] * 4)


def test_a_sample_without_some_verdict_is_still_measured_on_the_scale_of_all() -> None:
    """Two verdicts in one article, a third in the other: the scale has three also where only the first is drawn."""
    two = votes(claim("ana", 0, 9), claim("ben", 0, 9), claim("ana", 20, 29), claim("ben", 20, 29, "mostly"))
    third = votes(claim("ana", 0, 9, "refuted"), claim("ben", 0, 9, "refuted"))
    ac1 = one(compared(two, third), "ac1", "status")
    # The first alone: half agree, three votes in four are equal, so by chance 2 * 3/4 * 1/4 / (3 - 1) would.
    assert ac1.low == pytest.approx((1 / 2 - 3 / 16) / (1 - 3 / 16))
    assert ac1.high == pytest.approx(1)


def test_intervals_are_drawn_for_those_alone_who_are_asked_for_and_are_the_same_then() -> None:
    sheets = [
        votes(claim("ana", 0, 9), claim("ben", 0, 9, status), claim("cat", 0, 9)) for status in ("supported", "refuted")
    ]
    every, found = compared(*sheets), agreement(sheets, STATUSES, SCALE)
    assert not any(m.low for m in (*found.measures, *found.by_status))
    for pair in every.pairs:
        some = found.surer([pair])
        assert [m for m in some.measures if m.pair == pair] == [m for m in every.measures if m.pair == pair]
        assert [m for m in some.measures if m.pair != pair] == [m for m in found.measures if m.pair != pair]
    one_by_one = found
    for pair in every.pairs:
        one_by_one = one_by_one.surer([pair])
    assert one_by_one == every
    assert len(every.pairs) == 4


def test_equal_articles_leave_no_doubt() -> None:
    same = votes(claim("ana", 0, 9), claim("ben", 0, 9, "mostly"), claim("ana", 20, 29), claim("ben", 20, 29))
    for measure in compared(*[same] * 5).measures:
        if measure.value is not None and not measure.name.startswith("alpha"):  # alpha knows how many votes there were
            assert (measure.low, measure.high) == (pytest.approx(measure.value), pytest.approx(measure.value))


def test_another_process_draws_the_same_samples() -> None:
    first = _samples(50, 20)
    _samples.cache_clear()
    assert _samples(50, 20) == first
    assert len({tuple(sample) for sample in first}) == 20
