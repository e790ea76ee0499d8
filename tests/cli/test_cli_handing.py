"""Files that go out to reviewers and come back; and copies, made and restored."""

from __future__ import annotations

import json
import shutil

import pytest
from cli_contract import HARBOUR, RIVER


@pytest.fixture
def editor(annot_in, tmp_path):
    desk = annot_in(tmp_path / "editor", "Cleo")
    desk.write("harbour.txt", HARBOUR)
    desk.write("river.txt", RIVER)
    desk("add", "harbour.txt", "river.txt")
    desk("tag", "harbour", "--quote", "46 boats stayed inside", "--status", "supported")
    return desk


def test_a_file_for_each_reviewer_with_their_name_and_nobodys_claims(editor):
    handed = editor("handout", "harbour", "river", "--to", "Ana", "--to", "Ben", "--json").json
    assert [(h["reviewer"], len(h["articles"])) for h in handed] == [("Ana", 2), ("Ben", 2)]
    for row in handed:
        path = editor.folder / row["path"]
        assert path.stat().st_mode & 0o777 == 0o600
        assert editor("export", "jsonl", "--db", path).stdout == ""
        assert editor("check", "--db", path).code == 0
        assert {a["id"] for a in editor("articles", "--json", "--db", path).json} == {
            a["id"] for a in editor("articles", "--json").json
        }


def test_it_opens_for_its_reviewer_by_itself_and_comes_back(editor, annot_in, tmp_path):
    (row,) = editor("handout", "harbour", "--to", "Ana", "--due", "2026-12-01", "--json").json
    ana = annot_in(tmp_path / "ana", None)
    shutil.copy(editor.folder / row["path"], ana.db)
    ana("tag", "harbour", "--quote", "Nineteen days", "--status", "refuted")
    ana("undo")
    assert "nothing of yours" in ana("undo", code=1).stderr, "the article is the editor's"
    ana("redo")
    came = ana("handin")
    back = ana.folder / came.stdout.strip()
    assert back.name.startswith("harbour-by-Ana-20")
    assert "Open: harbour:" in came.stderr
    said = editor("merge", back).stdout
    assert "1 claim is new" in said
    assert "harbour: the text is the same as here" in said
    rows = [json.loads(line) for line in editor("export", "jsonl").stdout.splitlines()]
    assert sorted(r["reviewer"] for r in rows) == ["Ana", "Cleo"]
    assert sorted(r["name"] for r in editor("reviewers", "--json").json) == ["Ana", "Cleo"]
    assert editor("two-edits", "--json").json == []
    assert editor("check").code == 0


def test_a_changed_kind_and_the_codebook_go_along(editor):
    editor.write("book.toml", editor("codebook", "show", "--json").json["toml"] + "\n# ours\n")
    editor("codebook", "use", "book.toml")
    editor("kind", "harbour", "2", "caption")
    (row,) = editor("handout", "harbour", "--to", "Ana", "--json").json
    path = editor.folder / row["path"]
    shown = editor("show", "harbour", "--json", "--db", path).json
    assert shown == editor("show", "harbour", "--json").json
    assert editor("codebook", "show", "--json", "--db", path).json == editor("codebook", "show", "--json").json


def test_with_an_overlap_every_article_goes_to_so_many(editor):
    names = [word for name in ("Ana", "Ben", "Cas") for word in ("--to", name)]
    handed = editor("handout", "harbour", "river", *names, "--overlap", "2", "--json").json
    given = [article for row in handed for article in row["articles"]]
    assert [given.count(article) for article in sorted(set(given))] == [2, 2]
    assert "1 to 1" in editor("handout", "harbour", "--to", "Ana", "--overlap", "2", code=2).stderr


def test_nothing_is_overwritten_and_a_strangers_name_stays_in_the_folder(editor):
    (row,) = editor("handout", "harbour", "--to", "../../etc/pass wd", "--json").json
    assert row["path"] == "harbour-for-etc-pass-wd.annot.db"
    before = (editor.folder / row["path"]).read_bytes()
    assert "is there already" in editor("handout", "harbour", "--to", "../../etc/pass wd", code=2).stderr
    assert (editor.folder / row["path"]).read_bytes() == before


def test_a_second_handing_out_repeats_the_assignment(editor, tmp_path):
    editor("handout", "harbour", "--to", "Ana")
    (tmp_path / "out").mkdir()
    editor("handout", "harbour", "--to", "Ana", "-o", tmp_path / "out")
    log = map(json.loads, editor("export", "log").stdout.splitlines())
    assert len({row["entity"] for row in log if row.get("kind") == "assignment"}) == 1
    assert len(editor("reviewers", "--json").json) == 2


def test_a_copy_is_listed_and_restored_to_a_new_file(editor):
    before = editor("export", "log").out
    copy = editor("backup").stdout.strip()
    editor("tag", "harbour", "--quote", "Nineteen days", "--status", "refuted")
    (row,) = editor("backups", "--json").json
    assert (row["path"], row["why"], row["claims"], row["whole"]) == (copy, "asked", 1, True)
    assert "is there already" in editor("restore", copy, "-o", "annot.db", code=2).stderr
    editor("restore", copy, "-o", "back.db")
    assert editor("export", "log", "--db", "back.db").out == before


def test_before_an_import_a_copy_is_made(editor):
    editor("export", "jsonl", "-o", "claims.jsonl")
    editor("tag", "harbour", "--quote", "Nineteen days", "--status", "refuted")
    for _ in range(2):
        editor("import", "jsonl", "claims.jsonl")
    assert [(k["why"], k["claims"]) for k in editor("backups", "--json").json] == [("import", 2)]


def test_a_copy_that_rotted_is_called_damaged(editor):
    from pathlib import Path

    path = Path(editor("backup").stdout.strip())
    rotten = bytearray(path.read_bytes())
    rotten[len(rotten) // 2] ^= 1
    path.write_bytes(rotten)
    assert [k["whole"] for k in editor("backups", "--json").json] == [False]
    assert "DAMAGED" in editor("backups").stdout
    assert path.with_name(path.name + ".corrupt").exists(), "nothing is taken away until somebody has looked"


def test_a_backup_goes_where_it_is_asked_to(editor, tmp_path):
    editor("backup", "-o", tmp_path / "mine.db")
    assert editor("check", "--db", tmp_path / "mine.db").code == 0
    assert "is there already" in editor("backup", "-o", tmp_path / "mine.db", code=2).stderr
