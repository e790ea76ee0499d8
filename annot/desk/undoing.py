"""Taking back, doing again, and what happened: three readings of the log."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import attrs

from annot.desk import blind, people
from annot.desk.chronicle import counted
from annot.desk.session import Desk
from annot.errors import NothingToDo
from annot.history.change import Change
from annot.history.clock import moment
from annot.history.undo import Act, next_to_redo, next_to_undo, reverse
from annot.store import tables


@attrs.frozen
class Undone:
    """What was taken back or done again: `changes` of the action, also as `rows` of the log, and the (entity, field)
    that others own by now.
    """

    changes: tuple[Change, ...]
    kept: tuple[tuple[str, str], ...]
    rows: tuple[dict[str, Any], ...]

    @property
    def said(self) -> str:
        """In words: "3 claims, 1 source"."""
        return counted(change.key for change in self.changes)


def undo(desk: Desk, *, reading: str | None = None) -> Undone:
    """Take back the latest action of this reviewer that is not taken back; not the adding of the article `reading`."""
    return _reverse(desk, next_to_undo, "There is nothing of yours to undo.", reading)


def redo(desk: Desk, *, reading: str | None = None) -> Undone:
    """Do again what was undone last, unless something new was done since."""
    return _reverse(desk, next_to_redo, "There is nothing of yours to do again.", reading)


def _reverse(desk: Desk, choose: Callable[[Sequence[Act]], Act | None], nothing: str, reading: str | None) -> Undone:
    with desk.action() as action:
        act = choose(tables.acts(desk.store, desk.me.id))
        if act is None:
            raise NothingToDo(nothing)
        changes = tables.changes_of_act(desk.store, act.id)
        if reading and any(change.key == ("article", reading) for change in changes):
            raise NothingToDo("Before this you added the article; annot undo takes that back, from outside.")
        reversal = reverse(act.id, tables.change_histories(desk.store, dict.fromkeys(c.key for c in changes)))
        action.undoes = act.id
        action.add(*reversal.drafts)
    writers, shown = _writers(desk), _shown(desk)
    return Undone(tuple(changes), reversal.kept, tuple(_row(change, writers, shown) for change in changes))


def history(desk: Desk, entities: Sequence[str] | None = None, limit: int = 50) -> list[dict[str, Any]]:
    """The newest changes first; others' work on articles that one has not finished is left out."""
    hidden = blind.hidden(desk)
    writers, shown = _writers(desk), _shown(desk)
    rows: list[dict[str, Any]] = []
    for change in tables.latest_changes(desk.store, entities):
        reviewer = writers.get(change.writer, "")
        if hidden and not desk.same_person(reviewer) and change.kind not in ("article", "paragraph"):
            article = change.patch.get("article") or tables.article_of(desk.store, change.kind, change.entity)
            if article in hidden:
                continue
        rows.append(_row(change, writers, shown))
        if len(rows) == limit:
            break
    return rows


def _writers(desk: Desk) -> dict[str, str]:
    """writer -> reviewer."""
    return {w.id: w.reviewer for w in tables.writers(desk.store)}


def _shown(desk: Desk) -> dict[str, str]:
    return people.displayed(tables.reviewers(desk.store))


def _row(change: Change, writers: Mapping[str, str], shown: Mapping[str, str]) -> dict[str, Any]:
    reviewer = writers.get(change.writer, "")
    return {
        "at": moment(change.at),
        "reviewer": shown.get(reviewer, reviewer),
        "action": change.act,
        "kind": change.kind,
        "entity": change.entity,
        "patch": dict(change.patch),
        "undoes": change.undoes,
    }
