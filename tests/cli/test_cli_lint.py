"""Each rule of evidence: what breaks it, and what does not."""

from __future__ import annotations

import json

import pytest
from cli_contract import HARBOUR

WEB = {"url": "https://a.example/1", "accessed": "2026-05-11", "tier": "primary", "stance": "supports"}
OTHER = WEB | {"url": "https://b.example/1"}
THIRD = WEB | {"url": "https://c.example/1"}
SAME_HOST = WEB | {"url": "https://www.a.example/2"}
PAPER = {"title": "A paper", "tier": "primary", "stance": "supports"}
SECOND_HAND = {"tier": "secondary"}
QUOTE = {"quote": '"No timetable,"', "claim_types": ["quote"]}

# What a claim has, its evidence, and exactly the rules that it breaks.
CASES = {
    "clean": ({"status": "supported"}, [WEB], []),
    "unchecked": ({"status": "unchecked", **QUOTE}, [], []),
    "opinion": ({"status": "not_checkable", "importance": "core"}, [], []),
    "bare_supported": ({"status": "supported"}, [], ["no_evidence"]),
    "bare_refuted": ({"status": "refuted"}, [], ["no_evidence"]),
    "bare_mostly": ({"status": "mostly"}, [], []),
    "only_background": ({"status": "refuted"}, [WEB | {"stance": "context"}], ["no_evidence"]),
    "one_second_hand": ({"status": "mostly"}, [WEB | SECOND_HAND], ["second_hand_only"]),
    "two_second_hand": ({"status": "mostly"}, [WEB | SECOND_HAND, OTHER | SECOND_HAND], ["second_hand_only"]),
    "three_second_hand": ({"status": "mostly"}, [e | SECOND_HAND for e in (WEB, OTHER, THIRD)], []),
    "three_of_one_host": (
        {"status": "mostly"},
        [WEB | SECOND_HAND, SAME_HOST | SECOND_HAND, OTHER | SECOND_HAND],
        ["second_hand_only"],
    ),
    "one_of_them_first_hand": ({"status": "mostly"}, [WEB, OTHER | SECOND_HAND], []),
    "core_with_one": ({"status": "mostly", "importance": "core"}, [WEB], ["core_one_source"]),
    "core_with_one_host": ({"status": "mostly", "importance": "core"}, [WEB, SAME_HOST], ["core_one_source"]),
    "core_with_two": ({"status": "mostly", "importance": "core"}, [WEB, OTHER], []),
    "peripheral_with_one": ({"status": "mostly", "importance": "peripheral"}, [WEB], []),
    "not_archived": ({"status": "supported"}, [WEB | {"accessed": None, "url": "https://d.example"}], ["no_archive"]),
    "archived": (
        {"status": "supported"},
        [WEB | {"accessed": None, "url": "https://e.example", "archived_url": "https://x.example"}],
        [],
    ),
    "paper": ({"status": "supported"}, [PAPER], []),
    "one_side": ({"status": "disputed"}, [WEB, OTHER], ["one_stance"]),
    "one_side_and_background": ({"status": "disputed"}, [WEB, OTHER | {"stance": "context"}], ["one_stance"]),
    "both_sides": ({"status": "disputed"}, [WEB, OTHER | {"stance": "refutes"}], []),
    "quote_second_hand": (
        {"status": "mostly", "attribution": "verbatim", **QUOTE},
        [e | SECOND_HAND for e in (WEB, OTHER, THIRD)],
        ["quote_without_primary"],
    ),
    "quote_first_hand": ({"status": "mostly", "attribution": "verbatim", **QUOTE}, [WEB], []),
    "no_search": ({"status": "unproven"}, [], ["unproven_without_search"]),
    "searched": ({"status": "unproven"}, [], []),
    "said_so": ({"status": "mostly", "quote": '"No timetable,"'}, [WEB], ["attribution_open"]),
    "speaker": ({"status": "mostly", "speaker": "Brandt"}, [WEB], ["attribution_open"]),
    "paraphrase": ({"status": "mostly", "claim_types": ["paraphrase"]}, [WEB], ["attribution_open"]),
    "said_so_answered": ({"status": "mostly", "attribution": "altered", "speaker": "Brandt"}, [WEB], []),
    "asked": ({"status": "mostly"}, [WEB], ["unanswered"]),
    "put_off": ({"status": "mostly"}, [WEB], ["unanswered"]),
    "answered": ({"status": "mostly"}, [WEB], []),
    "noted": ({"status": "mostly"}, [WEB], []),
}


@pytest.fixture(scope="module")
def points(annot_in, tmp_path_factory):
    annot = annot_in(tmp_path_factory.mktemp("lint") / "desk")
    annot.write("harbour.txt", HARBOUR)
    article = annot("add", "harbour.txt", "--json").json[0]["id"]
    lines = []
    for name, (fields, evidence, _) in CASES.items():
        quote = fields.get("quote", "May 20")
        start = HARBOUR.index(quote)
        claim = {"claim_id": "c" + name, "article_id": article, "start": start, "end": start + len(quote)}
        lines.append(json.dumps(claim | {"quote": quote} | fields | {"evidence": evidence}))
    annot.write("claims.jsonl", "\n".join(lines))
    annot("import", "jsonl", "claims.jsonl")
    made = annot.many(
        ["looked", "csearched", "the archive"],
        ["comment", "casked", "Sure?", "--kind", "question"],
        ["comment", "cput_off", "Ask again.", "--kind", "later"],
        ["comment", "cnoted", "Fine.", "--kind", "note"],
        ["comment", "canswered", "Sure?", "--kind", "question"],
        ["comment", "harbour", "Who wrote this?", "--kind", "question"],
    )
    annot("answer", made[4].id, "Yes.")
    annot.points = annot("lint", "--json", code=1).json
    return annot


@pytest.mark.parametrize("name", CASES)
def test_a_rule_is_broken_by_what_it_says_and_by_nothing_else(points, name):
    assert [p["rule"] for p in points.points if p["claim"] == "c" + name] == CASES[name][2]


def test_an_open_question_about_the_article_has_no_claim(points):
    assert [(p["rule"], p["text"].endswith("Who wrote this?")) for p in points.points if p["claim"] is None] == [
        ("unanswered", True)
    ]
    assert {p["claim"] for p in points.points} <= {None, *("c" + name for name in CASES)}


def test_a_rule_that_the_codebook_switches_off_is_silent(points):
    book = points.many(["codebook", "show", "--json"])[0].json["toml"]
    assert book.count("no_evidence = true") == 1
    points.write("quiet.toml", book.replace("no_evidence = true", "no_evidence = false"))
    points("codebook", "use", "quiet.toml")
    rules = {p["rule"] for p in points("lint", "harbour", "--json", code=1).json}
    assert rules == {p["rule"] for p in points.points} - {"no_evidence"}
