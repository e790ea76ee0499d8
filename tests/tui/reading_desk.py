"""A project with one article, the reading screen on it, and a second look at the file, for the tests beside this."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from textual.pilot import Pilot
from textual.widgets import Static
from workroom import look

from annot.desk import adding, claims, paging
from annot.desk.session import Desk
from annot.model.article import Article
from annot.model.claim import Claim, Reviewer
from annot.model.span import Span
from annot.store import tables
from annot.store.project import Store
from annot.tui.app import AnnotApp
from annot.tui.clerk import Clerk
from annot.tui.screens.reading import ReadingScreen

DANA, BEN = Reviewer("r0000000000000009", "Dana"), Reviewer("r0000000000000008", "Ben")
EDITOR = Reviewer("r0000000000000007", "Chiara")  # who gives out the articles
FIRST = "The harbour of Port Aldray has been chained since May 20, the council said."
SECOND = "Families wait at the gates."
QUOTE = "“We pay 1,230 crowns a month,”"
TEXT = "\n\n".join(
    (
        f"{FIRST} {SECOND}",
        f"{QUOTE} said Ilse Brandt, who speaks for the union. She asked for a truce.",
        "Your browser doesn’t support HTML5",
        "Of its 1,482 members 1,140 voted for it. That is 77 percent.",
        *(f"Report {n} counted {n * 7} boats, which was less than before. Nobody knows why." for n in range(5, 30)),
        "The last word is not spoken. The harbour stays closed.",
    )
)
PATIENCE = 20.0  # seconds after which a wait has hung; nothing is measured with it


def project(folder: Path, text: str = TEXT, who: Reviewer = EDITOR, **options: Any) -> tuple[Path, Article]:
    """A project file with one article, which `who` added."""
    path = folder / "p.annot.db"
    with Store(path, create=True, device="bench") as store:
        added = adding.add_bytes(Desk(store, who), text.encode(), adding.Options(**{"title": "The harbour"} | options))
    return path, added[0].article


def claim_on(
    path: Path, article: Article, words: str, fields: Mapping[str, Any], who: Reviewer = DANA, reveal: bool = False
) -> Claim:
    """A claim that somebody makes in a process of their own."""
    with Store(path, device="bench") as store:
        return claims.tag(Desk(store, who, reveal), article, span(words, article.text), fields)


def span(words: str, text: str = TEXT) -> Span:
    at = text.index(words)
    return Span(at, at + len(words))


class Reader:
    """The reading screen, driven by keys; what it saved is read through another connection."""

    def __init__(self, path: Path, app: AnnotApp, clerk: Clerk) -> None:
        self.path, self.app, self.clerk = path, app, clerk
        self.pilot: Pilot[None] = Pilot(app)

    @property
    def screen(self) -> ReadingScreen:
        assert isinstance(self.app.first, ReadingScreen)
        return self.app.first

    @property
    def selected(self) -> str:
        return self.screen.cursor.span.of(self.screen.page.article.text)

    @property
    def current(self) -> Claim | None:
        return self.screen.page.claims.get(self.screen.current or "")

    @property
    def status(self) -> str:
        return str(self.screen.query_one("#current", Static).content)

    @property
    def saved(self) -> str:
        return str(self.screen.query_one("#saved", Static).content)

    @property
    def header(self) -> str:
        return " ".join(str(line.content) for line in self.screen.query("Header Line").results(Static))

    def lines(self) -> list[str]:
        view = self.screen.view
        return ["".join(s.text for s in strip).rstrip() for strip in view.render_lines(view.size.region)]

    async def type(self, *keys: str) -> None:
        """As a fast typist: nothing is waited for but the painting."""
        await self.pilot.press(*keys)

    async def press(self, *keys: str) -> None:
        """Press and wait until what was asked for is in the file and back on the screen."""
        await self.pilot.press(*keys)
        await self.written()

    async def written(self) -> None:
        async with asyncio.timeout(PATIENCE):
            while True:
                await asyncio.wrap_future(self.clerk._thread.submit(int))
                await self.pilot.pause()
                if not self.clerk.unsaved:
                    return

    async def leave_hold(self) -> None:
        """Let go of an edge: `q` does that first."""
        await self.pilot.press("q")
        assert self.app.return_code is None

    async def leave(self) -> None:
        """`q`, and the program is gone."""
        await self.pilot.press("q")
        assert self.app.return_code == 0

    async def until(self, true: Callable[[], object]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not true():
                await self.pilot.pause(0.02)

    def unbind(self, key: str) -> None:
        """This key does nothing any more."""
        with suppress(KeyError):
            self.screen._bindings.key_to_bindings.pop(key)

    # what another process sees

    def claims(self) -> list[tuple[str, str, str | None]]:
        """(quote, status, attribution) of the claims that are not taken back, in reading order."""
        sql = 'SELECT quote, status, attribution FROM claim WHERE deleted = 0 ORDER BY start, "end", created_at'
        return look(self.path, sql)

    def done(self) -> list[str]:
        """The first words of the paragraphs that are done."""
        text = self.screen.page.article.text
        return [text[a:b] for a, b in look(self.path, 'SELECT start, "end" FROM reading WHERE deleted = 0 ORDER BY 1')]


def read(
    path: Path,
    steps: Callable[[Reader], Awaitable[None]],
    *,
    who: Reviewer = DANA,
    size: tuple[int, int] = (90, 24),
    ascii_only: bool | None = False,
    reveal: bool = False,
) -> Reader:
    """Open the project's article, take the steps, leave as `q` does if they did not, and close the file."""

    async def go(reader: Reader) -> None:
        async with app.run_test(size=size) as pilot:
            reader.pilot = pilot
            await pilot.pause()
            await steps(reader)

    clerk = Clerk(path, who, reveal=reveal)
    # Nobody cuts the power here, so no test need wait for the disk.
    clerk.wait_for(lambda desk: desk.store.fetch("PRAGMA synchronous = OFF"))
    page = clerk.wait_for(lambda desk: paging.page(desk, tables.headings(desk.store)[0].id))
    app = AnnotApp(page, clerk, ascii_only=ascii_only)
    reader = Reader(path, app, clerk)
    try:
        asyncio.run(go(reader))
    finally:
        clerk.close(0.5)  # for what cannot be saved; what can be is waited for
    return reader
