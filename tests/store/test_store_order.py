"""Lists that people read: what one action made stands as it was entered, not by the random ids it was given."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from workroom import ANNA, BEN, TEXT_ID, Clock, Project, article_draft, claim_draft, write

from annot.desk import exporting, importing
from annot.desk.session import Desk
from annot.formats import sheet
from annot.history.change import Draft
from annot.model.ids import article_id
from annot.store import shelf, tables
from annot.store.exporting import Wanted
from annot.store.project import Store

NAMES = [f"{letter}{n}" for n, letter in enumerate("khbzamqcxw")]  # as entered; by id they stand otherwise


def entered(store: Store) -> None:
    """Everything of one sort in one action, so that all of it has one time."""
    texts = {name: f"Text {name}.\n" for name in NAMES}
    write(store, *(article_draft(text, title=name) for name, text in texts.items()))
    write(store, article_draft(), claim_draft("c1"))
    cited = [
        draft
        for name in NAMES
        for draft in (
            Draft("source", f"s{name}", {"title": name, "deleted": 0}),
            Draft("evidence", f"e{name}", {"claim": "c1", "source": f"s{name}", "quote": name}),
        )
    ]
    write(store, *cited)
    write(store, *(Draft("comment", f"m{n}", {"article": TEXT_ID, "kind": "note", "text": n}) for n in NAMES))
    write(store, *(Draft("search", f"h{n}", {"claim": "c1", "place": n}) for n in NAMES))
    given = [{"article": article_id(text), "reviewer": BEN.id} for text in texts.values()]
    write(store, *(Draft("assignment", f"i{n}", patch) for n, patch in zip(NAMES, given, strict=True)))


def lists(store: Store) -> dict[str, list[str | None]]:
    """The names in each list; of those that begin with the last, turned round."""
    titles = {heading.id: heading.title for heading in tables.headings(store)}
    return {
        "articles": [title for title in titles.values() if title in NAMES],
        "library": [titles[i] for i in shelf.articles(store) if titles[i] in NAMES][::-1],
        "owed": [titles[i] for i in shelf.assigned(store, [BEN.id])],
        "evidence": [e.quote for e in tables.evidence(store, ["c1"])],
        "sources": [s.title for s in tables.sources(store)][::-1],
        "sources used last": [s.title for s in tables.recent_sources(store, 10)][::-1],
        "comments": [c.text for c in tables.comments(store)],
        "searches": [s.place for s in tables.searches(store, ["c1"])],
    }


def as_it_is(store: Store, folder: Path) -> Store:
    return store


def folded_again(store: Store, folder: Path) -> Store:
    store.refold_all()
    return store


def read_from_its_log(store: Store, folder: Path) -> Store:
    exporting.export(Desk(store, ANNA), "log", Wanted(), sheet.Dialect(), folder / "log.jsonl")
    other = Store(folder / "other.annot.db", create=True)
    importing.import_log(other, importing.read_text(folder / "log.jsonl"), "log.jsonl")
    return other


@pytest.mark.parametrize("seen", [as_it_is, folded_again, read_from_its_log])
def test_what_one_action_made_stands_as_it_was_entered(
    project: Project, tmp_path: Path, seen: Callable[[Store, Path], Store], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Clock, "__call__", lambda clock: clock.now)  # one millisecond is long for a machine
    store = project.open()
    entered(store)
    there = seen(store, tmp_path)
    try:
        assert lists(there) == dict.fromkeys(lists(there), NAMES)
    finally:
        there.close()
