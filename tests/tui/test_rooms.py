"""The other rooms: the codebook and its draft, what is left, and the way between them."""

from __future__ import annotations

import csv
import signal
import stat
import threading
from pathlib import Path
from queue import Queue

import pytest
from library_desk import Visitor, assign, shelf, visit
from reading_desk import DANA, PATIENCE, claim_on
from test_library import mark
from textual.widgets import TextArea
from workroom import look

from annot.desk import exporting, reading
from annot.desk.session import Desk
from annot.errors import AnnotError
from annot.store import tables
from annot.tui import outside
from annot.tui.clerk import Clerk
from annot.tui.dialogs import writing
from annot.tui.doors import DOORS
from annot.tui.keymap import SCREENS
from annot.tui.screens.codebook import CodebookScreen
from annot.tui.screens.finish import FinishScreen
from annot.tui.screens.library import LibraryScreen
from annot.tui.screens.reading import ReadingScreen
from annot.tui.screens.room import Room
from annot.tui.screens.scroll_room import ScrollRoom

MINE = (
    'name = "Mine"\n[[status]]\nid = "right"\nlabel = "Right"\ndefinition = "It is so."\nexamples = ["Two and two."]\n'
)


@pytest.fixture(autouse=True)
def no_editor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EDITOR", raising=False)
    monkeypatch.delenv("VISUAL", raising=False)


def write(v: Visitor, text: str) -> None:
    v.app.screen.query_one(TextArea).text = text


async def draft(v: Visitor, text: str) -> None:
    await v.press("e")
    write(v, text)
    await v.press("escape")


def test_the_codebook_says_what_each_verdict_means(tmp_path: Path) -> None:
    path, _ = shelf(tmp_path)

    async def steps(v: Visitor) -> None:
        await v.press("o", "2")
        assert isinstance(v.room, CodebookScreen)
        book = v.room.books.now
        shown = " ".join(v.text("#text").split())
        for status in book.statuses:
            assert status.label in shown
            assert status.definition in shown
            assert all(example in shown for example in status.examples)

    visit(path, steps)


def test_a_draft_is_checked_kept_and_put_into_force_and_undo_takes_it_back(tmp_path: Path) -> None:
    path, _ = shelf(tmp_path)

    async def steps(v: Visitor) -> None:
        await v.press("o", "2")
        await draft(v, "name = ")
        assert "the draft" in v.status
        await v.press("w")
        assert look(path, "SELECT toml FROM codebook WHERE toml LIKE '%Mine%'") == []
        await v.press("q", "o", "2", "e")
        assert v.app.screen.query_one(TextArea).text == "name = "
        write(v, MINE)
        await v.press("escape")
        assert v.status == "The draft is whole: w puts it into force."
        assert "a draft, not in force" in v.text("#progress")
        assert "Two and two." in v.text("#text")
        await v.press("w")
        assert v.text("#progress") == "in force"
        await v.press("q", "u")
        assert v.status.startswith("Undone: 1 codebook")

    visit(path, steps)
    assert look(path, "SELECT count(*) FROM codebook WHERE toml = ? AND deleted = 1", [MINE]) == [(1,)]
    assert look(path, "SELECT * FROM draft") == []


def test_a_draft_without_a_verdict_in_use_is_refused_and_stays(tmp_path: Path) -> None:
    path, (harbour, *_) = shelf(tmp_path)
    claim_on(path, harbour, "harbour truce", {"status": "supported"})

    async def steps(v: Visitor) -> None:
        await v.press("o", "2")
        await draft(v, MINE)
        await v.press("w")
        assert "lacks a status in use: 1 claim has supported" in v.status
        assert "a draft, not in force" in v.text("#progress")
        await v.press("x")
        assert v.text("#progress") == "in force"

    visit(path, steps)
    assert look(path, "SELECT place FROM draft") == [("codebook:dropped",)]


def test_a_draft_that_is_being_typed_is_kept_when_the_terminal_goes_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, _ = shelf(tmp_path)
    monkeypatch.setattr(signal, "setitimer", lambda *_: None)

    async def steps(v: Visitor) -> None:
        await v.press("o", "2", "e")
        write(v, "name = ")
        v.app.leave_now()

    async def again(v: Visitor) -> None:
        await v.press("o", "2", "e")
        assert v.app.screen.query_one(TextArea).text == "name = "

    visit(path, steps)
    visit(path, again)


