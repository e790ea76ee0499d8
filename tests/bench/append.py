"""How long one action of n claims takes, beside a plain executemany of the same log and table rows.

python tests/bench/append.py [CLAIMS [ROUNDS]]        default 100000 3; prints medians, asserts nothing
"""

from __future__ import annotations

import sqlite3
import statistics
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from annot.desk import session  # hands the store what a final claim is, as in the program
from annot.history.change import Draft
from annot.model.ids import article_id
from annot.store.opening import migration_files, statements
from annot.store.project import Store

TEXT = "".join(f"Sentence {n} says that {n * 7} of {n * 11} boats were chained. " for n in range(2000))
WIDTH = 40
assert session.summaries


def drafts(count: int) -> list[Draft]:
    article, made = article_id(TEXT), []
    for n in range(count):
        start = n * 13 % (len(TEXT) - WIDTH)
        quote = TEXT[start : start + WIDTH]
        patch = {"article": article, "start": start, "end": start + WIDTH, "quote": quote, "status": "supported"}
        made.append(Draft("claim", f"c{n:016x}", patch | {"reviewer": "r1", "prefix": "a", "suffix": "b"}))
    return made


def ours(path: Path, claims: list[Draft]) -> float:
    with Store(path, create=True) as store:
        with store.action("r1") as action:
            action.add(Draft("article", article_id(TEXT), {"text": TEXT, "paragraphs": [[0, len(TEXT), "body"]]}))
        began = perf_counter()
        with store.action("r1") as action:
            action.add(*claims)
        return perf_counter() - began


def floor(path: Path, given: Path) -> float:
    """The rows that `ours` wrote to `given`, written by executemany into the same schema."""
    source = sqlite3.connect(given)
    rows = {
        t: source.execute(f"SELECT * FROM {t}").fetchall() for t in ("change", "claim", "final_claims", "group_sort")
    }
    source.close()
    conn = sqlite3.connect(path, isolation_level=None)
    for file in migration_files():
        for statement in statements(file.read_text("utf-8")):
            conn.execute(statement)
    conn.execute("PRAGMA synchronous = EXTRA")
    began = perf_counter()
    conn.execute("BEGIN IMMEDIATE")
    for table, of in rows.items():
        conn.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(of[0]))})", of)
    conn.execute("COMMIT")
    took = perf_counter() - began
    conn.close()
    return took


def main(count: int = 100_000, rounds: int = 3) -> None:
    claims, times = drafts(count), {"annot": [], "executemany": []}
    for n in range(rounds):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "annot.db"
            times["annot"].append(ours(path, claims))
            times["executemany"].append(floor(Path(folder) / f"floor{n}.db", path))
    medians = {name: statistics.median(of) for name, of in times.items()}
    print(f"{'append in one action':24}{'median s':>10}{'rows/s':>12}")
    for name, median in medians.items():
        print(f"{name:24}{median:10.2f}{count / median:12,.0f}")
    print(f"ratio {medians['annot'] / medians['executemany']:.2f} (target 3), {count:,} claims, {rounds} rounds")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
