"""The writer thread: one store, one desk, one action after the other; "saved" is said when a COMMIT has returned."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from annot.desk.session import HALF_AN_HOUR, Desk
from annot.errors import NotSaved
from annot.model.claim import Reviewer
from annot.store.project import Store

RETRY = 1.0  # seconds between two tries of what could not be saved
EVERY = 60.0  # seconds between two looks whether a copy is due
PAINT = 0.016  # seconds that the screens get to paint what was asked for; both at once took longer than that

_T = TypeVar("_T")
Post = Callable[..., object]


def _at_once(callback: Callable[..., object], *arguments: Any) -> None:
    callback(*arguments)


class Clerk:
    """Keeps the desk in a thread of its own. An action that cannot be saved is kept and tried again until it is."""

    def __init__(self, path: Path, reviewer: Reviewer, *, reveal: bool = False) -> None:
        self.path = path
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="clerk")
        self._closing = threading.Event()
        self._post: Post = _at_once
        self._trouble: Callable[[str], None] = lambda why: None
        self._seen = 0
        self._next_copy, self._first_copy = 0.0, True
        self.unsaved = 0  # actions that were asked for and whose COMMIT has not returned
        # A connection belongs to its thread, so the store is opened there.
        self._desk: Desk = self._thread.submit(lambda: Desk(Store(path), reviewer, reveal)).result()

    @property
    def reviewer(self) -> Reviewer:
        """Who works at this desk; they never change, so any thread may ask."""
        return self._desk.me

    def listen(self, post: Post, trouble: Callable[[str], None], say: Callable[[str], None]) -> None:
        """`post(callback, *arguments)` runs a callback in the screens' thread; `trouble` is told why nothing can be
        saved, and "" when it can be again; `say` what a reviewer should know beside."""
        self._post, self._trouble = post, trouble
        self._desk.say = partial(post, say)

    def ask(
        self, work: Callable[[Desk], _T], done: Callable[[_T], None], failed: Callable[[BaseException], None]
    ) -> None:
        """Do `work` when its turn comes; then `done` or `failed` is called in the screens' thread."""
        self.unsaved += 1
        self._thread.submit(self._patiently, work).add_done_callback(partial(self._finished, done, failed))

    def wait_for(self, work: Callable[[Desk], _T]) -> _T:
        """What `work` returns, or raises, waited for: before the screens are up."""
        return self._thread.submit(work, self._desk).result()

    def look_elsewhere(self, changed: Callable[[], None]) -> None:
        """Call `changed` if another process has written since the last look; not while there is work."""
        if not self.unsaved:
            self._thread.submit(self._look, changed)

    def keep_copy(self) -> None:
        """See to it that there is a copy: of what was opened, when nothing is to be done; then of every half hour of
        change. `say` of the desk tells that there is none."""
        if not self.unsaved and time.monotonic() >= self._next_copy:
            self._next_copy = time.monotonic() + EVERY
            self._thread.submit(self._keep).add_done_callback(self._not_silently)

    def close(self, patience: float) -> bool:
        """Finish what was asked for, in at most `patience` seconds; whether everything is saved."""
        last: Future[None] = self._thread.submit(self._desk.store.close)
        give_up = threading.Timer(patience, self._closing.set)
        give_up.start()
        self._thread.shutdown(wait=True)
        give_up.cancel()
        return last.done() and not self._closing.is_set()

    # -- in the clerk's thread

    def _patiently(self, work: Callable[[Desk], _T]) -> _T:
        self._closing.wait(PAINT)
        in_trouble = False
        while True:
            try:
                value = work(self._desk)
            except NotSaved as error:
                in_trouble = True
                self._post(self._trouble, str(error))
                if self._closing.wait(RETRY):
                    raise
            else:
                if in_trouble:
                    self._post(self._trouble, "")
                return value

    def _finished(
        self, done: Callable[[_T], None], failed: Callable[[BaseException], None], future: Future[_T]
    ) -> None:
        self._post(self._answer, done, failed, future)

    def _answer(self, done: Callable[[_T], None], failed: Callable[[BaseException], None], future: Future[_T]) -> None:
        self.unsaved -= 1
        error = future.exception()
        if error is None:
            done(future.result())
        else:
            failed(error)

    def _keep(self) -> None:
        self._desk.keep("open" if self._first_copy else "change", timedelta() if self._first_copy else HALF_AN_HOUR)
        self._first_copy = False

    def _not_silently(self, future: Future[None]) -> None:
        """A defect is the screens' to raise: a thread would swallow it."""
        if future.exception() is not None:
            self._post(future.result)

    def _look(self, changed: Callable[[], None]) -> None:
        try:
            version = self._desk.store.data_version()
        except NotSaved:
            return  # locked at this moment: asked again in a second
        if self._seen and version != self._seen:
            self._post(changed)
        self._seen = version
