"""The history: what is told of each action, what stays hidden, how it is filtered and undone."""

from __future__ import annotations

from pathlib import Path

import pytest
from library_desk import Visitor, shelf, visit
from reading_desk import BEN, DANA, claim_on
from test_library import mark
from workroom import look

from annot.desk.session import Desk
from annot.history.change import Draft
from annot.model.claim import Reviewer
from annot.model.ids import random_id
from annot.store.project import Store
from annot.tui.screens.history import HistoryScreen
from annot.tui.screens.library import LibraryScreen
from annot.tui.screens.reading import ReadingScreen


async def enter(v: Visitor) -> HistoryScreen:
    """From the library by `o`."""
    await v.press("o", "1")
    assert isinstance(v.room, HistoryScreen)
    return v.room


def test_the_newest_action_comes_first_and_u_takes_it_back(tmp_path: Path) -> None:
    path, (harbour, *_) = shelf(tmp_path)
    mark(path, harbour, 1)
    claim_on(path, harbour, "harbour truce", {"status": "supported"})

    async def steps(v: Visitor) -> None:
        await enter(v)
        assert v.lines()[0].split()[3:] == ["Dana", "1", "claim", "harbour", "truce"]
        assert v.lines()[1].split()[2:5] == ["Dana", "1", "reading"]
        assert v.text("#progress") == "5 actions"
        await v.press("u")
        assert v.status == "Undone: 1 claim."
        assert v.lines()[0].startswith("↶")
        assert v.lines()[1].startswith("✗")
        await v.press("U", "g")
        assert [line[0] for line in v.lines()[:3]] == ["u", "↶", " "]
        await v.press("q")
        assert isinstance(v.room, LibraryScreen)

    visit(path, steps)
    assert look(path, "SELECT deleted FROM claim") == [(0,)]


def test_what_u_takes_back_is_marked_wherever_the_cursor_is(tmp_path: Path) -> None:
    path, (harbour, *_) = shelf(tmp_path)
    claim_on(path, harbour, "harbour truce", {"status": "supported"})
    mark(path, harbour, 1)
    claim_on(path, harbour, "truce", {"status": "supported"}, BEN)

    async def steps(v: Visitor) -> None:
        await enter(v)
        assert [line[0] for line in v.lines()] == [" ", "u", " ", " ", " ", " "]
        await v.press("j")
        assert v.text("#everybody").endswith("u takes this back")
        await v.press("j", "u")
        assert v.status == "Undone: 1 reading."
        assert [line[0] for line in v.lines()[:4]] == ["↶", " ", "✗", "u"]
        assert v.text("#everybody").endswith("u takes this back")

    visit(path, steps)


@pytest.mark.parametrize("finished", [False, True])
def test_others_work_is_counted_and_not_told_until_one_has_finished(tmp_path: Path, finished: bool) -> None:
    path, (harbour, *_) = shelf(tmp_path)
    claim_on(path, harbour, "harbour truce", {"status": "refuted", "rationale": "wombats"}, BEN)
    if finished:
        mark(path, harbour, 1, 2, whole=True)

    async def steps(v: Visitor) -> None:
        await enter(v)
        everything = "\n".join(v.screen())
        assert "Ben" in everything
        assert ("(hidden until you have" in everything) is not finished
        await v.press("slash")
        await v.type("ben claim")
        assert ("harbour truce" in "\n".join(v.screen())) is finished
        assert len(v.lines()) == 1

    visit(path, steps)
    assert look(path, "SELECT count(*) FROM reveal") == [(0,)]


def test_what_touches_a_hidden_article_too_is_not_told(tmp_path: Path) -> None:
    path, (harbour, gates, _) = shelf(tmp_path)
    mark(path, harbour, 1, 2, whole=True)
    with Store(path, device="bench") as store, Desk(store, BEN).action() as action:
        for article, words in ((harbour, "harbour truce"), (gates, "gates closed")):
            start = article.text.index(words)
            patch = {"article": article.id, "start": start, "end": start + len(words), "quote": words}
            action.add(Draft("claim", random_id("claim"), {**patch, "reviewer": BEN.id, "status": "refuted"}))

    async def steps(v: Visitor) -> None:
        await enter(v)
        everything = "\n".join(v.screen())
        assert "2 claims" in everything
        assert "harbour truce" not in v.lines()[0]
        assert "(hidden until" in v.lines()[0]

    visit(path, steps)


def test_filters_by_name_and_thing_and_one_s_own(tmp_path: Path) -> None:
    path, (harbour, *_) = shelf(tmp_path)
    mark(path, harbour, 1)
    claim_on(path, harbour, "harbour truce", {"status": "supported"})

    async def steps(v: Visitor) -> None:
        await enter(v)
        for typed, count in (("reading", 1), ("dana", 2), ("dana claims", 1), ("zebra", 0)):
            await v.press("slash")
            await v.type(typed)
            assert len(v.room.ids) == count, typed  # type: ignore[attr-defined]
            await v.press("escape", "escape")
        await v.press("m")
        assert v.text("#progress") == "2 actions of yours"
        await v.press("m")
        assert v.text("#progress") == "5 actions"

    visit(path, steps)


def test_enter_reads_the_article_and_q_comes_back(tmp_path: Path) -> None:
    path, (harbour, *_) = shelf(tmp_path)
    claim_on(path, harbour, "harbour truce", {"status": "supported"})

    async def steps(v: Visitor) -> None:
        await enter(v)
        await v.press("enter")
        assert isinstance(v.room, ReadingScreen)
        assert v.room.page.article.id == harbour.id
        await v.press("q")
        assert isinstance(v.room, HistoryScreen)

    visit(path, steps)


def test_a_stranger_s_words_are_shown_and_not_obeyed(tmp_path: Path) -> None:
    path, (harbour, *_) = shelf(tmp_path)
    mallory = Reviewer("r000000000000000b", "[@click=app.leave]M[/]")
    mark(path, harbour, 1, 2, whole=True)
    claim_on(path, harbour, "harbour truce", {"rationale": "x"}, mallory)

    async def steps(v: Visitor) -> None:
        await enter(v)
        assert "[@click=app" in v.lines()[0]

    visit(path, steps)
    assert DANA.name != mallory.name
