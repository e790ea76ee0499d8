"""Files that leave: CSV to the byte, whole or not at all, and what is confidential."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
from pathlib import Path

import pytest
from cli_contract import CLAIMS, EVIDENCE, RIVER

FORMULAS = ["=1+1", "+1", "-1", "@SUM", "\tx", "\rx", "'=1", "''=x", "'plain", "＝x", "＋", "－", "＠", '"quoted"',
            "two\nlines", "a,b;c", "-", "'", ""]  # fmt: skip


@pytest.fixture(scope="module")
def desk(annot_in, tmp_path_factory):
    annot = annot_in(tmp_path_factory.mktemp("files") / "desk")
    annot.write("river.txt", RIVER)
    article = annot("add", "river.txt", "--json").json[0]["id"]
    lines = [
        {"claim_id": f"c{n:02}", "article_id": article, "start": 4, "end": 9, "quote": "river", "status": "mostly",
         "rationale": text, "speaker": text}
        for n, text in enumerate(FORMULAS)
    ]  # fmt: skip
    lines[0]["evidence"] = [
        {"title": "A voice", "confidentiality": "protected", "tier": "primary"},
        {"title": "A paper", "tier": "primary"},
    ]
    annot.write("claims.jsonl", "".join(json.dumps(line) + "\n" for line in lines))
    annot("import", "jsonl", "claims.jsonl")
    return annot


def cells(data: bytes, delimiter: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode(), newline=""), delimiter=delimiter, strict=True))


def test_csv_is_rfc_4180_with_every_cell_quoted(desk):
    data = desk("export", "csv").out
    assert data.startswith(('"' + '","'.join(CLAIMS) + '"\r\n').encode())
    rows = cells(data)
    assert {len(r) for r in rows} == {len(CLAIMS)}
    # Written again with the strictest dialect it is the same bytes.
    again = io.StringIO(newline="")
    csv.writer(again, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(rows)
    assert again.getvalue().encode() == data
    keys = [(r[0], int(r[CLAIMS.index("start")]), r[CLAIMS.index("claim_id")]) for r in rows[1:]]
    assert keys == sorted(keys)


def test_no_cell_begins_like_a_formula_and_raw_leaves_them_as_they_are(desk):
    rows = cells(desk("export", "csv").out)
    column = CLAIMS.index("rationale")
    guarded = [r[column] for r in rows[1:]]
    assert guarded == ["'=1+1", "'+1", "'-1", "'@SUM", "'\tx", "'\rx", "''=1", "'''=x", "'plain", "'＝x", "'＋", "'－",
                       "'＠", '"quoted"', "two\nlines", "a,b;c", "'-", "'", ""]  # fmt: skip
    raw = cells(desk("export", "csv", "--raw").out)
    assert [r[column] for r in raw[1:]] == FORMULAS


def test_excel_gets_a_bom_its_separator_and_plain_times(desk):
    excel, plain, local, tabs, wrong = desk.many(
        ["export", "csv", "--excel", "--delimiter", ";"], ["export", "csv"], ["export", "csv", "--excel"],
        ["export", "csv", "--delimiter", "\t"], ["export", "csv", "--delimiter", "#"],
    )  # fmt: skip
    assert excel.out.startswith(b'\xef\xbb\xbf"article_id";')
    created = cells(excel.out[3:], ";")[1][CLAIMS.index("created_at")]
    assert len(created) == 19
    assert created[10] == " "
    assert "T" in cells(plain.out)[1][CLAIMS.index("created_at")]
    assert local.out.startswith(b'\xef\xbb\xbf"article_id","')  # this locale's separator
    assert tabs.out.startswith(b'"article_id"\t"')
    assert (wrong.code, "comma, a semicolon or a tab" in wrong.stderr) == (2, True)


def test_what_was_written_with_other_separators_is_read_back(desk, annot):
    ways = [["--delimiter", ";"], ["--delimiter", "\t"], ["--excel"], ["--raw"]]
    desk.many(*(["export", "csv", "-o", annot.folder / f"out{n}", *options] for n, options in enumerate(ways)))
    answers = annot.many(*(["import", "csv", f"out{n}", "--json", "--db", f"{n}.db"] for n in range(len(ways))))
    for options, answer in zip(ways, answers, strict=True):
        assert (answer.json["refused"], answer.json["added"]) == ([], 1 + len(FORMULAS) + 2), options


def test_a_file_appears_whole_and_an_old_one_is_replaced(desk):
    out = desk.folder / "whole"
    out.mkdir()
    target = out / "claims.csv"
    target.write_text("old")
    kept = os.stat(target).st_ino
    said = desk("export", "csv", "-o", "whole/claims.csv").stderr
    assert said.endswith(f"{len(FORMULAS)} rows in whole/claims.csv\n")
    assert os.stat(target).st_ino != kept  # another file was renamed over it
    assert [p.name for p in out.iterdir()] == ["claims.csv"]
    assert target.read_bytes() == desk("export", "csv").out


def test_a_link_at_the_target_is_replaced_and_not_followed(desk):
    precious = desk.write("precious.txt", "mine")
    link = desk.folder / "linked.csv"
    link.symlink_to(precious)
    desk("export", "csv", "-o", "linked.csv")
    assert precious.read_text() == "mine"
    assert not link.is_symlink()
    assert link.read_bytes() == desk("export", "csv").out


def test_an_export_that_fails_leaves_the_old_file_and_nothing_beside_it(desk, tmp_path):
    """The defect is planted behind the tenth row."""
    old = desk.write("kept/claims.csv", "old")
    wrapper = tmp_path / "wrapper.py"
    wrapper.write_text("""
