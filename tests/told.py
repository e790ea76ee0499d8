"""What README tells: its commands, each with the lines of its output that stand below it."""

from __future__ import annotations

import re
from pathlib import Path

README = (Path(__file__).resolve().parent.parent / "README.md").read_text("utf-8")


def commands(part: str = README) -> list[tuple[str, list[str]]]:
    """(command, lines shown of its output), in order."""
    found: list[tuple[str, list[str]]] = []
    for block in re.findall(r"(?s)```console\n(.*?)```", part):
        for line in block.splitlines():
            if line.startswith("$ "):
                found.append((line.removeprefix("$ "), []))
            else:
                found[-1][1].append(line)
    return found


def missing(shown: list[str], output: str) -> list[str]:
    """The shown lines that are not in the output; `…` stands for anything, as for an id."""
    lines = [line.rstrip() for line in output.splitlines()]
    wanted = {line: re.compile(re.escape(line).replace("…", ".*")) for line in shown}
    return [line for line, pattern in wanted.items() if not any(pattern.fullmatch(one) for one in lines)]
