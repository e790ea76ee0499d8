"""Textual's driver for a terminal, made to survive what real ones do: go away, and send bytes that are no text."""

from __future__ import annotations

import codecs
import locale
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import IO, Any, cast

from textual.drivers import linux_driver
from textual.drivers.linux_driver import LinuxDriver


class _Outlet:
    """A file that forgets what its terminal does not take any more.

    In Textual's thread an error would end the writing, and thirty writes later the program would stand still for
    ever, waiting for room in the queue. What is left in a buffer at the end makes Python exit with 120.
    """

    def __init__(self, file: IO[str]) -> None:
        self._file = file

    def write(self, text: str) -> None:
        with self._forgetting():
            self._file.write(text)

    def flush(self) -> None:
        with self._forgetting():
            self._file.flush()

    def fileno(self) -> int:
        return self._file.fileno()

    @contextmanager
    def _forgetting(self) -> Iterator[None]:
        try:
            yield
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), self._file.fileno())


class Terminal(LinuxDriver):
    """Private names of Textual 8.2.8 are used: see the pin in pyproject.toml."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._file: Any = _Outlet(cast(IO[str], self._file))

    def resume_application_mode(self) -> None:
        """Continued, also when it was not stopped by ctrl+z but from outside: else a second thread would read keys,
        leaving would wait for the first for ever, and the terminal stay as it is here.
        """
        if self._key_thread is not None and self._key_thread.is_alive():
            self.suspend_application_mode()
            self._must_signal_resume = True
        super().resume_application_mode()

    def run_input_thread(self) -> None:
        # A byte that is not UTF-8, from a terminal or a paste in another encoding, would end the program.
        linux_driver.getincrementaldecoder = _decoder  # type: ignore[attr-defined, assignment]
        super().run_input_thread()

    def _run_input_thread(self) -> None:
        """Textual's own prints a traceback, and the exit code is 0."""
        try:
            self.run_input_thread()
        except OSError:
            signal.raise_signal(signal.SIGHUP)  # the terminal is gone, also where the kernel does not say so
        except Exception as error:  # noqa: BLE001  # any other is a defect, and shown as one
            self._app.call_later(self._app._handle_exception, error)


def _decoder(encoding: str) -> Callable[[], codecs.IncrementalDecoder]:
    return partial(codecs.getincrementaldecoder(encoding), errors="replace")


def needs_ascii() -> bool:
    """Whether this terminal cannot be trusted with glyphs. A locale that is named but not installed is believed."""
    named = next((os.environ[name] for name in ("LC_ALL", "LC_CTYPE", "LANG") if os.environ.get(name)), "")
    known = locale.nl_langinfo(locale.CODESET)
    return os.environ.get("TERM") == "linux" or "utf" not in f"{named} {known}".lower()
