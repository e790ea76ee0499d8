"""kill -9 while somebody annotates: what was acknowledged is there, and never half an action.

KILLS=2000 python -m pytest tests/faults/test_killed_at_any_moment.py before a release.
"""

from __future__ import annotations

import os
import random
import select
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from workroom import TEXT_ID, Clock, Project, article, folded, place, row

from annot.desk import claims, talking, undoing
from annot.history.change import Draft
from annot.store import checking, tables

KILLS = int(os.environ.get("KILLS", "100"))


def annotate(path: Path, say: Callable[[str], object]) -> None:
    """Claims with a source, edited, every fifth taken back by two undos; a word after each action, once saved."""
    desk = Project(path, Clock()).desk()
    desk.store.db.conn.execute("PRAGMA synchronous = EXTRA")
    a = tables.article(desk.store, TEXT_ID)
    n = 0
    while True:
        n += 1
        claim = claims.tag(desk, a, place("77 percent"), {"status": "mostly"}, sources=[f"https://x.example/{n}"])
        say(f"claim {claim.id}")
        claims.edit(desk, claim, {"speaker": f"speaker-{n}"})
        say(f"speaker {claim.id} speaker-{n}")
        if n % 5 == 0:
            undoing.undo(desk)
            say(f"plain {claim.id}")
            undoing.undo(desk)
            say(f"gone {claim.id}")
        talking.comment(desk, claim, "Seen.")
        say("commented -")


def killed(work: Callable[[Path, Callable[[str], object]], None], path: Path, after: float) -> list[str]:
    """Run `work` in a child, kill it `after` seconds after its first word; all that it said before."""
    out, into = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(out)
        try:
            work(path, lambda text: os.write(into, text.encode() + b"\n"))
        finally:
            os._exit(7)
    os.close(into)
    heard, deadline = os.read(out, 65536), time.monotonic() + after
    while (left := deadline - time.monotonic()) > 0 and select.select([out], [], [], left)[0]:
        if not (more := os.read(out, 65536)):
            break  # it ended by itself: told apart below
        heard += more
    os.kill(child, signal.SIGKILL)
    status = os.waitpid(child, 0)[1]
    while more := os.read(out, 65536):
        heard += more
    os.close(out)
    assert os.WIFSIGNALED(status), "it ended by itself"
    return [line.decode().strip() for line in heard.splitlines(keepends=True) if line.endswith(b"\n")]


def test_what_was_acknowledged_survives_and_nothing_is_half_done(tmp_path: Path) -> None:
    rnd = random.Random(20261122)
    path, acknowledged, unsaid = tmp_path / "p.db", 0, 0
    for kill in range(KILLS):
        if kill % 20 == 0:  # the same file dies many times, but does not grow for ever
            path = tmp_path / f"{kill}.db"
            project = Project(path, Clock())
            article(project.desk())
            project.close()
        said = killed(annotate, path, rnd.uniform(0.005, 0.25))
        acknowledged += len(said)
        project = Project(path, Clock())
        store = project.open()
        assert store.fetch("PRAGMA integrity_check")[0][0] == "ok", f"kill {kill}"
        check_said(store, said)
        saved = store.one("SELECT action FROM change ORDER BY rowid DESC")[0]  # actions of a writer are numbered from 1
        assert saved in (len(said), len(said) + 1), f"kill {kill}"
        unsaid += saved - len(said)
        # Each action wrote all of its rows or none: a claim never stands without its evidence.
        bare = store.fetch("SELECT c.id FROM claim c WHERE NOT EXISTS (SELECT 1 FROM evidence e WHERE e.claim = c.id)")
        assert bare == [], f"kill {kill}"
        if kill % 10 == 9 or kill == KILLS - 1:
            assert checking.dump(store.db) == folded(store), f"kill {kill}"
            assert checking.problems(store) == [], f"kill {kill}"
        project.close()
    print(f"{KILLS} kills, {acknowledged} actions acknowledged, 0 lost; {unsaid} saved and not yet said")


def check_said(store: Any, said: list[str]) -> None:
    latest = {line.split()[1]: line.split() for line in said if not line.startswith("commented")}
    unsure = said[-1].split()[1] if said else None  # the next action on it may have been saved
    for entity, (word, _, *speaker) in latest.items():
        there = row(store, "claim", entity)
        assert there is not None, word
        if entity != unsure:
            assert (there["speaker"], there["deleted"]) == (speaker[0] if speaker else None, int(word == "gone"))


def test_a_bulk_action_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    """Forty rows in one action, as an import writes them."""

    def bulk(path: Path, say: Callable[[str], object]) -> None:
        project = Project(path, Clock())
        store = project.open(durable=True)
        say("begun")
        for batch in range(10_000):
            with store.action("r1") as action:
                action.add(*(Draft("source", f"s{batch}-{n}", {"title": str(n)}) for n in range(40)))
            say(str(batch))

    rnd = random.Random(7)
    for kill in range(max(10, KILLS // 5)):
        path = tmp_path / f"{kill}.db"
        said = killed(bulk, path, rnd.uniform(0.005, 0.1))[1:]
        project = Project(path, Clock())
        store = project.open()
        saved = store.one("SELECT count(*) FROM source")[0]
        assert saved % 40 == 0
        assert saved // 40 in (len(said), len(said) + 1)
        assert checking.problems(store) == []
        project.close()
