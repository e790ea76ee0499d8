"""Every command answers as cli.md says: what it prints, the keys of its JSON, and what it did."""

from __future__ import annotations

import csv
import hashlib
import io

import pytest
from cli_contract import CLAIMS, COMMANDS, COMMENTS, EVIDENCE, HARBOUR, RIVER, SEARCHES, SHEETS, SUBCOMMANDS

LOG = {"at", "reviewer", "action", "kind", "entity", "patch", "undoes"}


@pytest.fixture(scope="module")
def desk(annot_in, tmp_path_factory):
    """A project with two articles; every test takes care of its own claims."""
    annot = annot_in(tmp_path_factory.mktemp("commands") / "desk")
    annot.write("harbour.txt", HARBOUR)
    annot.write("river.txt", RIVER)
    annot.added = annot("add", "harbour.txt", "river.txt", "--json", "--url", "https://paper.example/x")
    annot.article = annot.added.json[0]["id"]
    return annot


def test_add_says_what_was_added_and_the_same_text_twice_is_one_article(desk):
    assert desk.added.stderr == "New project: annot.db\n"
    first, second = desk.added.json
    assert list(first) == ["id", "title", "paragraphs", "kinds", "added"]
    assert first["title"] == "harbour"
    assert first["paragraphs"] == sum(first["kinds"].values()) == 5
    assert first["kinds"]["player_debris"] == 1
    assert (first["added"], second["added"]) == (True, True)
    desk.write("again.txt", b"\xef\xbb\xbf" + HARBOUR.replace("\n", "\r\n").encode())
    again = desk("add", "again.txt", "--json").json
    assert [(a["id"], a["added"]) for a in again] == [(desk.article, False)]
    assert "was here" in desk("add", "-", input=HARBOUR.encode()).stdout
    assert len(desk("articles", "--json").json) == 2


def test_articles_and_show_and_units(desk):
    rows = desk("articles", "--json").json
    assert list(rows[0]) == ["id", "title", "file", "url", "paragraphs", "words", "claims", "done"]
    row = next(r for r in rows if r["id"] == desk.article)
    assert row == row | {"title": "harbour", "file": "harbour.txt", "url": "https://paper.example/x", "paragraphs": 5}
    assert row["words"] == len(HARBOUR.split())
    shown = desk("show", "harbour", "--json").json
    assert list(shown) == ["id", "title", "sha256", "text", "paragraphs"]
    assert shown["text"] == HARBOUR
    assert shown["sha256"] == hashlib.sha256(HARBOUR.encode()).hexdigest()
    assert [list(p) for p in shown["paragraphs"]] == [["n", "start", "end", "kind", "text"]] * 5
    assert [p["n"] for p in shown["paragraphs"]] == [1, 2, 3, 4, 5]
    assert all(HARBOUR[p["start"] : p["end"]] == p["text"] for p in shown["paragraphs"])
    units = ("word", "clause", "sentence", "quotation", "letter")
    *known, letter = desk.many(*(["units", "harbour", "--unit", unit, "--json"] for unit in units))
    for unit, answer in zip(units, known, strict=False):
        rows = answer.json
        assert rows, unit
        assert list(rows[0]) == ["paragraph", "start", "end", "text"]
        assert all(HARBOUR[r["start"] : r["end"]] == r["text"] for r in rows)
    assert [r["text"] for r in rows] == ['"No timetable,"']
    assert (letter.code, letter.stdout) == (2, "")