from annot.store import exporting
rows = exporting.claims
def some(ask, wanted):
    for n, row in enumerate(rows(ask, wanted)):
        if n == 10 and "reviewer" in row and some.armed:
            raise OSError(28, "No space left on device")
        yield row
some.armed = False
exporting.claims = some
from annot.desk import exporting as desk
check = desk._check_quotes
def checked(*args):
    check(*args)
    some.armed = True
desk._check_quotes = checked
from annot.cli.start import main
main()
""")
    import subprocess
    import sys

    command = [sys.executable, str(wrapper), "export", "csv", "-o", "kept/claims.csv"]
    done = subprocess.run(command, cwd=desk.folder, env=desk.env(), capture_output=True, timeout=60)
    assert done.returncode == 2, done.stderr
    assert done.stderr == b"annot: kept/claims.csv cannot be written: No space left on device.\n"
    assert old.read_text() == "old"
    assert [p.name for p in old.parent.iterdir()] == ["claims.csv"]


def test_a_target_that_cannot_be_is_exit_2(desk):
    desk.write("plain", "x")
    (desk.folder / "dir.csv").mkdir(exist_ok=True)
    wrong = (
        (["csv", "-o", "nowhere/claims.csv"], "cannot be written"),
        (["csv", "-o", "plain"], "is a file"),
        (["csv", "-o", "plain/deeper"], "cannot be made"),
        (["csv", "-o", "dir.csv"], "cannot be written"),
        (["jsonl", "-o", "dir.csv"], "cannot be written"),
    )
    for (_, said), answer in zip(wrong, desk.many(*(["export", *args] for args, _ in wrong)), strict=True):
        assert (answer.code, said in answer.stderr) == (2, True), answer.stderr


def test_confidential_sources_are_counted_and_left_out_on_request(desk):
    for form in ("csv", "jsonl", "log"):
        whole, cut = desk.many(
            ["export", form, "-o", f"whole.{form}"], ["export", form, "--redact", "-o", f"cut.{form}"]
        )
        assert whole.stderr.startswith("1 confidential source")
        assert "--redact" in whole.stderr
        assert cut.stderr.startswith("1 confidential source")
        assert "left out" in cut.stderr
        assert "A voice" in Path(desk.folder, f"whole.{form}").read_text("utf-8")
        said = Path(desk.folder, f"cut.{form}").read_text("utf-8")
        assert "A voice" not in said
        assert "A paper" in said
    desk("export", "csv", "-o", "cut", "--redact")
    with (desk.folder / "cut" / "evidence.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == EVIDENCE
    assert [r["title"] for r in rows] == ["A paper"]
    for path in (desk.folder / "cut").rglob("*.*"):
        assert "A voice" not in path.read_text("utf-8"), path
    row = next(r for r in map(json.loads, (desk.folder / "cut.jsonl").read_text("utf-8").splitlines()) if r["sources"])
    assert (row["sources"], row["evidence_count"], row["primary_count"]) == (["A paper"], 1, 1)


def test_a_log_that_was_cut_is_for_reading_only(desk, annot):
    cuts = (["--redact"], ["--article", "river"], ["--by", "Anna"])
    desk.many(*(["export", "log", *cut, "-o", annot.folder / f"part{n}.jsonl"] for n, cut in enumerate(cuts)))
    for answer in annot.many(*(["import", "log", f"part{n}.jsonl"] for n in range(len(cuts)))):
        assert answer.code == 2
        assert "is a part of a log" in answer.stderr
        assert "it is for reading, not for import" in answer.stderr
    assert not annot.db.exists()


BAD_ROWS = [
    ({"article_id": "aXX"}, "its article is not here"),
    ({"start": None}, "it has no span"),
    ({"start": 5}, "its quote is not what stands in the article there"),
    ({"quote": "lake"}, "its quote is not what stands in the article there"),
    ({"start": 9, "end": 4}, "its quote is not what stands in the article there"),
    ({"claim_id": "7e10"}, "its id does not begin with a letter"),
    ({"attribution": "heard"}, "there is no attribution heard"),
    ({"confidence": "sure"}, "there is no confidence sure"),
    ({"importance": "huge"}, "there is no importance huge"),
    ({"about": "weather"}, "there is no about weather"),
    ({"start": "four"}, "start cannot be 'four'"),
    ({"rationale": 7}, "rationale cannot be 7"),
    ({"claim_types": "number"}, "claim_types cannot be 'number'"),
    ({"evidence": {}}, "its evidence is not a list of objects"),
    ({"start": 10**30}, "its quote is not what stands in the article there"),
]


def test_rows_that_cannot_be_taken_are_refused_with_their_reason_and_the_others_are_in(desk, annot):
    annot.write("river.txt", RIVER)
    article = annot("add", "river.txt", "--json").json[0]["id"]
    good = {"article_id": article, "start": 4, "end": 9, "quote": "river", "status": "mostly"}
    lines = [json.dumps({"claim_id": f"c{n}"} | good | bad) for n, (bad, _) in enumerate(BAD_ROWS)]
    twice = json.dumps(good | {"claim_id": "ctwice"})
    label = json.dumps(good | {"claim_id": "clabel", "status": "Mostly False", "rationale": "So they say."})
    bare = json.dumps({"start": 4, "end": 9, "quote": "river"})
    half = json.dumps(good | {"claim_id": "chalf", "speaker": "\ud800x"})  # json escapes a lone surrogate
    rows = [*lines, "no json", "[" * 100_000, "[1]", twice, twice, label, bare, half]
    annot.write("rows.jsonl", "\n".join(rows) + "\n")
    answer = annot("import", "jsonl", "rows.jsonl", "--article", "river", "--json", code=1)
    assert list(answer.json) == ["added", "unchanged", "refused"]
    why = {r["row"]: r["why"] for r in answer.json["refused"]}
    for n, (bad, said) in enumerate(BAD_ROWS, 1):
        assert why.pop(f"rows.jsonl:{n}") == said, bad
    n = len(BAD_ROWS)
    assert list(why.items()) == [
        (f"rows.jsonl:{n + 1}", "it is not JSON"),
        (f"rows.jsonl:{n + 2}", "it is not JSON"),
        (f"rows.jsonl:{n + 3}", "it is not an object"),
        (f"rows.jsonl:{n + 5}", "it stands in the file twice"),
    ]
    assert answer.json["added"] == 4
    assert answer.stderr == "1 lone surrogate became U+FFFD.\n"
    rows = {r["claim_id"]: r for r in annot("claims", "--json").json}
    assert rows["clabel"]["status"] == "unchecked"
    assert rows["clabel"]["rationale"] == "[rated: Mostly False] So they say."
    assert rows["chalf"]["speaker"] == "�x"
    assert {r["reviewer"] for r in rows.values()} == {"Anna"}
    assert annot("check").code == 0


ARTICLE = object()  # stands for the id of the article
DAMAGES = [  # sheet, what its first row becomes, or a row that is added; why it is refused
    ("articles.csv", {"paragraphs": "[" * 100_000}, "paragraphs has brackets within brackets, too deep to read"),
    ("articles.csv", {"paragraphs": "[[0, 4]]"}, "its field paragraphs cannot hold what it was given"),
    ("articles.csv", {"paragraphs": '[[0, 99999, "body"]]'}, "its paragraphs do not lie in its text"),
    ("articles.csv", {"paragraphs": '[[0, 4, "poem"]]'}, "there is no kind of paragraph poem"),
    ("articles.csv", {"article_id": "../../secret"}, "its text is not in the folder"),
    ("articles.csv", {"article_id": "a\0b"}, "its text is not in the folder"),
    ("articles.csv", {"article_id": ""}, "its text is not in the folder"),
    ("claims.csv", {"start": "١"}, "start is not a whole number"),
    ("claims.csv", {"end": "-1"}, "end is not a whole number"),
    ("claims.csv", {"reviewer_id": "", "reviewer": "", "claim_id": "9"}, "its id does not begin with a letter"),
    ("evidence.csv", {"stance": "maybe"}, "there is no stance maybe"),
    ("evidence.csv", {"claim_id": "cXX"}, "its claim is not here"),
    ("evidence.csv", {"title": ""}, "it names no source"),
    ("readings.csv", ["", "Rita", "r1", "0", "0", "done", ""], "its article is not here"),
    ("readings.csv", [ARTICLE, "Rita", "r1", "0", "99999", "done", ""], "its span does not lie in the text"),
    ("readings.csv", [ARTICLE, "Rita", "r1", "", "", "done", ""], "its span does not lie in the text"),
    ("readings.csv", [ARTICLE, "Rita", "r1", "0", "0", "asleep", ""], "there is no state asleep"),
    ("readings.csv", [ARTICLE], "it has 1 cells, the header has 7"),
    ("comments.csv", ["m1", "aXX", "", "", "", "note", "x", *[""] * 7], "its article is not here"),
    ("comments.csv", ["m1", "", "cXX", "", "", "note", "x", *[""] * 7], "its claim is not here"),
    ("comments.csv", ["m1", ARTICLE, "", "", "", "shout", "x", *[""] * 7], "there is no kind of comment shout"),
    ("comments.csv", ["m1", ARTICLE, "", "", "", "note", "", *[""] * 7], "it has no text"),
    ("comments.csv", ["m1", "", "", "", "", "note", "x", *[""] * 7], "it has neither article nor claim"),
    ("searches.csv", ["h1", "c00", "", "", "", ""], "it has no place"),
    ("decisions.csv", ["d1", ARTICLE, "4", "9", "", *[""] * 8], "it has no claims"),
]


def test_a_row_of_a_sheet_that_is_damaged_is_refused_with_its_reason(desk, annot):
    desk("export", "csv", "-o", annot.folder / "out")
    article = cells((annot.folder / "out" / "articles.csv").read_bytes())[1][0]
    for n, (name, damage, _) in enumerate(DAMAGES):
        shutil.copytree(annot.folder / "out", annot.folder / f"out{n}")
        path = annot.folder / f"out{n}" / name
        rows = cells(path.read_bytes())
        if isinstance(damage, dict):
            for column, value in damage.items():
                rows[1][rows[0].index(column)] = value
        else:
            rows.append([article if value is ARTICLE else value for value in damage])
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(rows)
    answers = annot.many(*(["import", "csv", f"out{n}", "--json", "--db", f"{n}.db"] for n in range(len(DAMAGES))))
    for (name, damage, said), answer in zip(DAMAGES, answers, strict=True):
        assert answer.code == 1, (damage, answer.stderr)
        first = answer.json["refused"][0]
        assert (first["row"].partition(":")[0], first["why"]) == (name, said)
    whole = [n for n, (name, _, _) in enumerate(DAMAGES) if name != "articles.csv"]
    assert {a.code for a in annot.many(*(["check", "--db", f"{n}.db"] for n in whole))} == {0}


def test_a_sheet_that_cannot_be_read_is_refused_whole(desk, annot):
    desk("export", "csv", "-o", annot.folder / "out")
    claims = annot.folder / "out" / "claims.csv"
    kept = claims.read_bytes()
    short = io.StringIO(newline="")
    csv.writer(short).writerows([*row[:3], *row[4:]] for row in cells(kept))
    wrong = (
        (kept + b'"open', "is not CSV at line"),
        (kept + b"\xff", f"is not UTF-8 (byte {len(kept)})"),
        (b"", "lacks the columns article_id, "),
        (short.getvalue().encode(), "lacks the columns article_sha256."),
    )
    for n, (data, _) in enumerate(wrong):
        shutil.copytree(annot.folder / "out", annot.folder / f"out{n}")
        (annot.folder / f"out{n}" / "claims.csv").write_bytes(data)
    claims.unlink()
    *answers, none = annot.many(*(["import", "csv", f"out{n}"] for n in range(len(wrong))), ["import", "csv", "out"])
    for (_, said), answer in zip(wrong, answers, strict=True):
        assert (answer.code, said in answer.stderr) == (2, True), answer.stderr
        assert "claims.csv" in answer.stderr
    assert (none.code, "There is no claims.csv in out" in none.stderr) == (2, True)
    assert not annot.db.exists()


def test_a_text_that_is_a_link_or_another_is_not_taken(desk, annot):
    desk("export", "csv", "-o", annot.folder / "out")
    (text,) = (annot.folder / "out" / "articles").iterdir()
    data = text.read_bytes()
    text.write_bytes(data + b"More.\n")
    why = annot("import", "csv", "out", "--json", code=1).json["refused"]
    assert why[0]["why"] == "its text is not the one that its id names"
    assert {r["why"] for r in why[1 : len(FORMULAS)]} == {"its article is not here"}
    text.unlink()
    text.symlink_to(annot.write("elsewhere.txt", data))
    assert annot("import", "csv", "out", "--json", code=1).json["refused"][0]["why"] == "its text is not in the folder"
