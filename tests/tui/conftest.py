"""What the tests of the screens share."""

from __future__ import annotations

import contextlib
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from tmux_desk import TMUX, Tmux


@pytest.fixture
def tmux(tmp_path: Path) -> Iterator[Tmux]:
    if TMUX is None:
        reason = "SKIP: tmux is missing"
        print(reason)
        pytest.skip(reason)
    tmux = Tmux(tmp_path)
    yield tmux
    with contextlib.suppress(subprocess.CalledProcessError):
        tmux("kill-server")
