"""Keys that are typed while a dialog is being opened: they stand in its field, in the order of the fingers."""

from __future__ import annotations

from pathlib import Path

import pytest
from reading_desk import Reader, project, read
from textual import events
from textual.widgets import TextArea

from annot.tui.dialogs.choose import Choose
from annot.tui.dialogs.frame import Dialog
from annot.tui.screens.checklist import Checklist


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> list[Dialog[object]]:
    """The dialogs that were opened: what was typed before them is on its way until a test calls `_catch_up`."""
    opened: list[Dialog[object]] = []
    monkeypatch.setattr(Dialog, "_go", lambda self, way: opened.append(self))
    return opened


async def _reason(reader: Reader, held: list[Dialog[object]]) -> None:
    """Ask for the reason of a new claim; the field has the focus already, and keys must not go straight to it."""
    await reader.press("l", "1")
    await reader.pilot.press("r")
    await reader.until(lambda: held and held[0].focused is not None)


async def _caught_up(reader: Reader, dialog: Dialog[object]) -> str:
    """What stands in the field when all that was typed has come."""
    dialog._catch_up()
    await reader.pilot.pause()
    return dialog.query_one(TextArea).text


def test_a_key_that_comes_late_through_the_room_below_stands_before_those_that_came_straight(
    tmp_path: Path, held: list[Dialog[object]]
) -> None:
    path, _ = project(tmp_path)

    async def steps(reader: Reader) -> None:
        late = events.Key("1", "1")
        late.came_through = reader.screen  # type: ignore[attr-defined]
        await _reason(reader, held)
        await reader.pilot.press("z", "x")
        reader.app.on_key(late)
        assert await _caught_up(reader, held[0]) == "1zx"

    read(path, steps)


def test_what_comes_so_fast_that_it_is_a_paste_waits_for_its_turn_too(
    tmp_path: Path, held: list[Dialog[object]]
) -> None:
    path, _ = project(tmp_path)

    async def steps(reader: Reader) -> None:
        await _reason(reader, held)
        await reader.pilot.press("z")
        reader.app.post_message(events.Paste("he meeti"))
        await reader.pilot.press("x")
        assert await _caught_up(reader, held[0]) == "zhe meetix"

    read(path, steps)


@pytest.mark.parametrize(("keys", "wanted"), [("3", {"number"}), (" ", {"quote"}), ("", set())])
def test_enter_right_behind_a_digit_saves_what_the_digit_marked(tmp_path: Path, keys: str, wanted: set[str]) -> None:
    path, _ = project(tmp_path, "The union of the fishermen is old.")

    async def steps(reader: Reader) -> None:
        await reader.press("1")
        for key in ("t", *keys, "enter"):  # all at once, so that some come before the dialog and others before Enter
            reader.app.post_message(events.Key(*{" ": ("space", " "), "enter": ("enter", "\r")}.get(key, (key, key))))
        await reader.until(lambda: reader.app.screen is reader.screen)
        await reader.written()
        assert reader.current is not None
        assert set(reader.current.types) == wanted

    read(path, steps)


async def _kinds(reader: Reader) -> int:
    """Open the list of kinds; how many screens there are with it."""
    await reader.pilot.press("K")
    await reader.until(lambda: isinstance(reader.app.screen, Choose) and not reader.app.screen.waits)
    return len(reader.app.screen_stack)


def test_a_digit_right_behind_the_digit_that_answers_is_for_the_room_below(tmp_path: Path) -> None:
    """It answered again, and took the room away: with the last one the program fell."""
    path, _ = project(tmp_path)

    async def steps(reader: Reader) -> None:
        screens = await _kinds(reader)
        for _ in range(2):  # both are on their way before one is heard
            reader.app.screen._forward_event(events.Key("2", "2"))
        await reader.until(reader.claims)
        await reader.written()
        assert len(reader.app.screen_stack) == screens - 1
        assert [status for _, status, _ in reader.claims()] == ["mostly"]

    read(path, steps)


@pytest.mark.parametrize("key", ["enter", "escape"])
def test_an_answer_that_is_given_twice_counts_once(tmp_path: Path, key: str) -> None:
    path, _ = project(tmp_path)

    async def steps(reader: Reader) -> None:
        screens = await _kinds(reader)
        for _ in range(3):
            reader.app.post_message(events.Key(key, None))
        await reader.until(lambda: reader.app.screen is reader.screen)
        await reader.pilot.pause()
        assert len(reader.app.screen_stack) == screens - 1

    read(path, steps)


def test_a_line_of_the_checklist_is_chosen_once(tmp_path: Path) -> None:
    path, _ = project(tmp_path)

    async def steps(reader: Reader) -> None:
        await reader.press("1")
        await reader.pilot.press("L")
        await reader.until(lambda: isinstance(reader.app.screen, Checklist))
        await reader.pilot.pause()
        screens = len(reader.app.screen_stack)
        for _ in range(2):
            reader.app.post_message(events.Key("enter", None))
        await reader.until(lambda: not isinstance(reader.app.screen, Checklist))
        await reader.pilot.pause()
        assert len(reader.app.screen_stack) == screens - 1

    read(path, steps)
