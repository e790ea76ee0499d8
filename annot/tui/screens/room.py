"""What all rooms share: a screen that one enters, whose keys are data, and that `q` leaves for the one before."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import ClassVar, TypeVar

from textual import events
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Input, TextArea

from annot.desk import undoing
from annot.desk.session import Desk
from annot.desk.undoing import Undone
from annot.errors import AnnotError, NothingToDo
from annot.store import drafts
from annot.tui.clerk import Clerk
from annot.tui.dialogs.choose import Choice, Find
from annot.tui.dialogs.writing import Kept
from annot.tui.keymap import AZERTY_LETTERS, FOOTER, Key, bound, first, footer, shown
from annot.tui.screens.help import HelpScreen
from annot.tui.widgets.bars import StatusLine

_T = TypeVar("_T")
SAVED = "Everything is saved; q leaves."
LOSING = "The last actions are NOT saved. q again leaves without them; else annot keeps trying."


class Room(Screen[None]):
    """The program keeps rooms in a stack. A room never knows which others there are: it asks for a `Door`."""

    NAME: ClassVar[str] = ""  # of the door that leads here
    KEYS: ClassVar[tuple[Key, ...]] = ()
    BLANK = True  # nothing of the screen itself is ever seen

    class Door(Message):
        """The room named `to` is wanted; `what` is its article, where it needs one."""

        def __init__(self, to: str, what: str = "") -> None:
            super().__init__()
            self.to, self.what = to, what

    class Left(Message):
        """The reviewer wants to leave the room; what was to be kept is kept."""

    def __init__(self, *, ascii_only: bool) -> None:
        super().__init__()
        self.ascii_only = ascii_only
        self.not_saved = ""  # why, while nothing can be saved
        self._leaving = False

    # -- what a room says and does in its own way (not abstract methods: Textual's metaclass is not ABCMeta)

    def say(self, message: str) -> None:
        """Answer in the status line."""
        raise NotImplementedError

    def reload(self) -> None:
        """Somebody else has written, or one comes back into the room: show what is true now."""

    def keep(self) -> None:
        """One leaves, or the terminal goes away: keep the place and what is half typed."""
        for screen in self.app.screen_stack:
            if isinstance(screen, Kept):
                screen.keep_now()

    def own_doors(self) -> Sequence[Choice]:
        """What `o` offers here beside the rooms."""
        return ()

    def go(self, to: str) -> None:
        """One of `own_doors` was chosen."""

    def let_go(self) -> None:
        """Esc: what was begun is dropped."""
        self.say("")

    def shows_what(self, other: Room) -> bool:
        """Whether `other` would show the same: then one goes back here, and not into a second one."""
        return type(self) is type(other)

    # -- what they have in common

    def tell(self, message: str) -> None:
        """Say what came of something, in the room in sight: one may have left this one meanwhile. It is said whole."""
        room = next(screen for screen in reversed(self.app.screen_stack) if isinstance(screen, Room))
        room.say(message)
        for line in room.query(StatusLine):
            line.show_whole()

    def trouble(self, why: str) -> None:
        """Nothing can be saved at the moment, because of `why`; "" when it can be again."""
        news, self.not_saved = why != self.not_saved, why
        self._leaving = self._leaving and bool(why)
        if news:  # it is told at every try, and would cover whatever else is said
            self.say(why or "Saved after all.")

    def action_leave(self) -> None:
        if self.not_saved and not self._leaving and self.app.screen_stack[0] is self:
            self._leaving = True
            self.say(LOSING)
        else:
            self.keep()
            self.post_message(self.Left())

    def action_help(self) -> None:
        self.app.push_screen(HelpScreen(self.KEYS, self._own))

    def action_palette(self) -> None:
        """Every action by name."""
        choices = [Choice(key.action, f"{shown(key, self._own):<9} {key.text}") for key in self.KEYS if key.shown]

        def answered(action: str | None) -> None:
            if action is not None:
                self.call_later(self.run_action, action)

        self.app.push_screen(Find("What do you want to do?", choices), answered)

    def action_go_to(self) -> None:
        self.post_message(self.Door(""))

    def action_saved_already(self) -> None:
        self.say(self.not_saved or SAVED)

    @property
    def _own(self) -> Mapping[str, str]:
        """The user's own keys, by the names of actions."""
        return self.app._keymap  # private, in Textual 8.2.8

    @cached_property
    def footers(self) -> dict[str, list[tuple[str, str]]]:
        """What the footer shows in each state, with the user's own keys."""
        mine = {key.name for key in self.KEYS}
        return {here: footer(self.KEYS, self._own, names) for here, names in FOOTER.items() if mine.issuperset(names)}

    def with_keys(self, line: str) -> str:
        """`line` with the first key of each action whose {name} stands in it."""
        return line.format_map({key.name: first(key, self._own) for key in self.KEYS})

    @cached_property
    def _bound(self) -> frozenset[str]:
        """Every key that does something here."""
        return bound(self.KEYS, self._own)

    async def on_key(self, event: events.Key) -> None:
        """What no binding took: say so; and Esc followed fast by a key, which arrives as alt+key, is that key."""
        event.came_through = self  # type: ignore[attr-defined]  # see Dialog.takes
        if event.key in self._bound or isinstance(self.focused, Input | TextArea):
            return  # a screen sees keys before its bindings do
        after = event.key.removeprefix("alt+")
        if event.key == "escape" or (after != event.key and after in self._bound):
            self.let_go()
            if after in self._bound:  # a key posted from here would not come up to its binding
                await self.app._check_bindings(after)
        elif event.character in AZERTY_LETTERS:
            self.say('A French keyboard? digits = "azerty" under [keys] of your settings makes this row 1 to 9 and 0.')
        elif event.is_printable or event.key.isalnum():  # with ctrl and the like it may be the terminal's
            name = event.character if event.is_printable and event.key != "space" else event.key.capitalize()
            caps = " Caps Lock?" if (event.character or "").isupper() else " ? shows the keys."
            self.say(f"{name} does nothing here.{caps}")


