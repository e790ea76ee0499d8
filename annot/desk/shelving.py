"""The library: which articles there are or were looked for, and how far everybody is with each."""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from annot.desk import reading
from annot.desk.session import Desk
from annot.plain import storable
from annot.store import shelf, tables
from annot.store.shelf import Hit

_NOTHING = {"done": 0, "claims": 0, "finished": False, "given": False, "due": None}  # of who has not begun


@attrs.frozen
class Person:
    """How far one reviewer is with one article, of `to_do` paragraphs; `owes` if they were given it."""

    name: str
    mine: bool
    done: int
    claims: int
    finished: bool
    owes: bool = False
    due: str | None = None


@attrs.frozen
class Entry:
    """One article of the library; `people` has the reviewer who looks first, then the others by name."""

    id: str
    title: str
    file: str | None
    to_do: int
    people: tuple[Person, ...]

    @property
    def me(self) -> Person:
        return self.people[0]

    @property
    def claims(self) -> int:
        return sum(person.claims for person in self.people)


@attrs.frozen
class Shelf:
    """The ids of what is shown, and of `total` articles in the project; `hits` says where the words were found."""

    ids: tuple[str, ...]
    total: int
    hits: dict[str, Hit]
    owed: int  # how many articles this reviewer was given and has not finished


def shelf_of(desk: Desk, words: str = "", *, only_owed: bool = False) -> Shelf:
    """The articles with these words, or all; with `only_owed` those that this reviewer owes."""
    own = mine(desk)
    owed = shelf.assigned(desk.store, own)
    if len(words.strip()) < 2 and words.isascii():  # one letter is in every article, and takes the longest
        everything = shelf.articles(desk.store)
        return Shelf(tuple(owed if only_owed else everything), len(everything), {}, len(owed))
    found = shelf.search(desk.store, storable(words), desk.me.id, own)
    hits = {hit.article: hit for hit in found if not only_owed or hit.article in owed}
    return Shelf(tuple(hits), shelf.count(desk.store), hits, len(owed))


def entries(desk: Desk, ids: Sequence[str]) -> dict[str, Entry]:
    """What the library says of these articles, by id; of one that has gone it says nothing."""
    files = {heading.id: heading.file for heading in tables.headings(desk.store, ids)}
    own = mine(desk)
    found = {}
    for row in reading.progress(desk, ids)["articles"]:
        article = row["article_id"]
        active = {r["reviewer_id"]: r for r in row["reviewers"]}
        everybody = [
            Person(desk.me.name if i == desk.me.id else r["reviewer"], i in own, r["done"], r["claims"], r["finished"],
                   r["given"] and not r["finished"], r["due"])
            for i, r in ({desk.me.id: _NOTHING} | active).items()
        ]  # fmt: skip
        everybody[1:] = sorted(everybody[1:], key=lambda person: person.name)
        found[article] = Entry(article, row["article_title"], files[article], row["to_do"], tuple(everybody))
    return found


def first_open(desk: Desk, ids: Sequence[str]) -> str | None:
    """The first of these articles that this reviewer has not finished."""
    done = shelf.finished(desk.store, desk.me.id)
    return next((article for article in ids if article not in done), None)


def mine(desk: Desk) -> set[str]:
    """The ids under which this reviewer works."""
    return {desk.me.id} | {r.id for r in tables.reviewers(desk.store) if desk.same_person(r.id)}
