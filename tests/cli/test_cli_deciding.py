"""`groups`, `decide`, `export --final`: what outside programs rely on, with three reviewers in one project."""

from __future__ import annotations

import csv
import io
import json
import shutil

import pytest
from cli_contract import CLAIMS, DECISIONS, HARBOUR, SHEETS


@pytest.fixture(scope="module")
def made(annot_in, tmp_path_factory):
    """Anna and Ben differ on the boats and agree on the chain; Ben was done where Anna alone marked the days."""
    annot = annot_in(tmp_path_factory.mktemp("made") / "desk")
    annot("add", annot.write("harbour.txt", HARBOUR))
    for who, words, status in (
        ("Anna", "46 boats stayed inside", "supported"),
        ("Ben", "46 boats", "mostly"),
        ("Anna", "The chain went up on May 20", "supported"),
        ("Ben", "The chain went up on May 20", "supported"),
        ("Anna", "Nineteen days", "refuted"),
    ):
        annot("tag", "harbour", "--quote", words, "--occurrence", 1, "--status", status, who=who)
    annot("done", "harbour", "--all", who="Ben")
    return annot.db


@pytest.fixture
def desk(annot, made):
    shutil.copy(made, annot.db)
    return annot


def groups(annot, *options, who="Dana"):
    return {HARBOUR[g["start"] : g["end"]]: g for g in annot("groups", "harbour", "--json", *options, who=who).json}


def finals(annot, who="Dana", code=0):
    answer = annot("export", "csv", "--final", who=who, code=code)
    return {r["quote"]: r for r in csv.DictReader(io.StringIO(answer.out.decode(), newline=""))}, answer.stderr


def test_groups_say_kind_state_members_and_who_was_silent(desk):
    found = groups(desk)
    assert {words: (g["kind"], g["state"]) for words, g in found.items()} == {
        "The chain went up on May 20": ("exact", "agreed"),
        "46 boats stayed inside": ("nested", "open"),
        "Nineteen days": ("one_only", "open"),
    }
    boats = found["46 boats stayed inside"]
    assert [(m["reviewer"], m["status"], m["attribution"]) for m in boats["members"]] == [
        ("Ben", "mostly", None),
        ("Anna", "supported", None),
    ]
    assert boats["id"] == boats["members"][0]["claim"]
    assert (boats["proposal"], boats["decision"]) == (None, None)
    assert [HARBOUR[m["start"] : m["end"]] for m in boats["members"]] == ["46 boats", "46 boats stayed inside"]
    assert {words: g["silent"] for words, g in found.items() if g["silent"]} == {"Nineteen days": ["Ben"]}
    agreed = found["The chain went up on May 20"]["proposal"]
    assert agreed == {"status": "supported", "attribution": None, "start": 19, "end": 46}


def test_silence_is_a_vote_only_after_one_is_done(desk):
    desk("done", "harbour", "--all", "--not", who="Ben")
    assert groups(desk)["Nineteen days"]["state"] == "agreed"
    desk("done", "harbour", "--finish", who="Cleo")
    found = groups(desk)
    assert found["Nineteen days"]["silent"] == found["46 boats stayed inside"]["silent"] == ["Cleo"]
    assert {g["state"] for g in found.values()} == {"open"}


def test_who_was_silent_stands_there_by_name(desk):
    people = ["Gus", "Eve", "Dan", "Flo", "Hal"]
    for who in people:
        desk("done", "harbour", "--finish", who=who)
    assert groups(desk)["46 boats stayed inside"]["silent"] == sorted(people)


def test_open_groups_alone_and_strict(desk):
    assert set(groups(desk, "--open")) == {"46 boats stayed inside", "Nineteen days"}
    assert desk("groups", "--strict", code=1).stdout.count("\n") == 3
    desk("decide", "--policy", "priority", "--first", "Anna", "--strict", who="Dana")
    assert desk("groups", "--open", "--strict", "--json", who="Dana").json == []


def test_looking_at_groups_before_one_has_finished_is_said_and_logged_once(desk):
    first = desk("groups", who="Anna")
    assert first.stderr.count("\n") == 1
    assert "not finished" in first.stderr
    assert desk("groups", who="Anna").stderr == ""
    kinds = [row["kind"] for row in desk("log", "--json", who="Anna").json]
    assert kinds.count("reveal") == 1
    assert desk("undo", code=None, who="Anna").stdout == "Undone: 1 claim.\n"  # what was seen is not taken back


