"""Which claims of different people mean the same words: a case of every kind by hand, and what holds of all."""

from __future__ import annotations

import importlib.util
import random
from pathlib import Path
from typing import Any

import pytest
from aligning import claim, grouped, nobody, only
from hypothesis import example, given, settings
from hypothesis import strategies as st

from annot.merge import align, edges
from annot.merge.align import SAME, aligned, groups
from annot.model.span import iou


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        (("A 0-50", "B 0-50"), "exact"),
        (("A 0-50", "B 0-50", "C 0-50"), "exact"),
        (("A 0-50", "B 10-40"), "nested"),
        (("A 0-40", "B 0-50"), "nested"),
        (("A 0-90", "B 10-70", "C 20-60"), "nested"),
        (("A 0-50", "B 10-60"), "overlapping"),
        (("A 0-60", "B 20-100", "C 20-60"), "overlapping"),  # one inside both, which only overlap each other
        (("A 0-25", "B 0-50", "A 26-50"), "split"),
        (("A 0-30", "B 0-90", "A 30-60", "A 60-90"), "split"),
        (("A 0-50",), "one_only"),
    ],
)
def test_a_group_says_how_its_claims_lie(words: tuple[str, ...], kind: str) -> None:
    group = only(*words)
    assert group.kind == kind
    assert {c.id for c in group.claims} == set(words)
    assert (group.start, group.end) == (min(c.start or 0 for c in group.claims), max(c.end or 0 for c in group.claims))
    assert group.id == group.claims[0].id == words[0]


def test_claims_that_only_touch_are_two() -> None:
    assert grouped("A 0-50", "B 50-90") == {"A 0-50": "one_only", "B 50-90": "one_only"}


def test_what_touches_within_a_longer_stretch_is_not_joined_either() -> None:
    assert grouped("A 0-50", "A 20-60", "B 50-70") == {"A 0-50": "one_only", "A 20-60, B 50-70": "overlapping"}


def test_claims_that_share_one_character_of_very_many_are_one_disagreement_of_two_people() -> None:
    """Nothing is hidden: with one claim each there is nobody who meant two things."""
    assert grouped("A 0-50", "B 49-90") == {"A 0-50, B 49-90": "overlapping"}


def test_neighbours_with_shifted_edges_are_cut_where_they_hardly_overlap() -> None:
    assert grouped("A 0-100", "B 0-110", "A 100-200", "B 110-200") == {
        "A 0-100, B 0-110": "nested",
        "A 100-200, B 110-200": "nested",
    }


def test_a_claim_inside_ones_own_is_another_claim() -> None:
    """Both marked the sentence, and the figure in it."""
    assert grouped("A 0-100", "B 0-100", "A 40-60", "B 40-60") == {
        "A 0-100, B 0-100": "exact",
        "A 40-60, B 40-60": "exact",
    }


def test_a_claim_inside_ones_own_is_another_claim_however_long_it_is() -> None:
    assert grouped("A 0-100", "B 0-100", "A 0-60") == {"A 0-60": "one_only", "A 0-100, B 0-100": "exact"}


def test_a_chain_is_cut_where_nothing_holds_its_ends_together() -> None:
    """The middle one matches both its neighbours, but nothing matches the first and the last claim of A."""
    assert grouped("A 0-100", "B 50-150", "A 100-200", "B 150-250", "A 200-300") == {
        "A 0-100, B 50-150, A 100-200, B 150-250": "split",
        "A 200-300": "one_only",
    }


def test_who_marked_the_whole_paragraph_disagrees_with_the_one_claim_that_comes_nearest() -> None:
    assert grouped("C 0-400", "A 0-60", "B 0-60", "A 80-150", "B 80-150") == {
        "C 0-400, A 80-150, B 80-150": "nested",
        "A 0-60, B 0-60": "exact",
    }


