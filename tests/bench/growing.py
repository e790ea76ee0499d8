"""How long a merge takes that brings 1,000 new claims, as the project grows that both know.

python tests/bench/growing.py [SIZE...]   default 100000 300000 1000000 claims; prints what to put into RESULTS.md

A colleague has a copy of the project and marks 1,000 more places, in a hundred articles.
"""

from __future__ import annotations

import gc
import os
import shutil
import sys
import tempfile
from itertools import islice
from pathlib import Path
from time import perf_counter

from merging import CLAIMS, articles, handed_out, made, merge

from annot.history.change import Draft
from annot.model.ids import article_id
from annot.store.project import Store

NEW = 1000


def with_news(path: Path) -> Path:
    with Store(path) as store, store.action("theirs") as action:
        for n, (text, spans) in enumerate(islice(articles(NEW // CLAIMS), NEW // CLAIMS)):
            for k, (begin, _) in enumerate(spans):
                at, stop = begin + 100, begin + 160
                given = {"article": article_id(text), "start": at, "end": stop, "quote": text[at:stop]}
                given |= {"status": "supported", "reviewer": "theirs"}
                action.add(Draft("claim", f"theirs{n:08x}{k:08x}", given))
    return path


def main(sizes: list[int]) -> None:
    gc.set_threshold(50_000, 20, 100)  # as annot.cli.start does
    for size in sizes:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            os.environ["XDG_STATE_HOME"] = name
            mine = made(folder / "mine.db", handed_out(folder / "base.db", size // CLAIMS), "mine", size)
            theirs = with_news(Path(shutil.copy(mine, folder / "theirs.db")))
            began = perf_counter()
            with theirs.open("rb") as file:
                while file.read(1 << 20):
                    pass
            read = perf_counter() - began
            first, again = merge(mine, theirs, keep=False), merge(mine, theirs, keep=False)
            print(f"{size:,} claims: {first:.2f} s, again {again:.2f} s; reading the file's bytes {read:.2f} s")


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or [100_000, 300_000, 1_000_000])
