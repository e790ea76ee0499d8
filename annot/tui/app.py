"""The program on the terminal: starts the clerk, shows a screen, leaves with everything saved however it ends."""

from __future__ import annotations

import asyncio
import gc
import os
import select
import signal
import sys
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import attrs
from textual import events, on
from textual.app import App
from textual.binding import Binding, BindingType
from textual.filter import LineFilter
from textual.screen import Screen
from textual.widget import Widget

from annot.desk import blind, paging, used
from annot.desk.adjudicating import Queue
from annot.desk.paging import Page
from annot.desk.paths import at_home
from annot.desk.session import Desk
from annot.desk.settings import Settings
from annot.errors import AnnotError, NotSaved
from annot.model.claim import Reviewer
from annot.tui.clerk import Clerk
from annot.tui.dialogs.choose import Choice, Choose
from annot.tui.dialogs.frame import Dialog
from annot.tui.dialogs.waiting import Waiting
from annot.tui.doors import DOORS, Door
from annot.tui.keymap import SCREENS, rebound
from annot.tui.opening import Found, apart, read_ahead
from annot.tui.pasting import PastingDriver
from annot.tui.screens.reading import ReadingScreen
from annot.tui.screens.room import Room
from annot.tui.screens.start import StartScreen
from annot.tui.terminal import needs_ascii
from annot.tui.themes import HIGH_CONTRAST, THEMES
from annot.tui.walls import Wall

if TYPE_CHECKING:
    from annot.desk.shelving import Shelf

DEMO = "The demo: nothing of yours is touched, and it is gone when you leave."
HALF_AN_HOUR = 1800.0  # seconds between two copies of a project that is worked on
PATIENCE = 2.0  # seconds to leave in when the terminal is gone; then the alarm ends the process


@attrs.frozen
class Library:
    """A first screen with all articles; `welcome` is its first line."""

    shelf: Shelf
    welcome: str = ""


