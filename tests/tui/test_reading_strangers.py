"""A stranger's text, title, source or name says nothing to the terminal: a run with plain text is the measure."""

from __future__ import annotations

from pathlib import Path

import pytest
from reading_desk import BEN, DANA
from terminal_desk import Terminal, controls
from workroom import article_draft, write

from annot.history.change import Draft
from annot.model.ids import article_id, reading_id
from annot.plain import dangerous, show
from annot.store.project import Store

EVIL = (
    "\x1b]52;c;RVZJTA==\x07 \x1b[2J\x1b[31m \x9b31m\x9d0;T\x9c \x1b]0;T\x1b\\ \x1bc \x0e\x08\r\t\x7f "
    "\x1b]8;;http://evil.example\x07link\x1b]8;;\x07 \u202eHH\u2066 \u200b\U000e0041\ufeff "
    "[@click=app.bell]bell[/] [@click=app.quit]quit[/] [/nope] [sic] [bold red on {{7*7}}"
)
PLAIN = show(EVIL)  # the same shape: one code point for one


def hostile(path: Path, evil: str) -> None:
    """A project of which every field that a stranger can fill says `evil`, as a log from elsewhere may."""
    text = f"Begins. Then {evil} follows.\n\n{evil}\n\nIt ends."
    place = text.index(evil)
    claim = {"article": article_id(text), "start": place, "end": place + len(evil), "quote": evil}
    fields = {"speaker": evil, "rationale": evil, "normalized": evil, "said_on": evil, "suggested_fix": evil}
    meta = {"title": f"T {evil}", "url": f"https://x.example/{evil}", "author": evil, "site": evil, "published": evil}
    middle, second = text.index("\n\n") + 2, text.rindex("\n\n")
    paragraphs = [[0, middle - 2, "body"], [middle, second, "body"], [second + 2, len(text), "body"]]
    with Store(path, create=True, device="bench") as store:
        write(store, Draft("reviewer", BEN.id, {"name": f"Ben {evil}"}), who=BEN)
        write(store, article_draft(text, **{**meta, "paragraphs": paragraphs}), who=BEN)
        for claim_id, who in (("c1", DANA), ("c2", BEN)):
            write(store, Draft("claim", claim_id, claim | fields | {"status": "supported"}), who=who)
            cited = {"claim": claim_id, "source": "s1", "quote": evil, "locator": evil, "note": evil}
            write(
                store,
                Draft("source", "s1", {"title": evil, "publisher": evil, "url": f"https://y.example/{evil}"}),
                Draft("evidence", f"e{claim_id}", cited),
                Draft("comment", f"m{claim_id}", {"article": claim["article"], "claim": claim_id, "text": evil}),
                who=who,
            )
        write(store, Draft("reviewer", DANA.id, {"name": "Dana"}), who=DANA)
        finished = {"article": claim["article"], "start": 0, "end": 0, "reviewer": DANA.id, "state": "done"}
        write(store, Draft("reading", reading_id(claim["article"], 0, 0, DANA.id), finished), who=DANA)


def walk(folder: Path, evil: str) -> bytes:
    """The bytes of a walk over all of it, by keys and with the mouse on every row."""
    folder.mkdir()
    hostile(folder / "p.annot.db", evil)
    with Terminal(folder, "--db", folder / "p.annot.db", "review", size=(130, 40)) as terminal:
        terminal.shows("[@click=app.bell]bell[/]")
        terminal.shows("✓✓")
        for keys in ("\t", "\t", "2", "w", "x", "w", "d", "\t", "u", "p", "1", "w", "G", "?", "q"):
            terminal.press(keys)
        for row in range(2, 38):
            terminal.type(f"\x1b[<0;12;{row}M")
            terminal.type(f"\x1b[<0;12;{row}m")
        terminal.type("G")
        terminal.shows("NEW: 4 characters, by word")
        terminal.type("q")
        assert terminal.ends() == 0
        assert terminal.restored()
        return bytes(terminal.raw)


@pytest.fixture(scope="module")
def control(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return walk(tmp_path_factory.mktemp("control") / "desk", PLAIN)


def test_nothing_of_it_reaches_the_terminal_as_a_command(tmp_path: Path, control: bytes) -> None:
    raw = walk(tmp_path / "desk", EVIL)
    assert controls(raw) <= controls(control)
    assert "\x07" not in controls(raw)  # no click rang the bell
    text = raw.decode()  # 8-bit controls would not be UTF-8
    assert set(dangerous(text)) <= set(dangerous(control.decode()))
    for payload in (b"\x1b]52", b"\x1b]0;", b"\x1b]8;", b"\x1b[31m", b"\x1bc", b"\x08", b"\x7f"):
        assert payload not in raw


def test_the_measure_would_find_a_leak(control: bytes) -> None:
    for payload in ("\x1b]52;c;RVZJTA==\x07", "\x07", "\x1bc", "\x08", "\x1b[5n", "\x1b]0;T\x1b\\"):
        assert not controls(control + payload.encode()) <= controls(control), payload
    for payload in "\u202e\u2066\u200b\x9b\x7f":
        assert not set(dangerous(control.decode() + payload)) <= set(dangerous(control.decode())), payload
