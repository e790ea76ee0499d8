"""What a merge says about each file, as values: who, how much is new, how far they are done, what does not fit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import takewhile
from pathlib import Path
from typing import Any

import attrs

from annot.article.likeness import nearly_equal
from annot.desk import people
from annot.history.both_sides import TwoEdits
from annot.history.change import Change, Key
from annot.model.article import Paragraph
from annot.model.claim import Reviewer
from annot.model.done import covered
from annot.model.work import persons
from annot.store import merge_tables, shelf, tables
from annot.store.foreign import Foreign
from annot.store.joining import Brought
from annot.store.project import Store

_DAY = 86_400_000  # milliseconds
_OWNED = {"claim", "evidence", "comment", "reading", "search"}
_HANGING = {"evidence", "search"}  # on a claim, whose reviewer's they are
_WORK = _OWNED | {"decision"}  # who wrote none of these only set the file up
_OPEN_TO_ALL = {"answer", "answered_by", "answered_at"}
_MANY = 0.1  # of the claims
_SHOWN = 20  # lines about one thing


@attrs.frozen
class Progress:
    """How far one reviewer is with one article. `last` is the number of the paragraph up to which they are done, 0
    where what they are done with is scattered, None where it is nothing.
    """

    reviewer: str
    article: str
    done: int
    to_do: int
    last: int | None
    finished: bool
    claims: int


@attrs.frozen
class FileReport:
    """What came of one file. `changes` and `claims` are new, `known` changes were here already.

    `reviewers` are those whose work is new; all of the file's where nothing is. `progress` is as much as a page shows,
    `more_progress` counts what else there is.
    """

    path: str
    refused: str | None = None
    itself: bool = False
    reviewers: tuple[str, ...] = ()
    changes: int = 0
    known: int = 0
    claims: int = 0
    aside: tuple[tuple[str, str, str], ...] = ()
    progress: tuple[Progress, ...] = ()
    more_progress: int = 0
    new_articles: tuple[str, ...] = ()
    same_articles: tuple[str, ...] = ()
    nearly_equal: tuple[tuple[str, str], ...] = ()
    of_others: tuple[str, ...] = ()
    hours_ahead: int = 0

    @property
    def row(self) -> dict[str, Any]:
        return {
            "path": self.path,
            "refused": self.refused,
            "reviewers": list(self.reviewers),
            "changes": self.changes,
            "known": self.known,
            "claims": self.claims,
            "aside": [{"kind": kind, "entity": entity, "why": why} for kind, entity, why in self.aside],
        }


@attrs.frozen
class Report:
    """`codebook` is the one in force now where that changed; `copy` is the project as it was before."""

    files: tuple[FileReport, ...]
    two_edits: tuple[TwoEdits, ...]
    groups: Mapping[str, int]
    claims_before: int
    taken_back: int
    codebook: str | None
    copy: Path | None

    @property
    def new(self) -> int:
        return sum(one.changes for one in self.files)

    @property
    def alarming(self) -> bool:
        return self.taken_back > _MANY * self.claims_before


@attrs.frozen
class Before:
    """What the merge could change, as it was: whose the entities were that it has news of, who was who, and by what
    name.

    `live` are the claims among them that stood in the tables; `claims` are all that did, where there is one of those.
    """

    owners: Mapping[Key, str] = attrs.field(factory=dict)
    persons: Mapping[str, str] = attrs.field(factory=dict)
    names: Mapping[str, str] = attrs.field(factory=dict)
    live: frozenset[str] = frozenset()
    claims: int = 0

    @classmethod
    def of(cls, store: Store, keys: Iterable[Key]) -> Before:
        by_kind: dict[str, list[Key]] = {}
        for key in keys:
            by_kind.setdefault(key[0], []).append(key)
        reviewers = tables.reviewers(store)
        owners = merge_tables.owners(store, (key for kind in _OWNED for key in by_kind.get(kind, ())))
        claims = [claim for _, claim in by_kind.get("claim", ())]
        live = merge_tables.live_claims(store, claims) if claims else set()
        count = merge_tables.claim_count(store) if live else 0
        return cls(owners, persons(reviewers), {r.id: r.name for r in reviewers}, frozenset(live), count)


@attrs.define(slots=False)  # no slots: `cached_property` keeps its value in the instance
class Now:
    """What the merge touched, as it is now, read once for all files; `shared` as in `store.joining.Joined`."""

    store: Store
    before: Before
    shared: frozenset[Key]
    news: Sequence[Change]

    @cached_property
    def articles(self) -> set[str]:
        """Those that have news, or that somebody has news on."""
        found: set[str] = set()
        silent: set[Key] = set()  # which do not say where they are
        for change in self.news:
            if change.kind == "article":
                found.add(change.entity)
            elif isinstance(article := change.patch.get("article"), str):
                found.add(article)
            else:
                silent.add(change.key)
        return found | merge_tables.articles_of(self.store, silent)

    @cached_property
    def reviewers(self) -> list[Reviewer]:
        return tables.reviewers(self.store)

    @cached_property
    def shown(self) -> dict[str, str]:
        return people.displayed(self.reviewers)

    @cached_property
    def renamed(self) -> dict[str, str]:
        """The new names of those who were here under another."""
        was = self.before.names
        return {r.id: r.name for r in self.reviewers if was.get(r.id, r.name) != r.name}

    @cached_property
    def titles(self) -> dict[str, str]:
        return {a.id: a.title for a in tables.headings(self.store, self.articles)}

    @cached_property
    def texts(self) -> dict[str, str]:
        """Of all articles of the project."""
        return merge_tables.texts(self.store)

    @cached_property
    def readers(self) -> dict[tuple[str, str], bool]:
        return merge_tables.readers(self.store, self.articles)

    @cached_property
    def given(self) -> set[tuple[str, str]]:
        return {(one.article, one.reviewer) for one in shelf.owed(self.store, list(self.articles))}

    @cached_property
    def counts(self) -> dict[tuple[str, str], int]:
        return tables.claim_counts(self.store, self.articles)


def tell(now: Now, path: Path, given: Foreign, brought: Brought) -> FileReport:
    if brought.refused:
        return FileReport(str(path), refused=brought.refused)
    store, shown = now.store, now.shown
    reviewer_of = {writer.id: writer.reviewer for writer in given.writers}
    entities = {change.entity for change in brought.new}
    workers = {reviewer_of[c.writer] for c in brought.new if c.kind in _WORK}
    workers = workers or _given(brought.new) or set(reviewer_of.values())
    articles = {e for k, e in {c.key for c in brought.new} if k == "article"}
    fresh = {e for k, e in brought.unheard if k == "article"}
    ahead = max((c.clock >> 16 for c in brought.new), default=0) - store.now()
    worked = _worked(now, workers) if brought.new else []
    to_do = tables.to_do(store, {article for article, _ in worked[:_SHOWN]})
    alike = nearly_equal({i: now.texts[i] for i in fresh & now.texts.keys()}, now.texts) if fresh else []
    there = {a.id: a.title for a in tables.headings(store, {b for _, b in alike})} if alike else {}
    titles = {**there, **now.titles}
    return FileReport(
        str(path),
        reviewers=tuple(sorted(shown.get(reviewer, reviewer) for reviewer in workers)),
        changes=len(brought.new),
        known=brought.known,
        claims=sum(kind == "claim" for kind, _ in brought.unheard),
        aside=tuple(merge_tables.set_aside(store, entities)),
        progress=tuple(_progress(now, key, to_do.get(key[0], [])) for key in worked[:_SHOWN]),
        more_progress=len(worked[_SHOWN:]),
        new_articles=tuple(sorted(titles.get(i, i) for i in fresh)),
        same_articles=tuple(sorted(titles.get(i, i) for i in articles - fresh)),
        nearly_equal=tuple(_apart(a, b, titles) for a, b in alike),
        of_others=tuple(_of_others(now, brought, reviewer_of)),
        hours_ahead=ahead // 3_600_000 if ahead > _DAY else 0,
    )


def _apart(one: str, other: str, titles: Mapping[str, str]) -> tuple[str, str]:
    """What two articles are called, with their ids where that is the same."""
    a, b = titles.get(one, one), titles.get(other, other)
    return (a, b) if a != b else (f"{a} {one}", f"{b} {other}")


def _given(changes: Iterable[Change]) -> set[str]:
    """Whom a file was handed out to."""
    return {to for c in changes if c.kind == "assignment" and isinstance(to := c.patch.get("reviewer"), str)}


def _worked(now: Now, reviewers: set[str]) -> list[tuple[str, str]]:
    """(article, reviewer) of what has news and these were given or have worked on; what is not finished first."""
    found = [
        (now.readers.get(key, False), now.shown.get(key[1], key[1]), *key)
        for key in now.readers.keys() | now.counts.keys() | now.given
        if key[1] in reviewers and key[0] in now.titles
    ]
    return [(article, reviewer) for _, _, article, reviewer in sorted(found)]


def _progress(now: Now, key: tuple[str, str], to_do: Sequence[Paragraph]) -> Progress:
    article, reviewer = key
    done = covered(to_do, tables.readings(now.store, article, [reviewer]))
    name, n, finished = now.shown.get(reviewer, reviewer), now.counts.get(key, 0), now.readers.get(key, False)
    return Progress(name, now.titles[article], len(done), len(to_do), _so_far(to_do, done), finished, n)


def _so_far(to_do: Sequence[Paragraph], done: set[int]) -> int | None:
    """The paragraph up to which all are done; 0 where others are done too, None where none is."""
    run = [p.n for p in takewhile(lambda p: p.n in done, to_do)]
    return None if not done else run[-1] if len(run) == len(done) else 0


def _of_others(now: Now, brought: Brought, reviewer_of: Mapping[str, str]) -> Iterator[str]:
    """Every change of the file to what belongs to somebody else, or is given to somebody else, and who is said to be
    whom. What holds is who was whom before. Without the words, which may not be shown yet.
    """
    known, person, shown = now.before.owners, now.before.persons, now.shown
    unknown = {c.key for c in brought.new if c.kind in _HANGING or (c.kind in _OWNED and c.key in now.shared)}
    owners = {**merge_tables.owners(now.store, unknown - known.keys()), **known}

    def name(reviewer: str) -> str:
        return shown.get(reviewer, reviewer)

    for change in brought.new:
        if change.kind == "reviewer":
            yield from _of_reviewer(now, change, reviewer_of[change.writer])
        if change.kind not in _OWNED or (change.kind == "comment" and change.patch.keys() <= _OPEN_TO_ALL):
            continue
        writer = reviewer_of[change.writer]
        same = person.get(writer, writer)
        owner, given = owners.get(change.key, writer), change.patch.get("reviewer", writer)
        if person.get(owner, owner) != same:
            if change.kind in _HANGING and not change.prev and change.key in brought.unheard:
                yield f"{name(writer)} added to {name(owner)}'s claims the {change.kind} {change.entity}"
            else:
                yield f"{name(writer)} {_what(change)} {name(owner)}'s {change.kind} {change.entity}"
        elif isinstance(given, str) and person.get(given, given) != same:
            yield f"{name(writer)} gave {name(given)} the {change.kind} {change.entity}"


def _of_reviewer(now: Now, change: Change, writer: str) -> Iterator[str]:
    """Who is said to be whom, and what others did to a reviewer; a file handed out only has them in it as they are."""
    who, patch, person, shown = change.entity, change.patch, now.before.persons, now.shown
    by = shown.get(writer, writer)
    if isinstance(other := patch.get("same_as"), str):
        yield f"{shown.get(who, who)} and {shown.get(other, other)} are one person now, says {by}"
    if who not in now.before.names or person.get(who, who) == person.get(writer, writer):
        return
    if patch.get("deleted") == 1:
        yield f"{by} took back the reviewer {now.before.names[who]}"
    elif "name" in patch and now.renamed.get(who) == patch["name"]:
        yield f"{by} renamed {now.before.names[who]}: {patch['name']} now"


def _what(change: Change) -> str:
    if change.patch.get("deleted") == 1:
        return "took back"
    fields: Sequence[str] = sorted(change.patch)
    return f"changed {', '.join(fields)} of"
