"""The user's own editor, for a text that is longer than a line."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext, suppress
from pathlib import Path

from annot.errors import AnnotError
from annot.plain import show


def editor() -> list[str]:
    """The command of the user's editor; empty where none is named."""
    try:
        return shlex.split(os.environ.get("VISUAL") or os.environ.get("EDITOR") or "")
    except ValueError:
        return []


def edited(
    text: str, name: str, command: list[str], away: Callable[[], AbstractContextManager[None]] = nullcontext
) -> str:
    """`text` as the editor left it, in a private file that is called `name` and is gone afterwards.

    Inside `away()` the terminal is the editor's.
    """
    with tempfile.TemporaryDirectory(prefix="annot-") as folder:
        file = Path(folder) / name
        file.write_text(text, "utf-8")
        with away():  # nothing is raised in here: Textual 8.2.8 would not take the terminal back
            ended_well = _run([*command, str(file)])
        with suppress(OSError, UnicodeDecodeError):
            if ended_well:
                return file.read_text("utf-8")
    raise AnnotError(f"The draft is as it was: your editor {show(command[0])} gave nothing back.")


def _run(command: list[str]) -> bool:
    """Whether the user's own command ended well. What the terminal sends to both, as ctrl+c, is for the command."""
    before = {number: signal.signal(number, lambda *_: None) for number in (signal.SIGINT, signal.SIGQUIT)}
    try:
        return subprocess.run(command, check=False).returncode == 0  # noqa: S603  # as every program of a terminal runs it
    except OSError:
        return False
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
