"""The same for several claims at once: one action, so that one undo takes all of it back."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from annot.desk import citing
from annot.desk import claims as claims_desk
from annot.desk.session import Desk
from annot.errors import AnnotError
from annot.history.change import Draft
from annot.model.claim import Claim
from annot.model.ids import random_id
from annot.model.words import ATTRIBUTIONS
from annot.store import tables

MANY = 20  # claims


def edit(desk: Desk, claims: Sequence[Claim], fields: Mapping[str, Any]) -> None:
    """Give several of one's own claims the same fields."""
    with desk.action() as action:
        patch = claims_desk.checked(desk, desk.codebook(), fields)
        action.add(*(Draft("claim", desk.own(claim).id, patch) for claim in claims))


def types(desk: Desk, claims: Sequence[Claim], more: Collection[str], less: Collection[str]) -> None:
    """Give several of one's own claims some types and take others off; what else each of them has stays."""
    with desk.action() as action:
        for claim in map(desk.own, claims):
            kept = [one for one in claim.types if one not in less]
            new = [*kept, *(one for one in more if one not in kept)]
            if new != list(claim.types):
                patch = claims_desk.checked(desk, desk.codebook(), {"types": new})
                action.add(Draft("claim", claim.id, patch))


def withdraw(desk: Desk, claims: Sequence[Claim]) -> None:
    """Take several of one's own claims back; of many, a copy of the project comes first."""
    if len(claims) >= MANY:
        from annot.desk import backups

        backups.keep_if_changed(desk.store, "withdraw")
    with desk.action() as action:
        action.add(*(Draft("claim", desk.own(claim).id, {"deleted": 1}) for claim in claims))


def cite(desk: Desk, claims: Sequence[Claim], what: Sequence[str]) -> None:
    """Cite the same sources for several of one's own claims; a claim that has one already keeps it as it is."""
    with desk.action() as action:
        there = {(e.claim, e.source) for e in tables.evidence(desk.store, [claim.id for claim in claims])}
        first, *others = [desk.own(claim).id for claim in claims]
        made, _ = citing.drafts(desk, first, what, {})
        action.add(*made)
        for draft in made:
            if draft.kind == "evidence":
                missing = (claim for claim in others if (claim, draft.patch["source"]) not in there)
                action.add(*(Draft("evidence", random_id("evidence"), {**draft.patch, "claim": c}) for c in missing))


def obey(what: str, digit: int, claims: Sequence[Claim], recent: Sequence[str], desk: Desk) -> None:
    """What a key of the checklist does: `what` is status, said_so, again or take_back; `recent` are ids of sources."""
    if what == "status":
        status = desk.codebook().by_key(digit)
        if status is None:
            raise AnnotError(f"This codebook has no verdict on {digit}.")
        edit(desk, claims, {"status": status.id})
    elif what == "said_so":
        if digit > len(ATTRIBUTIONS):
            raise AnnotError(f"There is no answer {digit} to: said so?")
        edit(desk, claims, {"attribution": ATTRIBUTIONS[digit - 1] if digit else None})
    elif what == "again":
        cite(desk, claims, [recent[digit - 1]])
    else:
        withdraw(desk, claims)