def test_two_claims_of_one_person_on_the_same_words_are_two_groups_until_somebody_else_marks_them() -> None:
    assert grouped("A 0-50 one", "A 0-50 two") == {"A 0-50 one": "one_only", "A 0-50 two": "one_only"}
    assert grouped("A 0-50 one", "A 0-50 two", "A 0-90", "B 0-90") == {
        "A 0-50 one": "one_only",
        "A 0-50 two": "one_only",
        "A 0-90, B 0-90": "exact",
    }
    assert grouped("A 0-50 one", "A 0-50 two", "B 0-50") == {"A 0-50 one, A 0-50 two, B 0-50": "split"}


def test_claims_without_words_are_grouped_by_what_they_are_about() -> None:
    found = grouped("A headline", "B headline", "A picture", "B 0-9")
    assert found == {"A headline, B headline": "exact", "A picture": "one_only", "B 0-9": "one_only"}
    assert groups([claim("A headline")], nobody)[0].span is None


def test_what_is_done_by_everybody_who_marked_nothing_is_silence() -> None:
    (group,) = groups([claim("A 0-50")], lambda span: frozenset({"A", "B", "C"}))
    assert group.silent == ("B", "C")


places = st.builds(
    lambda person, start, length, n: claim(f"{person} {start}-{start + length} {n}"),
    st.sampled_from("ABCD"),
    st.integers(0, 60),
    st.integers(1, 40),
    st.integers(0, 2),
)
many = st.lists(places, max_size=24, unique_by=lambda c: c.id)


@given(many, st.randoms())
def test_every_claim_is_in_one_group_and_the_order_of_arrival_does_not_matter(
    claims: list[Any], r: random.Random
) -> None:
    found = list(aligned(claims))
    assert sorted(c.id for members in found for c in members) == sorted(c.id for c in claims)
    shuffled = list(claims)
    r.shuffle(shuffled)
    assert list(aligned(shuffled)) == found
    assert [(m[0].start, m[0].end, m[0].id) for m in found] == sorted((m[0].start, m[0].end, m[0].id) for m in found)


Place = tuple[int, int]


def plainly(claims: list[Any]) -> list[set[str]]:
    """The groups by the definition: of a component with two claims of one person that cannot be one, the weakest edges
    are taken away, one after the other, until it falls apart.
    """
    at: dict[Place, list[Any]] = {}
    for c in sorted(claims, key=lambda c: (c.start, c.end)):
        at.setdefault((c.start, c.end), []).append(c)
    who = {place: {c.reviewer for c in of} for place, of in at.items()}
    places = list(at)
    edges = [
        (-_iou(*(at[p][0] for p in (one, other))), i, j)
        for j, other in enumerate(places)
        for i, one in enumerate(places[:j])
        if one[1] > other[0] and (len(who[one]) > 1 or who[one] != who[other])
    ]
    close = {pair for weight, *pair_ in edges if -weight >= SAME for pair in (tuple(pair_), tuple(pair_[::-1]))}

    def apart(i: int, j: int, part: set[int]) -> bool:
        one, other = at[places[i]][0], at[places[j]][0]
        if one.span.holds(other.span) or other.span.holds(one.span):
            return True
        return _iou(one, other) < SAME and not any((i, k) in close and (j, k) in close for k in part)

    def pieces(part: set[int], left: list[Any]) -> list[set[int]]:
        found = [{i} for i in part]
        for _, i, j in left:
            one, other = (next(p for p in found if at_ in p) for at_ in (i, j))
            if one is not other:
                found.remove(other)
                one |= other
        return found

    def cut(part: set[int]) -> list[set[int]]:
        if not any(who[places[i]] & who[places[j]] and apart(i, j, part) for i in part for j in part if i < j):
            return [part]
        left = sorted(e for e in edges if e[1] in part and e[2] in part)
        while len(pieces(part, left)) == 1:
            left.pop()
        return [small for piece in pieces(part, left) for small in cut(piece)]

    groups_ = []
    for part in (small for piece in pieces(set(range(len(places))), edges) for small in cut(piece)):
        members = [c for i in part for c in at[places[i]]]
        one_s = len({c.reviewer for c in members}) == 1
        groups_ += [{c.id} for c in members] if one_s else [{c.id for c in members}]
    return groups_


