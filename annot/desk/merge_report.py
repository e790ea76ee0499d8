"""What a merge says about each file, as values: who, how much is new, how far they are done, what does not fit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs

from annot.article.likeness import nearly_equal
from annot.desk import people
from annot.history.both_sides import TwoEdits
from annot.history.change import Change
from annot.model.done import covered
from annot.model.work import persons
from annot.store import merge_tables, tables
from annot.store.foreign import Foreign
from annot.store.joining import Brought
from annot.store.project import Store

_DAY = 86_400_000  # milliseconds
_OWNED = {"claim", "evidence", "comment", "reading", "search"}
_WORK = _OWNED | {"decision"}  # who wrote none of these only set the file up
_OPEN_TO_ALL = {"answer", "answered_by", "answered_at"}
_MANY = 0.1  # of the claims


@attrs.frozen
class Progress:
    """How far one reviewer is with one article; `last` is the number of the last paragraph that they are done with."""

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

    `reviewers` are those whose work is new; all of the file's where nothing is.
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


def tell(store: Store, path: Path, given: Foreign, brought: Brought) -> FileReport:
    if brought.refused:
        return FileReport(str(path), refused=brought.refused)
    shown = people.displayed(tables.reviewers(store))
    reviewer_of = {writer.id: writer.reviewer for writer in given.writers}
    workers = {reviewer_of[c.writer] for c in brought.new if c.kind in _WORK} or set(reviewer_of.values())
    entities = {change.entity for change in brought.new}
    articles = {e for k, e in {c.key for c in brought.new} if k == "article"}
    fresh = {e for k, e in brought.unheard if k == "article"}
    titles = {a.id: a.title for a in tables.headings(store)}
    ahead = max((c.clock >> 16 for c in brought.new), default=0) - store.now()
    alike = nearly_equal(merge_tables.texts(store, fresh), merge_tables.texts(store)) if fresh else []
    return FileReport(
        str(path),
        reviewers=tuple(sorted(shown.get(reviewer, reviewer) for reviewer in workers)),
        changes=len(brought.new),
        known=brought.known,
        claims=sum(kind == "claim" for kind, _ in brought.unheard),
        aside=tuple(merge_tables.set_aside(store, entities)),
        progress=tuple(_progress(store, workers, shown, titles)) if brought.new else (),
        new_articles=tuple(sorted(titles.get(i, i) for i in fresh)),
        same_articles=tuple(sorted(titles.get(i, i) for i in articles - fresh)),
        nearly_equal=tuple((titles.get(a, a), titles.get(b, b)) for a, b in alike),
        of_others=tuple(_of_others(store, brought, reviewer_of, shown)),
        hours_ahead=ahead // 3_600_000 if ahead > _DAY else 0,
    )


def _progress(store: Store, reviewers: set[str], shown: Mapping[str, str], titles: Mapping[str, str]) -> list[Progress]:
    """One line for each article that a reviewer of the file has worked on."""
    readings: dict[tuple[str, str], list[Any]] = {}
    for reading in tables.all_readings(store):
        if reading.reviewer in reviewers:
            readings.setdefault((reading.article, reading.reviewer), []).append(reading)
    counts = {key: n for key, n in tables.claim_counts(store).items() if key[1] in reviewers}
    paragraphs = tables.to_do(store)
    found = []
    for article_id, reviewer in sorted(readings.keys() | counts.keys(), key=lambda k: (shown.get(k[1], k[1]), k[0])):
        if title := titles.get(article_id):
            own, to_do = readings.get((article_id, reviewer), []), paragraphs.get(article_id, [])
            done = covered(to_do, own)
            finished = any(r.finishes for r in own)
            name, n = shown.get(reviewer, reviewer), counts.get((article_id, reviewer), 0)
            found.append(Progress(name, title, len(done), len(to_do), max(done, default=None), finished, n))
    return sorted(found, key=lambda p: p.finished)


def _of_others(store: Store, brought: Brought, reviewer_of: Mapping[str, str], shown: Mapping[str, str]) -> list[str]:
    """Every change of the file to what belongs to somebody else; without its words, which may not be shown yet."""
    joined = persons(tables.reviewers(store))
    later = [c for c in brought.new if c.kind in _OWNED and c.prev and not c.patch.keys() <= _OPEN_TO_ALL]
    owners = merge_tables.owners(store, {c.key for c in later})
    lines = []
    for change in later:
        owner, writer = owners.get(change.key), reviewer_of[change.writer]
        if owner is not None and joined.get(owner, owner) != joined.get(writer, writer):
            name = shown.get(owner, owner)
            lines.append(f"{shown.get(writer, writer)} {_what(change)} {name}'s {change.kind} {change.entity}")
    return lines


def _what(change: Change) -> str:
    if change.patch.get("deleted") == 1:
        return "took back"
    fields: Sequence[str] = sorted(change.patch)
    return f"changed {', '.join(fields)} of"
