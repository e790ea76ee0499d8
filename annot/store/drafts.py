"""Half-typed text, kept in this file alone: not in the log, never merged, gone when it is saved or thrown away."""

from __future__ import annotations

from annot.history.clock import moment
from annot.store.project import Store


def keep(store: Store, reviewer: str, place: str, text: str) -> None:
    """`place` says which field of what it belongs to, as "rationale:c1f2"; an empty text is forgotten."""
    with store.transaction():
        if text:
            store.db.execute(
                "INSERT INTO draft(reviewer, place, text, at) VALUES (?, ?, ?, ?) "
                "ON CONFLICT(reviewer, place) DO UPDATE SET text = excluded.text, at = excluded.at",
                [reviewer, place, text, moment(store.now())],
            )
        else:
            store.db.execute("DELETE FROM draft WHERE reviewer = ? AND place = ?", [reviewer, place])


def all_of(store: Store, reviewer: str) -> dict[str, str]:
    """place -> text."""
    return dict(store.fetch("SELECT place, text FROM draft WHERE reviewer = ?", [reviewer]))
