"""Names of files in other letters, and in no letters at all, whatever the locale can say."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest

LOCALES = {
    "UTF-8": {"LC_ALL": "C.UTF-8"},
    "C": {"LC_ALL": "C"},
    "ASCII": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
}
STORY = "The harbour of Größe is chained.\n"


@pytest.fixture(params=LOCALES)
def at_desk(annot, request):
    """`annot` in one of the locales."""
    annot.write("Größe é.txt", STORY)
    return lambda *args, code=0, **how: annot(*args, code=code, env=LOCALES[request.param], **how)


def cells(path: bytes | Path, sql: str) -> list[object]:
    db = sqlite3.connect(path)
    try:
        return [row[0] for row in db.execute(sql)]
    finally:
        db.close()


def test_names_in_other_letters_come_through_the_whole_way(annot, at_desk):
    project = annot.folder / "Prüfung ü.db"
    at_desk("--db", "Prüfung ü.db", "add", "Größe é.txt")
    assert cells(project, "SELECT title || '|' || file FROM article") == ["Größe é|Größe é.txt"]
    at_desk("--db", "Prüfung ü.db", "handout", "Größe", "--to", "Zoë", "-o", "hinaus ü")
    (handed,) = (annot.folder / "hinaus ü").iterdir()
    handed.rename(annot.folder / "zurück é.db")
    at_desk("--db", "zurück é.db", "tag", "Größe", "--quote", "chained", "--status", "supported", who="Zoë")
    at_desk("--db", "zurück é.db", "handin", "-o", "fertig ü.db", who="Zoë")
    for file in ("zurück é.db", "fertig ü.db"):
        at_desk("--db", "Prüfung ü.db", "merge", file)
    assert cells(project, "SELECT name FROM reviewer ORDER BY name") == ["Anna", "Zoë"]
    assert set(cells(project, "SELECT file FROM arrival")) == {"zurück é.db"}
    at_desk("--db", "Prüfung ü.db", "export", "log", "-o", "Protokoll ü.jsonl")
    at_desk("--db", "nochmal ü.db", "import", "log", "Protokoll ü.jsonl")
    assert set(cells(annot.folder / "nochmal ü.db", "SELECT file FROM arrival")) == {"Protokoll ü.jsonl"}
    assert at_desk("--db", "nochmal ü.db", "backup", "-o", "Kopie ü.db", "--json").json["path"] == "Kopie ü.db"
    at_desk("restore", "Kopie ü.db", "-o", "neu ü.db")
    at_desk("--db", "neu ü.db", "check")
    made = {path.name for path in annot.folder.iterdir()}
    assert {"Prüfung ü.db", "fertig ü.db", "nochmal ü.db", "Kopie ü.db", "neu ü.db"} <= made


def test_the_copies_of_a_project_are_found_in_every_locale(annot):
    for n, locale in enumerate(LOCALES.values(), 1):
        if n == 1:
            annot.write("story.txt", STORY)
            annot("--db", "Prüfung ü.db", "add", "story.txt", env=locale)
        annot("--db", "Prüfung ü.db", "backup", env=locale)
        assert len(annot("--db", "Prüfung ü.db", "backups", "--json", env=locale).json) == n
    assert len(list((annot.state / "backups").iterdir())) == 1


def test_a_name_that_is_no_text_is_taken_where_it_can_be_and_marked_where_it_is_written_down(annot, at_desk):
    folder = os.fsencode(annot.folder)
    Path(os.fsdecode(folder + b"/st\xe9ry.txt")).write_text(STORY)
    project, copy = os.fsdecode(b"d\xe9sk.db"), os.fsdecode(b"c\xe9py.db")
    at_desk("--db", project, "add", os.fsdecode(b"st\xe9ry.txt"))
    assert cells(folder + b"/d\xe9sk.db", "SELECT file FROM article") == ["st\ufffdry.txt"]
    answer = at_desk("--db", project, "backup", "-o", copy, "--json")
    assert answer.json["path"] == "c\udce9py.db"
    at_desk("merge", copy)
    assert cells(annot.db, "SELECT file FROM arrival") == ["c\ufffdpy.db"]
    at_desk("check")
