"""Which copies stay, and that none goes while one is damaged."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from workroom import Project, article, write

from annot.desk import backups
from annot.history.change import Draft

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
