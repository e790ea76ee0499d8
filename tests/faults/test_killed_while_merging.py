"""Killed at any moment of a merge or of taking one away, the file is as before or as after, and merges on."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from workroom import BEN, Clock, Project, article_draft, claim_draft, look, write

from annot.store import checking, foreign, joining

SCRIPT = """
import sys
from pathlib import Path
import annot.desk.session  # which keeps the final claims
from annot.store import foreign, joining
from annot.store.project import Store
with Store(Path(sys.argv[1])) as store:
    given = foreign.read(Path(sys.argv[2]), {})
    print("ready", flush=True)
    while True:
        joining.union(store, [given])
        joining.forget(store, joining.latest_arrival(store))
"""


@pytest.mark.slow
def test_a_merge_that_is_killed_is_whole_or_not_there(tmp_path: Path) -> None:
    other = Project(tmp_path / "other.db", Clock())
    write(other.open(), article_draft(), *(claim_draft(f"c{n}") for n in range(200)), who=BEN)
    other.close()
    project = Project(tmp_path / "p.db", Clock())
    write(project.open(), article_draft())
    project.close()
    chance, seen = random.Random(5), set()
    for _ in range(12):
        child = subprocess.Popen([sys.executable, "-c", SCRIPT, project.path, other.path], stdout=subprocess.PIPE)
        assert child.stdout is not None
        child.stdout.readline()
        time.sleep(chance.uniform(0.005, 0.4))
        child.kill()
        child.wait()
        child.stdout.close()
        store = project.open()  # rolls back what was half done
        changes = look(project.path, "SELECT count(*) FROM change")[0][0]
        assert changes in (1, 202)
        assert look(project.path, "SELECT count(*) FROM claim")[0][0] == (200 if changes > 1 else 0)
        assert checking.problems(store) == []
        seen.add(changes)
        project.close()
    store = project.open()
    joining.union(store, [foreign.read(other.path, joining.vector(store))])
    assert store.one("SELECT count(*) FROM claim")[0] == 200
    project.close()
