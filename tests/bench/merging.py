"""How long a merge of files of n claims takes, beside a plain SELECT, json.loads and executemany of the same rows.

python tests/bench/merging.py [CLAIMS [ROUNDS [FILES]]]   default 100000 3 10; prints medians, appends to RESULTS.md

The desk handed out articles of 700 words, one for every ten claims of a file. Each reviewer marks ten places in each,
most of them as everybody does, some with other edges or another verdict, and is done with half of the paragraphs.
"""

from __future__ import annotations

import gc
import json
import os
import platform
import random
import resource
import shutil
import sqlite3
import statistics
import sys
import tempfile
from collections.abc import Iterator
from datetime import date
from itertools import islice
from pathlib import Path
from time import perf_counter

from annot.desk import merging, session
from annot.history.change import Draft
from annot.model.ids import article_id, reading_id
from annot.store.project import Store

ONE = "one of them into what was handed out"
RESULTS = Path(__file__).parent / "RESULTS.md"


KEPT = ("final_claims", "group_sort")  # of groups, which a merge of all articles writes anew
CLAIMS = 10  # of each reviewer in each article
WORDS = ["harbour", "council", "member", "truce", "crown", "berth", "chain", "family", "number", "report"]
assert session.summaries


def articles(count: int) -> Iterator[tuple[str, list[tuple[int, int]]]]:
    """(text, paragraphs) of 700 words in ten paragraphs."""
    for n in range(count):
        text, spans = "", []
        for k in range(CLAIMS):
            start = len(text)
            text += " ".join(f"{WORDS[(n + k * i) % 10]}{(n * (i + 1)) % 997}" for i in range(70)) + "\n"
            spans.append((start, len(text)))
        yield f"{n}. {text}", [(a + len(f"{n}. "), b + len(f"{n}. ")) for a, b in spans]


def handed_out(path: Path, count: int) -> Path:
    """The project with the articles, as every reviewer got it."""
    made = articles(count)
    with Store(path, create=True) as store:
        while some := list(islice(made, 500)):
            with store.action("editor") as action:
                for text, spans in some:
                    paragraphs = [[a, b, "body"] for a, b in spans]
                    action.add(Draft("article", article_id(text), {"text": text, "paragraphs": paragraphs}))
    return path


def made(path: Path, base: Path, reviewer: str, count: int) -> Path:
    """What one reviewer hands in: `count` claims, each one change, and what they are done with."""
    some = random.Random(reviewer)
    shutil.copy(base, path)
    with Store(path) as store:
        with store.action(reviewer) as action:
            action.add(Draft("reviewer", reviewer, {"name": reviewer}))
        with store.action(reviewer) as action:
            for n, (text, spans) in enumerate(articles(count // CLAIMS)):
                article = article_id(text)
                for k, (begin, end) in enumerate(spans):
                    at, stop = begin + 20, begin + 80
                    x = some.random()
                    if x > 0.9:
                        at, stop = at + 7, stop - 9
                    given = {"article": article, "start": at, "end": stop, "quote": text[at:stop], "prefix": "a"}
                    status = "supported" if some.random() > 0.1 else "refuted"
                    given |= {"suffix": "b", "status": status, "reviewer": reviewer}
                    action.add(Draft("claim", f"{reviewer}{n:08x}{k:08x}", given))
                    if k % 2:
                        given = {"article": article, "start": begin, "end": end, "reviewer": reviewer, "state": "done"}
                        action.add(Draft("reading", reading_id(article, begin, end, reviewer), given))
    return path


def floor(target: Path, foreign: Path, merged: Path) -> float:
    """SELECT the foreign log, json.loads each patch, executemany of the rows of log and tables that the merge wrote."""
    result = sqlite3.connect(merged)
    tables = {
        table: [(None, *row[1:]) for row in result.execute(f"SELECT * FROM {table} WHERE reviewer = 'theirs'")]
        for table in ("claim", "reading")
    }
    tables |= {table: result.execute(f"SELECT * FROM {table}").fetchall() for table in KEPT}
    result.close()
    conn = sqlite3.connect(target, isolation_level=None)
    conn.execute("PRAGMA synchronous = EXTRA")
    conn.execute("PRAGMA cache_spill = OFF")
    began = perf_counter()
    source = sqlite3.connect(f"file:{foreign}?mode=ro", uri=True)
    log = source.execute(
        "SELECT * FROM change WHERE writer IN (SELECT id FROM writer WHERE reviewer = 'theirs')"
    ).fetchall()
    for change in log:
        json.loads(change[7])
    conn.execute("BEGIN IMMEDIATE")
    conn.executemany(f"INSERT INTO change VALUES ({', '.join('?' * 12)})", log)
    for table in KEPT:
        conn.execute(f"DELETE FROM {table}")
    for table, rows in tables.items():
        marks = ", ".join("?" * len(rows[0]))
        conn.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)
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
    gc.set_threshold(50_000, 20, 100)  # as annot.cli.start does
    times: dict[str, list[float]] = {}

    def note(name: str, took: float) -> None:
        times.setdefault(name, []).append(took)

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["XDG_STATE_HOME"] = name  # the copies go there too
        base = handed_out(folder / "base.db", count // CLAIMS)
        mine = made(folder / "mine.db", base, "mine", count)
        theirs = made(folder / "theirs.db", base, "theirs", count)
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
            many = [made(folder / f"m{n}.db", base, f"r{n}", count) for n in range(files)]
            for name_, given in ((ONE, many[:1]), (f"{files} of them", many)):
                into = folder / "new.db"
                shutil.copy(base, into)
                note(name_, merge(into, *given, keep=False))
                into.unlink()
    median = {name: statistics.median(of) for name, of in times.items()}
    print(f"{'':34}{'median s':>10}")
    for name, took in median.items():
        print(f"{name:34}{took:10.2f}")
    ratios = {
        "merge / floor (target 2.5)": median["merge"] / median["floor"],
        "again / merge (target 0.1)": median["again"] / median["merge"],
    }
    if files:
        one, all_ = median[ONE], median[f"{files} of them"]
        ratios[f"{files} files / {files} x one (target 1.2)"] = all_ / (files * one)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    said = "; ".join(f"{name}: {ratio:.2f}" for name, ratio in ratios.items())
    print(f"{said}; {count:,} claims, {rounds} rounds, peak {peak} MiB")
    versions = f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    with RESULTS.open("a", encoding="utf-8") as file:
        what = f"merge, {count:,} claims in {count // CLAIMS:,} articles a file"
        command = f"merging.py {count} {rounds} {files}"
        file.write(f"| {date.today()} | `{command}` | {what} | see benchmarks | {versions} | {said} | |\n")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
