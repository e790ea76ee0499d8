"""A file's name, completed by Tab as in a shell."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.widgets import Input, Static

from annot.desk.paths import completed, expanded
from annot.tui.dialogs.frame import LEAVES, Dialog
from annot.tui.walls import content
from annot.tui.widgets.keyline import Item

SHOWN = 8  # names under the field


class PathField(Input):
    """A field whose Tab completes. A priority binding of the dialog would overtake letters typed just before."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("tab", "complete", "complete", show=False)]

    class Completed(Message):
        """As much is filled in as is certain; these names fit."""

        def __init__(self, names: list[str]) -> None:
            super().__init__()
            self.names = names

    def action_complete(self) -> None:
        longer, names = completed(self.value)
        if longer != self.value:
            self.value = longer
            self.cursor_position = len(longer)
        self.post_message(self.Completed(names))


class AskPath(Dialog[str]):
    """The path, with `~` expanded. It is there, unless `new` names the ending of a file that is to be made.

    A file that would be overwritten is asked about once: Enter again takes it.
    """

    keys = (Item("Tab completes"), Item("Enter takes it", "take"), LEAVES)

    def __init__(self, title: str, typed: str = "", *, new: str = "", trouble: str = "") -> None:
        super().__init__(title, trouble)
        self._typed, self._new = typed, new
        self._warned = ""

    def body(self) -> ComposeResult:
        yield PathField(value=self._typed, select_on_focus=False)
        yield Static(markup=False, id="names")

    def on_mount(self) -> None:
        self.set_focus(self.query_one(Input))  # at once: `focus()` comes later than a quick first key
        if not self._new:
            self._show_names(self._typed)

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        if not self._new:
            self._show_names(event.value)

    @on(PathField.Completed)
    def _completed(self, event: PathField.Completed) -> None:
        self._say_names(event.names)

    @on(Input.Submitted)
    def action_take(self) -> None:
        value = self.query_one(Input).value
        path, typed = expanded(value), value.strip()
        if not typed:
            return
        if self._new and not typed.lower().endswith(self._new):
            self._say(f"The name ends in {self._new}.")
        elif self._new and path.exists() and self._warned != typed:
            self._warned = typed
            self._say(f"{typed} is there already. Enter again overwrites it.")
        elif not self._new and not path.exists():
            self._say(f"There is no {typed}.")
        else:
            self.dismiss(str(path))

    def _show_names(self, typed: str) -> None:
        self._say_names(completed(typed)[1])

    def _say_names(self, names: list[str]) -> None:
        more = f"\n… and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
        # One name a line, and no name may make two of itself.
        self._say("\n".join(content(name).plain for name in names[:SHOWN]) + more)

    def _say(self, text: str) -> None:
        self.query_one("#names", Static).update(content(text, lines=True))
