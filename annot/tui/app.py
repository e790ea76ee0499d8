"""The program on the terminal: starts the clerk, shows a screen, leaves with everything saved however it ends."""

from __future__ import annotations

import asyncio
import gc
import locale
import os
import select
import signal
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import ClassVar, TypeVar

import attrs
from textual import on
from textual.app import App
from textual.binding import Binding, BindingType
from textual.filter import LineFilter
from textual.screen import Screen

from annot.desk import paging, settings, shelving
from annot.desk.paging import Page
from annot.desk.session import Desk
from annot.desk.settings import Settings
from annot.desk.shelving import Shelf
from annot.errors import AnnotError, NotSaved
from annot.model.claim import Reviewer
from annot.tui.clerk import Clerk
from annot.tui.dialogs.choose import Choice, Choose
from annot.tui.keymap import READING, SCREENS, bound, rebound
from annot.tui.pasting import PastingDriver
from annot.tui.screens.library import LibraryScreen
from annot.tui.screens.reading import ReadingScreen
from annot.tui.screens.room import Room
from annot.tui.themes import HIGH_CONTRAST, THEMES
from annot.tui.walls import Wall

_T = TypeVar("_T")
PATIENCE = 2.0  # seconds to leave in when the terminal is gone; then the alarm ends the process


@attrs.frozen
class Library:
    """A first screen with all articles; `welcome` is its first line."""

    shelf: Shelf
    welcome: str = ""


class AnnotApp(App[None], inherit_bindings=False):
    """Keeps the rooms in a stack: start, library, reading. `q` leaves one for the one below it, or the program.

    `opening` is what the first room shows: it was read before the terminal changed, so no early key is lost.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "leave", "leave", show=False),  # Textual's own would forget the place
        Binding("ctrl+z", "suspend_process", "suspend", show=False),
    ]
    TITLE = "annot"
    ENABLE_COMMAND_PALETTE = False

    def __init__(
        self, opening: Page | Library, clerk: Clerk, *, ascii_only: bool | None = None, own: Settings | None = None
    ) -> None:
        super().__init__(driver_class=PastingDriver if os.isatty(0) else None)
        own = own or Settings()
        self._clerk = clerk
        self._hung_up = False
        for keys in SCREENS.values():
            self._keys = rebound(keys, own.keys, azerty=own.azerty, file="your settings")
        self.set_keymap(self._keys)
        self.register_theme(HIGH_CONTRAST)
        self.theme = THEMES[own.theme or "dark"]
        if ascii_only is None:
            ascii_only = own.glyphs == "ascii" or (own.glyphs is None and needs_ascii())
        self._ascii_only = ascii_only
        self.first = self._library(opening) if isinstance(opening, Library) else self._reading(opening)

    def _library(self, opening: Library) -> Room:
        path = self._clerk.path
        return LibraryScreen(opening.shelf, self._clerk, path, ascii_only=self._ascii_only, welcome=opening.welcome)

    def _reading(self, page: Page) -> Room:
        return ReadingScreen(page, self._clerk, ascii_only=self._ascii_only, bound=bound(READING, self._keys))

    def get_default_screen(self) -> Screen[None]:
        return self.first

    @property
    def rooms(self) -> list[Room]:
        """The rooms that were entered, the one in sight last."""
        return [screen for screen in self.screen_stack if isinstance(screen, Room)]

    def get_line_filters(self) -> list[LineFilter]:
        return [*super().get_line_filters(), Wall()]

    def on_mount(self) -> None:
        loop = asyncio.get_running_loop()
        self._clerk.listen(self.call_later, self._trouble)
        if not self.is_headless:
            for number in (signal.SIGHUP, signal.SIGTERM):
                loop.add_signal_handler(number, self.leave_now)
            self.set_interval(1.0, self._look_at_terminal)
        self.set_interval(1.0, lambda: self._clerk.look_elsewhere(self._reload))

    def on_ready(self) -> None:
        if self.is_headless:
            return  # a test, whose process goes on
        gc.collect()
        gc.freeze()  # the spikes while reading were full collections of what never goes away
        gc.set_threshold(20_000, 20, 100)

    def leave_now(self) -> None:
        """Hang-up or SIGTERM: what was asked for is written, then the program ends; the alarm sees to it."""
        if self._hung_up:
            return  # asked every second, the alarm would never come
        self._hung_up = True
        signal.setitimer(signal.ITIMER_REAL, PATIENCE)
        for room in self.rooms:
            room.keep()
        self.exit(return_code=0)

    def action_leave(self) -> None:
        self.rooms[-1].action_leave()

    @on(Room.Left)
    def _left(self) -> None:
        if len(self.rooms) > 1:
            self.pop_screen()
        else:
            self.exit(return_code=0)

    @on(Room.Door)
    def _enter(self, door: Room.Door) -> None:
        """The room that is wanted, read by the clerk and put on the others; without a name it is asked for."""
        room = self.rooms[-1]
        if not door.to:
            self._ask_where(room)
        elif door.to == "reading":
            self._read(partial(paging.page, article_id=door.what), self._reading)
        elif door.to == "library":
            self._read(lambda desk: Library(shelving.shelf_of(desk)), self._library)
        elif door.to in THEMES:
            self.theme = THEMES[door.to]
        else:
            room.go(door.to)

    def _read(self, work: Callable[[Desk], _T], build: Callable[[_T], Room]) -> None:
        """Enter the room that `build` makes of what the clerk reads; one that is entered already is gone back to."""

        def done(value: _T) -> None:
            room = build(value)
            while len(self.rooms) > 1 and any(type(one) is type(room) for one in self.rooms):
                self.pop_screen()
            if type(self.rooms[-1]) is not type(room):
                self.push_screen(room)

        def failed(error: BaseException) -> None:
            if not isinstance(error, AnnotError):
                raise error
            self.rooms[-1].say(str(error))

        self._clerk.ask(work, done, failed)

    def _ask_where(self, room: Room) -> None:
        """`o`: the rooms, what the room itself offers, and the colours."""
        offered = [Choice("library", "the library", "all articles of the project"), *room.own_doors()]
        offered += [Choice(name, f"{name} colours") for name in THEMES]
        choices = [attrs.evolve(choice, key=str(n) if n < 10 else "") for n, choice in enumerate(offered, 1)]

        def answered(to: str | None) -> None:
            if to:
                self._enter(Room.Door(to))

        self.push_screen(Choose("Go to", choices), answered)

    def _trouble(self, why: str) -> None:
        for room in self.rooms:
            room.trouble(why)

    def _reload(self) -> None:
        for room in self.rooms:
            room.reload()

    def _look_at_terminal(self) -> None:
        """Some multiplexers, nohup and a missing controlling terminal send no signal: ask the terminal itself."""
        poll = select.poll()
        poll.register(0, select.POLLIN)
        if any(event & (select.POLLHUP | select.POLLERR | select.POLLNVAL) for _, event in poll.poll(0)):
            self.leave_now()

    def _handle_exception(self, error: Exception) -> None:
        """A defect ends the program without Textual's traceback, which prints values: see `review`."""
        self._return_code = 1
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        self._close_messages_no_wait()