def test_a_claim_is_a_row_of_claims_csv_with_its_evidence(desk):
    claim = desk(
        *("tag", "harbour", "--quote", '"No timetable,"', "--status", "mostly", "--attribution", "verbatim"),
        *("--type", "quote", "--type", "number", "--speaker", "Ilse Brandt", "--said-on", "2026-05", "--json"),
        *("--confidence", "high", "--importance", "core", "--normalized", "She has none.", "--rationale", "Heard it."),
        *("--fix", "none", "--source", "https://a.example/1", "--source", "Minutes", "--stance", "refutes"),
    ).json
    assert list(claim) == [*CLAIMS, "evidence"]
    start = HARBOUR.index('"No timetable,"')
    assert (claim["start"], claim["end"], claim["quote"]) == (start, start + 15, '"No timetable,"')
    assert (claim["prefix"], claim["suffix"]) == (HARBOUR[start - 32 : start], " said Ilse Brandt of the union.")
    assert (claim["paragraph"], claim["paragraph_kind"], claim["about"]) == (2, "body", "text")
    assert claim["claim_types"] == ["quote", "number"]
    assert (claim["status"], claim["attribution"]) == ("mostly", "verbatim")
    assert (claim["speaker"], claim["said_on"]) == ("Ilse Brandt", "2026-05")
    assert (claim["confidence"], claim["importance"]) == ("high", "core")
    assert (claim["normalized_claim"], claim["rationale"], claim["suggested_fix"]) == (
        "She has none.",
        "Heard it.",
        "none",
    )
    assert (claim["reviewer"], claim["article_title"]) == ("Anna", "harbour")
    assert (claim["evidence_count"], claim["primary_count"], claim["open_questions"]) == (2, 0, 0)
    assert sorted(claim["sources"]) == ["Minutes", "https://a.example/1"]
    assert claim["reading_state"] is None
    assert (claim["group_id"], claim["votes"]) == (claim["claim_id"], [["Anna", "mostly"]])  # a group of its own
    assert (claim["final_status"], claim["final_attribution"], claim["final_by"]) == ("mostly", "verbatim", "unanimous")
    assert (claim["final_start"], claim["final_end"], claim["final_quote"]) == (start, start + 15, '"No timetable,"')
    assert [list(e) for e in claim["evidence"]] == [EVIDENCE, EVIDENCE]
    assert {e["stance"] for e in claim["evidence"]} == {"refutes"}
    paper, web = sorted(claim["evidence"], key=lambda e: e["url"] or "")
    assert (web["url"], web["accessed"]) == ("https://a.example/1", claim["created_at"][:10])
    assert (paper["title"], paper["url"], paper["accessed"]) == ("Minutes", None, None)
    # The same row comes from `claims --json` and, as text, from claims.csv.
    listed = desk("claims", "--json", "--search", "timetable").json
    assert listed == [claim]
    sheet = csv.DictReader(io.StringIO(desk("export", "csv").out.decode(), newline=""))
    assert sheet.fieldnames == CLAIMS
    row = next(r for r in sheet if r["claim_id"] == claim["claim_id"])
    assert row["claim_types"] == "quote;number"
    assert row["sources"] == " ".join(claim["sources"])
    assert (row["start"], row["votes"], row["group_id"]) == (str(start), "Anna=mostly", claim["claim_id"])
    lines = [line for line in desk("export", "jsonl").stdout.splitlines() if claim["claim_id"] in line]
    assert len(lines) == 1


def test_tag_prints_the_id_and_edit_changes_and_clears_and_withdraw_takes_back(desk):
    first = desk("tag", "river", "--about", "headline", "--status", "unchecked").id
    assert first.startswith("c")
    assert len(first.split()) == 1
    edited, cleared, nowhere, second = desk.many(
        ["edit", first, "--status", "refuted", "--rationale", "No.", "--speaker", "X", "--json"],
        ["edit", first[:9], "--speaker", "", "--source", "https://b.example", "--json"],
        ["edit", first, "--span", "0", "5"],
        ["tag", "river", "--span", "0", "9", "--status", "unchecked"],
    )
    claim = edited.json
    assert (claim["status"], claim["rationale"], claim["speaker"]) == ("refuted", "No.", "X")
    assert claim["about"] == "headline"
    assert claim["start"] is claim["quote"] is claim["paragraph"] is claim["paragraph_kind"] is None
    claim = cleared.json
    assert (claim["speaker"], claim["status"], claim["evidence_count"]) == (None, "refuted", 1)
    assert (nowhere.code, "has no place in the text" in nowhere.stderr) == (2, True)
    moved, gone, left, late = desk.many(
        ["edit", second.id, "--span", "4", "9", "--json"], ["withdraw", second.id, "--json"],
        ["claims", "river", "--json"], ["edit", second.id, "--status", "mostly"],
    )  # fmt: skip
    assert (moved.json["start"], moved.json["quote"]) == (4, "river")
    assert gone.json["claim_id"] == second.id
    assert [c["claim_id"] for c in left.json] == [first]
    assert (late.code, "was taken back" in late.stderr) == (2, True)


