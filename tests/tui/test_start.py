"""The start screen: a file begins a project here, the demo, and the projects used last with their place."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from library_desk import Visitor, shelf
from reading_desk import DANA, PATIENCE
from textual import events
from textual.widgets import Input
from workroom import look

from annot.article.load import Loaded
from annot.desk import beginning, used
from annot.desk.used import Used
from annot.model.claim import Reviewer
from annot.tui.app import AnnotApp, Start
from annot.tui.dialogs.waiting import Waiting
from annot.tui.screens.library import LibraryScreen
from annot.tui.screens.reading import ReadingScreen
from annot.tui.screens.start import StartScreen


@pytest.fixture(autouse=True)
def somewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(used, "_file", lambda: tmp_path / "state" / "used.json")
    monkeypatch.chdir(tmp_path)


class Beginner(Visitor):
    """The same, but nobody has chosen a project yet."""

    async def settled(self) -> None:
        await self.pilot.pause()
        await self.until(lambda: not isinstance(self.app.screen, Waiting))
        await self.pilot.pause()
        if self.app.clerk is not None:
            self.clerk = self.app.clerk
            await super().settled()


def begin(
    steps: Callable[[Beginner], Awaitable[None]], *, last: tuple[Used, ...] = (), size: tuple[int, int] = (80, 24)
) -> Beginner:
    async def go() -> None:
        async with app.run_test(size=size) as pilot:
            visitor.pilot = pilot
            await visitor.settled()
            await steps(visitor)

    for one in reversed(last):
        used.remember(Path(one.path), one.place)
    app = AnnotApp(Start(Path("annot.db"), DANA), None, ascii_only=False)
    visitor = Beginner(Path("annot.db"), app, None)  # type: ignore[arg-type]
    try:
        asyncio.run(go())
    finally:
        if app.clerk is not None:
            app.clerk.close(0.5)
        app.kept.close()
    return visitor


def test_a_file_begins_a_project_here_and_its_first_line_says_where(tmp_path: Path) -> None:
    (tmp_path / "story.txt").write_text("A short story.\n\nIt ends well.")

    async def steps(v: Beginner) -> None:
        assert str(tmp_path / "annot.db") in v.text("#where")
        await v.press("f")
        await v.type("sto")
        await v.press("tab", "enter")
        assert isinstance(v.room, ReadingScreen)
        assert v.status == f"New project: {tmp_path / 'annot.db'}"
        await v.press("1", "q")
        assert isinstance(v.room, LibraryScreen)
        await v.press("q")
        assert isinstance(v.room, StartScreen)
        await v.settled()
        assert "annot.db" in "\n".join(v.screen())
        assert "P1, 0 of 2 done" in "\n".join(v.screen())
        await v.press("q")
        assert v.app.return_code == 0

    begin(steps, size=(160, 24))
    assert look(tmp_path / "annot.db", "SELECT quote FROM claim") == [("A short story.",)]


class Slow:
    """Reads a file when it is told to, as a page or a stick may take their time."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, patience: float = PATIENCE) -> None:
        self.go, self.ended = threading.Event(), threading.Event()
        self._patience, self._really = patience, beginning.read
        monkeypatch.setattr(beginning, "read", self)

    def __call__(self, file: Path) -> Loaded:
        self.go.wait(self._patience)
        try:
            return self._really(file)
        finally:
            self.ended.set()


def test_while_a_file_is_read_the_screen_says_so_and_keys_do_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "story.txt").write_text("A short story.")
    path, _ = shelf(tmp_path)
    slow = Slow(monkeypatch)

    async def steps(v: Beginner) -> None:
        await v.press("f")
        await v.type("story.txt")
        await v.pilot.press("enter")
        await v.until(lambda: "Opening" in "\n".join(v.screen()))
        assert "story.txt" in "\n".join(v.screen())
        await v.pilot.press("1", "d", "escape", "q")
        slow.go.set()
        await v.settled()
        assert isinstance(v.room, ReadingScreen)
        assert v.room.page.article.text == "A short story."
        assert [type(room) for room in v.app.rooms] == [StartScreen, LibraryScreen, ReadingScreen]

    begin(steps, last=(Used(str(path)),))


def test_who_leaves_while_a_file_is_read_does_not_wait_for_it_and_no_project_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "story.txt").write_text("A short story.")
    slow = Slow(monkeypatch, patience=3.0)

    async def steps(v: Beginner) -> None:
        await v.press("f")
        await v.type("story.txt")
        await v.pilot.press("enter")
        await v.until(lambda: "Opening" in "\n".join(v.screen()))
        await v.pilot.press("ctrl+q")
        assert v.app.return_code == 0

    begin(steps)
    assert not slow.ended.is_set()
    slow.go.set()
    assert slow.ended.wait(PATIENCE)
    assert not (tmp_path / "annot.db").exists()


