"""README is true: its commands run as they stand there, its line of tests is the one that CI runs."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from told import README, commands, missing

from annot.cli.start import COMMANDS
from annot.codebook.parse import parse
from annot.desk import settings
from annot.tui.keymap import READING, rebound

ROOT = Path(__file__).resolve().parent.parent
EXIT_CODES = {"annot lint": 1}  # it finds open points, and README says so


def test_the_tutorial_runs_line_by_line(tmp_path: Path) -> None:
    """All but the screen itself, which a terminal test drives; what README shows of an output is in it."""
    shutil.copytree(ROOT / "samples", tmp_path / "samples")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "annot").write_text(f'#!/bin/sh\nexec {sys.executable} -m annot "$@"\n')
    (tmp_path / "bin" / "annot").chmod(0o755)
    environment = {**os.environ, "PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}", "HOME": str(tmp_path)}
    environment["XDG_STATE_HOME"] = str(tmp_path / "state")
    for command, shown in commands():
        if command.startswith("export "):
            name, _, value = command.removeprefix("export ").partition("=")
            environment[name] = value
            continue
        done = subprocess.run(
            command, shell=True, cwd=tmp_path, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True
        )
        expected = 2 if command.startswith("annot review") else EXIT_CODES.get(command, 0)  # no terminal here
        assert done.returncode == expected, f"{command}\n{done.stdout}{done.stderr}"
        assert not missing(shown, done.stdout), f"{command}\n{done.stdout}"
    assert (tmp_path / "claims.csv").read_text("utf-8").count("\n") == 3


def test_the_codebook_in_readme_is_one() -> None:
    book = parse(re.findall(r"(?s)```toml\n(.*?)```", README)[1], "README")
    assert [status.id for status in book.statuses] == ["right", "wrong"]
    assert "no_archive" not in book.lint


def test_the_settings_in_readme_are_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "config.toml").write_text(re.findall(r"(?s)```toml\n(.*?)```", README)[0], "utf-8")
    monkeypatch.setattr(settings, "config_file", lambda: tmp_path / "config.toml")
    own = settings.load()
    keys = rebound(READING, own.keys, azerty=own.azerty, file="README")
    assert keys["next_unit"] == "l,n"
    assert keys["verdict_2"] == "2,é"
    assert (own.theme, own.glyphs) == ("light", "ascii")


def test_ci_runs_the_line_that_readme_gives() -> None:
    lines = [line for line in README.splitlines() if line.startswith("    python3 -m venv") and "pytest" in line]
    assert len(lines) == 1
    pattern = re.search(r"sed -n '(.*)' README.md", (ROOT / ".ci" / "run").read_text("utf-8"))
    assert pattern is not None
    found = subprocess.run(["sed", "-n", pattern[1], "README.md"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert found.stdout.strip() == lines[0].strip()


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_in_readme(command: str) -> None:
    assert f"`annot {command}`" in README


def test_no_file_that_readme_links_is_missing() -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", README):
        assert (ROOT / target).exists(), target
