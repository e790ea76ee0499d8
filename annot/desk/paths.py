"""File names: half typed, what could come next, as a shell completes it; made of what a stranger wrote."""

from __future__ import annotations

import os
import re
from pathlib import Path

from annot.plain import file, heard


def expanded(typed: str) -> Path:
    """The path that was typed; `~` is the user's home."""
    return file(os.path.expanduser(typed.strip()))  # noqa: PTH111  # a user that nobody knows stays as typed


def completed(typed: str, most: int = 200) -> tuple[str, list[str]]:
    """(`typed` and as much more as is certain, the names that fit); a folder's ends in a slash.

    Hidden ones come where a dot was typed. Of more than `most` names the first are told.
    """
    head, _, begin = typed.rpartition("/")
    folder = expanded(f"{head}/") if "/" in typed else Path()
    try:
        with os.scandir(folder) as entries:
            there = {heard(entry.name): entry for entry in entries}
            fitting = (name for name in there if name.startswith(begin) and (begin or not name.startswith(".")))
            names = sorted(name + "/" * there[name].is_dir() for name in fitting)
    except OSError:
        return typed, []
    if not names:
        return typed, []
    before = f"{head}/" if "/" in typed else ""
    return before + os.path.commonprefix(names), names[:most]  # noqa: RUF071  # character by character is meant


def at_home(path: str) -> str:
    """The path as people write it, with `~` for their home."""
    home = str(Path.home())
    return f"~{path[len(home) :]}" if path.startswith(f"{home}/") else path


def file_name(entity: str) -> str:
    """An id as a file's name: it may be a stranger's, so nothing in it leads out of the folder."""
    slug = re.sub(r"[^A-Za-z0-9_-]", "_", entity)[:80]
    reserved = re.fullmatch(r"(?i)con|prn|aux|nul|com\d|lpt\d", slug)
    return f"_{slug}" if reserved or not slug else slug
