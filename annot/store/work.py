"""Reading what everybody did on one article, or on a stretch of it, as one value."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import attrs

from annot.model.claim import Claim
from annot.model.work import Work, persons
from annot.store.rows import decision_of, names, paragraph_of, reading_of, reviewer_of

Ask = Callable[[str, dict[str, Any]], Iterable[Any]]
Stretch = tuple[int, int]
EVERYWHERE: Stretch = (0, 2**62)
_CLAIM = ("id", "article", "about", "start", "end", "quote", "reviewer", "status", "attribution")
_HERE = '({0}start < :end AND {0}"end" > :start)'
# A decision with a claim of the stretch, or with one that has no words and so belongs to every stretch.
MENTIONED = f"""EXISTS (SELECT 1 FROM json_each(d.claims) m JOIN claim x ON x.id = m.value
    WHERE x.article = :article AND x.deleted = 0 AND (x.start IS NULL OR {_HERE.format("x.")}))"""


def work(ask: Ask, article: str, text: str, stretch: Stretch = EVERYWHERE) -> Work:
    """All that touches [start, end) of the article, and all that is about no words of it; `text` is the article's.

    Of a claim only what a vote consists of is read. `people` is filled where all of the article is asked for.
    """
    given = {"article": article, "start": stretch[0], "end": stretch[1]}
    here = _HERE.format("")
    reviewers = [reviewer_of(row) for row in ask("SELECT * FROM reviewer WHERE deleted = 0", {})]
    joined = persons(reviewers)

    def person(reviewer: str) -> str:
        return joined.get(reviewer, reviewer)

    claims = ask(
        f"SELECT {names(_CLAIM)} FROM claim WHERE article = :article AND deleted = 0 AND (start IS NULL OR {here})",
        given,
    )
    readings = ask(
        f"""SELECT * FROM reading WHERE article = :article AND deleted = 0 AND (start = 0 AND "end" = 0 OR {here})""",
        given,
    )
    paragraphs = ask(f"SELECT n, start, end, kind FROM paragraph WHERE article = :article AND {here} ORDER BY n", given)
    mentioned = "1" if stretch == EVERYWHERE else MENTIONED
    decisions = ask(f"SELECT * FROM decision d WHERE article = :article AND deleted = 0 AND {mentioned}", given)
    found = Work(
        article=article,
        text=text,
        paragraphs=tuple(map(paragraph_of, paragraphs)),
        claims=tuple(_claims(claims, joined)),
        readings=tuple(attrs.evolve(r, reviewer=person(r.reviewer)) for r in map(reading_of, readings)),
        decisions=tuple(attrs.evolve(d, decided_by=person(d.decided_by)) for d in map(decision_of, decisions)),
        names={r.id: r.name for r in reviewers},
    )
    if stretch != EVERYWHERE:
        return found
    assigned = ask("SELECT reviewer FROM assignment WHERE article = :article AND deleted = 0", given)
    people = {c.reviewer for c in found.claims} | {r.reviewer for r in found.readings}
    return attrs.evolve(found, people=frozenset(people.union(person(row[0]) for row in assigned)))


def _claims(rows: Iterable[Any], joined: Mapping[str, str]) -> Iterator[Claim]:
    for i, article, about, start, end, quote, reviewer, status, attribution in rows:
        person = joined.get(reviewer, reviewer)
        yield Claim(i, article, person, about, start, end, quote, status=status, attribution=attribution)
