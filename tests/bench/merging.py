"""How long a merge of files of n claims takes, beside a plain SELECT, json.loads and executemany of the same rows.

python tests/bench/merging.py [CLAIMS [ROUNDS [FILES]]]   default 100000 3 10; prints medians, appends to RESULTS.md
"""

from __future__ import annotations

import json
import os
import platform
import resource
import shutil
import sqlite3
import statistics
import sys
import tempfile
from datetime import date
from pathlib import Path
from time import perf_counter

from append import TEXT, drafts

from annot.desk import merging
from annot.history.change import Draft
from annot.model.ids import article_id
from annot.store.project import Store

RESULTS = Path(__file__).parent / "RESULTS.md"


def made(path: Path, reviewer: str, count: int, letter: str) -> Path:
    """A project with the article and `count` claims, each one change."""
    with Store(path, create=True) as store:
        with store.action(reviewer) as action:
            action.add(Draft("reviewer", reviewer, {"name": reviewer}))
            action.add(Draft("article", article_id(TEXT), {"text": TEXT, "paragraphs": [[0, len(TEXT), "body"]]}))
        with store.action(reviewer) as action:
            given = (Draft("claim", f"{letter}{d.entity}", d.patch | {"reviewer": reviewer}) for d in drafts(count))
            action.add(*given)
    return path


def floor(target: Path, foreign: Path, merged: Path) -> float:
    """SELECT the foreign log, json.loads each patch, executemany of the rows of log and tables that the merge wrote."""
    result = sqlite3.connect(merged)
    tables = {t: result.execute(f"SELECT * FROM {t} WHERE id LIKE 'f%'").fetchall() for t in ("claim",)}
    result.close()
    conn = sqlite3.connect(target, isolation_level=None)
    conn.execute("PRAGMA synchronous = EXTRA")
    conn.execute("PRAGMA cache_spill = OFF")
    began = perf_counter()
    source = sqlite3.connect(f"file:{foreign}?mode=ro", uri=True)
    log = source.execute("SELECT * FROM change").fetchall()
    for change in log:
        json.loads(change[7])
    conn.execute("BEGIN IMMEDIATE")
    conn.executemany(f"INSERT INTO change VALUES ({', '.join('?' * 12)})", log)
    for table, rows in tables.items():
        marks = ", ".join("?" * (len(rows[0]) - 1))
        conn.executemany(f"INSERT INTO {table} VALUES (NULL, {marks})", [row[1:] for row in rows])
    conn.execute("COMMIT")
    took = perf_counter() - began
    source.close()
    conn.close()
    return took


def merge(into: Path, *files: Path, keep: bool) -> float:
    began = perf_counter()
    with Store(into, create=True) as store:
        report = merging.merge(store, files, keep=keep)
    took = perf_counter() - began
    assert not any(one.refused for one in report.files), report
    return took


def main(count: int = 100_000, rounds: int = 3, files: int = 10) -> None:
    times: dict[str, list[float]] = {}

    def note(name: str, took: float) -> None:
        times.setdefault(name, []).append(took)

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["XDG_STATE_HOME"] = name  # the copies go there too
        mine = made(folder / "mine.db", "r1", count, "c")
        theirs = made(folder / "theirs.db", "r2", count, "f")
        for n in range(rounds):
            into, bare = folder / f"into{n}.db", folder / f"bare{n}.db"
            shutil.copy(mine, into)
            shutil.copy(mine, bare)
            note("merge", merge(into, theirs, keep=False))
            note("floor", floor(bare, theirs, into))
            note("again", merge(into, theirs, keep=False))
            into.unlink(), bare.unlink()
            shutil.copy(mine, into)
            note("with a verified copy first", merge(into, theirs, keep=True))
            into.unlink()
        if files:
            many = [made(folder / f"m{n}.db", f"r{n}", count, chr(ord("g") + n)) for n in range(files)]
            note("one of them into a new project", merge(folder / "new1.db", many[0], keep=False))
            note(f"{files} into a new project", merge(folder / "new.db", *many, keep=False))
    median = {name: statistics.median(of) for name, of in times.items()}
    print(f"{'':34}{'median s':>10}")
    for name, took in median.items():
        print(f"{name:34}{took:10.2f}")
    ratios = {
        "merge / floor (target 2.5)": median["merge"] / median["floor"],
        "again / merge (target 0.1)": median["again"] / median["merge"],
    }
    if files:
        one, all_ = median["one of them into a new project"], median[f"{files} into a new project"]
        ratios[f"{files} files / {files} x one (target 1.2)"] = all_ / (files * one)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    said = "; ".join(f"{name}: {ratio:.2f}" for name, ratio in ratios.items())
    print(f"{said}; {count:,} claims, {rounds} rounds, peak {peak} MiB")
    if not RESULTS.exists():
        RESULTS.write_text("# Measured\n\n| date | figure | versions | ratios |\n|---|---|---|---|\n", "utf-8")
    versions = f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    with RESULTS.open("a", encoding="utf-8") as file:
        file.write(f"| {date.today()} | merge, {count:,} claims a file, {rounds} rounds | {versions} | {said} |\n")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
