"""Two edits of one field: found where neither had seen the other, and gone when somebody who saw both settled it."""

from __future__ import annotations

import tracemalloc
from collections.abc import Sequence
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from workroom import BEGIN

from annot.history.both_sides import two_edits
from annot.history.change import Change
from annot.history.undo import in_force


def change(name: str, patch: dict[str, Any], *prev: str, clock: int = 0, undoes: str | None = None) -> Change:
    writer, _, seq = name.partition(":")
    n = int(seq)
    return Change(writer, n, (BEGIN << 16) + (clock or n), BEGIN, n, "claim", "c1", patch, prev, undoes, 1, "")


MADE = change("a:1", {"status": "x", "speaker": None})
LEFT = change("a:2", {"status": "left"}, "a:1", clock=2)
RIGHT = change("b:1", {"status": "right"}, "a:1", clock=3)
GONE = change("b:1", {"deleted": 1}, "a:1", clock=3)


def found(*changes: Change) -> list[tuple[str, list[Any]]]:
    return [(e.field, [take.value for take in e.takes]) for e in two_edits(changes)]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ([], []),
        ([MADE], []),
        ([MADE, LEFT], []),
        ([MADE, LEFT, RIGHT], [("status", ["left", "right"])]),
        ([RIGHT, LEFT, MADE], [("status", ["left", "right"])]),
        ([MADE, LEFT, change("b:1", {"status": "left"}, "a:1", clock=3)], []),
        ([MADE, LEFT, change("b:1", {"speaker": "X"}, "a:1", clock=3)], []),
        ([MADE, LEFT, RIGHT, change("a:3", {"status": "left"}, "a:2", "b:1", clock=4)], []),
        # who settles has seen both; who goes on with one side has not
        ([MADE, LEFT, RIGHT, change("a:3", {"status": "on"}, "a:2", clock=4)], [("status", ["right", "on"])]),
        ([MADE, LEFT, RIGHT, change("a:3", {"speaker": "X"}, "a:2", "b:1", clock=4)], [("status", ["left", "right"])]),
        ([MADE, LEFT, GONE], [("deleted", [1, 0])]),
        ([MADE, LEFT, GONE, change("a:3", {"deleted": 0}, "a:2", "b:1", clock=4)], []),
        ([MADE, LEFT, GONE, change("a:3", {"deleted": 1}, "a:2", "b:1", clock=4)], []),
        ([MADE, GONE, change("b:2", {"speaker": "X"}, "b:1", clock=4)], []),
        ([MADE, GONE, change("a:2", {"deleted": 0}, "a:1", clock=2)], [("deleted", [1, 0])]),
        # who goes on after the deletion has seen it, also where somebody else has not
        ([MADE, GONE, change("b:2", {"speaker": "X"}, "b:1", clock=4), change("a:2", {}, "a:1", clock=2)], []),
        # times that an import gives are nobody's edit
        ([MADE, change("a:2", {"updated_at": "1"}, "a:1"), change("b:1", {"updated_at": "2"}, "a:1")], []),
        # what was seen is not here: it was forgotten with the merge that had brought it
        ([change("a:2", {"status": "left"}, "z:9", clock=2), RIGHT], [("status", ["left", "right"])]),
    ],
)
def test_two_edits_are_found_and_settled(changes: list[Change], expected: list[tuple[str, list[Any]]]) -> None:
    assert found(*changes) == expected


def test_what_was_undone_is_no_edit_and_undoing_the_settlement_opens_it_again() -> None:
    undone = change("b:2", {"status": "x"}, "b:1", clock=4, undoes="b:1")
    assert found(MADE, LEFT, RIGHT, undone) == []
    settled = change("a:3", {"status": "left"}, "a:2", "b:1", clock=4)
    taken_back = change("a:4", {"status": "right"}, "a:3", clock=5, undoes="a:3")
    assert found(MADE, LEFT, RIGHT, settled) == []
    assert found(MADE, LEFT, RIGHT, settled, taken_back) == [("status", ["left", "right"])]


@st.composite
def histories(draw: st.DrawFn) -> list[Change]:
    """Changes of two writers who saw any of the others, also of later ones, as a stranger's log may claim."""
    count = draw(st.integers(2, 9))
    names = [f"{draw(st.sampled_from('ab'))}:{n}" for n in range(count)]
    patch = st.sampled_from([{}, {"status": 0}, {"status": 1}, {"status": 2}, {"deleted": 0}, {"deleted": 1}])

    def saw(n: int) -> list[str]:
        usual = st.sampled_from(names[max(0, n - 2) : n] or ["z:9"])
        return draw(st.lists(usual | usual | st.sampled_from(names), max_size=2, unique=True))

    undone = st.sampled_from([*[None] * 9, *names])
    return [change(name, draw(patch), *saw(n), clock=n + 1, undoes=draw(undone)) for n, name in enumerate(names)]


def plainly(changes: Sequence[Change]) -> list[tuple[str, list[Any]]]:
    """The same by the definition: who had seen what, for every pair."""
    saw = {(b.id, a.id): a.id in b.prev for b in changes for a in changes}
    for middle, b, a in product(changes, repeat=3):
        saw[b.id, a.id] |= saw[b.id, middle.id] and saw[middle.id, a.id]
    counting = in_force(changes)

    def takes(field: str) -> list[Change]:
        writes = [c for c in counting if field in c.patch]
        return [w for w in writes if not any(saw[other.id, w.id] for other in writes)]

    answer = []
    status = list(dict.fromkeys(w.patch["status"] for w in reversed(takes("status"))))[::-1]
    if len(status) > 1:
        answer.append(("status", status))
    deleted = takes("deleted")
    beside = [
        (gone, c)
        for gone in deleted
        for c in counting
        if gone.patch["deleted"] == 1 and c.patch and "deleted" not in c.patch
        if c is not gone and not saw[c.id, gone.id] and not saw[gone.id, c.id]
    ]
    if len({w.patch["deleted"] for w in deleted}) > 1 or beside:
        answer.append(("deleted", [1, 0]))
    return answer


@settings(max_examples=300)
@given(histories())
def test_they_are_those_of_the_definition_whoever_saw_what(changes: list[Change]) -> None:
    assert found(*changes) == plainly(changes)


def test_a_long_history_of_two_who_never_met_takes_no_memory_for_each_pair_of_its_changes() -> None:
    def peak(length: int) -> int:
        sides = [[change(f"{w}:{n}", {"status": w}, f"{w}:{n - 1}") for n in range(1, length)] for w in "ab"]
        tracemalloc.start()
        assert found(*sides[0], *sides[1]) == [("status", ["a", "b"])]
        used = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return used

    assert peak(1600) < 8 * peak(400)