class DeskRoom(Room):
    """A room in a project: what it shows and does is asked of the clerk."""

    def __init__(self, clerk: Clerk, *, ascii_only: bool) -> None:
        super().__init__(ascii_only=ascii_only)
        self.clerk = clerk
        self.writes = 0  # actions whose COMMIT has not returned
        self.kept: dict[str, str] = {}  # half-typed text by what it belongs to
        self.stale = False  # what is shown was painted before it was written, and has to be read again
        self._reopen: Callable[[str], None] | None = None  # the dialog whose answer is being asked for

    def ask(
        self,
        work: Callable[[Desk], _T],
        done: Callable[[_T], None],
        *,
        writes: bool = True,
        refused: Callable[[str], None] | None = None,
    ) -> None:
        """Let the clerk do `work`, and show what it answers by `done`, unless one has left meanwhile.

        A refusal is said, of what `writes` wherever one is by then; the room is read again, and `refused` told why.
        """
        told = refused or self._reopen

        def finished(value: _T) -> None:
            self.writes -= writes
            if not self.is_attached:
                return
            if writes:
                self.answered(done, value)
                self.show_saved()
            else:
                done(value)

        def failed(error: BaseException) -> None:
            self.writes -= writes
            if not isinstance(error, AnnotError):
                raise error
            if self.is_attached:
                self.say(str(error))
                if writes and (self.stale or not isinstance(error, NothingToDo)):
                    self.reload()
                if told:
                    told(str(error))
            elif writes:
                self.tell(f"Not done: {error}")

        self.clerk.ask(work, finished, failed)
        if writes:
            self.writes += 1
            self.show_saved()

    @contextmanager
    def reopening(self, dialog: Callable[[str], None]) -> Iterator[None]:
        """What is asked for inside is a dialog's answer: if refused, `dialog(why)` opens it with what was typed."""
        self._reopen = dialog
        try:
            yield
        finally:
            self._reopen = None

    def write_file(self, work: Callable[[Desk], str]) -> None:
        """Let `work` make a file beside all else; the room in sight by then says what it answers."""

        def failed(error: BaseException) -> None:
            if not isinstance(error, AnnotError):
                raise error
            self.tell(str(error))

        self.say("The file is being written; you can go on meanwhile.")
        self.clerk.beside(work, self.tell, failed, to_its_end=True)

    def answered(self, done: Callable[[_T], None], value: _T) -> None:
        """Something is written: show it, and all that it may have changed."""
        self.reload()
        done(value)

    def keep_text(self, place: str, text: str) -> None:
        """Keep what is half typed; an empty text is forgotten."""
        if text:
            self.kept[place] = text
        elif self.kept.pop(place, None) is None:
            return
        self.ask(lambda desk: drafts.keep(desk.store, desk.me.id, place, text), lambda _: None)

    def say(self, message: str) -> None:
        self.query_one(StatusLine).show(message)
        self.show_saved()

    def show_saved(self) -> None:
        state = "NOT SAVED" if self.not_saved else "saving" if self.writes else "saved"
        self.query_one(StatusLine).show_saved(state, busy=state == "saving", trouble=bool(self.not_saved))

    def trouble(self, why: str) -> None:
        super().trouble(why)
        self.show_saved()

    # -- keys

    def action_undo(self) -> None:
        self.reverse(undoing.undo, "Undone")

    def action_redo(self) -> None:
        self.reverse(undoing.redo, "Done again")

    def reverse(self, act: Callable[..., Undone], verb: str) -> None:
        """Undo or do again, and say what that was."""
        self.ask(act, lambda undone: self.say(f"{verb}: {undone.said}."))

    def action_saved_already(self) -> None:
        # What is only read, which the clerk counts too, need not be waited for.
        if not self.not_saved and any(one.writes for one in self.app.screen_stack if isinstance(one, DeskRoom)):
            self.say("Not everything is saved yet.")
        else:
            super().action_saved_already()
