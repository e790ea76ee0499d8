"""Notes, questions to the writer, suggested fixes and things for later; and where somebody looked."""

from __future__ import annotations

from annot.desk.session import Desk
from annot.errors import AnnotError
from annot.history.change import Draft
from annot.model.claim import Claim, Comment, Search
from annot.model.ids import random_id
from annot.model.words import COMMENT_KINDS
from annot.plain import storable
from annot.store import tables


def comment(desk: Desk, target: Claim | str, text: str, kind: str = "note") -> Comment:
    """A comment on a claim, or on the article of that id."""
    if kind not in COMMENT_KINDS:
        raise AnnotError(f"There is no kind of comment {kind}; there are: {', '.join(COMMENT_KINDS)}.")
    text = storable(text).strip()
    if not text:
        raise AnnotError("A comment needs some text.")
    place = {"article": target.article, "claim": target.id} if isinstance(target, Claim) else {"article": target}
    comment_id = random_id("comment")
    with desk.action() as action:
        desk.still_here(*(("claim", target.id) if isinstance(target, Claim) else ("article", target)))
        action.add(Draft("comment", comment_id, {**place, "kind": kind, "text": text, "reviewer": desk.me.id}))
    return _there(desk, comment_id)


def answer(desk: Desk, comment: Comment, text: str) -> Comment:
    """Anybody answers anybody's comment; an empty text opens it again."""
    text = storable(text).strip()
    said = (text, desk.me.id, desk.now) if text else (None, None, None)
    with desk.action() as action:
        desk.still_here("comment", comment.id)
        action.add(Draft("comment", comment.id, dict(zip(("answer", "answered_by", "answered_at"), said, strict=True))))
    return _there(desk, comment.id)


def looked(desk: Desk, claim: Claim, place: str, query: str | None = None, found: str | None = None) -> Search:
    """Looked at `place`, and found this or nothing."""
    desk.own(claim)
    if not place.strip():
        raise AnnotError("Say where you looked.")
    given = {"place": place, "query": query, "found": found}
    patch = {name: storable(value).strip() for name, value in given.items() if value}
    search_id = random_id("search")
    with desk.action() as action:
        action.add(Draft("search", search_id, {"claim": claim.id, **patch, "at": desk.now}))
    return next(s for s in tables.searches(desk.store, [claim.id]) if s.id == search_id)


def _there(desk: Desk, comment_id: str) -> Comment:
    found = tables.comment(desk.store, comment_id)
    if found is None:
        raise RuntimeError(f"comment {comment_id} is not in the tables")
    return found
