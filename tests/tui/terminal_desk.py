"""`annot review` as a process in a real pseudo-terminal: what it paints, what it leaves behind, how it ends."""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable
from pathlib import Path

import pyte

PATIENCE = 30.0  # seconds after which a wait has hung; nothing is measured with it
CONTROL = re.compile(
    rb"\x1b\[[0-?]*[ -/]*[@-~]|\x1b[\]PX^_].*?(?:\x07|\x1b\\|\Z)|\x1b[ -/]*[0-~]|[\x00-\x1f\x7f]", re.DOTALL
)
_BEGIN = """
import fcntl, signal, sys, termios
if {controlling}:
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
if {deaf}:
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
{first}
from annot.cli.start import main
main()
"""


FRAME = (b"\x1b[?2026h", b"\x1b[?2026l")  # synchronized output: what is between is to be seen at once, or not yet
ASKS_FOR_FRAMES, HAS_FRAMES = b"\x1b[?2026$p", b"\x1b[?2026;2$y"


class Terminal:
    """A terminal with a program in it; `shows`, `ends` and `until` wait, and fail when they have waited too long.

    As terminals do that have frames, it shows a frame only when it is whole.
    """

    def __init__(
        self,
        home: Path,
        *args: object,
        size: tuple[int, int] = (100, 24),
        controlling: bool = True,
        deaf: bool = False,
        first: str = "",
        env: dict[str, str] | None = None,
    ) -> None:
        """`annot ARGS` with its home in `home`. `deaf` starts it as nohup does; `first` is Python to run before it."""
        self.home = home
        self.master, slave = os.openpty()
        self.screen = pyte.Screen(*size)
        self._stream = pyte.ByteStream(self.screen)
        self.raw = bytearray()
        self.resize(*size)
        self.cooked = termios.tcgetattr(self.master)
        code = _BEGIN.format(controlling=controlling, deaf=deaf, first=first)
        kept = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
        self.process = subprocess.Popen(
            [sys.executable, "-c", code, *map(str, args)],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
            cwd=home,
            env={
                **kept,
                "HOME": str(home),
                "XDG_STATE_HOME": str(home / "state"),
                "XDG_CONFIG_HOME": str(home / "config"),
                "ANNOT_REVIEWER": "Dana",
                "TERM": "xterm-256color",
                "COLORTERM": "truecolor",
                "LC_ALL": "C.UTF-8",
                **(env or {}),
            },
        )
        os.close(slave)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.process.pid, signal.SIGCONT)
            self.process.kill()
        self.process.wait()
        self.close()

    # -- what a person does

    def type(self, keys: str | bytes) -> None:
        """One key after the other, as fingers do it: a burst would be a paste."""
        keys = keys.encode() if isinstance(keys, str) else keys
        for key in (keys[i : i + 1] for i in range(len(keys))) if keys[:1] != b"\x1b" else (keys,):
            os.write(self.master, key)
            self._read(0.02)

    def press(self, key: str) -> None:
        """A key, and wait until something was painted: keys that wait together would be a paste."""
        before = len(self.raw)
        self.type(key)
        self.until(lambda: len(self.raw) > before, key)

    def resize(self, columns: int, rows: int) -> None:
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.screen.resize(max(2, rows), max(2, columns))

    def close(self) -> None:
        """The window is closed."""
        if self.master >= 0:
            os.close(self.master)
            self.master = -1

    # -- what a person sees

    @property
    def lines(self) -> list[str]:
        return [line.rstrip() for line in self.screen.display]

    def shows(self, text: str) -> None:
        self.until(lambda: text in "\n".join(self.lines), text)

    def until(self, true: Callable[[], object], what: str = "") -> None:
        end = time.monotonic() + PATIENCE
        while self._in_a_frame() or not true():
            left = end - time.monotonic()
            seen = "\n".join(self.lines)
            assert left > 0, f"waited in vain for {what!r}; on the screen:\n{seen}"
            assert self.process.poll() is None or self._read(0), f"it has ended without {what!r}:\n{seen}"
            self._read(min(left, 0.05))

    def ends(self) -> int:
        """The exit code, when it has ended."""
        end = time.monotonic() + PATIENCE
        while (code := self.process.poll()) is None:
            assert time.monotonic() < end, "it does not end"
            self._read(0.02)
        while self._read(0):
            pass
        return code

    def stopped(self) -> bool:
        state = Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
        return state in "Tt"

    def restored(self) -> bool:
        """The terminal as it was before: lines, echo, the cursor, the first screen, no mouse or paste marks."""
        while self._read(0.05):
            pass
        flags = termios.tcgetattr(self.master)[3]
        modes = {b"?1049": False, b"?25": True, b"?1000": False, b"?1003": False, b"?2004": False}
        for mode, wanted in modes.items():
            last = re.findall(rb"\x1b\[" + re.escape(mode) + rb"([hl])", bytes(self.raw))[-1:]
            assert last == [b"h" if wanted else b"l"], mode
        return bool(flags & termios.ICANON and flags & termios.ECHO and flags & termios.ISIG)

    # -- private

    def _in_a_frame(self) -> bool:
        """Whether a part of a frame is still to come."""
        begin, end = (self.raw.rfind(mark) for mark in FRAME)
        return begin > end

    def _read(self, seconds: float) -> bytes:
        if self.master < 0:
            time.sleep(seconds)
            return b""
        if not select.select([self.master], [], [], seconds)[0]:
            return b""
        try:
            data = os.read(self.master, 1 << 16)
        except OSError:  # nobody has the other end open any more
            return b""
        self.raw += data
        if ASKS_FOR_FRAMES in self.raw[-len(data) - len(ASKS_FOR_FRAMES) + 1 :]:
            os.write(self.master, HAS_FRAMES)
        self._stream.feed(data.replace(b"\x1b[<u", b""))  # the end of kitty's protocol, which pyte prints
        return data


def controls(raw: bytes) -> set[str]:
    """What a terminal would obey in `raw`, numbers left out, and what is dangerous or invisible in the text between."""
    raw = re.sub(rb"\x1b\]22;[a-z-]+\x07", b"", raw)  # the pointer's shape, whenever Textual happens to notice a hover
    found = {re.sub(r"[0-9;:]+", "N", token.decode("latin-1")) for token in CONTROL.findall(raw)}
    return {"SGR" if token.endswith("m") and token.startswith("\x1b[") else token for token in found}