close_together = st.builds(
    lambda person, start, length, n: claim(f"{person} {start}-{start + length} {n}"),
    st.sampled_from("AAABBC"),
    st.integers(0, 14),
    st.integers(1, 14),
    st.integers(0, 1),
)


# B 24-48 is near both A 38-50 and A 8-63, and stands no longer where these would be together.
HELD_BY_WHAT_WAS_CUT_OFF = ["A 8-63", "A 38-50", "A 40-77", "B 24-48", "B 29-70", "C 34-44", "C 41-66"]


@settings(max_examples=300, deadline=None)
@example(list(map(claim, HELD_BY_WHAT_WAS_CUT_OFF)), 32)
@given(st.lists(close_together, max_size=20, unique_by=lambda c: c.id) | many, st.sampled_from([0, 32]))
def test_the_groups_are_those_of_the_definition(claims: list[Any], crowd: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(edges, "_CROWD", crowd)
        found = [{c.id for c in members} for members in aligned(claims)]
    assert sorted(map(sorted, found)) == sorted(map(sorted, plainly(claims)))


def test_a_staircase_of_claims_is_not_compared_each_with_each_at_every_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    """400 by two people, each overlapping 200 others, were 4 million comparisons."""
    compared = 0

    def counted(one: Place, other: Place) -> float:
        nonlocal compared
        compared += 1
        return iou(one, other)

    monkeypatch.setattr(align, "iou", counted)
    claims = [claim(f"{'AB'[i % 2]} {i}-{i + 200}") for i in range(400)]
    assert len(list(aligned(claims))) == 185
    assert 0 < compared < 400 * 30


@given(many)
def test_whoever_stands_twice_in_a_group_may_mean_one_claim(claims: list[Any]) -> None:
    for members in aligned(claims):
        assert len(members) == 1 or len({c.reviewer for c in members}) > 1
        for one in members:
            for other in members:
                if one.reviewer == other.reviewer and one.span != other.span:
                    assert not one.span.holds(other.span)
                    near = [c for c in members if c.reviewer != one.reviewer]
                    assert _iou(one, other) >= SAME or any(
                        _iou(c, one) >= SAME and _iou(c, other) >= SAME for c in near
                    )


@given(many)
def test_a_group_hangs_together_by_overlaps_of_different_people(claims: list[Any]) -> None:
    for members in aligned(claims):
        reached, waiting = {members[0].id}, [members[0]]
        while waiting:
            at = waiting.pop()
            for c in members:
                if c.id not in reached and (at.span == c.span or (at.reviewer != c.reviewer and at.span.meets(c.span))):
                    reached.add(c.id)
                    waiting.append(c)
        assert len(reached) == len(members)


@given(many)
def test_with_one_claim_each_all_that_overlaps_is_one_group(claims: list[Any]) -> None:
    first = {c.reviewer: c for c in reversed(claims)}
    found = list(aligned(first.values()))
    assert all(not one.span.meets(other.span) for a in found for b in found if a is not b for one in a for other in b)


def _iou(a: Any, b: Any) -> float:
    common = max(0, min(a.end, b.end) - max(a.start, b.start))
    return common / (max(a.end, b.end) - min(a.start, b.start))


def bench() -> Any:
    path = Path(__file__).resolve().parent.parent / "bench" / "groups.py"
    spec = importlib.util.spec_from_file_location("bench_groups", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("truths", "people", "touching", "purity", "completeness"),
    [(100, 2, False, 1.0, 0.95), (100, 2, True, 0.98, 0.95), (40, 10, False, 1.0, 0.99), (40, 10, True, 0.99, 0.99)],
)
def test_groups_of_generated_claims_are_the_true_ones(
    truths: int, people: int, touching: bool, purity: float, completeness: float
) -> None:
    """With two people, who both missed or halved some, the rest of a claim may stand alone: nobody joins its halves."""
    made, r = bench(), random.Random(11)
    claims = [made.article(n, truths, people, r, touching=touching) for n in range(20)]
    pure, whole = made.quality(list(made.work(claims, truths, people)))
    assert pure >= purity
    assert whole >= completeness
