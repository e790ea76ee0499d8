"""The tour: six steps, each taken by the user and known by what is in the file; begun once by itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from reading_desk import Reader, project, read
from textual import events
from textual.widgets import Static
from workroom import look

from annot.desk import used
from annot.tui.app import AnnotApp
from annot.tui.tour import STEPS


def line(r: Reader) -> str:
    assert r.screen.has_class("-touring")
    return str(r.screen.query_one("#tour", Static).content)


async def settled(r: Reader) -> None:
    for _ in range(3):
        await r.written()


async def press(r: Reader, *keys: str) -> None:
    await r.press(*keys)
    await settled(r)


def test_each_of_the_six_steps_is_taken_and_what_it_made_is_in_the_file(tmp_path: Path) -> None:
    path, _ = project(tmp_path)
    seen: list[str] = []

    async def steps(r: Reader) -> None:
        await press(r, "T")
        for keys in (("l",), ("c",), ("1",)):
            seen.append(line(r)[:8])
            await press(r, *keys)
        seen.append(line(r)[:8])
        r.app.screen.post_message(events.Paste("https://example.org"))
        await settled(r)
        assert line(r).startswith("Tour 4/6")  # pasted is not cited
        await press(r, "enter")
        for keys in (("d", "1"), ("space",)):
            seen.append(line(r)[:8])
            await press(r, *keys)
        assert not r.screen.has_class("-touring")
        assert r.status.startswith("That is the way of every claim")

    read(path, steps)
    assert seen == [f"Tour {n}/6" for n in range(1, 7)]
    assert look(path, "SELECT status, attribution FROM claim") == [("supported", "verbatim")]
    assert look(path, "SELECT url FROM source JOIN evidence ON evidence.source = source.id") == [
        ("https://example.org",)
    ]
    assert look(path, "SELECT count(*) FROM reading") == [(1,)]


def test_another_key_does_what_it_always_does_and_the_step_waits(tmp_path: Path) -> None:
    path, _ = project(tmp_path)

    async def steps(r: Reader) -> None:
        await press(r, "T", "l", "c")
        assert line(r).startswith("Tour 3/6")
        await press(r, "j", "k", "z", "u")
        assert line(r).startswith("Tour 3/6")
        await press(r, "2")
        assert line(r).startswith("Tour 4/6")  # a claim is a claim

    read(path, steps)


def test_one_key_leaves_it(tmp_path: Path) -> None:
    path, _ = project(tmp_path)

    async def steps(r: Reader) -> None:
        await press(r, "T", "l")
        await press(r, "T")
        assert not r.screen.has_class("-touring")
        await press(r, "c")
        assert not r.screen.has_class("-touring")

    read(path, steps)


def test_it_begins_by_itself_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(used, "_file", lambda: tmp_path / "state" / "used.json")
    assert used.tour_is_due()
    assert not used.tour_is_due()
    used.remember(tmp_path, "")
    assert not used.tour_is_due()


def test_the_lines_say_what_to_press_and_fit_80_columns() -> None:
    from annot.tui.tour import Tour

    assert len(STEPS) == 6
    assert all(len(Tour(at).line) <= 78 for at in range(6))
    assert AnnotApp.TITLE == "annot"
