"""The program on the terminal: starts the clerk, shows a screen, leaves with everything saved however it ends."""

from __future__ import annotations

import asyncio
import gc
import locale
import os
import select
import signal
from pathlib import Path
from typing import ClassVar

from textual.app import App
from textual.binding import Binding, BindingType
from textual.filter import LineFilter
from textual.screen import Screen

from annot.desk import adjudicating, agreeing, paging, settings
from annot.desk.adjudicating import Queue
from annot.desk.agreeing import Overview
from annot.desk.paging import Page
from annot.desk.settings import Settings
from annot.errors import AnnotError, NotSaved
from annot.model.claim import Reviewer
from annot.tui.clerk import Clerk
from annot.tui.keymap import READING, rebound
from annot.tui.pasting import PastingDriver
from annot.tui.screens.agreement import AgreementScreen
from annot.tui.screens.disagreements import DisagreementsScreen
from annot.tui.screens.reading import ReadingScreen
from annot.tui.themes import HIGH_CONTRAST, THEMES
from annot.tui.walls import Wall

PATIENCE = 2.0  # seconds to leave in when the terminal is gone; then the alarm ends the process


class AnnotApp(App[None], inherit_bindings=False):
    """`page` is what the first screen shows: it was read before the terminal changed, so no early key is lost."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "leave", "leave", show=False),  # Textual's own would forget the place
        Binding("ctrl+z", "suspend_process", "suspend", show=False),
    ]
    TITLE = "annot"
    ENABLE_COMMAND_PALETTE = False

    def __init__(
        self,
        page: Page,
        clerk: Clerk,
        *,
        ascii_only: bool | None = None,
        own: Settings | None = None,
        queue: Queue | None = None,
    ) -> None:
        """With a `queue` the disagreements stand before the article."""
        super().__init__(driver_class=PastingDriver if os.isatty(0) else None)
        own = own or Settings()
        self._clerk = clerk
        self._leaving = False
        self._queue = queue
        keys = rebound(READING, own.keys, azerty=own.azerty, file="your settings")
        self.set_keymap(keys)
        self.register_theme(HIGH_CONTRAST)
        self.theme = THEMES[own.theme or "dark"]
        if ascii_only is None:
            ascii_only = own.glyphs == "ascii" or (own.glyphs is None and needs_ascii())
        self._reading = ReadingScreen(page, clerk, ascii_only=ascii_only, keys=keys)

    def get_default_screen(self) -> Screen[None]:
        return self._reading

    def get_line_filters(self) -> list[LineFilter]:
        return [*super().get_line_filters(), Wall()]

    def on_mount(self) -> None:
        loop = asyncio.get_running_loop()
        self._clerk.listen(self.call_later, lambda why: self._tell("trouble", why))
        if not self.is_headless:
            for number in (signal.SIGHUP, signal.SIGTERM):
                loop.add_signal_handler(number, self.leave_now)
            self.set_interval(1.0, self._look_at_terminal)
        self.set_interval(1.0, lambda: self._clerk.look_elsewhere(lambda: self._tell("reload")))
        if self._queue is not None:
            self.push_screen(self._disagreements(self._queue))

    def _tell(self, what: str, *news: str) -> None:
        """To every screen that shows the project: something was not saved, or was changed elsewhere."""
        for screen in self.screen_stack:
            if isinstance(screen, ReadingScreen | DisagreementsScreen):
                getattr(screen, what)(*news)

    def _disagreements(self, queue: Queue) -> DisagreementsScreen:
        return DisagreementsScreen(queue, self._clerk, ascii_only=self._reading.ascii_only, leave=self.action_leave)

    def show_agreement(self) -> None:
        """Agreement and progress, once the clerk has counted."""

        def show(overview: Overview) -> None:
            self.push_screen(AgreementScreen(overview, ascii_only=self._reading.ascii_only))

        def refused(error: BaseException) -> None:
            if not isinstance(error, AnnotError):
                raise error
            self._tell("say", str(error))

        self._clerk.ask(agreeing.overview, show, refused)

    def on_ready(self) -> None:
        if self.is_headless:
            return  # a test, whose process goes on
        gc.collect()
        gc.freeze()  # the spikes while reading were full collections of what never goes away
        gc.set_threshold(20_000, 20, 100)

    def leave_now(self) -> None:
        """Hang-up or SIGTERM: what was asked for is written, then the program ends; the alarm sees to it."""
        if self._leaving:
            return  # asked every second, the alarm would never come
        self._leaving = True
        signal.setitimer(signal.ITIMER_REAL, PATIENCE)
        self._reading.leave_at_once()

    def action_leave(self) -> None:
        self._reading.action_leave()

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
    """Whether this terminal cannot be trusted with glyphs. A locale that is named but not installed is believed."""
    named = next((os.environ[name] for name in ("LC_ALL", "LC_CTYPE", "LANG") if os.environ.get(name)), "")
    known = locale.nl_langinfo(locale.CODESET)
    return os.environ.get("TERM") == "linux" or "utf" not in f"{named} {known}".lower()


def review(
    path: Path, reviewer: Reviewer, article_id: str, *, reveal: bool = False, disagreements: bool = False
) -> int:
    """Show an article, or before it the disagreements, until the reviewer leaves; the exit code.

    A defect in a screen is raised here; NotSaved if the reviewer left while something could not be saved.
    """
    clerk = Clerk(path, reviewer, reveal=reveal)
    try:
        queue = clerk.wait_for(adjudicating.opened) if disagreements else None
        page = clerk.wait_for(lambda desk: paging.page(desk, article_id))
        app = AnnotApp(page, clerk, own=settings.load(), queue=queue)
        app.run()
    finally:
        saved = clerk.close(PATIENCE / 2)  # before the alarm
        signal.setitimer(signal.ITIMER_REAL, 0)
    if app._exception is not None:
        raise app._exception
    if not saved:
        raise NotSaved(f"The last actions could not be saved. All before them is safe in {path}.")
    return app.return_code or 0
