"""The user's own editor on a codebook's draft, in a pseudo-terminal: it gets the terminal, and gives it back always."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from reading_desk import project
from terminal_desk import Terminal
from workroom import look

APPENDS = 'echo "the editor has $1"; read answer; printf "\\n# %s\\n" "$answer" >> "$1"'
FAILS = 'echo "the editor fails"; exit 3'
KEEPS_WHAT_IT_HAS = "The draft is as it was: your editor"


@contextmanager
def codebook(folder: Path, script: str | None) -> Iterator[Terminal]:
    """The codebook's room at 80x24, with an editor that is this script; None: one that is not installed."""
    path, _ = project(folder)
    editor = folder / "my editor"
    if script is not None:
        editor.write_text(f"#!/bin/sh\n{script}\n")
        editor.chmod(0o700)
    with Terminal(folder, "--db", path, size=(80, 24), env={"EDITOR": f"'{editor}'"}) as terminal:
        terminal.shows("Enter read")
        terminal.type("o")
        terminal.shows("the codebook")
        terminal.type("2")
        terminal.shows("e edit a draft")
        terminal.type("e")
        yield terminal


def leave(terminal: Terminal) -> None:
    """The keys are the program's again, and the terminal is the user's when it has ended."""
    terminal.press("j")
    terminal.type("q")
    terminal.shows("Enter read")
    terminal.type("q")
    assert terminal.ends() == 0
    assert terminal.restored()


def drafts(folder: Path) -> list[str]:
    return [text for (text,) in look(folder / "p.annot.db", "SELECT text FROM draft")]


def test_an_editor_gets_the_terminal_and_what_it_saves_is_the_draft(tmp_path: Path) -> None:
    with codebook(tmp_path, APPENDS) as terminal:
        terminal.shows("the editor has")
        terminal.type("Dana was here\r")
        terminal.shows("The draft is whole")
        leave(terminal)
    (draft,) = drafts(tmp_path)
    assert draft.endswith("\n# Dana was here\n")


@pytest.mark.parametrize("script", [FAILS, None, 'rm "$1"', "printf '\\377\\376' > \"$1\"", "kill -9 $$"])
def test_an_editor_that_gives_nothing_back_gives_the_terminal_back(tmp_path: Path, script: str | None) -> None:
    with codebook(tmp_path, script) as terminal:
        terminal.shows(KEEPS_WHAT_IT_HAS)
        leave(terminal)
    assert drafts(tmp_path) == []


def test_ctrl_c_in_the_editor_is_the_editors(tmp_path: Path) -> None:
    with codebook(tmp_path, APPENDS) as terminal:
        terminal.shows("the editor has")
        terminal.type("\x03")
        terminal.shows(KEEPS_WHAT_IT_HAS)
        terminal.until(lambda: any(line.endswith(" saved") for line in terminal.lines), "saved")
        terminal.type("\x03")
        terminal.shows("Everything is saved; q leaves.")
        leave(terminal)
    assert drafts(tmp_path) == []


def test_why_a_draft_is_refused_is_read_whole_at_80_columns(tmp_path: Path) -> None:
    with codebook(tmp_path, 'printf \'name = "x\\000"\\n\' > "$1"') as terminal:
        terminal.shows("'\\x00'")
        leave(terminal)
