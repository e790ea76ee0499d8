"""How long the library takes to open, to scroll and to search at 10,000 articles, beside the same at ten.

python tests/bench/library.py [ARTICLES [ROUNDS]]      default 10000 7; prints medians and p95, asserts nothing

"open" is from exec to the first title on a terminal of 120x40, "library" from its first question to all of its lines
in the program; "search" is one letter typed to its answer on the screen, beside the bare FTS5 query.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter

from annot.article.load import load_bytes
from annot.desk import adding, shelving
from annot.desk.session import Desk
from annot.history.change import Draft
from annot.model.article import Article
from annot.model.claim import Reviewer
from annot.model.ids import random_id
from annot.store import shelf
from annot.store.project import Store
from annot.tui.app import AnnotApp, Library
from annot.tui.clerk import Clerk
from annot.tui.screens.library import LibraryScreen

READER = Reviewer("r0000000000000009", "Dana")
WORDS = ["harbour", "council", "member", "truce", "crown", "berth", "chain", "family", "number", "report"]
CLAIMS_EVERY = 10  # every tenth article has ten claims


def project(path: Path, articles: int) -> None:
    """Articles of 700 words in 30 paragraphs; one in ten has ten claims."""
    with Store(path, create=True) as store:
        store.db.conn.execute("PRAGMA synchronous = OFF")
        desk = Desk(store, READER)
        for first in range(0, articles, 200):
            loaded = []
            for n in range(first, min(first + 200, articles)):
                words = (f"{WORDS[(n * 7 + i * i) % 10]}{(n * (i + 1)) % 9973}" for i in range(699))
                parts = [" ".join(next(words) for _ in range(23)) + "." for _ in range(30)]
                loaded.append(load_bytes("\n\n".join(parts).encode(), None, title=f"Title {n} of the {WORDS[n % 10]}"))
            added = [one.article for one in adding.add_loaded(desk, loaded)]
            with desk.action() as action:
                action.add(*(claim for article in added[::CLAIMS_EVERY] for claim in claims_of(article)))


def claims_of(article: Article) -> Iterator[Draft]:
    for paragraph in article.paragraphs[:10]:
        start, end = paragraph.start, paragraph.start + 8
        given = {"article": article.id, "start": start, "end": end, "quote": article.text[start:end]}
        yield Draft("claim", random_id("claim"), {**given, "status": "supported", "reviewer": READER.id})


def opened(folder: Path, path: Path) -> float:
    """Seconds from exec to the first title on the screen, and the program is gone again."""
    from terminal_desk import Terminal

    began = perf_counter()
    with Terminal(folder, "--db", path, size=(120, 40)) as terminal:
        terminal.shows("Title")
        took = perf_counter() - began
        terminal.type("q")
        terminal.ends()
    return took


async def inside(path: Path, rounds: int) -> dict[str, list[float]]:
    """What the program itself takes: to show the list, to go to its end, to answer each letter of a word."""
    times: dict[str, list[float]] = {"library": [], "to the end": [], "search": [], "FTS5 alone": []}
    for _ in range(rounds):
        clerk = Clerk(path, READER)
        began = perf_counter()
        app = AnnotApp(clerk.wait_for(lambda desk: Library(shelving.shelf_of(desk))), clerk, ascii_only=False)
        async with app.run_test(size=(120, 40)) as pilot:
            room = app.first
            assert isinstance(room, LibraryScreen)

            async def until(true: Callable[[], object]) -> None:
                while not true():
                    await asyncio.sleep(0.0005)

            await until(lambda: room.known)  # noqa: B023
            times["library"].append(perf_counter() - began)
            while clerk.unsaved:
                await pilot.pause()
            began = perf_counter()
            room.action_end(True)
            await until(lambda: room.ids and room.ids[-1] in room.known)  # noqa: B023
            times["to the end"].append(perf_counter() - began)
            for n in range(2, 8):
                words = "harbour"[:n] if n < 7 else "harbour7"
                while clerk.unsaved:
                    await pilot.pause()
                began = perf_counter()
                before = room.shelf
                room.words = words
                room._find(keep=False)
                await until(lambda: room.shelf is not before and (not room.ids or room.ids[0] in room.known))  # noqa: B023
                times["search"].append(perf_counter() - began)
                times["FTS5 alone"].append(clerk.wait_for(lambda desk, w=words: bare(desk.store, w)))
        clerk.close(1)
    return times


def bare(store: Store, words: str) -> float:
    """The library's question without the screen around it."""
    began = perf_counter()
    shelf.search(store, words, READER.id, {READER.id})
    return perf_counter() - began


def p95(of: list[float]) -> float:
    return sorted(of)[int(len(of) * 0.95)]


def main(articles: int = 10_000, rounds: int = 7) -> None:
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tui"))
    found: dict[int, dict[str, list[float]]] = {}
    with tempfile.TemporaryDirectory() as folder:
        paths = {n: Path(folder) / f"{n}.db" for n in (10, articles)}
        for n, path in paths.items():
            project(path, n)
            found[n] = {"open": []}
        for _ in range(rounds):
            for n, path in paths.items():
                found[n]["open"].append(opened(Path(folder), path))
        for n, path in paths.items():
            found[n] |= asyncio.run(inside(path, rounds))
    print(f"{'ms, median / p95':16}{'10 articles':>18}{f'{articles:,}':>18}{'ratio':>8}")
    for name in found[10]:
        few, many = found[10][name], found[articles][name]
        cells = [f"{statistics.median(of) * 1000:.1f} / {p95(of) * 1000:.1f}" for of in (few, many)]
        print(f"{name:16}{cells[0]:>18}{cells[1]:>18}{statistics.median(many) / statistics.median(few):8.2f}")
    many = found[articles]
    print(f"search / FTS5 alone, p95, {articles:,} articles: {p95(many['search']) / p95(many['FTS5 alone']):.2f}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
