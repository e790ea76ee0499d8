"""What is being done, while it takes its time and one can do nothing else."""

from __future__ import annotations

from textual.app import ComposeResult

from annot.tui.dialogs.frame import Dialog
from annot.tui.widgets.keyline import Item


class Waiting(Dialog[None]):
    """It goes by itself. Keys that are typed too early are for nobody: they would mean something else below."""

    keys = (Item("one moment"),)

    def body(self) -> ComposeResult:
        yield from ()

    def action_leave(self) -> None:
        """Not by Esc."""
