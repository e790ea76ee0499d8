"""A decision stays with its group, and is open again where something came that it does not answer."""

from __future__ import annotations

from typing import Any

import attrs
import pytest
from aligning import claim, named

from annot.merge.finals import summaries
from annot.merge.standing import Standing, standings
from annot.model.article import Paragraph
from annot.model.claim import Claim, Reading
from annot.model.group import Decision, Final
from annot.model.work import Work

A, B, C = claim("A 0-9"), claim("B 0-9", "mostly"), claim("C 0-9", "supported")


def decision(*claims: Claim, status: str = "supported", **more: Any) -> Decision:
    ids = tuple(c.id for c in claims)
    usual: dict[str, Any] = {"id": "d1", "start": 0, "end": 9, "decided_by": "E"}
    usual |= {"saw": tuple((c.id, c.status) for c in claims)}
    return Decision(article="a1", status=status, claims=ids, **usual | more)


def work(*claims: Claim, decisions: tuple[Decision, ...] = (), readings: tuple[Reading, ...] = ()) -> Work:
    paragraphs = (Paragraph(1, 0, 50, "body"), Paragraph(2, 52, 100, "body"))
    names = {"A": "Anna", "B": "Ben", "C": "Chiara", "E": "Edda"}
    return Work("a1", "0123456789" * 10, paragraphs, claims, readings, decisions, names)


def standing(*claims: Claim, decisions: tuple[Decision, ...] = ()) -> Standing:
    (found,) = standings(work(*claims, decisions=decisions))
    return found


def test_a_group_is_open_or_agreed_without_a_decision() -> None:
    assert standing(A, B).state == "open"
    assert standing(A, C).state == "agreed"
    assert standing(A, C).verdict is not None


def test_a_decision_decides_the_group_that_it_saw() -> None:
    found = standing(A, B, decisions=(decision(A, B),))
    assert (found.state, found.why) == ("decided", "")
    assert found.verdict is not None
    assert found.verdict.status == "supported"


def test_a_new_member_of_the_decided_verdict_changes_nothing_also_with_other_edges() -> None:
    assert standing(A, B, C, decisions=(decision(A, B),)).state == "decided"
    assert standing(A, B, claim("C 0-12"), decisions=(decision(A, B),)).state == "decided"


@pytest.mark.parametrize(
    "new",
    [claim("C 0-9", "refuted"), claim("C 0-9", "unchecked"), claim("C 0-9", attribution="altered")],
)
def test_a_new_member_that_contradicts_opens_it_again(new: Claim) -> None:
    found = standing(A, B, new, decisions=(decision(A, B, attribution="verbatim"),))
    assert found.state == "reopened"
    assert "somebody else marked it since" in found.why
    assert found.verdict is None


def test_whoever_marks_what_was_decided_to_be_no_claim_opens_it_again() -> None:
    no = decision(A, status="no_claim", start=None, end=None)
    assert standing(A, decisions=(no,)).state == "decided"
    assert standing(A, C, decisions=(no,)).state == "reopened"


def test_a_member_that_was_taken_back_opens_it_again() -> None:
    found = standing(A, decisions=(decision(A, B),))
    assert (found.state, found.why) == ("reopened", "a claim of it was taken back since")


def test_a_member_with_another_verdict_opens_it_again() -> None:
    found = standing(A, attrs.evolve(B, status="refuted"), decisions=(decision(A, B),))
    assert (found.state, found.why) == ("reopened", "a claim of it has another verdict since")


def test_a_decision_of_which_all_claims_are_gone_is_nowhere() -> None:
    assert standing(C, decisions=(decision(A, B),)).decisions == ()


def test_a_group_that_split_takes_the_decision_to_where_most_of_its_claims_are() -> None:
    first, second, moved = claim("A 0-9"), claim("B 0-9"), claim("C 60-69")
    found = standings(work(first, second, moved, decisions=(decision(first, second, moved),)))
    assert [(named(s.group.claims), s.state, len(s.decisions)) for s in found] == [
        ("A 0-9, B 0-9", "reopened", 1),
        ("C 60-69", "agreed", 0),
    ]
    assert found[0].why == "its claims are no longer one group"
    moved = claim("C 0-9"), claim("A 60-69"), claim("B 60-69")
    found = standings(work(*moved, decisions=(decision(*moved),)))
    assert [len(s.decisions) for s in found] == [0, 1]


def test_two_decisions_on_one_group_go_to_the_queue_never_the_later_one() -> None:
    one, other = decision(A, B), decision(A, B, id="d2", status="mostly", created_at="2030")
    found = standing(A, B, decisions=(one, other))
    assert (found.state, found.verdict) == ("reopened", None)
    assert {d.id for d in found.decisions} == {"d1", "d2"}


def test_groups_that_fuse_bring_their_decisions_to_the_queue() -> None:
    left, right, bridge = claim("A 0-9"), claim("B 8-20"), claim("C 2-18")
    one = decision(left)
    other = decision(right, id="d2", start=8, end=20)
    found = standing(left, right, bridge, decisions=(one, other))
    assert (found.state, found.why) == ("reopened", "it was decided twice, in different ways")


def test_two_desks_that_decided_alike_have_decided() -> None:
    assert standing(A, B, decisions=(decision(A, B), decision(A, B, id="d2"))).state == "decided"


def finals(given: Work) -> list[Final]:
    return [one.final for one in summaries(given) if one.final]


def test_final_claims_are_what_is_decided_or_what_all_agree_on() -> None:
    finished = (Reading("g", "a1", "C"),)
    far = claim("A 60-69", quote="0123456789")
    given = work(A, B, far, decisions=(decision(A, B, start=1, end=4, reason="Seen."),))
    first, second = finals(given)
    assert (first.group, first.start, first.end, first.quote) == ("A 0-9", 1, 4, "123")
    assert (first.status, first.decided_by, first.reason) == ("supported", "Edda", "Seen.")
    assert first.votes == (("Anna", "supported"), ("Ben", "mostly"))
    assert (second.status, second.decided_by, second.quote) == ("supported", "unanimous", "0123456789")
    with_silence = finals(attrs.evolve(given, readings=finished))
    assert [f.group for f in with_silence] == ["A 0-9"]  # C was done and saw no claim in the other
    assert with_silence[0].votes == (("Anna", "supported"), ("Ben", "mostly"), ("Chiara", "no_claim"))


def test_what_a_policy_decided_bears_its_name() -> None:
    (final,) = finals(work(A, B, decisions=(decision(A, B, policy="majority"),)))
    assert final.decided_by == "majority"


def test_edges_that_enclose_nothing_are_no_edges() -> None:
    (final,) = finals(work(A, B, decisions=(decision(A, B, start=9, end=3),)))
    assert (final.start, final.end) == (0, 9)
