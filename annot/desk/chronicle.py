"""Every action of everybody, newest first: who did what, whether it is taken back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import attrs

from annot.desk import blind, people
from annot.desk.session import Desk
from annot.history.change import Change, Key
from annot.history.clock import moment
from annot.history.kinds import KINDS
from annot.history.undo import cancelled, next_to_undo
from annot.store import deeds, tables

_TELLING = ("quote", "title", "text", "url", "place", "name", "reason", "rationale", "status", "kind")
_MANY = {"evidence": "evidence", "search": "searches"}  # all other kinds take an s
_FOUND = frozenset({"claim", "evidence", "search", "comment", "decision"})  # what somebody found, not how far they are
HIDDEN = "(hidden until you have finished the article)"


@attrs.frozen
class Chronicle:
    """The ids of actions, newest first; `dead` are those that are taken back, `latest` is what undo would take back."""

    acts: tuple[str, ...]
    dead: frozenset[str]
    latest: str | None


@attrs.frozen
class Deed:
    """One action. `what` counts what it touched, `said` quotes it; of others' hidden work it quotes nothing."""

    at: str
    reviewer: str
    mine: bool
    what: str
    said: str
    undoes: bool
    article: str | None


def chronicle(desk: Desk, words: str = "", *, only_mine: bool = False) -> Chronicle:
    """The actions of the reviewers and of the kinds of thing whose names begin with one of these words; or all."""
    shown = people.displayed(tables.reviewers(desk.store))
    who: set[str] = set()
    kinds: set[str] = set()
    for word in words.casefold().split():
        who |= {i for i, name in shown.items() if any(part.startswith(word) for part in name.casefold().split())}
        kinds |= {kind for kind in KINDS if kind.startswith(word.removesuffix("s"))}
    if words.split() and not who and not kinds:
        return Chronicle((), frozenset(), None)
    if only_mine:
        mine = {i for i in (*shown, desk.me.id) if desk.same_person(i)}
        who = who & mine if who else mine
        acts = deeds.acts(desk.store, who, kinds or None)
    else:
        acts = deeds.acts(desk.store, who or None, kinds or None)
    latest = next_to_undo(tables.acts(desk.store, desk.me.id))
    return Chronicle(tuple(acts), frozenset(cancelled(deeds.takings_back(desk.store))), latest.id if latest else None)


def told(desk: Desk, acts: Sequence[str]) -> dict[str, Deed]:
    """What these actions did, by id."""
    shown = people.displayed(tables.reviewers(desk.store))
    writers = {w.id: w.reviewer for w in tables.writers(desk.store)}
    open_to: dict[str, bool] = {}
    found = {}
    for act, changes in deeds.changes(desk.store, acts).items():
        reviewer = writers.get(changes[0].writer, "")
        mine = desk.same_person(reviewer)
        articles = [article for change in changes if (article := _article(desk, change)) is not None]
        for one in articles:
            if one not in open_to:
                open_to[one] = _open(desk, one)
        visible = mine or all(open_to[one] for one in articles) or not {c.kind for c in changes} & _FOUND
        found[act] = Deed(
            at=moment(changes[0].at),
            reviewer=shown.get(reviewer, reviewer),
            mine=mine,
            what=counted(change.key for change in changes),
            said=_said(changes) if visible else HIDDEN,
            undoes=changes[0].undoes is not None,
            article=next(iter(articles), None),
        )
    return found


def counted(keys: Iterable[Key]) -> str:
    """How many things these are, in words: "3 claims, 1 source"."""
    kinds: dict[str, set[str]] = {}
    for kind, entity in keys:
        kinds.setdefault(kind, set()).add(entity)
    return ", ".join(
        f"{len(ids)} {_MANY.get(kind, f'{kind}s') if len(ids) > 1 else kind}" for kind, ids in kinds.items()
    )


def _open(desk: Desk, article: str) -> bool:
    """As `blind.open_to`, but looking at the history reveals nothing by itself."""
    return blind.finished(desk, article) or tables.revealed(desk.store, article, desk.me.id)


def _article(desk: Desk, change: Change) -> str | None:
    return change.patch.get("article") or tables.article_of(desk.store, change.kind, change.entity)


def _said(changes: Sequence[Change]) -> str:
    """The first words that tell what it was about."""
    for name in _TELLING:
        for change in changes:
            value = change.patch.get(name)
            if isinstance(value, str) and value and not (name == "text" and change.kind == "article"):
                return " ".join(value[:200].split())
    return "taken back" if any(change.patch.get("deleted") for change in changes) else ""
