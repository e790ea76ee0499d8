"""Draws the real screens at the samples, reading after the keys of a first minute, and disagreements, into .github."""

from __future__ import annotations

import asyncio
import re
import tempfile
from collections.abc import Sequence
from pathlib import Path

from annot.desk import adding, adjudicating, importing, paging
from annot.desk.adjudicating import Queue
from annot.desk.paging import Page
from annot.desk.session import Desk
from annot.model.claim import Reviewer
from annot.store.data import data
from annot.store.project import Store
from annot.tui.app import AnnotApp
from annot.tui.clerk import Clerk

FOLDER = Path(__file__).resolve().parent.parent / ".github"
KEYS = "c l l l l 1 space l l l 2 space l l l 5 d 1 l l 3 tab space j space j l 4 shift+tab shift+tab".split()
READER = Reviewer("r0000000000000009", "Dana")


async def reading(path: Path) -> str:
    with Store(path, create=True) as store:
        article = adding.add(Desk(store, READER), [data("samples") / "harbour-truce.txt"], adding.Options())[0].article
    clerk = Clerk(path, READER)
    page = clerk.wait_for(lambda desk: paging.page(desk, article.id))
    return await draw(page, clerk, KEYS, "annot review samples/harbour-truce.txt")


async def disagreements(path: Path) -> str:
    with Store(path, create=True) as store:
        for name in ("anna", "ben", "chiara"):
            importing.import_log(store, importing.read_text(data("samples") / f"{name}.jsonl"), name)
    clerk = Clerk(path, READER)
    return await draw(clerk.wait_for(adjudicating.opened), clerk, ["comma"], "annot adjudicate")


async def draw(opening: Page | Queue, clerk: Clerk, keys: Sequence[str], title: str) -> str:
    app = AnnotApp(opening, clerk, ascii_only=False)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press(*keys)
        while clerk.unsaved:
            await pilot.pause()
        await pilot.pause()
        picture = app.export_screenshot(title=title)
    clerk.close(5)
    return re.sub(r"(?s)\s*@font-face \{.*?\}", "", picture)  # nothing in it is fetched: any monospaced font will do


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        for picture in (reading, disagreements):
            drawn = asyncio.run(picture(Path(folder) / f"{picture.__name__}.db"))
            (FOLDER / f"{picture.__name__}.svg").write_text(drawn, "utf-8")
