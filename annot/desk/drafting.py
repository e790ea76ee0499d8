"""A codebook in the making: kept as text, checked, and put into force when it is whole."""

from __future__ import annotations

import attrs

from annot.codebook.parse import parse
from annot.desk import codebooks
from annot.desk.session import Desk
from annot.errors import InputError
from annot.model.codebook import Codebook
from annot.plain import storable
from annot.store import drafts

PLACE = "codebook"
DROPPED = "codebook:dropped"
NAME = "the draft"


@attrs.frozen
class Books:
    """The codebook in force; the draft as text, "" for none, with what it says or what is wrong with it."""

    now: Codebook
    draft: str = ""
    drafted: Codebook | None = None
    wrong: str = ""


def books(desk: Desk) -> Books:
    text = drafts.all_of(desk.store, desk.me.id).get(PLACE, "")
    if not text:
        return Books(desk.codebook())
    try:
        return Books(desk.codebook(), text, parse(text, NAME))
    except InputError as error:
        return Books(desk.codebook(), text, None, str(error))


def keep(desk: Desk, text: str) -> None:
    """Keep the draft, for this reviewer alone; one that says what is in force already is none."""
    same = text.strip() == desk.codebook().toml.strip()
    drafts.keep(desk.store, desk.me.id, PLACE, "" if same else storable(text))


def drop(desk: Desk) -> None:
    """There is no draft any more, until it is brought back."""
    drafts.keep(desk.store, desk.me.id, DROPPED, books(desk).draft)
    keep(desk, "")


def bring_back(desk: Desk) -> bool:
    """The draft that was dropped last is the draft again, if there is none and nothing was put into force since."""
    kept = drafts.all_of(desk.store, desk.me.id)
    if PLACE in kept or DROPPED not in kept:
        return False
    keep(desk, kept[DROPPED])
    drafts.keep(desk.store, desk.me.id, DROPPED, "")
    return True


def put_into_force(desk: Desk) -> Codebook:
    """The draft becomes the codebook; refused while something is wrong with it or it lacks a verdict in use."""
    book = codebooks.use(desk, books(desk).draft, NAME)
    for place in (PLACE, DROPPED):
        drafts.keep(desk.store, desk.me.id, place, "")
    return book
