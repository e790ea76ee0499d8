"""A person who types only what README's tutorial says, in tmux, from an empty home to a first CSV."""

from __future__ import annotations

import csv
import re
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tmux_desk import PATIENCE, TMUX, Tmux
from told import README, commands, missing

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[Tmux]:
    """A shell in an empty home, with the samples and `annot` on its PATH; nobody has said who they are."""
    if TMUX is None:
        reason = "SKIP: tmux is missing"
        print(reason)
        pytest.skip(reason)
    tmux = Tmux(tmp_path)
    del tmux.env["ANNOT_REVIEWER"]
    shutil.copytree(ROOT / "samples", tmp_path / "samples")
    annot = tmp_path / "bin" / "annot"
    annot.parent.mkdir()
    annot.write_text(f'#!/bin/sh\nexec {sys.executable} -m annot "$@"\n')
    annot.chmod(0o755)
    tmux.env["PATH"] = f"{annot.parent}:{tmux.env['PATH']}"
    tmux.env["PS1"] = "$ "
    tmux("-f", "/dev/null", "new-session", "-d", "-s", "desk", "-x", "100", "-y", "30", "/bin/sh")
    yield tmux
    tmux("kill-server")


def tutorial() -> list[tuple[str, list[str]]]:
    """The lines that README's tutorial types into a shell, and what it shows of their output."""
    return commands(README[README.index("## A first check") : README.index("## Several reviewers")])


def typed_between(words: str) -> list[str]:
    """The keys that README names between its two blocks of commands, in its order."""
    part = README[README.index("## A first check") : README.index("The same without a screen")]
    assert words in part
    return re.findall(r"`([^`]+)`", part[part.index(words) :])


def say(shell: Tmux, line: str) -> None:
    shell("send-keys", "-t", "desk", "-l", line)
    shell("send-keys", "-t", "desk", "Enter")


def back(shell: Tmux) -> str:
    """Wait until the shell asks again; what is on the screen then."""
    end = time.monotonic() + PATIENCE
    while not (screen := shell.screen().rstrip()).endswith("\n$") and screen != "$":
        assert time.monotonic() < end, screen
        time.sleep(0.02)
    return screen


def ended(shell: Tmux, n: int) -> tuple[int, str]:
    """The exit code of the n-th command, when the shell is back, and what is on the screen."""
    back(shell)
    say(shell, f"echo done-{n}-$?")
    screen = shell.shows(f"\ndone-{n}-")
    return int(re.findall(rf"(?m)^done-{n}-(\d+)", screen)[-1]), screen


def test_only_what_the_tutorial_says_leads_to_a_first_csv(shell: Tmux) -> None:
    assert typed_between("The first sentence is selected")[:4] == ["l", "h", "j", "k"]
    shell.shows("$")
    for n, (line, shown) in enumerate(tutorial()):
        say(shell, line)
        if line.startswith("annot review"):
            shell.shows("0 claims", "saved", "1✓")
            # What the tutorial says that one presses, in its order.
            shell.keys("l", "h", "j", "k", "c", "s", "1")
            shell.shows("1 claim", "saved")
            shell.keys("2")
            shell.shows("≈MST", "saved")
            shell.keys("d", "1")
            shell.shows("said:verbatim", "saved")
            shell("set-buffer", "https://harbour-ledger.example/log")
            shell("paste-buffer", "-p", "-t", "desk")
            shell.shows("Enter")
            shell.keys("Enter")
            shell.shows("has 1 source", "saved")
            shell.keys("u", "U", "Space", "q")
        code, screen = ended(shell, n)
        assert code == (1 if line == "annot lint" else 0), f"{line}\n{screen}"
        assert not missing(shown, screen), screen
    rows = list(csv.DictReader((shell.folder / "claims.csv").read_text("utf-8").splitlines()))
    assert {row["quote"] for row in rows} >= {"chained since May 20", "You cannot double the price"}
    mine = next(row for row in rows if row["sources"] == "https://harbour-ledger.example/log")
    assert (mine["status"], mine["attribution"], mine["reviewer"]) == ("mostly", "verbatim", "Ana")
    assert not list(shell.folder.glob("config/annot/*"))  # the name was given, so none was asked for


def test_annot_alone_begins_with_a_file_and_is_there_the_next_time(shell: Tmux) -> None:
    """Nobody is known: the name is asked once, then a file is opened by Tab, and `annot` comes back to its library."""
    shutil.copy(ROOT / "samples" / "harbour-truce.txt", shell.folder / "harbour.txt")
    shell.shows("$")
    say(shell, "annot")
    shell.shows("Your name, as colleagues should see it")
    say(shell, "Ana")
    shell.shows("a fact-check desk in a terminal", "open a file", "the demo", "new project: ~/annot.db")
    shell.keys("f")
    shell.shows("Open which article")
    for key in ("h", "a", "Tab"):
        shell.keys(key)
    shell.shows("harbour.txt")
    shell.keys("Enter")
    shell.shows("New project: ~/annot.db", "0 claims")
    shell.keys("1")
    shell.shows("1 claim", "saved")
    shell.keys("q")
    shell.shows("1 article", "Enter read")
    shell.keys("q")
    shell.shows("open a file")
    shell.keys("q")
    back(shell)
    say(shell, "annot")
    shell.shows("annot.db ─ Ana", "1 article")
    shell.keys("q")
    back(shell)
    say(shell, "cd samples; annot")
    shell.shows("open a file", "~/annot.db", "P1, 0 of")
    shell.keys("q")


def test_the_demo_begins_the_tour_once_and_one_key_leaves_it(shell: Tmux) -> None:
    shell.shows("$")
    say(shell, "annot demo")
    shell.shows("Tour 1/6")
    shell.keys("l")
    shell.shows("Tour 2/6")
    shell.keys("T")
    assert "Tour" not in shell.shows("The tour is left").replace("The tour is left", "")
    shell.keys("q")
    back(shell)
    say(shell, "annot demo")
    assert "Tour" not in shell.shows("saved", "1✓")
    shell.keys("q")
    back(shell)
    say(shell, "annot")
    shell.shows("Your name")  # the demo asked nobody
    say(shell, "Ana")
    screen = shell.shows("open a file")
    assert "demo.annot.db" not in screen  # it is gone, so nobody is led there
    shell.keys("q")
