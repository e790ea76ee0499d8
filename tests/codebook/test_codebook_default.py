"""The default codebook is the table of practice.md, section 3."""

from __future__ import annotations

import pytest

from annot.codebook.parse import BLIND, default
from annot.codebook.rules import RULE_IDS, RULES
from annot.model.codebook import NOT_YET
from annot.model.ids import codebook_id
from annot.model.words import ATTRIBUTIONS

CHERRY = "Conflicting Evidence/Cherrypicking"
TABLE = [
    # id, glyph, ascii, code, colour, rank, rating, its name, averitec, fever, exported
    ("supported", "✓", "+", "SUP", "#009E73", 4, 5, "True", "Supported", "SUPPORTS", True),
    ("mostly", "≈", "~", "MST", "#56B4E9", 3, 4, "Mostly true", "Supported", "SUPPORTS", True),
    ("misleading", "!", "!", "MIS", "#E69F00", 2, 3, "Missing context", CHERRY, "NOT ENOUGH INFO", True),
    ("refuted", "✗", "x", "REF", "#D55E00", 1, 1, "False", "Refuted", "REFUTES", True),
    ("disputed", "⇄", "%", "DIS", "#CC79A7", None, None, "Disputed", CHERRY, "NOT ENOUGH INFO", True),
    ("unproven", "?", "?", "UNP", "#F0E442", None, None, "Unproven", "Not Enough Evidence", "NOT ENOUGH INFO", True),
    ("not_checkable", "–", "-", "N/C", "#999999", None, None, None, None, None, False),
]
TYPES = {
    "quote": "Quote Verification",
    "paraphrase": "Position Statement",
    "number": "Numerical Claim",
    "event": "Event/Property Claim",
    "date_place_name": "Event/Property Claim",
    "causal": "Causal Claim",
    "law_rule": "Event/Property Claim",
    "prediction": None,
    "opinion": None,
    "experience": None,
    "media": None,
}


@pytest.mark.parametrize("row", TABLE, ids=[row[0] for row in TABLE])
def test_each_status_is_its_row_of_the_table(row: tuple[object, ...]) -> None:
    s = default().status(str(row[0]))
    rating, name = (s.claimreview.value, s.claimreview.name) if s.claimreview else (None, None)
    assert row == (
        *(s.id, s.glyph, s.ascii, s.code, s.colour, s.rank),
        *(rating, name, s.averitec, s.fever, s.exported),
    )


def test_the_digits_are_the_order_of_the_table() -> None:
    book = default()
    assert [book.by_key(n + 1) for n in range(7)] == [book.status(str(row[0])) for row in TABLE]
    assert book.by_key(0) is NOT_YET
    assert book.by_key(8) is None


def test_everything_has_a_definition_that_is_a_sentence() -> None:
    book = default()
    for entry in (*book.statuses, *book.attributions):
        assert entry.definition.endswith("."), entry.id
    assert all(1 <= len(s.examples) <= 2 for s in book.statuses)


def test_the_definitions_say_what_practice_says() -> None:
    book = default()
    assert book.status("supported").definition.startswith("Best available evidence confirms every material element")
    assert book.status("mostly").definition == "Core right; a detail, figure or wording needs fixing."
    assert "omits or distorts context" in book.status("misleading").definition
    assert book.status("refuted").definition == "Best available evidence contradicts a material element."
    assert "comparable weight" in book.status("disputed").definition
    assert "insufficient either way" in book.status("unproven").definition
    assert "no public evidence could settle it" in book.status("not_checkable").definition


def test_all_six_attributions_are_there_in_the_order_of_their_keys() -> None:
    assert tuple(a.id for a in default().attributions) == ATTRIBUTIONS


def test_all_types_are_there_with_averitec_s_names() -> None:
    assert {t.id: t.averitec for t in default().types} == TYPES
    assert [t.id for t in default().types] == list(TYPES)


def test_every_rule_is_on_but_coverage() -> None:
    assert default().lint == set(RULE_IDS) - {"coverage"}
    assert default().suggestions_in_blind_rounds is False


def test_the_file_names_every_rule_so_that_a_copy_shows_them_all() -> None:
    for rule in (*RULE_IDS, BLIND):
        assert f"\n{rule} = " in default().toml


def test_the_rules_are_those_of_practice_each_with_a_sentence() -> None:
    assert list(RULE_IDS) == [
        *("no_evidence", "second_hand_only", "core_one_source", "no_archive", "one_stance", "quote_without_primary"),
        *("coverage", "unproven_without_search", "attribution_open", "unanswered"),
    ]
    for rule in RULES:
        assert rule.text[0].isupper()
        assert rule.text[-1] in ".?"


def test_it_is_parsed_once_and_named_by_its_text() -> None:
    assert default() is default()
    assert default().id == codebook_id(default().toml)
