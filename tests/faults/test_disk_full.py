"""The disk is full in the middle of the work: the action is refused in words, and goes on once there is room."""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import workroom
from workroom import Clock, Project, article, claim_draft, folded, log, look, place, state, write

from annot.desk import claims, undoing
from annot.errors import NotSaved, ProjectError
from annot.history.change import Draft
from annot.store import checking

FAT = {"rationale": "x" * 3000}


def until_full(project: Project, store: Any, limit: int = 2000) -> int:
    """Annotate until four actions in a row were refused; how many were saved. Each refusal leaves all as it was."""
    desk = project.desk(store=store)
    saved = refused = 0
    while refused < 4 and saved < limit:
        before, said = state(store), ""
        try:
            if saved % 3 == 2 and not refused:
                undoing.undo(desk)
            else:
                write(store, claim_draft(f"c{saved}", **FAT), Draft("source", f"s{saved}", {"title": "y" * 500}))
            saved, refused = saved + 1, 0
        except NotSaved as error:
            refused, said = refused + 1, str(error)
        if said:
            assert "disk" in said
            assert "was not saved" in said
            assert state(store) == before
        assert not store.db.conn.in_transaction
    assert refused == 4
    return saved


def room_again(project: Project, store: Any) -> None:
    """The same store writes on, a second connection sees it, and nothing is wrong with the file."""
    write(store, Draft("source", "s-after", {"title": "there is room again"}))
    assert look(project.path, "SELECT id FROM source WHERE id = 's-after'") == [("s-after",)]
    assert checking.dump(store.db) == folded(store)
    assert checking.problems(store) == []


def pages(store: Any) -> int:
    return int(store.one("PRAGMA page_count")[0])


@pytest.mark.parametrize("room", [*range(12), 15, 20, 30, 40, 60, 80, 120, 160])
def test_full_at_any_page(project: Project, room: int) -> None:
    store = project.open()
    article(project.desk(store=store))
    store.db.conn.execute(f"PRAGMA max_page_count = {pages(store) + room}")
    until_full(project, store)
    grown = log(store)
    store.db.conn.execute("PRAGMA max_page_count = 100000")
    room_again(project, store)
    assert log(store)[: len(grown)] == grown


def test_a_creation_on_a_full_disk_is_refused_and_resumed(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    from annot.store import opening

    connect, said = opening._connect, []
    for tried, room in enumerate((1, 2, 5, 20, 40, 60, 80), 1):

        def small(path: Path, readonly: bool, room: int = room) -> Any:
            db = connect(path, readonly=readonly)
            db.conn.execute(f"PRAGMA max_page_count = {room}")
            return db

        with monkeypatch.context() as full:
            full.setattr(opening, "_connect", small)
            try:
                project.open().close()
            except ProjectError as error:
                said.append(str(error))
        assert len(said) < tried or project.path.stat().st_size == 0
    assert len(said) > 3
    assert all("disk is full" in one for one in said)
    room_again(project, project.open())


# -- two that need a process of their own


def by_limit(path: Path) -> None:
    """A limit on the size of a file answers SQLITE_IOERR_WRITE."""
    project = Project(path, Clock())
    store = project.open(durable=True)
    article(project.desk(store=store))
    unlimited = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size + 150_000, unlimited[1]))
    saved = until_full(project, store)
    resource.setrlimit(resource.RLIMIT_FSIZE, unlimited)
    room_again(project, store)
    print(json.dumps(saved))


def by_disk(path: Path) -> None:
    """A small file system that fills answers SQLITE_FULL, at the journal too."""
    ballast = path.parent / "ballast"
    project = Project(path, Clock())
    store = project.open(durable=True)
    article(project.desk(store=store))
    ballast.write_bytes(bytes(1_200_000))
    saved = until_full(project, store)
    assert look(path, "SELECT count(*) FROM claim") != [(0,)]
    ballast.unlink()
    room_again(project, store)
    print(json.dumps(saved))


def run(how: str, path: Path, *before: str) -> int:
    places = os.pathsep.join([str(Path(workroom.__file__).parent), str(Path(__file__).parent)])
    done = subprocess.run(
        [*before, sys.executable, "-c", f"import test_disk_full as t; t.{how}(t.Path({str(path)!r}))"],
        env={**os.environ, "PYTHONPATH": places, "TMPDIR": "/tmp"},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return int(json.loads(done.stdout))


def test_a_limit_on_the_size_of_files(tmp_path: Path) -> None:
    assert run("by_limit", tmp_path / "p.db") > 5


def test_a_full_file_system(tmp_path: Path) -> None:
    mount = ["mount", "-t", "tmpfs", "-o", "size=2048k", "tmpfs", str(tmp_path)]
    tries = [["unshare", "-Urm"], ["unshare", "-m"]]
    there = [t for t in tries if shutil.which(t[0])]
    possible = [t for t in there if subprocess.run([*t, *mount], capture_output=True).returncode == 0]
    if not possible:
        pytest.skip("SKIP: neither a user namespace nor a right to mount; the full file system was not tried")
    shell = f'{" ".join(mount)} && exec "$@"'
    assert run("by_disk", tmp_path / "p.db", *possible[0], "sh", "-c", shell, "sh") > 5


def test_a_claim_that_was_refused_can_be_made_again(project: Project) -> None:
    desk = project.desk()
    a = article(desk)
    desk.store.db.conn.execute(f"PRAGMA max_page_count = {pages(desk.store)}")
    with pytest.raises(NotSaved):
        claims.tag(desk, a, place("77 percent"), FAT, claim_id="c1")
    desk.store.db.conn.execute("PRAGMA max_page_count = 100000")
    assert claims.tag(desk, a, place("77 percent"), FAT, claim_id="c1").id == "c1"
    assert checking.problems(desk.store) == []
