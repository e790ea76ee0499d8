"""A text, or a text and what kind it is: rationale, message. What is half typed is kept, and comes back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Static, TextArea

from annot.tui.dialogs.choose import Choice
from annot.tui.dialogs.frame import LEAVES, Dialog, T
from annot.tui.walls import content
from annot.tui.widgets.keyline import Item

PAUSE = 0.5  # seconds after the last key until what is typed is kept


class Kept(Dialog[T]):
    """`keep(text)` is called soon after each change, so that nothing half typed is lost with the terminal."""

    def __init__(self, title: str, text: str, keep: Callable[[str], None], trouble: str = "") -> None:
        super().__init__(title, trouble)
        self.text, self._keep = text, keep
        self._pause: Timer | None = None

    @on(TextArea.Changed)
    def _keep_soon(self) -> None:
        if self._pause:
            self._pause.stop()
        self._pause = self.set_timer(PAUSE, self.keep_now)

    def keep_now(self) -> None:
        """Keep what is typed at once: the terminal is going away, or nobody has typed for a moment."""
        self._keep(self.query_one(TextArea).text)


class Field(TextArea):
    """A text whose Enter saves; ctrl+j makes a line."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+j", "newline", "new line", show=False)]

    class Submitted(Message):
        """Enter was pressed."""

    def action_newline(self) -> None:
        self.insert("\n")

    async def _on_key(self, event: events.Key) -> None:
        if event.key == "enter":
            event.stop()
            event.prevent_default()
            self.post_message(self.Submitted())
        else:
            await super()._on_key(event)


class Write(Kept[tuple[str, str]]):
    """(kind, text). With several `kinds` up and down choose one while the text is on one line; with none it is "".

    `check(text)` says what is wrong with it, "" for nothing; what is wrong is shown as it is typed, and is not taken.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "other_kind(-1)", "kind", show=False, priority=True),
        Binding("down", "other_kind(1)", "kind", show=False, priority=True),
    ]
    keys = (Item("Enter saves", "save"), Item("ctrl+j new line"), LEAVES)

    def __init__(
        self,
        title: str,
        *,
        text: str = "",
        kinds: Sequence[Choice] = (),
        kind: str = "",
        keep: Callable[[str], None],
        check: Callable[[str], str] | None = None,
        trouble: str = "",
    ) -> None:
        super().__init__(title, text, keep, trouble)
        self._kinds, self._check = list(kinds), check
        self._at = next((i for i, k in enumerate(self._kinds) if k.id == kind), 0)

    def body(self) -> ComposeResult:
        if self._kinds:
            yield Static(self._line(), markup=False, id="kinds")
        yield Field(self.text, soft_wrap=True, compact=True)
        if self._check:
            yield Static(markup=False, classes="trouble", id="wrong")

    def on_mount(self) -> None:
        field = self.query_one(Field)
        field.move_cursor(field.document.end)
        self.set_focus(field)

    @on(Field.Changed)
    def _changed(self) -> None:
        if self._check:
            self.query_one("#wrong", Static).update(content(self._check(self.query_one(Field).text.strip())))

    @on(Field.Submitted)
    def action_save(self) -> None:
        if self._check and self._check(self.query_one(Field).text.strip()):
            return
        kind = self._kinds[self._at].id if self._kinds else ""
        self.dismiss((kind, self.query_one(Field).text))

    def action_other_kind(self, by: int) -> None:
        field = self.query_one(Field)
        if self._kinds and "\n" not in field.text:
            self._at = (self._at + by) % len(self._kinds)
            self.query_one("#kinds", Static).update(self._line())
        elif by > 0:
            field.action_cursor_down()
        else:
            field.action_cursor_up()

    def _line(self) -> Content:
        parts = [f"[{k.label}]" if i == self._at else f" {k.label} " for i, k in enumerate(self._kinds)]
        return content("↑ ↓ " + " ".join(parts))
