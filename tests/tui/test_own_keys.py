"""The user's own keys: every action of every room takes one, and the screens say which it is."""

from __future__ import annotations

from pathlib import Path

import pytest
from library_desk import Visitor, shelf, visit
from textual.binding import BindingsMap
from textual.widgets import Static

from annot.desk.settings import Settings
from annot.tui.keymap import DECIDING, READING, SCREENS, bindings, explained, rebound
from annot.tui.screens.history import HistoryScreen
from annot.tui.screens.room import Room


@pytest.mark.parametrize("room", SCREENS)
def test_every_action_of_every_room_takes_another_key_and_leaves_its_own(room: str) -> None:
    for key in SCREENS[room]:
        for keys in SCREENS.values():  # as the program does it, for all rooms at once
            own = rebound(keys, {key.name: "f9"}, azerty=False, file="config.toml")
        bound = BindingsMap(bindings(SCREENS[room]))
        bound.apply_keymap(own)
        assert [one.action for one in bound.key_to_bindings["f9"]][:1] == [key.action]
        assert not bound.key_to_bindings.keys() & set(key.keys)


def test_a_room_says_the_users_own_keys(tmp_path: Path) -> None:
    path, _ = shelf(tmp_path)
    own = Settings(keys={"only_mine": "f4,w", "help": "f1", "next_paragraph": "f3", "go_to": "f5"})

    async def steps(v: Visitor) -> None:
        v.app._enter(Room.Door("history"))
        await v.settled()
        assert isinstance(v.room, HistoryScreen)
        assert v.text("#keys") == "u undo your latest  U redo  / filter  f4 mine  Enter read  f5 go  f1 keys  q back"
        await v.press("w")
        assert v.room._only_mine
        await v.press("f1")
        said = str(v.app.screen.query_one(Static).content)
        assert "      f4 w  only your own actions, or all again" in said
        assert "        f3  next line" in said
        assert "       k ↑  previous line" in said
        await v.press("q", "colon")
        assert "f4 w      only your own actions" in "\n".join(v.screen())

    visit(path, steps, own=own)


def test_keys_that_stand_for_several_are_said_with_the_rest_of_them() -> None:
    own = {"verdict_1": "1,ampersand", "verdict_0": "0,à", "said_so": "f5", "cite": "f6", "edges_A": "f7"}
    said = {text: keys for keys, text in [*explained(DECIDING, own), *explained(READING, own)]}
    assert said["verdict, in the codebook's order"] == "1..9"
    assert said["mark now, check later"] == "0 à"
    assert said["said so? for the current claim, d 0: not checked"] == "f5 1..6"
    assert said["cite a source: type, or pick one used before"] == "f6, paste"
    assert said["the edges of this reviewer"] == "f7..Z"
