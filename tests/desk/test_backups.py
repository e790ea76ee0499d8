"""Which copies are made by themselves, which stay, and that none goes while one is damaged."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from workroom import Project, article, article_draft, claim_draft, write

from annot.desk import backups, bulk, merging
from annot.errors import ProjectError
from annot.history.change import Draft
from annot.store import checking, finals, opening, tables
from annot.store.project import Store

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def hours(*ago: float) -> list[datetime]:
    return [NOW - timedelta(hours=h) for h in ago]


def test_all_of_two_days_stay_then_one_a_day_a_week_a_month() -> None:
    made = hours(*range(0, 24 * 800, 6))
    stay = sorted(set(made) - set(backups.outlived(made, NOW)), reverse=True)
    assert stay[:9] == made[:9]
    assert len([one for one in stay if NOW - one <= timedelta(days=14)]) == 9 + 12
    assert len(stay) == 9 + 12 + 6 + 10
    assert NOW - stay[-1] > timedelta(days=300)


@given(st.lists(st.integers(0, 20_000), unique=True))
def test_the_last_five_and_the_last_two_days_always_stay(ago: list[int]) -> None:
    made = hours(*ago)
    gone = backups.outlived(made, NOW)
    assert not set(gone) & set(sorted(made)[-5:])
    assert not [one for one in gone if NOW - one <= timedelta(hours=48)]
    assert len(made) - len(gone) <= 5 + 49 + 14 + 8 + 12


def test_old_copies_go_and_none_while_one_is_damaged(project: Project) -> None:
    desk = project.desk()
    article(desk)
    kept = []
    for n in range(9):
        write(desk.store, Draft("claim", f"c{n}", {"speaker": "x"}))
        project.clock.now += 20 * 60_000
        kept.append(backups.keep(desk.store, "asked"))
    project.clock.now += 40 * 86_400_000
    marker = kept[0].with_name(kept[0].name + ".corrupt")
    marker.touch()
    backups.keep(desk.store, "asked")
    assert all(path.exists() for path in kept)
    marker.unlink()
    backups.keep(desk.store, "asked")
    assert [path.exists() for path in kept] == [False] * 6 + [True] * 3


def test_a_copy_is_made_only_where_something_was_written_since_the_last(project: Project) -> None:
    store = project.open()
    assert backups.keep_if_changed(store, "opened") is None  # there is nothing in it
    desk = project.desk(store=store)
    article(desk)
    first = backups.keep_if_changed(store, "opened")
    assert first is not None
    project.clock.now += 1000
    store.note({"place": "7"})
    assert backups.keep_if_changed(store, "opened") is None
    write(store, claim_draft("c1"))
    second = backups.keep_if_changed(store, "working")
    assert second is not None
    assert [(k.why, k.whole) for k in backups.all_of(project.path)] == [("working", True), ("opened", True)]
    second.write_bytes(b"no database")
    project.clock.now += 1000
    assert backups.keep_if_changed(store, "working") is not None


@pytest.mark.parametrize(("count", "copies"), [(bulk.MANY - 1, 0), (bulk.MANY, 1)])
def test_before_many_claims_are_taken_back_a_copy_is_made(project: Project, count: int, copies: int) -> None:
    desk = project.desk()
    made = article(desk)
    write(desk.store, *(claim_draft(f"c{n}", reviewer=desk.me.id, article=made.id) for n in range(count)))
    bulk.withdraw(desk, tables.claims(desk.store, made.id))
    assert [k.claims for k in backups.all_of(project.path)] == [count] * copies
    assert tables.claims(desk.store, made.id) == []


@pytest.fixture
def older(project: Project, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A project as the first version made it, with two claims that agree."""
    first = opening.migration_files()[:1]
    with monkeypatch.context() as then:
        then.setattr(opening, "migration_files", lambda: first)
        then.setattr(finals, "_handed", [])
        write(project.open(), article_draft(), claim_draft("c1", reviewer="r1"), claim_draft("c2", reviewer="r2"))
        project.close()
    return project


def version(path: Path) -> int:
    conn = sqlite3.connect(path)
    try:
        return int(conn.execute("PRAGMA user_version").fetchone()[0])
    finally:
        conn.close()


def test_an_older_project_is_copied_and_then_brought_to_this_version(older: Project) -> None:
    assert version(older.path) == 1
    store = older.open()
    assert version(older.path) == len(opening.migration_files()) > 1
    assert merging.groups(store) == {"agreed": 1, "verdict": 0, "edges": 0, "one_only": 0}
    assert checking.problems(store) == []
    (copy,) = backups.all_of(older.path)
    assert (copy.why, copy.claims, copy.whole, version(copy.path)) == ("upgrade", 2, True, 1)
    new = older.path.with_name("new.db")
    backups.restore(copy.path, new)  # an older copy is still of use
    with Store(new) as restored:
        assert merging.groups(restored)["agreed"] == 1


def test_an_older_project_stays_as_it_is_where_no_copy_can_be_made(
    older: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = older.path.read_bytes()
    backups.folder(older.path).parent.mkdir(parents=True, exist_ok=True)
    backups.folder(older.path).write_text("a file where the folder should be")
    with pytest.raises(ProjectError, match="A copy cannot be made"):
        older.open()
    assert older.path.read_bytes() == before
