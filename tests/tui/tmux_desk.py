"""A tmux server of its own with one window, in which annot runs as a person has it."""

from __future__ import annotations

import csv
import os
import shlex
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

TMUX = shutil.which("tmux")
ROOT = Path(__file__).resolve().parents[2]
GIVEN = ROOT.parent / "shared" / "articles" / "ceasefire.txt"
ARTICLE = GIVEN if GIVEN.is_file() else ROOT / "samples" / "harbour-truce.txt"
PATIENCE = 30.0  # seconds after which a wait has hung


class Tmux:
    """A tmux server of its own with one window."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.socket = folder / "tmux"
        self.env = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
        self.env |= {
            "HOME": str(folder),
            "XDG_STATE_HOME": str(folder / "state"),
            "XDG_CONFIG_HOME": str(folder / "config"),
            "ANNOT_REVIEWER": "Dana",
            "LANG": "de_DE.UTF-8",
            "TERM": "xterm-256color",
            "SHELL": "/bin/sh",
        }

    def __call__(self, *args: str) -> str:
        return self._output(str(TMUX), "-S", str(self.socket), *args)

    def annot(self, *args: str) -> str:
        return self._output(sys.executable, "-m", "annot", *args)

    def _output(self, *command: str) -> str:
        done = subprocess.run(
            command,
            env=self.env,
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=True,
        )
        return done.stdout

    def review(self, *args: str, size: tuple[int, int] = (80, 24)) -> None:
        self.run("review", *args, size=size)

    def run(self, *args: str, size: tuple[int, int] = (80, 24)) -> None:
        """`annot ARGS` in the window."""
        command = shlex.join([sys.executable, "-m", "annot", *args])
        x, y = map(str, size)
        while self.runs():  # the one before has left its code, and is closing
            time.sleep(0.02)
        # The code is left where the test can read it: the window closes with its program.
        self("-f", "/dev/null", "new-session", "-d", "-s", "desk", "-x", x, "-y", y, f"{command}; echo $? > code")

    def runs(self) -> bool:
        """Whether there is a window."""
        try:
            self("has-session", "-t", "desk")
        except subprocess.CalledProcessError:
            return False
        return True

    def keys(self, *keys: str) -> None:
        for key in keys:  # one by one, as fingers do
            self("send-keys", "-t", "desk", key)

    def type(self, text: str) -> None:
        """A text into a field: not key by key, but never so much at once that it looks like a paste."""
        for at in range(0, len(text), 4):
            self("send-keys", "-t", "desk", "-l", text[at : at + 4])

    def mouse(self, button: int, x: int, y: int, *, down: bool) -> None:
        """As a terminal reports it (SGR); cells count from 0. 0 is the left button, 32 more while it moves."""
        self("send-keys", "-t", "desk", "-l", f"\x1b[<{button};{x + 1};{y + 1}{'M' if down else 'm'}")

    def click(self, text: str, *, row: int | None = None) -> None:
        """Click on the first (or in `row`, which may count from the end) `text` on the screen."""
        x, y = self.find(text, row)
        self.mouse(0, x, y, down=True)
        self.mouse(0, x, y, down=False)

    def find(self, text: str, row: int | None = None) -> tuple[int, int]:
        """The cell (x, y) where `text` begins; all characters before it are one cell wide."""
        self.shows(text)
        lines = self.settled().split("\n")[:-1]
        rows = range(len(lines)) if row is None else [row % len(lines)]
        return next((lines[y].index(text), y) for y in rows if text in lines[y])

    def settled(self) -> str:
        """The screen once it has stopped scrolling."""
        screen = ""
        while screen != (screen := self.screen()):
            time.sleep(0.1)
        return screen

    def exported(self) -> list[dict[str, str]]:
        """The rows of `annot export csv`."""
        return list(csv.DictReader(self.annot("export", "csv").splitlines(keepends=True)))

    def kill(self) -> None:
        """kill -9 of the program in the window."""
        shell = int(self("list-panes", "-t", "desk", "-F", "#{pane_pid}"))
        for child in Path(f"/proc/{shell}/task/{shell}/children").read_text().split():
            os.kill(int(child), signal.SIGKILL)

    def screen(self) -> str:
        return self("capture-pane", "-p", "-t", "desk")

    def shows(self, *texts: str) -> str:
        end = time.monotonic() + PATIENCE
        while not all(text in (screen := self.screen()) for text in texts):
            assert time.monotonic() < end, f"waited in vain for {texts}:\n{screen}"
            time.sleep(0.02)
        return screen

    def code(self) -> int:
        end = time.monotonic() + PATIENCE
        file = self.folder / "code"
        while not (file.exists() and file.read_text().strip()):
            assert time.monotonic() < end, f"it does not end:\n{self.screen()}"
            time.sleep(0.02)
        code = int(file.read_text())
        file.unlink()
        return code
