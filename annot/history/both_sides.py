"""Fields that two people, or one on two machines, changed without having seen each other's change.

The fold has a winner for each of them, the same on every copy; here they are found again, so that a person may choose.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

import attrs

from annot.history.change import Change, Json, canonical
from annot.history.undo import in_force

DELETED = "deleted"
_TIMES = ("created_at", "updated_at")
_Links = Mapping[str, Sequence[str]]


@attrs.frozen
class Take:
    """One of the values to choose from, and the change that gave it."""

    value: Json
    change: Change


@attrs.frozen
class TwoEdits:
    """`takes` in the order of the log; the last but for `deleted` is what the tables show now."""

    kind: str
    entity: str
    field: str
    takes: tuple[Take, ...]


def two_edits(changes: Sequence[Change]) -> list[TwoEdits]:
    """The fields of one entity whose latest values were given on both sides; an edit against a deletion too."""
    if len(changes) < 2:
        return []
    ordered = sorted(changes, key=lambda change: change.order)
    if all(a.id in b.prev for a, b in pairwise(ordered)):
        return []  # everybody had seen what came before
    before = {c.id: c.prev for c in ordered}
    kind, entity = ordered[0].key
    ordered = in_force(ordered)
    found = []
    for field in sorted({f for c in ordered for f in c.patch} - {DELETED, *_TIMES}):
        latest = _latest([c for c in ordered if field in c.patch], before)
        takes = _different(Take(c.patch[field], c) for c in latest)
        if len(takes) > 1:
            found.append(TwoEdits(kind, entity, field, takes))
    if takes := _edited_and_deleted(ordered, before):
        found.append(TwoEdits(kind, entity, DELETED, takes))
    return found


def _latest(writes: Sequence[Change], before: _Links) -> list[Change]:
    """The writes that no other write of the same field had seen."""
    seen = _beyond(writes, before)
    return [w for w in writes if w.id not in seen]


def _different(takes: Iterable[Take]) -> tuple[Take, ...]:
    """One take for each value: the last who gave it."""
    by_value: dict[str, Take] = {}
    for take in takes:
        key = canonical(take.value)
        by_value.pop(key, None)
        by_value[key] = take
    return tuple(by_value.values())


def _edited_and_deleted(ordered: Sequence[Change], before: _Links) -> tuple[Take, ...]:
    """(deleted, kept) where the latest deletion and an edit have not seen each other and nobody has settled it."""
    latest = _latest([c for c in ordered if DELETED in c.patch], before)
    values = _different(Take(int(c.patch[DELETED] == 1), c) for c in latest)
    if len(values) > 1:
        return tuple(sorted(values, key=lambda take: -int(take.value)))
    after: dict[str, list[str]] = {change: [] for change in before}
    for change, parents in before.items():
        for parent in after.keys() & parents:
            after[parent].append(change)
    for gone in (c for c in latest if c.patch[DELETED] == 1):
        known = _beyond([gone], before) | _beyond([gone], after) | {gone.id}
        edits = [c for c in ordered if c.id not in known and c.patch and DELETED not in c.patch]
        if edits:
            return Take(1, gone), Take(0, edits[-1])
    return ()


def _beyond(changes: Iterable[Change], links: _Links) -> set[str]:
    """All that is here of what `links` lead to, step by step: with the links to parents, what the authors had seen.

    It is walked each time. To keep it for each change would take the square of an entity's history in memory.
    """
    found: set[str] = set()
    todo = [link for change in changes for link in links[change.id]]
    while todo:
        if (at := todo.pop()) in links and at not in found:
            found.add(at)
            todo += links[at]
    return found
