"""The writer thread: one store, one desk, one action after the other; "saved" is said when a COMMIT has returned."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from annot.desk.session import Desk
from annot.errors import NotSaved
from annot.model.claim import Reviewer
from annot.store.project import Store

RETRY = 1.0  # seconds between two tries of what could not be saved
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
        self._alone = threading.Lock()
        self._lost = False  # whether something was given up that could not be saved
        self._post: Post = _at_once
        self._trouble: Callable[[str], None] = lambda why: None
        self._seen = 0
        self.unsaved = 0  # actions that were asked for and whose COMMIT has not returned
        # A connection belongs to its thread, so the store is opened there.
        self._desk: Desk = self._thread.submit(lambda: Desk(Store(path), reviewer, reveal)).result()

    @property
    def reviewer(self) -> Reviewer:
        """Who works at this desk; they never change, so any thread may ask."""
        return self._desk.me

    def listen(self, post: Post, trouble: Callable[[str], None]) -> None:
        """`post(callback, *arguments)` runs a callback in the screens' thread; `trouble` is told why nothing can be
        saved, and "" when it can be again."""
        self._post, self._trouble = post, trouble

    def ask(
        self, work: Callable[[Desk], _T], done: Callable[[_T], None], failed: Callable[[BaseException], None]
    ) -> None:
        """Do `work` when its turn comes; then `done` or `failed` is called in the screens' thread."""
        self.unsaved += 1
        self._thread.submit(self._patiently, work).add_done_callback(partial(self._finished, done, failed))

    def wait_for(self, work: Callable[[Desk], _T], patience: float | None = None) -> _T:
        """What `work` returns, or raises, waited for: before the screens are up, and when they have gone.

        Raises TimeoutError after `patience` seconds.
        """
        return self._thread.submit(work, self._desk).result(patience)

    def look_elsewhere(self, changed: Callable[[], None]) -> None:
        """Call `changed` if another process has written since the last look; not while there is work."""
        if not self.unsaved:
            self._thread.submit(self._look, changed)

    def keep_copy(self, why: str, failed: Callable[[BaseException], None]) -> None:
        """A verified copy of the project, if it has changed since the last one. Who leaves waits for it to be whole."""

        def work(desk: Desk) -> None:
            from annot.desk import backups

            backups.keep_if_changed(desk.store, why)

        self.beside(work, lambda _: None, failed, to_its_end=True)

    def beside(
        self,
        work: Callable[[Desk], _T],
        done: Callable[[_T], None],
        failed: Callable[[BaseException], None],
        *,
        to_its_end: bool = False,
    ) -> None:
        """Let `work`, which only reads and may take long, be done beside all else, with a connection of its own.

        It begins when what was asked for before is written, and finds that. Who leaves waits for it if `to_its_end`;
        of what need not come to its end one is done at a time, for each that computes makes keys slower.
        """
        arguments = (work, done, failed, nullcontext() if to_its_end else self._alone)
        thread = threading.Thread(target=self._beside, args=arguments, name="beside", daemon=not to_its_end)
        self._thread.submit(thread.start)

    def close(self, patience: float) -> bool:
        """Finish what was asked for, in at most `patience` seconds; whether everything is saved."""
        last: Future[None] = self._thread.submit(self._desk.store.close)
        give_up = threading.Timer(patience, self._closing.set)
        give_up.start()
        self._thread.shutdown(wait=True)
        give_up.cancel()
        return last.done() and not self._lost

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
                    self._lost = True
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

    def _beside(
        self,
        work: Callable[[Desk], _T],
        done: Callable[[_T], None],
        failed: Callable[[BaseException], None],
        alone: AbstractContextManager[object],
    ) -> None:
        try:
            with alone, Store(self.path, readonly=True) as store:
                value = work(Desk(store, self.reviewer))
        except Exception as error:  # noqa: BLE001  # as a Future does: it is raised where the answer is waited for
            self._post(failed, error)
        else:
            self._post(done, value)

    def _look(self, changed: Callable[[], None]) -> None:
        try:
            version = self._desk.store.data_version()
        except NotSaved:
            return  # locked at this moment: asked again in a second
        if self._seen and version != self._seen:
            self._post(changed)
        self._seen = version
