"""The local tables `final_claims` and `group_sort`, kept up to date where the tables change that they come from.

What a group is, is for the room `merge` to say, which the store does not know: the desk hands it over. Groups
hang together by overlaps, so after a change only the stretch of the article is looked at that overlaps can have
carried it over; the fold of everything, and `check`, look at all of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import attrs
from sqlite_utils import Database

from annot.history.change import Change, Key, canonical
from annot.history.fold import Entity
from annot.model.group import Final, Summary
from annot.model.work import Work
from annot.store.rows import marks, names
from annot.store.work import EVERYWHERE, MENTIONED, Stretch, work, works

Compute = Callable[[Work], Iterable[Summary]]
COLUMNS = (
    "group_id", "article", "start", "end", "quote", "status", "attribution", "votes", "decided_by", "reason",
)  # fmt: skip
_TABLES = ("final_claims", "group_sort")
_INSERT_FINAL = f"INSERT INTO final_claims({names(COLUMNS)}) VALUES ({marks(len(COLUMNS))})"
_INSERT_SORT = "INSERT INTO group_sort(group_id, article, sort) VALUES (?, ?, ?)"
_CHUNK = 500  # names in one statement
_MANY = 50  # changed entities of one article, or articles, from which all is looked at at once
_handed: list[Compute] = []


def hand_over(compute: Compute) -> None:
    """From now on every project of this process keeps what it knows of groups, by this function."""
    _handed[:] = [compute]


@attrs.frozen
class _Concern:
    """What was changed of one article: where, of very many changes only the first few, and which claims."""

    stretches: list[Stretch] = attrs.field(factory=list)
    claims: list[str] = attrs.field(factory=list)


class FinalClaims:
    """Inside the caller's transaction; `text` gives the frozen text of an article in the tables."""

    def __init__(self, db: Database, text: Callable[[str], str | None]) -> None:
        self.db, self.text = db, text

    def leave(self, given: Mapping[Key, Entity | Sequence[Change]]) -> set[str]:
        """The articles of those that come folded already, or without any change: these do not tell where they were.

        What is kept under their ids is taken away.
        """
        found: set[str] = set()
        silent = [key for key, sum_ in given.items() if isinstance(sum_, Entity) or not sum_]
        for kind in ("claim", "reading", "decision"):
            ids = [entity for k, entity in silent if k == kind]
            for at in range(0, len(ids), _CHUNK):
                part = ids[at : at + _CHUNK]
                for table in _TABLES:
                    self.db.execute(f"DELETE FROM {table} WHERE group_id IN ({marks(len(part))})", part)
                rows = self.db.execute(f"SELECT DISTINCT article FROM {kind} WHERE id IN ({marks(len(part))})", part)
                found.update(row[0] for row in rows.fetchall())
        return found

    def follow(self, touched: Mapping[Key, Entity | Sequence[Change]], before: Iterable[str]) -> None:
        """Bring the tables up to date after these entities were folded; each with all of its changes, or its sum.

        `before` is what `leave` said before the folding: those are looked at as a whole.
        """
        if not _handed:
            return
        found = self._concerned(touched)
        for article in before:
            found[article].stretches.append(EVERYWHERE)
        whole = {a for a, c in found.items() if len(c.stretches) >= _MANY or EVERYWHERE in c.stretches}
        many = sorted(whole) if len(whole) >= _MANY else []
        rows = self._of_many(many)
        for article in found.keys() - many:
            stretch = EVERYWHERE if article in whole else self._grown(article, found[article])
            self._forget(article, stretch, found[article].claims)
            rows += self._summaries(article, stretch)
        self._insert(rows)

    def rebuild(self) -> None:
        if _handed:
            for table in _TABLES:
                self.db.execute(f"DELETE FROM {table}")
            articles = self.db.execute("SELECT id FROM article WHERE deleted = 0 ORDER BY id").fetchall()
            for did in works(self._ask, [row[0] for row in articles]):
                self._insert(_handed[0](did))

    # -- which parts of which articles

    def _concerned(self, touched: Mapping[Key, Entity | Sequence[Change]]) -> defaultdict[str, _Concern]:
        found: defaultdict[str, _Concern] = defaultdict(_Concern)
        for (kind, entity), changes in touched.items():
            if kind in ("article", "paragraph"):
                found[entity.partition(":")[0]].stretches.append(EVERYWHERE)
            elif kind == "reviewer":
                for article in self._worked_on(entity):
                    found[article].stretches.append(EVERYWHERE)
            elif kind in ("claim", "reading", "decision") and isinstance(changes, Entity):
                home = changes.fields.get("article")
                if isinstance(home, str):
                    found[home].stretches.append(EVERYWHERE)
            elif kind in ("claim", "reading", "decision") and not isinstance(changes, Entity):
                for article in _given(changes, "article", str):
                    concern = found[article]
                    if len(concern.stretches) < _MANY:
                        concern.stretches.append(self._stretch(kind, article, changes))
                    if kind == "claim":
                        concern.claims.append(entity)
        return found

    def _stretch(self, kind: str, article: str, changes: Sequence[Change]) -> Stretch:
        """From the first to the last place where the entity ever was."""
        if kind == "decision":
            claims = [i for ids in _given(changes, "claims", list) for i in ids]
            # +article: by the few ids, not through all claims of the article
            sql = "SELECT min(start), max(end) FROM claim WHERE +article = ? AND id IN (SELECT value FROM json_each(?))"
            return _or_nowhere(self.db.execute(sql, [article, canonical(claims)]).fetchone())
        starts, ends = ([n for n in _given(changes, edge, int) if abs(n) < 2**62] for edge in ("start", "end"))
        if kind == "reading" and 0 in ends:
            return EVERYWHERE
        return _or_nowhere((min(starts, default=None), max(ends, default=None)))

    def _worked_on(self, reviewer: str) -> Iterator[str]:
        """The articles on which the reviewer did something; all of them where it is told whom they are joined with."""
        joined = "SELECT 1 FROM reviewer WHERE same_as IS NOT NULL AND (id = :r OR same_as = :r)"
        ever = "SELECT 1 FROM change WHERE kind = 'reviewer' AND entity = :r AND instr(patch, '\"same_as\"')"
        sql = "SELECT id FROM article"
        if self.db.execute(f"{joined} UNION {ever}", {"r": reviewer}).fetchone() is None:
            sql = (
                "SELECT article FROM claim WHERE reviewer = :r UNION SELECT article FROM reading WHERE reviewer = :r "
                "UNION SELECT article FROM decision WHERE decided_by = :r"
            )
        for row in self.db.execute(sql, {"r": reviewer}).fetchall():
            yield row[0]

    def _grown(self, article: str, concern: _Concern) -> Stretch:
        """The smallest stretch around these out of which no claim and no decision leads.

        A claim that was taken back leads to all others that were decided with it.
        """
        start, end = min(a for a, _ in concern.stretches), max(b for _, b in concern.stretches)
        here = "article = :article AND deleted = 0 AND start < :end AND end > :start"
        overlapping = f"SELECT min(start), max(end) FROM claim WHERE {here}"
        decided = f"""SELECT min(c.start), max(c.end)
            FROM decision d CROSS JOIN json_each(d.claims) j CROSS JOIN claim c ON c.id = j.value
            WHERE d.article = :article AND d.deleted = 0 AND c.article = :article AND c.deleted = 0
            AND ({MENTIONED} OR EXISTS (SELECT 1 FROM json_each(d.claims) m
                WHERE m.value IN (SELECT value FROM json_each(:changed))))"""
        given = {"article": article, "changed": canonical(concern.claims)}
        while True:
            before = start, end
            for sql in (overlapping, decided):
                low, high = self.db.execute(sql, given | {"start": start, "end": end}).fetchone()
                if low is not None:
                    start, end = min(start, low), max(end, high)
            if (start, end) == before:
                return start, end

    # -- writing

    def _ask(self, sql: str, given: dict[str, Any]) -> list[Any]:
        return self.db.execute(sql, given).fetchall()

    def _forget(self, article: str, stretch: Stretch, changed: Sequence[str]) -> None:
        """`changed`: claims that may have stood for a group elsewhere before."""
        given = {"a": article, "start": stretch[0], "end": stretch[1], "changed": canonical(changed)}
        for table in _TABLES:
            self.db.execute(
                # by the ids, which are the key: the tables have no index of their articles
                f"DELETE FROM {table} WHERE article = :a AND group_id IN (SELECT id FROM claim "
                "WHERE article = :a AND (start IS NULL OR (start < :end AND end > :start)) "
                "UNION ALL SELECT value FROM json_each(:changed))",
                given,
            )

    def _of_many(self, articles: Sequence[str]) -> list[Summary]:
        """These articles anew; what was kept of them is gone, in one look through the tables."""
        if not articles:
            return []
        for table in _TABLES:
            ids = canonical(list(articles))
            self.db.execute(f"DELETE FROM {table} WHERE article IN (SELECT value FROM json_each(?))", [ids])
        return [one for did in works(self._ask, articles) for one in _handed[0](did)]

    def _summaries(self, article: str, stretch: Stretch) -> Iterable[Summary]:
        if self.db.execute("SELECT 1 FROM article WHERE id = ? AND deleted = 0", [article]).fetchone() is None:
            return ()
        return _handed[0](work(self._ask, article, self.text(article) or "", stretch))

    def _insert(self, found: Iterable[Summary]) -> None:
        found = list(found)
        self.db.conn.executemany(_INSERT_FINAL, (_row(one.final) for one in found if one.final))
        self.db.conn.executemany(_INSERT_SORT, ((one.group, one.article, one.sort) for one in found))


def _row(final: Final) -> tuple[Any, ...]:
    votes = ";".join(f"{name}={status}" for name, status in final.votes)
    return (
        final.group, final.article, final.start, final.end, final.quote, final.status, final.attribution, votes,
        final.decided_by, final.reason,
    )  # fmt: skip


def _given(changes: Iterable[Change], field: str, kind: type[Any]) -> Iterator[Any]:
    """What these changes ever gave a field, as far as it can be of that kind."""
    return (c.patch[field] for c in changes if type(c.patch.get(field)) is kind)


def _or_nowhere(found: Sequence[int | None]) -> Stretch:
    return (0, 0) if found[0] is None or found[1] is None else (found[0], found[1])
