"""`annot agree`: what outside programs rely on, and a page for an editor."""

from __future__ import annotations

import shutil

import pytest
from cli_contract import HARBOUR

KEYS = ["name", "field", "pair", "value", "low", "high", "n", "undefined"]
NAMES = {
    "percent",
    "alpha_unitizing",
    "f1_exact",
    "f1_overlap",
    "alpha_nominal",
    "alpha_ordinal",
    "cohen_kappa",
    "fleiss_kappa",
    "ac1",
}
OTHER = HARBOUR + "\nA second article, with another ending.\n"


@pytest.fixture(scope="module")
def made(annot_in, tmp_path_factory):
    """Two articles with equal claims: Anna and Ben agree on the chain, differ on the boats; Anna alone has the days."""
    annot = annot_in(tmp_path_factory.mktemp("made") / "desk")
    annot("add", annot.write("harbour.txt", HARBOUR), annot.write("other.txt", OTHER))
    for article in ("harbour", "other"):
        for who, words, status in (
            ("Anna", "46 boats stayed inside", "supported"),
            ("Ben", "46 boats", "mostly"),
            ("Anna", "The chain went up on May 20", "supported"),
            ("Ben", "The chain went up on May 20", "supported"),
            ("Anna", "Nineteen days", "refuted"),
        ):
            annot("tag", article, "--quote", words, "--occurrence", 1, "--status", status, who=who)
    return annot.db


@pytest.fixture
def desk(annot, made):
    shutil.copy(made, annot.db)
    return annot


def measured(answer, name, field, pair=None):
    (found,) = (m for m in answer["measures"] if (m["name"], m["field"], m["pair"]) == (name, field, pair))
    return found


def test_measures_are_rows_of_the_contract(desk):
    answer = desk("agree", "--json", who="Dana").json
    assert (answer["n"], answer["excluded"]) == (4, 2)
    assert all(list(m) == KEYS for m in answer["measures"])
    assert {m["name"] for m in answer["measures"]} == NAMES
    assert {m["field"] for m in answer["measures"]} == {"span", "status", "attribution"}
    assert {tuple(m["pair"] or ()) for m in answer["measures"]} == {(), ("Anna", "Ben")}
    share = measured(answer, "percent", "status", ["Anna", "Ben"])
    assert (share["value"], share["low"], share["high"], share["n"], share["undefined"]) == (0.5, 0.5, 0.5, 4, None)
    said_so = measured(answer, "alpha_nominal", "attribution")
    assert (said_so["value"], said_so["n"], said_so["undefined"]) == (None, 0, "nothing to compare")


def test_of_three_reviewers_each_two_have_their_intervals(desk):
    for article in ("harbour", "other"):
        desk("tag", article, "--quote", "46 boats", "--occurrence", 1, "--status", "mostly", who="Chiara")
    answer = desk("agree", "--json", who="Dana").json
    for pair in (None, ["Anna", "Ben"], ["Anna", "Chiara"], ["Ben", "Chiara"]):
        share = measured(answer, "percent", "status", pair)
        assert (share["low"], share["high"]) == pytest.approx((share["value"], share["value"]), abs=1e-6)
    assert desk("agree", who="Dana").stdout.count("[") > 4 * 5


def test_one_article_has_no_intervals(desk):
    answer = desk("agree", "harbour", "--json", who="Dana").json
    assert (answer["n"], answer["excluded"]) == (2, 1)
    assert all(m["low"] is None and m["high"] is None for m in answer["measures"])


def test_agreement_changes_when_somebody_is_done_with_what_they_left_out(desk):
    before = desk("agree", "harbour", "--json", who="Dana").json
    desk("done", "harbour", "--all", who="Ben")
    after = desk("agree", "harbour", "--json", who="Dana").json
    assert (after["n"], after["excluded"]) == (3, 0)
    for name, field in (("percent", "status"), ("f1_exact", "span")):
        assert measured(after, name, field)["value"] < measured(before, name, field)["value"]


