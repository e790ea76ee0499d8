"""The only file that spells columns: what a table's row is made of, packed for SQLite and unpacked into values."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter
from typing import Any, Generic, TypeVar, cast

import attrs

from annot.history.change import Change, Writer, canonical
from annot.history.fold import Row
from annot.history.kinds import KINDS, LISTS
from annot.model.article import Paragraph
from annot.model.claim import Claim, Comment, Evidence, Reading, Reviewer, Search, Source
from annot.model.group import Decision

_EVERY = ("deleted", "created_at", "updated_at")
_MADE_BY_THE_FOLD = {"article": ("sha256",), "paragraph": ("article", "n", "start", "end", "kind")}

COLUMNS: dict[str, tuple[str, ...]] = {
    name: ("id", *kind.columns, *_MADE_BY_THE_FOLD.get(name, ()), *_EVERY) for name, kind in KINDS.items()
}
_LIST_COLUMNS = {
    name: frozenset(field for field, holds in kind.fields.items() if holds in LISTS) for name, kind in KINDS.items()
}
_taken = {name: itemgetter(*columns) for name, columns in COLUMNS.items()}

WRITER_COLUMNS = ("id", "reviewer", "device", "started")
CHANGE_COLUMNS = (
    "writer", "seq", "clock", "at", "action", "kind", "entity", "patch", "prev", "undoes", "schema", "digest",
)  # fmt: skip


def names(columns: Iterable[str]) -> str:
    """Column names for a statement; `end` is a word of SQL."""
    return ", ".join(f'"{column}"' for column in columns)


def marks(n: int) -> str:
    return ", ".join("?" * n)


def pack(kind: str, row: Row) -> tuple[Any, ...]:
    for column in _LIST_COLUMNS[kind]:
        if row[column] is not None:
            row = row | {column: canonical(row[column])}
    return cast(tuple[Any, ...], _taken[kind](row))


def pack_change(change: Change) -> tuple[Any, ...]:
    patch, prev = canonical(change.patch), canonical(list(change.prev))
    return (
        change.writer, change.seq, change.clock, change.at, change.action, change.kind, change.entity, patch, prev,
        change.undoes, change.schema, change.digest,
    )  # fmt: skip


def change_of(row: Sequence[Any]) -> Change:
    """A row of CHANGE_COLUMNS as a value."""
    values = list(row)
    values[7], values[8] = json.loads(values[7]), tuple(json.loads(values[8]))
    return Change(*values)


def writer_of(row: Sequence[Any]) -> Writer:
    return Writer(*row)


_T = TypeVar("_T")


class _Reader(Generic[_T]):
    """Makes values of `cls` of a kind's rows. What it has to look at is found once: articles have 10,000 claims."""

    def __init__(self, cls: type[_T], kind: str) -> None:
        fields = [field.name for field in attrs.fields(cast(Any, cls))]
        self._cls = cls
        self._take = itemgetter(*fields)
        self._deleted = fields.index("deleted")
        self._lists = tuple(n for n, field in enumerate(fields) if field in _LIST_COLUMNS[kind])

    def __call__(self, row: Mapping[str, Any]) -> _T:
        given = list(self._take(row))
        given[self._deleted] = bool(given[self._deleted])
        for n in self._lists:
            given[n] = tuple(json.loads(given[n])) if given[n] else ()
        return self._cls(*given)


claim_of = _Reader(Claim, "claim")
source_of = _Reader(Source, "source")
evidence_of = _Reader(Evidence, "evidence")
reading_of = _Reader(Reading, "reading")
comment_of = _Reader(Comment, "comment")
search_of = _Reader(Search, "search")
reviewer_of = _Reader(Reviewer, "reviewer")
_decision = _Reader(Decision, "decision")


def decision_of(row: Mapping[str, Any]) -> Decision:
    decision = _decision(row)
    return attrs.evolve(decision, saw=tuple((claim, status) for claim, status in decision.saw))


def paragraph_of(row: Mapping[str, Any]) -> Paragraph:
    return Paragraph(row["n"], row["start"], row["end"], row["kind"])