WRONG = [
    (["tag", "river", "--status", "mostly"], "Say which words"),
    (["tag", "river", "--quote", "x", "--span", "0", "1", "--status", "mostly"], "Say which words"),
    (["tag", "river", "--quote", "river"], "--status"),
    (["tag", "river", "--quote", "river", "--status", "suported"], "There is no status suported"),
    (["tag", "river", "--quote", "river", "--status", "mostly", "--attribution", "x"], "verbatim"),
    (["tag", "river", "--quote", "river", "--status", "mostly", "--confidence", "x"], "low, medium, high"),
    (["tag", "river", "--quote", "river", "--status", "mostly", "--importance", "x"], "core, supporting"),
    (["tag", "river", "--quote", "river", "--status", "mostly", "--type", "x"], "There is no type x"),
    (["tag", "river", "--quote", "river", "--status", "mostly", "--said-on", "May"], "date like"),
    (["tag", "river", "--quote", "river", "--status", "mostly", "--stance", "x"], "supports, refutes, context"),
    (["tag", "river", "--quote", "river", "--status", "mostly", "--parent", "cXX"], "no claim cXX"),
    (["tag", "river", "--quote", "lake", "--status", "mostly"], "do not stand in"),
    (["tag", "river", "--span", "3", "4", "--status", "mostly"], "only white space"),
    (["tag", "river", "--span", "5", "5", "--status", "mostly"], "does not lie in the text"),
    (["tag", "river", "--span", "0", "99999999999999999999", "--status", "mostly"], "does not lie in the text"),
    (["tag", "river", "--about", "weather", "--status", "mostly"], "weather"),
    (["kind", "river", "1", "poem"], "There is no kind poem"),
    (["kind", "river", "99", "body"], "paragraphs 1 to 1"),
    (["done", "river"], "Say which paragraphs"),
    (["done", "river", "2"], "paragraphs 1 to 1"),
    (["done", "harbour", "3"], "nobody has to be done with it"),
    (["comment", "river", "  "], "needs some text"),
    (["comment", "river", "x", "--kind", "shout"], "note, question, fix, later"),
    (["claims", "--by", "Nobody"], "There is no reviewer Nobody"),
    (["export", "brat"], "There is no format brat"),
    (["import", "brat", "."], "There is no format brat"),
    (["import", "csv", "nowhere"], "There is no file nowhere"),
    (["add", "nowhere.txt"], "There is no file nowhere.txt"),
    (["codebook"], "Missing command"),
    (["articles", "more"], "unexpected extra argument"),
    (["fly"], "No such command"),
    (["tag", "river", "--quote", "river", "--status", "mostly", "--occurrence", "0"], "no occurrence 0"),
]  # fmt: skip


def test_a_wrong_request_is_one_sentence_and_exit_2(desk):
    before = desk.db.read_bytes()
    for (args, said), answer in zip(WRONG, desk.many(*(args for args, _ in WRONG)), strict=True):
        assert answer.code == 2, (args, answer.stdout, answer.stderr)
        assert said in answer.stderr, (args, answer.stderr)
        assert answer.stdout == "", args
        assert len(answer.stderr.splitlines()) == 1, args
    assert desk.db.read_bytes() == before


def test_cite_source_and_sources(desk):
    claim = desk("tag", "river", "--quote", "2,201 kilometres", "--status", "supported").id
    rows = desk(
        *("cite", claim, "https://rivers.example/dnipro", "--tier", "primary", "--quote", "2 201 km", "--json"),
        *("--locator", "page 4", "--accessed", "2026-05-11", "--archived", "https://archive.example/1"),
        *("--stance", "context", "--title", "Rivers"),
    ).json
    assert [list(r) for r in rows] == [EVIDENCE]
    row = rows[0]
    assert (row["tier"], row["quote"], row["locator"], row["accessed"]) == (
        "primary",
        "2 201 km",
        "page 4",
        "2026-05-11",
    )
    assert (row["stance"], row["title"], row["archived_url"]) == ("context", "Rivers", "https://archive.example/1")
    assert desk("cite", claim, "A book", "Another").stdout.count("\n") == 2
    again = desk("cite", claim, "https://rivers.example/dnipro", "--tier", "primary", "--quote", "2 201 km",
                 "--locator", "page 4", "--stance", "context")  # fmt: skip
    assert again.id == row["evidence_id"]
    done = desk("source", row["source_id"][:8], "--publisher", "Office", "--medium", "web text", "--author", "N. N.",
                "--published", "2020", "--json").json  # fmt: skip
    keys = "source_id url title author publisher published medium archived_url archived_at sha256 confidentiality"
    assert [list(s)[:11] for s in done] == [keys.split()]
    assert (done[0]["publisher"], done[0]["medium"], done[0]["title"]) == ("Office", "web text", "Rivers")
    cleared, listed, medium, confidentiality, archive = desk.many(
        ["source", "https://rivers.example/dnipro", "--author", "", "--json"], ["sources", "--json"],
        ["source", row["source_id"], "--medium", "rumour"], ["source", row["source_id"], "--confidentiality", "x"],
        ["cite", claim, "X", "--archived", "tape"],
    )  # fmt: skip
    assert (cleared.json[0]["author"], cleared.json[0]["publisher"]) == (None, "Office")
    assert row["source_id"] in [s["source_id"] for s in listed.json]
    assert (medium.code, "There is no medium" in medium.stderr) == (2, True)
    assert (confidentiality.code, "There is no confidentiality" in confidentiality.stderr) == (2, True)
    assert (archive.code, "web address" in archive.stderr) == (2, True)


