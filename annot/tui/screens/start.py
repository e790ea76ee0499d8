"""The first screen where there is no project yet: open a file, look at the demo, or go on where one was."""

from __future__ import annotations

from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.message import Message

from annot.desk import used
from annot.desk.paths import at_home
from annot.tui.dialogs.path import AskPath
from annot.tui.keymap import START, bindings
from annot.tui.screens.room import Room
from annot.tui.widgets.bars import Line
from annot.tui.widgets.long_list import Cell, LongList

_WIDE = 70  # columns from which the place stands beside the project
HERE = "{open_article} opens  {file} file  {demo} demo  {help} keys  {leave} leave"


class StartScreen(Room):
    """Says where a new project would be, and names the projects used last with the place where one was."""

    KEYS = START
    BINDINGS = bindings(START)
    DEFAULT_CSS = """
    StartScreen { layout: vertical; }
    StartScreen #head { background: $panel; text-style: bold; padding: 0 1; }
    StartScreen .quiet { color: $text-muted; padding: 0 1; }
    StartScreen #said { background: $surface; padding: 0 1; }
    StartScreen #keys { background: $panel; padding: 0 1; }
    """

    class File(Message):
        """An article's file, a project's, or a project's folder is to be opened."""

        def __init__(self, path: Path) -> None:
            super().__init__()
            self.path = path

    class Demo(Message):
        """The sample project is to be opened."""

    def __init__(self, project: Path, *, ascii_only: bool = False) -> None:
        """`project` is where a new project would be made."""
        super().__init__(ascii_only=ascii_only)
        self._project = project
        self._used = used.projects()

    def compose(self) -> ComposeResult:
        yield Line(id="head")
        yield Line(id="where", classes="quiet")
        yield LongList()
        yield Line(id="said")
        yield Line(id="keys")

    def on_mount(self) -> None:
        self.query_one("#head", Line).say("annot: a fact-check desk in a terminal")
        self.query_one("#where", Line).say(
            f"A file that you open begins a new project: {at_home(str(self._project.absolute()))}"
        )
        self.query_one("#keys", Line).say(self.with_keys(HERE))
        self.reload()
        self.set_focus(self.lines)

    def on_resize(self) -> None:
        self._show()

    @property
    def lines(self) -> LongList:
        return self.query_one(LongList)

    def say(self, message: str) -> None:
        self.query_one("#said", Line).say(message)

    def reload(self) -> None:
        self._used = used.projects()
        self.lines.show_count(2 + len(self._used), at=self.lines.at)
        self._show()

    # -- keys

    @on(LongList.Chosen)
    def action_open(self) -> None:
        at = self.lines.at
        if at == 0:
            self.action_file()
        elif at == 1:
            self.action_demo()
        else:
            self.action_used(at - 1)

    def action_used(self, n: int) -> None:
        if n <= len(self._used):
            self.post_message(self.File(Path(self._used[n - 1].path)))
        else:
            self.say(f"There is no project {n} among those used last.")

    def action_file(self) -> None:
        def answered(path: str | None) -> None:
            if path:
                self.post_message(self.File(Path(path)))

        self.app.push_screen(AskPath("Open which article, or which project?"), answered)

    def action_demo(self) -> None:
        self.post_message(self.Demo())

    def action_move(self, by: int) -> None:
        self.lines.move(by)

    def action_end(self, last: bool) -> None:
        self.lines.move_to(self.lines.count if last else 0)

    def action_page(self, by: int) -> None:
        self.lines.page(by)

    # -- private

    def _show(self) -> None:
        rows = [
            [Cell(" f ", 3, "bold"), Cell("open a file: txt, md, html, or a project")],
            [Cell(" d ", 3, "bold"), Cell("the demo: a sample project, nothing of yours is touched")],
        ]
        place = self.size.width // 2 - 3 if self.size.width >= _WIDE else 0
        for n, one in enumerate(self._used, 1):
            row = [Cell(f" {n if n < 10 else ' '} ", 3, "bold"), Cell(at_home(one.path))]
            rows.append([*row, Cell("  ", 2), Cell(one.place or one.day, place, "dim")] if place else row)
        self.lines.show_lines(dict(enumerate(rows)))
