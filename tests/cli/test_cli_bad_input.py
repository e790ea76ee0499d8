"""What `annot add` says of a file that is no article: the table of faults.md, section 4."""

from __future__ import annotations

import gzip
import io
import os
import zipfile

import pytest
from cli_contract import RIVER

KYIV = "Київ каже: так. 👩‍👩‍👧\n"


def zipped() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a.txt", "x")
    return stream.getvalue()


BAD = {
    "latin1.txt": ("Caf\xe9.\n".encode("latin-1"), "not UTF-8 (byte 3 = E9). Guess: Windows-1252. Re-run with"),
    "utf16.txt": ("Hello there".encode("utf-16-le"), "Re-run with --encoding utf-16-le"),
    "broken.txt": ("Київ каже так.".encode() + b"\xff\xfe" + "Київ каже так.".encode(), "not UTF-8 (byte 25 = FF)"),
    "nul.txt": (b"one\0two", "looks binary at byte 3"),
    "pdf.txt": (b"%PDF-1.7\n%\xe2\xe3", "this is a PDF; annot reads txt, md, html"),
    "zip.txt": (zipped(), "this is a zip archive"),
    "gzip.txt": (gzip.compress(b"x"), "gzip"),
    "elf.txt": (b"\x7fELF\x02\x01", "ELF"),
    "sqlite.txt": (b"SQLite format 3\0", "SQLite"),
    "empty.txt": (b"", "no text found"),
    "white.txt": ("\n \t\u00a0\r\n".encode(), "no text found"),
    "bom.txt": (b"\xef\xbb\xbf", "no text found"),
}  # fmt: skip


def test_what_cannot_be_read_is_exit_2_and_one_sentence_and_nothing_is_made(annot):
    for name, (data, _) in BAD.items():
        annot.write(name, data)
    big = annot.folder / "big.txt"
    with big.open("wb") as file:
        os.truncate(file.fileno(), 500_000_000)  # refused by its size, before a byte is read
    (annot.folder / "dir").mkdir()
    asked = {name: said for name, (_, said) in BAD.items()} | {
        "big.txt": "too big (500.0 MB; the limit is 20 MB)",
        "dir": "There is no .txt, .md or .html file in dir",
        "nowhere.txt": "There is no file nowhere.txt",
    }
    for (name, said), answer in zip(asked.items(), annot.many(*(["add", name] for name in asked)), strict=True):
        assert answer.code == 2, (name, answer.stdout, answer.stderr)
        assert said in answer.stderr, (name, answer.stderr)
        assert name in answer.stderr
        assert answer.stdout == ""
        assert len(answer.stderr.splitlines()) == 1, answer.stderr
    assert annot("add", "latin1.txt", "empty.txt", code=2).stderr.startswith("annot: latin1.txt: ")
    assert not annot.db.exists()


def test_one_bad_file_among_those_named_adds_none(annot):
    annot.write("river.txt", RIVER)
    annot.write("nul.txt", b"\0")
    annot("add", "river.txt", "nul.txt", code=2)
    assert not annot.db.exists()


@pytest.fixture(scope="module")
def desk(annot_in, tmp_path_factory):
    return annot_in(tmp_path_factory.mktemp("input") / "desk")


def test_every_encoding_that_is_told_gives_the_same_article(desk):
    spellings = {
        "plain.txt": KYIV.encode(),
        "bom.txt": KYIV.encode("utf-8-sig"),
        "utf16.txt": KYIV.encode("utf-16"),
        "utf16be.txt": b"\xfe\xff" + KYIV.encode("utf-16-be"),
        "crlf.txt": KYIV.replace("\n", "\r\n").encode(),
        "cr.txt": KYIV.replace("\n", "\r").encode(),
    }
    for name, data in spellings.items():
        desk.write(name, data)
    rows = desk("add", *spellings, "--json").json
    assert {r["id"] for r in rows} == {rows[0]["id"]}
    assert [r["added"] for r in rows] == [True] + [False] * 5
    assert desk("show", rows[0]["id"], "--json").json["text"] == KYIV
    desk.write("latin.txt", "Café.\n".encode("latin-1"))
    article = desk("add", "latin.txt", "--encoding", "cp1252", "--title", "T", "--author", "A", "--language", "fr",
                   "--published", "2026", "--json").json[0]  # fmt: skip
    assert article["title"] == "T"
    assert desk("show", article["id"], "--json").json["text"] == "Café.\n"
    desk("export", "csv", "-o", "out")
    assert '"T","latin.txt","","A","2026","","fr"' in (desk.folder / "out" / "articles.csv").read_text("utf-8")
    assert "no text encoding is called klingon" in desk("add", "latin.txt", "--encoding", "klingon", code=2).stderr


def test_what_is_kept_is_said(desk):
    desk.write("bidi.txt", "A \u202eright\u202c turn.\n")
    desk.write("controls.txt", "bell\x07 \x85 \x0b end\n")
    desk.write("half.txt", b"\xff\xfe" + "half \ud800 pair\n".encode("utf-16-le", "surrogatepass"))
    bidi, _, half, turn, bell = desk.many(
        ["add", "bidi.txt"], ["add", "controls.txt"], ["add", "half.txt"], ["show", "bidi", "--json"],
        ["show", "controls", "--json"],
    )  # fmt: skip
    assert bidi.stderr.endswith("bidi: 2 direction controls are kept and shown as marks\n")
    assert turn.json["text"] == "A \u202eright\u202c turn.\n"
    assert bell.json["text"] == "bell\x07 \x85 \x0b end\n"
    assert "1 lone surrogate became U+FFFD" in half.stderr


def test_folders_are_read_to_the_bottom_and_standard_input_alone(desk):
    desk.write("stories/a.txt", "Story A.\n")
    desk.write("stories/deep/b.md", "# Story B\n\nText of B.\n")
    desk.write("stories/deep/c.html", "<html><head><title>C</title></head><body><article><h1>Story C</h1>"
               "<p>The whole text of the third story, which is long enough.</p></article></body></html>")  # fmt: skip
    desk.write("stories/deep/.hidden.txt", "Hidden.\n")
    desk.write("stories/d.csv", "no,article\n")
    rows = desk("add", "stories", "--json").json
    assert sorted(r["title"] for r in rows) == ["C", "Story B", "a"] or sorted(r["title"] for r in rows) == [
        "Story B",
        "Story C",
        "a",
    ]
    assert all(r["added"] for r in rows)
    assert not any(r["added"] for r in desk("add", "stories", "--json").json)
    row = desk("add", "-", "--json", "--title", "Typed", input=b"From a pipe.\r\n").json[0]
    assert (row["title"], row["paragraphs"], row["added"]) == ("Typed", 1, True)
    assert "Standard input is added alone" in desk("add", "-", "stories", code=2).stderr
    assert "standard input: no text found" in desk("add", "-", input=b"", code=2).stderr
    assert "standard input: looks binary" in desk("add", "-", input=b"one\0two", code=2).stderr
