"""How a command ends: the exit codes of the contract, and what is left behind."""

from __future__ import annotations

import ctypes
import os
import pty
import re
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from cli_contract import HARBOUR, RIVER

WRITES = [
    ("tag", "river", "--quote", "river", "--status", "mostly"),
    ("edit", "c1", "--status", "mostly"),
    ("withdraw", "c1"),
    ("cite", "c1", "https://a.example"),
    ("source", "s1", "--title", "x"),
    ("comment", "river", "x"),
    ("answer", "m1", "x"),
    ("looked", "c1", "there"),
    ("done", "river", "1"),
    ("kind", "river", "1", "body"),
    ("undo",),
    ("redo",),
    ("reviewers", "rename", "A", "B"),
    ("reviewers", "same", "A", "B"),
    ("codebook", "default"),
]
READS = [
    ("articles",), ("show", "river"), ("units", "river"), ("sources",), ("questions",), ("claims",), ("progress",),
    ("lint",), ("export", "csv"), ("reviewers",), ("check",), ("log",), ("codebook", "show"),
]  # fmt: skip


@pytest.fixture(scope="module")
def river(annot_in, tmp_path_factory):
    """A project to look at; a test that changes a file makes a copy of it."""
    annot = annot_in(tmp_path_factory.mktemp("endings") / "desk")
    annot.write("river.txt", RIVER)
    annot("add", "river.txt")
    annot("tag", "river", "--quote", "2,201 kilometres", "--status", "mostly")
    return annot


@pytest.mark.parametrize("args", [READS[0], WRITES[0]], ids=" ".join)
def test_without_a_project_it_is_exit_3_and_says_how_to_begin(annot, args):
    answer = annot(*args, code=3)
    assert answer.stdout == ""
    assert answer.stderr == "annot: There is no project annot.db yet. Begin with: annot add FILE   or try: annot demo\n"
    assert list(annot.folder.iterdir()) == []


def test_without_a_project_every_command_says_so(annot):
    """In one process, so that thirty starts cost one."""
    script = f"""
import contextlib, io
from annot.cli.start import run
for args in {READS + WRITES!r}:
    with contextlib.redirect_stderr(io.StringIO()) as err:
        code = run(list(args))
    assert (code, "Begin with: annot add FILE" in err.getvalue()) == (3, True), (args, code, err.getvalue())
"""
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=annot.folder, env=annot.env(), capture_output=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert list(annot.folder.iterdir()) == []


def test_a_command_that_writes_and_knows_no_reviewer_exits_2_and_makes_nothing(annot_in, tmp_path, river):
    annot = annot_in(tmp_path / "desk", None)
    annot.write("river.txt", RIVER)
    answer = annot("add", "river.txt", code=2)
    assert answer.stderr == "annot: Who are you? Give your name with --reviewer NAME, or in ANNOT_REVIEWER.\n"
    assert [p.name for p in annot.folder.iterdir()] == ["river.txt"]
    assert list(annot.home.iterdir()) == []
    before = river.db.read_bytes()
    assert "Who are you?" in annot("--db", river.db, "done", "river", "1", code=2).stderr
    assert river.db.read_bytes() == before
    assert annot("--db", river.db, "claims", "--json").json[0]["status"] == "mostly"  # who only reads needs no name


def test_a_command_that_fails_leaves_no_new_project_behind(annot):
    annot.write("river.txt", b"\0")
    annot("add", "river.txt", code=2)
    annot("import", "jsonl", "river.txt", code=1)  # every row is refused, and nothing is there to keep
    annot("import", "log", "river.txt", code=2)
    annot("import", "csv", "river.txt", code=2)
    assert [p.name for p in annot.folder.iterdir()] == ["river.txt"]


def test_who_is_known_from_the_users_own_settings(annot_in, tmp_path):
    annot = annot_in(tmp_path / "desk", None)
    annot.write("river.txt", RIVER)
    config = annot.home / "config" / "annot" / "config.toml"
    config.parent.mkdir(parents=True)
    config.write_text('[reviewer]\nid = "r0123"\nname = "Zoë"\n', "utf-8")
    annot("add", "river.txt")
    reviewers = annot("reviewers", "--json").json
    assert [(r["id"], r["name"]) for r in reviewers] == [("r0123", "Zoë")]
    config.write_text("[reviewer", "utf-8")
    answer = annot("done", "river", "1", code=2)
    assert "config.toml" in answer.stderr
    assert len(answer.stderr.splitlines()) == 1


def _not_a_project(path: Path, good: bytes) -> None:
    path.write_text("Dear diary, this is no database at all.\n" * 30)


def _another_application(path: Path, good: bytes) -> None:
    db = sqlite3.connect(path)
    db.execute("CREATE TABLE t(x)")
    db.execute("PRAGMA application_id = 1234")
    db.commit()
    db.close()


def _newer(path: Path, good: bytes) -> None:
    path.write_bytes(good)
    db = sqlite3.connect(path)
    db.execute("PRAGMA user_version = 99")
    db.close()


