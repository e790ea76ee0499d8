"""Blind by default: others' work on an article is hidden until one has finished it, or asks to see it."""

from __future__ import annotations

from collections.abc import Iterable

from annot.desk.session import Desk
from annot.history.change import Draft
from annot.model.ids import random_id
from annot.store import tables


def finished(desk: Desk, article_id: str) -> bool:
    return any(r.finishes for r in tables.readings(desk.store, article_id, [desk.me.id]))


def open_to(desk: Desk, article_id: str) -> bool:
    """Whether this desk shows others' work on the article. With `desk.reveal` that is logged, once."""
    if desk.reviewer is None or finished(desk, article_id):
        return True
    if tables.revealed(desk.store, article_id, desk.me.id):
        return True
    if desk.reveal:
        reveal(desk, article_id)
    return desk.reveal


def reveal(desk: Desk, *articles: str) -> None:
    """Show others' work on these articles from now on; logged, in one action, where there is any to see."""
    unseen = [a for a in articles if others(desk, a) and not tables.revealed(desk.store, a, desk.me.id)]
    if unseen:  # a file that cannot be written may still be looked at
        with desk.action() as action:
            action.add(*(Draft("reveal", random_id("reveal"), {"article": a, "reviewer": desk.me.id}) for a in unseen))


def others(desk: Desk, article_id: str) -> set[str]:
    """The other reviewers who have marked claims in the article, by id."""
    return {reviewer for reviewer in tables.claimants(desk.store, article_id) if not desk.same_person(reviewer)}


def closed(desk: Desk, articles: Iterable[str] | None = None) -> list[str]:
    """Those of the articles (of all, if not said) that others have worked on and this reviewer has not finished."""
    wanted = [a.id for a in tables.headings(desk.store)] if articles is None else articles
    return [a for a in wanted if not open_to(desk, a) and others(desk, a)]


def hidden(desk: Desk) -> set[str]:
    """The articles on which this desk hides others' work."""
    return {a.id for a in tables.headings(desk.store) if not open_to(desk, a.id)}


def shown_to(desk: Desk, article_id: str) -> list[str] | None:
    """Whose work this desk shows on an article: None for everybody's."""
    return None if open_to(desk, article_id) else [desk.me.id]
