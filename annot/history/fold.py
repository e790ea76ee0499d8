"""What the changes of an entity add up to, and whether that enters the tables.

Per-field last-writer-wins in an order that every copy of the log computes alike, so it does not matter in which order
files met. Whether an entity enters the tables is a function of the log too: what does not fit is set aside with its
reason, and is there by itself once what it lacks arrives.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any

import attrs

from annot.history.change import Change, Key
from annot.history.clock import moment
from annot.history.kinds import KINDS
from annot.model.ids import article_id, paragraph_id
from annot.model.words import UNCHECKED


@attrs.frozen
class Entity:
    """The sum of one entity's changes, before anybody asked whether it fits. `fields` holds all that patches gave."""

    kind: str
    id: str
    fields: Mapping[str, Any]
    creator: str  # the reviewer of the writer that made it
    created_at: str
    updated_at: str

    @property
    def key(self) -> Key:
        return self.kind, self.id

    @property
    def deleted(self) -> int:
        return int(self.fields.get("deleted") == 1)


def fold(changes: Iterable[Change], reviewer_of: Mapping[str, str]) -> Entity:
    """Lay the patches of one entity's changes over one another; `reviewer_of` maps writers to reviewers.

    There must be at least one change. Deletion is a field like the others, so an edit never revives.
    """
    ordered = list(changes)
    if len(ordered) > 1:  # most entities have one
        ordered.sort(key=lambda change: change.order)
    first = ordered[0]
    fields = dict(first.patch)
    for change in ordered[1:]:
        fields.update(change.patch)
    if first.kind == "article":
        fields.update(_frozen(ordered))
    last = ordered[-1]
    made = moment(first.at)
    return Entity(
        kind=first.kind,
        id=first.entity,
        fields=fields,
        creator=reviewer_of.get(first.writer, ""),
        created_at=fields.get("created_at") or made,
        updated_at=last.patch.get("updated_at") or (made if last is first else moment(last.at)),
    )


def _frozen(ordered: Sequence[Change]) -> Mapping[str, Any]:
    """What nobody changes in an article any more: text and paragraphs as they were first given together, by somebody
    whose text is the one that its id says. Else one patch in anybody's file would take the ground from all claims.
    """
    giving = [change for change in ordered if "text" in change.patch or "paragraphs" in change.patch]
    if len(giving) > 1:
        for change in giving:
            text, spans = change.patch.get("text"), change.patch.get("paragraphs")
            if isinstance(text, str) and article_id(text) == change.entity and _cut(spans, text):
                return {"text": text, "paragraphs": spans}
    return {}


def _cut(spans: Any, text: str) -> bool:
    """Whether these are paragraphs that lie in the text, one after the other."""
    if not KINDS["article"].fields["paragraphs"](spans):
        return False
    end_before = 0
    for start, end, _ in spans:
        if not end_before <= start < end <= len(text):
            return False
        end_before = end
    return True


def heads(changes: Iterable[Change]) -> tuple[str, ...]:
    """The changes of an entity that no later one had seen: what the author of the next change sees."""
    changes = list(changes)
    seen = {before for change in changes for before in change.prev}
    return tuple(sorted(change.id for change in changes if change.id not in seen))


Row = dict[str, Any]


@attrs.frozen
class Known:
    """What an entity may refer to: the text of an article in the tables, and whether an entity is there."""

    text: Callable[[str], str | None]
    has: Callable[[str, str], bool]


def lacking(kind: str, entity: str) -> str:
    """The reason of an entity that waits for another; the store finds it again by this sentence."""
    return f"{kind} {entity} is not here"


def settle(entity: Entity, known: Known) -> Row | str:
    """The row of `entity` by column name, or the reason why it is set aside."""
    kind, given = KINDS[entity.kind], entity.fields
    if wrong := _wrong_field(entity):
        return f"its field {wrong} cannot hold what it was given"
    for name in kind.needed:
        if given.get(name) is None:
            return f"it has no {name}"
    for name, other in kind.refs.items():
        if given.get(name) is not None and not known.has(other, given[name]):
            return lacking(other, given[name])
    row: Row = dict.fromkeys(kind.columns)
    row.update([(name, value) for name, value in given.items() if name in row])
    row["id"], row["deleted"] = entity.id, entity.deleted
    row["created_at"], row["updated_at"] = entity.created_at, entity.updated_at
    if "reviewer" in kind.fields and row["reviewer"] is None:
        row["reviewer"] = entity.creator
    own_rule = _OWN_RULES.get(entity.kind)
    return own_rule(row, entity, known) if own_rule else row


def _wrong_field(entity: Entity) -> str | None:
    """The name of a field that was given what its column cannot hold."""
    given, fields = entity.fields, KINDS[entity.kind].fields
    wrong = [n for n, value in given.items() if value is not None and n in fields and not fields[n](value)]
    if wrong:
        return next(name for name in fields if name in wrong)
    for name, value in (("created_at", entity.created_at), ("updated_at", entity.updated_at)):
        if not isinstance(value, str):
            return name
    return None if given.get("deleted") in (None, 0, 1) else "deleted"


def paragraphs(article: Entity, changed: Mapping[str, Entity]) -> list[Row]:
    """The paragraph rows of an article that has settled; `changed` has the entities of changed kinds by id."""
    rows = []
    for n, (start, end, kind) in enumerate(article.fields["paragraphs"], 1):
        row: Row = {"id": paragraph_id(article.id, n), "article": article.id, "n": n, "start": start, "end": end}
        row |= {"kind": kind, "deleted": article.deleted}
        row |= {"created_at": article.created_at, "updated_at": article.updated_at}
        change = changed.get(row["id"])
        if change and not (change.deleted or _wrong_field(change) or change.fields.get("kind") is None):
            row |= {"kind": change.fields["kind"], "updated_at": change.updated_at}
        rows.append(row)
    return rows


def _article(row: Row, entity: Entity, known: Known) -> Row | str:
    if not row["text"]:
        return "it has no text"
    if not _cut(entity.fields["paragraphs"], row["text"]):
        return "its paragraphs do not lie in its text"
    row["sha256"] = sha256(row["text"].encode()).hexdigest()
    return row


def _claim(row: Row, entity: Entity, known: Known) -> Row | str:
    row["about"] = row["about"] or "text"
    row["status"] = row["status"] or UNCHECKED
    if row["about"] != "text":
        return row | dict.fromkeys(("start", "end", "quote", "prefix", "suffix"))
    for name in ("start", "end", "quote"):
        if row[name] is None:
            return f"it has no {name}"
    text = known.text(row["article"])
    if text is None:
        return lacking("article", row["article"])
    if not 0 <= row["start"] < row["end"] or text[row["start"] : row["end"]] != row["quote"]:
        return "its quote is not what stands in the article there"
    return row


def _source(row: Row, entity: Entity, known: Known) -> Row | str:
    return row if row["url"] or row["title"] else "it has neither url nor title"


def _comment(row: Row, entity: Entity, known: Known) -> Row | str:
    return row if row["article"] or row["claim"] else "it has neither article nor claim"


def _paragraph(row: Row, entity: Entity, known: Known) -> Row | str:
    article = entity.id.rpartition(":")[0]
    if not known.has("article", article):
        return lacking("article", article)
    return row if known.has("paragraph", entity.id) else "its article has no such paragraph"


_OWN_RULES: dict[str, Callable[[Row, Entity, Known], Row | str]] = {
    "article": _article,
    "claim": _claim,
    "source": _source,
    "comment": _comment,
    "paragraph": _paragraph,
}
