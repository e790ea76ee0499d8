"""A project in a temporary folder, with a clock that the test holds. What makes them is in `workroom.py`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from workroom import Clock, Project


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def project(tmp_path: Path, clock: Clock) -> Iterator[Project]:
    """An empty project file; `project.open()` gives one more connection to it, closed at the end."""
    made = Project(tmp_path / "p.annot.db", clock)
    yield made
    made.close()
