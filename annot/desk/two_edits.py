"""Fields that were changed on both sides: found, shown, and settled by whom they belong to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import attrs

from annot.desk import blind, people
from annot.desk.session import Desk
from annot.errors import AnnotError
from annot.history.both_sides import Take, TwoEdits, two_edits
from annot.history.change import Draft, Key
from annot.history.clock import moment
from annot.model.codebook import Codebook
from annot.store import merge_tables, tables
from annot.store.project import Store

KINDS = ("claim", "evidence", "comment", "search", "source")  # what reviewers write; the rest is made again by machines


@attrs.frozen
class Numbered:
    """One field with two edits; `claim` is the claim that the entity is or hangs on, `takes` are numbered from 1."""

    edits: TwoEdits
    claim: str | None
    owner: str | None


@attrs.frozen
class Listed:
    """The same for a screen: of which claim, in whose words, and each take as (value in words, name, time)."""

    kind: str
    entity: str
    field: str
    words: str
    article: str | None
    takes: tuple[tuple[str, str, str], ...]

    @property
    def id(self) -> str:
        return f"{self.kind} {self.entity} {self.field}"


def among(store: Store, keys: Iterable[Key]) -> list[TwoEdits]:
    """The two edits of these entities, by kind and id. Two ways to write a source's address are one address."""
    histories = tables.change_histories(store, [key for key in keys if key[0] in KINDS])
    found = (edits for key in sorted(histories) for edits in two_edits(histories[key]))
    return [edits for edits in found if (edits.kind, edits.field) != ("source", "url")]


def all_of(desk: Desk) -> list[Numbered]:
    """Every field with two edits that this desk may see."""
    hidden = blind.hidden(desk)
    found = []
    for edits in among(desk.store, merge_tables.written_by_several(desk.store, KINDS)):
        claim, owner, article = _belonging(desk, edits)
        if article not in hidden or (owner is not None and desk.same_person(owner)):
            found.append(Numbered(edits, claim, owner))
    return found


def rows(desk: Desk) -> list[dict[str, Any]]:
    found = all_of(desk)
    made = rows_of(desk.store, [one.edits for one in found])
    return [{"claim": one.claim, **row} for one, row in zip(found, made, strict=True)]


def listed(desk: Desk) -> tuple[Listed, ...]:
    found, book = all_of(desk), desk.codebook()
    made = []
    for one, row in zip(found, rows_of(desk.store, [one.edits for one in found]), strict=True):
        claim = tables.claim(desk.store, one.claim) if one.claim else None
        words = (claim.quote if claim else None) or one.edits.entity
        takes = tuple((_in_words(row["field"], t["value"], book), t["reviewer"], t["at"]) for t in row["takes"])
        article = claim.article if claim else None
        made.append(Listed(row["kind"], row["entity"], row["field"], words, article, takes))
    return tuple(made)


def _in_words(field: str, value: Any, book: Codebook) -> str:
    if field == "deleted":
        return "taken back" if value else "kept"
    if field == "status":
        return book.status(str(value)).label
    if field == "attribution":
        return next((a.label for a in book.attributions if a.id == value), str(value or "empty"))
    if value in (None, "", []):
        return "empty"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def rows_of(store: Store, found: Sequence[TwoEdits]) -> list[dict[str, Any]]:
    shown = people.displayed(tables.reviewers(store))
    writers = {w.id: w.reviewer for w in tables.writers(store)}

    def take_row(n: int, take: Take) -> dict[str, Any]:
        reviewer = writers.get(take.change.writer, "")
        return {"n": n, "value": take.value, "reviewer": shown.get(reviewer, reviewer), "at": moment(take.change.at)}

    return [
        {
            "kind": edits.kind,
            "entity": edits.entity,
            "field": edits.field,
            "takes": [take_row(n, take) for n, take in enumerate(edits.takes, 1)],
        }
        for edits in found
    ]


def resolve(desk: Desk, wanted: str, field: str, take: int) -> Any:
    """Settle one field; `take` counts from 1. Returns the value that holds now.

    `wanted` is a claim, or another entity that `all_of` names, by id or its beginning.
    """
    found = [n for n in all_of(desk) if n.edits.entity.startswith(wanted) and n.edits.field == field]
    if len(found) > 1:
        raise AnnotError(f"{wanted} could be several: {', '.join(n.edits.entity for n in found)}.")
    if not found:
        raise AnnotError(f"There are no two edits of {field} of {wanted}. All there are: annot two-edits")
    edits, owner = found[0].edits, found[0].owner
    if owner is not None and not desk.same_person(owner):
        name = people.displayed(tables.reviewers(desk.store)).get(owner, owner)
        raise AnnotError(f"This {edits.kind} is {name}'s, who settles it.")
    if not 1 <= take <= len(edits.takes):
        raise AnnotError(f"There are takes 1 to {len(edits.takes)}, not {take}.")
    value = edits.takes[take - 1].value
    with desk.action() as action:
        if edits not in among(desk.store, [(edits.kind, edits.entity)]):
            raise AnnotError("Somebody changed it a moment ago; look again with: annot two-edits")
        action.add(Draft(edits.kind, edits.entity, {field: value}))
    return value


def _belonging(desk: Desk, edits: TwoEdits) -> tuple[str | None, str | None, str | None]:
    """(claim, owner, article) of the entity, as far as the tables know it."""
    store, entity = desk.store, edits.entity
    if edits.kind == "source":
        return None, None, None
    if edits.kind == "comment":
        comment = tables.comment(store, entity)
        owner = None if comment is None or edits.field.startswith("answer") else comment.reviewer
        return (comment.claim if comment else None), owner, tables.article_of(store, "comment", entity)
    claim_id = entity if edits.kind == "claim" else merge_tables.claim_of_entity(store, edits.kind, entity)
    claim = tables.claim(store, claim_id) if claim_id else None
    return claim_id, (claim.reviewer if claim else None), (claim.article if claim else None)
