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


def test_a_key_that_comes_late_through_the_room_below_stands_before_those_that_came_straight(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The field has the focus already: what comes straight must wait for what is still under way."""
    path, _ = project(tmp_path)
    held: list[Dialog[object]] = []
    monkeypatch.setattr(Dialog, "_go", lambda self, way: held.append(self))

    async def steps(reader: Reader) -> None:
        await reader.press("l", "1")
        late = events.Key("1", "1")
        late.came_through = reader.screen  # type: ignore[attr-defined]
        await reader.pilot.press("r")
        while not held or held[0].focused is None:
            await reader.pilot.pause()
        await reader.pilot.press("z", "x")
        reader.app.on_key(late)
        held[0]._catch_up()
        await reader.pilot.pause()
        assert held[0].query_one(TextArea).text == "1zx"

    read(path, steps)


def test_what_comes_so_fast_that_it_is_a_paste_waits_for_its_turn_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, _ = project(tmp_path)
    held: list[Dialog[object]] = []
    monkeypatch.setattr(Dialog, "_go", lambda self, way: held.append(self))

    async def steps(reader: Reader) -> None:
        await reader.press("l", "1")
        await reader.pilot.press("r")
        while not held or held[0].focused is None:
            await reader.pilot.pause()
        await reader.pilot.press("z")
        reader.app.post_message(events.Paste("he meeti"))
        await reader.pilot.press("x")
        held[0]._catch_up()
        await reader.pilot.pause()
        assert held[0].query_one(TextArea).text == "zhe meetix"

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
