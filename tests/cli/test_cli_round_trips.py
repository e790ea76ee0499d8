"""What goes out comes back as it was: the csv folder and the log into a new project, jsonl beside its articles."""

from __future__ import annotations

import csv
import json
import sqlite3
from pathlib import Path

import pytest
from cli_contract import SHEETS

HARD = (
    "Astral 😀 𝔘𝔫𝔦𝔠𝔬𝔡𝔢, a family 👩\u200d👩\u200d👧\u200d👦, flags 🏴\U000e0067\U000e0062\U000e007f, "
    "cafe\u0301 and q\u0323\u0307.\r\n"
    "\r\n"
    "עברית \u200fמימין \u202eלשמאל\u202c, العربية, हिन्दी क्षि.\r\n"
    "\r\n"
    "=SUM(A1:A9) and +1, \"quoted\" 'single', semi;colon, tab\tand \x85 \u2028 \x0b.\r\n"
)
TEXT = HARD.replace("\r\n", "\n")
CELLS = [
    "=1+1", "@cmd", "'=kept", "+49 30", "-", "two\nlines", "cr\rhere", "a,b;c\td", '"quoted"', "\ufeffBOM", "NUL\0in",
    "👩\u200d👩\u200d👧", "cafe\u0301", "שלום", "x" * 3000,
]  # fmt: skip


def quoted(text: str, article: str, **fields: object) -> dict[str, object]:
    start = TEXT.index(text)
    return {"article_id": article, "start": start, "end": start + len(text), "quote": text, **fields}


@pytest.fixture(scope="module")
def desk(annot_in, tmp_path_factory):
    """Two reviewers; every field filled with something difficult, and things changed, answered and taken back."""
    annot = annot_in(tmp_path_factory.mktemp("trips") / "desk")
    annot.write("hard.txt", HARD)
    annot.write("plain.md", "# Plain\n\nNothing here but a sentence.\n\nSEE ALSO: More of itNothing more.\n")
    rows = annot("add", "hard.txt", "plain.md", "--json", "--author", "Ж", "--url", "https://x.example/é").json
    article, plain = rows[0]["id"], rows[1]["id"]
    fields = "normalized_claim rationale speaker suggested_fix".split()
    lines = [
        quoted(
            "family 👩\u200d👩\u200d👧\u200d👦",
            article,
            claim_id=f"cbulk{n:02}",
            status="mostly",
            **dict.fromkeys(fields, cell),
        )
        | {
            "evidence": [
                {"title": cell, "quote": cell, "locator": cell, "note": cell, "author": cell, "publisher": cell}
            ]
        }
        for n, cell in enumerate(CELLS)
    ]
    annot.write("bulk.jsonl", "".join(json.dumps(line) + "\n" for line in lines))
    annot("import", "jsonl", "bulk.jsonl")
    outer = annot("tag", article, "--quote", 'cafe\u0301 and q\u0323\u0307', "--status", "supported", "--attribution",
                  "altered", "--type", "number", "--type", "event", "--said-on", "2026-05", "--confidence", "low",
                  "--importance", "core", "--source", "https://a.example/1", "--source", "Minutes").id  # fmt: skip
    made = annot.many(
        ["tag", article, "--quote", "q\u0323\u0307", "--status", "refuted"],  # its parent is found
        ["tag", plain, "--quote", "sentence", "--status", "unchecked", "--repeats", outer],
        ["tag", plain, "--about", "picture", "--status", "misleading"],
        ["cite", outer, "https://b.example/?q=1;2", "--tier", "primary", "--archived", "https://arch.example/1"],
        ["source", "https://b.example/?q=1;2", "--medium", "web text", "--published", "2020", "--confidentiality",
         "background"],
        ["comment", outer, "Which one?\n=A1", "--kind", "question"],
        ["comment", plain, "Later, perhaps.", "--kind", "later"],
        ["looked", outer, "the archive", "--query", "=x;y", "--found", "none\nat all"],
        ["looked", outer, "the radio"],
        ["kind", plain, "1", "body"],
        ["kind", plain, "2", "caption"],
        ["done", article, "--all"],
        ["codebook", "default"],
    )  # fmt: skip
    assert {m.code for m in made} == {0}, [m.stderr for m in made]
    gone = annot("tag", plain, "--quote", "Nothing", "--occurrence", 1, "--status", "mostly").id
    others = annot.many(
        ["tag", article, "--quote", "עברית", "--status", "disputed", "--speaker", "דוד"],
        ["answer", made[5].id, "This one; surely.\n@home"],
        ["done", plain, "--all", "--finish"],
        who="Ben",
    )
    assert {m.code for m in others} == {0}, [m.stderr for m in others]
    assert annot("withdraw", gone).code == 0
    assert [a.code for a in annot.many(["edit", outer, "--rationale", "Edited."], ["undo"], ["redo"])] == [0, 0, 0]
    annot.article = article
    annot("export", "csv", "-o", "csv")
    annot("export", "log", "-o", "log.jsonl")
    annot("export", "jsonl", "-o", "claims.jsonl")
    annot("check")
    return annot


