"""claims.csv beside the same columns straight from a cursor into `csv.writer`.

python tests/bench/export.py [CLAIMS [ROUNDS]]   default 100000 3; prints what to put into RESULTS.md

Articles of ten claims each, one reviewer, who is done with half of it. What annot does besides: it proves the quotes,
computes groups and votes, guards cells against spreadsheets, and reads a snapshot.
"""

from __future__ import annotations

import csv
import os
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter

from merging import CLAIMS, handed_out, made

COLUMNS = """
    SELECT c.article, a.title, a.url, a.sha256, 1, 'body', c.id, c.parent, c.repeats, c.about, c.start, c.end, c.quote,
        c.prefix, c.suffix, c.normalized, c.types, c.speaker, c.said_on, c.attribution, c.status, c.confidence,
        c.importance, c.rationale, c.suggested_fix, r.name, c.reviewer, 'done', c.created_at, c.updated_at, 0, 0, '', 0,
        f.group_id, f.votes, f.status, f.attribution, f.start, f.end, f.quote, f.decided_by, f.reason, c.codebook
    FROM claim c JOIN article a ON a.id = c.article LEFT JOIN reviewer r ON r.id = c.reviewer
    LEFT JOIN final_claims f ON f.group_id = c.id
    WHERE c.deleted = 0 ORDER BY c.article, c.start, c.end, r.name, c.id"""


def floor(project: Path, target: Path) -> float:
    began = perf_counter()
    with target.open("w", newline="") as file:
        csv.writer(file, quoting=csv.QUOTE_ALL).writerows(sqlite3.connect(project).execute(COLUMNS))
    return perf_counter() - began


def exported(project: Path, target: Path) -> float:
    began = perf_counter()
    subprocess.run(_command(project, target), check=True, capture_output=True)
    return perf_counter() - began


def peak(project: Path, target: Path) -> str:
    """MiB, seen by a parent that is small itself: a child begins with what its parent has."""
    run = f"subprocess.run({[*map(str, _command(project, target))]!r}, capture_output=True)"
    asked = f"import resource, subprocess; {run}; "
    asked += "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)"
    return subprocess.run(
        [sys.executable, "-S", "-c", asked], check=True, capture_output=True, text=True
    ).stdout.strip()


def _command(project: Path, target: Path) -> list[object]:
    return [Path(sys.executable).with_name("annot"), "--db", project, "export", "csv", "-o", target]


def main(claims: int = 100_000, rounds: int = 3) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        project = made(folder / "mine.db", handed_out(folder / "base.db", claims // CLAIMS), "mine", claims)
        times = [(floor(project, folder / "f.csv"), exported(project, folder / "o.csv")) for _ in range(rounds)]
        most = peak(project, folder / "o.csv")
    below, took, ratio = map(median, zip(*((f, t, t / f) for f, t in times), strict=True))
    print(
        f"{claims:,} claims, {rounds} rounds: cursor to csv.writer {below:.2f} s, annot {took:.2f} s, "
        f"ratio {ratio:.2f}, peak {most} MiB, load {os.getloadavg()[0]:.1f}"
    )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
