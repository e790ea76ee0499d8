"""What a defect leaves behind: where in the program it happened, and not one word of anybody's text."""

from __future__ import annotations

import os
import platform
import sys
import traceback
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path


def write_crash_file(error: BaseException) -> Path:
    """A file in annot's folder of the user's state: types, files, lines, versions. No message, no values."""
    from platformdirs import user_state_path

    lines = [f"annot {version('annot-factcheck')}, Python {platform.python_version()}, {platform.system()}"]
    chain: BaseException | None = error
    while chain is not None:
        lines.append(f"{type(chain).__module__}.{type(chain).__qualname__}")
        lines += [
            f"  {Path(frame.filename).name}:{frame.lineno} in {frame.name}"
            for frame in traceback.extract_tb(chain.__traceback__)
        ]
        chain = chain.__cause__ or chain.__context__
    folder = user_state_path("annot")
    now = datetime.now(UTC).strftime("%Y%m%dT%H%M%S")
    path = folder / f"crash-{now}-{os.getpid()}.txt"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.write_text("\n".join(lines) + "\n", "utf-8")
    except OSError:
        sys.stderr.write("\n".join(lines) + "\n")
    return path
