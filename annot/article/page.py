"""A saved HTML page -> the article's text, by `trafilatura`, in a child process that can be lost.

Run as a program it is that child: HTML in UTF-8 on stdin, one JSON object on stdout. It has 1 GB of memory, 20 s
of processor, and no network.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import attrs

from annot.article.decode import freeze, refuse_size
from annot.errors import InputError
from annot.plain import show, storable

LARGEST = 10_000_000  # bytes
DEEPEST = 500  # elements within one another
MEMORY = 1 << 30  # bytes of address space
PROCESSOR = 20  # seconds
PATIENCE = 60  # seconds by the clock, for a machine that is busy with something else
_FIELDS = ("title", "author", "published", "site", "url", "language")
_META = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{1,40})|<\?xml[^>]{0,80}encoding=["']([\w.:-]{1,40})""", re.I
)
_HTML = re.compile(rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.{0,800}?-->\s*)*<(?:!doctype\s+html|html[\s>])", re.I | re.S)
# What browsers read where a page says it.
_READ_AS = {"iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252", "ascii": "cp1252", "us-ascii": "cp1252"}


@attrs.frozen
class Page:
    """`text` is frozen and holds the headline; `headline` says that its first line is that. The rest may be missing."""

    text: str
    headline: bool = False
    title: str | None = None
    author: str | None = None
    published: str | None = None
    site: str | None = None
    url: str | None = None
    language: str | None = None


class _TooDeep(Exception):
    """More than 500 elements within one another; only ever raised and caught in the child."""


def is_html(data: bytes) -> bool:
    """Whether `data` begins as a page does, a BOM and comments aside, in UTF-8 or UTF-16."""
    head = data[:2048].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe")
    return bool(_HTML.match(head))


def declared(data: bytes) -> str | None:
    """The encoding that a page names, as browsers take it; None where it names none or is plainly UTF-8."""
    found = _META.search(data[:2048])
    if not found:
        return None
    name = (found[1] or found[2]).decode("ascii", "replace").lower()
    if name.startswith("utf-"):
        return None
    try:
        utf8 = not data.isascii() and bool(data.decode("utf-8"))
    except UnicodeDecodeError:
        utf8 = False
    return None if utf8 else _READ_AS.get(name, name)


def page(html: str, name: str) -> Page:
    """The article in `html`; `name` is the file's, for messages. Nothing is fetched.

    Raises InputError for a page that is too big or too deep, holds no text, or breaks its reader.
    """
    data = html.encode()
    refuse_size(len(data), name, LARGEST)
    found = _ask(data, name)
    if "refused" in found:
        raise InputError(f"{show(name)}: {found['refused']}")
    text = freeze(storable(found["text"]).replace("\0", "\ufffd"))
    if not text or text.isspace():
        raise InputError(f"{show(name)}: no text found")
    fields = {field: storable(found[field]) for field in _FIELDS if found[field]}
    return Page(text=text, headline=found["headline"], **fields)


def _ask(data: bytes, name: str) -> dict[str, Any]:
    # -P, and no relative path: else a module that lies beside the page, in the current folder, would be imported.
    paths = [str(Path(__file__).parents[2]), *(p for p in sys.path if Path(p).is_absolute() and Path(p) != Path.cwd())]
    command = [sys.executable, "-P", "-m", "annot.article.page"]
    sorry = f"{show(name)}: this page could not be read"
    advice = "Save its text as a txt file and add that"
    try:
        child = subprocess.run(  # noqa: S603  our own module, no shell
            command,
            input=data,
            capture_output=True,
            timeout=PATIENCE,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        )
    except subprocess.TimeoutExpired as error:
        raise InputError(f"{sorry} in {PATIENCE} seconds. {advice}") from error
    if child.returncode != 0:
        raise InputError(f"{sorry} with {PROCESSOR} seconds of processor and 1 GB of memory. {advice}")
    answer: dict[str, Any] = json.loads(child.stdout)
    return answer


def _confine() -> None:
    import resource
    from contextlib import suppress

    for limit, value in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, PROCESSOR), (resource.RLIMIT_CORE, 0)):
        with suppress(ValueError, OSError):  # macOS has no limit of address space
            resource.setrlimit(limit, (value, value))

    def no_network(event: str, _arguments: object) -> None:
        if event in {"socket.connect", "socket.getaddrinfo", "socket.sendto"}:
            raise PermissionError("a page's reader opens no connection")

    sys.addaudithook(no_network)


class _Depth:
    """A target of lxml's parser that counts, so that no tree is built of a page that is too deep."""

    def __init__(self) -> None:
        self.depth = 0

    def start(self, _tag: str, _attributes: object) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise _TooDeep

    def end(self, _tag: str) -> None:
        self.depth -= 1

    def close(self) -> None:
        return None


def _extract(data: bytes) -> dict[str, Any]:
    from lxml import etree
    from lxml import html as lxml_html

    try:
        etree.fromstring(data, etree.HTMLParser(target=_Depth(), encoding="utf-8", huge_tree=True))
    except _TooDeep:
        return {"refused": f"more than {DEEPEST} elements within one another"}
    except etree.LxmlError:
        return {"refused": "no text found"}
    # Without huge_tree the parser cuts off what lies deeper than 256 elements.
    parser = lxml_html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    tree = lxml_html.document_fromstring(data, parser=parser)
    headings = {_one_line(heading.text_content()) for heading in tree.iter("h1")}
    language = (tree.get("lang") or "").replace("_", "-").partition("-")[0].strip().lower()

    from trafilatura import bare_extraction

    found: Any = bare_extraction(
        tree,
        with_metadata=True,
        include_comments=False,
        date_extraction_params={
            "original_date": True,
            "extensive_search": False,
        },  # a date it says, not one it may mean
    )
    if found is None or not (found.text or "").strip():
        return {"refused": "no text found"}
    title = _one_line(found.title or "")
    text, headline = _with_headline(found.text, title, headings)
    return {
        "text": text,
        "headline": headline,
        "title": title or None,
        "author": found.author,
        "published": found.date,
        "site": found.sitename,
        "url": found.url if (found.url or "").startswith(("http://", "https://")) else None,
        "language": language if re.fullmatch("[a-z]{2,3}", language) else None,
    }


def _with_headline(text: str, title: str, headings: set[str]) -> tuple[str, bool]:
    """`text` with the headline as its first line, and whether there is one."""
    first = _one_line(text.lstrip().partition("\n")[0])
    if first and (first == title or first in headings):
        return text, True
    if not title:
        return text, False
    return f"{title}\n{text}", True


def _one_line(text: str) -> str:
    return " ".join(text.split())


if __name__ == "__main__":
    _confine()
    sys.stdout.write(json.dumps(_extract(sys.stdin.buffer.read())))
