"""Key to paint from outside, through a terminal of 120x40, at 700 words and at a million with 10,000 claims.

python tests/bench/latency.py [PARAGRAPHS [PRESSES]]      default 10000 60; prints p50 and p95, asserts nothing

"painted" is the last byte before a gap of 6 ms, "quiet" the last before a gap of 45: for a key that writes, the first
is the mark and "saving", the second "saved", after the COMMIT. "text" is from exec to the first paragraph, beside a
Textual program that shows one line.
"""

from __future__ import annotations

import os
import random
import select
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from annot.desk import adding
from annot.desk.claims import placed
from annot.desk.session import Desk
from annot.history.change import Draft
from annot.model.claim import Reviewer
from annot.model.ids import random_id
from annot.model.span import Span
from annot.store.project import Store

if TYPE_CHECKING:
    from terminal_desk import Terminal

READER = Reviewer("r0000000000000009", "Dana")
WORDS = ["harbour", "council", "member", "truce", "crown", "berth", "chain", "family", "number", "report"]
PAINTED, QUIET = 0.006, 0.045  # seconds of silence that end a paint, and everything
PAIRS = [("j", "k"), ("l", "h"), ("\x1b[6~", "\x1b[5~"), ("l", "1"), ("\t", "\t"), ("1", "u")]
NAMES = {"\x1b[6~": "PgDn", "\x1b[5~": "PgUp", "\t": "Tab"}
BARE = """
from textual.app import App
from textual.widgets import Static
class Bare(App):
    def compose(self): yield Static("P00000")
Bare().run()
sys.exit()
"""


def project(path: Path, paragraphs: int) -> None:
    """One article of 100 words a paragraph, with a claim in each."""
    some = random.Random(paragraphs)
    text = "\n".join(f"P{n:05d} " + " ".join(some.choice(WORDS) for _ in range(99)) for n in range(paragraphs))
    with Store(path, create=True) as store:
        desk = Desk(store, READER)
        article = adding.add_bytes(desk, text.encode(), adding.Options(title="Words"))[0].article
        with desk.action() as action:
            for paragraph in article.paragraphs:
                start = paragraph.start + some.randrange(50)
                given = {"article": article.id, "status": "supported", "codebook": desk.codebook().id}
                action.add(Draft("claim", random_id("claim"), given | placed(article, Span(start, start + 35))))


def pressed(terminal: Terminal, key: str) -> tuple[float, float] | None:
    """Seconds to "painted" and to "quiet"; None where the key painted nothing."""
    time.sleep(0.03 + random.random() * 0.017)  # never in step with a timer of the program
    began = time.perf_counter()
    os.write(terminal.master, key.encode())
    painted = quiet = 0.0
    while select.select([terminal.master], [], [], QUIET if quiet else 2.0)[0]:
        os.read(terminal.master, 1 << 16)
        now = time.perf_counter() - began
        if not quiet or (painted == quiet and now - painted < PAINTED):
            painted = now
        quiet = now
    return (painted, quiet) if quiet else None


def started(folder: Path, *args: object, first: str = "") -> tuple[Terminal, float]:
    """A terminal and the seconds from exec to its text."""
    from terminal_desk import Terminal

    began = time.perf_counter()
    terminal = Terminal(folder, *args, size=(120, 40), first=first)
    seen = b""
    while b"P00000" not in seen:
        if not select.select([terminal.master], [], [], 30)[0]:
            raise SystemExit("no text came")
        seen += os.read(terminal.master, 1 << 16)
    return terminal, time.perf_counter() - began


def measured(folder: Path, path: Path, presses: int) -> dict[str, list[tuple[float, float]]]:
    found: dict[str, list[tuple[float, float]]] = {}
    terminal, _ = started(folder, "--db", path, "review")
    with terminal:
        time.sleep(1.0)
        while select.select([terminal.master], [], [], 0.3)[0]:
            os.read(terminal.master, 1 << 16)
        for pair in PAIRS:
            if pair == ("l", "1"):
                pressed(terminal, "w")  # the digit marks a word that has no claim yet
            for n in range(presses + 3):
                for key in pair:
                    took = pressed(terminal, key)
                    if took and n >= 3:
                        name = f"{NAMES.get(key, key)} (in {' '.join(NAMES.get(k, k) for k in pair)})"
                        found.setdefault(name, []).append(took)
    return found


def p95(of: list[float]) -> float:
    return sorted(of)[int(len(of) * 0.95)]


def main(paragraphs: int = 10_000, presses: int = 60) -> None:
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tui"))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sizes = {7: folder / "small.db", paragraphs: folder / "large.db"}
        for size, path in sizes.items():
            project(path, size)
        texts: dict[str, list[float]] = {}
        for _ in range(7):
            for label, args, first in (
                ("bare Textual", (), BARE),
                *((f"{size * 100:,} words", ("--db", path, "review"), "") for size, path in sizes.items()),
            ):
                terminal, took = started(folder, *args, first=first)
                with terminal:
                    texts.setdefault(label, []).append(took)
        bare = median(texts["bare Textual"])
        for label, times in texts.items():
            print(f"text, {label:18}{median(times) * 1000:8.0f} ms, {median(times) / bare:.2f} x")
        found = {size: measured(folder, path, presses) for size, path in sizes.items()}
    print(f"{'ms, p50 / p95':20}" + "".join(f"{f'{size * 100:,} words':>32}" for size in sizes) + f"{'p95 ratio':>12}")
    for key in found[7]:
        cells = []
        for size in sizes:
            paints, quiets = ([took[i] * 1000 for took in found[size][key]] for i in (0, 1))
            cells.append(f"{median(paints):.1f} / {p95(paints):.1f}, quiet {median(quiets):.1f} / {p95(quiets):.1f}")
        few, many = ([took[0] for took in found[size][key]] for size in sizes)
        print(f"{key:20}" + "".join(f"{cell:>32}" for cell in cells) + f"{p95(many) / p95(few):12.2f}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
