"""Two edits of one field: found where neither had seen the other, and gone when somebody who saw both settled it."""

from __future__ import annotations

from typing import Any

import pytest
from workroom import BEGIN

from annot.history.both_sides import two_edits
from annot.history.change import Change


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
