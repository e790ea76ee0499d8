"""The reading screen in tmux, as a person has it: three sentences tagged, left, reopened, exported."""

from __future__ import annotations

import contextlib
import csv
import os
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

TMUX = shutil.which("tmux")
ROOT = Path(__file__).resolve().parents[2]
GIVEN = ROOT.parent / "shared" / "articles" / "ceasefire.txt"
ARTICLE = GIVEN if GIVEN.is_file() else ROOT / "samples" / "harbour-truce.txt"
PATIENCE = 30.0  # seconds after which a wait has hung


class Tmux:
    """A tmux server of its own with one window."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.socket = folder / "tmux"
        self.env = {name: os.environ[name] for name in ("PATH", "PYTHONPATH") if name in os.environ}
        self.env |= {
            "HOME": str(folder),
            "XDG_STATE_HOME": str(folder / "state"),
            "XDG_CONFIG_HOME": str(folder / "config"),
            "ANNOT_REVIEWER": "Dana",
            "LC_ALL": "C.UTF-8",
            "TERM": "xterm-256color",
            "SHELL": "/bin/sh",
        }

    def __call__(self, *args: str) -> str:
        done = subprocess.run(
            [str(TMUX), "-S", str(self.socket), *args],
            env=self.env,
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=True,
        )
        return done.stdout

    def annot(self, *args: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "annot", *args],
            env=self.env,
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=True,
        )
        return done.stdout

    def review(self, *args: str, size: tuple[int, int] = (80, 24)) -> None:
        command = shlex.join([sys.executable, "-m", "annot", "review", *args])
        x, y = map(str, size)
        # The code is left where the test can read it: the window closes with its program.
        self("-f", "/dev/null", "new-session", "-d", "-s", "desk", "-x", x, "-y", y, f"{command}; echo $? > code")

    def keys(self, *keys: str) -> None:
        for key in keys:  # one by one, as fingers do
            self("send-keys", "-t", "desk", key)

    def screen(self) -> str:
        return self("capture-pane", "-p", "-t", "desk")

    def shows(self, *texts: str) -> str:
        end = time.monotonic() + PATIENCE
        while not all(text in (screen := self.screen()) for text in texts):
            assert time.monotonic() < end, f"waited in vain for {texts}:\n{screen}"
            time.sleep(0.02)
        return screen

    def code(self) -> int:
        end = time.monotonic() + PATIENCE
        file = self.folder / "code"
        while not (file.exists() and file.read_text().strip()):
            assert time.monotonic() < end, f"it does not end:\n{self.screen()}"
            time.sleep(0.02)
        code = int(file.read_text())
        file.unlink()
        return code


@pytest.fixture
def tmux(tmp_path: Path) -> Iterator[Tmux]:
    if TMUX is None:
        reason = "SKIP: tmux is missing"
        print(reason)
        pytest.skip(reason)
    tmux = Tmux(tmp_path)
    yield tmux
    with contextlib.suppress(subprocess.CalledProcessError):
        tmux("kill-server")


def test_three_sentences_tagged_left_reopened_and_exported(tmux: Tmux) -> None:
    print(f"article: {ARTICLE}")
    shutil.copy(ARTICLE, tmux.folder / "article.txt")
    text = ARTICLE.read_text("utf-8")
    tmux.review("article.txt")
    tmux.shows("0 claims", "saved")
    tmux.keys("1")
    tmux.shows("1 claim", "saved")
    tmux.keys("j", "2")
    tmux.shows("2 claims")
    tmux.keys("l", "Space", "j", "l", "4", "d", "1")
    screen = tmux.shows("3 claims", "saved")
    assert "1/" in screen
    tmux.keys("q")
    assert tmux.code() == 0

    tmux.review()
    screen = tmux.shows("You were at P", "3 claims", "saved")
    assert "1 of " in screen
    tmux.keys("3")  # the current claim is the one that was left: no fourth
    tmux.shows("!MIS")
    tmux.keys("q")
    assert tmux.code() == 0

    exported = list(csv.DictReader(tmux.annot("export", "csv").lstrip("\ufeff").splitlines(keepends=True)))
    assert len(exported) == 3
    for row in exported:
        assert text[int(row["start"]) : int(row["end"])] == row["quote"]
    ordered = sorted(exported, key=lambda row: int(row["start"]))
    assert [row["status"] for row in ordered] == ["supported", "mostly", "misleading"]
    assert ordered[2]["attribution"] == "verbatim"


@pytest.mark.parametrize("size", [(80, 24), (40, 10)])
def test_the_lines_below_the_article_fit(tmux: Tmux, size: tuple[int, int]) -> None:
    shutil.copy(ARTICLE, tmux.folder / "article.txt")
    tmux.review("article.txt", size=size)
    lines = tmux.shows("0 claims", "saved", "1✓").splitlines()
    assert "done · 0 claims" in lines[0]
    assert lines[-2].rstrip().endswith("saved")
    tmux.keys("q")
    assert tmux.code() == 0