def test_a_draft_that_is_being_typed_is_kept_when_one_rests(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, _ = shelf(tmp_path)
    monkeypatch.setattr(writing, "PAUSE", 0.01)

    async def steps(v: Visitor) -> None:
        await v.press("o", "2", "e")
        write(v, "name = ")
        while not look(path, "SELECT * FROM draft WHERE text = 'name = '"):
            await v.pilot.pause(0.02)

    visit(path, steps)


def test_a_draft_that_was_dropped_comes_back_by_u_also_another_day(tmp_path: Path) -> None:
    path, _ = shelf(tmp_path)

    async def steps(v: Visitor) -> None:
        await v.press("o", "2")
        await draft(v, MINE)
        await v.press("x")
        assert v.text("#progress") == "in force"
        assert v.status == "The draft is dropped; u brings it back."

    async def again(v: Visitor) -> None:
        await v.press("o", "2", "u")
        assert v.status == "The draft is back."
        assert "a draft, not in force" in v.text("#progress")
        await v.press("w", "u")  # nothing is dropped any more
        assert v.status == "Undone: 1 codebook."
        await v.press("U")
        assert v.status == "Done again: 1 codebook."
        assert "Codebook ─ Mine" in v.text("#title")

    visit(path, steps)
    visit(path, again)
    assert look(path, "SELECT * FROM draft") == []


def test_u_takes_no_draft_away_for_one_that_was_dropped_before(tmp_path: Path) -> None:
    path, _ = shelf(tmp_path)

    async def steps(v: Visitor) -> None:
        await v.press("o", "2")
        await draft(v, MINE)
        await v.press("x")
        await draft(v, "name = ")
        await v.press("u")
        assert v.status == "There is nothing of yours to undo."
        assert v.room.books.draft == "name = "  # type: ignore[attr-defined]

    visit(path, steps)


def test_the_users_editor_gets_the_text_in_a_private_file_and_gives_it_back(tmp_path: Path) -> None:
    script = tmp_path / "editor"
    script.write_text(f'#!/bin/sh\ncp -p "$2" {tmp_path}/seen\necho more >> "$2"\n')
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    assert outside.edited("text\n", "codebook.toml", [str(script), "-w"]) == "text\nmore\n"
    assert (tmp_path / "seen").read_text() == "text\n"
    with pytest.raises(AnnotError, match="gave nothing back"):
        outside.edited("text\n", "codebook.toml", ["false"])


def test_an_editor_is_named_as_a_shell_would_read_it(monkeypatch: pytest.MonkeyPatch) -> None:
    assert outside.editor() == []
    monkeypatch.setenv("EDITOR", "code --wait 'a b'")
    assert outside.editor() == ["code", "--wait", "a b"]
    monkeypatch.setenv("VISUAL", 'broken "')
    assert outside.editor() == []


def test_what_is_left_is_counted_and_enter_exports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    path, (harbour, gates, boats) = shelf(tmp_path)
    claim_on(path, harbour, "harbour truce", {"status": "supported"})
    claim_on(path, gates, "gates closed", {"status": "unchecked"})
    mark(path, gates, whole=True)
    assign(path, boats, DANA)

    async def steps(v: Visitor) -> None:
        await v.press("o", "3")
        assert isinstance(v.room, FinishScreen)
        left = [" ".join(line.split()) for line in v.text("#text").splitlines()]
        assert left[:4] == [
            "2 of 3 articles not finished",
            "1 of them given to you",
            "1 of your claims unchecked",
            "1 of your claims without a source",
        ]
        await v.press("enter")
        await v.until(lambda: v.status == "2 claims in Dana-claims.csv.")
        await v.press("h")
        await v.until(lambda: "is ready to send. Open in it: Boat census: 2 of 2 paragraphs not done" in v.status)
        (handed_in,) = tmp_path.glob("*-by-Dana-*.annot.db")
        assert look(handed_in, "SELECT count(*) FROM claim") == [(2,)]
        await v.press("q")
        assert isinstance(v.room, LibraryScreen)

    visit(path, steps, size=(160, 24))
    rows = list(csv.DictReader((tmp_path / "Dana-claims.csv").read_text("utf-8").splitlines()))
    assert {row["quote"] for row in rows} == {"harbour truce", "gates closed"}


@pytest.mark.parametrize("door", ["left", ""], ids=["what is left", "the library"])
def test_nothing_waits_for_an_export_and_the_room_in_sight_says_when_it_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, door: str
) -> None:
    monkeypatch.chdir(tmp_path)
    path, (harbour, *_) = shelf(tmp_path)
    claim_on(path, harbour, "harbour truce", {"status": "supported"})
    go, really = threading.Event(), exporting.all_claims

    def slow(desk: Desk, target: Path) -> str:
        assert go.wait(PATIENCE)
        return really(desk, target)

    monkeypatch.setattr(exporting, "all_claims", slow)

    async def steps(v: Visitor) -> None:
        await v.press(*(("o", "3", "enter") if door else ("e", "enter")))
        assert v.status == "The file is being written; you can go on meanwhile."
        await v.press("ctrl+c")
        assert v.status == "Everything is saved; q leaves."
        await v.press(*("q", "enter") if door else ["enter"])
        assert isinstance(v.room, ReadingScreen)
        await v.press("1")
        assert len(look(path, "SELECT * FROM claim")) == 2
        go.set()
        await v.until(lambda: v.status == "2 claims in Dana-claims.csv.")

    visit(path, steps)


