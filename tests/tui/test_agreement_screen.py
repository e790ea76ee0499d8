"""The agreement screen: numbers with plots beside them, two reviewers at a time, the matrix, how far everybody is."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from deciding_desk import HEAD, PRICE, VOTE, disputed
from reading_desk import BEN, DANA, EDITOR, PATIENCE, TEXT, Reader, claim_on
from textual.widgets import Static
from workroom import look

from annot.desk import adding, agreeing, paging, reading
from annot.desk.session import Desk
from annot.model.claim import Reviewer
from annot.store import tables
from annot.store.project import Store
from annot.tui import comparing
from annot.tui.app import AnnotApp
from annot.tui.clerk import Clerk
from annot.tui.dialogs.choose import Choose
from annot.tui.screens.agreement import AgreementScreen
from annot.tui.screens.room import Room


class Onlooker(Reader):
    @property
    def agreement(self) -> AgreementScreen:
        return next(s for s in self.app.screen_stack if isinstance(s, AgreementScreen))

    @property
    def numbers(self) -> list[str]:
        return str(self.agreement.query_one("#text", Static).content).splitlines()

    @property
    def title(self) -> str:
        return " ".join(str(line.content) for line in self.agreement.query("Header Line").results(Static))

    def line(self, label: str) -> str:
        return next(" ".join(line.split()) for line in self.numbers if line.strip().startswith(label))


def look_at(
    path: Path,
    steps: Callable[[Onlooker], Awaitable[None]],
    *,
    who: Reviewer = HEAD,
    size: tuple[int, int] = (80, 24),
    ascii_only: bool = False,
) -> None:
    async def go() -> None:
        async with asyncio.timeout(PATIENCE), app.run_test(size=size) as pilot:
            onlooker.pilot = pilot
            app.post_message(Room.Door("agreement"))
            while not any(isinstance(s, AgreementScreen) for s in app.screen_stack):
                await onlooker.written()
                if isinstance(app.screen, Choose):
                    await pilot.press("1")  # others' work may be shown
            while onlooker.agreement.overview is None:
                await pilot.pause(0.01)
            await pilot.pause()
            await steps(onlooker)

    clerk = Clerk(path, who)
    article = clerk.wait_for(lambda desk: desk.store.fetch("SELECT id FROM article ORDER BY created_at"))[0][0]
    app = AnnotApp(clerk.wait_for(lambda desk: paging.page(desk, article)), clerk, ascii_only=ascii_only)
    onlooker = Onlooker(path, app, clerk)
    try:
        asyncio.run(go())
    finally:
        clerk.close(0.5)


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """Two articles: the disputed one, and another on which Ben and Dana agree on the price and differ on the vote."""
    path, _ = disputed(tmp_path)
    with Store(path, device="bench") as store:
        text = f"{TEXT}\n\nA second article.".encode()
        other = adding.add_bytes(Desk(store, EDITOR), text, adding.Options(title="Another"))[0].article
    for who, status in ((DANA, "mostly"), (BEN, "supported")):
        claim_on(path, other, PRICE, {"status": "supported"}, who)
        claim_on(path, other, VOTE, {"status": status}, who)
    return path


def test_each_number_has_its_plot_its_interval_and_its_n(desk: Path) -> None:
    async def steps(seen: Onlooker) -> None:
        line = seen.line("F1, equal words")
        assert "├" in line
        assert "●" in line
        assert line.endswith("n 15")
        assert "[" in line
        assert "n 6, 0 left out" in seen.title
        assert seen.line("Krippendorff's alpha").count("n 6") == 1

    look_at(desk, steps)


def test_two_reviewers_at_a_time_with_who_said_what(desk: Path) -> None:
    async def steps(seen: Onlooker) -> None:
        await seen.pilot.press("l")
        assert "Ben and Chiara n 1" in seen.title
        assert seen.line("Cohen's kappa").startswith("Cohen's kappa 0.00")
        await seen.pilot.press("l")
        assert "Ben and Dana n 6" in seen.title
        assert "Ben said (rows), Dana said (columns):" in seen.numbers
        assert seen.line("SUP supported") == "SUP supported 3 1 ."
        await seen.pilot.press("h", "h")
        assert "all together" in seen.title

    look_at(desk, steps)


def test_the_intervals_of_two_reviewers_are_drawn_when_one_looks_at_them(desk: Path) -> None:
    async def steps(seen: Onlooker) -> None:
        assert seen.agreement.overview is not None
        assert seen.agreement.overview.compared.agreement.drawn == {None}
        for key in "lhl":  # faster than they are drawn
            await seen.pilot.press(key)
        await seen.pilot.press("l")
        assert "Ben and Dana" in seen.title
        while "[" not in seen.line("F1, equal words"):
            await seen.pilot.pause(0.02)
        assert {None, seen.agreement.pairs[seen.agreement.at]} <= seen.agreement.overview.compared.agreement.drawn

    look_at(desk, steps)


def test_where_there_is_no_number_the_reason_stands_there(desk: Path) -> None:
    async def steps(seen: Onlooker) -> None:
        said_so = seen.numbers[seen.numbers.index("Said so? Do they give the same answers?") :]
        assert "  Krippendorff's alpha   none  no variation, n 1" in said_so

    look_at(desk, steps)


def test_it_scrolls_by_keyboard_to_how_far_everybody_is_and_q_goes_back(desk: Path) -> None:
    async def steps(seen: Onlooker) -> None:
        box = seen.agreement.box
        for key, lower in (("j", True), ("space", True), ("G", True), ("k", False), ("pageup", False), ("g", False)):
            before = box.scroll_y
            await seen.pilot.press(key)
            assert (box.scroll_y > before) is lower
        assert "    Ben: 1 of 29 done, 3 claims" in seen.numbers
        await seen.pilot.press("question_mark", "q", "q")
        assert seen.app.screen is seen.screen

    look_at(desk, steps)


def test_ctrl_c_says_that_everything_is_saved_and_escape_goes_back(desk: Path) -> None:
    async def steps(seen: Onlooker) -> None:
        await seen.pilot.press("ctrl+c")
        assert str(seen.agreement.query_one("#current", Static).content) == "Everything is saved; q leaves."
        await seen.pilot.press("escape")
        assert seen.app.screen is seen.screen

    look_at(desk, steps)


def test_what_somebody_saves_meanwhile_is_counted_too(desk: Path) -> None:
    async def steps(seen: Onlooker) -> None:
        seen.app._look_elsewhere()  # at what is there: without it nothing later is news
        await seen.written()
        seen.clerk.wait_for(lambda desk: None)
        before, lines = seen.agreement.overview, seen.numbers
        article = look(desk, "SELECT id FROM article WHERE title = 'Another'")[0][0]
        with Store(desk, device="bench") as store:
            found = tables.article(store, article)
        assert found is not None
        claim_on(desk, found, "harbour", {"status": "supported"}, BEN)
        seen.app._look_elsewhere()
        while seen.agreement.overview is before:
            await seen.pilot.pause(0.02)
        (more,) = [line for line in seen.numbers if line.startswith("    Ben") and line not in lines]
        assert more == "    Ben: 0 of 30 done, 3 claims"

    look_at(desk, steps)


def test_nobody_s_action_waits_for_the_counting(desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    go, really = threading.Event(), agreeing.overview

    def slow(desk: Desk, notice: str = "") -> agreeing.Overview:
        assert go.wait(PATIENCE)
        return really(desk, notice)

    async def steps(seen: Onlooker) -> None:
        monkeypatch.setattr(agreeing, "overview", slow)
        seen.agreement.overview = None
        seen.agreement.show()
        seen.agreement.reload()
        assert seen.numbers == ["Counting what everybody said. Nothing waits for it."]
        seen.clerk.wait_for(lambda desk: desk.store.note({"saved": "meanwhile"}))
        await seen.pilot.press("l", "j")
        assert seen.agreement.overview is None
        go.set()
        while seen.agreement.overview is None:
            await seen.pilot.pause(0.02)
        assert "Krippendorff" in "\n".join(seen.numbers)

    look_at(desk, steps)


def test_who_comes_and_goes_leaves_one_counting_and_an_export_waits_for_none(
    desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go, begun, really = threading.Event(), [0], agreeing.overview

    def slow(desk: Desk, notice: str = "") -> agreeing.Overview:
        begun[0] += 1
        assert go.wait(PATIENCE)
        return really(desk, notice)

    async def steps(seen: Onlooker) -> None:
        monkeypatch.setattr(agreeing, "overview", slow)
        for _ in range(3):
            await seen.pilot.press("q")
            await seen.until(lambda: seen.app.screen is seen.screen)
            seen.app.post_message(Room.Door("agreement"))
            await seen.until(lambda: isinstance(seen.app.screen, AgreementScreen))
            await seen.until(lambda: begun[0])  # who leaves before it has begun leaves nothing
        files: list[str] = []
        seen.clerk.beside(lambda desk: "a file", files.append, lambda _: None, to_its_end=True)
        await seen.until(lambda: files)
        assert begun == [1]
        go.set()
        await seen.until(lambda: seen.agreement.overview)
        assert begun == [2]

    look_at(desk, steps)


def test_opening_it_before_one_has_finished_is_said_and_logged(desk: Path) -> None:
    async def steps(seen: Onlooker) -> None:
        assert seen.numbers[0] == "This shows others' work on 2 articles that you have not finished; it is logged."

    look_at(desk, steps, who=BEN)
    assert look(desk, "SELECT count(*) FROM reveal WHERE reviewer = ?", [BEN.id]) == [(2,)]


def test_of_very_many_articles_those_are_told_that_are_begun_and_not_finished(
    desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(comparing, "MOST", 1)
    with Store(desk, device="bench") as store:
        harbour = store.fetch("SELECT id FROM article WHERE title = 'The harbour'")[0][0]
        article = tables.article(store, harbour)
        assert article is not None
        for who in (BEN, DANA, EDITOR):
            reading.finish(Desk(store, who), article)

    async def steps(seen: Onlooker) -> None:
        told = seen.numbers[seen.numbers.index("How far everybody is") + 1 :]
        assert "  Ben: 1 paragraphs done, 5 claims, 1 of 2 articles finished" in told
        assert told[-4:] == [
            "  The first 1 of 2 articles that are begun and not finished; the library has all:",
            "  Another",
            "    Ben: 0 of 30 done, 2 claims",
            "    Dana: 0 of 30 done, 2 claims",
        ]

    look_at(desk, steps)


@pytest.mark.parametrize("size", [(40, 10), (80, 24), (400, 100)])
def test_any_terminal_will_do_and_ascii_is_enough(desk: Path, size: tuple[int, int]) -> None:
    async def steps(seen: Onlooker) -> None:
        assert "".join(seen.numbers).isascii()
        assert "o" in seen.line("F1, equal words")

    look_at(desk, steps, size=size, ascii_only=True)


@pytest.mark.parametrize(
    ("value", "low", "high", "drawn"),
    [
        (0.5, 0.2, 0.8, "  ├──●──┤  "),
        (1.0, 1.0, 1.0, "          ●"),
        (0.3, None, None, "   ●       "),
        (0.0, 0.0, 0.5, "●────┤     "),
        (-0.4, -0.9, 0.2, "◂─┤        "),
        (0.1, -0.2, 0.4, "◂●──┤      "),
    ],
)
def test_an_interval_is_drawn_on_an_axis_from_0_to_1(
    value: float, low: float | None, high: float | None, drawn: str
) -> None:
    assert comparing.interval(value, low, high, 11, ascii_only=False) == drawn
    twin = drawn.translate(str.maketrans("├─●┤◂", "|-o|<"))
    assert comparing.interval(value, low, high, 11, ascii_only=True) == twin
    assert comparing.scale(11) == "0   .5    1"
