"""Draws .github/reading.svg: the real reading screen at the sample project, driven by the keys of a first minute."""

from __future__ import annotations

import asyncio
import re
import tempfile
from pathlib import Path

from annot.desk import adding, paging
from annot.desk.session import Desk
from annot.model.claim import Reviewer
from annot.store.data import data
from annot.store.project import Store
from annot.tui.app import AnnotApp
from annot.tui.clerk import Clerk

PICTURE = Path(__file__).resolve().parent.parent / ".github" / "reading.svg"
KEYS = "c l l l l 1 space l l l 2 space l l l 5 d 1 l l 3 tab space j space j l 4 shift+tab shift+tab".split()
READER = Reviewer("r0000000000000009", "Dana")


async def draw(path: Path) -> str:
    with Store(path, create=True) as store:
        article = adding.add(Desk(store, READER), [data("samples") / "harbour-truce.txt"], adding.Options())[0].article
    clerk = Clerk(path, READER)
    app = AnnotApp(clerk.wait_for(lambda desk: paging.page(desk, article.id)), clerk, ascii_only=False)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press(*KEYS)
        while clerk.unsaved:
            await pilot.pause()
        await pilot.pause()
        picture = app.export_screenshot(title="annot review samples/harbour-truce.txt")
    clerk.close(5)
    return re.sub(r"(?s)\s*@font-face \{.*?\}", "", picture)  # nothing in it is fetched: any monospaced font will do


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        PICTURE.write_text(asyncio.run(draw(Path(folder) / "picture.db")), "utf-8")
