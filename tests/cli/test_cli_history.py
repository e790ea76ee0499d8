"""Undo and redo across processes, the log, and whether the file is whole."""

from __future__ import annotations

import csv
import json
import shutil
import sqlite3
from itertools import pairwise

import pytest
from cli_contract import HARBOUR, RIVER


@pytest.fixture(scope="module")
def made(annot_in, tmp_path_factory):
    annot = annot_in(tmp_path_factory.mktemp("history") / "desk")
    annot.write("river.txt", RIVER)
    annot("add", "river.txt")
    return annot


@pytest.fixture
def desk(annot, made):
    """A copy of it for each test."""
    shutil.copy(made.db, annot.db)
    return annot


def test_every_kind_of_action_is_undone_and_done_again(desk):
    """One undo an action, each in a process of its own; what `export csv` says before and after is the judge."""
    claim = desk("tag", "river", "--quote", "2,201 kilometres", "--status", "mostly").id
    actions = [
        ("edit", claim, "--status", "refuted", "--speaker", "X", "--type", "number"),
        ("cite", claim, "https://a.example", "A book"),
        ("source", "https://a.example", "--publisher", "P"),
        ("comment", claim, "Sure?", "--kind", "question"),
        ("looked", claim, "there"),
        ("done", "river", "--all", "--finish"),
        ("kind", "river", "1", "heading"),
        ("withdraw", claim),
    ]

    def export(name):
        return "export", "csv", "-o", name

    def state(name):
        sheets = {}
        for path in (desk.folder / name).glob("*.csv"):
            with path.open(newline="", encoding="utf-8") as file:
                rows = list(csv.DictReader(file))
            # An undo is a change, and so has a time of its own.
            sheets[path.name] = [{k: v for k, v in row.items() if k not in ("updated_at", "at")} for row in rows]
        return sheets

    steps = [step for n, args in enumerate(actions) for step in (args, export(f"after{n}"))]
    assert {a.code for a in desk.many(export("before"), *steps)} == {0}
    states = [state("before"), *(state(f"after{n}") for n in range(len(actions)))]
    assert all(before != after for before, after in pairwise(states))
    for n in reversed(range(len(actions))):
        assert [a.code for a in desk.many(["undo"], export(f"undone{n}"))] == [0, 0]
        assert state(f"undone{n}") == states[n], actions[n]
    assert [a.code for a in desk.many(*[["redo"]] * len(actions), ["redo"], export("redone"), ["check"])] == [
        *[0] * len(actions), 1, 0, 0,
    ]  # fmt: skip
    assert state("redone") == states[-1]


def test_undo_takes_back_only_ones_own_and_a_new_action_ends_redo(desk):
    annas = desk("tag", "river", "--quote", "2,201", "--status", "mostly").id
    bens = desk("tag", "river", "--quote", "winter", "--status", "mostly", who="Ben").id
    desk("undo")
    rows = desk("claims", "--json", "--reveal", who="Ben").json
    assert [r["claim_id"] for r in rows] == [bens]
    assert [a.code for a in desk.many(["undo"], ["undo"], who="Ben")] == [0, 1]  # Anna's are not his
    desk("redo")
    assert [r["claim_id"] for r in desk("claims", "--json").json] == [annas]
    assert [a.code for a in desk.many(["undo"], ["comment", "river", "New."], ["redo"])] == [0, 0, 1]


def test_undo_keeps_what_somebody_else_changed_since(desk):
    desk("comment", "river", "Which winter?", "--kind", "question")
    asked = desk("questions", "--json").json[0]["comment_id"]
    desk("answer", asked, "This one.")
    desk("answer", asked, "The last one.", who="Ben")
    answer = desk("undo")
    assert "was changed since by somebody else and stays" in answer.stderr
    assert desk("questions", "--json").json[0]["answer"] == "The last one."


def test_the_log_is_limited_and_newest_first(desk):
    *_, two, text, none = desk.many(
        *(["comment", "river", f"n{n}"] for n in range(3)),
        ["log", "--json", "--limit", "2"], ["log", "--limit", "1"], ["log", "--limit", "0"],
    )  # fmt: skip
    assert [r["patch"]["text"] for r in two.json] == ["n2", "n1"]
    assert [r["at"] for r in two.json] == sorted((r["at"] for r in two.json), reverse=True)
    assert "Anna" in text.stdout
    assert len(text.stdout.splitlines()) == 1
    assert none.code == 2


def test_check_finds_a_damaged_table_and_repair_makes_it_from_the_log(desk):
    claim = desk("tag", "river", "--quote", "2,201 kilometres", "--status", "mostly").id
    before = desk("claims", "--json").json
    db = sqlite3.connect(desk.db)
    db.execute("UPDATE claim SET status = 'refuted' WHERE id = ?", [claim])
    db.execute("DELETE FROM paragraph")
    db.commit()
    db.close()
    answer = desk("check", "--json", code=1).json
    assert answer["ok"] is False
    assert {tuple(p) for p in answer["problems"]} == {("where", "text")}
    wheres = [p["where"] for p in answer["problems"]]
    assert f"claim {claim}" in wheres
    assert any(w.startswith("paragraph ") for w in wheres)
    text, repaired, claims = desk.many(["check"], ["check", "--repair", "--json"], ["claims", "--json"])
    assert (text.code, f"claim {claim}" in text.stdout) == (1, True)
    assert repaired.json == {"ok": True, "problems": []}
    assert claims.json == before


def test_check_finds_a_changed_log_and_repair_does_not_hide_it(desk):
    desk("comment", "river", "honest")
    db = sqlite3.connect(desk.db)
    db.execute("UPDATE change SET patch = replace(patch, 'honest', 'forged')")
    db.commit()
    db.close()
    for answer in desk.many(["check", "--json"], ["check", "--repair", "--json"]):
        assert answer.code == 1
        assert any("is not what its author wrote" in p["text"] for p in answer.json["problems"])


