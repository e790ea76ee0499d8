"""`annot review` in a pseudo-terminal: starts, is interrupted in every way there is, and leaves nothing behind."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest
from reading_desk import FIRST, QUOTE, SECOND, claim_on, project
from terminal_desk import Terminal
from workroom import look

CLAIMS = "SELECT quote, status FROM claim WHERE deleted = 0 ORDER BY start"


def review(path: Path, **how: object) -> Terminal:
    return Terminal(path.parent, "--db", path, "review", **how)


def claims(path: Path) -> list[str]:
    return [quote for quote, _ in look(path, CLAIMS)]


def test_a_claim_from_the_keyboard_is_in_the_file_and_the_terminal_is_as_before(tmp_path: Path) -> None:
    path, _ = project(tmp_path)
    with review(path) as terminal:
        terminal.shows(SECOND)
        terminal.shows("0/29 done")
        terminal.type("l")
        terminal.type("1")
        terminal.shows("1 claim")
        terminal.shows("saved")
        assert claims(path) == [SECOND]
        terminal.type("q")
        assert terminal.ends() == 0
        assert terminal.restored()
    with review(path) as terminal:
        terminal.shows("You were at P1. 0 of 29 done, 1 without a source")


def copies(home: Path) -> list[str]:
    """Why each copy was made."""
    return sorted(p.name.split("-")[1] for p in (home / "state" / "annot" / "backups").rglob("*.annot.db"))


def test_a_copy_is_made_once_the_article_is_open_and_none_of_what_has_not_changed(tmp_path: Path) -> None:
    path, _ = project(tmp_path)
    for typed, made in (("l1", ["opened"]), ("", ["opened", "opened"]), ("", ["opened", "opened"])):
        with review(path) as terminal:
            terminal.shows(SECOND)
            terminal.until(lambda made=made: copies(tmp_path) == made, "a copy")
            for key in typed:
                terminal.press(key)
            terminal.shows("saved")
            terminal.type("q")
            assert terminal.ends() == 0
        assert copies(tmp_path) == made


def test_where_no_copy_can_be_made_one_is_told_and_goes_on(tmp_path: Path) -> None:
    path, _ = project(tmp_path)
    (tmp_path / "state" / "annot").mkdir(parents=True)
    (tmp_path / "state" / "annot" / "backups").write_text("a file where the folder should be")
    with review(path) as terminal:
        terminal.shows("A copy cannot be made in")
        terminal.press("l")
        terminal.press("1")
        terminal.shows("1 claim")
        terminal.shows("saved")
        terminal.type("q")
        assert terminal.ends() == 0
    assert claims(path) == [SECOND]


def test_the_demo_leaves_no_copy(tmp_path: Path) -> None:
    with Terminal(tmp_path, "demo") as terminal:
        terminal.shows("done")
        terminal.press("j")
        terminal.type("q")
        terminal.type("q")
        assert terminal.ends() == 0
    assert copies(tmp_path) == []


def test_keys_typed_before_the_first_paint_are_kept(tmp_path: Path) -> None:
    path, _ = project(tmp_path)
    with review(path) as terminal:
        terminal.type("l1")
        terminal.type("jk2")
        terminal.shows("2 claims")
        terminal.type("q")
        assert terminal.ends() == 0
    assert claims(path) == [FIRST, SECOND]


def test_bytes_that_are_no_text_do_no_harm(tmp_path: Path) -> None:
    path, _ = project(tmp_path)
    with review(path) as terminal:
        terminal.shows(SECOND)
        for junk in (b"\xff", b"\xe9", b"\xc3("):
            terminal.type(junk)
        terminal.type("l1")
        terminal.shows("1 claim")
        terminal.type("q")
        assert terminal.ends() == 0
    assert claims(path) == [SECOND]


# -- the terminal goes away

PLUGS = {
    "the terminal is closed": {},
    "the terminal is closed, SIGHUP is ignored": {"deaf": True},
    "the terminal is closed, it is not the controlling one": {"controlling": False},
}


@pytest.mark.parametrize("how", PLUGS.values(), ids=PLUGS.keys())
def test_a_closed_terminal_ends_it_with_everything_saved(tmp_path: Path, how: dict[str, bool]) -> None:
    path, article = project(tmp_path)
    with review(path, **how) as terminal:
        terminal.shows(SECOND)
        terminal.type("1")
        terminal.shows("1 claim")
        terminal.type("l2")
        terminal.shows("2 claims")  # painted; whether it is written is for the program to see to
        terminal.close()
        assert terminal.ends() == 0
    assert claims(path) == [FIRST, SECOND]
    assert look(path, "SELECT value FROM meta WHERE key LIKE 'place:%'") == [(str(article.text.index(SECOND)),)]


@pytest.mark.parametrize(("number", "under"), [(signal.SIGTERM, ""), (signal.SIGHUP, "?")])
def test_a_signal_ends_it_with_everything_saved(tmp_path: Path, number: int, under: str) -> None:
    path, _ = project(tmp_path)
    with review(path) as terminal:
        terminal.shows(SECOND)
        terminal.type("l2")
        terminal.shows("1 claim")
        if under:
            terminal.type(under)
            terminal.shows("end one word forth")
        os.kill(terminal.process.pid, number)
        assert terminal.ends() == 0
        assert terminal.restored()
    assert claims(path) == [SECOND]


def test_the_alarm_ends_it_when_leaving_hangs(tmp_path: Path) -> None:
    path, _ = project(tmp_path)
    hang = "import annot.desk.reading, time; annot.desk.reading.keep_place = lambda *_: time.sleep(60)"
    with review(path, first=hang) as terminal:
        terminal.shows(SECOND)
        os.kill(terminal.process.pid, signal.SIGTERM)
        assert terminal.ends() == -signal.SIGALRM
        assert terminal.restored()


def test_stopped_and_continued_it_gives_the_terminal_back_and_takes_it_again(tmp_path: Path) -> None:
    path, _ = project(tmp_path)
    with review(path) as terminal:
        terminal.shows(SECOND)
        terminal.type("\x1a")
        terminal.until(terminal.stopped, "Ctrl-Z")
        assert terminal.restored()
        terminal.screen.reset()
        os.kill(terminal.process.pid, signal.SIGCONT)
        terminal.shows(SECOND)
        terminal.type("l1")
        terminal.shows("1 claim")
        terminal.type("q")
        assert terminal.ends() == 0
    assert claims(path) == [SECOND]


@pytest.mark.parametrize(("key", "up"), [("?", "next unit"), ("o", "Esc leaves"), ("L", "q back")])
def test_it_can_be_stopped_over_a_dialog_too(tmp_path: Path, key: str, up: str) -> None:
    path, _ = project(tmp_path)
    with review(path) as terminal:
        terminal.shows(SECOND)
        terminal.type(key)
        terminal.shows(up)
        terminal.type("\x1a")
        terminal.until(terminal.stopped, "Ctrl-Z")
        assert terminal.restored()


@pytest.mark.parametrize("stop", [signal.SIGSTOP, signal.SIGCONT])
def test_stopped_or_only_continued_from_outside_it_reads_on_and_gives_the_terminal_back(
    tmp_path: Path, stop: signal.Signals
) -> None:
    path, _ = project(tmp_path)
    with review(path) as terminal:
        terminal.shows(SECOND)
        os.kill(terminal.process.pid, stop)
        if stop == signal.SIGSTOP:
            terminal.until(terminal.stopped, "kill -STOP")
        before = len(terminal.raw)
        os.kill(terminal.process.pid, signal.SIGCONT)
        terminal.until(lambda: b"\x1b[?1049h" in terminal.raw[before:], "the terminal taken again")
        terminal.shows(SECOND)
        terminal.type("l1")
        terminal.shows("1 claim")
        terminal.type("q")
        assert terminal.ends() == 0
        assert terminal.restored()
    assert claims(path) == [SECOND]


@pytest.mark.parametrize("keys", ["mqzx", "/qzx", "r1zx"])
def test_what_is_typed_before_a_dialog_is_up_stands_in_its_field(tmp_path: Path, keys: str) -> None:
    """All at once, as a slow machine gets them: letters that mean something in the room below, and others."""
    path, _ = project(tmp_path)
    with review(path) as terminal:
        terminal.shows(SECOND)
        terminal.type("l1")
        terminal.shows("1 claim")
        os.write(terminal.master, keys.encode())
        terminal.until(lambda: any(line.count("│") == 2 and f"│ {keys[1:]} " in line for line in terminal.lines), keys)
    assert claims(path) == [SECOND]


def test_a_hundred_resizes_lose_no_key(tmp_path: Path) -> None:
    path, _ = project(tmp_path)
    sizes = [(1, 1), (200, 60), (20, 5), (80, 24), (3, 50), (400, 2), (40, 10)]
    with review(path) as terminal:
        terminal.shows(SECOND)
        for i in range(100):
            terminal.resize(*sizes[i % len(sizes)])
            if i % 10 == 0:
                terminal.type("w" if i == 0 else "l")
                terminal.type("1")
        terminal.until(lambda: len(claims(path)) == 10, "all ten in the file")
        terminal.screen.reset()
        terminal.resize(100, 24)
        terminal.shows("10 claims")
        terminal.type("q")
        assert terminal.ends() == 0
    assert claims(path) == "The harbour of Port Aldray has been chained since May".split()


# -- defects

MARKER = "Marzipan"
DEFECTS = {
    "in a key": (
        "from annot.tui.screens.reading import ReadingScreen as R\ndef f(self): t = self.page; 1/0\nR.action_help = f"
    ),
    "in painting": (
        "from annot.tui.widgets.article_view import ArticleView as V\n"
        "from annot.tui.screens.reading import ReadingScreen as R\n"
        "def f(self, *_): t = self.article.text; 1/0\n"
        "def g(self): V.strip = f; self.view.refresh()\nR.action_help = g"
    ),
    "in the clerk's work": (
        "from annot.tui.screens.reading import ReadingScreen as R\n"
        "def f(desk): t = desk.me; 1/0\nR.action_help = lambda self: self.ask(f, print)"
    ),
    "in the clerk's answer": (
        "from annot.tui.screens.reading import ReadingScreen as R\n"
        "def f(page): t = page; 1/0\nR.action_help = lambda self: self.ask(lambda desk: self.page, f)"
    ),
    "in reading keys": (
        "from annot.tui.pasting import PastingParser as P\nfeed = P.feed\n"
        "def f(self, data):\n    if data == '?': 1/0\n    yield from feed(self, data)\nP.feed = f"
    ),
}


@pytest.mark.parametrize("first", DEFECTS.values(), ids=DEFECTS.keys())
def test_a_defect_ends_with_a_sentence_and_a_crash_file_without_text(tmp_path: Path, first: str) -> None:
    path, _ = project(tmp_path, f"The {MARKER} was sold.\n\nIt was not.")
    with review(path, first=first) as terminal:
        terminal.shows(MARKER)
        terminal.type("1")
        terminal.shows("1 claim")
        terminal.type("?")
        assert terminal.ends() == 4
        assert terminal.restored()
        said = terminal.raw[terminal.raw.rindex(b"\x1b[?1049l") :].decode()
    assert "annot: this is a defect of annot (ZeroDivisionError); what was saved is safe; please send us" in said
    assert said.count("\n") <= 3
    assert "Traceback" not in said
    assert MARKER not in said
    (crash,) = (found for found in (tmp_path / "state" / "annot").iterdir() if found.name != "backups")
    report = crash.read_text()
    assert "ZeroDivisionError" in report
    assert MARKER not in report
    assert "Dana" not in report
    assert claims(path) == [f"The {MARKER} was sold."]


def test_what_could_not_be_saved_is_said_after_leaving(tmp_path: Path) -> None:
    path, article = project(tmp_path)
    claim_on(path, article, QUOTE, {"status": "supported"})
    full = (
        "import sqlite3, annot.store.opening as p\n"
        "def f(db):\n    e = sqlite3.OperationalError('full'); e.sqlite_errorcode = 13; raise e\n"
        "p.commit = f"
    )
    with review(path, first=full) as terminal:
        terminal.shows(SECOND)
        terminal.type("1")
        terminal.shows("NOT SAVED")
        terminal.type("q")
        terminal.shows("q again leaves")
        terminal.type("q")
        assert terminal.ends() == 3
        assert terminal.restored()
        assert b"The last actions could not be saved" in terminal.raw[terminal.raw.rindex(b"\x1b[?1049l") :]
    assert claims(path) == [QUOTE]


def test_ctrl_q_leaves_at_once_while_a_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "story.txt").write_text("A short story.")
    never = "import time; from annot.desk import beginning; beginning.read = lambda file: time.sleep(600)"
    with Terminal(tmp_path, first=never) as terminal:
        terminal.shows("open a file")
        terminal.type("f")
        terminal.shows("which article")
        terminal.type("story.txt\r")
        terminal.shows("Opening")
        terminal.type("\x11")
        assert terminal.ends() == 0
        assert terminal.restored()
    assert not list(tmp_path.glob("annot.db*"))


def test_a_name_in_other_letters_is_completed_and_opened_where_the_locale_has_none(tmp_path: Path) -> None:
    (tmp_path / "Zähler ü.txt").write_text("A short story.")
    no_letters = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    with Terminal(tmp_path, env=no_letters) as terminal:
        terminal.shows("open a file")
        terminal.type("f")
        terminal.shows("which article")
        for letter in "Zä":
            terminal.press(letter)
        terminal.type("\t")
        terminal.shows("Z?hler ?.txt")
        terminal.type("\r")
        terminal.shows("A short story.")
        terminal.type("qqq")
        assert terminal.ends() == 0
    assert look(tmp_path / "annot.db", "SELECT title, file FROM article") == [("Zähler ü", "Zähler ü.txt")]
