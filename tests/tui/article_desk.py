"""An article view alone on a screen, and what it says, for the tests beside this file."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from rich.cells import cell_len
from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.strip import Strip

from annot.model.article import Article, Paragraph
from annot.tui.widgets.article_view import ArticleView
from annot.tui.widgets.marks import Mark

MIXED = "a\tb 事实 👩‍👩‍👧‍👦 e\u0301 z"
EVIL = (
    "AA\x1b]52;c;RVZJTA==\x07BB\x1b[2JCC\x9b31mDD\x1b]0;T\x07\x00FF\rGG\x08\u202eHH\u2066II\x85\ud800\u200b\U000e0041JJ"
)
GUTTER = 3


def article(*texts: str, kinds: tuple[str, ...] = ()) -> Article:
    """One paragraph for each text, a blank line between two."""
    paragraphs, start = [], 0
    for i, text in enumerate(texts):
        kind = kinds[i] if i < len(kinds) else "body"
        paragraphs.append(Paragraph(i + 1, start, start + len(text), kind))
        start += len(text) + 2
    return Article("a1", "\n\n".join(texts), tuple(paragraphs), "title", "0" * 64)


def numbered(count: int, words: int = 40) -> Article:
    return article(*(f"P{i:04d} " + " ".join(f"w{j}" for j in range(words)) for i in range(count)))


def mark(start: int, end: int, mark_id: str = "c1", **more) -> Mark:
    return Mark(mark_id, start, end, **{"glyph": "✓", "ascii": "+", "colour": "#2e7d32", "code": "SUP"} | more)


class Desk(App[None]):
    """The view alone, and what it says."""

    def __init__(self, view: ArticleView) -> None:
        super().__init__()
        self.view = view
        self.said: list[object] = []

    def compose(self) -> ComposeResult:
        yield self.view

    def on_article_view_pressed(self, message: ArticleView.Pressed) -> None:
        self.said.append(message.offset)

    def on_article_view_dragged(self, message: ArticleView.Dragged) -> None:
        self.said.append((message.start, message.end))
        self.view.show_selection(message.start, message.end)


def run(
    view: ArticleView, steps: Callable[[Desk, Pilot[None]], Awaitable[None]], size: tuple[int, int] = (60, 20)
) -> Desk:
    async def go() -> None:
        async with desk.run_test(size=size) as pilot:
            await pilot.pause()
            await steps(desk, pilot)

    desk = Desk(view)
    asyncio.run(go())
    return desk


def painted(view: ArticleView) -> list[Strip]:
    strips = view.render_lines(view.size.region)
    assert [strip.cell_length for strip in strips] == [view.size.width] * view.size.height
    assert [cell_len("".join(s.text for s in strip)) for strip in strips] == [view.size.width] * view.size.height
    return strips


def lines(view: ArticleView) -> list[str]:
    return ["".join(segment.text for segment in strip).rstrip() for strip in painted(view)]


def reversed_text(view: ArticleView) -> str:
    return "".join(s.text for strip in painted(view) for s in strip if s.style and s.style.reverse)
