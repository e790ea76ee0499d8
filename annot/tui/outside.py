"""The user's own editor, for a text that is longer than a line."""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
from pathlib import Path

from annot.errors import AnnotError
from annot.plain import show


def editor() -> list[str]:
    """The command of the user's editor; empty where none is named."""
    try:
        return shlex.split(os.environ.get("VISUAL") or os.environ.get("EDITOR") or "")
    except ValueError:
        return []


def edited(text: str, name: str, command: list[str]) -> str:
    """`text` as the editor left it, in a private file that is called `name` and is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="annot-") as folder:
        file = Path(folder) / name
        file.write_text(text, "utf-8")
        try:
            # The user's own command, as every program of a terminal runs it.
            subprocess.run([*command, str(file)], check=True)  # noqa: S603
            return file.read_text("utf-8")
        except (OSError, subprocess.CalledProcessError, UnicodeDecodeError) as error:
            raise AnnotError(f"Your editor {show(command[0])} gave nothing back; the draft is as it was.") from error