def needs_ascii() -> bool:
    """Whether this terminal cannot be trusted with glyphs."""
    return os.environ.get("TERM") == "linux" or "utf" not in locale.nl_langinfo(locale.CODESET).lower()


def review(path: Path, reviewer: Reviewer, article_id: str, *, reveal: bool = False) -> int:
    """Show an article until the reviewer leaves; the exit code. See `run`."""
    return run(path, reviewer, partial(paging.page, article_id=article_id), reveal=reveal)


def library(path: Path, reviewer: Reviewer, *, reveal: bool = False) -> int:
    """Show the articles of a project until the reviewer leaves; the exit code. See `run`."""
    return run(path, reviewer, lambda desk: Library(shelving.shelf_of(desk)), reveal=reveal)


def run(path: Path, reviewer: Reviewer, read: Callable[[Desk], Page | Library], *, reveal: bool) -> int:
    """The program on this terminal, beginning with what is `read`; its exit code.

    A defect in a screen is raised here; NotSaved if the reviewer left while something could not be saved.
    """
    clerk = Clerk(path, reviewer, reveal=reveal)
    try:
        app = AnnotApp(clerk.wait_for(read), clerk, own=settings.load())
        app.run()
    finally:
        saved = clerk.close(PATIENCE / 2)  # before the alarm
        signal.setitimer(signal.ITIMER_REAL, 0)
    if app._exception is not None:
        raise app._exception
    if not saved:
        raise NotSaved(f"The last actions could not be saved. All before them is safe in {path}.")
    return app.return_code or 0
