"""The screen of two edits: both values side by side, a digit settles, undo brings it back; hostile values are text."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from library_desk import Visitor, shelf, visit
from reading_desk import BEN, DANA, claim_on
from workroom import look

from annot.desk import claims, merging
from annot.desk.session import Desk
from annot.model.claim import Claim, Reviewer
from annot.store.project import Store
from annot.tui.screens.reading import ReadingScreen
from annot.tui.screens.room import Room
from annot.tui.screens.two_edits import TwoEditsScreen


def edited_on_both_sides(folder: Path, who: Reviewer, here: dict[str, str], there: dict[str, str]) -> Path:
    path, (harbour, *_) = shelf(folder)
    claim = claim_on(path, harbour, "harbour truce", {"status": "supported"}, who)
    other = path.with_name("other.db")
    shutil.copy(path, other)
    for file, fields in ((path, here), (other, there)):
        edit(file, who, claim, fields)
    with Store(path) as store:
        merging.merge(store, [other], keep=False)
    return path


def edit(path: Path, who: Reviewer, claim: Claim, fields: dict[str, str]) -> None:
    with Store(path) as store:
        claims.edit(Desk(store, who), claim, fields)


async def enter(v: Visitor) -> TwoEditsScreen:
    v.app._enter(Room.Door("two_edits"))
    await v.settled()
    assert isinstance(v.room, TwoEditsScreen)
    return v.room


def test_a_digit_says_what_counts_and_u_brings_it_back(tmp_path: Path) -> None:
    path = edited_on_both_sides(tmp_path, DANA, {"status": "refuted"}, {"status": "mostly"})

    async def steps(v: Visitor) -> None:
        await enter(v)
        assert v.text("#progress") == "1 to settle"
        (line,) = v.lines()
        assert line.split()[:-1] == "claim status harbour truce 1 refuted (Dana) 2 mostly right".split()
        assert "Dana, 2026-" in v.text("#whole")
        assert v.text("#whole").endswith(": refuted")
        assert v.text("#everybody").endswith(": mostly right")
        await v.press("3")
        assert v.status == "There are values 1 to 2."
        await v.press("1")
        assert v.status == "status: refuted. u takes that back."
        assert v.lines() == ["  No field was edited on both sides."]
        assert look(path, "SELECT status FROM claim") == [("refuted",)]
        await v.press("u")
        assert len(v.lines()) == 1
        await v.press("enter")
        assert isinstance(v.room, ReadingScreen)

    visit(path, steps)


def test_one_settles_only_what_is_one_s_own(tmp_path: Path) -> None:
    path = edited_on_both_sides(tmp_path, BEN, {"status": "refuted"}, {"status": "mostly"})

    async def steps(v: Visitor) -> None:
        room = await enter(v)
        assert room.ids == ()  # and nothing of it is seen before one has finished

    visit(path, steps)
    with Store(path) as store:
        article = look(path, "SELECT id FROM article WHERE title = 'Harbour truce'")[0][0]
        from annot.desk import blind

        blind.reveal(Desk(store, DANA), article)

    async def then(v: Visitor) -> None:
        await enter(v)
        await v.press("2")
        assert v.status == "This claim is Ben's, who settles it."
        assert len(v.lines()) == 1

    visit(path, then)


def test_an_answer_to_said_so_is_called_by_its_label(tmp_path: Path) -> None:
    path = edited_on_both_sides(tmp_path, DANA, {"attribution": "no_record"}, {"attribution": "out_of_context"})

    async def steps(v: Visitor) -> None:
        await enter(v)
        (line,) = v.lines()
        assert line.endswith("1 no record (Dana)  2 out of context (Dana)")

    visit(path, steps, size=(120, 40))


@pytest.mark.parametrize("ascii_only", [False, True])
def test_hostile_values_are_shown_as_marks(tmp_path: Path, ascii_only: bool) -> None:
    evil = "\x1b]52;c;aGk=\x07[@click=app.quit]x[/] \u202e" + "w" * 300
    path = edited_on_both_sides(tmp_path, DANA, {"rationale": evil}, {"rationale": "plain"})

    async def steps(v: Visitor) -> None:
        await enter(v)
        text = "\n".join(v.screen())
        assert "[@click=app.quit]x[/]" in text
        assert not {c for c in text if ord(c) < 32 and c != "\n"} | ({"\u202e"} & set(text))
        assert all(len(line) <= v.app.size.width for line in v.screen())

    visit(path, steps, ascii_only=ascii_only)