def test_sources_are_shared_and_found_under_other_spellings_of_their_address(desk):
    claim = desk("tag", "river", "--quote", "never floods", "--status", "disputed").id
    first = desk("cite", claim, "https://www.press.example/story?id=7", "--json").json[0]["source_id"]
    other = desk("tag", "river", "--quote", "winter months", "--status", "disputed").id
    spellings = (
        "https://press.example/story?id=7",
        "http://www.press.example/story?id=7",
        "https://www.press.example/story?id=7&utm_source=mail&utm_medium=x",
        "https://WWW.Press.example:443/story?id=7#part",
    )
    cited = desk.many(*(["cite", other, spelling, "--json"] for spelling in spellings))
    assert [a.json[0]["source_id"] for a in cited] == [first] * 4
    assert [a.id for a in desk.many(*(["source", spelling] for spelling in spellings))] == [first] * 4
    another, slash, no_slash = (a.json[0]["source_id"] for a in desk.many(
        ["cite", other, "https://www.press.example/story?id=8", "--json"],
        ["cite", other, "https://slash.example/a/", "--json"], ["cite", other, "https://slash.example/a", "--json"],
    ))  # fmt: skip
    assert another != first
    assert slash == no_slash
    # Two spellings of one new page in one breath are one source, cited once.
    both = desk("cite", other, "http://new.example/p", "https://www.new.example/p/", "--json").json
    assert len(both) == 1


def test_comment_questions_answer_and_looked(desk):
    claim = desk("tag", "harbour", "--quote", "on June 7", "--status", "unproven").id
    made = desk("comment", claim, "Which year?", "--kind", "question", "--json").json
    assert [list(m) for m in made] == [COMMENTS]
    assert (made[0]["claim_id"], made[0]["kind"], made[0]["text"], made[0]["answer"]) == (
        claim,
        "question",
        "Which year?",
        None,
    )
    later = desk("comment", "harbour", "Ask the port.", "--kind", "later").id
    desk("comment", claim, "Just a note.")
    asked = made[0]["comment_id"]
    waiting, everything, claims = desk.many(
        ["questions", "--open", "--json"], ["questions", "--json"], ["claims", "--status", "unproven", "--json"]
    )
    assert [c["comment_id"] for c in waiting.json] == [later, asked]
    assert len(everything.json) == 3
    assert claims.json[0]["open_questions"] == 1
    answered = desk("answer", asked[:10], "This one.", "--json", who="Ben").json[0]
    assert (answered["answer"], answered["answered_by"], answered["reviewer"]) == ("This one.", "Ben", "Anna")
    assert answered["answered_at"] >= answered["at"]
    waiting, opened, found, nothing = desk.many(
        ["questions", "--open", "--json"], ["answer", asked, "", "--json"],
        ["looked", claim, "the archive", "--query", "chain", "--found", "a photo", "--json"],
        ["looked", claim, "the radio", "--json"],
    )  # fmt: skip
    assert [c["comment_id"] for c in waiting.json] == [later]
    assert opened.json[0]["answered_by"] is None
    assert list(found.json) == SEARCHES
    assert (found.json["claim_id"], found.json["place"]) == (claim, "the archive")
    assert (found.json["query"], found.json["found"]) == ("chain", "a photo")
    assert nothing.json["found"] is None


def test_done_kind_progress_and_finish(desk, tmp_path, annot_in):
    annot = annot_in(tmp_path / "own")
    annot.write("harbour.txt", HARBOUR)
    annot("add", "harbour.txt")
    two, _, _, finished, tagged, progress, articles, reviewers, shown, _, after = annot.many(
        ["done", "harbour", "1", "2"], ["done", "harbour", "2", "--not"], ["kind", "harbour", "4", "body"],
        ["done", "harbour", "--all", "--finish", "--json"],
        ["tag", "harbour", "--quote", "May 20", "--status", "mostly", "--json"],
        ["progress", "--json"], ["articles", "--json"], ["reviewers", "--json"], ["show", "harbour"],
        ["done", "harbour", "--finish", "--not"], ["progress", "--json"],
    )  # fmt: skip
    assert two.stdout == "2 of 3 paragraphs done.\n"
    assert finished.json == finished.json | {"done": 4, "to_do": 4, "finished": True}
    assert tagged.json["reading_state"] == "done"
    assert list(progress.json) == ["articles", "reviewers"]
    row = progress.json["articles"][0]
    assert (row["article_title"], row["to_do"]) == ("harbour", 4)
    assert [(r["reviewer"], r["done"], r["claims"], r["finished"]) for r in row["reviewers"]] == [("Anna", 4, 1, True)]
    assert [(r["reviewer"], r["done"], r["claims"]) for r in progress.json["reviewers"]] == [("Anna", 4, 1)]
    assert articles.json[0]["done"] == {"Anna": 4}
    assert [list(r) for r in reviewers.json] == [["id", "name", "claims", "done"]]
    assert [(r["name"], r["claims"], r["done"]) for r in reviewers.json] == [("Anna", 1, 4)]
    assert "[caption]" not in shown.stdout
    assert "[player_debris]" in shown.stdout
    assert after.json["articles"][0]["reviewers"][0]["finished"] is False


