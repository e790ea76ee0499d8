"""A long text in a field of its own, where no editor is named."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.widgets import TextArea

from annot.tui.dialogs.writing import Kept
from annot.tui.widgets.keyline import Item


class Drafting(Kept[str]):
    """The text as it stands when one leaves: it is a draft, so nothing is asked."""

    DEFAULT_CSS = """
    Drafting > Vertical { width: 100%; height: 100%; }
    Drafting TextArea { height: 1fr; max-height: 100%; }
    """
    keys = (Item("Esc keeps the draft and checks it", "leave"),)

    def body(self) -> ComposeResult:
        yield TextArea(self.text, soft_wrap=False)

    def on_mount(self) -> None:
        self.set_focus(self.query_one(TextArea))

    def action_leave(self) -> None:
        self.dismiss(self.query_one(TextArea).text)
