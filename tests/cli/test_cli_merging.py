"""Files that come together, as people do it: separate folders, one answer."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing

import pytest
from cli_contract import HARBOUR, RIVER

from annot.codebook.parse import default


@pytest.fixture
def desks(annot_in, tmp_path):
    """Anna's project with the article, and Ben's copy of it in which he has worked."""
    anna, ben = annot_in(tmp_path / "anna", "Anna"), annot_in(tmp_path / "ben", "Ben")
    anna.write("harbour.txt", HARBOUR)
    anna("add", "harbour.txt")
    shutil.copy(anna.db, ben.db)
    anna("tag", "harbour", "--quote", "46 boats stayed inside", "--status", "supported")
    ben("tag", "harbour", "--quote", "46 boats stayed inside", "--status", "refuted")
    ben("tag", "harbour", "--quote", "Nineteen days", "--status", "mostly")
    ben("done", "harbour", "1", "2")
    return anna, ben


def claims(desk):
    rows = map(json.loads, desk("export", "jsonl").stdout.splitlines())  # `claims --reveal` would write that it did
    return sorted((c["reviewer"], c["quote"], c["status"]) for c in rows)


def test_a_merge_brings_the_work_of_both_together_and_says_so(desks):
    anna, ben = desks
    said = anna("merge", ben.db).stdout
    assert claims(anna) == [
        ("Anna", "46 boats stayed inside", "supported"),
        ("Ben", "46 boats stayed inside", "refuted"),
        ("Ben", "Nineteen days", "mostly"),
    ]
    for words in (
        "by Ben\n",
        "2 claims are new",
        "NOT finished: silence after P2 does not count",
        "annot undo --merge",
    ):
        assert words in said
    has = ben("export", "log").stdout.count('"seq":')
    new, known, total = [
        int(word)
        for line in said.splitlines()
        if " known = " in line
        for word in line.replace(";", "").split()
        if word.isdigit()
    ][:3]
    assert new + known == total == has
    assert anna("check").code == 0


def test_the_locale_does_not_matter_to_what_is_read(desks):
    anna, ben = desks
    ben("tag", "harbour", "--quote", "stayed", "--status", "mostly", "--rationale", "Ільза – “46”")
    anna(
        "merge", ben.db, env={"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "ascii"}
    )
    assert "Ільза – “46”" in anna("export", "jsonl").stdout


def test_a_second_merge_says_that_there_is_nothing_new(desks):
    anna, ben = desks
    anna("merge", ben.db)
    before = anna("export", "log").out
    assert anna("merge", ben.db, anna.db).stdout == "Nothing new in 2 files.\n"
    assert anna("export", "log").out == before


def test_both_ways_give_the_same(desks):
    anna, ben = desks
    anna("merge", ben.db)
    ben("merge", anna.db)
    assert claims(anna) == claims(ben)
    assert anna("export", "log").out == ben("export", "log").out


def test_the_answer_as_data_has_the_keys_of_the_contract(desks):
    anna, ben = desks
    answer = anna("merge", ben.db, anna.db, "--json").json
    assert list(answer) == ["files", "two_edits", "groups"]
    first, itself = answer["files"]
    assert list(first) == ["path", "refused", "reviewers", "changes", "known", "claims", "aside"]
    assert (first["refused"], first["reviewers"], first["claims"], first["aside"]) == (None, ["Ben"], 2, [])
    assert (itself["changes"], itself["claims"]) == (0, 0)
    assert answer["two_edits"] == []


def test_undo_merge_takes_exactly_that_back_and_again_brings_it(desks):
    anna, ben = desks
    before = anna("export", "log").out, claims(anna)
    anna("merge", ben.db)
    merged = anna("export", "log").out
    anna("tag", "harbour", "--quote", "one person hurt", "--status", "unchecked")
    undone = anna("undo", "--merge").stdout
    assert "Taken away: 5 changes" in undone
    assert anna("check").code == 0
    assert [c for c in claims(anna) if c[1] != "one person hurt"] == before[1]
    anna("undo")
    anna("merge", ben.db)
    assert set(merged.splitlines()) <= set(anna("export", "log").out.splitlines())
    anna("undo", "--merge")
    assert anna("undo", "--merge", code=1).stderr == "annot: There is no merge to undo.\n"


def test_a_verified_copy_from_before_lies_in_the_state_folder_private(desks):
    anna, ben = desks
    before = anna("export", "log").out
    anna("merge", ben.db)
    copies = list(anna.state.rglob("*-merge-*.annot.db"))
    assert len(copies) == 1
    assert copies[0].stat().st_mode & 0o777 == 0o600
    assert copies[0].parent.stat().st_mode & 0o777 == 0o700
    assert anna("export", "log", "--db", copies[0]).out == before


def test_a_dry_run_says_the_same_and_writes_nothing(desks):
    anna, ben = desks
    before = anna.db.read_bytes()
    dry = anna("merge", "--dry-run", ben.db).stdout
    assert "A dry run: nothing was written." in dry
    assert anna.db.read_bytes() == before
    assert not anna.state.exists()
    wet = anna("merge", ben.db).stdout
    assert [line for line in dry.splitlines() if line.startswith("  ")] == [
        line for line in wet.splitlines() if line.startswith("  ")
    ]


def test_a_new_project_of_all_leaves_this_one_as_it_is(desks):
    anna, ben = desks
    before = anna.db.read_bytes()
    assert "All of it is in all.annot.db" in anna("merge", ben.db, "-o", "all.annot.db").stdout
    said = anna("merge", anna.db, "-o", "copy.annot.db").stdout
    assert said == "Nothing new in 1 file.\nAll of it is in copy.annot.db; this project is as it was.\n"
    assert anna.db.read_bytes() == before
    assert len(anna("claims", "--all", "--reveal", "--json", "--db", "all.annot.db").json) == 3
    assert "is there already" in anna("merge", ben.db, "-o", "all.annot.db", code=2).stderr


def test_without_a_project_a_merge_makes_one(desks, annot_in, tmp_path):
    new = annot_in(tmp_path / "editor", "Cleo")
    new("merge", *(d.db for d in desks))
    assert len(new("claims", "--all", "--reveal", "--json").json) == 3
    assert new("check").code == 0


def test_without_a_project_a_merge_of_nothing_usable_makes_none(annot_in, tmp_path):
    new = annot_in(tmp_path / "editor")
    new.write("notes.db", "no project")
    said = new("merge", "notes.db", code=2).stdout
    assert "notes.db is not a project of annot." in said
    assert not new.db.exists()


def test_a_refused_file_is_named_and_the_others_are_merged(desks):
    anna, ben = desks
    bad = anna.folder / "bad.db"
    shutil.copy(ben.db, bad)
    conn = sqlite3.connect(bad)
    conn.execute("UPDATE change SET patch = replace(patch, 'mostly', 'supported')")
    conn.commit()
    conn.close()
    before = bad.read_bytes()
    answer = anna("merge", bad, ben.db, "--json", code=2).json
    assert "is not what its author wrote" in answer["files"][0]["refused"]
    assert answer["files"][1]["claims"] == 2
    assert bad.read_bytes() == before


def test_a_file_that_somebody_writes_in_is_not_said_to_be_damaged(desks):
    anna, ben = desks
    with closing(sqlite3.connect(ben.db, isolation_level=None)) as conn:
        conn.execute("BEGIN EXCLUSIVE")
        said = anna("merge", ben.db, code=2).stdout
    assert "annot.db is being written by another program; try again.\n" in said
    assert "damaged" not in said
    assert "1 group: " in said


def test_a_merge_that_takes_back_a_lot_says_so_first(desks):
    anna, ben = desks
    anna("merge", ben.db)
    for claim in ben("claims", "--json").json:
        ben("withdraw", claim["claim_id"])
    said = anna("merge", ben.db).stdout.splitlines()
    assert said[0] == "This merge takes back 2 of 3 claims. annot undo --merge brings them back."
    assert len(claims(anna)) == 1


def test_nearly_equal_articles_are_named(desks):
    anna, ben = desks
    ben.write("again.txt", HARBOUR.replace("46 boats stayed", "47 boats stayed"))
    ben.write("river.txt", RIVER)
    ben("add", "again.txt", "river.txt")
    said = anna("merge", ben.db).stdout
    assert said.count("NEARLY EQUAL") == 1
    assert "kept as two articles: again / harbour\n" in said


def test_nearly_equal_articles_of_one_title_are_told_apart(desks):
    anna, ben = desks
    ben.write("harbour.txt", HARBOUR.replace("46 boats stayed", "47 boats stayed"))
    new = ben("add", "harbour.txt", "--json").json[0]["id"]
    here = anna("articles", "--json").json[0]["id"]
    assert f"kept as two articles: harbour {new} / harbour {here}\n" in anna("merge", ben.db).stdout


def test_who_is_done_with_every_paragraph_and_has_not_finished_is_silent_about_the_headline_only(desks):
    anna, ben = desks
    ben("done", "harbour", "--all")
    said = anna("merge", ben.db).stdout
    assert "3 of 3 paragraphs done, NOT finished: silence about headline, pictures and the whole does not count" in said


def test_a_changed_codebook_is_said(desks):
    anna, ben = desks
    default = (ben("codebook", "show", "--json").json)["toml"]
    ben.write("book.toml", default + "\n# ours\n")
    ben("codebook", "use", "book.toml")
    assert "The codebook in force is another one now" in anna("merge", ben.db).stdout


def test_a_file_that_is_named_twice_is_merged_and_told_once(desks):
    anna, ben = desks
    found = anna("merge", ben.db, ben.db, "--json").json["files"]
    assert [bool(one["changes"]) for one in found] == [True]


def test_what_one_is_done_with_here_and_there_is_said_to_be_scattered(desks):
    anna, ben = desks
    article = ben("articles", "--json").json[0]["id"]
    ben("undo")  # of what was done first
    ben("done", article, "5")
    said = anna("merge", ben.db).stdout
    assert "NOT finished: silence counts only in those" in said


def test_two_edits_are_listed_and_settled(desks):
    anna, ben = desks
    anna("merge", ben.db)
    claim = next(c["claim_id"] for c in ben("claims", "--json").json if c["status"] == "mostly")
    ben("edit", claim, "--status", "supported")
    shutil.copy(anna.db, anna.folder / "second.db")  # Ben's other machine
    ben("edit", claim, "--status", "refuted", "--db", anna.folder / "second.db")
    said = ben("merge", anna.folder / "second.db").stdout
    assert "1 field was edited on both sides" in said
    ben("undo", "--merge")
    (edit,) = ben("merge", anna.folder / "second.db", "--json").json["two_edits"]
    assert [sorted(take) for take in edit["takes"]] == [["at", "n", "reviewer"]] * 2  # no words, which may be hidden
    (row,) = ben("two-edits", "--json").json
    assert (row["claim"], row["field"]) == (claim, "status")
    assert [t["value"] for t in row["takes"]] == ["supported", "refuted"]
    assert (
        "Ben's, who settles it" in ben("resolve", claim, "status", "--take", "1", "--reveal", who="Anna", code=2).stderr
    )
    ben("resolve", claim, "status", "--take", "1")
    assert ben("two-edits", "--json").json == []
    assert next(c["status"] for c in ben("claims", "--json").json if c["claim_id"] == claim) == "supported"
    ben("undo")
    assert len(ben("two-edits", "--json").json) == 1


def test_an_edit_against_a_taking_back_is_listed_and_settled(desks):
    _, ben = desks
    claim = ben("claims", "--json").json[0]["claim_id"]
    shutil.copy(ben.db, ben.folder / "second.db")
    ben("withdraw", claim)
    ben("edit", claim, "--speaker", "Ilse Brandt", "--db", "second.db")
    ben("merge", "second.db")
    (row,) = ben("two-edits", "--json").json
    assert (row["field"], [t["value"] for t in row["takes"]]) == ("deleted", [1, 0])
    assert len(ben("claims", "--json").json) == 1
    assert ben("resolve", claim, "deleted", "--take", "2").stdout == f"{claim} is kept.\n"
    kept = next(c for c in ben("claims", "--json").json if c["claim_id"] == claim)
    assert kept["speaker"] == "Ilse Brandt"
    assert ben("two-edits", "--json").json == []


def test_a_change_to_anothers_claim_is_listed_without_its_words(desks):
    anna, ben = desks
    anna("merge", ben.db)
    claim = next(c["claim_id"] for c in anna("claims", "--json").json)
    anna.write(
        "change.py",
        f"""
