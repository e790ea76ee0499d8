"""When copies are made and which of them stay; that none goes while one is damaged, and that they come back whole."""

from __future__ import annotations

import os
import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from workroom import ANNA, BEGIN, Project, article, state, write

from annot.desk import backups, bulk, claims
from annot.desk.session import HALF_AN_HOUR, Desk
from annot.history.change import Draft
from annot.model.span import Span
from annot.store import checking
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


def copies(project: Project) -> list[str]:
    """Why each copy was made, oldest first."""
    return [kept.why for kept in reversed(backups.all_of(project.path))]


def change(desk: Desk, entity: str) -> None:
    write(desk.store, Draft("claim", entity, {"speaker": "x"}))


def test_what_is_unchanged_is_not_copied_again(project: Project) -> None:
    desk = project.desk()
    desk.keep("open")
    assert copies(project) == [], "nothing was written yet"
    change(desk, "c1")
    desk.keep("open")
    desk.keep("open")
    assert copies(project) == ["open"]
    desk.store.note({"reviewer": "r1"})
    desk.keep("open")
    assert copies(project) == ["open"], "a note about this file alone is no change"
    change(desk, "c2")
    project.desk().keep("import")
    assert copies(project) == ["open", "import"], "another connection sees the change"


def test_between_two_copies_is_half_an_hour_of_change(project: Project) -> None:
    desk = project.desk()
    minute = 60_000
    for _ in range(31):
        change(desk, "c1")
        desk.keep("change", HALF_AN_HOUR)
        project.clock.now += minute
    assert copies(project) == ["change"], "the first when the log is half an hour old"
    for _ in range(31):
        change(desk, "c1")
        desk.keep("change", HALF_AN_HOUR)
        project.clock.now += minute
    assert copies(project) == ["change"] * 2
    project.clock.now += 600 * minute
    desk.keep("change", HALF_AN_HOUR)
    assert copies(project) == ["change"] * 3, "what was changed since the last"
    project.clock.now += 600 * minute
    desk.keep("change", HALF_AN_HOUR)
    assert copies(project) == ["change"] * 3, "nothing was changed since"


def test_a_copy_that_somebody_took_away_is_made_again(project: Project) -> None:
    desk = project.desk()
    change(desk, "c1")
    desk.keep("open")
    backups.all_of(project.path)[0].path.unlink()
    desk.keep("open")
    assert copies(project) == ["open"]


@pytest.mark.parametrize("at", [BEGIN + 86_400_000 * 9999, 2**62, 0])
def test_a_wild_clock_prevents_no_copy(project: Project, at: int) -> None:
    desk = project.desk()
    change(desk, "c1")
    desk.store.db.execute("UPDATE change SET at = ?", [at])
    desk.keep("change", HALF_AN_HOUR)
    assert copies(project) == ["change"]
    change(desk, "c2")
    project.clock.now -= 86_400_000
    desk.keep("change", HALF_AN_HOUR)
    assert len(copies(project)) == 2, "a copy from the future is no reason to wait for it"


def test_that_no_copy_can_be_made_is_said_once_and_stops_nothing(project: Project) -> None:
    said: list[str] = []
    desk = Desk(project.open(), ANNA, say=said.append)
    change(desk, "c1")
    where = backups.folder(project.path)
    where.parent.mkdir(parents=True, exist_ok=True)
    where.write_text("in the way")
    desk.keep("open")
    desk.keep("change")
    assert len(said) == 1
    assert said[0].startswith("There is no copy of the project as it is now.")
    where.unlink()
    desk.keep("change")
    assert copies(project) == ["change"]
    assert len(said) == 1


def test_a_copy_that_cannot_be_verified_takes_no_other_away(project: Project) -> None:
    desk = project.desk()
    for n in range(9):
        change(desk, f"c{n}")
        desk.keep("open")
    project.clock.now += 400 * 86_400_000
    change(desk, "c")
    (page,) = desk.store.one("SELECT rootpage FROM sqlite_schema WHERE name = 'aside_why'")
    project.close()
    with project.path.open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(bytes(4096))
    said: list[str] = []
    Desk(project.open(), ANNA, say=said.append).keep("open")
    assert "is damaged" in said[0]
    assert copies(project) == ["open"] * 9
    assert sorted(p.suffix for p in backups.folder(project.path).iterdir()) == ["", *[".db"] * 9], "nothing half made"


def test_many_claims_are_taken_back_after_a_copy_and_few_without(project: Project) -> None:
    desk = project.desk()
    a = article(desk)
    tagged = [claims.tag(desk, a, Span(n, n + 1), {"status": "mostly"}) for n in range(bulk.MANY + 1)]
    bulk.withdraw(desk, tagged[:1])
    assert copies(project) == []
    bulk.withdraw(desk, tagged[1:])
    assert copies(project) == ["withdraw"]
    assert backups.all_of(project.path)[0].claims == bulk.MANY


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


def test_many_copies_are_told_of(project: Project) -> None:
    desk = project.desk()
    for n in range(backups.MANY):
        change(desk, f"c{n}")
        desk.keep("open")
    assert backups.room_taken(backups.all_of(project.path)) is None
    change(desk, "c")
    desk.keep("open")
    assert "21 copies take" in (backups.room_taken(backups.all_of(project.path)) or "")


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
        desk.keep("open")
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
