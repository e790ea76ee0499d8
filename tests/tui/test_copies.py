"""Copies are made while one reads: of what was opened, of every half hour of change; never of the demo."""

from __future__ import annotations

from pathlib import Path

import pytest
from reading_desk import Reader, project, read
from workroom import look

from annot.desk import backups
from annot.tui import clerk as clerk_module

HALF_AN_HOUR = 30 * 60_000  # milliseconds


@pytest.fixture
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clerk_module, "EVERY", 0.0)


def why(path: Path) -> list[str]:
    return [kept.why for kept in reversed(backups.all_of(path))]


async def looked(r: Reader) -> None:
    """The clerk has looked whether a copy is due, and has answered."""
    r.clerk.keep_copy()
    r.clerk.wait_for(lambda desk: None)


def later(r: Reader, by: int) -> None:
    def put(desk: object) -> None:
        store = desk.store  # type: ignore[attr-defined]
        now = store.now
        store.now = lambda: now() + by

    r.clerk.wait_for(put)


def test_what_was_opened_is_copied_and_then_every_half_hour_of_change(tmp_path: Path, often: None) -> None:
    path, _ = project(tmp_path)

    async def steps(r: Reader) -> None:
        await r.until(lambda: why(path) == ["open"])
        await r.type("1")
        await r.written()
        await looked(r)
        assert why(path) == ["open"]
        later(r, HALF_AN_HOUR)
        await looked(r)
        assert why(path) == ["open", "change"]
        later(r, HALF_AN_HOUR)
        await looked(r)
        assert why(path) == ["open", "change"], "nothing was changed"

    read(path, steps)

    async def nothing(r: Reader) -> None:
        await looked(r)

    read(path, nothing)
    assert why(path) == ["open", "change"], "what is unchanged is not copied when it is opened"


def test_no_copy_while_there_is_something_to_save(tmp_path: Path, often: None) -> None:
    path, _ = project(tmp_path)

    async def steps(r: Reader) -> None:
        r.clerk.unsaved += 1
        await looked(r)
        assert why(path) == []
        r.clerk.unsaved -= 1
        await looked(r)
        assert why(path) == ["open"]

    read(path, steps)


def test_that_there_is_no_copy_is_said_in_the_status_line_and_work_goes_on(tmp_path: Path, often: None) -> None:
    path, _ = project(tmp_path)
    where = backups.folder(path)
    where.parent.mkdir(parents=True, exist_ok=True)
    where.write_text("in the way")

    async def steps(r: Reader) -> None:
        await looked(r)
        await r.until(lambda: "There is no copy of the project" in r.status)
        await r.type("1")
        await r.written()
        await looked(r)
        await r.pilot.pause()
        assert "There is no copy" not in r.status, "it is said once"
        assert r.saved == "saved"

    read(path, steps)
    assert look(path, "SELECT count(*) FROM claim")[0][0] > 0


def test_what_is_gone_afterwards_is_not_copied(tmp_path: Path, often: None) -> None:
    path, _ = project(tmp_path)

    async def steps(r: Reader) -> None:
        r.app.passing = True
        r.app._keep_copy()
        r.clerk.wait_for(lambda desk: None)
        assert why(path) == []
        r.app.passing = False
        r.app._keep_copy()
        r.clerk.wait_for(lambda desk: None)
        assert why(path) == ["open"]

    read(path, steps)
