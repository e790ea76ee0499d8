"""What bringing files together and handing them out ask of the tables and the log."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from annot.history.change import Key
from annot.history.fold import fold
from annot.store.folding import histories
from annot.store.project import Store
from annot.store.tables import among


def claim_of_entity(store: Store, kind: str, entity: str) -> str | None:
    """The claim that evidence or a search belongs to."""
    row = store.one(f'SELECT claim FROM "{kind}" WHERE id = ?', [entity])
    return None if row is None else row[0]


def articles_of(store: Store, keys: Iterable[Key]) -> set[str]:
    """The articles on which these claims, readings, evidence and searches are."""
    by_kind: dict[str, list[str]] = {}
    for kind, entity in keys:
        by_kind.setdefault(kind, []).append(entity)
    found: set[str] = set()
    for kind, ids in by_kind.items():
        where, parameters = among("id", ids)
        if kind in ("claim", "reading"):
            sql = f"SELECT DISTINCT article FROM {kind} WHERE 1{where}"
        elif kind in ("evidence", "search"):
            sql = f"SELECT DISTINCT article FROM claim WHERE id IN (SELECT claim FROM {kind} WHERE 1{where})"
        else:
            continue
        found.update(row[0] for row in store.fetch(sql, parameters))
    return found


def readers(store: Store, articles: Iterable[str]) -> dict[tuple[str, str], bool]:
    """(article, reviewer) who was done with something of these -> whether they have finished the article."""
    where, parameters = among("article", articles)
    sql = (
        f'SELECT article, reviewer, max(start = 0 AND "end" = 0) FROM reading WHERE deleted = 0{where} '
        "GROUP BY article, reviewer"
    )
    return {(row[0], row[1]): bool(row[2]) for row in store.fetch(sql, parameters)}


def owners(store: Store, keys: Iterable[Key]) -> dict[Key, str]:
    """Whose each of these claims, readings, comments is; evidence and searches are their claim's reviewer's."""
    by_kind: dict[str, list[str]] = {}
    for kind, entity in keys:
        by_kind.setdefault(kind, []).append(entity)
    found: dict[Key, str] = {}
    for kind, ids in by_kind.items():
        own = kind in ("claim", "reading", "comment")
        whose = "x.reviewer" if own else "(SELECT c.reviewer FROM claim c WHERE c.id = x.claim)"
        where, parameters = among("id", ids)
        rows = store.fetch(f'SELECT x.id, {whose} FROM "{kind}" x WHERE 1{where}', parameters)
        found |= {(kind, row[0]): row[1] for row in rows if row[1] is not None}
    return found


def written_by_several(store: Store, kinds: Sequence[str]) -> list[Key]:
    """The entities of these kinds that more than one writer changed: among them are all that have two edits."""
    where, parameters = among("kind", kinds)
    rows = store.fetch(
        f"SELECT kind, entity FROM change WHERE 1{where} GROUP BY entity, kind HAVING count(DISTINCT writer) > 1",
        parameters,
    )
    return [(row[0], row[1]) for row in rows]


def claim_count(store: Store) -> int:
    return int(store.one("SELECT count(*) FROM claim WHERE deleted = 0")[0])


def live_claims(store: Store, ids: Iterable[str]) -> set[str]:
    """Which of these claims are in the tables and not taken back."""
    where, parameters = among("id", ids)
    return {row[0] for row in store.fetch(f"SELECT id FROM claim WHERE deleted = 0{where}", parameters)}


def group_sorts(store: Store) -> dict[str, int]:
    """How many groups of each sort there are; a sort without any is left out."""
    return dict(store.fetch("SELECT sort, count(*) FROM group_sort GROUP BY sort"))


def set_aside(store: Store, entities: Iterable[str] | None) -> list[tuple[str, str, str]]:
    """(kind, entity, why) of these entities, or of all, that wait outside the tables."""
    where, parameters = among("entity", entities)
    return list(
        map(tuple, store.fetch(f"SELECT kind, entity, why FROM aside WHERE 1{where} ORDER BY 1, 2", parameters))
    )


def texts(store: Store, ids: Iterable[str] | None = None) -> dict[str, str]:
    """article -> its text."""
    where, parameters = among("id", ids)
    return dict(store.fetch(f"SELECT id, text FROM article WHERE deleted = 0{where}", parameters))


def assignments(store: Store) -> list[tuple[str, str, str]]:
    """(id, article, reviewer) of who got what."""
    return list(map(tuple, store.fetch("SELECT id, article, reviewer FROM assignment WHERE deleted = 0 ORDER BY id")))


def changed_paragraphs(store: Store, articles: Iterable[str]) -> list[str]:
    """The paragraphs of these articles whose kind somebody changed."""
    where, parameters = among("article", articles)
    sql = (
        f"SELECT id FROM paragraph p WHERE 1{where} "
        "AND EXISTS (SELECT 1 FROM change c WHERE c.kind = 'paragraph' AND c.entity = p.id) ORDER BY id"
    )
    return [row[0] for row in store.fetch(sql, parameters)]


def fields(store: Store, keys: Iterable[Key]) -> dict[Key, dict[str, Any]]:
    """All that the patches of these entities add up to, also what this version has no column for."""
    return {key: dict(fold(changes, {}).fields) for key, changes in histories(store.db, keys).items() if changes}
