"""Bytes become text once, and what is no text is refused in one sentence that begins with the file's name."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annot.article.decode import LARGEST, decode
from annot.errors import InputError

# Neither NUL nor surrogates can be in a text; CR is made LF and has its own property.
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r\ufeff")).filter(
    lambda t: t and not t.isspace()
)


def refusal(data: bytes, encoding: str | None = None, name: str = "a.txt") -> str:
    with pytest.raises(InputError) as refused:
        decode(data, name, encoding)
    return str(refused.value)


@given(TEXT)
def test_utf8_is_the_text_itself(text: str) -> None:
    """Astral, combining, right-to-left, VT, FF, NEL, LS: nothing is altered."""
    found = decode(text.encode(), "a.txt")
    assert (found.text, found.encoding, found.surrogates) == (text, "utf-8", 0)


@given(TEXT)
def test_utf16_with_bom_is_the_text_and_the_bom_is_gone(text: str) -> None:
    assert decode(codecs.BOM_UTF16_LE + text.encode("utf-16-le"), "a.txt").text == text
    found = decode(codecs.BOM_UTF16_BE + text.encode("utf-16-be"), "a.txt")
    assert (found.text, found.encoding) == (text, "utf-16-be")


@given(st.lists(TEXT.map(lambda t: t.replace("\n", "") + "."), min_size=1), st.sampled_from(["\r\n", "\r", "\n"]))
def test_every_line_end_becomes_lf(lines: list[str], end: str) -> None:
    assert decode(end.join(lines).encode(), "a.txt").text == "\n".join(lines)


@given(st.binary(max_size=60))
def test_any_bytes_are_a_text_or_refused_by_name(data: bytes) -> None:
    try:
        found = decode(data, "odd\x1b[31m.txt")
    except InputError as refused:
        assert str(refused).startswith("odd␛[31m.txt: ")  # noqa: PT017
    else:
        assert found.text.strip()


@given(st.binary(min_size=1, max_size=40), st.sampled_from(["utf-16", "utf-32", "cp1252", "utf-7", "shift_jis", "hz"]))
def test_any_bytes_under_any_encoding_are_a_text_or_refused(data: bytes, encoding: str) -> None:
    try:
        assert decode(data, "a.txt", encoding).text.strip()
    except InputError as refused:
        assert str(refused).startswith("a.txt: ")  # noqa: PT017


def test_a_bom_is_removed_and_recorded() -> None:
    found = decode(b"\xef\xbb\xbfHello", "a.txt")
    assert (found.text, found.encoding) == ("Hello", "utf-8-sig")
    assert decode(b"\xef\xbb\xbfHello", "a.txt", "utf-8").encoding == "utf-8-sig"


def test_a_bom_in_the_middle_is_text() -> None:
    assert decode("a\ufeffb".encode(), "a.txt").text == "a\ufeffb"


def test_latin1_is_refused_with_a_guess_and_a_preview() -> None:
    assert refusal("caf\u00e9 au lait\nzwei".encode("cp1252")) == (
        "a.txt: not UTF-8 (byte 3 = E9). Guess: Windows-1252. Re-run with --encoding cp1252. "
        "That line would read: “café au lait”"
    )


@pytest.mark.parametrize(
    ("text", "encoding", "name", "option"),
    [
        ("Der Bürgermeister öffnete die Straße.", "cp1252", "Windows-1252", "cp1252"),
        ("Где стол был яств, там Гроб стоит", "cp1251", "Windows-1251", "cp1251"),
        ("Где стол был яств, там Гроб стоит", "koi8_r", "KOI8-R", "koi8-r"),
        ("Żaden człowiek nie jest wyspą, ąęłż", "cp1250", "Windows-1250", "cp1250"),
        ("Après l’été, déjà", "mac_roman", "Mac Roman", "mac-roman"),
        ("Hello out there", "utf-16-le", "UTF-16 (little-endian)", "utf-16-le"),
        ("Привет, как дела", "utf-16-be", "UTF-16 (big-endian)", "utf-16-be"),
        ("Hello", "utf-32", "UTF-32", "utf-32"),
    ],
)
def test_the_guess_is_right_and_its_advice_works(text: str, encoding: str, name: str, option: str) -> None:
    message = refusal(text.encode(encoding))
    assert f"Guess: {name}. Re-run with --encoding {option}. That line would read: “{text}”" in message
    assert decode(text.encode(encoding), "a.txt", option).text == text


def test_a_damaged_byte_in_utf8_is_called_so() -> None:
    assert refusal("müde über schön".encode() + b"\xff") == (
        "a.txt: not UTF-8 (byte 18 = FF), though the rest is. Repair it there, or re-run with --encoding. "
        "That line reads: “müde über schön�”"
    )


def test_a_guess_is_only_made_where_it_makes_words() -> None:
    assert refusal(b"\x81\x8d\x90\xad\x81") == (
        "a.txt: not UTF-8 (byte 0 = 81). Re-run with --encoding and the encoding's name"
    )


def test_the_preview_cannot_reach_the_terminal_raw() -> None:
    assert "\x1b" not in refusal("\x1b]52;c;aGk=\x07 café".encode("cp1252"))


def test_nul_looks_binary() -> None:
    assert refusal(b"abc\0def") == "a.txt: looks binary at byte 3"
    assert refusal("ab\0".encode("utf-16")) == "a.txt: looks binary at byte 6"


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "a PDF"),
        (b"PK\x03\x04\x14\x00", "a zip archive (docx, odt and epub are zip archives too)"),
        (b"PK\x03\x04\x14\x00...word/document.xml", "a Word document (docx)"),
        (b"\x1f\x8b\x08\x00", "gzip-compressed"),
        (b"\x7fELF\x02", "a program (ELF)"),
        (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
        (b"{\\rtf1 hello}", "a rich-text file (RTF)"),
        (b"SQLite format 3\x00", "an SQLite database"),
    ],
)
def test_other_kinds_of_file_are_told_by_their_first_bytes(data: bytes, what: str) -> None:
    assert refusal(data) == f"a.txt: this is {what}; annot reads txt, md, html"
    assert refusal(data, "cp1252") == refusal(data)


@pytest.mark.parametrize("data", [b"", b" \n\t", b"\xef\xbb\xbf", "\u2028\u3000\x85".encode(), b"\r\n\r\n"])
def test_nothing_but_white_space_is_no_text(data: bytes) -> None:
    assert refusal(data) == "a.txt: no text found"


def test_lone_surrogates_become_the_replacement_character_and_are_counted() -> None:
    found = decode(codecs.BOM_UTF16_LE + "a\ud800b\udfffc".encode("utf-16-le", "surrogatepass"), "a.txt")
    assert (found.text, found.surrogates) == ("a\ufffdb\ufffdc", 2)


def test_control_characters_are_kept() -> None:
    assert decode(b"a\x01\x0b\x0c\x1b\x7f", "a.txt").text == "a\x01\x0b\x0c\x1b\x7f"


def test_half_a_character_of_utf16_is_refused() -> None:
    assert refusal(b"\xff\xfea\0b") == (
        "a.txt: not utf-16-le (byte 4 = 62). Try another --encoding, or repair the file"
    )


def test_an_encoding_that_does_not_fit_is_refused() -> None:
    assert refusal(b"a\x81", "cp1252") == (
        "a.txt: not cp1252 (byte 1 = 81). Try another --encoding, or repair the file"
    )


@pytest.mark.parametrize("encoding", ["klingon", "hex", "zlib", "", "a\0b"])
def test_an_encoding_that_does_not_exist_is_refused(encoding: str) -> None:
    assert refusal(b"hello", encoding).startswith("a.txt: no text encoding is called")


def test_what_is_too_big_is_refused() -> None:
    assert refusal(b"a" * (LARGEST + 1)) == "a.txt: too big (20.0 MB; the limit is 20 MB). Cut it into parts"