def test_who_leaves_while_a_project_is_made_finds_it_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "story.txt").write_text("A short story.")
    made, go, really = threading.Event(), threading.Event(), beginning.begin

    def slow(project: Path, article: Loaded, me: Reviewer) -> str:
        made.set()
        assert go.wait(PATIENCE)
        return really(project, article, me)

    monkeypatch.setattr(beginning, "begin", slow)

    async def steps(v: Beginner) -> None:
        await v.press("f")
        await v.type("story.txt")
        await v.pilot.press("enter")
        await v.until(made.is_set)
        await v.pilot.press("ctrl+q")
        go.set()

    assert begin(steps).app.clerk is not None
    assert look(tmp_path / "annot.db", "SELECT text FROM article") == [("A short story.",)]
    assert [path.name for path in tmp_path.glob("annot.db*")] == ["annot.db"]


def test_one_project_after_the_other_is_opened_and_a_refusal_between_them_harms_nothing(tmp_path: Path) -> None:
    path, _ = shelf(tmp_path)
    (tmp_path / "x.db").write_text("nothing of ours")

    async def steps(v: Beginner) -> None:
        await v.press("1", "q")
        await v.press("2")
        assert "not a project of annot" in v.text("#said")
        v.app._look_elsewhere()
        await v.press("1")
        assert isinstance(v.room, LibraryScreen)

    begin(steps, last=(Used(str(path)), Used(str(tmp_path / "x.db"))))


def test_a_file_that_cannot_be_read_makes_no_project_and_is_said(tmp_path: Path) -> None:
    (tmp_path / "story.txt").write_bytes(b"\xe9t\xe9")

    async def steps(v: Beginner) -> None:
        await v.press("f")
        await v.type("story.txt")
        await v.press("enter")
        assert isinstance(v.room, StartScreen)
        assert "not UTF-8" in v.text("#said")

    begin(steps)
    assert not (tmp_path / "annot.db").exists()


def test_the_demo_is_read_and_leaves_nothing(tmp_path: Path) -> None:
    async def steps(v: Beginner) -> None:
        await v.press("d")
        assert isinstance(v.room, ReadingScreen)
        assert v.status.startswith("The demo")
        kept.append(v.clerk.path)

    kept: list[Path] = []
    begin(steps)
    assert not kept[0].exists()
    assert used.projects() == []


def test_a_project_used_last_stands_there_with_its_place_and_opens_by_its_digit(tmp_path: Path) -> None:
    path, _ = shelf(tmp_path)

    async def steps(v: Beginner) -> None:
        assert "P1, 1 of 2 done" in "\n".join(v.screen())
        await v.press("2")
        assert "no project 2" in v.text("#said")
        await v.press("1")
        assert isinstance(v.room, LibraryScreen)
        assert len(v.room.shelf.ids) == 3

    begin(steps, last=(Used(str(path), "Harbour truce, P1, 1 of 2 done"),))


def test_a_file_that_is_no_project_is_refused_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "x.db").write_text("nothing of ours")

    async def steps(v: Beginner) -> None:
        await v.press("1")
        assert isinstance(v.room, StartScreen)
        assert "not a project of annot" in v.text("#said")

    begin(steps, last=(Used(str(tmp_path / "x.db")),))


def test_the_project_used_last_comes_first_and_one_that_has_gone_is_not_named(tmp_path: Path) -> None:
    for name in ("a.db", "b.db"):
        (tmp_path / name).touch()
        used.remember(tmp_path / name, f"place in {name}")
    used.remember(tmp_path / "a.db", "later")
    assert [(Path(u.path).name, u.place) for u in used.projects()] == [("a.db", "later"), ("b.db", "place in b.db")]
    (tmp_path / "b.db").unlink()
    assert [Path(u.path).name for u in used.projects()] == ["a.db"]
    assert (tmp_path / "state" / "used.json").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("text", ["", "[]", '{"projects": 3}', '{"projects": [{"path": 1}]}', "\x00"])
def test_a_state_file_that_cannot_be_read_is_as_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "state").mkdir()
    (tmp_path / "state" / "used.json").write_text(text)
    assert used.projects() == []
    (tmp_path / "a.db").touch()
    used.remember(tmp_path / "a.db", "")
    assert len(used.projects()) == 1


def test_letters_typed_right_before_tab_are_completed_with_it(tmp_path: Path) -> None:
    (tmp_path / "harbour.txt").write_text("x")
    (tmp_path / "home.txt").write_text("x")

    async def steps(v: Beginner) -> None:
        await v.press("f")
        field = v.app.screen.query_one(Input)
        for key in ("h", "a", "tab"):  # posted at once, as a terminal does that was waited for
            v.app.post_message(events.Key(key, key if key != "tab" else "\t"))
        await v.settled()
        assert field.value == "harbour.txt"

    begin(steps)
