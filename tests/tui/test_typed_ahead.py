"""Keys that are typed while a dialog is being opened: they stand in its field, in the order of the fingers."""

from __future__ import annotations

from pathlib import Path

import pytest
from reading_desk import Reader, project, read
from textual import events
from textual.widgets import TextArea

from annot.tui.dialogs.frame import Dialog


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
