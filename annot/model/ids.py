"""Ids: a letter (a spreadsheet reads `7e10` as a number) and hexadecimal digits.

What is the same everywhere has an id made from its content; all else is random.
"""

from __future__ import annotations

import secrets
from hashlib import sha256
from urllib.parse import urlsplit, urlunsplit

LETTERS = {
    "article": "a",
    "codebook": "b",
    "claim": "c",
    "decision": "d",
    "evidence": "e",
    "reading": "g",
    "search": "h",
    "assignment": "i",
    "comment": "m",
    "reviewer": "r",
    "source": "s",
    "reveal": "v",
    "writer": "w",
}
_DEFAULT_PORTS = {"http": 80, "https": 443}


def random_id(kind: str) -> str:
    return LETTERS[kind] + secrets.token_hex(8)


def content_id(kind: str, *parts: object) -> str:
    """The same id on every machine for the same content. The unit separator keeps ("ab", "c") from ("a", "bc")."""
    content = "\x1f".join(map(str, parts))
    return LETTERS[kind] + sha256(content.encode()).hexdigest()[:20]


def article_id(text: str) -> str:
    return content_id("article", text)


def codebook_id(toml: str) -> str:
    return content_id("codebook", toml)


def paragraph_id(article: str, n: int) -> str:
    return f"{article}:{n}"


def reading_id(article: str, start: int, end: int, reviewer: str) -> str:
    return content_id("reading", article, start, end, reviewer)


def source_id(url: str) -> str:
    """The frozen rule: lower-case scheme and host, no default port, no fragment; nothing else, for ever.

    What other spellings mean the same page is a question for `model.address`, not for an id.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:  # "http://[oops": not an address, still somebody's source
        return content_id("source", url)
    host = parts.hostname or ""
    if ":" in host:
        host = f"[{host}]"
    if "@" in parts.netloc:
        host = parts.netloc.rpartition("@")[0] + "@" + host
    if port is not None and port != _DEFAULT_PORTS.get(parts.scheme.lower()):
        host += f":{port}"
    return content_id("source", urlunsplit((parts.scheme.lower(), host, parts.path, parts.query, "")))
