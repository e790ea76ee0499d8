"""Keeping the tables equal to the fold of the log: the only file whose statements write a fold table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import groupby, islice
from typing import TypeVar

from sqlite_utils import Database

from annot.history.change import Change, Key
from annot.history.fold import Entity, Known, Row, fold, lacking, paragraphs, settle
from annot.history.kinds import KINDS, LEVELS
from annot.store.finals import FinalClaims
from annot.store.rows import CHANGE_COLUMNS, COLUMNS, change_of, marks, names, pack

_CHUNK = 500  # names in one statement, and entities folded together when everything is folded again
_SETTLED = 10_000  # entities whose rows are in memory together
_ROWS = 50  # written by one statement
_T = TypeVar("_T")
Histories = Mapping[Key, Sequence[Change]]
Sums = Mapping[Key, "Entity | Sequence[Change]"]  # entities, some of them folded already


@cache
def upsert(kind: str, count: int) -> str:
    """The statement for so many rows. Never OR REPLACE, which leaves stale full-text hits behind."""
    columns = COLUMNS[kind]
    settings = ", ".join(f'"{column}" = excluded."{column}"' for column in columns[1:])
    values = ", ".join([f"({marks(len(columns))})"] * count)
    return f'INSERT INTO "{kind}"({names(columns)}) VALUES {values} ON CONFLICT(id) DO UPDATE SET {settings}'


def chunks(items: Iterable[_T], size: int = _CHUNK) -> Iterator[list[_T]]:
    rest = iter(items)
    while part := list(islice(rest, size)):
        yield part


def histories(db: Database, keys: Iterable[Key]) -> dict[Key, list[Change]]:
    """Every change of these entities; an entity without any has an empty list."""
    found: dict[Key, list[Change]] = {key: [] for key in keys}
    for part in chunks({entity for _, entity in found}):
        rows = db.execute(
            f"SELECT {names(CHANGE_COLUMNS)} FROM change WHERE entity IN ({marks(len(part))})", part
        ).fetchall()
        for row in rows:
            key = row["kind"], row["entity"]
            if key in found:
                found[key].append(change_of(row))
    return found


class Folder:
    """Folds entities into the tables, inside the caller's transaction. It remembers texts, so keep one a connection."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self._texts: dict[str, tuple[str, str]] = {}  # article -> (sha256, text)
        self._reviewers: dict[str, str] = {}  # writer -> reviewer
        self._finals = FinalClaims(db, self.text)

    def refold(self, given: Sums, here: Iterable[Key] | None = None) -> None:
        """Fold these entities again, and with them all that waited for one of them or rests on one that left.

        One without any change leaves the tables. Where it is told which were `here` before, no others are looked for.
        """
        waiting: dict[Key, Entity | Sequence[Change] | None] = dict(given)
        touched: dict[Key, Entity | Sequence[Change]] = {}
        before = self._finals.leave(given if here is None else {key: given[key] for key in here})
        for level in LEVELS:
            keys = [key for key in waiting if key[0] in level]
            missing = histories(self.db, [key for key in keys if waiting[key] is None])
            batch: dict[Key, Entity | Sequence[Change]] = {
                key: missing[key] if (known := waiting[key]) is None else known for key in keys
            }
            for key in self._fold_level(batch):
                waiting.setdefault(key, None)
            touched |= batch
        self._finals.follow(touched, before)

    def refold_shorter(self, keys: Iterable[Key]) -> None:
        """Fold entities again that have lost changes: as sums, since what is left does not tell where they were."""
        left = histories(self.db, keys)
        self._learn_reviewers(change.writer for changes in left.values() for change in changes)
        self.refold({key: fold(changes, self._reviewers) if changes else () for key, changes in left.items()})

    def refold_all(self) -> None:
        """Empty every fold table and fold the whole log again."""
        for kind in KINDS:
            self.db.execute(f'DELETE FROM "{kind}"')
        self.db.execute("DELETE FROM aside")
        for level in LEVELS:
            for kind in level:
                for batch in chunks(self._whole_log(kind)):
                    self._fold_level(dict(batch))
        self._finals.rebuild()

    def rebuild_groups(self) -> None:
        """What is kept of groups, anew from the tables."""
        self._finals.rebuild()

    def _whole_log(self, kind: str) -> Iterator[tuple[Key, list[Change]]]:
        """Every entity of `kind` in the order in which this file learned of them, as single actions left the tables."""
        columns = ", ".join(f"c.{column}" for column in CHANGE_COLUMNS)
        rows = self.db.execute(
            f"SELECT {columns} "
            "FROM (SELECT entity, min(rowid) AS first FROM change WHERE kind = :kind GROUP BY entity) e "
            "CROSS JOIN change c ON c.entity = e.entity AND c.kind = :kind ORDER BY e.first",
            {"kind": kind},
        )
        for entity, group in groupby(rows, key=lambda row: row["entity"]):
            yield (kind, entity), [change_of(row) for row in group]

    def _fold_level(self, batch: Sums) -> list[Key]:
        """Settle entities of one level; returns the keys of later levels that this concerns."""
        concerned: list[Key] = []
        by_kind: dict[str, list[Entity]] = {}
        gone: dict[str, list[str]] = {}
        self._learn_reviewers(c.writer for sum_ in batch.values() if not isinstance(sum_, Entity) for c in sum_)
        for (kind, entity_id), sum_ in batch.items():
            if isinstance(sum_, Entity):
                by_kind.setdefault(kind, []).append(sum_)
            elif sum_:
                by_kind.setdefault(kind, []).append(fold(sum_, self._reviewers))
            else:
                gone.setdefault(kind, []).append(entity_id)
        for kind, ids in gone.items():
            concerned += self._forget(kind, ids)
        for kind, all_of_it in by_kind.items():
            for entities in chunks(all_of_it, _SETTLED):
                concerned += self._settle(kind, entities)
        return concerned

    def _settle(self, kind: str, entities: Sequence[Entity]) -> list[Key]:
        known = self._known(kind, entities)
        settled: list[tuple[Entity, Row]] = []
        aside: list[tuple[Entity, str]] = []
        for entity in entities:
            answer = settle(entity, known)
            if isinstance(answer, str):
                aside.append((entity, answer))
            else:
                settled.append((entity, answer))
        return self._set_aside(kind, aside) + self._write(kind, settled)

    def _learn_reviewers(self, writers: Iterable[str]) -> None:
        for part in chunks(set(writers) - self._reviewers.keys()):
            rows = self.db.execute(f"SELECT id, reviewer FROM writer WHERE id IN ({marks(len(part))})", part)
            self._reviewers.update(rows.fetchall())

    # -- what an entity may refer to

    def _known(self, kind: str, entities: Sequence[Entity]) -> Known:
        present: set[tuple[str, str]] = set()
        wanted: dict[str, set[str]] = {}
        for field, other in KINDS[kind].refs.items():
            ids = (entity.fields.get(field) for entity in entities)
            wanted.setdefault(other, set()).update(i for i in ids if isinstance(i, str))
        if kind == "paragraph":
            wanted = {"paragraph": {e.id for e in entities}, "article": {e.id.rpartition(":")[0] for e in entities}}
        for other, others in wanted.items():
            present.update((other, i) for i in self._present(other, others))
        # Asked for once a batch: asking for the hash at every claim would be half of the work.
        texts = self._texts_of(wanted["article"]) if kind == "claim" else {}
        return Known(text=texts.get, has=lambda other, entity: (other, entity) in present)

    def _present(self, kind: str, ids: Iterable[str]) -> set[str]:
        found: set[str] = set()
        for part in chunks(ids):
            rows = self.db.execute(f'SELECT id FROM "{kind}" WHERE id IN ({marks(len(part))})', part).fetchall()
            found.update(row[0] for row in rows)
        return found

    def text(self, article: str) -> str | None:
        """The frozen text of an article in the tables."""
        return self._texts_of([article]).get(article)

    def _texts_of(self, articles: Iterable[str]) -> dict[str, str]:
        """The frozen texts of those of these articles that are in the tables, remembered by their hashes."""
        found = {}
        for part in chunks(articles):
            hashes = self.db.execute(
                f"SELECT id, sha256 FROM article WHERE id IN ({marks(len(part))})", part
            ).fetchall()
            new = [article for article, digest in hashes if self._texts.get(article, ("",))[0] != digest]
            texts = self.db.execute(f"SELECT id, sha256, text FROM article WHERE id IN ({marks(len(new))})", new)
            self._texts.update({article: (digest, text) for article, digest, text in texts.fetchall()})
            found.update({article: self._texts[article][1] for article, _ in hashes})
        return found

    # -- writing

    def _set_aside(self, kind: str, aside: Sequence[tuple[Entity, str]]) -> list[Key]:
        if not aside:
            return []
        self.db.conn.executemany(
            "INSERT INTO aside(kind, entity, why) VALUES (?, ?, ?) "
            "ON CONFLICT(kind, entity) DO UPDATE SET why = excluded.why",
            [(kind, entity.id, why) for entity, why in aside],
        )
        return self._leave(kind, [entity.id for entity, _ in aside])

    def _forget(self, kind: str, ids: Sequence[str]) -> list[Key]:
        """What has no change any more is nowhere; a paragraph without one is what its article says."""
        self.db.conn.executemany("DELETE FROM aside WHERE kind = ? AND entity = ?", [(kind, i) for i in ids])
        return self._leave(kind, ids)

    def _leave(self, kind: str, ids: Sequence[str]) -> list[Key]:
        """Take entities out of the tables; returns the keys of later levels that this concerns."""
        if kind == "paragraph":
            self._write_changed_paragraphs(ids)
            return []
        left = self._present(kind, ids)
        self.db.conn.executemany(f'DELETE FROM "{kind}" WHERE id = ?', [(i,) for i in left])
        if kind == "article":
            self.db.conn.executemany("DELETE FROM paragraph WHERE article = ?", [(i,) for i in left])
        concerned = [key for i in left for key in self._resting_on(kind, i)]
        # What waits already may have another reason to wait now: one entity is missing before another.
        return concerned + (self._aside_beside(kind) if left else [])

    def _aside_beside(self, kind: str) -> list[Key]:
        """Everything set aside of the kinds that refer to `kind`."""
        rows = self.db.execute("SELECT kind, entity FROM aside").fetchall()
        return [(k, i) for k, i in rows if k in KINDS and (kind in KINDS[k].refs.values() or k == "paragraph")]

    def _write(self, kind: str, settled: Sequence[tuple[Entity, Row]]) -> list[Key]:
        if not settled:
            return []
        concerned: list[Key] = []
        if self.db.execute("SELECT 1 FROM aside LIMIT 1").fetchone() is not None:
            self.db.conn.executemany(
                "DELETE FROM aside WHERE kind = ? AND entity = ?", [entity.key for entity, _ in settled]
            )
            for entity, _ in settled:
                concerned += self._waiting_for(entity)
        if kind == "paragraph":
            self._write_changed_paragraphs([entity.id for entity, _ in settled])
            return concerned
        if kind == "article":
            for entity, row in settled:
                concerned += self._resting_on_another_text(entity, row)
        self._upsert(kind, (row for _, row in settled))
        if kind == "article":
            for entity, _ in settled:
                concerned += self._write_paragraphs(entity)
        return concerned

    def _upsert(self, kind: str, rows: Iterable[Row]) -> None:
        """Many in one statement: one by one, the triggers of the full-text search took three times as long."""
        for part in chunks(rows, _ROWS):
            self.db.execute(upsert(kind, len(part)), [value for row in part for value in pack(kind, row)])

    def _waiting_for(self, entity: Entity) -> list[Key]:
        rows = self.db.execute("SELECT kind, entity FROM aside WHERE why = ?", [lacking(*entity.key)]).fetchall()
        return [(row[0], row[1]) for row in rows]

    def _resting_on(self, kind: str, entity: str) -> list[Key]:
        found: list[Key] = []
        if kind == "article":
            found += [("paragraph", changed) for changed in self._changed_kinds(entity)]
        for other, spec in KINDS.items():
            for field, refers_to in spec.refs.items():
                if refers_to == kind:
                    rows = self.db.execute(f'SELECT id FROM "{other}" WHERE "{field}" = ?', [entity]).fetchall()
                    found += [(other, row[0]) for row in rows]
        return found

    def _resting_on_another_text(self, entity: Entity, row: Row) -> list[Key]:
        """A text never changes where nobody tampers; where it did, every claim on it is looked at again."""
        before = self.db.execute("SELECT sha256 FROM article WHERE id = ?", [entity.id]).fetchone()
        if before is None or before[0] == row["sha256"]:
            return []
        return self._resting_on("article", entity.id) + self._aside_beside("article")

    def _write_paragraphs(self, article: Entity) -> list[Key]:
        """Write an article's paragraphs; returns the changed ones, each of which is an entity to settle."""
        changed = self._changed_kinds(article.id)
        rows = paragraphs(article, changed)
        self.db.execute("DELETE FROM paragraph WHERE article = ? AND n > ?", [article.id, len(rows)])
        self._upsert("paragraph", rows)
        return [("paragraph", entity) for entity in changed]

    def _write_changed_paragraphs(self, given: Iterable[str]) -> None:
        ids = set(given)
        for article_id in self._present("article", {i.rpartition(":")[0] for i in ids}):
            changes = histories(self.db, [("article", article_id)])["article", article_id]
            article = fold(changes, self._reviewers)
            rows = [row for row in paragraphs(article, self._changed_kinds(article_id)) if row["id"] in ids]
            self._upsert("paragraph", rows)

    def _changed_kinds(self, article: str) -> dict[str, Entity]:
        """The paragraphs of an article whose kind somebody changed, by id."""
        rows = self.db.execute(
            f"SELECT {names(CHANGE_COLUMNS)} FROM change WHERE kind = 'paragraph' "
            "AND entity > ? AND entity < ? ORDER BY entity",
            [f"{article}:", f"{article};"],
        ).fetchall()
        groups = groupby(map(change_of, rows), key=lambda change: change.entity)
        return {entity: fold(group, self._reviewers) for entity, group in groups}
