"""What a few characters mean: articles, claims, sources; and where a quotation stands."""

from __future__ import annotations

import json
import subprocess

import pytest
from cli_contract import HARBOUR, RIVER

FLAGS = "The 👩‍👩‍👧 family and café went to \U0001f3f4\U000e0067\U000e0062 quay. The quay, the quay!\n"


@pytest.fixture(scope="module")
def desk(annot_in, tmp_path_factory):
    annot = annot_in(tmp_path_factory.mktemp("looking") / "desk")
    annot.write("harbour-north.txt", HARBOUR)
    annot.write("harbour-south.txt", HARBOUR + "\nMore.\n")
    annot.write("river.txt", RIVER)
    annot.write("flags.txt", FLAGS)
    rows = annot("add", "harbour-north.txt", "harbour-south.txt", "river.txt", "flags.txt", "--json").json
    annot.north, annot.south, annot.river, annot.flags = (r["id"] for r in rows)
    return annot


def test_an_article_by_id_prefix_part_of_title_or_file_name(desk):
    unique = next(desk.river[:n] for n in range(2, 22) if not any(
        a.startswith(desk.river[:n]) for a in (desk.north, desk.south, desk.flags)))  # fmt: skip
    asked = {desk.north: desk.north, unique: desk.river, "river": desk.river, "RIVER.TXT": desk.river,
             "north": desk.north, "-SOUTH": desk.south, "harbour-south.txt": desk.south}  # fmt: skip
    answers = desk.many(*(("show", "--json", "--", wanted) for wanted in asked))
    assert [a.json["id"] for a in answers] == list(asked.values())
    assert desk("show", "NORTH", "--json").json["id"] == desk.north


def test_an_ambiguous_or_unknown_article_is_exit_2_and_names_what_there_is(desk):
    answer = desk("show", "harbour", code=2)
    assert "harbour could be 2 articles" in answer.stderr
    assert desk.north in answer.stderr
    assert desk.south in answer.stderr
    unknown, empty = desk.many(["show", "mountain"], ["show", ""])
    assert "There is no article mountain here; there are: " in unknown.stderr
    assert "river" in unknown.stderr
    assert (empty.code, "There is no article" in empty.stderr) == (2, True)


def test_claims_comments_and_sources_by_id_and_prefix(desk):
    rows = "".join(
        json.dumps({"article_id": desk.river, "claim_id": i, "start": 0, "end": 3, "quote": "The", "status": "mostly",
                    "evidence": [{"evidence_id": "e" + i, "source_id": s, "title": s, "stance": "supports"}]}) + "\n"
        for i, s in (("cab12", "sab12"), ("cab34", "sab34"))
    )  # fmt: skip
    desk.write("claims.jsonl", rows)
    desk("import", "jsonl", "claims.jsonl")
    comment = desk("comment", "cab12", "Really?", "--kind", "question").id
    asked = [
        (["edit", "cab1", "--status", "refuted"], 0, "cab12"),
        (["edit", "cab", "--status", "mostly"], 2, "cab could be several claims: cab12, cab34."),
        (["edit", "cab34", "--status", "refuted"], 0, "cab34"),
        (["edit", "cab5", "--status", "mostly"], 2, "There is no claim cab5 here."),
        (["source", "sab1", "--author", "N. N."], 0, "sab12"),
        (["source", "sab", "--author", "x"], 2, "sab could be several sources"),
        (["source", "https://nowhere.example", "--author", "x"], 2, "There is no source"),
        (["answer", comment[:8], "Yes."], 0, comment),
        (["answer", "mXX", "Yes."], 2, "There is no comment mXX"),
    ]
    for (args, code, said), answer in zip(asked, desk.many(*(args for args, _, _ in asked)), strict=True):
        assert (answer.code, said in answer.stdout + answer.stderr) == (code, True), (args, answer.stderr)


def test_bytes_that_are_no_text_are_looked_for_and_not_found(desk):
    asked = [("edit", b"c\xff", "--status", "mostly"), ("source", b"http://\xff", "--title", "x"), ("log", b"\xff")]
    for args in asked:
        command = [*(a if isinstance(a, bytes) else a.encode() for a in (*desk.command(), *args))]
        done = subprocess.run(command, cwd=desk.folder, env=desk.env(), capture_output=True, timeout=60)
        assert (done.returncode, done.stdout) == (2, b""), done.stderr
        assert "There is no" in done.stderr.decode()
    command = [*(a.encode() for a in desk.command()), b"claims", b"--search", b"\xff", b"--status", b"\xff", b"--json"]
    done = subprocess.run(command, cwd=desk.folder, env=desk.env(), capture_output=True, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"[]\n", b"")


