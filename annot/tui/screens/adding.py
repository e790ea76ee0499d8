"""Files going into the project: how far it is, and a way to stop after any of them."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import ProgressBar, Static

from annot.desk import adding
from annot.desk.adding import Batch
from annot.errors import AnnotError
from annot.tui.clerk import Clerk
from annot.tui.dialogs.frame import Dialog
from annot.tui.walls import content
from annot.tui.widgets.keyline import Item

STEP = 0.1  # seconds of reading between two looks at the keys


class AddingScreen(Dialog[str]):
    """Adds a file or a folder, some files at a time, each time in one transaction; answers what came of it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q,ctrl+c", "cancel", "cancel", show=False)]
    DEFAULT_CSS = """
    AddingScreen ProgressBar { width: 100%; }
    AddingScreen Bar { width: 1fr; }
    """
    keys = (Item("Esc stops; what is in stays in", "cancel"),)

    def __init__(self, path: Path, clerk: Clerk) -> None:
        super().__init__("Adding")
        self._path, self._clerk = path, clerk
        self._files: list[Path] = []
        self._taken = self._new = 0
        self._refused: list[str] = []
        self._cancelled = False

    def body(self) -> ComposeResult:
        yield ProgressBar(show_eta=False)
        yield Static(markup=False, id="count")

    def on_mount(self) -> None:
        self._clerk.ask(lambda desk: adding.files(self._path), self._found, self._failed)

    def action_cancel(self) -> None:
        self._cancelled = True

    def _found(self, files: list[Path]) -> None:
        self._files = files
        self.query_one(ProgressBar).update(total=len(files))
        self._go_on()

    def _go_on(self) -> None:
        if self._cancelled or self._taken == len(self._files):
            self.dismiss(self._report())
            return
        rest = self._files[self._taken :]
        self._clerk.ask(lambda desk: adding.add_some(desk, rest, STEP), self._added, self._failed)

    def _added(self, batch: Batch) -> None:
        self._taken += batch.taken
        self._new += batch.new
        self._refused += batch.refused
        if self.is_attached:
            self.query_one(ProgressBar).update(progress=self._taken)
            self.query_one("#count", Static).update(content(f"{self._taken:,} of {len(self._files):,} files"))
            self._go_on()

    def _failed(self, error: BaseException) -> None:
        if not isinstance(error, AnnotError):
            raise error
        if self.is_attached:
            self.dismiss(str(error))

    def _report(self) -> str:
        known = self._taken - self._new - len(self._refused)
        parts = [f"{self._new:,} article{'s' * (self._new != 1)} added"]
        parts += [f"{known:,} here already"] if known else []
        parts += [f"{len(self._refused):,} could not be read: {self._refused[0]}"] if self._refused else []
        left = len(self._files) - self._taken
        return ", ".join(parts) + (f". Stopped: {left:,} files were not read." if left else ".")
