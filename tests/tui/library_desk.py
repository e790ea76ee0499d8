"""A project with several articles and the library on it, for the tests beside this."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from reading_desk import BEN, DANA, PATIENCE
from textual.geometry import Region
from textual.pilot import Pilot
from textual.widgets import Static

from annot.desk import adding, shelving
from annot.desk.session import Desk
from annot.desk.settings import Settings
from annot.history.change import Draft
from annot.model.article import Article
from annot.model.claim import Reviewer
from annot.model.ids import random_id
from annot.store.project import Store
from annot.tui.app import AnnotApp, Library
from annot.tui.clerk import Clerk
from annot.tui.screens.library import LibraryScreen
from annot.tui.screens.room import Room
from annot.tui.widgets.long_list import LongList

TITLES = ("Harbour truce", "Gates closed", "Boat census")


def shelf(folder: Path, *, titles: tuple[str, ...] = TITLES, who: Reviewer = BEN) -> tuple[Path, list[Article]]:
    """A project with an article of two paragraphs for each title, the first title added last."""
    path, made = folder / "desk.annot.db", []
    with Store(path, create=True, device="bench") as store:
        for title in reversed(titles):
            text = f"The {title.lower()} is what this is about.\n\nNumbers were {len(title)} and more."
            made += adding.add_bytes(Desk(store, who), text.encode(), adding.Options(title=title))
    return path, [added.article for added in reversed(made)]


def assign(path: Path, article: Article, to: Reviewer, due: str | None = None, by: Reviewer = BEN) -> None:
    with Store(path, device="bench") as store, Desk(store, by).action() as action:
        who = {"name": to.name}
        action.add(Draft("reviewer", to.id, who))
        patch = {"article": article.id, "reviewer": to.id, "due": due, "deleted": 0}
        action.add(Draft("assignment", random_id("assignment"), patch))


class Visitor:
    """A program that began in the library, driven by keys."""

    def __init__(self, path: Path, app: AnnotApp, clerk: Clerk) -> None:
        self.path, self.app, self.clerk = path, app, clerk
        self.pilot: Pilot[None] = Pilot(app)

    @property
    def library(self) -> LibraryScreen:
        assert isinstance(self.app.first, LibraryScreen)
        return self.app.first

    @property
    def room(self) -> Room:
        return self.app.rooms[-1]

    @property
    def status(self) -> str:
        return self.text("#current")

    def text(self, where: str) -> str:
        return str(self.app.screen.query_one(where, Static).content)

    def lines(self) -> list[str]:
        """The lines of the list that have text."""
        view = self.room.query_one(LongList)
        strips = view.render_lines(Region(0, 0, *view.size))
        return [line for strip in strips if (line := "".join(s.text for s in strip).rstrip())]

    def screen(self) -> list[str]:
        """All that is on the screen."""
        strips = self.app.screen._compositor.render_strips()
        return ["".join(s.text for s in strip).rstrip() for strip in strips]

    async def press(self, *keys: str) -> None:
        """Press and wait until it is in the file and back on the screen."""
        await self.pilot.press(*keys)
        await self.settled()

    async def settled(self) -> None:
        async with asyncio.timeout(PATIENCE):
            quiet = 0
            while quiet < 3:
                await asyncio.wrap_future(self.clerk._thread.submit(int))
                await self.pilot.pause()
                quiet = 0 if self.clerk.unsaved else quiet + 1

    async def until(self, true: Callable[[], object]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not true():
                await self.pilot.pause(0.02)

    async def type(self, text: str) -> None:
        await self.press(*(key for c in text for key in [{" ": "space", "/": "slash", ".": "full_stop"}.get(c, c)]))


def visit(
    path: Path,
    steps: Callable[[Visitor], Awaitable[None]],
    *,
    who: Reviewer = DANA,
    size: tuple[int, int] = (80, 24),
    ascii_only: bool | None = False,
    reveal: bool = False,
    welcome: str = "",
    own: Settings | None = None,
) -> Visitor:
    """Open the library of the project and take the steps."""

    async def go(visitor: Visitor) -> None:
        async with app.run_test(size=size) as pilot:
            visitor.pilot = pilot
            await visitor.settled()
            await steps(visitor)

    clerk = Clerk(path, who, reveal=reveal)
    clerk.wait_for(lambda desk: desk.store.fetch("PRAGMA synchronous = OFF"))
    opening = clerk.wait_for(lambda desk: Library(shelving.shelf_of(desk), welcome))
    app = AnnotApp(opening, clerk, ascii_only=ascii_only, own=own)
    visitor = Visitor(path, app, clerk)
    try:
        asyncio.run(go(visitor))
    finally:
        clerk.close(0.5)
    return visitor
