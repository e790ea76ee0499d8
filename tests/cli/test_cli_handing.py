"""Files that go out to reviewers and come back; and copies, made and restored."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys

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


def test_progress_tells_who_was_given_what_and_has_not_finished(editor):
    editor("handout", "harbour", "--to", "Ana", "--to", "Ben", "--due", "2026-12-01")
    editor("done", "harbour", "--all", "--finish", who="Ben")
    rows = {a["article_title"]: a["reviewers"] for a in editor("progress", "--json").json["articles"]}
    told = {r["reviewer"]: (r["done"], r["finished"], r["given"], r["due"]) for r in rows["harbour"]}
    assert told == {
        "Ana": (0, False, True, "2026-12-01"), "Ben": (3, True, True, "2026-12-01"), "Cleo": (0, False, False, None),
    }  # fmt: skip
    assert rows["river"] == []
    said = [line.split() for line in editor("progress").stdout.splitlines()]
    assert ["Ana", "0/3", "done", "0", "claims", "owes", "it", "by", "2026-12-01"] in said
    assert ["Ben", "3/3", "done", "0", "claims", "finished"] in said
    assert ["Cleo", "0/3", "done", "1", "claim"] in said


def test_a_file_that_comes_back_with_nothing_done_in_it_is_its_reviewers(editor, annot_in, tmp_path):
    (row,) = editor("handout", "harbour", "river", "--to", "Ana", "--json").json
    head = annot_in(tmp_path / "head", "Dora")
    said = head("merge", editor.folder / row["path"]).stdout
    assert "  by Ana\n" in said
    assert "Ana, harbour: 0 claims, 0 of 3 paragraphs done, NOT finished: silence does not count" in said
    editor("tag", "harbour", "--quote", "Nineteen days", "--status", "refuted", "--db", row["path"], who="Ana")
    said = head("merge", editor.folder / row["path"]).stdout
    assert "Ana, harbour: 1 claim, 0 of 3 paragraphs done, NOT finished: silence does not count" in said


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
    assert "Cleo" not in said, "who is who was written anew into the file, and is as it was"
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
    assert (
        "to one reviewer here, not to 2" in editor("handout", "harbour", "--to", "Ana", "--overlap", "2", code=2).stderr
    )


def test_nothing_is_overwritten_and_a_strangers_name_stays_in_the_folder(editor):
    (row,) = editor("handout", "harbour", "--to", "../../etc/pass wd", "--json").json
    assert row["path"] == "harbour-for-etc-pass-wd.annot.db"
    before = (editor.folder / row["path"]).read_bytes()
    assert "is there already" in editor("handout", "harbour", "--to", "../../etc/pass wd", code=2).stderr
    assert (editor.folder / row["path"]).read_bytes() == before


def test_names_in_other_letters_and_two_people_of_one_name_get_files_of_their_own(editor):
    names = [word for name in ("Ільза", "Оля", "José") for word in ("--to", name)]
    handed = editor("handout", "harbour", *names, "--json").json
    assert [row["path"] for row in handed] == [
        "harbour-for-x.annot.db",
        "harbour-for-x-2.annot.db",
        "harbour-for-Jose.annot.db",
    ]
    for row, name in zip(handed, ("Ільза", "Оля", "José"), strict=True):
        assert name in [r["name"] for r in editor("reviewers", "--json", "--db", editor.folder / row["path"]).json]


def test_it_is_said_which_file_is_whose_of_two_people_of_one_name(editor, annot_in, tmp_path):
    ana = annot_in(tmp_path / "ana", "Ana")
    ana.write("river.txt", RIVER)
    ana("add", "river.txt")
    editor("handout", "harbour", "--to", "Ana")
    editor("merge", ana.db)
    handed = editor("handout", "river", "--to", "Ana (2)", "--to", "Ana", "--json").json
    assert [row["reviewer"] for row in handed] == ["Ana (2)", "Ana"]
    ids = {r["name"]: r["id"] for r in editor("reviewers", "--json").json}
    for row in handed:
        who = editor("progress", "--json", "--db", row["path"]).json["articles"][0]["reviewers"]
        assert [r["reviewer_id"] for r in who] == [ids[row["reviewer"]]]


def test_a_handing_out_that_fails_half_way_leaves_no_file(editor):
    editor.write(
        "fail.py",
        """
import sys
from annot.errors import NotSaved
from annot.store.project import Store
real, calls = Store.note, []
def note(self, pairs):
    calls.append(1)
    if len(calls) == 2:
        raise NotSaved("The disk is full.")
    real(self, pairs)
