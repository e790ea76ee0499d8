"""Who the user is, and who else is in the project."""

from __future__ import annotations

import json

from annot.desk import settings
from annot.desk.session import Desk, first
from annot.errors import AnnotError
from annot.history.change import Draft
from annot.model.claim import Reviewer
from annot.model.ids import random_id
from annot.plain import dangerous, storable
from annot.store import tables
from annot.store.project import Store


def myself() -> Reviewer | None:
    """The reviewer that the user's settings name."""
    found = settings.load().reviewer
    return Reviewer(found["id"], found["name"]) if {"id", "name"} <= found.keys() else None


def introduce(name: str) -> Reviewer:
    """Remember the user's name, as colleagues see it, in their settings, with a new id."""
    reviewer = Reviewer(random_id("reviewer"), checked_name(name))
    # JSON's strings are TOML's basic strings: a name has no DEL, the one character on which they differ.
    settings.add_reviewer(f"[reviewer]\nid = {json.dumps(reviewer.id)}\nname = {json.dumps(reviewer.name)}\n")
    return reviewer


def checked_name(name: str) -> str:
    name = " ".join(storable(name).split())
    if not name:
        raise AnnotError("A reviewer needs a name.")
    if dangerous(name) or len(name) > 80:
        raise AnnotError("A reviewer's name has at most 80 characters, and no control characters.")
    return name


def who(store: Store | None, name: str | None) -> Reviewer | None:
    """The reviewer for this project: the one of that `name`, else the project's own, else the user's own.

    `store` is None for a project that is yet to be made. The answer is None where nobody is
    known. A name that is nobody's yet makes a reviewer, who is written with the first action.
    """
    mine = myself()
    here = tables.reviewers(store) if store else []
    if name is None:
        kept = store.noted("reviewer") if store else None
        return next((r for r in here if r.id == kept), mine)
    name = checked_name(name)
    if mine is not None and mine.name == name:
        return mine
    found = [r for r in here if r.name == name]
    if len(found) > 1:
        ids = ", ".join(r.id for r in found)
        raise AnnotError(f"There are {len(found)} reviewers called {name} here ({ids}). Give the id instead.")
    by_id = next((r for r in here if r.id == name), None)
    return by_id or (found[0] if found else Reviewer(random_id("reviewer"), name))


def displayed(reviewers: list[Reviewer]) -> dict[str, str]:
    """id -> name as shown: two of one name are told apart by order of their ids, "Anna" and "Anna (2)"."""
    shown: dict[str, str] = {}
    seen: dict[str, int] = {}
    for reviewer in sorted(reviewers, key=lambda r: r.id):
        seen[reviewer.name] = seen.get(reviewer.name, 0) + 1
        n = seen[reviewer.name]
        shown[reviewer.id] = reviewer.name if n == 1 else f"{reviewer.name} ({n})"
    return shown


def persons(reviewers: list[Reviewer]) -> dict[str, str]:
    """id -> the id that stands for the person: the same for all that were joined with `reviewers same`."""
    joined = {r.id: r.same_as for r in reviewers if r.same_as}
    return {r.id: first(r.id, joined) for r in reviewers}


def find(desk: Desk, name: str) -> Reviewer:
    """The one reviewer of that name, displayed name or id."""
    everybody = tables.reviewers(desk.store)
    shown = displayed(everybody)
    by_id = [r for r in everybody if name in (r.id, shown[r.id])]
    found = by_id if len(by_id) == 1 else [r for r in everybody if r.name == name]
    if not found:
        raise AnnotError(f"There is no reviewer {name} here; there are: {', '.join(shown.values()) or 'none yet'}.")
    if len(found) > 1:
        raise AnnotError(f"Which {name}? " + ", ".join(f"{shown[r.id]} = {r.id}" for r in found) + ".")
    return found[0]


def rename(desk: Desk, old: str, new: str) -> None:
    name = checked_name(new)
    with desk.action() as action:
        action.add(Draft("reviewer", find(desk, old).id, {"name": name}))


def same(desk: Desk, one: str, other: str) -> None:
    """Say that two reviewers are one person; logged, and undone like all else."""
    first, second = find(desk, one), find(desk, other)
    if first.id == second.id:
        raise AnnotError(f"{one} and {other} are one reviewer already.")
    with desk.action() as action:
        action.add(Draft("reviewer", second.id, {"same_as": first.id}))
