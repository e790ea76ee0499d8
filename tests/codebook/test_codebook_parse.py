"""A desk's codebook.toml is read strictly, and what is wrong with it is said in the desk's own words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annot.codebook.parse import default, parse
from annot.codebook.rules import RULE_IDS
from annot.errors import InputError
from annot.model.codebook import Rating
from annot.model.ids import codebook_id
from annot.model.words import ATTRIBUTIONS
from annot.plain import SHOWN

SAMPLES = Path(__file__).parents[2] / "samples"
SMALL = """\
name = "small"
[[status]]
id = "right"
label = "right"
[[status]]
id = "wrong"
label = "wrong"
"""


def refusal(toml: str) -> str:
    with pytest.raises(InputError) as caught:
        parse(toml, "desk.toml")
    return str(caught.value)


def with_second(line: str) -> str:
    """The small codebook with a line added to its second status."""
    return SMALL + line + "\n"


def test_name_id_and_label_are_enough() -> None:
    book = parse(SMALL, "desk.toml")
    assert book.name == "small"
    assert book.toml == SMALL
    assert book.id == codebook_id(SMALL)
    assert [(s.id, s.code, s.glyph, s.ascii, s.colour) for s in book.statuses] == [
        ("right", "RIG", "1", "1", ""),
        ("wrong", "WRO", "2", "2", ""),
    ]
    for status in book.statuses:
        assert (status.definition, status.examples, status.rank) == ("", (), None)
        assert (status.claimreview, status.averitec, status.fever, status.exported) == (None, None, None, True)


def test_attributions_types_and_rules_are_the_usual_ones_where_a_desk_has_none() -> None:
    book = parse(SMALL, "desk.toml")
    assert book.attributions == default().attributions
    assert book.types == default().types
    assert book.lint == default().lint
    assert book.suggestions_in_blind_rounds is False


def test_a_desk_names_its_own_attributions_types_and_rules() -> None:
    book = parse(
        SMALL
        + '[[attribution]]\nid = "altered"\nlabel = "changed"\ndefinition = "d"\n[[attribution]]\nid = "no_record"\n'
        + '[[type]]\nid = "map"\n[[type]]\nid = "sum"\nlabel = "Σ"\naveritec = "Numerical Claim"\n'
        + "[lint]\nno_archive = false\ncoverage = true\nsuggestions_in_blind_rounds = true\n",
        "desk.toml",
    )
    assert [(a.id, a.label, a.definition) for a in book.attributions] == [
        ("altered", "changed", "d"),
        ("no_record", "no record", ""),
    ]
    assert [(t.id, t.label, t.averitec) for t in book.types] == [("map", "map", None), ("sum", "Σ", "Numerical Claim")]
    assert book.lint == default().lint - {"no_archive"} | {"coverage"}
    assert book.suggestions_in_blind_rounds is True


def test_every_key_of_a_status_is_kept() -> None:
    line = (
        'code = "W/G"\nglyph = "✗"\nascii = "x"\ncolour = "#d55E00"\ndefinition = "D"\nexamples = ["one", "two"]\n'
        'rank = 0\nclaimreview = { rating = 1, name = "False" }\naveritec = "Refuted"\nfever = "REFUTES"\n'
        "exported = false"
    )
    status = parse(with_second(line), "desk.toml").statuses[1]
    assert (status.code, status.glyph, status.ascii, status.colour) == ("W/G", "✗", "x", "#d55E00")
    assert (status.definition, status.examples, status.rank) == ("D", ("one", "two"), 0)
    assert status.claimreview == Rating(name="False", value=1)
    assert (status.averitec, status.fever, status.exported) == ("Refuted", "REFUTES", False)


def test_a_rating_may_lack_its_number_or_its_name() -> None:
    assert parse(with_second('claimreview = { name = "No" }'), "f").statuses[1].claimreview == Rating("No", None)
    assert parse(with_second("claimreview = { rating = 2 }"), "f").statuses[1].claimreview == Rating("wrong", 2)
    assert parse(with_second("claimreview = {}"), "f").statuses[1].claimreview == Rating("wrong", None)


def test_codes_that_nobody_wrote_are_made_unique() -> None:
    ids = ["proven", "project", "pro_forma", "todo", "tdo", "a", "a_", "mine"]
    toml = 'name = "n"\n' + "".join(f'[[status]]\nid = "{i}"\nlabel = "{i}"\n' for i in ids)
    codes = [s.code for s in parse(toml + 'code = "PRO"\n', "f").statuses]
    assert codes == ["PR2", "PR3", "PR4", "TOD", "TD2", "A2", "A3", "PRO"]


def test_labels_are_kept_as_they_are_written() -> None:
    book = parse(SMALL.replace('"right"\n[', '" e\\u0301\\u202E\\u001B[1m\\n "\n['), "desk.toml")
    assert book.statuses[0].label == " e\u0301\u202e\x1b[1m\n "


def test_a_lone_surrogate_is_replaced_before_anything_is_hashed() -> None:
    book = parse(SMALL.replace('label = "right"', 'label = "\ud800"'), "desk.toml")
    assert set(book.statuses[0].label) == {"\ufffd"}
    assert book.id == codebook_id(book.toml)


def test_a_byte_order_mark_and_crlf_are_no_fault() -> None:
    book = parse("\ufeff" + SMALL.replace("\n", "\r\n"), "desk.toml")
    assert book.statuses == parse(SMALL, "desk.toml").statuses


def test_renaming_a_label_keeps_the_ids() -> None:
    old = default()
    new = parse(old.toml.replace('label = "mostly right"', 'label = "fast ganz richtig"'), "desk.toml")
    assert new.status("mostly").label == "fast ganz richtig"
    assert new.status_ids == old.status_ids
    assert new.id != old.id
    assert parse(new.toml, "again.toml") == new


def test_the_sample_codebook_parses() -> None:
    book = parse((SAMPLES / "codebook.toml").read_text(encoding="utf-8"), "codebook.toml")
    assert [s.id for s in book.statuses] == ["true", "half", "false", "open", "opinion"]
    assert [a.id for a in book.attributions] == list(ATTRIBUTIONS)
    assert "no_archive" not in book.lint
    assert "core_one_source" in book.lint


NINE_AND_ONE = 'name = "n"\n' + "".join(f'[[status]]\nid = "s{i}"\nlabel = "l"\ncode = "C{i}"\n' for i in range(10))

# (what is written, what the message names, how it goes on)
WRONG = {
    "no name": ('[[status]]\nid = "a"\nlabel = "a"', "name", "is missing"),
    "empty name": (SMALL.replace('"small"', '" "'), "name", "is empty"),
    "name not text": (SMALL.replace('"small"', "7"), "name", "must be text, not a whole number"),
    "misspelt top key": (SMALL + "[lnt]", "lnt", "did you mean `lint`?"),
    "unlike any top key": ("xyz = 1\n" + SMALL, "xyz", "there are name, status, attribution, type, lint."),
    "no status": ('name = "n"', "status", "is missing"),
    "empty list of statuses": ('name = "n"\nstatus = []', "status", "is missing"),
    "single brackets": ('name = "n"\n[status]\nid = "a"', "status", "must be written [[status]]"),
    "status a list of texts": ('name = "n"\nstatus = ["a"]', "status", "must be written [[status]]"),
    "ten statuses": (NINE_AND_ONE, "status", "is there 10 times; at most 9"),
    "misspelt key": (with_second('defnition = "d"'), "status[2].defnition", "did you mean `definition`?"),
    "American key": (with_second('color = "#000000"'), "status[2].color", "did you mean `colour`?"),
    "misspelt id key": (SMALL.replace('id = "w', 'Id = "w'), "status[2].Id", "did you mean `id`?"),
    "no id": (SMALL.replace('id = "wrong"\n', ""), "status[2].id", "is missing"),
    "id with a hyphen": (SMALL.replace('id = "wrong"', 'id = "wr-ong"'), "status[2].id", 'got "wr-ong"'),
    "id with a capital": (SMALL.replace('id = "wrong"', 'id = "Wrong"'), "status[2].id", "small letters"),
    "id with a digit first": (SMALL.replace('id = "wrong"', 'id = "1x"'), "status[2].id", "small letters"),
    "id with a newline": (SMALL.replace('id = "wrong"', 'id = "wrong\\n"'), "status[2].id", "small letters"),
    "id not ASCII": (SMALL.replace('id = "wrong"', 'id = "faßlich"'), "status[2].id", "small letters"),
    "empty id": (SMALL.replace('id = "wrong"', 'id = ""'), "status[2].id", "is empty"),
    "same id twice": (SMALL.replace('id = "wrong"', 'id = "right"'), "status[2].id", "which `status[1]` has already"),
    "unchecked": (SMALL.replace('id = "wrong"', 'id = "unchecked"'), "status[2].id", "always there"),
    "no_claim": (SMALL.replace('id = "wrong"', 'id = "no_claim"'), "status[2].id", "what a decision says"),
    "no label": (SMALL.replace('label = "wrong"\n', ""), "status[2].label", "is missing"),
    "empty label": (SMALL.replace('label = "wrong"', 'label = ""'), "status[2].label", "is empty"),
    "blank label": (SMALL.replace('label = "wrong"', 'label = " \\t"'), "status[2].label", "is empty"),
    "label a date": (SMALL.replace('label = "wrong"', "label = 2026-01-01"), "status[2].label", "not a date or time"),
    "definition a number": (
        with_second("definition = 1.5"),
        "status[2].definition",
        "must be text, not a decimal number",
    ),
    "colour by name": (
        with_second('colour = "green"'),
        "status[2].colour",
        'must be written #RRGGBB, like #009E73 (got "green")',
    ),
    "colour of three": (with_second('colour = "#FFF"'), "status[2].colour", "#RRGGBB"),
    "colour with a newline": (with_second('colour = "#FFFFFF\\n"'), "status[2].colour", "#RRGGBB"),
    "glyph of two": (with_second('glyph = "ab"'), "status[2].glyph", "exactly one printable character"),
    "glyph of a family": (with_second('glyph = "👨‍👩‍👧"'), "status[2].glyph", "exactly one printable character"),
    "glyph empty": (with_second('glyph = ""'), "status[2].glyph", "is empty"),
    "glyph a no-break space": (with_second('glyph = "\\u00A0"'), "status[2].glyph", "is empty"),
    "glyph a control": (with_second('glyph = "\\u001B"'), "status[2].glyph", "exactly one printable character"),
    "glyph a bidi mark": (with_second('glyph = "\\u202E"'), "status[2].glyph", "exactly one printable character"),
    "glyph a combining mark": (with_second('glyph = "\\u0301"'), "status[2].glyph", "exactly one printable character"),
    "glyph for private use": (with_second('glyph = "\\uE000"'), "status[2].glyph", "exactly one printable character"),
    "glyph a joiner": (with_second('glyph = "\\u200D"'), "status[2].glyph", "exactly one printable character"),
    "glyph of unchecked": (with_second('glyph = "·"'), "status[2].glyph", "which `unchecked` has already"),
    "glyph twice": (with_second('glyph = "1"'), "status[2].glyph", 'is "1", which `status[1]` has already'),
    "ascii not ASCII": (with_second('ascii = "✗"'), "status[2].ascii", "exactly one ASCII character"),
    "ascii of two": (with_second('ascii = "xx"'), "status[2].ascii", "exactly one ASCII character"),
    "ascii of unchecked": (with_second('ascii = "."'), "status[2].ascii", "which `unchecked` has already"),
    "ascii twice": (with_second('ascii = "1"'), "status[2].ascii", "which `status[1]` has already"),
    "code of one": (with_second('code = "W"'), "status[2].code", "2 to 4 printable characters"),
    "code of five": (with_second('code = "WRONG"'), "status[2].code", "2 to 4 printable characters"),
    "code with a space": (with_second('code = "W G"'), "status[2].code", "2 to 4 printable characters"),
    "code of unchecked": (with_second('code = "TDO"'), "status[2].code", "which `unchecked` has already"),
    "code twice but for case": (
        SMALL.replace('"right"\n[', '"right"\ncode = "Wro"\n[') + 'code = "WRO"',
        "status[2].code",
        "which `status[1]` has already",
    ),
    "examples not a list": (with_second('examples = "e"'), "status[2].examples", "must be a list, not text"),
    "example not text": (with_second('examples = ["e", 1]'), "status[2].examples", "must be a list of texts"),
    "rank a text": (with_second('rank = "1"'), "status[2].rank", "must be a whole number, not text"),
    "rank a float": (with_second("rank = 1.0"), "status[2].rank", "must be a whole number, not a decimal number"),
    "rank a truth": (with_second("rank = true"), "status[2].rank", "must be a whole number, not true or false"),
    "rank below": (with_second("rank = -1"), "status[2].rank", "from 0 to 99"),
    "rank beyond every int": (with_second("rank = 0x" + "f" * 9000), "status[2].rank", "from 0 to 99"),
    "rank twice": (
        SMALL.replace('"right"\n[', '"right"\nrank = 1\n[') + "rank = 1",
        "status[2].rank",
        "which `status[1]` has already",
    ),
    "exported a text": (with_second('exported = "no"'), "status[2].exported", "must be true or false, not text"),
    "claimreview a text": (with_second('claimreview = "True"'), "status[2].claimreview", "must be a table, not text"),
    "claimreview misspelt": (
        with_second("claimreview = { ratng = 1 }"),
        "status[2].claimreview.ratng",
        "did you mean `rating`?",
    ),
    "rating of 0": (with_second("claimreview = { rating = 0 }"), "status[2].claimreview.rating", "from 1 to 5"),
    "rating of 6": (with_second("claimreview = { rating = 6 }"), "status[2].claimreview.rating", "from 1 to 5"),
    "rating a truth": (with_second("claimreview = { rating = true }"), "status[2].claimreview.rating", "whole number"),
    "rating's name empty": (with_second('claimreview = { name = "" }'), "status[2].claimreview.name", "is empty"),
    "averitec": (with_second('averitec = "Suported"'), "status[2].averitec", "did you mean `Supported`?"),
    "fever": (with_second('fever = "Supports"'), "status[2].fever", "did you mean `SUPPORTS`?"),
    "attribution unknown": (
        SMALL + '[[attribution]]\nid = "verbatum"',
        "attribution[1].id",
        "did you mean `verbatim`?",
    ),
    "attribution unlike any": (SMALL + '[[attribution]]\nid = "zzz"', "attribution[1].id", "there are verbatim, "),
    "attribution without id": (SMALL + '[[attribution]]\nlabel = "x"', "attribution[1].id", "is missing"),
    "attribution misspelt": (SMALL + '[[attribution]]\nlable = "x"', "attribution[1].lable", "did you mean `label`?"),
    "attribution's label empty": (
        SMALL + '[[attribution]]\nid = "altered"\nlabel = ""',
        "attribution[1].label",
        "is empty",
    ),
    "attribution twice": (
        SMALL + '[[attribution]]\nid = "altered"\n[[attribution]]\nid = "altered"',
        "attribution[2].id",
        "which `attribution[1]` has already",
    ),
    "attribution in single brackets": (SMALL + "[attribution]", "attribution", "[[attribution]]"),
    "type misspelt": (SMALL + '[[type]]\nid = "x"\nlabl = "x"', "type[1].labl", "did you mean `label`?"),
    "type's id": (SMALL + '[[type]]\nid = "a;b"', "type[1].id", "small letters"),
    "type's label empty": (SMALL + '[[type]]\nid = "x"\nlabel = " "', "type[1].label", "is empty"),
    "type twice": (SMALL + '[[type]]\nid = "x"\n[[type]]\nid = "x"', "type[2].id", "which `type[1]` has already"),
    "type's averitec": (
        SMALL + '[[type]]\nid = "x"\naveritec = "Numeric Claim"',
        "type[1].averitec",
        "did you mean `Numerical Claim`?",
    ),
    "rule misspelt": (SMALL + "[lint]\nno_evidnce = true", "lint.no_evidnce", "did you mean `no_evidence`?"),
    "rule unlike any": (SMALL + "[lint]\nzzz = true", "lint.zzz", "there are no_evidence, "),
    "rule a number": (SMALL + "[lint]\nno_evidence = 1", "lint.no_evidence", "must be true or false"),
    "suggestions a text": (
        SMALL + '[lint]\nsuggestions_in_blind_rounds = "no"',
        "lint.suggestions_in_blind_rounds",
        "must be true or false",
    ),
    "lint a list": (SMALL + "[[lint]]", "lint", "must be a table, not a list"),
}


@pytest.mark.parametrize(("toml", "key", "why"), WRONG.values(), ids=WRONG)
def test_a_refusal_names_file_key_and_reason(toml: str, key: str, why: str) -> None:
    message = refusal(toml)
    assert message.startswith(f"desk.toml: `{key}` ")
    assert why in message
    assert message[-1] in ".?"


@pytest.mark.parametrize(
    ("toml", "line"),
    [
        (SMALL + "rank =\n" + "\n\n", "line 8, column 7"),
        (SMALL.replace('label = "right"', 'label = "right'), "line 4, column 15"),
        (SMALL.replace('id = "wrong"', 'id = "wrong"\nid = "again"'), "line 7"),
        ('name = "n"\nname = """', "line 2"),
        (SMALL + "rank = " + "9" * 5000, "line 8"),
        ("# first\x00", "line 1"),
    ],
)
def test_what_is_not_toml_is_named_with_its_line(toml: str, line: str) -> None:
    assert f"desk.toml is not TOML at {line}" in refusal(toml)


