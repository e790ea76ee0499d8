"""A project in a temporary folder, with a clock that the test holds. What makes them is in `workroom.py`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from workroom import Clock, Project


@pytest.fixture(autouse=True)
def state_folder(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No copy that a test makes lands among the user's own."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path_factory.getbasetemp() / "state"))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def project(tmp_path: Path, clock: Clock) -> Iterator[Project]:
    """An empty project file; `project.open()` gives one more connection to it, closed at the end."""
    made = Project(tmp_path / "p.annot.db", clock)
    yield made
    made.close()
