"""Nothing of a stranger's reaches a terminal as a command: every command, both streams, every field."""

from __future__ import annotations

import csv
import json
import re

import pytest
from cli_contract import COMMANDS

PAYLOADS = [
    "\x1b]0;owned\x07",
    "\x1b[2J\x1b[31mred",
    "\x1b]8;;https://evil.example\x1b\\link\x1b]8;;\x1b\\",
    "\x9b31m\x9d0;x\x9c",
    "back\x08\x08\x08space and \x7fdel and bell\x07",
    "\u202etxt.exe\u202c \u2066iso\u2069 \u200f",
    "line\rover\x0b\x0c\x85\u2028end",
    "tags\U000e0041\U000e007f zero\u200bwidth",
]
PAYLOAD = " ".join(PAYLOADS)
# Every control but the line feed, C1, and what turns the direction of a line.
DANGEROUS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
TEXT = f"It said {PAYLOAD} and went on.\n\nAnother paragraph.\n"


@pytest.fixture(scope="module")
def desk(annot_in, tmp_path_factory):
    """A project whose every field is hostile; the log brings a name that no command would take."""
    annot = annot_in(tmp_path_factory.mktemp("hostile") / "desk")
    name = "evil\x1b[31m\u202e.txt"
    annot.write(name, TEXT)
    added = annot("add", name, "--title", PAYLOAD, "--url", "https://x.example/" + PAYLOAD, "--author", PAYLOAD,
                  "--json")  # fmt: skip
    annot.article = added.json[0]["id"]
    claim = annot("tag", annot.article, "--span", "0", "40", "--status", "mostly", "--speaker", PAYLOAD, "--rationale",
                  PAYLOAD, "--fix", PAYLOAD, "--normalized", PAYLOAD).id  # fmt: skip
    annot.claim = claim
    made = annot.many(
        ["cite", claim, "T " + PAYLOAD, "--locator", PAYLOAD, "--quote", PAYLOAD, "--json"],
        ["comment", claim, PAYLOAD, "--kind", "question", "--json"],
        ["looked", claim, PAYLOAD, "--query", PAYLOAD, "--found", PAYLOAD],
        ["done", annot.article, "--all"],
    )
    assert [m.code for m in made] == [0, 0, 0, 0]
    annot.source, annot.comment = made[0].json[0]["source_id"], made[1].json[0]["comment_id"]
    row = annot("export", "jsonl").stdout.split("\n")[0]  # splitlines() would also cut at NEL and LS
    other = json.loads(row) | {
        "claim_id": "cother",
        "reviewer": "Eve " + PAYLOAD,
        "reviewer_id": "reve",
        "evidence": [],
    }
    annot.write("eve.jsonl", json.dumps(other))
    annot("import", "jsonl", "eve.jsonl")
    annot.write("evil\x1b[31m\u202e.toml", f'name = "{PAYLOAD[:4]}"\n[[status]]\nid = "mostly"\n')
    return annot


def test_every_command_shows_marks_and_never_the_character(desk):
    """Those that answer, those that refuse, and those that name what is not there."""
    a, c = desk.article, desk.claim
    commands = [
        ["articles"], ["show", a], ["claims", "--reveal"], ["sources"], ["questions"], ["progress"], ["lint"],
        ["reviewers"], ["check"], ["log", "--limit", "500"], ["codebook", "show"],
        *(["units", a, "--unit", unit] for unit in ("word", "clause", "sentence", "quotation")),
        ["tag", a, "--quote", "Another", "--status", "mostly"], ["edit", c, "--speaker", PAYLOAD],
        ["edit", "cother", "--status", "mostly"], ["withdraw", "cother"], ["cite", c, PAYLOAD],
        ["source", desk.source, "--author", PAYLOAD], ["comment", c, PAYLOAD], ["answer", desk.comment, PAYLOAD],
        ["looked", c, PAYLOAD], ["done", a, "1"], ["kind", a, "1", "body"], ["kind", a, "1", PAYLOAD],
        ["add", "evil\x1b[31m\u202e.txt"], ["add", PAYLOAD], ["import", "csv", PAYLOAD],
        ["import", "jsonl", "eve.jsonl"], ["import", "log", "eve.jsonl"], ["import", PAYLOAD, "x"], ["export", PAYLOAD],
        ["export", "csv", "-o", PAYLOAD],
        ["export", "csv", "-o", "no/" + PAYLOAD + ".csv"], ["codebook", "use", "evil\x1b[31m\u202e.toml"],
        ["codebook", "use", PAYLOAD], ["reviewers", "rename", PAYLOAD, "x"], ["reviewers", "rename", "Anna", PAYLOAD],
        ["reviewers", "same", "Anna", PAYLOAD], ["claims", "--by", PAYLOAD], ["claims", PAYLOAD], ["show", PAYLOAD],
        ["log", PAYLOAD], ["edit", PAYLOAD, "--status", "x"], ["tag", a, "--quote", PAYLOAD * 2, "--status", "mostly"],
        ["tag", a, "--quote", "Another", "--status", PAYLOAD], ["answer", PAYLOAD, "x"], ["source", PAYLOAD],
        ["--db", PAYLOAD, "articles"], [PAYLOAD], ["articles", PAYLOAD], ["articles", "--" + PAYLOAD],
        ["units", a, "--unit", PAYLOAD], ["done", a, PAYLOAD], ["tag", a, "--about", PAYLOAD, "--status", "x"],
        ["groups", a], ["groups", PAYLOAD], ["decide", c, "--status", "mostly", "--reason", PAYLOAD],
        ["decide", PAYLOAD, "--no-claim"], ["decide", c, "--status", PAYLOAD], ["groups"], ["adjudicate"],
        ["decide", "--policy", "priority", "--first", PAYLOAD], ["decide", "--policy", PAYLOAD],
        ["agree"], ["agree", a], ["agree", PAYLOAD], ["handout", a, "--to", PAYLOAD, "-o", "h"],
        ["handout", PAYLOAD, "--to", "x"], ["handout", a, "--to", "x", "-o", "h\x1b[31m\u202e"],
        ["handin", "-o", "in.annot.db"], ["handin", "-o", "in\x1b[31m\u202e.db"], ["handin", "-o", PAYLOAD],
        ["--db", "new.db", "merge", "in.annot.db", "in\x1b[31m\u202e.db", "eve.jsonl", PAYLOAD],
        ["merge", "in.annot.db"],
        ["--db", "new.db", "undo", "--merge"], ["two-edits"], ["resolve", c, PAYLOAD, "--take", "1"],
        ["resolve", PAYLOAD, "status", "--take", "9"], ["backup"], ["backup", "-o", PAYLOAD], ["backups"],
        ["restore", PAYLOAD, "-o", "n.db"], ["restore", "in.annot.db", "-o", PAYLOAD],
        ["recover", PAYLOAD, "-o", "n2.db"], ["recover", "in.annot.db", "-o", "re\x1b[31m\u202e.db"],
        ["recover", "in.annot.db", "-o", PAYLOAD], ["recover", "eve.jsonl", "-o", "n3.db"],
        ["undo"], ["redo"], ["review", PAYLOAD], ["demo", PAYLOAD],
    ]  # fmt: skip
    assert {c[0] for c in commands} >= set(COMMANDS)
    for args, answer in zip(commands, desk.many(*commands), strict=True):
        assert answer.code in (0, 1, 2, 3), (args, answer.stderr)
        for stream in (answer.stdout, answer.stderr):
            found = DANGEROUS.findall(stream)
            assert not found, (args, found[:5])
    shown = desk("show", desk.article).out.decode()  # and as a process
    assert "␛]0;owned␇" in shown
    assert not DANGEROUS.findall(shown)