def test_an_export_that_fails_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    path, _ = shelf(tmp_path)

    def refused(desk: Desk, target: Path) -> str:
        raise AnnotError("The disk is full.")

    monkeypatch.setattr(exporting, "all_claims", refused)

    async def steps(v: Visitor) -> None:
        await v.press("o", "3", "enter")
        await v.until(lambda: v.status == "The disk is full.")

    visit(path, steps)


def test_what_was_asked_for_before_is_in_what_is_read_beside(tmp_path: Path) -> None:
    path, (harbour, *_) = shelf(tmp_path)
    clerk = Clerk(path, DANA)
    go, counted = threading.Event(), Queue[int]()

    def work(desk: Desk) -> None:
        assert go.wait(PATIENCE)
        reading.mark(desk, harbour, [1])

    clerk.ask(work, lambda _: None, lambda _: None)
    clerk.beside(lambda desk: len(tables.readings(desk.store, harbour.id, [DANA.id])), counted.put, lambda _: None)
    go.set()
    assert counted.get(timeout=PATIENCE) == 1
    clerk.close(0.5)


@pytest.mark.parametrize("door", ["2", "3"], ids=["the codebook", "what is left"])
def test_j_and_k_scroll_where_a_text_is_longer_than_the_screen(tmp_path: Path, door: str) -> None:
    path, (harbour, *_) = shelf(tmp_path)
    claim_on(path, harbour, "harbour truce", {"status": "unchecked"})

    async def steps(v: Visitor) -> None:
        await v.press("o", door)
        assert isinstance(v.room, ScrollRoom)
        for key, lower in (("j", True), ("G", True), ("k", False), ("g", False), ("down", True), ("up", False)):
            before = v.room.box.scroll_y
            await v.press(key)
            assert (v.room.box.scroll_y > before) is lower, key

    visit(path, steps, size=(40, 7))


def test_nothing_is_left_when_everything_is_finished(tmp_path: Path) -> None:
    path, articles = shelf(tmp_path)
    for article in articles:
        mark(path, article, whole=True)

    async def steps(v: Visitor) -> None:
        await v.press("o", "3")
        assert v.text("#text").startswith("Nothing is left")

    visit(path, steps)


def test_a_room_entered_before_is_gone_back_to_so_the_stack_does_not_grow(tmp_path: Path) -> None:
    path, _ = shelf(tmp_path)

    async def steps(v: Visitor) -> None:
        await v.press("enter", "o", "4")
        assert [type(room) for room in v.app.rooms] == [LibraryScreen]
        await v.press("o", "1", "enter", "o", "4")
        assert [type(room) for room in v.app.rooms] == [LibraryScreen]

    visit(path, steps)