def test_a_decision_takes_the_place_of_everybodys_and_undo_takes_it_back(desk):
    boats = groups(desk)["46 boats stayed inside"]
    row = desk("decide", boats["id"], "--status", "misleading", "--attribution", "altered", "--like",
               boats["members"][0]["claim"], "--reason", "47, says the log", "--json", who="Dana").json  # fmt: skip
    assert list(row) == DECISIONS
    assert (row["status"], row["attribution"], row["decided_by"]) == ("misleading", "altered", "Dana")
    assert HARBOUR[row["start"] : row["end"]] == "46 boats"
    assert row["claim_ids"] == [m["claim"] for m in boats["members"]]
    assert row["saw"] == [[m["claim"], m["status"]] for m in boats["members"]]
    found = groups(desk)["46 boats stayed inside"]
    assert (found["state"], found["decision"]) == ("decided", row)
    rows, said = finals(desk)
    assert set(rows) == {"46 boats", "The chain went up on May 20"}
    assert rows["46 boats"]["final_by"] == "Dana"
    assert rows["46 boats"]["status"] == rows["46 boats"]["final_status"] == "misleading"
    assert rows["46 boats"]["rationale"] == rows["46 boats"]["final_reason"] == "47, says the log"
    assert rows["46 boats"]["votes"] == "Anna=supported;Ben=mostly"
    assert "1 group is open and left out" in said
    assert "1 decision" in desk("undo", who="Dana").stdout
    assert groups(desk)["46 boats stayed inside"]["state"] == "open"
    assert "1 decision" in desk("redo", who="Dana").stdout
    assert groups(desk)["46 boats stayed inside"]["state"] == "decided"


def test_no_claim_is_decided_and_left_out_counted(desk):
    days = groups(desk)["Nineteen days"]["id"]
    made = desk("decide", days[:6], "--no-claim", who="Dana").id
    assert made.startswith("d")
    assert groups(desk)["Nineteen days"]["decision"]["status"] == "no_claim"
    rows, said = finals(desk)
    assert set(rows) == {"The chain went up on May 20"}
    assert "1 decided to be no claim is left out." in said
    claims = desk("export", "csv", who="Dana").out.decode()
    row = next(r for r in csv.DictReader(io.StringIO(claims, newline="")) if r["claim_id"] == days)
    assert (row["final_status"], row["final_start"], row["votes"]) == ("no_claim", "", "Anna=refuted;Ben=no_claim")


def test_a_changed_claim_opens_the_decision_again_and_a_new_decision_replaces_it(desk):
    boats = groups(desk)["46 boats stayed inside"]["id"]
    desk("decide", boats, "--status", "mostly", who="Dana")
    desk("edit", boats, "--status", "refuted", who="Ben")
    found = groups(desk)["46 boats stayed inside"]
    assert (found["state"], found["why"]) == ("reopened", "a claim of it has another verdict since")
    desk("decide", boats, "--status", "refuted", who="Dana")
    found = groups(desk)["46 boats stayed inside"]
    assert (found["state"], len(found["decisions"])) == ("decided", 1)
    desk("undo", who="Dana")
    assert groups(desk)["46 boats stayed inside"]["state"] == "reopened"


def test_a_policy_is_one_action_is_marked_and_never_overrides_a_person(desk):
    days = groups(desk)["Nineteen days"]["id"]
    desk("decide", days, "--status", "disputed", who="Dana")
    first = desk("decide", "--policy", "priority", "--first", "Ben", "--first", "Anna", "--json", who="Dana").json
    assert first == {"decided": 2, "open": 0}
    found = groups(desk)
    assert found["Nineteen days"]["decision"]["status"] == "disputed"
    boats = found["46 boats stayed inside"]["decision"]
    assert (boats["status"], boats["policy"], boats["decided_by"]) == ("mostly", "priority", "Dana")
    assert finals(desk)[0]["46 boats"]["final_by"] == "priority"
    assert desk("decide", "--policy", "unanimous", "--json", who="Dana").json == {"decided": 0, "open": 0}
    desk("edit", days, "--status", "mostly", who="Anna")  # the person's decision is open again, and still a person's
    assert desk("decide", "--policy", "priority", "--first", "Anna", "--json", who="Dana").json["decided"] == 0
    assert groups(desk)["Nineteen days"]["state"] == "reopened"
    assert "2 decisions" in desk("undo", who="Dana").stdout
    assert {w for w, g in groups(desk).items() if g["decision"]} == {"Nineteen days"}


@pytest.mark.parametrize(
    ("options", "decided"),
    [
        (("unanimous",), 1),
        (("majority",), 1),
        (("majority", "--min-reviewers", "3"), 0),
        (("threshold", "--share", "0.5"), 1),
        (("priority", "--first", "Anna"), 3),
        (("unanimous", "--incomplete", "queue"), 0),  # Cleo takes part and was not done
    ],
)
def test_policies_and_their_options(desk, options, decided):
    desk("tag", "harbour", "--about", "headline", "--status", "unchecked", who="Cleo")
    answer = desk("decide", "--policy", *options, "--strict", "--json", who="Dana", code=None)
    assert answer.json["decided"] == decided
    assert answer.code == (1 if answer.json["open"] else 0)


