"""The log action by action, newest first, as this file learned of them."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence

from annot.history.change import Change
from annot.store.project import Store
from annot.store.rows import CHANGE_COLUMNS, change_of, names


def acts(store: Store, reviewers: Collection[str] | None = None, kinds: Collection[str] | None = None) -> list[str]:
    """The ids of all actions; of these reviewers, and with a change of these kinds, or of all.

    Without what sessions set up before their first action.
    """
    rows = store.fetch(
        "SELECT writer, action FROM change WHERE action > 0 "
        "AND (:who IS NULL OR writer IN (SELECT id FROM writer WHERE reviewer IN (SELECT value FROM json_each(:who)))) "
        "AND (:what IS NULL OR kind IN (SELECT value FROM json_each(:what))) "
        "GROUP BY writer, action ORDER BY min(rowid) DESC",
        {"who": _listed(reviewers), "what": _listed(kinds)},
    )
    return [f"{row['writer']}:{row['action']}" for row in rows]


def takings_back(store: Store) -> dict[str, str]:
    """Which action takes back which, in the order in which this file learned of them."""
    rows = store.fetch(
        "SELECT writer, action, min(undoes) AS undoes FROM change WHERE undoes IS NOT NULL "
        "GROUP BY writer, action ORDER BY min(rowid)"
    )
    return {f"{row['writer']}:{row['action']}": row["undoes"] for row in rows}


def changes(store: Store, wanted: Sequence[str]) -> dict[str, list[Change]]:
    """The changes of these actions, by action."""
    pairs = [act.rpartition(":") for act in wanted]
    columns = ", ".join(f"c.{column}" for column in names(CHANGE_COLUMNS).split(", "))
    rows = store.fetch(
        f"SELECT {columns} FROM json_each(?) j "
        "CROSS JOIN change c ON c.writer = j.value ->> 0 AND c.action = j.value ->> 1 ORDER BY c.rowid",
        [json.dumps([(writer, int(action)) for writer, _, action in pairs])],
    )
    found: dict[str, list[Change]] = {}
    for change in map(change_of, rows):
        found.setdefault(change.act, []).append(change)
    return found


def _listed(values: Collection[str] | None) -> str | None:
    return None if values is None else json.dumps(sorted(values))
