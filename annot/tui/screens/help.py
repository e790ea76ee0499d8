"""The keys of a screen, from the one key map."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from annot.tui.keymap import Key, explained
from annot.tui.walls import content


class HelpScreen(ModalScreen[None]):
    """Any of the keys below closes it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("q,escape,question_mark,enter", "dismiss", "close", show=False)]
    CSS = """
    HelpScreen { align: center middle; }
    HelpScreen VerticalScroll {
        width: 72; max-width: 100%; height: auto; max-height: 90%; background: $panel; padding: 1 2;
    }
    """

    def __init__(self, keys: tuple[Key, ...]) -> None:
        super().__init__()
        self._keys = keys

    def compose(self) -> ComposeResult:
        lines = "\n".join(f"{keys:>10}  {text}" for keys, text in explained(self._keys))
        with VerticalScroll():
            yield Static(content(lines, lines=True), markup=False)
