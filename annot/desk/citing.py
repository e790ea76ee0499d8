"""Sources and evidence: cite one for a claim, complete it, find it again under another spelling."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import attrs

from annot.desk.finding import known_address
from annot.desk.session import Desk
from annot.errors import AnnotError
from annot.history.change import Draft
from annot.model.address import is_address, same_page
from annot.model.claim import Claim, Evidence, Source
from annot.model.ids import random_id, source_id
from annot.model.words import CONFIDENTIALITY, MEDIA, STANCES, TIERS
from annot.plain import storable
from annot.store import tables

_EVIDENCE = ("stance", "quote", "locator", "tier", "accessed", "note")
_SOURCE = ("title", "author", "publisher", "published", "medium", "archived_url", "archived_at", "sha256",
           "confidentiality")  # fmt: skip
_CHOICES = {"stance": STANCES, "tier": TIERS, "medium": MEDIA, "confidentiality": CONFIDENTIALITY}


def cite(
    desk: Desk,
    claim: Claim,
    what: Sequence[str],
    fields: Mapping[str, str | None],
    source_fields: Mapping[str, str | None] | None = None,
) -> list[Evidence]:
    """Evidence for one's own claim from each web address, title or source id in `what`; what is there stays."""
    with desk.action() as action:
        made, ids = drafts(desk, desk.own(claim).id, what, fields, source_fields)
        action.add(*made)
    by_id = {e.id: e for e in tables.evidence(desk.store, [claim.id])}
    return [by_id[i] for i in ids]


def drafts(
    desk: Desk,
    claim_id: str,
    what: Sequence[str],
    fields: Mapping[str, str | None],
    source_fields: Mapping[str, str | None] | None = None,
) -> tuple[list[Draft], list[str]]:
    """What citing writes, and the ids of the evidence in the order of `what`, old and new."""
    given = checked(fields, _EVIDENCE)
    about = checked(source_fields or {}, _SOURCE)
    there = tables.evidence(desk.store, [claim_id])
    made: list[Draft] = []
    ids: list[str] = []
    pages: set[str] = set()  # two spellings of one new address in one breath are one source too
    for one in dict.fromkeys(storable(w).strip() for w in what):
        if is_address(one):
            if (page := same_page(one)) in pages:
                continue
            pages.add(page)
        source, new = _source(desk, one)
        if new is not None:
            made.append(attrs.evolve(new, patch={**new.patch, **about}))
        elif about:
            made.append(Draft("source", source, about))
        patch: dict[str, Any] = {"claim": claim_id, "source": source, "stance": "supports", **given}
        if "accessed" not in patch and is_address(one):
            patch["accessed"] = desk.today
        same = next((e.id for e in there if _equal(e, patch)), None)
        if same is None:
            same = random_id("evidence")
            made.append(Draft("evidence", same, patch))
        ids.append(same)
    return made, ids


def copies(desk: Desk, claims: Sequence[str], claim_id: str) -> list[Draft]:
    """The evidence of `claims` again, for another claim."""
    made = []
    for old in tables.evidence(desk.store, claims):
        patch = {name: getattr(old, name) for name in ("source", *_EVIDENCE) if getattr(old, name) is not None}
        made.append(Draft("evidence", random_id("evidence"), {**patch, "claim": claim_id}))
    return made


def complete(desk: Desk, source: Source, fields: Mapping[str, str | None]) -> Source:
    """Fill in what is known of a source, which all share; an empty value clears a field."""
    if patch := _differing(source, fields, _SOURCE):
        with desk.action() as action:
            action.add(Draft("source", source.id, patch))
    return tables.source(desk.store, source.id) or source


def change(desk: Desk, claim: Claim, evidence: Evidence, fields: Mapping[str, str | None]) -> None:
    """Change fields of one's own evidence; an empty value clears one."""
    desk.own(claim)
    if patch := _differing(evidence, fields, _EVIDENCE):
        with desk.action() as action:
            action.add(Draft("evidence", evidence.id, patch))


def uncite(desk: Desk, claim: Claim, evidence: Evidence) -> None:
    desk.own(claim)
    with desk.action() as action:
        action.add(Draft("evidence", evidence.id, {"deleted": 1}))


def _differing(now: Source | Evidence, fields: Mapping[str, str | None], names: Sequence[str]) -> dict[str, str | None]:
    """The fields whose value is another than `now`; an empty one is None."""
    patch = {name: storable(value) if value else None for name, value in fields.items()}
    for name, value in patch.items():
        _allowed(name, value, names)
    return {name: value for name, value in patch.items() if value != getattr(now, name)}


def checked(fields: Mapping[str, str | None], names: Sequence[str]) -> dict[str, str]:
    """The fields that were given a value, each one of `names` and of its closed list."""
    given = {name: storable(value) for name, value in fields.items() if value}
    for name, value in given.items():
        _allowed(name, value, names)
    return given


def _allowed(name: str, value: str | None, names: Sequence[str]) -> None:
    if name not in names:
        raise AnnotError(f"There is no field {name} here; there are: {', '.join(names)}.")
    if value and name in _CHOICES and value not in _CHOICES[name]:
        raise AnnotError(f"There is no {name} {value}; there are: {', '.join(_CHOICES[name])}.")
    if value and name == "archived_url" and not is_address(value):
        raise AnnotError(f"An archived copy has a web address, not {value}.")


def _source(desk: Desk, one: str) -> tuple[str, Draft | None]:
    """(id of the source that `one` names, the draft that makes it, or that makes it this reviewer's too).

    Who cites a source that somebody else has made says that it is there: the maker's undo then leaves it.
    """
    if not one:
        raise AnnotError("A source needs a web address or a title.")
    known = _known(desk, one)
    if known is not None:
        mine = tables.touched_by(desk.store, "source", known.id, desk.me.id)
        return known.id, None if mine else Draft("source", known.id, {"deleted": 0})
    if is_address(one):
        return source_id(one), Draft("source", source_id(one), {"url": one, "deleted": 0})
    new = random_id("source")
    return new, Draft("source", new, {"title": one})


def _known(desk: Desk, one: str) -> Source | None:
    if is_address(one):
        return known_address(desk, one)
    everything = tables.sources(desk.store)
    return next((s for s in everything if one == s.id or (s.url is None and s.title == one)), None)


def _equal(evidence: Evidence, patch: Mapping[str, Any]) -> bool:
    names = ("source", "stance", "quote", "locator", "tier", "note")
    return all(getattr(evidence, name) == patch.get(name) for name in names)
