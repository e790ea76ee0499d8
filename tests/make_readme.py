"""Writes README's tables of keys and commands from the key map and the list of commands. A test says when it is due."""

from __future__ import annotations

import re
from pathlib import Path

from annot.cli.start import COMMANDS
from annot.tui.keymap import READING, explained

README = Path(__file__).resolve().parent.parent / "README.md"


def made(text: str) -> str:
    """README with its made parts as they should be."""
    keys = [("keys", "what")] + [(f"`{shown}`", text) for shown, text in explained(READING)]
    commands = [("command", "does")] + [(f"`annot {name}`", does) for name, (_, does) in COMMANDS.items()]
    for name, rows in (("keys", keys), ("commands", commands)):
        table = "\n".join(f"| {a} | {b} |" for a, b in (rows[0], ("---", "---"), *rows[1:])).replace(
            "| --- | --- |", "|---|---|"
        )
        begin = f"<!-- {name}: made by tests/make_readme.py -->\n"
        text = re.sub(
            f"(?s){re.escape(begin)}.*?<!-- end -->", lambda _, b=begin, t=table: f"{b}\n{t}\n\n<!-- end -->", text
        )
    return text


if __name__ == "__main__":
    README.write_text(made(README.read_text("utf-8")), "utf-8")
