"""Which copies are made by themselves, which stay, and that none goes while one is damaged."""

from __future__ import annotations

import errno
import os
import random
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from workroom import BEGIN, Project, article, article_draft, claim_draft, state, write

from annot.desk import backups, bulk, claims, merging
from annot.errors import AnnotError, ProjectError
from annot.history.change import Draft
from annot.model.span import Span
from annot.store import backup, checking, finals, opening, tables
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


def test_between_two_copies_of_a_command_is_half_an_hour_of_change(project: Project) -> None:
    desk = project.desk()
    minute = 60_000
    assert backups.keep_if_due(desk.store) is None
    made = []
    for n in range(62):
        write(desk.store, Draft("claim", "c1", {"speaker": f"x{n}"}))
        if backups.keep_if_due(desk.store):
            made.append(n)
        project.clock.now += minute
    assert made == [30, 60], "the first when the log is half an hour old"
    project.clock.now += 600 * minute
    assert backups.keep_if_due(desk.store) is not None, "what was changed since the last"
    project.clock.now += 600 * minute
    assert backups.keep_if_due(desk.store) is None, "nothing was changed since"


@pytest.mark.parametrize("at", [BEGIN + 86_400_000 * 9999, 2**62, 0])
def test_a_wild_clock_prevents_no_copy(project: Project, at: int) -> None:
    store = project.open()
    write(store, Draft("claim", "c1", {"speaker": "x"}))
    store.db.execute("UPDATE change SET at = ?", [at])
    assert backups.keep_if_due(store) is not None
    write(store, Draft("claim", "c2", {"speaker": "x"}))
    project.clock.now -= 86_400_000
    assert backups.keep_if_due(store) is not None, "a copy from the future is no reason to wait for it"


def test_a_copy_comes_onto_a_stick_that_knows_no_second_names(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = project.desk()
    article(desk)

    def no_links(*_: object, **__: object) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)
    made = backup.copy(desk.store, tmp_path / "copy.db")
    assert backup.counts(made.path) == (made.changes, made.claims)
    before = made.path.read_bytes()
    with pytest.raises(AnnotError, match="already"):
        backup.copy(desk.store, made.path)
    monkeypatch.setattr(Path, "exists", lambda _: False)  # it came between the look and the writing
    with pytest.raises(ProjectError):
        backup.copy(desk.store, made.path)
    monkeypatch.undo()
    assert made.path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir() if p.name.endswith(".part")] == []


def test_a_copy_that_cannot_be_verified_takes_no_other_away(project: Project) -> None:
    store = project.open()
    for n in range(9):
        write(store, Draft("claim", f"c{n}", {"speaker": "x"}))
        backups.keep(store, "opened")
    project.clock.now += 400 * 86_400_000
    (page,) = store.one("SELECT rootpage FROM sqlite_schema WHERE name = 'aside_why'")
    project.close()
    with project.path.open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(bytes(4096))
    with pytest.raises(ProjectError, match="is damaged"):
        backups.keep(project.open(), "opened")
    assert len(list(backups.folder(project.path).iterdir())) == 9, "none has gone, and nothing half made is left"
    assert all(kept.whole for kept in backups.all_of(project.path))


def test_the_last_five_of_one_old_day_stay() -> None:
    made = [NOW - timedelta(days=400, minutes=n) for n in range(9)]
    assert sorted(set(made) - set(backups.outlived(made, NOW))) == sorted(made[:5])


@given(st.lists(st.integers(1, 40_000), min_size=1, max_size=60))
def test_rotated_after_every_copy_the_newest_and_the_older_ones_stay(steps: list[int]) -> None:
    """Minutes between copies: what stays never depends on copies that went, and the oldest month is still there."""
    now, stay, made = NOW, [NOW], 1
    for step in steps:
        now += timedelta(minutes=step)
        stay = sorted({*stay, now} - set(backups.outlived([*stay, now], now)))
        assert now in stay
        assert len(stay) >= min(5, made := made + 1)
        assert backups.outlived(stay, now) == [], "a second look takes nothing more away"


SEEDS = int(os.environ.get("RESTORES", "5"))


@pytest.mark.parametrize("seed", range(SEEDS))
def test_whatever_happens_to_the_file_the_newest_good_copy_comes_back_whole(project: Project, seed: int) -> None:
    """T15: RESTORES=200 before a release."""
    chance = random.Random(seed)
    desk = project.desk()
    a = article(desk)
    kept = {}
    for n in range(chance.randrange(6, 14)):
        for m in range(chance.randrange(1, 4)):
            claims.tag(desk, a, Span(3 * n + m, 3 * n + m + 1), {"status": "mostly"})
        backups.keep_if_changed(desk.store, "opened")
        newest = backups.all_of(project.path)[0]
        kept[newest.path] = (state(desk.store), newest.changes, newest.claims)
        project.clock.now += chance.randrange(1, 40 * 86_400_000)
    project.close()
    left = [one for one in backups.all_of(project.path) if one.whole]
    assert left[0].path == list(kept)[-1], "rotation never drops the newest"
    for one in left[: chance.randrange(3)]:  # the newest copies rot too
        data = bytearray(one.path.read_bytes())
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        one.path.write_bytes(data)
    data = bytearray(project.path.read_bytes())
    at = chance.randrange(len(data))
    data[at : at + 9000] = chance.randbytes(min(9000, len(data) - at))
    project.path.write_bytes(data)
    good = next(one for one in backups.all_of(project.path) if one.whole)
    new = project.path.with_name("back.db")
    made = backups.restore(good.path, new)
    assert project.path.read_bytes() == data, "the damaged file stays"
    with Store(new) as store:
        assert (state(store), made.changes, made.claims) == kept[good.path]
        assert checking.problems(store) == []
    before = set(backups.all_of(project.path))
    backups._rotate(backups.folder(project.path), NOW + timedelta(days=9999))
    rotten = any(not one.whole for one in before)
    assert (set(backups.all_of(project.path)) == before) or not rotten, "none goes while one is damaged"
    assert good.path.exists()
