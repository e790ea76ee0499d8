"""The kinds of entities that this version folds into tables: their fields, what they need, what they wait for.

A field's name is its column's name. Kinds and fields that are not listed stay in the log for a later version.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import attrs


def _text(value: Any) -> bool:
    return isinstance(value, str)


def _whole(value: Any) -> bool:
    return type(value) is int and -(2**63) <= value < 2**63


def _names(value: Any) -> bool:
    return isinstance(value, list) and all(map(_text, value))


def _pairs(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(pair, list) and len(pair) == 2 and _names(pair) for pair in value)


def _paragraphs(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(p, list) and len(p) == 3 and _whole(p[0]) and _whole(p[1]) and _text(p[2]) for p in value
    )


Holds = Callable[[Any], bool]
LISTS = (_names, _pairs)  # kept as JSON text in their column


@attrs.frozen
class Kind:
    """`needed` fields must be there, `refs` (field -> kind) must name entities that are in the tables themselves.

    `waits`: fields that name another entity, which may arrive later or never without harm.
    """

    name: str
    fields: Mapping[str, Holds]
    needed: tuple[str, ...] = ()
    refs: Mapping[str, str] = attrs.field(factory=dict)
    waits: Mapping[str, str] = attrs.field(factory=dict)
    not_columns: frozenset[str] = frozenset()

    columns: tuple[str, ...] = attrs.field(init=False)

    @columns.default
    def _columns(self) -> tuple[str, ...]:
        return tuple(f for f in self.fields if f not in self.not_columns)


def _all(check: Holds, names: str) -> dict[str, Holds]:
    return dict.fromkeys(names.split(), check)


_EDGES = _all(_whole, "start end")

KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind(
            "article",
            _all(_text, "title file url author published site language source_sha256 encoding text")
            | {"paragraphs": _paragraphs},
            needed=("text", "paragraphs"),
            not_columns=frozenset({"paragraphs"}),
        ),
        Kind("reviewer", _all(_text, "name same_as"), needed=("name",), waits={"same_as": "reviewer"}),
        Kind("codebook", _all(_text, "toml"), needed=("toml",)),
        Kind(
            "source",
            _all(
                _text,
                "url title author publisher published medium archived_url archived_at sha256 confidentiality",
            ),
        ),
        # Its rows are made from the article's list; only a changed kind is an entity of its own.
        Kind("paragraph", _all(_text, "kind"), not_columns=frozenset({"kind"})),
        Kind(
            "claim",
            _all(_text, "article about")
            | _EDGES
            | _all(_text, "quote prefix suffix parent repeats reviewer status attribution confidence importance")
            | {"types": _names}
            | _all(_text, "speaker said_on normalized rationale suggested_fix codebook"),
            needed=("article",),
            refs={"article": "article"},
            waits={"parent": "claim", "repeats": "claim", "codebook": "codebook", "reviewer": "reviewer"},
        ),
        Kind(
            "reading",
            _all(_text, "article") | _EDGES | _all(_text, "reviewer state"),
            needed=("article", "start", "end"),
            refs={"article": "article"},
            waits={"reviewer": "reviewer"},
        ),
        Kind(
            "assignment",
            _all(_text, "article reviewer due"),
            needed=("article",),
            refs={"article": "article"},
            waits={"reviewer": "reviewer"},
        ),
        Kind(
            "reveal",
            _all(_text, "article reviewer"),
            needed=("article",),
            refs={"article": "article"},
            waits={"reviewer": "reviewer"},
        ),
        Kind(
            "decision",
            _all(_text, "article")
            | _EDGES
            | _all(_text, "status attribution")
            | {"claims": _names, "saw": _pairs}
            | _all(_text, "decided_by policy reason"),
            needed=("article", "claims", "status", "decided_by"),
            refs={"article": "article"},
            waits={"decided_by": "reviewer"},
        ),
        Kind(
            "evidence",
            _all(_text, "claim source stance quote locator tier accessed note"),
            needed=("claim", "source"),
            refs={"claim": "claim", "source": "source"},
        ),
        Kind(
            "comment",
            _all(_text, "article") | _EDGES | _all(_text, "claim reviewer kind text answer answered_by answered_at"),
            needed=("kind", "text"),
            refs={"article": "article", "claim": "claim"},
            waits={"reviewer": "reviewer", "answered_by": "reviewer"},
        ),
        Kind(
            "search",
            _all(_text, "claim place query found at"),
            needed=("claim", "place"),
            refs={"claim": "claim"},
        ),
    )
}

# An entity is settled after all that it refers to: folded in this order, one pass is enough.
LEVELS: tuple[tuple[str, ...], ...] = (
    ("reviewer", "codebook", "source", "article"),
    ("paragraph", "claim", "reading", "assignment", "reveal", "decision"),
    ("evidence", "comment", "search"),
)