Store.note = note
from annot.cli.start import run
sys.exit(run(sys.argv[1:]))
""",
    )
    args = ["--reviewer", "Cleo", "handout", "harbour", "--to", "Ana", "--to", "Ben", "-o", "out"]
    failed = subprocess.run([sys.executable, "fail.py", *args], cwd=editor.folder, capture_output=True, text=True)
    assert (failed.returncode, failed.stderr) == (3, "annot: The disk is full.\n")
    assert list((editor.folder / "out").iterdir()) == []
    assert len(editor("handout", "harbour", "--to", "Ana", "--to", "Ben", "-o", "out", "--json").json) == 2


def test_twice_a_day_one_hands_in_under_two_names(editor):
    first, second = (editor("handin").stdout.strip() for _ in range(2))
    assert second == first.replace(".annot.db", "-2.annot.db")
    assert (editor.folder / first).exists()
    assert (editor.folder / second).exists()


def test_a_codebook_that_cannot_be_read_keeps_nobody_from_handing_in(editor):
    editor.write(
        "book.py",
        f"""
from pathlib import Path
from annot.history.change import Draft
from annot.store.project import Store
with Store(Path({str(editor.db)!r})) as s, s.action("rsomebody") as a:
    a.add(Draft("codebook", "b00000000000000000000", {{"toml": "= ?"}}))
""",
    )
    subprocess.run([sys.executable, editor.folder / "book.py"], check=True)
    assert "codebook" in editor("check", code=1).stdout
    assert editor("handin").stdout.endswith(".annot.db\n")


def test_a_name_that_is_too_long_is_said_in_a_sentence(editor):
    for args in (("merge", "x" * 300), ("add", "x" * 300), ("backup", "-o", "x" * 300), ("check", "--db", "x" * 300)):
        said = editor(*args, code=2).stderr
        assert "too long" in said
        assert "defect" not in said


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


def test_a_command_copies_what_was_changed_half_an_hour_ago_and_says_where_it_cannot(editor):
    import sqlite3
    from contextlib import closing

    editor("tag", "harbour", "--quote", "Nineteen days", "--status", "refuted")
    assert editor("backups", "--json").json == [], "the project is young"
    with closing(sqlite3.connect(editor.db)) as conn, conn:
        conn.execute("UPDATE change SET at = at - 1800001")
    editor("progress")
    assert editor("backups", "--json").json == [], "who reads waits for no copy"
    editor.write("blocked", "a file where a folder should be")
    said = editor("comment", "harbour", "Sure?", env=editor.env(XDG_STATE_HOME=str(editor.folder / "blocked")))
    assert said.stderr.count("There is no copy of the project as it is now.") == 1
    assert len(editor("questions", "--json").json) == 1, "and work goes on"
    editor("tag", "harbour", "--quote", "not one person hurt", "--status", "refuted")
    editor("tag", "harbour", "--quote", "The chain went up", "--status", "refuted")
    (row,) = editor("backups", "--json").json
    assert (row["why"], row["claims"]) == ("change", 2), "as it was before the command"


def test_what_can_be_read_of_a_damaged_project_is_recovered(editor):
    from pathlib import Path

    before = editor("export", "log").out
    path = Path(editor.db)
    said = editor("recover", path, "-o", "whole.db")
    assert "Nothing is missing that the file knew of." in said.stdout
    assert editor("export", "log", "--db", "whole.db").out == before
    assert editor("check", "--db", "whole.db").code == 0
    data = path.read_bytes()
    hurt = data.index(b'"46 boats stayed inside"')
    damaged = bytearray(data)
    damaged[:16], damaged[hurt] = b"\xff" * 16, 0
    path.write_bytes(damaged)
    assert editor("claims", code=3)
    said = editor("recover", path, "-o", "part.db", code=1)
    assert "Not whole: Cleo, session" in said.stdout
    assert path.read_bytes() == damaged
    row = editor("recover", path, "-o", "part2.db", "--json", code=1).json
    assert row["missing"][0]["reviewer"] == "Cleo"
    assert row["claims"] == 0
    assert [a["title"] for a in editor("articles", "--json", "--db", "part.db").json]
    assert "is there already" in editor("recover", path, "-o", "part.db", code=2).stderr
    assert "There is no file" in editor("recover", "none.db", "-o", "x.db", code=2).stderr
    assert "is not a project" in editor("recover", "harbour.txt", "-o", "x.db", code=3).stderr
    assert not (editor.folder / "x.db").exists()


def test_where_the_article_is_lost_its_claims_wait_until_the_same_text_is_added_again(editor):
    claims = editor("claims", "--json").json
    data = bytearray(editor.db.read_bytes())
    data[data.index(b'"text":"The Harbour Truce')] = 0
    editor.db.write_bytes(data)
    said = editor("recover", editor.db, "-o", "part.db", code=1).stdout
    assert "Set aside: 1 of claim: article" in said
    assert "add the same text again: annot add FILE --db part.db" in said
    assert editor("claims", "--json", "--db", "part.db").json == []
    editor("add", "harbour.txt", "--db", "part.db")
    again = editor("claims", "--json", "--db", "part.db").json
    assert [c["claim_id"] for c in again] == [c["claim_id"] for c in claims]
    assert editor("check", "--db", "part.db").code == 0