def files(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def rows(path: Path) -> list[list[object]]:
    """Every row of the log and of the tables, as SQLite has them."""
    from annot.store.checking import dump
    from annot.store.project import Store

    with Store(path) as store:
        tables = dump(store.db)
    db = sqlite3.connect(path)
    log = [db.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall() for table in ("change", "writer")]
    db.close()
    return [sorted(tables.items()), *log]


def test_the_material_is_as_hard_as_it_should_be(desk):
    sheets = files(desk.folder / "csv")
    assert set(sheets) >= {*SHEETS, "codebook.toml", f"articles/{desk.article}.txt"}
    assert sheets[f"articles/{desk.article}.txt"] == TEXT.encode()
    assert all(
        data.count(b"\r\n") > 1 for name, data in sheets.items() if name.endswith(".csv") and "decis" not in name
    )
    claims = sheets["claims.csv"].decode()
    for cell in ('"\'=1+1"', "\"''=kept\"", "two\nlines", "NUL\0in", "👩\u200d👩\u200d👧\u200d👦", "cafe\u0301"):
        assert cell in claims, cell


def test_the_csv_folder_comes_back_the_same_in_every_cell(desk, annot):
    answer = annot("import", "csv", desk.folder / "csv", "--json", who="Chiara")
    assert answer.json["refused"] == []
    assert answer.json["unchanged"] == 0
    annot("export", "csv", "-o", "csv", who="Chiara")
    there, back = files(desk.folder / "csv"), files(annot.folder / "csv")
    assert back.keys() == there.keys()
    for name in there:
        assert back[name] == there[name], name
    assert "whole" in annot("check", who="Chiara").stdout
    # Again it adds nothing, from the folder and from claims.csv alone.
    before = annot.db.read_bytes()
    for path in (desk.folder / "csv", desk.folder / "csv" / "claims.csv"):
        again = annot("import", "csv", path, "--json", who="Chiara").json
        assert (again["added"], again["refused"]) == (0, [])
        assert again["unchanged"] > 0
    assert annot.db.read_bytes() == before


def test_who_imports_under_a_name_of_the_file_is_that_reviewer(desk, annot):
    """Anna on another machine, known by name only: she is no second Anna."""
    annot("import", "csv", desk.folder / "csv")
    names = sorted(r["name"] for r in annot("reviewers", "--json").json)
    assert names == ["Anna", "Ben"]
    mine = annot("claims", "--json").json
    assert {c["reviewer"] for c in mine} == {"Anna"}
    annot("edit", mine[0]["claim_id"], "--status", "misleading")


def test_the_log_comes_back_as_an_identical_project(desk, annot):
    annot("import", "log", desk.folder / "log.jsonl")
    assert rows(annot.db) == rows(desk.db)
    assert annot("export", "log").out == (desk.folder / "log.jsonl").read_bytes()
    annot("export", "csv", "-o", "csv")
    assert files(annot.folder / "csv") == files(desk.folder / "csv")
    before = annot.db.read_bytes()
    answer = annot("import", "log", desk.folder / "log.jsonl", "--json").json
    assert (answer["added"], answer["refused"]) == (0, [])
    assert annot.db.read_bytes() == before
    # What she did there she can undo here, and only here.
    annot("undo")
    assert rows(annot.db) != rows(desk.db)
    assert "whole" in annot("check").stdout


def test_the_log_of_one_session_more_adds_only_that(desk, annot):
    annot("import", "log", desk.folder / "log.jsonl")
    annot("comment", "plain", "One more.")
    annot("export", "log", "-o", "more.jsonl")
    annot("--db", "third.db", "import", "log", desk.folder / "log.jsonl")
    answer = annot("--db", "third.db", "import", "log", "more.jsonl", "--json").json
    assert answer["added"] == 1
    assert rows(annot.folder / "third.db") == rows(annot.db)


@pytest.mark.parametrize("damage", ["change", "gap", "writer", "clock", "json"])
def test_a_log_that_was_tampered_with_is_refused_whole(desk, annot, damage):
    lines = (desk.folder / "log.jsonl").read_text("utf-8").split("\n")
    # Not a writer's last change: that one is missing cannot be told from a log that ended there.
    longest = max(json.loads(line).get("seq", 0) for line in lines if line)
    last = next(json.loads(line) for line in lines if f'"seq":{longest},' in line)
    at = next(n for n, line in enumerate(lines) if '"seq":2,' in line and last["writer"] in line)
    row = json.loads(lines[at])
    if damage == "change":
        row["patch"] = {"status": "supported"}
    if damage == "clock":
        row["clock"] = "1"
    lines[at] = {"gap": "", "json": "{"}.get(damage, json.dumps(row))
    if damage == "writer":
        lines = [line for line in lines if "device" not in line]
    annot.write("log.jsonl", "\n".join(lines))
    answer = annot("import", "log", "log.jsonl", code=2)
    assert "log.jsonl" in answer.stderr
    assert len(answer.stderr.splitlines()) == 1
    assert not annot.db.exists()


def test_jsonl_comes_back_into_a_project_that_has_the_articles(desk, annot):
    annot.write("hard.txt", HARD)
    (annot.folder / "plain.md").write_bytes((desk.folder / "plain.md").read_bytes())
    added = annot.many(
        ["add", "hard.txt", "plain.md", "--author", "Ж", "--url", "https://x.example/é"],
        ["kind", "plain", "2", "caption"], ["kind", "plain", "1", "body"], ["done", "hard", "1"], who="Chiara",
    )  # fmt: skip
    assert {a.code for a in added} == {0}
    answer = annot("import", "jsonl", desk.folder / "claims.jsonl", "--json", who="Chiara").json
    assert answer["refused"] == []
    annot("export", "jsonl", "-o", "claims.jsonl", who="Chiara")

    def typed(path):
        """Readings and comments do not travel with claims, and with them not who was silent."""
        final = ("status", "attribution", "start", "end", "quote", "by", "reason")
        left = ("reading_state", "open_questions", "votes", *(f"final_{name}" for name in final))
        return [json.loads(line) | dict.fromkeys(left) for line in path.read_text("utf-8").split("\n") if line]

    assert typed(annot.folder / "claims.jsonl") == typed(desk.folder / "claims.jsonl")
    before = annot.db.read_bytes()
    again = annot("import", "jsonl", desk.folder / "claims.jsonl", "--json", who="Chiara").json
    assert (again["added"], again["refused"]) == (0, [])
    assert annot.db.read_bytes() == before
    assert "whole" in annot("check", who="Chiara").stdout
    # Without the articles every row is refused.
    alone = annot("--db", "alone.db", "import", "jsonl", desk.folder / "claims.jsonl", "--json", code=1).json
    assert alone["added"] == 0
    assert {r["why"] for r in alone["refused"]} == {"its article is not here", "its claim is not here"}


def test_a_row_that_differs_is_refused_with_its_reason_and_overwrites_nothing(desk, annot):
    annot("import", "csv", desk.folder / "csv", who="Chiara")
    annot("export", "csv", "-o", "csv", who="Chiara")
    before = annot.db.read_bytes()
    changed = {
        "articles.csv": "title", "claims.csv": "rationale", "evidence.csv": "quote", "comments.csv": "text",
        "searches.csv": "place", "readings.csv": "at",
    }  # fmt: skip
    for name, column in changed.items():
        path = annot.folder / "csv" / name
        with path.open(newline="", encoding="utf-8") as file:
            sheet = list(csv.reader(file))
        sheet[1][sheet[0].index(column)] = "2001"
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows(sheet)
    answer = annot("import", "csv", "csv", "--json", code=1, who="Chiara").json
    assert answer["added"] == 0
    assert {r["row"]: r["why"] for r in answer["refused"]} == {
        f"{name}:1": f"it differs from what is here: {column}" for name, column in changed.items()
    }
    assert annot.db.read_bytes() == before
    # What was taken back here is not brought again by a file.
    claim = next(c for c in annot("claims", "--json", "--by", "Anna").json if not c["evidence"])["claim_id"]
    annot("withdraw", claim)
    why = annot("import", "jsonl", desk.folder / "claims.jsonl", "--json", code=1, who="Chiara").json["refused"]
    assert [r["why"] for r in why] == ["it was taken back here"]


def test_an_imported_claim_that_is_edited_has_a_new_time(desk, annot):
    annot("import", "csv", desk.folder / "csv")
    claim = annot("claims", "--json").json[0]
    edited = annot("edit", claim["claim_id"], "--rationale", "New.", "--json").json
    assert edited["updated_at"] > claim["updated_at"]
    assert edited["created_at"] == claim["created_at"]
    assert edited | {"updated_at": 0, "rationale": 0} == claim | {"updated_at": 0, "rationale": 0}


SEPARATORS = ("\x85", "\u2028", "\u2029")  # some readers of lines end one there


def test_a_line_of_jsonl_or_of_a_log_is_one_line_for_every_reader_and_comes_back_the_same(annot):
    text = "It is{}so{}and{}so.\n".format(*SEPARATORS)
    annot.write("story.txt", text)
    annot("add", "story.txt")
    made = annot("tag", "story", "--quote", text.strip(), "--rationale", text, "--status", "mostly")
    for form in ("log", "jsonl"):
        out = annot("export", form).out.decode()
        assert out.splitlines() == out.split("\n")[:-1]
        assert not any(separator in out for separator in SEPARATORS)
        as_before = out
        for separator in SEPARATORS:  # an older annot wrote them as they are
            as_before = as_before.replace(f"\\u{ord(separator):04x}", separator)
        assert as_before.count("\x85") > 1
        for name, lines in (("new", out), ("old", as_before)):
            annot.write(f"{name}.{form}", lines)
            answer = annot("--db", f"{name}.db", "import", form, f"{name}.{form}", "--json").json
            assert (bool(answer["added"]), answer["refused"]) == (form == "log", [])
            (claim,) = annot("--db", f"{name}.db", "claims", "--json").json
            assert claim["claim_id"] == made.id
            assert (claim["quote"], claim["rationale"]) == (text.strip(), text.strip())
            assert rows(annot.folder / f"{name}.db") == rows(annot.db)
            assert "whole" in annot("--db", f"{name}.db", "check").stdout
