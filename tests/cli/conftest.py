"""The command as people run it: a process, no terminal, and a home of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

KEPT = ("PATH", "LANG", "SYSTEMROOT", "COVERAGE_PROCESS_START")


_MANY = """
import contextlib, io, json, sys
from annot.cli.start import run
answers = []
for args in json.load(sys.stdin):
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="") for _ in range(2))
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = run(args)
        out.flush(), err.flush()
    answers.append((code, out.buffer.getvalue().decode(), err.buffer.getvalue().decode()))
print(json.dumps(answers))
"""


class Answer:
    def __init__(self, done: subprocess.CompletedProcess[bytes]) -> None:
        self.code = done.returncode
        self.out, self.err = done.stdout, done.stderr

    @property
    def stdout(self) -> str:
        return self.out.decode()

    @property
    def stderr(self) -> str:
        return self.err.decode()

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def id(self) -> str:
        return self.stdout.strip()


class Annot:
    """`annot(...)` runs the command in `folder` and asserts its exit code; `who` is its ANNOT_REVIEWER."""

    def __init__(self, folder: Path, who: str | None = "Anna") -> None:
        self.folder, self.who = folder, who
        self.home = folder.parent / f"{folder.name}-home"
        self.home.mkdir(exist_ok=True)
        folder.mkdir(exist_ok=True)

    @property
    def db(self) -> Path:
        return self.folder / "annot.db"

    @property
    def state(self) -> Path:
        return self.home / "state" / "annot"

    def env(self, **more: str | None) -> dict[str, str]:
        env = {name: os.environ[name] for name in KEPT if name in os.environ}
        env |= {
            "HOME": str(self.home),
            "XDG_CONFIG_HOME": str(self.home / "config"),
            "XDG_STATE_HOME": str(self.home / "state"),
            "LC_ALL": "C.UTF-8",
        }
        if self.who is not None:
            env["ANNOT_REVIEWER"] = self.who
        return env | {name: value for name, value in more.items() if value is not None}

    def command(self, *args: object) -> list[str]:
        return [sys.executable, "-m", "annot", *(os.fspath(a) if isinstance(a, Path) else str(a) for a in args)]

    def __call__(
        self,
        *args: object,
        code: int | None = 0,
        who: str | None = None,
        input: bytes | None = None,
        env: dict[str, str] | None = None,
        **options: Any,
    ) -> Answer:
        given: dict[str, Any] = {
            "cwd": self.folder,
            "stdout": subprocess.PIPE,
            "stderr": subprocess.PIPE,
            "timeout": 120,
        }
        given |= {"stdin": subprocess.DEVNULL} if input is None else {"input": input}
        env = self.env(ANNOT_REVIEWER=who) | (env or {})
        done = Answer(subprocess.run(self.command(*args), env=env, **given | options))
        assert code is None or done.code == code, (args, done.code, (done.out or b"")[-500:], (done.err or b"")[-1500:])
        assert b"Traceback" not in (done.err or b"")
        return done

    def many(self, *commands: Sequence[object], who: str | None = None) -> list[Answer]:
        """Several commands, one process: for where it is the answer that matters and not the ending of a process."""
        given = json.dumps([[os.fspath(a) if isinstance(a, Path) else str(a) for a in c] for c in commands])
        done = subprocess.run(
            [sys.executable, "-c", _MANY], cwd=self.folder, env=self.env(ANNOT_REVIEWER=who), input=given.encode(),
            capture_output=True, timeout=120,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return [
            Answer(subprocess.CompletedProcess(command, code, out.encode(), err.encode()))
            for command, (code, out, err) in zip(commands, json.loads(done.stdout), strict=True)
        ]

    def write(self, name: str, text: str | bytes) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path


@pytest.fixture
def annot(tmp_path: Path) -> Annot:
    return Annot(tmp_path / "desk")


@pytest.fixture(scope="session")
def annot_in() -> type[Annot]:
    """For a project that several tests share: `annot_in(folder)`."""
    return Annot
