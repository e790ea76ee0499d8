"""The word "saved" tells the truth: it appears when COMMIT has returned, and not while something is only asked for."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from reading_desk import FIRST, PATIENCE, SECOND, Reader, project, read
from textual import events
from workroom import look

from annot.store import opening
from annot.tui import clerk as clerk_module

commit = opening.commit


class Disk:
    """Stands in for COMMIT. While `held` it takes for ever; while `full` it answers as SQLite does on a full disk."""

    def __init__(self) -> None:
        self.free = threading.Event()
        self.free.set()
        self.reached = threading.Event()
        self.full = False
        self.tries = 0

    def hold(self) -> None:
        self.free.clear()

    def commit(self, db: object) -> None:
        self.reached.set()
        assert self.free.wait(PATIENCE)
        if self.full:
            self.tries += 1
            error = sqlite3.OperationalError("database or disk is full")
            error.sqlite_errorcode, error.sqlite_errorname = sqlite3.SQLITE_FULL, "SQLITE_FULL"
            raise error
        commit(db)


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Disk]:
    disk = Disk()
    monkeypatch.setattr(opening, "commit", disk.commit)
    monkeypatch.setattr(clerk_module, "RETRY", 0.05)
    yield disk
    disk.free.set()


def test_saving_is_said_until_commit_has_returned_and_painting_goes_on(tmp_path: Path, disk: Disk) -> None:
    path, _ = project(tmp_path)

    async def steps(r: Reader) -> None:
        disk.reached.clear()
        disk.hold()
        await r.type("1")
        await r.until(disk.reached.is_set)
        assert r.saved == "saving"
        assert r.claims() == []  # nobody else sees it yet, so it is not saved
        assert "✓The harbour" in r.lines()[0]
        await r.type("l", "2", "ctrl+c")
        assert r.selected == SECOND
        assert "Not everything is saved yet" in r.status
        assert r.saved == "saving"
        assert len(r.screen.page.claims) == 2
        disk.free.set()
        await r.written()
        assert r.saved == "saved"
        assert [words for words, _, _ in r.claims()] == [FIRST, SECOND]

    read(path, steps)


def test_whenever_saved_is_shown_another_process_finds_what_is_on_the_screen(tmp_path: Path) -> None:
    path, _ = project(tmp_path)

    async def steps(r: Reader) -> None:
        def saved(status: str) -> bool:
            painted = r.current is not None and r.current.status == status
            if painted and r.saved == "saved":
                assert r.claims() == [(FIRST, status, None)]
                return True
            return False

        for key in "121312":
            status = r.screen.page.book.by_key(int(key)).id
            r.app.post_message(events.Key(key, key))  # without waiting for the painting
            await r.until(lambda status=status: saved(status))

    read(path, steps)


def test_a_full_disk_is_said_the_action_is_kept_and_saved_when_there_is_room(tmp_path: Path, disk: Disk) -> None:
    path, _ = project(tmp_path)

    async def steps(r: Reader) -> None:
        await r.press("1")
        disk.full = True
        await r.type("l", "2")
        await r.until(lambda: r.saved == "NOT SAVED")
        assert "The disk is full" in r.status
        assert [words for words, _, _ in r.claims()] == [FIRST]
        assert len(r.screen.page.claims) == 2  # kept
        await r.type("l", "3")  # one goes on working
        assert r.saved == "NOT SAVED"
        assert "disk is full" not in r.status
        await r.type("ctrl+c")
        assert "disk is full" in r.status
        tries = disk.tries
        await r.until(lambda: disk.tries > tries)
        disk.full = False
        await r.written()
        assert r.saved == "saved"
        assert "Saved after all" in r.status
        assert len(r.claims()) == 3

    read(path, steps)


def test_leaving_with_unsaved_work_asks_once_more_also_while_it_tries_again(tmp_path: Path, disk: Disk) -> None:
    path, _ = project(tmp_path)

    async def steps(r: Reader) -> None:
        disk.full = True
        await r.type("1")
        await r.until(lambda: r.saved == "NOT SAVED")
        await r.type("q")
        assert r.app.return_code is None
        assert "NOT saved" in r.status
        tries = disk.tries
        await r.until(lambda: disk.tries > tries + 2)
        assert "NOT saved" in r.status, "the next try must not cover the question"
        await r.type("q")
        assert r.app.return_code == 0

    read(path, steps)
    assert look(path, "SELECT count(*) FROM claim") == [(0,)]


def test_leaving_at_once_writes_what_was_asked_for(tmp_path: Path, disk: Disk) -> None:
    path, _ = project(tmp_path)

    async def steps(r: Reader) -> None:
        disk.hold()
        await r.type("1", "l", "2", "q")
        assert r.app.return_code == 0
        disk.free.set()

    read(path, steps)
    assert look(path, "SELECT count(*) FROM claim WHERE deleted = 0") == [(2,)]