@pytest.mark.parametrize("name", [name for name in SCREENS if name != "start"])
@pytest.mark.parametrize("size", [(80, 24), (40, 10), (120, 40), (400, 100)])
def test_every_room_stands_at_every_size_with_its_keys_in_the_last_line(
    tmp_path: Path, name: str, size: tuple[int, int]
) -> None:
    path, _ = shelf(tmp_path)

    async def steps(v: Visitor) -> None:
        doors = {"codebook": "codebook", "finish": "left", "history": "history", "two_edits": "two_edits"}
        if name in doors:
            v.app._enter(Room.Door(doors[name]))
        elif name == "reading":
            await v.pilot.press("enter")
        await v.settled()
        lines = v.screen()
        assert len(lines) == size[1]
        assert lines[0].strip()
        assert lines[-1].strip()
        assert "saved" in lines[-2]
        assert "\x1b" not in "".join(lines)
        await v.press("question_mark", "j", "q")
        await v.press("colon", "escape")
        assert v.app.return_code is None

    visit(path, steps, size=size, ascii_only=size[0] == 40)


@pytest.mark.parametrize("door", DOORS, ids=[door.name for door in DOORS])
def test_in_ascii_a_room_draws_no_other_sign_of_its_own(tmp_path: Path, door: object) -> None:
    path, (harbour, *_) = shelf(tmp_path)
    mark(path, harbour, 1)

    async def steps(v: Visitor) -> None:
        v.app._enter(Room.Door(door.name))  # type: ignore[attr-defined]
        await v.settled()
        await v.press("u")
        allowed = set("─·…“”’▁▂▃▄▅▆▇█")  # separators that the reading screen has too, and scroll bars
        odd = {c for line in v.screen() for c in line if not c.isascii()} - allowed
        assert odd == set()

    visit(path, steps, ascii_only=True)


@pytest.mark.parametrize("name", SCREENS)
def test_a_key_means_one_thing_in_a_room_and_its_action_exists(name: str) -> None:
    rooms = {room.KEYS: room for room in (ReadingScreen, *(door.way()[1] for door in DOORS)) if isinstance(room, type)}
    keys = [one for key in SCREENS[name] for one in key.keys]
    assert len(keys) == len(set(keys))
    if room := rooms.get(SCREENS[name]):
        missing = [k.action for k in SCREENS[name] if not hasattr(room, f"action_{k.action.partition('(')[0]}")]
        assert missing == []


def test_enter_opens_the_article_that_is_chosen_and_not_the_one_that_one_came_from(tmp_path: Path) -> None:
    path, (harbour, gates, _) = shelf(tmp_path)
    mark(path, gates, 1)

    async def steps(v: Visitor) -> None:
        def reading() -> str:
            assert isinstance(v.room, ReadingScreen)
            return v.room.page.article.id

        await v.press("enter")
        assert reading() == harbour.id
        v.app._enter(Room.Door("history"))
        await v.settled()
        await v.press("enter")
        assert reading() == gates.id
        await v.press("q", "q")
        assert reading() == harbour.id
        v.app._enter(Room.Door("reading", harbour.id))  # where one is already
        await v.settled()
        assert [type(room).__name__ for room in v.app.rooms] == ["LibraryScreen", "ReadingScreen"]

    visit(path, steps)


def test_a_room_that_is_ready_late_takes_no_key_from_a_dialog(tmp_path: Path) -> None:
    path, _ = shelf(tmp_path)

    async def steps(v: Visitor) -> None:
        await v.press("enter", "1")
        go = threading.Event()
        v.clerk._thread.submit(go.wait)
        v.app._enter(Room.Door("history"))
        await v.pilot.press("r", "w", "h")
        go.set()
        await v.settled()
        await v.pilot.press("y", "enter")
        await v.settled()
        assert isinstance(v.room, ReadingScreen)
        assert look(path, "SELECT rationale FROM claim") == [("why",)]

    visit(path, steps)


def test_what_was_undone_in_another_room_is_gone_where_one_comes_back_to(tmp_path: Path) -> None:
    path, _ = shelf(tmp_path)

    async def steps(v: Visitor) -> None:
        await v.press("enter", "1")
        v.app._enter(Room.Door("history"))
        await v.settled()
        await v.press("u", "q")
        assert isinstance(v.room, ReadingScreen)
        assert v.room.page.claims == {}

    visit(path, steps)