def _truncated(path: Path, good: bytes) -> None:
    path.write_bytes(good[: len(good) // 2])


def _damaged(path: Path, good: bytes) -> None:
    path.write_bytes(good[:100] + b"\xff" * (len(good) - 100))


def _header_cut(path: Path, good: bytes) -> None:
    path.write_bytes(good[:60])


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (_not_a_project, "not a project of annot"),
        (_another_application, "not a project of annot"),
        (_newer, "newer annot"),
        (_truncated, "damaged"),
        (_damaged, "damaged"),
        (_header_cut, "damaged|not a project of annot"),
    ],
)
def test_a_file_that_cannot_be_used_is_exit_3_and_stays_byte_for_byte(annot, river, spoil, said):
    spoil(annot.db, river.db.read_bytes())
    annot.write("river.txt", RIVER)
    before = annot.db.read_bytes()
    for answer in annot.many(["articles"], ["done", "river", "1"], ["add", "river.txt"], ["check"]):
        assert answer.code == 3
        assert re.search(said, answer.stderr), answer.stderr
        assert answer.stdout == ""
        assert len(answer.stderr.splitlines()) == 1
    assert annot.db.read_bytes() == before
    assert sorted(p.name for p in annot.folder.iterdir()) == ["annot.db", "river.txt"]


def test_a_folder_or_a_place_that_is_not_there_is_exit_3(annot):
    annot.write("river.txt", RIVER)
    folder, nowhere = annot.many(["--db", ".", "articles"], ["--db", "no/where.db", "add", "river.txt"])
    assert (folder.code, "is not a file" in folder.stderr) == (3, True)
    assert (nowhere.code, "cannot be made" in nowhere.stderr) == (3, True)


def _as_mortal() -> None:
    """In a child: takes from root the right to write what is read-only (prctl PR_CAPBSET_DROP, CAP_DAC_OVERRIDE)."""
    if os.geteuid() == 0 and ctypes.CDLL(None).prctl(24, 1, 0, 0, 0):
        os._exit(77)


def test_a_read_only_project_is_read_and_not_written(annot, river):
    shutil.copy(river.db, annot.db)
    before = annot.db.read_bytes()
    annot.db.chmod(0o444)
    annot.folder.chmod(0o555)
    try:
        if river("articles", code=None, preexec_fn=_as_mortal).code == 77:
            pytest.skip("SKIP: root cannot lay down its rights here")
        here = {"preexec_fn": _as_mortal}
        assert annot("claims", "--json", **here).json[0]["status"] == "mostly"
        assert "whole" in annot("check", **here).stdout
        for args in (("done", "river", "1"), ("check", "--repair")):
            answer = annot(*args, code=3, **here)
            assert answer.stderr == "annot: annot.db can only be read here. Nothing was changed.\n"
    finally:
        annot.folder.chmod(0o755)
    assert annot.db.read_bytes() == before
    assert [p.name for p in annot.folder.iterdir()] == ["annot.db"]


@pytest.mark.parametrize("mask", [0o000, 0o022])
def test_a_project_is_private_and_exports_follow_the_umask(annot, mask):
    annot.write("river.txt", RIVER)
    annot("add", "river.txt", umask=mask)
    assert stat.S_IMODE(annot.db.stat().st_mode) == 0o600
    annot("export", "csv", "-o", "out", umask=mask)
    assert stat.S_IMODE((annot.folder / "out" / "claims.csv").stat().st_mode) == 0o666 & ~mask
    assert stat.S_IMODE(annot.db.stat().st_mode) == 0o600
    assert not list((annot.folder / "out").glob(".annot-*"))


@pytest.mark.parametrize("args", [("articles", "--json"), ("export", "csv"), ("log",), ("--help",)], ids=" ".join)
def test_a_closed_pipe_is_quiet(river, args):
    reading, writing = os.pipe()
    os.close(reading)
    answer = river(*args, stdout=writing)
    os.close(writing)
    assert answer.err == b""


def test_a_full_disk_behind_stdout_is_no_defect(river):
    if not Path("/dev/full").exists():
        pytest.skip("SKIP: no /dev/full here")
    with open("/dev/full", "wb") as full:
        for args in (("articles",), ("export", "csv"), ("claims", "--json")):
            answer = river(*args, code=3, stdout=full)
            assert len(answer.stderr.splitlines()) == 1
            assert "could not be written" in answer.stderr


@pytest.mark.parametrize("closed", [0, 1, 2])
def test_a_closed_stream_is_no_defect(river, closed):
    script = f"exec {' '.join(river.command('articles', '--json'))} {closed}>&-"
    done = subprocess.run(["/bin/sh", "-c", script], cwd=river.folder, env=river.env(), capture_output=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, b"")
    assert bool(done.stdout) is (closed != 1)


