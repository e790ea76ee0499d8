"""A saved page gives its article's text and what it says of itself, in a process that may be lost."""

import socket
import subprocess
import sys
from pathlib import Path
from time import perf_counter

import pytest

import annot.article.page as page_module
from annot.article.load import load_bytes
from annot.article.page import declared, is_html, page
from annot.errors import InputError

BODY = (
    "<p>The mayor said on Monday that the old dam above the town still holds, whatever people fear.</p>"
    "<p>Engineers had measured it all through the night and found a crack “as thin as a hair”.</p>"
)
META = (
    '<meta property="og:title" content="The Dam Holds"><meta name="author" content="Ana Test">'
    '<meta property="article:published_time" content="2025-05-11T10:00:00Z">'
    '<meta property="og:site_name" content="The Daily"><link rel="canonical" href="https://daily.test/dam">'
)


def html(body: str = BODY, head: str = META, heading: str = "") -> str:
    return (
        f'<!doctype html><html lang="en-GB"><head><title>The Dam Holds | The Daily</title>{head}</head>'
        f"<body><nav><a href='/'>Home</a></nav><article>{heading}{body}</article></body></html>"
    )


def refusal(data: bytes, name: str = "a.html") -> str:
    with pytest.raises(InputError) as refused:
        load_bytes(data, name)
    return str(refused.value)


def test_a_page_gives_its_text_its_headline_and_what_it_says_of_itself() -> None:
    a = load_bytes(html().encode(), "a.html").article
    assert [p.kind for p in a.paragraphs] == ["heading", "body", "body"]
    assert a.text.splitlines()[0] == a.title == "The Dam Holds"
    assert (a.author, a.published, a.site, a.url) == ("Ana Test", "2025-05-11", "The Daily", "https://daily.test/dam")
    assert (a.language, a.encoding, a.file) == ("en", "utf-8", "a.html")


@pytest.mark.parametrize("heading", ["<h1>The Dam Holds</h1>", "<h1>The  Dam\n Holds, Says Mayor</h1>"])
def test_a_headline_that_the_text_begins_with_is_not_doubled(heading: str) -> None:
    a = load_bytes(html(heading=heading).encode(), "a.html").article
    assert [p.kind for p in a.paragraphs] == ["heading", "body", "body"]


def test_options_win_over_the_page() -> None:
    a = load_bytes(html().encode(), "a.html", title="Mine", author="Ben", language="uk").article
    assert (a.title, a.author, a.language, a.site) == ("Mine", "Ben", "uk", "The Daily")


def test_a_page_without_a_name_is_told_by_its_beginning() -> None:
    assert load_bytes(b"\xef\xbb\xbf\n<!-- saved -->" + html().encode(), None).article.title == "The Dam Holds"
    assert load_bytes(html().encode("utf-16"), "-").article.encoding == "utf-16-le"
    assert is_html(b"<HTML>")
    assert not is_html(b"The <html> tag")


def test_a_page_is_decoded_as_it_declares() -> None:
    data = html(head='<meta charset="iso-8859-1">' + META).encode("cp1252")
    found = load_bytes(data, "a.html").article
    assert found.encoding == "cp1252"
    assert "“as thin as a hair”" in found.text
    assert declared(html(head='<meta charset="iso-8859-1">').encode()) is None, "plainly UTF-8, whatever it says"
    assert declared(b"<meta charset='koi8-r'>") == "koi8-r"


def test_a_page_that_declares_nothing_and_is_not_utf8_is_refused() -> None:
    assert "Guess: Windows-1252. Re-run with --encoding cp1252" in refusal(html().encode("cp1252"))


def test_a_page_without_text_is_refused() -> None:
    assert refusal(b"<html><body><script>let a = 1</script></body></html>") == "a.html: no text found"
    assert refusal(b" \n ") == "a.html: no text found"


@pytest.mark.parametrize(("depth", "fits"), [(450, True), (600, False), (100_000, False)])
def test_a_page_may_be_500_elements_deep(depth: int, fits: bool) -> None:
    data = html(body="<div>" * depth + BODY + "</div>" * depth).encode()
    if fits:
        assert "Engineers" in load_bytes(data, "a.html").article.text
    else:
        assert refusal(data) == "a.html: more than 500 elements within one another"


def test_a_page_that_is_too_big_is_refused() -> None:
    assert refusal(b"<html>" + b"a" * 10_000_000) == "a.html: too big (10.0 MB; the limit is 10 MB). Cut it into parts"


def test_characters_that_no_text_can_hold_are_replaced() -> None:
    text = load_bytes(
        html(body="<p>A&#0;B and &#xD800; stand in a sentence that is long enough.</p>").encode(), "a.html"
    )
    assert "\0" not in text.article.text
    text.article.text.encode()


@pytest.mark.slow
def test_a_page_that_eats_memory_or_time_is_given_up() -> None:
    start = perf_counter()
    assert refusal(b"<html><body>" + b"<p>a<b>" * 1_000_000).startswith("a.html: this page could not be read with 20 s")
    assert perf_counter() - start < 30


def test_a_reader_that_dies_or_hangs_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def dies(command: list[str], **_how: object) -> subprocess.CompletedProcess[bytes]:
        return subprocess.CompletedProcess(command, -9, b"", b"")

    def hangs(command: list[str], **_how: object) -> subprocess.CompletedProcess[bytes]:
        raise subprocess.TimeoutExpired(command, 60)

    monkeypatch.setattr(page_module.subprocess, "run", dies)
    assert refusal(html().encode()) == (
        "a.html: this page could not be read with 20 seconds of processor and 1 GB of memory. "
        "Save its text as a txt file and add that"
    )
    monkeypatch.setattr(page_module.subprocess, "run", hangs)
    assert refusal(html().encode()).startswith("a.html: this page could not be read in 60 seconds. ")


def test_a_module_beside_the_page_is_not_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The reader runs where the reviewer's downloads lie."""
    (tmp_path / "trafilatura.py").write_text("raise SystemExit(3)")
    monkeypatch.chdir(tmp_path)
    assert page(html(), "a.html").title == "The Dam Holds"


def test_the_reader_opens_no_connection() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        code = (
            "import socket; from annot.article.page import _confine; _confine();"
            f"socket.create_connection(('127.0.0.1', {server.getsockname()[1]}))"
        )
        child = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert child.returncode == 1
    assert "a page's reader opens no connection" in child.stderr


def test_reading_a_text_file_imports_no_page_reader() -> None:
    code = (
        "import sys; from annot.article.load import load_bytes; load_bytes(b'Hello.', 'a.txt');"
        "assert not {'trafilatura', 'lxml', 'sentencex'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
