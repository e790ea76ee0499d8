"""A project file that was taken away or replaced under an open program: nothing is called saved, nothing is lost."""

from __future__ import annotations

import shutil

import pytest
from workroom import ANNA, BEN, TEXT, Project, look

from annot.desk import adding, blind, claims, reading, undoing
from annot.errors import NothingToDo, NotSaved
from annot.model.span import Span


def add(project: Project, who=ANNA):
    desk = project.desk(who)
    return desk, adding.add_bytes(desk, TEXT.encode(), adding.Options(title="t"))[0].article


@pytest.mark.parametrize("how", ["removed", "replaced"])
def test_what_would_go_into_a_file_without_a_name_is_not_saved(project: Project, how: str) -> None:
    desk, article = add(project)
    kept = shutil.copy(project.path, project.path.with_suffix(".kept"))
    project.path.unlink()
    if how == "replaced":
        shutil.copy(kept, project.path)
    with pytest.raises(NotSaved, match="taken away or replaced"):
        claims.tag(desk, article, Span(0, 7), {"status": "supported"})
    assert not desk.store.db.conn.in_transaction


def test_a_file_that_somebody_has_written_to_is_not_discarded(project: Project) -> None:
    """Two processes make one new project; the one that writes nothing must not take the other's work away."""
    first = project.open()
    _, article = add(project)
    assert not first.discard_if_unused()
    assert look(project.path, "SELECT id FROM article") == [(article.id,)]


def test_who_begins_to_write_after_it_was_discarded_is_told(project: Project) -> None:
    first, second = project.open(), project.desk(ANNA)
    assert first.discard_if_unused()
    assert not project.path.exists()
    with pytest.raises(NotSaved, match="taken away"):
        adding.add_bytes(second, TEXT.encode(), adding.Options(title="t"))


def test_a_reveal_is_never_what_undo_takes_back(project: Project) -> None:
    desk, article = add(project)
    claims.tag(project.desk(BEN), article, Span(0, 7), {"status": "supported"})
    number = article.to_do[0].n
    reading.mark(desk, article, [number])
    blind.reveal(desk, article.id)
    assert undoing.undo(desk).said == "1 reading"
    undoing.undo(desk)  # the article
    with pytest.raises(NothingToDo):
        undoing.undo(desk)
    assert look(project.path, "SELECT count(*) FROM reveal WHERE deleted = 0") == [(1,)]
