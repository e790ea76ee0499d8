"""Sentences of a paragraph: `sentencex` finds them, and a second cut goes where it does not look.

It keeps a quotation of several sentences whole, and with it what stands before and after. So it is asked again
with the quotation marks blanked out, and of its answers those inside and before quotations are taken.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from annot.article.quotations import MARKS

_WINDOW = 5_000  # code points at once: sentencex takes the square of the time for opening marks that nobody closes
_WIDE_SPACE = re.compile(r"[^\S\x00-\x7f]")


def sentence_cuts(text: str, language: str, quotations: Sequence[tuple[int, int]]) -> list[int]:
    """Where in a paragraph's `text` a sentence begins, in code points, ascending; white space may follow a cut.

    An unknown `language` is cut by the library's general rules.
    """
    cuts = set(_starts(text, language))
    if quotations:
        cuts.update(_second_cut(text, language, quotations))
        cuts.update(start for start, end in quotations if _begins_a_sentence(text, start, end))
    return sorted(cuts - {0})


def _starts(text: str, language: str) -> list[int]:
    from sentencex import get_sentence_boundaries

    # sentencex 1.0.32 panics, and writes to the screen, where white space of several bytes parts a lone capital from
    # a full stop ("Plan B" and a full stop, a no-break space between them). A space for each leaves the offsets alone.
    text = _WIDE_SPACE.sub(" ", text)
    primary = language.replace("_", "-").partition("-")[0].lower()
    starts: list[int] = []
    here = 0
    while here < len(text):
        window = text[here : here + _WINDOW]
        found = [here + boundary["start_index"] for boundary in get_sentence_boundaries(primary, window)]
        starts += found[1:] if here else found
        last = here + len(window) == len(text)
        here = found[-1] if len(found) > 1 and not last else here + len(window)
    return starts


def _second_cut(text: str, language: str, quotations: Sequence[tuple[int, int]]) -> list[int]:
    blank = list(text)
    openings, closings = set(), set()
    for start, end in quotations:
        openings.add(start)
        blank[start] = " "
        if text[end - 1] in MARKS and end - start > 1:
            closings.add(end - 1)
            blank[end - 1] = " "
    outer = _outermost(quotations)
    cuts = []
    for start in _starts("".join(blank), language):
        cut = _before_marks(text, start, openings, closings)
        following = cut
        while following < len(text) and text[following].isspace():
            following += 1
        around = bisect_left(outer, (cut, 0)) - 1  # the last that begins before the cut
        if following in openings or (around >= 0 and cut < outer[around][1]):
            cuts.append(cut)
    return cuts


def _outermost(quotations: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for start, end in quotations:
        if not found or start >= found[-1][1]:
            found.append((start, end))
    return found


def _begins_a_sentence(text: str, start: int, end: int) -> bool:
    """Whether a sentence ended before the quotation and a whole one is quoted, as after `on X. "We stay," she said`.

    A nickname (`W. "Dizzy" Smith`) has no mark of its own at its end.
    """
    before = text[:start].rstrip()
    inside = text[start:end].strip("".join(MARKS)).strip()
    ends = inside[-1:] in ".,!?…" or text[end : end + 1] in ",."
    return before != text[:start] and before.endswith((".", "!", "?", "…")) and inside[:1].isupper() and ends


def _before_marks(text: str, start: int, openings: set[int], closings: set[int]) -> int:
    """A sentence that begins at `start` once its marks are blanked begins with the opening marks before it."""
    cut = start
    while cut > 0 and (text[cut - 1].isspace() or cut - 1 in openings) and cut - 1 not in closings:
        cut -= 1
    return cut
