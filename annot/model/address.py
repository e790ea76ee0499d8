"""Which web addresses mean the same page, and which web site one belongs to."""

from __future__ import annotations

from urllib.parse import urlsplit


def is_address(text: str) -> bool:
    """Whether `text` is a web address rather than a title."""
    return text.lower().startswith(("http://", "https://")) and not any(c.isspace() for c in text)


def same_page(url: str) -> str:
    """A key that is equal for spellings of one address: trackers, order of the query, `www.`, http or https.

    For finding, never for storing: what the reviewer gave is what is kept.
    """
    from courlan import normalize_url  # 40 ms, only where somebody cites

    try:
        plain = str(normalize_url(url, strict=False))
    except ValueError:  # it could not be parsed: equal only to itself
        return url
    plain = plain.removeprefix("https://").removeprefix("http://").removeprefix("www.")
    return plain.rstrip("/")


def host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