def test_a_title_from_elsewhere_stays_on_one_line(desk, annot):
    """A line feed inside it cannot begin a line of its own, as if it were the next article."""
    desk("export", "csv", "-o", annot.folder / "out")
    path = annot.folder / "out" / "articles.csv"
    with path.open(newline="", encoding="utf-8") as file:
        header, row = csv.reader(file)
    row[header.index("title")] = "One\nTwo"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header, row])
    annot("import", "csv", "out", code=0)
    assert annot("articles", "--json").json[0]["title"] == "One\nTwo"
    for answer in annot.many(["articles"], ["progress"], ["show", "One"], ["show", "nowhere"], ["done", "One"]):
        assert not [line for line in (answer.stdout + answer.stderr).splitlines() if line.startswith("Two")]


def test_json_escapes_what_a_terminal_would_obey_and_loses_nothing(desk):
    commands = [
        ["articles"], ["show", desk.article], ["claims", "--reveal"], ["sources"], ["questions"], ["progress"],
        ["lint"], ["reviewers"], ["log"], ["units", desk.article],
    ]  # fmt: skip
    for args, answer in zip(commands, desk.many(*([*c, "--json"] for c in commands)), strict=True):
        assert not DANGEROUS.findall(answer.stdout), args
        json.loads(answer.stdout)
    raw = desk("show", desk.article, "--json").out
    assert json.loads(raw)["text"] == TEXT.replace("\r", "\n")
    for escape in (rb"\u001b", rb"\u009b", rb"\u007f", rb"\u202e", rb"\u2066"):
        assert escape in raw, escape
    assert "�".encode() not in raw


def test_exports_carry_the_text_as_it_is(desk):
    row = next(
        r for r in map(json.loads, desk("export", "jsonl").stdout.split("\n")[:-1]) if r["claim_id"] == desk.claim
    )
    assert row["rationale"] == PAYLOAD.strip()
    assert desk("export", "csv").out.decode().count(PAYLOAD) > 2


@pytest.mark.parametrize("coding", [{}, {"PYTHONIOENCODING": "ascii"}, {"LC_ALL": "en_US.ISO-8859-1"}], ids=str)
def test_a_locale_that_cannot_say_it_gets_marks_and_no_error(desk, coding):
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"} | coding
    for args, code in (
        (("show", desk.article), 0),
        (("codebook", "show"), 0),
        (("show", "zoë ✓"), 2),
    ):
        answer = desk(*args, code=code, env=plain)
        assert answer.out.isascii() or "ISO" in plain["LC_ALL"]
        assert not DANGEROUS.findall(answer.out.decode("latin-1").replace("\x85", ""))
    # JSON is UTF-8 whatever the locale, and so are exports.
    assert "✓" in desk("codebook", "show", "--json", env=plain).stdout
    assert "\u202e" in desk("export", "jsonl", env=plain).stdout


def test_words_given_in_a_locale_that_cannot_say_them_are_not_lost(desk):
    plain = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    claim = desk("tag", desk.article, "--quote", "paragraph", "--status", "mostly", "--speaker", "Łódź ✓", "--json",
                 env=plain).json  # fmt: skip
    assert claim["speaker"] == "Łódź ✓"
    desk.write("café.txt", "The café.\n")
    assert desk("add", "café.txt", "--json", env=plain).json[0]["added"] is True
    desk("export", "csv", "-o", "naïve.csv", env=plain)
    assert (desk.folder / "naïve.csv").exists()