def test_check_finds_a_stale_index_and_a_wrong_quote(desk):
    desk("tag", "river", "--quote", "2,201 kilometres", "--status", "mostly")
    db = sqlite3.connect(desk.db)
    db.execute("UPDATE claim SET quote = 'something else'")
    db.execute("INSERT INTO claim_fts(rowid, quote) VALUES (77, 'ghost')")
    db.commit()
    db.close()
    texts = [p["text"] for p in desk("check", "--json", code=1).json["problems"]]
    assert any("full-text index" in t for t in texts)
    assert any("quote is not what stands" in t for t in texts)
    assert "does not quote its article; run: annot check" in desk("export", "csv", code=2).stderr
    desk("check", "--repair")
    assert [len(a.json) for a in desk.many(["claims", "--search", "kilometres", "--json"],
                                           ["claims", "--search", "ghost", "--json"])] == [1, 0]  # fmt: skip


def test_check_repairs_an_index_that_lost_its_rows(desk):
    desk("tag", "river", "--quote", "2,201 kilometres", "--status", "mostly")
    db = sqlite3.connect(desk.db)
    db.execute("INSERT INTO claim_fts(claim_fts) VALUES ('delete-all')")
    db.commit()
    db.close()
    assert desk("check", code=None).code == 1
    desk("check", "--repair")
    assert desk("claims", "--search", "kilometres", "--json").json


BOOK = """name = "two"
[[status]]
id = "mostly"
label = "fairly right"
[[status]]
id = "odd"
label = "odd"
"""


def test_a_codebook_is_used_shown_and_never_drops_a_status_in_use(desk):
    desk.write("two.toml", BOOK)
    desk.write("three.toml", BOOK.replace("fairly right", "nearly right").replace('"two"', '"three"'))
    claim = desk("tag", "river", "--quote", "winter", "--status", "mostly", "--json").json
    shown = desk("codebook", "use", "two.toml", "--json").json
    assert (shown["name"], [s["id"] for s in shown["statuses"]]) == ("two", ["mostly", "odd"])
    again, rows, made, dropped, kept = desk.many(
        ["codebook", "show", "--json"], ["claims", "--json"],
        ["tag", "river", "--quote", "nobody", "--status", "odd", "--json"], ["codebook", "default"],
        ["codebook", "show", "--json"],
    )  # fmt: skip
    assert again.json == kept.json == shown
    # A claim names the codebook that it was made under.
    assert (rows.json[0]["status"], rows.json[0]["codebook"]) == ("mostly", claim["codebook"])
    second = made.json
    assert second["codebook"] == shown["codebook"] != claim["codebook"]
    assert (dropped.code, "lacks a status in use: 1 claim has odd" in dropped.stderr) == (2, True)
    # A renamed label keeps the annotations.
    _, claims, text = desk.many(["codebook", "use", "three.toml"], ["claims", "--json"], ["codebook", "show"])
    assert sorted(c["status"] for c in claims.json) == ["mostly", "odd"]
    assert "nearly right" in text.stdout
    names = [a.json["name"] for a in desk.many(
        ["edit", second["claim_id"], "--status", "mostly"], ["codebook", "default"], ["codebook", "show", "--json"],
        ["undo"], ["codebook", "show", "--json"], ["codebook", "use", "two.toml"], ["codebook", "show", "--json"],
    )[2::2]]  # fmt: skip
    assert names == ["desk", "three", "two"]  # the last is one that was there before
    assert desk("check").code == 0


BAD_BOOKS = [
    ("name = 3", "name"),
    (BOOK.replace("label =", "lable =", 1), "lable"),
    ("[[status", "not TOML"),
    (BOOK.replace('"odd"', '"unchecked"', 1), "unchecked"),
    (b"\xff", "not UTF-8 (byte 0)"),
]


def test_a_codebook_that_is_none_is_refused(desk):
    before = desk.db.read_bytes()
    for n, (toml, _) in enumerate(BAD_BOOKS):
        desk.write(f"bad{n}.toml", toml)
    answers = desk.many(*(["codebook", "use", f"bad{n}.toml"] for n in range(len(BAD_BOOKS))))
    for n, ((_, said), answer) in enumerate(zip(BAD_BOOKS, answers, strict=True)):
        assert answer.code == 2, answer.stderr
        assert f"bad{n}.toml" in answer.stderr
        assert said in answer.stderr
        assert len(answer.stderr.splitlines()) == 1
    assert desk.db.read_bytes() == before


def test_an_empty_article_list_says_how_to_begin(annot):
    annot.write("harbour.txt", HARBOUR)
    annot("add", "harbour.txt")
    annot("undo")
    assert annot("articles", "--json").json == []
    assert "Begin with: annot add FILE" in annot("show", "x", code=2).stderr
    assert json.loads(annot("claims", "--json").out) == []


def test_a_claim_whose_article_was_taken_out_waits_for_it(annot):
    annot.write("brook.txt", "The brook rose by a metre.\n")
    annot("add", "brook.txt")
    claim = annot("tag", "brook", "--quote", "a metre", "--status", "mostly", who="Ben").id
    annot("undo")
    for command in (["withdraw", claim], ["edit", claim, "--status", "refuted", "--json"], ["cite", claim, "The log"]):
        answer = annot(*command, code=2, who="Ben")
        assert answer.stderr == f"annot: The article of the claim {claim} was taken out.\n"
    annot("redo")
    assert "is taken back" in annot("withdraw", claim, who="Ben").stdout
