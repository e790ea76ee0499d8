"""What is being done, while it takes its time and one can do nothing else but leave."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from annot.tui.dialogs.frame import Dialog
from annot.tui.widgets.keyline import Item


class Waiting(Dialog[None]):
    """It goes by itself. Keys that are typed too early are for nobody: they would mean something else below."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+q", "app.leave", "leave", show=False)]  # a dialog hides ours
    keys = (Item("one moment"), Item("ctrl+q leaves", "app.leave"))

    def body(self) -> ComposeResult:
        yield from ()

    def action_leave(self) -> None:
        """Not by Esc."""
