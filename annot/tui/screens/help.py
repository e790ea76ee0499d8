"""The keys of a screen, from the one key map."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static

from annot.tui.dialogs.frame import Question
from annot.tui.keymap import Key, explained
from annot.tui.walls import content


class HelpScreen(Question[None]):
    """q, Esc, Enter or ? close it; j, k and Space scroll."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q,escape,question_mark,enter", "dismiss", "close", show=False),
        Binding("j", "scroll(1)", "down", show=False),
        Binding("k", "scroll(-1)", "up", show=False),
        Binding("space", "scroll(10)", "further down", show=False),
    ]
    CSS = """
    HelpScreen { align: center middle; }
    HelpScreen VerticalScroll {
        width: 72; max-width: 100%; height: auto; max-height: 90%; background: $panel; padding: 1 2;
    }
    """

    def __init__(self, keys: tuple[Key, ...], own: Mapping[str, str]) -> None:
        super().__init__()
        self._keys, self._own = keys, own

    def compose(self) -> ComposeResult:
        lines = "\n".join(f"{keys:>10}  {text}" for keys, text in explained(self._keys, self._own))
        with VerticalScroll():
            yield Static(content(lines, lines=True), markup=False)

    def action_scroll(self, rows: int) -> None:
        self.query_one(VerticalScroll).scroll_relative(y=rows, animate=False)
