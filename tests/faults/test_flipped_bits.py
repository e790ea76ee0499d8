"""A bit that flipped on the disk is found where it changes what somebody wrote; nothing crashes over it.

FLIPS=10000 python -m pytest tests/faults/test_flipped_bits.py before a release.
"""

from __future__ import annotations

import os
import random
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from workroom import BEN, Clock, Project, article, place

from annot.desk import claims, reading, talking, undoing
from annot.errors import ProjectError
from annot.store import checking

FLIPS = int(os.environ.get("FLIPS", "200"))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("whole") / "p.db"
    project = Project(path, Clock())
    store = project.open()
    for desk in (project.desk(store=store), project.desk(BEN, store)):
        a = article(desk)
        for n, words in enumerate(["77 percent", "1,140", "May 20", "Ilse Brandt", "Families wait"]):
            claim = claims.tag(desk, a, place(words), {"status": "mostly"}, sources=[f"https://x.example/{n}"])
            claims.edit(desk, claim, {"rationale": "because " * 30, "types": ["number"]})
            talking.comment(desk, claim, "Sure? " * 10, "question")
        reading.mark(desk, a, [2, 3])
        undoing.undo(desk)
    assert checking.problems(store) == []
    project.close()
    return path


TABLES = ("change", "writer", "article", "claim", "paragraph", "source", "evidence", "meta")


def content(path: Path) -> Any:
    """Every row as SQLite reads it, or that it cannot."""
    conn = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    conn.text_factory = bytes
    try:
        return [conn.execute(f'SELECT * FROM "{table}" ORDER BY 1, 2').fetchall() for table in TABLES]
    except (sqlite3.Error, ValueError, OverflowError) as error:
        return repr(error)
    finally:
        conn.close()


def pages_of(path: Path, names: tuple[str, ...]) -> list[int]:
    conn = sqlite3.connect(path)
    try:
        rows = conn.execute(f"SELECT pageno FROM dbstat WHERE name IN ({', '.join('?' * len(names))})", names)
        return [row[0] for row in rows]
    except sqlite3.OperationalError:  # built without dbstat
        return list(range(2, conn.execute("PRAGMA page_count").fetchone()[0] + 1))
    finally:
        conn.close()


def said(path: Path) -> list[str] | None:
    """What a check says of the file; None where it cannot be opened. Nothing else may be raised."""
    project = Project(path, Clock())
    try:
        return [f"{p.where}: {p.text}" for p in checking.problems(project.open(readonly=True))]
    except ProjectError:
        return None
    finally:
        project.close()


@pytest.mark.parametrize("what", ["the log and the text", "anywhere"])
def test_each_flip_that_changes_content_is_found(whole: Path, tmp_path: Path, what: str) -> None:
    rnd = random.Random(f"20261122 {what}")
    data, good = whole.read_bytes(), content(whole)
    pages = pages_of(whole, ("change", "writer", "article"))
    found = refused = harmless = 0
    for n in range(FLIPS):
        page = rnd.choice(pages) if what != "anywhere" else rnd.randint(1, len(data) // 4096)
        at, bit = (page - 1) * 4096 + rnd.randrange(4096), rnd.randrange(8)
        path = tmp_path / f"{n}.db"
        flipped = bytearray(data)
        flipped[at] ^= 1 << bit
        path.write_bytes(flipped)
        changed = content(path) != good
        answer = said(path)
        if answer is None:
            refused += 1
        elif answer:
            found += 1
        else:
            harmless += 1
            assert not changed, f"bit {bit} of byte {at} changed content, and nothing was said"
        assert path.read_bytes() == flipped, "a check changes nothing"
        path.unlink()
    print(f"{FLIPS} flips {what}: {found} found, {refused} refused, {harmless} harmless (free space, caches)")
    assert found > FLIPS // 10


@pytest.mark.parametrize("page", range(1, 8))
@pytest.mark.parametrize("how", ["zeros", "noise"])
def test_a_lost_page_never_crashes_a_check(whole: Path, tmp_path: Path, page: int, how: str) -> None:
    path = tmp_path / "p.db"
    data = bytearray(whole.read_bytes())
    rnd = random.Random(page)
    data[(page - 1) * 4096 : page * 4096] = bytes(4096) if how == "zeros" else rnd.randbytes(4096)
    path.write_bytes(data)
    assert said(path) != []
