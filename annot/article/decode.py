"""Bytes become text, once: without BOM, lines ended by LF, nothing else altered and nothing replaced silently."""

from __future__ import annotations

import codecs
import re

import attrs

from annot.article.guess import NAMES, mostly_utf8, one_byte, utf16_without_bom
from annot.errors import InputError
from annot.plain import show

LARGEST = 20_000_000  # bytes
READS = "annot reads txt, md, html"
_PREVIEW = 40  # characters on either side
_WIDTHS = {"utf-16-le": 2, "utf-16-be": 2, "utf-32": 4}
_MAGIC = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a zip archive (docx, odt and epub are zip archives too)"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"\x1f\x8b", "gzip-compressed"),
    (b"\xfd7zXZ\x00", "xz-compressed"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"\x7fELF", "a program (ELF)"),
    (b"\x89PNG\r\n", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"{\\rtf", "a rich-text file (RTF)"),
    (b"\xd0\xcf\x11\xe0", "an old Office file (doc, xls)"),
    (b"SQLite format 3\x00", "an SQLite database"),
)
_BOMS = (  # UTF-32's first: its little-endian BOM begins with UTF-16's
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SURROGATES = re.compile("[\ud800-\udfff]")


@attrs.frozen
class Decoded:
    """`encoding` as Python names it; `surrogates` counts what had to become U+FFFD."""

    text: str
    encoding: str
    surrogates: int = 0


def decode(data: bytes, name: str, encoding: str | None = None) -> Decoded:
    """The frozen text of `data`; `name` is the file's, for messages, in which bytes count from 0.

    `encoding` overrides what is found. Raises InputError for what is no text, or text that cannot be told.
    """
    refuse_size(len(data), name)
    for magic, what in _MAGIC:
        if data.startswith(magic):
            raise InputError(f"{show(name)}: this is {_exactly(what, data)}; {READS}")
    if encoding is not None:
        return _as_told(data, name, encoding)
    for bom, found in _BOMS:
        if data.startswith(bom):
            if found == "utf-32":
                raise InputError(_not_utf8(data, name, 0, "utf-32"))
            return _decoded(data, name, found, len(bom))
    return _as_utf8(data, name)


def freeze(text: str) -> str:
    """`text` without a BOM at its beginning, CRLF and CR made LF."""
    text = text.removeprefix("\ufeff")
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def refuse_size(size: int, name: str, largest: int = LARGEST) -> None:
    """Raises InputError for more than `largest` bytes."""
    if size > largest:
        limit, here = largest // 1_000_000, size / 1_000_000
        raise InputError(f"{show(name)}: too big ({here:.1f} MB; the limit is {limit} MB). Cut it into parts")


def _as_utf8(data: bytes, name: str) -> Decoded:
    nul = data.find(0)
    if nul >= 0:
        guess = utf16_without_bom(data)
        if guess:
            raise InputError(_not_utf8(data, name, nul, guess))
        raise InputError(f"{show(name)}: looks binary at byte {nul}")
    return _decoded(data, name, "utf-8", 0)


def _as_told(data: bytes, name: str, encoding: str) -> Decoded:
    unknown = InputError(f"{show(name)}: no text encoding is called {show(encoding)}")
    try:
        told = codecs.lookup(encoding).name
        b"four".decode(told)  # of the codecs that exist some are for bytes only ("hex")
    except UnicodeDecodeError:
        pass  # UTF-32, for one
    except (LookupError, ValueError):
        raise unknown from None
    if told == "utf-16":  # Python's takes the machine's byte order where there is no BOM
        told = "utf-16-be" if data.startswith(codecs.BOM_UTF16_BE) else "utf-16-le"
    if told == "utf-8" and data.startswith(codecs.BOM_UTF8):
        told = "utf-8-sig"
    return _decoded(data, name, told, 0)


def _decoded(data: bytes, name: str, encoding: str, bom: int) -> Decoded:
    surrogates = 0
    body = data[bom:] if bom else data
    try:
        try:
            text = body.decode(encoding)
        except UnicodeDecodeError:
            if not encoding.startswith(("utf-8", "utf-16", "utf-32")):
                raise
            # Lone surrogates are taken in and counted; bytes that are no text at all are not.
            text, surrogates = _SURROGATES.subn("\ufffd", body.decode(encoding, "surrogatepass"))
    except UnicodeDecodeError as error:
        at = bom + error.start
        if encoding.startswith("utf-8"):
            raise InputError(_not_utf8(data, name, at, one_byte(data))) from error
        where = f"not {show(encoding)} (byte {at} = {data[at]:02X})"
        raise InputError(f"{show(name)}: {where}. Try another --encoding, or repair the file") from error
    except UnicodeError as error:
        raise InputError(f"{show(name)}: not {show(encoding)}. Try another --encoding") from error
    if "\0" in text:
        before = text[: text.index("\0")].encode(encoding, "replace")
        raise InputError(f"{show(name)}: looks binary at byte {bom + len(before)}")
    text = freeze(text)
    if not text or text.isspace():
        raise InputError(f"{show(name)}: no text found")
    return Decoded(text, encoding, surrogates)


def _exactly(what: str, data: bytes) -> str:
    return "a Word document (docx)" if data.startswith(b"PK\x03\x04") and b"word/" in data else what


def _not_utf8(data: bytes, name: str, at: int, guess: str | None) -> str:
    fault = f"{show(name)}: not UTF-8 (byte {at} = {data[at]:02X})"
    if mostly_utf8(data):
        reads = _preview(data, at, "utf-8")
        return f"{fault}, though the rest is. Repair it there, or re-run with --encoding. That line reads: {reads}"
    if guess is None:
        return f"{fault}. Re-run with --encoding and the encoding's name"
    option = guess.replace("_", "-")
    reads = _preview(data, at, guess)
    return f"{fault}. Guess: {NAMES[guess]}. Re-run with --encoding {option}. That line would read: {reads}"


def _preview(data: bytes, at: int, encoding: str) -> str:
    """The line around byte `at`, decoded by the guess and made safe, some hundred code points of it at most."""
    wide = _WIDTHS.get(encoding, 1)
    at -= at % wide
    begin = max(0, at - _PREVIEW * wide)
    before = data[begin:at].decode(encoding, "replace").replace("\r", "\n").rpartition("\n")[2]
    after = data[at : at + _PREVIEW * wide].decode(encoding, "replace").replace("\r", "\n").partition("\n")[0]
    return f"“{show((before + after).strip())}”"