@pytest.mark.parametrize(
    "wrong",
    [
        (),
        ("GROUP",),
        ("GROUP", "--status", "mostly", "--no-claim"),
        ("GROUP", "--status", "unchecked"),
        ("GROUP", "--status", "no_claim_at_all"),
        ("GROUP", "--status", "mostly", "--attribution", "loudly"),
        ("GROUP", "--status", "mostly", "--like", "GROUP", "--span", "1", "4"),
        ("GROUP", "--status", "mostly", "--span", "190", "200"),
        ("GROUP", "--status", "mostly", "--like", "c-nobody"),
        ("GROUP", "--no-claim", "--like", "GROUP"),
        ("GROUP", "--status", "mostly", "--share", "0.6"),
        ("GROUP", "--policy", "majority"),
        ("--policy", "majority", "--status", "mostly"),
        ("--policy", "priority"),
        ("--policy", "majority", "--first", "Anna"),
        ("--policy", "priority", "--first", "Nobody"),
        ("--policy", "majority", "--share", "0.9"),
        ("--policy", "threshold", "--share", "7"),
        ("nobody", "--status", "mostly"),
    ],
)
def test_a_wrong_decision_is_2_and_decides_nothing(desk, wrong):
    group = groups(desk)["46 boats stayed inside"]["id"]
    desk("decide", *(group if word == "GROUP" else word for word in wrong), who="Dana", code=2)
    assert not any(g["decision"] for g in groups(desk).values())


def test_adjudicate_needs_a_terminal(desk):
    said = desk("adjudicate", code=2).stderr
    assert said == "annot: This needs a terminal; for scripts there are annot groups, decide.\n"


def test_final_jsonl_has_the_evidence_of_the_whole_group(desk):
    for who, claim in ((m["reviewer"], m["claim"]) for m in groups(desk)["The chain went up on May 20"]["members"]):
        desk("cite", claim, f"https://{who.lower()}.example/", who=who)
    lines = [json.loads(line) for line in desk("export", "jsonl", "--final", who="Dana").stdout.splitlines()]
    assert [line["quote"] for line in lines] == ["The chain went up on May 20"]
    assert lines[0]["evidence_count"] == len(lines[0]["evidence"]) == 2
    assert sorted(lines[0]["sources"]) == sorted(e["url"] for e in lines[0]["evidence"])
    assert "--final goes with" in desk("export", "log", "--final", who="Dana", code=2).stderr
    desk("export", "csv", "--final", "--by", "Anna", code=2)


def test_decisions_come_back_from_their_sheet_and_the_same_groups_with_them(desk, annot_in, tmp_path):
    boats = groups(desk)["46 boats stayed inside"]["id"]
    desk("decide", boats, "--status", "misleading", "--reason", "=1+1; a=b", who="Dana")
    desk("decide", "--policy", "unanimous", who="Dana")
    desk("export", "csv", "-o", "out", who="Dana")
    other = annot_in(tmp_path / "other")
    taken = other("import", "csv", desk.folder / "out", "--json", who="Dana").json
    assert taken["refused"] == []
    other("export", "csv", "-o", "out", who="Dana")
    for name in SHEETS:
        assert (other.folder / "out" / name).read_bytes() == (desk.folder / "out" / name).read_bytes(), name
    assert len((desk.folder / "out" / "decisions.csv").read_text("utf-8").splitlines()) == 3
    assert other("import", "csv", desk.folder / "out", "--json", who="Dana").json["added"] == 0
    assert other("check", who="Dana").code == 0


def test_two_who_are_one_person_are_one_voice(desk):
    desk("reviewers", "same", "Anna", "Ben", who="Dana")
    found = groups(desk)
    assert found["The chain went up on May 20"]["kind"] == "one_only"
    assert all(not g["silent"] for g in found.values())
    (ben,) = [line for line in desk("reviewers").stdout.splitlines() if " Ben " in line]
    assert ben.endswith("the same person as Anna")
    assert desk("check", who="Dana").code == 0


def test_a_claim_shows_its_group_only_where_others_work_is_shown(desk):
    row = desk("claims", "--json", who="Anna").json[0]
    assert row["group_id"] is row["votes"] is row["final_status"] is None
    desk("done", "harbour", "--finish", who="Anna")
    rows = {r["quote"]: r for r in desk("claims", "--json", "--by", "Anna", who="Anna").json}
    assert rows["The chain went up on May 20"]["votes"] == [["Anna", "supported"], ["Ben", "supported"]]
    assert rows["46 boats stayed inside"]["final_status"] is None
    assert list(rows["Nineteen days"]) == [*CLAIMS, "evidence"]
