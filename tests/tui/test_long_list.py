"""The long list alone: it asks for what it lacks, and shows a stranger's text with no second wall behind it."""

from __future__ import annotations

import asyncio

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual import on
from textual.app import App, ComposeResult
from textual.geometry import Region

from annot.tui.widgets.long_list import Cell, LongList, _fitted


class Alone(App[None]):
    """A list of a thousand lines in a program that filters nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[tuple[int, int]] = []
        self.chosen: list[int] = []

    def compose(self) -> ComposeResult:
        yield LongList(empty="nothing")

    @on(LongList.Lacking)
    def _lacking(self, event: LongList.Lacking) -> None:
        self.asked.append((event.first, event.end))
        lines = {at: [Cell(f"{at} \x1b]0;x\x07\u202e")] for at in range(event.first, event.end)}
        self.query_one(LongList).show_lines(lines)

    @on(LongList.Chosen)
    def _chosen(self, event: LongList.Chosen) -> None:
        self.chosen.append(event.at)


def text(view: LongList) -> list[str]:
    return ["".join(s.text for s in strip).rstrip() for strip in view.render_lines(Region(0, 0, *view.size))]


def test_it_asks_for_what_is_near_the_screen_and_for_nothing_twice() -> None:
    async def go() -> None:
        app = Alone()
        async with app.run_test(size=(40, 10)) as pilot:
            view = app.query_one(LongList)
            assert text(view)[0] == "nothing"
            view.show_count(1000)
            await pilot.pause()
            assert app.asked == [(0, 20)]
            assert text(view)[0] == "0 ␛]0;x␇◇"
            view.move(1)
            await pilot.pause()
            assert app.asked == [(0, 20)]
            view.move_to(10_000)
            await pilot.pause()
            assert view.at == 999
            assert app.asked[-1] == (980, 1000)
            assert text(view)[-1].startswith("999 ")

    asyncio.run(go())


def test_a_click_moves_and_a_second_one_chooses() -> None:
    async def go() -> None:
        app = Alone()
        async with app.run_test(size=(40, 10)) as pilot:
            app.query_one(LongList).show_count(5)
            await pilot.click(LongList, offset=(2, 3))
            assert app.query_one(LongList).at == 3
            assert app.chosen == []
            await pilot.click(LongList, offset=(2, 3))
            await pilot.click(LongList, offset=(2, 8))  # below the last line
            assert app.chosen == [3]

    asyncio.run(go())


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=40), st.integers(0, 30), st.booleans())
def test_a_text_is_fitted_to_exactly_its_cells(text: str, width: int, right: bool) -> None:
    assert cell_len(_fitted(text, width, right=right)) == width
