"""Where `o` leads: each room of a project, what is read for it, and the screen that shows it.

A new room is one entry here, and one function that imports what only this room needs: nobody waits for rooms that
are not entered. It gives what the clerk reads, and the screen for that: `screen(value, clerk, ascii_only=...)`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import attrs

from annot.desk.session import Desk
from annot.tui.screens.room import Room

Way = tuple[Callable[[Desk], Any], Callable[..., Room]]


@attrs.frozen
class Door:
    """`label` and `detail` are what the list says."""

    name: str
    label: str
    detail: str
    way: Callable[[], Way]
    shows_all: bool = False  # also others' work on what this reviewer has not finished


def _library() -> Way:
    from annot.desk.shelving import shelf_of
    from annot.tui.screens.library import LibraryScreen

    return shelf_of, LibraryScreen


def _history() -> Way:
    from annot.desk.chronicle import chronicle
    from annot.tui.screens.history import HistoryScreen

    return chronicle, HistoryScreen


def _codebook() -> Way:
    from annot.desk.drafting import books
    from annot.tui.screens.codebook import CodebookScreen

    return books, CodebookScreen


def _left() -> Way:
    from annot.desk.finishing import what_is_left
    from annot.tui.screens.finish import FinishScreen

    return what_is_left, FinishScreen


def _disagreements() -> Way:
    from annot.desk.adjudicating import opened
    from annot.tui.screens.disagreements import DisagreementsScreen

    return opened, DisagreementsScreen


def _agreement() -> Way:
    from annot.desk.agreeing import open_up
    from annot.tui.screens.agreement import AgreementScreen

    return open_up, AgreementScreen


def _two_edits() -> Way:
    from annot.desk.two_edits import listed
    from annot.tui.screens.two_edits import TwoEditsScreen

    return listed, TwoEditsScreen


DOORS = (
    Door("library", "the library", "all articles of the project", _library),
    Door("history", "the history", "every action, newest first; undo from there", _history),
    Door("codebook", "the codebook", "verdicts with definitions and examples; edit a draft", _codebook),
    Door("left", "what is left", "open points of yours; export, hand in", _left),
    Door("disagreements", "the disagreements", "worst first; one key decides", _disagreements, shows_all=True),
    Door(
        "agreement",
        "agreement and progress",
        "how far reviewers agree, and how far everybody is",
        _agreement,
        shows_all=True,
    ),
    Door("two_edits", "two edits of one field", "what was changed on both sides; one key says what counts", _two_edits),
)
