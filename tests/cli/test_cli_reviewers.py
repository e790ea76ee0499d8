"""Several people at one project: whose is what, what is hidden until one has finished, who is who."""

from __future__ import annotations

import shutil

import pytest
from cli_contract import HARBOUR, RIVER


@pytest.fixture(scope="module")
def made(annot_in, tmp_path_factory):
    """Anna and Ben have each marked a claim with a source and asked a question."""
    annot = annot_in(tmp_path_factory.mktemp("reviewers") / "desk")
    annot.write("harbour.txt", HARBOUR)
    annot.write("river.txt", RIVER)
    annot("add", "harbour.txt", "river.txt")
    for who, quote in (("Anna", "46 boats stayed"), ("Ben", "May 20")):
        claim = annot("tag", "harbour", "--quote", quote, "--status", "unproven", "--source", f"https://{who}.example",
                      who=who).id  # fmt: skip
        comment = annot("comment", claim, f"Is {who} right?", "--kind", "question", who=who).id
        setattr(annot, who.lower(), claim)
        setattr(annot, f"{who.lower()}_asks", comment)
    return annot


@pytest.fixture
def desk(annot, made):
    """A copy of it for each test."""
    shutil.copy(made.db, annot.db)
    annot.anna, annot.ben, annot.anna_asks, annot.ben_asks = made.anna, made.ben, made.anna_asks, made.ben_asks
    return annot


def test_another_reviewers_claim_is_refused_and_stays_as_it_is(desk):
    before = desk("export", "log").out
    refused = desk.many(
        ["edit", desk.ben, "--status", "refuted"],
        ["edit", desk.ben, "--span", "0", "3"],
        ["withdraw", desk.ben],
        ["cite", desk.ben, "https://more.example"],
        ["looked", desk.ben, "the archive"],
    )
    said = "annot: This claim is Ben's. Tag the words yourself, or comment on the claim.\n"
    assert [(a.code, a.stdout, a.stderr) for a in refused] == [(2, "", said)] * 5
    assert desk("export", "log").out == before
    desk("comment", desk.ben, "I do not think so.")  # that is open to everybody
    assert desk("answer", desk.ben_asks, "Yes.", "--json").json[0]["answered_by"] == "Anna"


def test_others_work_is_hidden_until_one_has_finished(desk):
    answer = desk("claims", "--json")
    assert [c["claim_id"] for c in answer.json] == [desk.anna]
    assert answer.stderr == "1 claim of others is hidden until you finish the article; --reveal shows them.\n"
    by, search, questions, log, of_ben, lint = desk.many(
        ["claims", "harbour", "--by", "Ben", "--json"], ["claims", "--search", "May", "--json"],
        ["questions", "--json"], ["log", "--json"], ["log", desk.ben, "--json"], ["lint", "--json"],
    )  # fmt: skip
    assert by.json == search.json == of_ben.json == []
    assert [q["comment_id"] for q in questions.json] == [desk.anna_asks]
    seen = {r["entity"] for r in log.json}
    assert desk.anna in seen
    assert not {desk.ben, desk.ben_asks} & seen
    assert {p["claim"] for p in lint.json} == {desk.anna}
    # Counts are no work: progress and articles show them.
    rows = [r for a in desk("progress", "--json").json["articles"] for r in a["reviewers"]]
    assert {r["reviewer"]: r["claims"] for r in rows} == {"Anna": 1, "Ben": 1}
    desk("done", "river", "--finish")  # another article
    assert len(desk("claims", "--json").json) == 1
    desk("done", "harbour", "--finish")
    claims, questions, log, by = desk.many(
        ["claims", "--json"], ["questions", "--json"], ["log", "--json"], ["claims", "--by", "Ben", "--json"]
    )
    assert {c["claim_id"] for c in claims.json} == {desk.anna, desk.ben}
    assert len(questions.json) == 2
    assert desk.ben in {r["entity"] for r in log.json}
    assert [c["claim_id"] for c in by.json] == [desk.ben]
    desk("done", "harbour", "--finish", "--not")
    assert len(desk("claims", "--json").json) == 1


def test_reveal_shows_it_and_is_logged_once(desk):
    assert len(desk("claims", "--reveal", "--json").json) == 2
    assert len(desk("--reveal", "questions", "--json").json) == 2
    rows = [r for r in desk("log", "--json").json if r["kind"] == "reveal"]
    assert [r["reviewer"] for r in rows] == ["Anna"]
    assert len(desk("claims", "--json").json) == 2  # what was seen stays seen
    assert [c["claim_id"] for c in desk("claims", "--json", who="Ben").json] == [desk.ben]
    assert desk("claims", "--json", who="Chiara", code=0).json == []


def test_an_export_is_whole_and_says_what_it_shows(desk):
    answer = desk("export", "jsonl")
    assert len(answer.stdout.splitlines()) == 2
    assert answer.stderr == "It shows others' work on 1 article that you have not finished.\n"
    mine = desk("export", "jsonl", "--by", "Anna")
    assert len(mine.stdout.splitlines()) == 1
    assert mine.stderr == ""
    assert "exclude each other" in desk("export", "csv", "--by", "Anna", "--all", code=2).stderr
    assert len(desk("export", "jsonl", "--article", "river", "--article", "harbour").stdout.splitlines()) == 2
    assert desk("export", "jsonl", "--article", "river").stdout == ""


def test_reviewers_are_renamed_joined_and_parted_again(desk):
    renamed, claims, unknown = desk.many(
        ["reviewers", "rename", "Ben", "Benjamin", "--json"],
        ["claims", "--by", "Benjamin", "--json", "--reviewer", "Benjamin"],
        ["reviewers", "rename", "Ben", "B"],
    )
    assert {r["name"] for r in renamed.json} == {"Anna", "Benjamin"}
    assert claims.json[0]["reviewer"] == "Benjamin"
    assert (unknown.code, "There is no reviewer Ben here" in unknown.stderr) == (2, True)
    desk("reviewers", "same", "Anna", "Benjamin")
    assert desk("edit", desk.ben, "--status", "refuted").id == desk.ben  # they are one person now
    *_, parted, same, _, reviewers = desk.many(
        ["undo"], ["undo"], ["edit", desk.ben, "--status", "refuted"], ["reviewers", "same", "Anna", "Anna"], ["undo"],
        ["reviewers", "--json"],
    )  # fmt: skip
    assert (parted.code, "Benjamin's" in parted.stderr) == (2, True)
    assert (same.code, "one reviewer already" in same.stderr) == (2, True)
    assert {r["name"] for r in reviewers.json} == {"Anna", "Ben"}
