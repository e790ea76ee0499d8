"""What everybody did on one article: what groups, proposals and final claims are made from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import attrs

from annot.model.article import Paragraph
from annot.model.claim import Claim, Reading, Reviewer
from annot.model.group import Decision


@attrs.frozen
class Work:
    """All of an article or stretches of it. Every `reviewer` and `decided_by` in it is a *person*: see `persons`.

    `names` has the name of each person; `people` are those who take part in the article, also with nothing yet.
    """

    article: str
    text: str
    paragraphs: tuple[Paragraph, ...]
    claims: tuple[Claim, ...]
    readings: tuple[Reading, ...]
    decisions: tuple[Decision, ...]
    names: Mapping[str, str]
    people: frozenset[str] = frozenset()


def persons(reviewers: Iterable[Reviewer]) -> dict[str, str]:
    """reviewer -> person: the reviewer where a chain of `same_as` ends; where that is a circle, its smallest id.

    Only reviewers who were joined with another are in it.
    """
    joined = {r.id: r.same_as for r in reviewers if r.same_as}
    ends: dict[str, str] = {}
    for reviewer in joined:
        way: dict[str, None] = {}  # in order; a stranger's may be long
        at = reviewer
        while at in joined and at not in ends and at not in way:
            way[at] = None
            at = joined[at]
        if at in way:
            circle = list(way)[list(way).index(at) :]
            ends.update(dict.fromkeys(circle, min(circle)))
        ends.update(dict.fromkeys(way.keys() - ends.keys(), ends.get(at, at)))
    return ends
