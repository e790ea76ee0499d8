"""What a paragraph is: the article's own words, or what came along when they were copied.

A kind dims a paragraph, it never deletes one; in doubt it is `body`. The patterns are data: debris.toml.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import attrs

HEADING = re.compile(r"#{1,6}[ \t]+\S[^\n]*\Z|[^\n]{1,120}\n(?:=+|-{3,})[ \t]*\Z")
CAPTION_LENGTH = 120  # code points: a title, not a sentence
_GLUE = re.compile(r'[a-z0-9.!?"”](?=([^\W\d_])([^\W\d_]))')
_LABEL = 40  # code points: no label with its colon is longer
_SMALL = 3  # letters: "of", "the" and "to" may begin small in a title


@attrs.frozen
class Debris:
    """One kind's pattern, and how many code points a paragraph of that kind has at most."""

    kind: str
    pattern: re.Pattern[str]
    longest: int


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("debris.toml").read_text(encoding="utf-8"))


@cache
def related() -> re.Pattern[str]:
    """Matches "SEE ALSO:" and its like at the start of a line, or alone on it."""
    labels = "|".join(re.escape(label).replace(r"\ ", r"[ \xa0]+") for label in _data()["related"])
    return re.compile(rf"[^\S\n]*(?:{labels})(?:[^\S\n]*:|[^\S\n]*(?=\n|\Z))", re.IGNORECASE)


@cache
def _debris() -> tuple[Debris, ...]:
    kinds = {kind: found for kind, found in _data().items() if isinstance(found, dict)}
    patterns = {kind: "|".join(found["patterns"]) for kind, found in kinds.items()}
    patterns["related_link"] = related().pattern
    return tuple(Debris(kind, re.compile(patterns[kind], re.IGNORECASE), kinds[kind]["longest"]) for kind in kinds)


def glued(line: str) -> int | None:
    """Where a link's headline ends and the paragraph that was glued to it begins ("...May 12Trump’s"); None elsewhere.

    An offset in `line`, in code points. Only a line that begins with "SEE ALSO:" or its like is looked at.
    """
    if ":" not in line[:_LABEL]:
        return None
    label = related().match(line)
    if not label:
        return None
    for glue in _GLUE.finditer(line, label.end()):
        if glue[1].isupper() and glue[2].islower():
            return glue.end()
    return None


def kind(text: str, before: str | None = None) -> str:
    """The kind of a paragraph from its text and from the kind of the paragraph before it."""
    if HEADING.match(text):
        return "heading"
    for debris in _debris():
        if len(text) <= debris.longest and debris.pattern.match(text):
            return debris.kind
    if before == "player_debris" and _is_title(text):
        return "caption"
    return "body"


def _is_title(text: str) -> bool:
    """A short line without a full stop in which every longer word begins with a capital, at least two words."""
    line = text.rstrip("\"'”’»)] ")
    if len(text) > CAPTION_LENGTH or "\n" in text or line.endswith((".", "…")):
        return False
    words = re.findall(r"[^\W\d_]+", re.sub(r"['’]\w+", "", line))
    return len(words) > 1 and words[0][0].isupper() and all(w[0].isupper() for w in words if len(w) > _SMALL)