def test_nothing_to_compare_exits_1_and_says_why(annot):
    annot("add", annot.write("harbour.txt", HARBOUR))
    assert annot("agree", "--json", code=1).json["measures"][0]["undefined"] == "nothing to compare"
    annot("tag", "harbour", "--quote", "46 boats", "--occurrence", 1, "--status", "supported", who="Anna")
    assert "one reviewer" in annot("agree", code=1).stdout
    annot("tag", "harbour", "--quote", "Nineteen days", "--occurrence", 1, "--status", "supported", who="Ben")
    answer = annot("agree", "--json", code=1).json
    assert (answer["n"], answer["excluded"]) == (0, 2)


def test_the_page_says_what_was_compared_how_sure_it_is_and_who_said_what(desk):
    page = desk("agree", who="Dana").stdout
    assert page.startswith("2 articles: 2 reviewers, 4 passages compared, 2 left out.\n")
    lines = [" ".join(line.split()) for line in page.splitlines()]
    share = "share that agrees 0.50 [0.50, 0.50] n 4 of the pairs of answers to a passage, on average; "
    assert any(line.startswith(share) for line in lines)
    assert "no numbers nothing to compare n 0" in lines
    assert "Anna said (rows), Ben said (columns):" in lines
    assert "supported 2 2" in lines


WORDS = [f"Ship {n} left" for n in range(9)]


@pytest.fixture
def fleet(annot):
    """Anna and Ben are right, Chiara every second time; Anna has not seen the last ship."""
    annot("add", annot.write("fleet.txt", ". ".join(WORDS) + "."))
    for n, words in enumerate(WORDS):
        truth, other = ("supported", "refuted") if n % 3 else ("refuted", "supported")
        for who, status in (("Anna", truth), ("Ben", truth), ("Chiara", other if n % 2 == 0 else truth)):
            if (who, n) != ("Anna", 8):
                annot("tag", "fleet", "--quote", words, "--status", status, who=who)
    return annot


def test_who_is_how_reliable_is_said_when_it_is_asked_for(fleet):
    assert "reliability" not in fleet("agree", "--json", who="Dana").json
    found = fleet("agree", "--reliability", "--json", who="Dana").json["reliability"]
    assert (found["n"], found["undefined"]) == (9, None)
    assert {of["name"]: (of["n"], round(of["right"], 2)) for of in found["reviewers"]} == {
        "Anna": (8, 1.0),
        "Ben": (9, 1.0),
        "Chiara": (9, 0.44),
    }
    assert [p["votes"] for p in found["passages"]][-1] == {"Ben": "supported", "Chiara": "refuted"}
    assert found["passages"][-1]["likely"]["supported"] > 0.9
    page = [" ".join(line.split()) for line in fleet("agree", "--reliability", who="Dana").stdout.splitlines()]
    assert any(line.startswith("Chiara 0.44 n 9 ") for line in page)
    (told,) = (line for line in page if "Ship 8 left" in line)
    assert told.endswith("supported 1.00 Ben: supported, Chiara: refuted")
    assert (
        fleet("decide", told.split()[0], "--status", "supported", who="Dana").code == 0
    )  # its id is that of the group


def test_what_cannot_be_estimated_has_its_reason(desk, fleet):
    assert "it takes three reviewers" in desk("agree", "harbour", "--reliability", who="Dana").stdout
    for who in ("Anna", "Ben", "Chiara"):
        desk("tag", "harbour", "--quote", "Nineteen days", "--occurrence", 1, "--status", "disputed", who=who)
    found = desk("agree", "--reliability", "--json", who="Dana").json["reliability"]
    assert (found["reviewers"], found["passages"]) == ([], [])
    assert "are fewer than the" in found["undefined"]


def test_looking_before_one_has_finished_is_said_in_one_line_and_logged(desk):
    first, second = desk("agree", "harbour", who="Anna"), desk("agree", "harbour", who="Anna")
    assert first.stderr.splitlines() == [
        "This shows others' work on 1 article that you have not finished; it is logged."
    ]
    assert second.stderr == ""
    assert [row["kind"] for row in desk("log", "--json", "--limit", 1, who="Anna").json] == ["reveal"]
