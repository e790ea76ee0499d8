"""Lines of keys: which work here, and a click on one does what the key does."""

from __future__ import annotations

from collections.abc import Sequence

import attrs
from rich.cells import cell_len
from textual import events

from annot.model.codebook import Codebook
from annot.plain import show
from annot.tui.widgets.bars import Line


@attrs.frozen
class Item:
    """What stands on a line of keys, and the action of the screen that a click on it does; "" for none."""

    text: str
    action: str = ""


class KeyLine(Line):
    """Keys with a word each, for the eye and for the mouse. What does not fit is left out, from the end."""

    def __init__(self, items: Sequence[Item] = (), *, gap: str = " · ", id: str | None = None) -> None:
        super().__init__(id=id)
        self._items, self._gap = items, gap
        self._places: list[tuple[int, int, str]] = []  # from cell, to cell, action

    def show_items(self, items: Sequence[Item]) -> None:
        self._items = items
        self._set()

    def on_resize(self) -> None:
        self._set()

    async def on_click(self, event: events.Click) -> None:
        at = event.get_content_offset(self)
        for start, end, action in self._places:
            if at is not None and action and start <= at.x < end:
                await self.screen.run_action(action)  # from our own key map, never from a text

    def _set(self) -> None:
        text, self._places = "", []
        for item in self._items:
            start = cell_len(text + self._gap) if text else 0
            end = start + cell_len(show(item.text))
            if end > self.content_size.width:
                break
            text += self._gap * bool(text) + item.text
            self._places.append((start, end, item.action))
        self.say(text)


class Legend(KeyLine):
    """The verdicts on their digits, with the label where there is room; then keys that work here."""

    DEFAULT_CSS = """
    Legend { background: $panel; padding: 0 1; }
    """
    WORDS_FROM = 130  # cells

    def __init__(self, book: Codebook, *, ascii_only: bool, zero: str = "", id: str | None = None) -> None:
        """`zero` is what the key 0 does where it gives no verdict."""
        super().__init__(gap="", id=id)
        self._keyed = list(enumerate(book.statuses, 1))
        if not zero:
            self._keyed.append((0, book.status("unchecked")))
        self._zero, self._ascii_only = zero, ascii_only
        self._keys: Sequence[tuple[str, str]] = ()

    def show_keys(self, keys: Sequence[tuple[str, str]]) -> None:
        """(key and word, action), the most wanted first."""
        if keys != self._keys:
            self._keys = keys
            self._set()

    def _set(self) -> None:
        words = self.outer_size.width >= self.WORDS_FROM
        gap = "  " if words else " "
        items: list[Item] = []
        for n, status in self._keyed:
            glyph = status.ascii if self._ascii_only else status.glyph
            space = gap * bool(items)
            items.append(Item(f"{space}{n}{glyph}{status.label if words else status.code}", f"verdict({n})"))
        if self._zero:
            items.append(Item(f"{gap}0 {self._zero}", "later"))
        items += [Item(f"  {text}", action) for text, action in self._keys]
        self._items = items
        super()._set()