def test_a_quote_that_stands_there_more_than_once_needs_its_occurrence(desk):
    tag = ("tag", "flags", "--status", "mostly", "--json", "--quote", "quay")
    assert "stand there 3 times; say which with --occurrence 1..3" in desk(*tag, code=2).stderr
    starts = [answer.json["start"] for answer in desk.many(*((*tag, "--occurrence", n) for n in (1, 2, 3)))]
    first = FLAGS.index("quay")
    second = FLAGS.index("quay", first + 1)
    assert starts == [first, second, FLAGS.index("quay", second + 1)]
    wrong = (0, 4, -1)
    for n, answer in zip(wrong, desk.many(*((*tag, "--occurrence", n) for n in wrong)), strict=True):
        assert f"there is no occurrence {n}" in answer.stderr
    assert "--occurrence goes with --quote" in desk("tag", "flags", "--span", 0, 3, "--occurrence", 1, "--status",
                                                     "mostly", code=2).stderr  # fmt: skip


@pytest.mark.parametrize(
    ("part", "whole"),
    [
        ("\u200d👩", "👩‍👩‍👧"),  # the middle of a family
        ("e", "café"),
        (" family ", "family"),
        ("\U000e0067", "\U0001f3f4\U000e0067\U000e0062"),
    ],
)
def test_a_span_snaps_to_whole_clusters_and_trims_white_space(desk, part, whole):
    text = FLAGS.replace("café", "cafe\u0301") if part == "e" else FLAGS
    if part == "e":
        desk.write("combined.txt", text)
        article = desk("add", "combined.txt", "--json").json[0]["id"]
        start, end, whole = text.index("cafe"), text.index("cafe") + 4, "cafe\u0301"
    else:
        article, start = desk.flags, text.index(part)
        end = start + len(part)
    claim = desk("tag", article, "--span", start, end, "--status", "mostly", "--json").json
    assert claim["quote"] == whole
    assert text[claim["start"] : claim["end"]] == whole


def test_a_claim_within_ones_own_finds_its_parent_and_repeats_copy_verdicts_and_sources(desk):
    outer = desk("tag", "north", "--quote", "Nineteen days, 46 boats", "--status", "misleading", "--attribution",
                 "altered", "--source", "https://ledger.example/1", "--source", "Minutes", "--json").json  # fmt: skip
    inner = desk("tag", "north", "--quote", "days, 46", "--status", "mostly", "--json").json
    assert inner["parent_claim_id"] == outer["claim_id"]
    assert outer["parent_claim_id"] is None
    others = desk("tag", "north", "--quote", "days, 46", "--status", "mostly", "--json", who="Ben").json
    assert others["parent_claim_id"] is None  # another's claim is nobody's parent by itself
    again = desk("tag", "south", "--quote", "Nineteen days", "--status", "mostly", "--repeats", outer["claim_id"][:9],
                 "--json").json  # fmt: skip
    assert again["repeats_claim_id"] == outer["claim_id"]
    assert (again["status"], again["attribution"]) == ("mostly", "altered")  # what is given wins over what is copied
    assert {e["source_id"] for e in again["evidence"]} == {e["source_id"] for e in outer["evidence"]}
    assert not {e["evidence_id"] for e in again["evidence"]} & {e["evidence_id"] for e in outer["evidence"]}
    later = desk("tag", "south", "--quote", "hurt", "--status", "unchecked").id
    later = desk("edit", later, "--repeats", outer["claim_id"], "--json").json
    assert (later["status"], later["attribution"], later["evidence_count"]) == ("misleading", "altered", 2)
    desk("edit", outer["claim_id"], "--status", "refuted")
    rows = {c["claim_id"]: c for c in desk("claims", "south", "--json").json}
    assert rows[later["claim_id"]]["status"] == "misleading"  # copied, not shared
    # No circles.
    outer, inner = outer["claim_id"], inner["claim_id"]
    itself, around, repeated = desk.many(
        ["edit", outer, "--parent", outer], ["edit", outer, "--parent", inner], ["edit", outer, "--repeats", outer]
    )
    assert (itself.code, "part of itself" in itself.stderr) == (2, True)
    assert (around.code, "part of itself" in around.stderr) == (2, True)
    assert (repeated.code, "repeat itself" in repeated.stderr) == (2, True)
