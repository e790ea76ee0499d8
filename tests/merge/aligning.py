"""What the tests of alignment share: claims written as "A 0-50", and groups read back the same way."""

from __future__ import annotations

from collections.abc import Iterable

from annot.merge.align import groups
from annot.model.claim import Claim
from annot.model.group import Group


def nobody(span: object) -> frozenset[str]:
    return frozenset()


def claim(words: str, status: str = "supported", **more: object) -> Claim:
    """ "A 0-50" is a claim of A on [0, 50); "A headline" one about the headline. The words are its id."""
    person, place = words.split()[:2]
    if "-" not in place:
        return Claim(words, "a1", person, about=place, status=status, **more)  # type: ignore[arg-type]
    start, end = map(int, place.split("-"))
    return Claim(words, "a1", person, start=start, end=end, status=status, **more)  # type: ignore[arg-type]


def grouped(*words: str) -> dict[str, str]:
    """The claims of each group, joined -> its kind."""
    return {named(group.claims): group.kind for group in groups(map(claim, words), nobody)}


def named(claims: Iterable[Claim]) -> str:
    return ", ".join(c.id for c in claims)


def only(*words: str) -> Group:
    (group,) = groups(map(claim, words), nobody)
    return group
