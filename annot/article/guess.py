"""A guess at the encoding of bytes that are not UTF-8. It is only ever offered, with a preview; never used silently."""

from __future__ import annotations

import re

NAMES = {
    "cp1252": "Windows-1252",
    "cp1250": "Windows-1250",
    "cp1251": "Windows-1251",
    "koi8_r": "KOI8-R",
    "mac_roman": "Mac Roman",
    "utf-16-le": "UTF-16 (little-endian)",
    "utf-16-be": "UTF-16 (big-endian)",
    "utf-32": "UTF-32",
}
_ONE_BYTE = ("cp1252", "cp1250", "cp1251", "koi8_r", "mac_roman")  # the first wins a tie
_LOOKED_AT = 65_536  # bytes
_TYPOGRAPHIC = frozenset("\u00a0‘’“”„‚–—…«»€°§©®№£¿¡·•†‰™")
_UTF8_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_HIGH = re.compile(rb"[\x80-\xff]")


def utf16_without_bom(data: bytes) -> str | None:
    """ "utf-16-le" or "utf-16-be" where the NULs of `data` lie as in a text of mostly Western signs, else None."""
    sample = data[: _LOOKED_AT & ~1]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    encoding = "utf-16-le" if odd > even else "utf-16-be"
    if max(even, odd) < len(sample) // 40 or min(even, odd) > max(even, odd) // 20 or len(data) % 2:
        return None
    try:
        text = sample.decode(encoding, "surrogatepass")
    except UnicodeDecodeError:
        return None
    strange = sum(1 for c in text if c < " " and c not in "\t\n\r\f\v")
    return None if strange else encoding


def mostly_utf8(data: bytes) -> bool:
    """Whether `data` looks like UTF-8 in which a few bytes are damaged, by its sequences of several bytes."""
    sequences = _UTF8_SEQUENCE.findall(data)
    return len(sequences) > 2 * (len(_HIGH.findall(data)) - sum(map(len, sequences)))


def one_byte(data: bytes) -> str | None:
    """The encoding of one byte a character that makes the best words of `data`; None where none makes any."""
    first = _HIGH.search(data)
    begin = max(0, first.start() - 64) if first else 0
    sample = data[begin : begin + _LOOKED_AT]
    scores = {e: _score(sample.decode(e, "replace")) for e in _ONE_BYTE if _decodes(data, e)}
    best = max(scores, key=lambda encoding: scores[encoding])
    return best if scores[best] > 0 else None


def _decodes(data: bytes, encoding: str) -> bool:
    """Whether all of `data` can be read so: else the advice would be refused in its turn."""
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _score(text: str) -> float:
    """How much `text` looks like words: small letters beside letters of their script, typographic marks."""
    score = 0.0
    for before, here, after in zip(" " + text, text, text[1:] + " ", strict=False):
        if here < "\x80":
            continue
        if here.isalpha():
            cyrillic = _is_cyrillic(here)
            beside = [c for c in (before, after) if c.isalpha()]
            alien = any(_is_cyrillic(c) != cyrillic for c in beside)
            swapped = here.isupper() and before.islower()
            crowded = not cyrillic and len([c for c in beside if c >= "\x80"]) > 1  # "Ïðèâåò": Cyrillic as Western
            score += -2 if alien or swapped else -0.5 if crowded else 1 if here.islower() else 0.25
        elif here in _TYPOGRAPHIC:
            inside = before.isalpha() and (after.isalpha() or here in "№£¿¡")
            score += -1 if inside and here != "’" else 1
        else:
            score -= 2 if here == "\ufffd" or not here.isprintable() else 1
    return score


def _is_cyrillic(letter: str) -> bool:
    return "\u0400" <= letter <= "\u04ff"
