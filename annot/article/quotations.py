"""Quotations in a paragraph, their marks included: straight, curly, guillemets, low-high, corner, nested.

One pass with a stack. What a mark does follows from its neighbours, because languages use the same marks both
ways (“ opens in English and closes in German). An apostrophe is never a mark.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right

import attrs

# What closes an opening mark: its partner first, then what careless typing puts there.
PARTNERS = {
    '"': '"”“', "“": '”"“', "”": '”"', "„": '“”"', "‟": '”"', "«": "»", "»": "«»", "‹": "›", "›": "‹›",
    "‘": "’'", "‚": "‘’'", "'": "'’", "「": "」", "『": "』", "〝": "〟〞", "＂": "＂",
}  # fmt: skip
SINGLE = frozenset("'‘’‚")
MARKS = frozenset(PARTNERS) | frozenset("".join(PARTNERS.values()))
_ALWAYS_OPEN = frozenset("„‟‚「『〝")
_OPEN_BY_NATURE = frozenset("“«‹")  # unless a German text closes with them
_STRAIGHT = frozenset('"＂')
_BEFORE = frozenset("([{<:;,/-–—¿¡…" + '"“„‟«‹‘‚「『')  # what an opening mark may follow without a space
_ELISIONS = frozenset(["tis", "twas", "em", "cause", "til", "bout", "n"])
_DEEPEST = 8  # nested openings; more of them is not prose, and the search for a partner stays short


@attrs.frozen
class _Singles:
    """Where single marks may open and close: an apostrophe is told from a mark by what comes later."""

    opens: list[int]
    closes: list[int]

    def closed_after(self, i: int) -> bool:
        return bool(self.closes) and self.closes[-1] > i + 1

    def possessive(self, text: str, i: int) -> bool:
        """Whether the mark at `i` is that of "the workers’ rights" inside ‘...’: another close follows first."""
        if text[i - 1] != "s" or not text[i + 1 : i + 2].isspace():
            return False
        later = bisect_right(self.closes, i)
        opening = bisect_left(self.opens, i)
        bound = self.opens[opening] if opening < len(self.opens) else len(text)
        return later < len(self.closes) and self.closes[later] < bound


def quotations(text: str) -> list[tuple[int, int]]:
    """[start, end) of each quotation in a paragraph's `text`, in order, an outer one before those inside it.

    A closing mark without an opening one makes none. A double opening mark without its close ends with the
    paragraph; so does a curly single one at its beginning.
    """
    places = [i for i, c in enumerate(text) if c in MARKS]
    if not places:
        return []
    singles = _singles(text, places)
    found: list[tuple[int, int]] = []
    open_marks: list[int] = []
    for i in places:
        closes = _closed_by(text, i, open_marks, singles)
        if closes is not None:
            if text[open_marks[closes] + 1 : i].strip():
                found.append((open_marks[closes], i + 1))
            del open_marks[closes:]
        elif len(open_marks) < _DEEPEST and _opens(text, i, singles):
            open_marks.append(i)
    end = len(text.rstrip())
    found += [(i, end) for i in open_marks if _lasts(text, i) and text[i + 1 : end].strip()]
    return sorted(found, key=lambda span: (span[0], -span[1]))


def _singles(text: str, places: list[int]) -> _Singles:
    single = [i for i in places if text[i] in SINGLE]
    return _Singles(
        [i for i in single if _free_before(text, i) and _word_after(text, i)],
        [i for i in single if text[i] in "'’‘" and i and not text[i - 1].isspace() and not _word_after(text, i)],
    )


def _closed_by(text: str, i: int, open_marks: list[int], singles: _Singles) -> int | None:
    """The place in `open_marks` of the opening mark that the mark at `i` closes; None where it closes none."""
    mark = text[i]
    if mark in SINGLE and (_word_after(text, i) or text[i - 1].isspace() or singles.possessive(text, i)):
        return None
    candidates = [k for k in range(len(open_marks) - 1, -1, -1) if mark in PARTNERS[text[open_marks[k]]]]
    if not candidates or (mark in PARTNERS and not _may_close(text, i)):
        return None
    proper = (k for k in candidates if PARTNERS[text[open_marks[k]]][0] == mark)
    return next(proper, candidates[0])


def _may_close(text: str, i: int) -> bool:
    """Whether a mark that is used both ways closes here, given that one is open."""
    before = text[i - 1]
    if _is_hebrew(before) and _is_hebrew(text[i + 1 : i + 2]):
        return False  # gershayim inside an acronym
    if not _word_after(text, i):
        return True
    return not before.isspace() and before not in "([{:;/-–—"


def _opens(text: str, i: int, singles: _Singles) -> bool:
    """Whether the mark at `i`, which closes nothing, opens a quotation."""
    mark = text[i]
    if mark not in PARTNERS or not text[i + 1 : i + 3].strip():
        return False
    if mark in _ALWAYS_OPEN:
        return True
    if mark in _OPEN_BY_NATURE:
        return _free_before(text, i) or _word_after(text, i)
    if mark in "'‘":
        elided = mark == "'" and (text[i + 1 : i + 3].isdigit() or _word_at(text, i + 1) in _ELISIONS)
        wanted = mark == "‘" or singles.closed_after(i)
        return _free_before(text, i) and _word_after(text, i) and wanted and not elided
    if i == 0 or text[i - 1].isspace():
        return mark in _STRAIGHT or _word_after(text, i)
    return text[i - 1] in _BEFORE and _word_after(text, i)


def _lasts(text: str, i: int) -> bool:
    """Whether an opening mark without its close holds until the paragraph ends."""
    return text[i] not in SINGLE or (text[i] == "‘" and not text[:i].strip())


def _free_before(text: str, i: int) -> bool:
    return i == 0 or text[i - 1].isspace() or text[i - 1] in _BEFORE


def _word_after(text: str, i: int) -> bool:
    """Whether what follows the mark belongs to it: a word, or a mark that itself may open."""
    after = text[i + 1 : i + 2]
    if after in MARKS or after in "([":
        return after != "" and (i == 0 or text[i - 1].isspace() or text[i - 1] in "([")
    return after.isalnum() or after in "$€£¥#@¿¡…"


def _word_at(text: str, i: int) -> str:
    end = i
    while end < len(text) and text[end].isalpha():
        end += 1
    return text[i:end].lower()


def _is_hebrew(character: str) -> bool:
    return "\u05d0" <= character <= "\u05ea"
