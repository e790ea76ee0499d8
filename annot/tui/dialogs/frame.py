"""What all dialogs look like, and how they answer: Enter saves, Esc leaves, and no flow needs Esc twice."""

from __future__ import annotations

from typing import ClassVar, Generic, TypeVar

from textual import events
from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.dom import DOMNode
from textual.screen import ModalScreen
from textual.widgets import Static

from annot.tui.walls import content
from annot.tui.widgets.keyline import Item, KeyLine

T = TypeVar("T")
LEAVES = Item("Esc leaves", "leave")


class Question(ModalScreen[T | None], Generic[T]):
    """What is pushed over a room and gives an answer back, once."""

    # A modal screen hides the app's own.
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+z", "app.suspend_process", "suspend", show=False)]

    def dismiss(self, result: T | None = None) -> AwaitComplete:
        """A second answer, typed before the first was heard, would take the room below away."""
        return super().dismiss(result) if self.app.screen is self else AwaitComplete()


class Dialog(Question[T]):
    """A box over the screen below: a title, what `body` yields, and a line that says which keys work.

    `trouble` is shown in it when the last answer was refused; the fields then hold what had been typed.
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "leave", show=False)]
    DEFAULT_CSS = """
    Dialog { align: center middle; background: $background 60%; }
    Dialog > Vertical {
        width: 76; max-width: 100%; height: auto; max-height: 100%;
        background: $panel; padding: 0 1; border: round $primary;
    }
    Dialog .title { text-style: bold; }
    Dialog .trouble { color: $text-error; }
    Dialog KeyLine { color: $text-muted; }
    Dialog OptionList { height: auto; max-height: 14; background: $panel; border: none; padding: 0; }
    Dialog.-low OptionList { max-height: 45vh; }  /* the lines around it have to fit too */
    Dialog OptionList:focus { border: none; }
    Dialog Input, Dialog TextArea { background: $surface; border: none; padding: 0; height: auto; max-height: 8; }
    Dialog Input:focus, Dialog TextArea:focus { border: none; }
    """
    VERTICAL_BREAKPOINTS = [(0, "-low"), (20, "-high")]  # noqa: RUF012  # as Textual types it
    keys: ClassVar[tuple[Item, ...]] = (LEAVES,)

    def __init__(self, title: str, trouble: str = "") -> None:
        super().__init__()
        self._title, self._trouble = title, trouble
        self._early: list[events.Key | events.Paste] | None = []  # typed before a field could take it

    def compose(self) -> ComposeResult:
        with Vertical():
            yield Static(content(self._title), markup=False, classes="title")
            if self._trouble:
                yield Static(content(self._trouble), markup=False, classes="trouble")
            yield from self.body()
            yield KeyLine(self.keys)

    def body(self) -> ComposeResult:
        """The widgets between title and keys."""
        raise NotImplementedError  # each dialog has its own; Textual's metaclass is not ABCMeta

    @property
    def waits(self) -> bool:
        """Whether keys that were typed before are still on their way; until then none goes to a field."""
        return self._early is not None

    def takes(self, event: events.Key) -> bool:
        """Take a key that went through the room below while the key before it was opening this."""
        if not hasattr(event, "came_through"):
            return False
        key = events.Key(event.key, event.character)
        key.time = event.time
        if self._early is not None:
            self._early.append(key)
        else:
            self._give(key)
        return True

    def _give(self, typed: events.Key | events.Paste) -> None:
        target = self.focused or self
        target._forward_event(typed)

    def _forward_event(self, event: events.Event) -> None:  # private, in Textual 8.2.8
        if isinstance(event, events.Key | events.Paste) and self._early is not None:
            self._early.append(event)
        else:
            super()._forward_event(event)

    def _on_screen_resume(self, event: events.ScreenResume) -> None:
        super()._on_screen_resume(event)
        below = self.app.screen_stack[-2]
        self.call_after_refresh(self._go, [*(below.focused or below).ancestors_with_self])

    def _go(self, way: list[DOMNode]) -> None:
        """Go the way of the keys that the room below had got already, and so come after them."""
        if way:
            way[0].call_later(self._go, way[1:])
        else:
            self._catch_up()

    def _catch_up(self) -> None:
        """Nothing that is typed ahead is lost: it goes where it would have gone."""
        early, self._early = self._early or (), None
        for typed in sorted(early, key=lambda typed: typed.time):  # one that came through the room may come late
            self._give(typed)

    def answered(self, event: events.Key) -> bool:
        """Whether this was answered before the key was heard: then the key is for what is on top by now."""
        if self.app.screen is self:
            return False
        event.stop()
        self.app.screen._forward_event(events.Key(event.key, event.character))
        return True

    def action_leave(self) -> None:
        self.dismiss(None)
