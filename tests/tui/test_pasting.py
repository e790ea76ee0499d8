"""What arrives in a burst is a paste, also where the terminal does not mark it; a key is a key, at once."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from reading_desk import project
from terminal_desk import Terminal
from textual import events
from workroom import look

from annot.tui import pasting
from annot.tui.pasting import PastingParser

ADDRESS = "https://a.test/2025/05/11"
MARKED = f"\x1b[200~{ADDRESS}\x1b[201~"


@pytest.fixture
def parser(monkeypatch: pytest.MonkeyPatch) -> Iterator[PastingParser]:
    parser = PastingParser()
    parser.clock = 0.0  # type: ignore[attr-defined]
    monkeypatch.setattr(pasting.time, "monotonic", lambda: parser.clock)  # type: ignore[attr-defined]
    parser.clock = 100.0  # type: ignore[attr-defined]
    yield parser
    list(parser.feed(""))


def fed(parser: PastingParser, *data: str) -> list[str]:
    """What comes of data that was read at once, piece by piece: "paste: ..." or the key."""
    messages = [message for piece in data for message in parser.feed(piece)]
    return [f"paste: {m.text}" if isinstance(m, events.Paste) else getattr(m, "key", "?") for m in messages]


def test_a_burst_is_a_paste_and_never_keys(parser: PastingParser) -> None:
    assert fed(parser, ADDRESS) == [f"paste: {ADDRESS}"]


def test_keys_one_by_one_or_a_few_at_once_are_keys(parser: PastingParser) -> None:
    assert fed(parser, "j", "j1", "jkl1d2u") == [*"jj1jkl1d2u"]


def test_a_key_held_down_on_a_slow_line_is_no_paste(parser: PastingParser) -> None:
    assert fed(parser, "j" * 30) == ["j"] * 30


def test_the_rest_of_a_long_paste_belongs_to_it_however_short(parser: PastingParser) -> None:
    assert fed(parser, "ab" * 2048, "x1") == [f"paste: {'ab' * 2048}", "paste: x1"]
    parser.clock += 1  # type: ignore[attr-defined]
    assert fed(parser, "x1") == ["x", "1"]


def test_a_marked_paste_stays_the_terminals_own_also_when_it_is_cut(parser: PastingParser) -> None:
    assert fed(parser, MARKED, "j")[0] == f"paste: {ADDRESS}"
    long = "word " * 2000
    pieces = [f"\x1b[200~{long[:4000]}", long[4000:8000], f"{long[8000:]}\x1b[20", "1~", "j"]
    assert fed(parser, *pieces) == [f"paste: {long}", "j"]


def test_escape_sequences_are_keys(parser: PastingParser) -> None:
    assert fed(parser, "\x1b[A\x1b[B\x1b[C\x1b[D\x1b[5~\x1b[6~") == [
        "up",
        "down",
        "right",
        "left",
        "pageup",
        "pagedown",
    ]


def test_an_address_sent_raw_to_the_program_marks_nothing(tmp_path: Path) -> None:
    """Its digits would be verdicts, its letters motions."""
    path, _ = project(tmp_path)
    with Terminal(tmp_path, "--db", path, "--reviewer", "Dana", "review", size=(90, 24)) as terminal:
        terminal.shows("NEW:")
        os.write(terminal.master, ADDRESS.encode())
        terminal.shows("A source for")
        terminal.press("\x1b")
        terminal.until(lambda: not any("A source for" in line for line in terminal.lines), "the dialog is closed")
        terminal.type("q")
        assert terminal.ends() == 0
    assert look(path, "SELECT count(*) FROM claim") == [(0,)]