def test_a_defect_is_one_sentence_and_a_crash_file_without_a_word_of_text(river, tmp_path):
    secret = "The minister's marker-4711"
    wrapper = tmp_path / "wrapper.py"
    wrapper.write_text(f"""
import sys
from annot.desk import listing
def broken(desk):
    raise TypeError({secret!r})
listing.articles = broken
from annot.cli.start import main
main()
""")
    command = [sys.executable, str(wrapper), "articles", "--json"]
    done = subprocess.run(command, cwd=river.folder, env=river.env(), capture_output=True, text=True, timeout=60)
    assert done.returncode == 4
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert "a defect of annot (TypeError)" in done.stderr
    assert secret not in done.stderr
    (crash,) = river.state.glob("crash-*.txt")
    assert str(crash) in done.stderr
    said = crash.read_text("utf-8")
    assert "wrapper.py" in said
    assert "TypeError" in said
    assert "marker" not in said
    assert RIVER[:9] not in said
    assert stat.S_IMODE(crash.parent.stat().st_mode) == 0o700


def test_interrupted_is_130_and_nothing_was_changed(river):
    before = river.db.read_bytes()
    child = subprocess.Popen(
        river.command("add", "-"), cwd=river.folder, env=river.env(), stdin=subprocess.PIPE, stderr=subprocess.PIPE
    )
    # More than a pipe holds: this returns when the child has begun to read, and then it waits for more.
    child.stdin.write(b"x" * 300_000)
    child.stdin.flush()
    child.send_signal(signal.SIGINT)
    _, err = child.communicate()
    assert (child.returncode, err.strip()) == (130, b"Interrupted.")
    assert river.db.read_bytes() == before


@pytest.mark.parametrize("args", [(), ("review",), ("review", "river"), ("demo",)], ids=" ".join)
def test_without_a_terminal_it_is_a_few_words_and_exit_2_before_textual_is_imported(river, tmp_path, args):
    watch = tmp_path / "watch.py"
    watch.write_text("""
import sys
from annot.cli.start import run
code = run(sys.argv[1:])
print(sorted(m for m in ("textual", "rich", "sqlite_utils", "sqlite3") if m in sys.modules))
sys.exit(code)
""")
    before = river.db.read_bytes()
    done = subprocess.run(
        [sys.executable, str(watch), *args], cwd=river.folder, env=river.env(), stdin=subprocess.DEVNULL,
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stdout == "[]\n"
    if args:
        assert done.stderr.startswith("annot: This needs a terminal")
        assert len(done.stderr.splitlines()) == 1
    else:
        assert "To begin:\n    annot review article.txt" in done.stderr
    assert river.db.read_bytes() == before


def test_a_terminal_that_can_do_nothing_is_none(river):
    """TERM=dumb, as under an editor: a pseudo-terminal alone is not enough."""
    master, slave = pty.openpty()
    try:
        done = river("review", code=None, env={"TERM": "dumb"}, stdin=slave, stdout=slave,
                     stderr=slave)  # fmt: skip
        assert done.code == 2
        assert b"This needs a terminal" in os.read(master, 4096)
    finally:
        os.close(master)
        os.close(slave)


def test_a_name_is_asked_for_on_a_terminal_and_remembered(annot_in, tmp_path):
    annot = annot_in(tmp_path / "desk", None)
    annot.write("river.txt", RIVER)
    master, slave = pty.openpty()
    try:
        os.write(master, "Zoë\n".encode())
        done = annot("add", "river.txt", "--json", stdin=slave, stderr=slave)  # fmt: skip
        assert done.json[0]["added"] is True
        assert b"Your name, as colleagues should see it" in os.read(master, 4096)
    finally:
        os.close(master)
        os.close(slave)
    assert [r["name"] for r in annot("reviewers", "--json").json] == ["Zoë"]
    annot("done", "river", "1")  # and is not asked again


def test_help_imports_none_of_the_heavy_modules(river):
    script = """
import sys
from annot.cli.start import run
code = run(["--help"])
print([m for m in ("attrs", "attr", "sqlite_utils", "sqlite3", "textual", "regex", "courlan", "trafilatura",
                   "annot.desk", "annot.store", "annot.model") if m in sys.modules], file=sys.stderr)
sys.exit(code)
"""
    done = subprocess.run([sys.executable, "-c", script], env=river.env(), capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "[]\n")
    assert "annot review article.txt" in done.stdout


def test_no_command_imports_textual(river):
    """Not even those that the desk shares with the screens."""
    script = f"""
import contextlib, io, sys
from annot.cli.start import run
for args in {READS!r}:
    with contextlib.redirect_stdout(io.TextIOWrapper(io.BytesIO())):
        assert run(list(args)) in (0, 1), args
assert not {{"textual", "rich"}} & sys.modules.keys()
"""
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=river.folder, env=river.env(), capture_output=True, timeout=60
    )
    assert done.returncode == 0, done.stderr


def test_exit_1_is_done_and_the_answer_is_no(river, annot):
    river("tag", "river", "--quote", "nobody", "--status", "unproven")
    assert river("lint", code=1).stdout
    annot.write("harbour.txt", HARBOUR)
    annot.many(["add", "harbour.txt"], ["undo"])
    assert annot("undo", code=1).stderr == "annot: There is nothing of yours to undo.\n"
    _, redo, lint = annot.many(["redo"], ["redo"], ["lint"])
    assert (redo.code, redo.stderr) == (1, "annot: There is nothing of yours to do again.\n")
    assert (lint.code, lint.stdout) == (0, "No open points.\n")