from pathlib import Path
from annot.history.change import Draft
from annot.store.project import Store
with Store(Path({str(ben.db)!r})) as s, s.action("rsomebody") as a:
    a.add(Draft("reviewer", "rsomebody", {{"name": "Mallory"}}), Draft("claim", "{claim}", {{"status": "refuted"}}))
""",
    )
    ben("merge", anna.db)
    import subprocess
    import sys

    subprocess.run([sys.executable, anna.folder / "change.py"], check=True)
    said = anna("merge", ben.db).stdout
    assert f"Mallory changed status of Anna's claim {claim}" in said


def test_where_all_are_refused_no_new_file_is_left(desks):
    anna, _ = desks
    anna.write("nothing.db", "no project")
    said = anna("merge", "nothing.db", "-o", "new.db", "--db", "none.db", code=2)
    assert "REFUSED" in said.stdout
    assert not (anna.folder / "new.db").exists()


def test_one_address_that_two_wrote_in_two_ways_is_one_source_and_nothing_to_settle(desks):
    anna, ben = desks
    for desk, url in ((anna, "https://Port.example/log"), (ben, "https://port.example/log#p4")):
        claim = desk("claims", "--json").json[0]["claim_id"]
        desk("cite", claim, url)
    assert "both sides" not in anna("merge", ben.db).stdout
    assert anna("two-edits", "--json").json == []
    assert len(anna("sources", "--json").json) == 1


def test_who_worked_on_what_came_is_told_that_it_waits_when_the_merge_is_undone(desks):
    anna, ben = desks
    came = ben("tag", "harbour", "--quote", "one person hurt", "--status", "mostly", who="Anna").id
    anna("merge", ben.db)
    anna("edit", came, "--status", "refuted")
    anna("comment", came, "Who?")
    said = anna("undo", "--merge").stdout
    assert "Set aside until that is merged again: 1 claim, 1 comment" in said
    assert anna("check", code=1).stdout.count("set aside") == 2
    anna("merge", ben.db)
    assert anna("check").code == 0
    assert ("Anna", "one person hurt", "refuted") in claims(anna)


def test_undo_leaves_alone_what_was_done_to_something_that_a_merge_took_along(desks):
    anna, ben = desks
    came = ben("tag", "harbour", "--quote", "one person hurt", "--status", "mostly", who="Anna").id
    anna("merge", ben.db)
    anna("edit", came, "--status", "refuted")
    anna("undo", "--merge")
    assert "Undone: 1 claim." in anna("undo").stdout  # the one that she made here
    assert claims(anna) == []
    anna("merge", ben.db)
    assert ("Anna", "one person hurt", "refuted") in claims(anna)


def test_what_a_merge_took_along_is_not_said_to_be_done_again(desks):
    anna, ben = desks
    came = ben("tag", "harbour", "--quote", "one person hurt", "--status", "mostly", who="Anna").id
    ben("decide", came, "--status", "refuted", who="Anna")
    anna("merge", ben.db)
    assert anna("undo").stdout == "Undone: 1 decision.\n"
    anna("undo", "--merge")
    before = anna("export", "log").out
    assert anna("redo", code=1).stderr == "annot: There is nothing of yours to do again.\n"
    assert anna("export", "log").out == before


def test_undo_after_a_merge_that_was_taken_away_takes_no_source_from_others(desks):
    anna, ben = desks
    mine = anna("tag", "harbour", "--quote", "Nineteen days", "--status", "mostly").id
    ben("cite", ben("claims", "--json").json[0]["claim_id"], "https://x.example/1")
    anna("merge", ben.db)
    anna("cite", mine, "https://x.example/1")
    anna("undo", "--merge")
    anna("undo")
    anna("merge", ben.db)
    assert "https://x.example/1" in anna("sources").stdout


def test_what_was_done_again_is_undone_also_after_its_merge_was_taken_away_and_came_back(desks):
    anna, ben = desks
    ben("tag", "harbour", "--quote", "one person hurt", "--status", "mostly", who="Anna")
    ben("undo", who="Anna")
    anna("merge", ben.db)
    anna("redo")
    anna("undo", "--merge")
    assert anna("redo", code=1)
    anna("merge", ben.db)
    assert ("Anna", "one person hurt", "mostly") in claims(anna)
    anna("undo")
    assert ("Anna", "one person hurt", "mostly") not in claims(anna)
    anna("redo")
    assert ("Anna", "one person hurt", "mostly") in claims(anna)


def test_a_codebook_that_a_merge_took_along_and_one_used_oneself_is_put_down_by_undo(desks):
    anna, ben = desks
    name = "ours.toml"
    text = default().toml + "\n# ours\n"
    anna.write(name, text), ben.write(name, text)
    before = anna("codebook", "show").out
    ben("codebook", "use", name)
    anna("merge", ben.db)
    anna("codebook", "default")
    ours = anna("codebook", "use", name).out
    anna("undo", "--merge")
    assert anna("codebook", "show").out == ours != before
    assert "Undone: 1 codebook" in anna("undo").stdout
    assert anna("codebook", "show").out == before
