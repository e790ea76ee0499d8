"""Taking an action back, and taking that back: new changes, never fewer.

An undo cancels its action, a redo cancels the undo. What *counts* for a field is the latest change that belongs to no
cancelled action and to no cancelling one. An action owns a field while its change is the one that counts there; only
such fields are put back, so nobody else's later work is touched.

A log may lack what its later changes had seen: `annot undo --merge` takes it along. What takes back something that is
not here is itself neither taken back nor done again, and an entity that began elsewhere is not removed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import attrs

from annot.history.change import Change, Draft, Key


@attrs.frozen
class Act:
    """One action: its id `writer:action`, and the action that it takes back, if any."""

    id: str
    undoes: str | None


@attrs.frozen
class Reversal:
    """What to write, one draft for each entity of the action, and the (entity, field) that others own by now."""

    drafts: tuple[Draft, ...]
    kept: tuple[tuple[str, str], ...]


def next_to_undo(acts: Sequence[Act]) -> Act | None:
    """The latest action that is in force; `acts` are one reviewer's, oldest first."""
    dead, depths = cancelled({act.id: act.undoes for act in acts}), _depths(acts)
    return next((act for act in reversed(acts) if act.id not in dead and depths.get(act.id, 1) % 2 == 0), None)


def next_to_redo(acts: Sequence[Act]) -> Act | None:
    """The latest undo that is in force, unless something new was done since."""
    dead, depths = cancelled({act.id: act.undoes for act in acts}), _depths(acts)
    for act in reversed(acts):
        depth = None if act.id in dead else depths.get(act.id)
        if depth == 0:
            return None
        if depth is not None and depth % 2 == 1:
            return act
    return None


def reverse(target: str, histories: Mapping[Key, Sequence[Change]]) -> Reversal:
    """How to take action `target` back. `histories` holds every change of every entity that it touched."""
    drafts, kept = [], []
    for (kind, entity), changes in histories.items():
        ordered = sorted(changes, key=lambda change: change.order)
        undoes = {change.act: change.undoes for change in ordered}
        root = _root(target, undoes)
        now, then = _counting(ordered, undoes), _counting(ordered, undoes | {"": target})
        first = ordered[0]
        elsewhere = bool(first.prev)  # it had seen something: the entity began in what is not here
        patch: dict[str, object] = {}
        if not elsewhere and not _made(then, first):
            # Its fields stay as they are: a removed entity keeps what it was.
            patch = {"deleted": 1} if _made(now, first) and _actual(ordered, "deleted") == 0 else {}
        else:
            for field in _fields(ordered, root):
                owner, value = _latest(then, field)
                # Who made what others keep alive leaves what it is made of: nobody else ever said it.
                of_the_making = owner is None and field != "deleted" and (elsewhere or first.act == root)
                if root in (owner, _latest(now, field)[0]) and not of_the_making:
                    if _actual(ordered, field) != value:
                        patch[field] = value
                elif field != "deleted":
                    kept.append((entity, field))
        drafts.append(Draft(kind, entity, patch))
    return Reversal(tuple(drafts), tuple(kept))


def cancelled(undoes: Mapping[str, str | None]) -> set[str]:
    """The actions that another one, itself in force, takes back; a file may have learned of them in any order."""
    dead: set[str] = set()
    for level in reversed(list(_levels(undoes))):
        dead.update(target for act in level if (target := undoes[act]) is not None and act not in dead)
    return dead


def latest_in_force(histories: Iterable[Sequence[Change]]) -> Change | None:
    """Of all changes of several entities the last that counts; each of `histories` is one entity's."""
    counting: list[Change] = []
    for changes in histories:
        counting += in_force(changes)
    return max(counting, key=lambda change: change.order, default=None)


def _levels(undoes: Mapping[str, str | None]) -> Iterator[list[str]]:
    """The actions that take nothing back that is here, those that take these back, those that take those back, ..."""
    takers: dict[str | None, list[str]] = {}
    for act, target in undoes.items():
        takers.setdefault(target if target in undoes else None, []).append(act)
    level = takers.get(None, [])
    while level:
        yield level
        level = [taker for act in level for taker in takers.get(act, ())]


def _depths(acts: Iterable[Act]) -> dict[str, int]:
    """0 for an action, 1 for its undo, 2 for the redo, ...; without what in the end takes back what is not here."""
    undoes = {act.id: act.undoes for act in acts}
    depths: dict[str, int] = {}
    for depth, level in enumerate(_levels(undoes)):
        depths.update((act, depth) for act in level if undoes[act] is None or undoes[act] in depths)
    return depths


def _root(act: str, undoes: Mapping[str, str | None]) -> str:
    seen = set()
    while act not in seen and (before := undoes.get(act)) is not None and before in undoes:
        seen.add(act)
        act = before
    return act


def in_force(changes: Iterable[Change]) -> list[Change]:
    """The changes of one entity that count, in order: without what was undone, and without the undoing."""
    ordered = sorted(changes, key=lambda change: change.order)
    return _counting(ordered, {change.act: change.undoes for change in ordered})


def _counting(ordered: Sequence[Change], undoes: Mapping[str, str | None]) -> list[Change]:
    """The changes that count: in force, and not themselves the taking back of something that is known here."""
    dead = cancelled(undoes)
    return [c for c in ordered if c.act not in dead and (c.undoes is None or c.undoes not in undoes)]


def _made(counting: Sequence[Change], first: Change) -> bool:
    """Whether something that counts makes the entity: its first change, or one that brings it back."""
    return any(c is first or c.patch.get("deleted") == 0 for c in counting)


def _fields(ordered: Sequence[Change], root: str) -> list[str]:
    return list(dict.fromkeys(f for c in ordered if c.act == root for f in (*c.patch, "deleted")))


def _latest(counting: Sequence[Change], field: str) -> tuple[str | None, object]:
    """(the action that owns `field`, its value). The change that makes an entity also says that it is not deleted."""
    for change in reversed(counting):
        if field in change.patch:
            return change.act, change.patch[field]
    return (counting[0].act if counting else None, 0) if field == "deleted" else (None, None)


def _actual(ordered: Sequence[Change], field: str) -> object:
    value = next((c.patch[field] for c in reversed(ordered) if field in c.patch), None)
    return int(value == 1) if field == "deleted" else value