def test_the_log_undo_and_redo_have_one_shape(desk):
    claim = desk("tag", "river", "--quote", "said nobody", "--status", "mostly").id
    row = desk("log", claim, "--json").json[0]
    assert set(row) == LOG
    assert (row["kind"], row["entity"], row["reviewer"], row["patch"]["status"]) == ("claim", claim, "Anna", "mostly")
    assert row["at"].endswith("Z")
    undone = desk("undo", "--json").json
    assert [set(r) for r in undone] == [LOG]
    assert (undone[0]["entity"], undone[0]["action"]) == (claim, row["action"])
    redone = desk("redo", "--json").json
    assert [(set(r), r["entity"], r["undoes"]) for r in redone] == [(LOG, claim, row["action"])]
    two, own, of_article, _ = desk.many(
        ["log", "--limit", "2", "--json"], ["log", claim, "--json"], ["log", "harbour", "--json", "--limit", "1000"],
        ["undo"],
    )  # fmt: skip
    assert len(two.json) == 2
    assert [r["entity"] for r in own.json] == [claim] * 3
    assert desk.article in [r["entity"] for r in of_article.json]


def test_check_and_lint_and_codebook(desk):
    assert desk("check", "--json").json == {"ok": True, "problems": []}
    points = desk("lint", "--json", code=1).json
    assert {tuple(p) for p in points} == {("claim", "rule", "text")}
    book = desk("codebook", "show", "--json").json
    ids = [s["id"] for s in book["statuses"]]
    assert ids == ["supported", "mostly", "misleading", "refuted", "disputed", "unproven", "not_checkable"]
    shown = desk("codebook", "show").stdout
    assert all(f"{n}" in shown and status in shown for n, status in enumerate(ids, 1))
    assert "unchecked" in shown


def test_every_command_has_help_with_an_example(desk):
    """In one process: click's help is the same there, and thirty starts are ten seconds."""
    from click.testing import CliRunner

    from annot.cli.start import COMMANDS as REGISTERED
    from annot.cli.start import annot as root

    assert sorted(REGISTERED) == sorted(COMMANDS)
    for path in [(), *((name,) for name in COMMANDS), *SUBCOMMANDS]:
        result = CliRunner().invoke(root, [*path, "--help"], prog_name="annot")
        assert result.exit_code == 0, path
        assert "Example" in result.output, path
        assert "annot " + " ".join(path) in result.output.partition("Example")[2], path
        for option in ("--db FILE", "--reviewer NAME", "--json", "--reveal"):
            assert option in result.output, (path, option)
    helped = desk("export", "--help")
    assert "Example" in helped.stdout
    assert desk("--version").stdout.startswith("annot, version ")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_for_the_shells(desk, shell):
    if shell == "bash":
        pytest.importorskip("shutil").which("bash") or pytest.skip("SKIP: no bash here")
    answer = desk(env={"_ANNOT_COMPLETE": f"{shell}_source"})
    assert "_ANNOT_COMPLETE" in answer.stdout


def test_csv_folder_has_every_sheet_with_the_columns_of_the_contract(desk):
    desk("export", "csv", "-o", "out")
    out = desk.folder / "out"
    assert sorted(p.name for p in out.iterdir()) == sorted([*SHEETS, "codebook.toml", "articles"])
    for name, columns in SHEETS.items():
        data = (out / name).read_bytes()
        assert data.startswith(",".join(f'"{c}"' for c in columns).encode() + b"\r\n"), name
        assert data.endswith(b"\r\n")
    assert (out / "articles" / f"{desk.article}.txt").read_bytes() == HARBOUR.encode()
    assert (out / "claims.csv").read_bytes() == desk("export", "csv").out
    desk("export", "csv", "-o", "one.csv")
    assert (desk.folder / "one.csv").read_bytes() == (out / "claims.csv").read_bytes()
