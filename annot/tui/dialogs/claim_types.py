"""The types of a claim: several may be right. What the rules suggest is shown, and is nothing until it is confirmed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.strip import Strip
from textual.widgets import SelectionList
from textual.widgets.selection_list import Selection

from annot.model.codebook import ClaimType
from annot.plain import show
from annot.tui.dialogs.frame import LEAVES, Dialog
from annot.tui.widgets.keyline import Item


class Marks(SelectionList[str], inherit_bindings=False):
    """What is not marked has no sign: Textual tells the two apart by colour alone. Enter is the dialog's."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "select", "mark", show=False),
        Binding("up", "cursor_up", "up", show=False),
        Binding("down", "cursor_down", "down", show=False),
        Binding("home", "first", "first", show=False),
        Binding("end", "last", "last", show=False),
        Binding("pageup", "page_up", "page up", show=False),
        Binding("pagedown", "page_down", "page down", show=False),
    ]

    def action_select(self) -> None:
        """At once, so that an Enter right behind it saves it; Textual sends a message first."""
        if self.highlighted is not None:
            self.toggle(self.get_option_at_index(self.highlighted))

    def render_line(self, y: int) -> Strip:
        left, sign, *rest = super().render_line(y)
        at = self.scroll_offset.y + y
        marked = at >= self.option_count or self.get_option_at_index(at).value in self.selected
        return Strip([left, sign if marked else Segment(" " * sign.cell_length, sign.style), *rest])


class PickTypes(Dialog[list[str]]):
    """The ids of the chosen types. With none set before, the suggested ones are marked, dimmed, for one Enter."""

    # No priority: it would overtake a digit that is typed right before it.
    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "save", "save", show=False)]
    keys = (Item("Space or its digit marks"), Item("Enter saves", "save"), LEAVES)

    def __init__(self, types: Sequence[ClaimType], now: Collection[str], suggested: Collection[str]) -> None:
        super().__init__("What kind of claim is it?" + ("" if now else "   (suggested ones are marked)"))
        self._types = list(types)
        self._now, self._suggested = set(now), set(suggested)

    def body(self) -> ComposeResult:
        marked = self._now or self._suggested
        yield Marks(
            *(Selection(self._prompt(n, one), one.id, one.id in marked) for n, one in enumerate(self._types, 1))
        )

    def on_mount(self) -> None:
        marks = self.query_one(Marks)
        marks.highlighted = 0
        self.set_focus(marks)

    def _prompt(self, n: int, one: ClaimType) -> Content:
        key = str(n) if n <= 9 else " "
        dim = "dim" if not self._now and one.id in self._suggested else ""
        return Content.assemble((f"{key} ", "bold"), (show(one.label), dim))

    def on_key(self, event: events.Key) -> None:
        marks = self.query_one(Marks)
        if event.character and event.character in "123456789" and int(event.character) <= len(self._types):
            event.stop()
            marks.toggle(self._types[int(event.character) - 1].id)

    def action_save(self) -> None:
        marks = self.query_one(Marks)
        self.dismiss([one.id for one in self._types if one.id in marks.selected])
