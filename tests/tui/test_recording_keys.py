"""Every key that records something: seen in the file by a second connection; without its binding it is not there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from reading_desk import BEN, FIRST, Reader, claim_on, project, read
from recording_cases import CASES, LEDGER, evidence, field, on_top, type_text
from textual import events
from textual.widgets import Static
from workroom import look

from annot.tui.dialogs.choose import Choose, Find
from annot.tui.dialogs.claim_types import PickTypes
from annot.tui.dialogs.writing import Write
from annot.tui.screens.checklist import Checklist


def _read(folder: Path, key: str, *, bound: bool) -> None:
    path, _ = project(folder)

    async def steps(r: Reader) -> None:
        if not bound:
            r.unbind(key)
        await CASES[key].steps(r, key)

    read(path, steps, size=(110, 30))


@pytest.mark.parametrize("key", list(CASES))
def test_the_key_records_what_it_says(tmp_path: Path, key: str) -> None:
    _read(tmp_path, key, bound=True)


@pytest.mark.parametrize("key", list(CASES))
def test_without_its_binding_nothing_is_recorded(tmp_path: Path, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reading_desk.PATIENCE", 1.0)
    with pytest.raises((AssertionError, TimeoutError, AttributeError, IndexError)):
        _read(tmp_path, key, bound=False)


def test_a_pasted_address_cites_and_never_acts_as_keys(tmp_path: Path) -> None:
    path, _ = project(tmp_path)

    async def steps(r: Reader) -> None:
        r.app.screen.post_message(events.Paste(f" {LEDGER}\n"))
        await r.until(lambda: isinstance(on_top(r), Find))
        assert r.claims() == []
        await r.press("enter")
        assert evidence(r) == [(FIRST, LEDGER, "supports")]

    read(path, steps)


def test_other_pasted_text_is_asked_about(tmp_path: Path) -> None:
    path, _ = project(tmp_path)

    async def steps(r: Reader) -> None:
        await r.press("1")
        r.app.screen.post_message(events.Paste("11 dull xx words"))
        await r.until(lambda: isinstance(on_top(r), Choose))
        await r.press("3")
        assert look(path, "SELECT kind, text FROM comment") == [("note", "11 dull xx words")]
        assert r.claims() == [(FIRST, "supported", None)]

    read(path, steps)


def test_half_typed_reasons_come_back_after_a_hang_up(tmp_path: Path) -> None:
    path, _ = project(tmp_path)

    async def hung_up(r: Reader) -> None:
        await r.press("1", "r")
        await type_text(r, "the log sa")
        r.screen.keep()
        r.app.exit()

    read(path, hung_up)
    assert look(path, "SELECT text FROM draft") == [("the log sa",)]

    async def back(r: Reader) -> None:
        await r.press("r")
        assert isinstance(on_top(r), Write)
        await type_text(r, "ys so")
        await r.press("enter")
        assert look(path, "SELECT rationale FROM claim") == [("the log says so",)]
        assert look(path, "SELECT count(*) FROM draft") == [(0,)]

    read(path, back)


def test_the_last_paragraph_asks_whether_the_article_is_finished(tmp_path: Path) -> None:
    path, _ = project(tmp_path, "One line to read.\n\nAnother one.\n")

    async def steps(r: Reader) -> None:
        await r.press("space", "space")
        assert isinstance(on_top(r), Choose)
        await r.press("1")
        assert look(path, 'SELECT count(*) FROM reading WHERE deleted = 0 AND start = 0 AND "end" = 0') == [(1,)]
        assert r.status == "Finished; u takes that back. o leads on: what is left, hand in."

    read(path, steps)


def test_the_speaker_is_offered_and_nothing_until_it_is_confirmed(tmp_path: Path) -> None:
    path, _ = project(tmp_path)

    async def steps(r: Reader) -> None:
        await r.press("j", "1", "enter")
        await r.until(lambda: isinstance(on_top(r), Choose))
        await r.type("down", "down", "down", "down", "down")
        await r.press("enter")
        assert isinstance(on_top(r), Write)
        assert look(path, "SELECT speaker FROM claim") == [(None,)]
        await r.press("enter")
        assert look(path, "SELECT speaker FROM claim") == [("Ilse Brandt",)]

    read(path, steps)


def test_hints_are_off_in_a_blind_round(tmp_path: Path) -> None:
    path, article = project(tmp_path)
    claim_on(path, article, "1,482 members", {"status": "unchecked"}, who=BEN)

    async def steps(r: Reader) -> None:
        await r.type("S")
        assert "Hints are off" in r.status
        assert r.selected == FIRST
        assert r.screen.suggested_types() == ()

    read(path, steps)


def test_one_claim_is_counted_as_one(tmp_path: Path) -> None:
    path, _ = project(tmp_path)

    async def steps(r: Reader) -> None:
        await r.press("1", "L")
        await r.until(lambda: isinstance(on_top(r), Checklist))
        assert str(on_top(r).query_one("#keys", Static).content).startswith("1 claim · ")
        await r.press("2")
        await r.until(lambda: isinstance(on_top(r), Checklist))
        assert r.status == "1 claim changed; u takes that back."

    read(path, steps)


def test_marked_rows_take_types_and_each_keeps_its_own(tmp_path: Path) -> None:
    path, _ = project(tmp_path)

    async def steps(r: Reader) -> None:
        async def toggle(digit: str) -> None:
            await r.until(lambda: isinstance(on_top(r), Checklist))
            await r.type("t")
            await r.until(lambda: isinstance(on_top(r), PickTypes))
            await r.type(digit)
            await r.press("enter")
            await r.until(lambda: isinstance(on_top(r), Checklist))

        def types() -> list[set[str]]:
            return [set(json.loads(row or "[]")) for row in field(r, "types")]

        await r.press("1", "l", "1", "L")
        await toggle("1")  # of the row that is chosen: the second claim
        await r.type("k", "space")  # the second one is still marked
        first, second = (one.id for one in r.screen.page.book.types[:2])
        assert types() == [set(), {first}]
        await toggle("2")
        assert types() == [{second}, {first, second}]
        await toggle("2")  # both have it: it is marked, and taken off both
        assert types() == [set(), {first}]
        await r.type("comma")
        assert str(on_top(r).query_one("#keys", Static).content).startswith(", does nothing here.")
        await r.press("u")
        await r.until(lambda: isinstance(on_top(r), Checklist))
        assert types() == [{second}, {first, second}]

    read(path, steps)
