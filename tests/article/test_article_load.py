"""A file, a folder or standard input becomes an Article; what it says of itself yields to what the reviewer says."""

from hashlib import sha256
from pathlib import Path

import pytest

from annot.article.load import files_in, load, load_bytes
from annot.errors import InputError
from annot.model.ids import article_id


def test_an_article_keeps_its_frozen_text_and_both_hashes(tmp_path: Path) -> None:
    file = tmp_path / "dam.txt"
    file.write_bytes("\ufeffThe dam holds.\r\nIt is old.\r\n".encode())
    a = load(file).article
    assert a.text == "The dam holds.\nIt is old.\n"
    assert a.id == article_id(a.text)
    assert a.sha256 == sha256(a.text.encode()).hexdigest()
    assert a.source_sha256 == sha256(file.read_bytes()).hexdigest()
    assert (a.file, a.encoding, a.language, a.title) == ("dam.txt", "utf-8-sig", "en", "dam")
    assert [p.n for p in a.paragraphs] == [1, 2]


def test_the_same_text_delivered_otherwise_is_the_same_article() -> None:
    one = load_bytes(b"The dam holds.\nIt is old.", "a.txt").article
    other = load_bytes("The dam holds.\r\nIt is old.".encode("utf-16"), "b.txt").article
    assert one.id == other.id
    assert one.source_sha256 != other.source_sha256


def test_options_win_and_are_made_storable() -> None:
    a = load_bytes(
        b"# The Dam\n\nIt holds.",
        "a.md",
        title=" My \n title \ud800",
        url="https://a.test/x",
        author="Ana",
        published="2025-05-11",
        language="uk",
    ).article
    assert (a.title, a.url, a.author, a.published, a.language) == (
        "My title \ufffd",
        "https://a.test/x",
        "Ana",
        "2025-05-11",
        "uk",
    )


@pytest.mark.parametrize(
    ("text", "name", "title"),
    [
        ("Intro.\n\n## The **Dam**\n\nIt holds.", "a.md", "The **Dam**"),
        ("It holds.", "the-dam.txt", "the-dam"),
        ("It holds.", None, "It holds."),
        ("It holds.", "-", "It holds."),
        (
            "The mayor said on Monday, after a long night, that the dam holds.",
            None,
            "The mayor said on Monday, after a long night, that the dam…",
        ),
        ("x" * 90, None, "x" * 60 + "…"),
    ],
)
def test_an_article_is_named_by_its_heading_its_file_or_its_beginning(text: str, name: str | None, title: str) -> None:
    assert load_bytes(text.encode(), name).article.title == title


def test_only_the_name_of_the_file_is_kept_not_where_it_lies() -> None:
    assert load_bytes(b"Hello.", "/home/ana/secret/a.txt").article.file == "a.txt"


def test_what_was_kept_or_replaced_is_told() -> None:
    assert load_bytes(b"Hello.", "a.txt").warnings == ()
    assert load_bytes("a\u202eb\u2066c\u200ed".encode(), "a.txt").warnings == (
        "3 direction controls are kept and shown as marks",
    )
    assert load_bytes("\ufeffa\ud800\u202e".encode("utf-16-le", "surrogatepass"), "a.txt").warnings == (
        "1 direction control is kept and shown as marks",
        "1 lone surrogate became U+FFFD",
    )


def test_standard_input_is_called_so_in_messages() -> None:
    with pytest.raises(InputError, match=r"^standard input: no text found$"):
        load_bytes(b"", None)


def test_a_file_that_is_too_big_is_refused_before_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "read_bytes", lambda _path: pytest.fail("it was read"))
    file = tmp_path / "big.txt"
    with file.open("wb") as f:
        f.truncate(500_000_000)
    with pytest.raises(InputError, match=r"^big\.txt: too big \(500\.0 MB; the limit is 20 MB\)\. Cut it into parts$"):
        load(file)


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"^nothing\.txt: there is no such file$"):
        load(tmp_path / "nothing.txt")
    with pytest.raises(InputError, match=r": is not a file$"):
        load(tmp_path)
    with pytest.raises(InputError, match=r"^null: is not a file$"):
        load(Path("/dev/null"))


def test_a_files_name_cannot_reach_the_terminal_raw(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"^a␛\[2J\.txt: there is no such file$"):
        load(tmp_path / "a\x1b[2J.txt")


def test_a_file_name_that_is_no_unicode_is_stored_all_the_same() -> None:
    assert load_bytes(b"Hello.", "caf\udce9.txt").article.file == "caf\ufffd.txt"


def test_text_is_told_by_its_suffix_whatever_it_looks_like() -> None:
    assert load_bytes(b"<html><p>Hello</p></html>", "a.txt").article.text == "<html><p>Hello</p></html>"


def test_a_text_of_clusters_that_are_white_space_has_no_text() -> None:
    with pytest.raises(InputError, match="no text found"):
        load_bytes(" \u0301\n".encode(), "a.txt")


def test_a_folder_gives_its_articles_sorted_without_what_is_hidden(tmp_path: Path) -> None:
    for name in ["b.txt", "a/z.md", "a/c.HTML", "a/.hidden.txt", ".git/x.txt", "a/y.pdf", "d.markdown", "e.htm"]:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    (tmp_path / "a" / "round").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "broken.txt").symlink_to(tmp_path / "nowhere.txt")
    found = [str(p.relative_to(tmp_path)) for p in files_in(tmp_path)]
    assert found == ["a/c.HTML", "a/z.md", "b.txt", "d.markdown", "e.htm"]


def test_a_folder_that_cannot_be_listed_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"^gone: this folder cannot be read$"):
        files_in(tmp_path / "gone")
