"""Where `o` leads: each room of a project, what is read for it, and the screen that shows it.

A new room is one line here. `read` runs in the clerk's thread; `build` gets what it returned.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import attrs

from annot.desk import chronicle, shelving
from annot.desk.session import Desk
from annot.tui.clerk import Clerk
from annot.tui.screens.history import HistoryScreen
from annot.tui.screens.library import LibraryScreen
from annot.tui.screens.room import Room


@attrs.frozen
class Door:
    """`build(what, clerk, ascii_only)` makes the room that is called `label`."""

    name: str
    label: str
    detail: str
    read: Callable[[Desk], Any]
    build: Callable[[Any, Clerk, bool], Room]


DOORS = (
    Door(
        "library",
        "the library",
        "all articles of the project",
        shelving.shelf_of,
        lambda shelf, clerk, ascii_only: LibraryScreen(shelf, clerk, ascii_only=ascii_only),
    ),
    Door(
        "history",
        "the history",
        "every action, newest first; undo from there",
        chronicle.chronicle,
        lambda found, clerk, ascii_only: HistoryScreen(found, clerk, ascii_only=ascii_only),
    ),
)