@attrs.frozen
class Start:
    """A first screen for `me`, who has no project here; a new one would be made at `project`."""

    project: Path
    me: Reviewer


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
        self,
        opening: Page | Library | Start | Queue,
        clerk: Clerk | None,
        *,
        ascii_only: bool | None = None,
        own: Settings | None = None,
        tour: bool = False,
    ) -> None:
        """`clerk` is the project's; None for the start screen, which opens one. `tour` begins with the tour."""
        super().__init__(driver_class=PastingDriver if os.isatty(0) else None)
        own = own or Settings()
        self.clerk = clerk
        self.kept = ExitStack()  # closed by `run`: the demo's folder
        self.passing = False  # whether the project is gone afterwards, and not worth remembering
        self.hung_up = False
        for keys in SCREENS.values():
            self.set_keymap(rebound(keys, own.keys, azerty=own.azerty, file="your settings"))
        self.register_theme(HIGH_CONTRAST)
        self.theme = THEMES[own.theme or "dark"]
        if ascii_only is None:
            ascii_only = own.glyphs == "ascii" or (own.glyphs is None and needs_ascii())
        self._ascii_only = ascii_only
        self._wall = Wall()  # one for ever: what it has filtered is kept under its name
        self._opening = opening
        self._tour = tour
        self.first = self._room_of(opening)

    def _room_of(self, opening: Page | Library | Start | Queue) -> Room:
        if isinstance(opening, Start):
            return StartScreen(opening.project, ascii_only=self._ascii_only)
        if self.clerk is None:
            raise RuntimeError("a room in a project needs a clerk")
        if isinstance(opening, Library):  # imported here: who opens an article does not wait for other rooms
            from annot.tui.screens.library import LibraryScreen

            return LibraryScreen(opening.shelf, self.clerk, ascii_only=self._ascii_only, welcome=opening.welcome)
        if isinstance(opening, Queue):
            from annot.tui.screens.disagreements import DisagreementsScreen

            return DisagreementsScreen(opening, self.clerk, ascii_only=self._ascii_only)
        tour, self._tour = self._tour, False
        return ReadingScreen(opening, self.clerk, ascii_only=self._ascii_only, tour=tour)

    def get_default_screen(self) -> Screen[None]:
        return self.first

    @property
    def rooms(self) -> list[Room]:
        """The rooms that were entered, the one in sight last."""
        return [screen for screen in self.screen_stack if isinstance(screen, Room)]

    def get_line_filters(self) -> list[LineFilter]:
        return [*super().get_line_filters(), self._wall]

    def on_mount(self) -> None:
        loop = asyncio.get_running_loop()
        if self.clerk is not None:
            self.clerk.listen(self.call_later, self._trouble)
        if not self.is_headless:
            for number in (signal.SIGHUP, signal.SIGTERM):
                loop.add_signal_handler(number, self.leave_now)
            self.set_interval(1.0, self._look_at_terminal)
            # Brought to the front again, Textual waits for a change of size, which may paint nothing.
            self.app_resume_signal.subscribe(self, lambda _: self.refresh(layout=True))
        self.set_interval(1.0, self._look_elsewhere)

    @property
    def focused(self) -> Widget | None:
        """Where keys go; through the dialog itself while some that were typed before it are still on their way."""
        return None if isinstance(self.screen, Dialog) and self.screen.waits else super().focused

    def on_key(self, event: events.Key) -> None:
        if isinstance(self.screen, Dialog) and self.screen.takes(event):
            event.prevent_default()

    def on_ready(self) -> None:
        if self.is_headless:
            return  # a test, whose process goes on
        gc.collect()
        gc.freeze()  # the spikes while reading were full collections of what never goes away
        gc.set_threshold(20_000, 20, 100)
        sys.setswitchinterval(0.001)  # what is counted beside gives way: p95 of a key 23 ms, not 38
        self._keep_copy("opened")
        self.set_interval(HALF_AN_HOUR, lambda: self._keep_copy("working"))

    def _keep_copy(self, why: str) -> None:
        if self.clerk is not None and not self.passing:
            self.clerk.keep_copy(why, self._refused)

    def leave_now(self) -> None:
        """Hang-up or SIGTERM: what was asked for is written, then the program ends; the alarm sees to it."""
        if self.hung_up:
            return  # asked every second, the alarm would never come
        self.hung_up = True
        signal.setitimer(signal.ITIMER_REAL, PATIENCE)
        for room in self.rooms:
            room.keep()
        self.exit(return_code=0)

    def action_leave(self) -> None:
        self.rooms[-1].action_leave()

    # -- from room to room

    @on(Room.Left)
    def _left(self) -> None:
        if len(self.rooms) == 1:
            self.exit(return_code=0)
            return
        self.pop_screen()
        if isinstance(self.rooms[-1], StartScreen):
            self._remember(self.rooms[-1])
        else:
            self.rooms[-1].reload()  # what was done in the other room shows here too

    def _remember(self, start: StartScreen) -> None:
        """Put the project that one comes from, and the place, first among those used last."""
        clerk = self.clerk
        if clerk is None or self.passing:
            return

        def done(place: str) -> None:
            used.remember(clerk.path, place)
            start.reload()

        clerk.ask(used.place, done, self._refused)

    @on(Room.Door)
    def _enter(self, door: Room.Door) -> None:
        """The room that is wanted; without a name it is asked for."""
        known = next((one for one in DOORS if one.name == door.to), None)
        if not door.to:
            self._ask_where(self.rooms[-1])
        elif door.to == "reading":
            self._go_to(partial(paging.page, article_id=door.what), ReadingScreen)
        elif known is not None and known.shows_all:
            self._ask_to_see(known)
        elif known is not None:
            self._go_to(*known.way())
        elif door.to in THEMES:
            self.theme = THEMES[door.to]
        else:
            self.rooms[-1].go(door.to)

    def _ask_to_see(self, door: Door) -> None:
        """Before others' work on what one has not finished is shown, and that is logged, one is asked."""
        clerk = self.clerk
        if clerk is None:
            return

        def asked(closed: list[str]) -> None:
            if not closed:
                self._go_to(*door.way())
                return
            count = f"{len(closed)} article{'s' * (len(closed) > 1)}"
            choices = [
                Choice("yes", "Show it", "it is logged that you saw it before you had finished", "1"),
                Choice("no", "Not now", "", "2"),
            ]

            def answered(answer: str | None) -> None:
                if answer == "yes":
                    self._go_to(*door.way())

            self.push_screen(
                Choose(f"This shows others' work on {count} that you have not finished.", choices), answered
            )

        clerk.ask(blind.closed, asked, self._refused)

    def _go_to(self, read: Callable[[Desk], Any], screen: Callable[..., Room]) -> None:
        """Enter the room for what the clerk reads; to one that was entered before one goes back."""
        clerk, asked_from = self.clerk, self.screen
        if clerk is None:
            return

        def done(value: Any) -> None:
            if self.screen is not asked_from:  # a dialog was opened meanwhile, and has the keys
                self.rooms[-1].say("What you asked for is ready: o goes there.")
                return
            room = screen(value, clerk, ascii_only=self._ascii_only)
            if any(one.shows_what(room) for one in self.rooms):
                while not self.rooms[-1].shows_what(room):
                    self.rooms[-1].keep()
                    self.pop_screen()
                self.rooms[-1].reload()
            else:
                self.push_screen(room)

        clerk.ask(read, done, self._refused)

    def _refused(self, error: BaseException) -> None:
        if not isinstance(error, AnnotError):
            raise error
        self.rooms[-1].say(str(error))

    # -- from the start into a project

    @on(StartScreen.File)
    def _open(self, file: StartScreen.File) -> None:
        """Open a project, or begin one with an article."""
        if isinstance(self._opening, Start):
            read = partial(read_ahead, file.path, self._opening.project, self._opening.me)
            self._work_in(at_home(str(file.path)), read)

    @on(StartScreen.Demo)
    def _open_demo(self) -> None:
        def find() -> Found:
            from annot.desk import demo

            path, reviewer, article = self.kept.enter_context(demo.project())
            self._tour = used.tour_is_due()
            return Found(path, reviewer, DEMO, article, passing=True)

        self._work_in("the demo", lambda: find)

    def _work_in(self, name: str, read: Callable[[], Callable[[], Found]]) -> None:
        """Put the library of a project on the start screen, and on it the article; a refusal leaves one where one was.

        `read` may take long, and who leaves meanwhile does not wait for it.
        """
        if self.clerk is not None and self.clerk.unsaved:
            self._refused(NotSaved("The last actions in the project before are not saved yet; try again in a moment."))
            return
        self.push_screen(Waiting(f"Opening {name}"))
        apart(read).add_done_callback(partial(self.call_later, self._find))

    def _find(self, reading: Future[Callable[[], Found]]) -> None:
        """Open or make the project; who leaves meanwhile waits for it, so that nothing is left half done."""
        error = reading.exception()
        if error is not None:
            self.pop_screen()
            self._refused(error)
            return
        find, before = reading.result(), self.clerk
        self.clerk = None

        def work() -> tuple[Found, Shelf, Page | None]:
            from annot.desk import shelving

            if before is not None:
                before.close(PATIENCE / 2)
            found = find()
            clerk = Clerk(found.path, found.reviewer)
            clerk.listen(self.call_later, self._trouble)
            self.passing, self.clerk = found.passing, clerk
            page = clerk.wait_for(partial(paging.page, article_id=found.article)) if found.article else None
            return found, clerk.wait_for(shelving.shelf_of), page

        opened = asyncio.get_running_loop().run_in_executor(None, work)
        opened.add_done_callback(partial(self.call_later, self._go_in))

    def _go_in(self, opened: asyncio.Future[tuple[Found, Shelf, Page | None]]) -> None:
        self.pop_screen()
        error = opened.exception()
        if error is not None:
            self._refused(error)
            return
        found, shelf, page = opened.result()
        self._keep_copy("opened")
        self.push_screen(self._room_of(Library(shelf, found.welcome)))
        if page is not None:
            self.push_screen(self._room_of(attrs.evolve(page, welcome=found.welcome or page.welcome)))

    def _look_elsewhere(self) -> None:
        if self.clerk is not None:
            self.clerk.look_elsewhere(self._reload)

    def _ask_where(self, room: Room) -> None:
        """`o`: what the room itself offers, the other rooms, and the colours."""
        others = [door for door in DOORS if door.name != room.NAME]
        offered = [*room.own_doors(), *(Choice(door.name, door.label, door.detail) for door in others)]
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
