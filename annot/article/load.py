"""A file, a folder or standard input -> Articles, with what the reviewer should be told about them."""

from __future__ import annotations

import os
import re
import stat
from hashlib import sha256
from pathlib import Path

import attrs

from annot.article.decode import Decoded, decode, refuse_size
from annot.article.page import LARGEST as HTML_LARGEST
from annot.article.page import Page, declared, is_html, page
from annot.article.paragraphs import paragraphs
from annot.errors import InputError
from annot.model.article import Article, Paragraph
from annot.model.ids import article_id
from annot.plain import BIDI, heard, show, storable

HTML_SUFFIXES = frozenset({".html", ".htm"})
TEXT_SUFFIXES = frozenset({".txt", ".md", ".markdown"})
TITLE_LENGTH = 60  # code points of the text, where nothing else names an article
_BIDI = tuple(map(chr, sorted(BIDI)))
_MARKDOWN_HEADING = re.compile(r"#{1,6}[ \t]+")


@attrs.frozen
class Loaded:
    """An article, and sentences for the reviewer about what was kept or replaced in its text."""

    article: Article
    warnings: tuple[str, ...] = ()


def load(
    path: Path,
    *,
    encoding: str | None = None,
    title: str | None = None,
    url: str | None = None,
    author: str | None = None,
    published: str | None = None,
    language: str | None = None,
) -> Loaded:
    """The article in the file at `path`; options win over what a page says of itself.

    Raises InputError, one sentence that begins with the file's name, for what cannot be read as text.
    """
    return load_bytes(
        _read(path),
        path.name,
        encoding=encoding,
        title=title,
        url=url,
        author=author,
        published=published,
        language=language,
    )


def load_bytes(
    data: bytes,
    name: str | None,
    *,
    encoding: str | None = None,
    title: str | None = None,
    url: str | None = None,
    author: str | None = None,
    published: str | None = None,
    language: str | None = None,
) -> Loaded:
    """As `load`, from bytes: `name` is the file's, None or "-" for standard input. HTML is told by suffix or sight."""
    file = None if name in (None, "-") else storable(heard(Path(str(name)).name))
    called = file or "standard input"
    decoded, found = _read_text(data, called, encoding)
    parts = paragraphs(found.text, headline=found.headline)
    if not parts:
        raise InputError(f"{show(called)}: no text found")
    text = found.text.encode()
    article = Article(
        id=article_id(found.text),
        text=found.text,
        paragraphs=parts,
        title=_line(title) or _line(found.title) or _named(found.text, parts, file),
        sha256=sha256(text).hexdigest(),
        file=file,
        url=_line(url) or _line(found.url),
        author=_line(author) or _line(found.author),
        published=_line(published) or _line(found.published),
        site=_line(found.site),
        language=_line(language) or found.language or "en",
        source_sha256=sha256(data).hexdigest(),
        encoding=decoded.encoding,
    )
    return Loaded(article, _warnings(found.text, decoded.surrogates))


def files_in(folder: Path) -> list[Path]:
    """The files that `annot` reads below `folder`, sorted; hidden ones and links to folders are left out.

    Raises InputError where a folder may not be listed: a file must not be missed silently.
    """
    found = []
    for here, folders, files in os.walk(folder, onerror=_refuse_folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        paths = [Path(here, name) for name in files if not name.startswith(".")]
        found += [p for p in paths if p.suffix.lower() in HTML_SUFFIXES | TEXT_SUFFIXES and p.is_file()]
    return sorted(found)


def _refuse_folder(error: OSError) -> None:
    raise InputError(f"{show(Path(error.filename).name)}: this folder cannot be read") from error


def _read(path: Path) -> bytes:
    called = show(path.name)
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise InputError(f"{called}: is not a file")
        refuse_size(found.st_size, path.name)
        return path.read_bytes()
    except FileNotFoundError as error:
        raise InputError(f"{called}: there is no such file") from error
    except (OSError, ValueError) as error:
        raise InputError(f"{called}: this file cannot be read") from error


def _read_text(data: bytes, called: str, encoding: str | None) -> tuple[Decoded, Page]:
    suffix = Path(called).suffix.lower()
    if suffix in TEXT_SUFFIXES or not (suffix in HTML_SUFFIXES or is_html(data)):
        decoded = decode(data, called, encoding)
        return decoded, Page(decoded.text)
    refuse_size(len(data), called, HTML_LARGEST)
    decoded = decode(data, called, encoding or declared(data))
    return decoded, page(decoded.text, called)


def _line(text: str | None) -> str | None:
    """A title or a name as one line that can be stored; None where there is nothing in it."""
    return " ".join(storable(text).replace("\0", "").split()) or None if text else None


def _named(text: str, parts: tuple[Paragraph, ...], file: str | None) -> str:
    """What to call an article that says no title: its first heading, its file, or how it begins."""
    for part in parts:
        if part.kind == "heading":
            heading = _MARKDOWN_HEADING.sub("", text[part.start : part.end].partition("\n")[0], count=1)
            return _line(heading) or heading
    stem = _line(Path(file).stem) if file else None
    if stem:
        return stem
    first = " ".join(text[parts[0].start : parts[0].end].split())
    if len(first) <= TITLE_LENGTH:
        return first
    short = first[:TITLE_LENGTH]
    return (short.rpartition(" ")[0].rstrip(",;:") or short) + "…"


def _warnings(text: str, surrogates: int) -> tuple[str, ...]:
    found = []
    controls = 0 if text.isascii() else sum(map(text.count, _BIDI))
    if controls:
        found.append(f"{controls} direction control{'s are' if controls > 1 else ' is'} kept and shown as marks")
    if surrogates:
        found.append(f"{surrogates} lone surrogate{'s' if surrogates > 1 else ''} became U+FFFD")
    return tuple(found)
