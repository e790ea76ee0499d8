"""Where `o` leads: each room of a project, what is read for it, and the screen that shows it.

A new room is one entry here. `read` runs in the clerk's thread; `screen(what it returned, clerk, ascii_only=...)` is
the room.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import attrs

from annot.desk import adjudicating, agreeing, chronicle, drafting, finishing, shelving
from annot.desk.session import Desk
from annot.tui.screens.agreement import AgreementScreen
from annot.tui.screens.codebook import CodebookScreen
from annot.tui.screens.disagreements import DisagreementsScreen
from annot.tui.screens.finish import FinishScreen
from annot.tui.screens.history import HistoryScreen
from annot.tui.screens.library import LibraryScreen
from annot.tui.screens.room import Room


@attrs.frozen
class Door:
    """`label` and `detail` are what the list says."""

    name: str
    label: str
    detail: str
    read: Callable[[Desk], Any]
    screen: Callable[..., Room]
    shows_all: bool = False  # also others' work on what this reviewer has not finished


DOORS = (
    Door(
        "library",
        "the library",
        "all articles of the project",
        shelving.shelf_of,
        LibraryScreen,
    ),
    Door(
        "history",
        "the history",
        "every action, newest first; undo from there",
        chronicle.chronicle,
        HistoryScreen,
    ),
    Door(
        "codebook",
        "the codebook",
        "verdicts with definitions and examples; edit a draft",
        drafting.books,
        CodebookScreen,
    ),
    Door(
        "left",
        "what is left",
        "open points of yours; export, hand in",
        finishing.what_is_left,
        FinishScreen,
    ),
    Door(
        "disagreements",
        "the disagreements",
        "worst first; one key decides",
        adjudicating.opened,
        DisagreementsScreen,
        shows_all=True,
    ),
    Door(
        "agreement",
        "agreement and progress",
        "how far reviewers agree, and how far everybody is",
        agreeing.overview,
        AgreementScreen,
        shows_all=True,
    ),
)
