"""Writes README's tables of keys and commands from the key map and the list of commands. A test says when it is due."""

from __future__ import annotations

import re
from pathlib import Path

from annot.cli.start import COMMANDS
from annot.tui.keymap import DECIDING, READING, SCREENS, Key

README = Path(__file__).resolve().parent.parent / "README.md"


def _keys(keys: tuple[Key, ...]) -> list[tuple[str, str, str]]:
    rows = [(f"`{key.shown}`", key.text, f"`{key.name}`") for key in keys if key.shown]
    return [("keys", "what", "in the settings"), *rows]


def _rooms() -> list[tuple[str, ...]]:
    """What the other rooms have beside the actions of the first two."""
    known = {key.name for key in (*READING, *DECIDING)}
    rows = [
        (room.replace("_", " "), *row)
        for room, keys in SCREENS.items()
        for row in _keys(tuple(key for key in keys if key.name not in known))[1:]
    ]
    return [("room", *_keys(())[0]), *rows]


def made(text: str) -> str:
    """README with its made parts as they should be."""
    keys, deciding = _keys(READING), _keys(DECIDING)
    commands = [("command", "does")] + [(f"`annot {name}`", does) for name, (_, does) in COMMANDS.items()]
    for name, rows in (("keys", keys), ("deciding", deciding), ("rooms", _rooms()), ("commands", commands)):
        lines = [rows[0], ("---",) * len(rows[0]), *rows[1:]]
        table = "\n".join(f"| {' | '.join(row)} |" for row in lines)
        begin = f"<!-- {name}: made by tests/make_readme.py -->\n"
        part = f"{begin}\n{table}\n\n<!-- end -->"
        text = re.sub(f"(?s){re.escape(begin)}.*?<!-- end -->", lambda _, made=part: made, text)
    return text


if __name__ == "__main__":
    README.write_text(made(README.read_text("utf-8")), "utf-8")
