"""A paste never acts as keys, also where the terminal does not mark pastes: what arrives in a burst is one."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable

from textual import events
from textual._xterm_parser import XTermParser
from textual.drivers import linux_driver
from textual.message import Message

from annot.tui.terminal import Terminal

BURST = 8  # printable characters that have arrived together; fingers do not do that
LULL = 0.05  # seconds within which more of the same paste arrives: the terminal is read 4,096 bytes at a time
_BEGIN, _END = "\x1b[200~", "\x1b[201~"  # around a paste, where the terminal marks it
_TEXT = re.compile(r"[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]+")


class PastingParser(XTermParser):
    """Hands a burst of printable characters on as a Paste; a single key is never delayed by it."""

    def __init__(self, debug: bool = False) -> None:
        super().__init__(debug)
        self._pasted_at = 0.0
        self._marked = False  # inside a paste that the terminal marks
        self._tail = ""  # a mark may be cut by the end of what was read at once

    def feed(self, data: str) -> Iterable[Message]:
        """The messages in `data`, as it was read from the terminal at once."""
        if self._is_burst(data):
            self._pasted_at = time.monotonic()
            yield events.Paste(data.replace("\r", "\n"))
        else:
            self._look_for_marks(data)
            yield from super().feed(data)

    def _look_for_marks(self, data: str) -> None:
        seen = self._tail + data
        begun, ended = seen.rfind(_BEGIN), seen.rfind(_END)
        if begun != ended:
            self._marked = begun > ended
        self._tail = seen[1 - len(_BEGIN) :]

    def _is_burst(self, data: str) -> bool:
        if self._marked or self._in_sequence() or not _TEXT.fullmatch(data):
            return False
        if time.monotonic() - self._pasted_at < LULL and data != "\r":  # Enter by itself was pressed
            return True
        return len(data) >= BURST and len(set(data)) > 1  # a key held down on a slow line is no paste

    def _in_sequence(self) -> bool:
        """Whether an escape sequence has begun whose end has not been read yet."""
        return self._timeout_time is not None


class PastingDriver(Terminal):
    """The driver for terminals, with our parser: it makes its parser by this name."""

    def run_input_thread(self) -> None:
        linux_driver.XTermParser = PastingParser  # type: ignore[attr-defined]
        super().run_input_thread()
