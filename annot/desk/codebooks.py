"""The codebook of a project: shown, replaced, never so that a verdict in use loses its meaning."""

from __future__ import annotations

from annot.codebook.parse import parse
from annot.desk.session import Desk
from annot.errors import AnnotError
from annot.history.change import Draft
from annot.model.codebook import Codebook
from annot.store import tables


def use(desk: Desk, toml: str, name: str) -> Codebook:
    """Make `toml` the codebook in force. Claims keep naming the one that they were made under.

    Refused where claims have a status that the new one lacks: renaming is done by its label, not by its id.
    """
    book = parse(toml, name)
    with desk.action() as action:
        used = {k: n for k, n in tables.status_use(desk.store).items() if k not in book.status_ids}
        if used:
            lost = ", ".join(f"{n} {'claims have' if n > 1 else 'claim has'} {status}" for status, n in used.items())
            raise AnnotError(
                f"{name} lacks a status in use: {lost}. Keep its id (the label may change), "
                "or give these claims another verdict first."
            )
        if desk.codebook().id != book.id or tables.current_codebook(desk.store) is None:
            action.setup[:] = [d for d in action.setup if d.kind != "codebook"]  # not the default one first
            action.add(Draft("codebook", book.id, {"toml": book.toml, "deleted": 0}))
    return book