def test_no_glyph_is_one_that_show_replaces() -> None:
    for code in range(0x110000):
        if SHOWN[code] != chr(code) and not 0xD800 <= code <= 0xDFFF:
            assert "glyph" in refusal(with_second(f'glyph = "\\U{code:08X}"'))


def test_what_would_take_an_hour_to_read_is_refused_at_once() -> None:
    assert "line 2 has more than 200 dots" in refusal('name = "n"\n' + "a." * 40_000 + "b = 1")
    assert "at most 100,000" in refusal("# " + "x" * 100_000)
    assert "too deep" in refusal("a = " + "[" * 50_000)
    assert parse(SMALL + "# " + "." * 300, "desk.toml").name == "small"


def test_a_stranger_s_words_are_quoted_short_and_safe() -> None:
    message = refusal(with_second('"\\u001B[31m' + "x" * 5000 + '" = 1'))
    assert "\x1b" not in message
    assert len(message) < 300


@given(st.text())
def test_arbitrary_text_is_refused_and_nothing_worse(toml: str) -> None:
    with pytest.raises(InputError):
        parse(toml, "desk.toml")


PIECES = st.sampled_from(
    [
        *("name", "status", "id", "label", "lint", "type", "rank", "claimreview", "glyph", "ascii", "code", *RULE_IDS),
        *("[", "]", "[[", "]]", "{", "}", "=", ".", ",", "\n", " ", '"', "'", '"""', '"a"', '"b"', "1", "1.5", "true"),
        *("#", "\\", "\\u00", "2026-01-01", "\ud800", "\x00", "\r", "é"),
        *('[[status]]\nid="a"\nlabel="b"\n', 'name="n"\n'),
    ]
)


@given(st.lists(PIECES).map("".join))
def test_scraps_of_a_codebook_are_a_codebook_or_refused(toml: str) -> None:
    try:
        book = parse(toml, "desk.toml")
    except InputError:
        return
    assert parse(book.toml, "desk.toml") == book


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


@given(st.data())
def test_a_value_of_any_kind_in_any_place_is_taken_or_refused(data: st.DataObject) -> None:
    key = data.draw(
        st.sampled_from(["code", "glyph", "ascii", "colour", "definition", "examples", "rank", "claimreview"])
    )
    written = json.dumps(data.draw(VALUES), default=str)  # near enough to TOML to reach the checks
    try:
        book = parse(with_second(f"{key} = {written}"), "desk.toml")
    except InputError:
        return
    status = book.statuses[1]
    assert len(status.glyph) == len(status.ascii) == 1
    assert 2 <= len(status.code) <= 4
