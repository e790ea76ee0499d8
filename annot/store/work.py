"""Reading what everybody did on one article, or on a stretch of it, as one value."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import attrs

from annot.model.claim import Claim, Reviewer
from annot.model.work import Work, persons
from annot.store.rows import decision_of, names, paragraph_of, reading_of, reviewer_of

Ask = Callable[[str, dict[str, Any]], Iterable[Any]]
Stretch = tuple[int, int]
EVERYWHERE: Stretch = (0, 2**62)
_CLAIM = ("id", "article", "about", "start", "end", "quote", "reviewer", "status", "attribution")
_AT_ONCE = 200  # articles
_PARAGRAPHS = "SELECT article, n, start, end, kind FROM paragraph WHERE"
_CLAIMS = f"SELECT {names(_CLAIM)} FROM claim WHERE deleted = 0 AND"
_READINGS = "SELECT * FROM reading WHERE deleted = 0 AND"
_DECISIONS = "SELECT * FROM decision d WHERE deleted = 0 AND"
_ASSIGNED = "SELECT article, reviewer FROM assignment WHERE deleted = 0 AND"
_THESE = "(SELECT value FROM json_each(:articles))"
_HERE = '({0}start < :end AND {0}"end" > :start)'
# A decision with a claim of the stretch, or with one that has no words and so belongs to every stretch.
# CROSS JOIN: by the few ids; the planner would go through all claims of the article.
MENTIONED = f"""EXISTS (SELECT 1 FROM json_each(d.claims) m CROSS JOIN claim x ON x.id = m.value
    WHERE x.article = :article AND x.deleted = 0 AND (x.start IS NULL OR {_HERE.format("x.")}))"""


def work(ask: Ask, article: str, text: str, stretch: Stretch = EVERYWHERE) -> Work:
    """All that touches [start, end) of the article, and all that is about no words of it; `text` is the article's.

    Of a claim only what a vote consists of is read. `people` is filled where all of the article is asked for.
    """
    given = {"article": article, "start": stretch[0], "end": stretch[1]}
    here, whole = _HERE.format(""), stretch == EVERYWHERE
    return _work(
        article,
        text,
        _reviewers(ask),
        ask(f"{_PARAGRAPHS} article = :article AND {here} ORDER BY n", given),
        ask(f"{_CLAIMS} article = :article AND (start IS NULL OR {here})", given),
        ask(f'{_READINGS} article = :article AND (start = 0 AND "end" = 0 OR {here})', given),
        ask(f"{_DECISIONS} article = :article AND {'1' if whole else MENTIONED}", given),
        ask(f"{_ASSIGNED} article = :article", given) if whole else None,
    )


def works(ask: Ask, articles: Sequence[str]) -> Iterator[Work]:
    """`work` on each of these articles, whole, in this order, read many at a time. What is not there is left out."""
    reviewers = _reviewers(ask)
    for at in range(0, len(articles), _AT_ONCE):
        part = articles[at : at + _AT_ONCE]
        given = {"articles": json.dumps(part)}
        texts = dict(ask(f"SELECT id, text FROM article WHERE deleted = 0 AND id IN {_THESE}", given))
        rows = [
            _by_article(ask(f"{sql} article IN {_THESE} {order}", given))
            for sql, order in (
                (_PARAGRAPHS, "ORDER BY article, n"), (_CLAIMS, ""), (_READINGS, ""), (_DECISIONS, ""), (_ASSIGNED, ""),
            )
        ]  # fmt: skip
        for article in part:
            if article in texts:
                yield _work(article, texts[article], reviewers, *(of.get(article, ()) for of in rows))


def _reviewers(ask: Ask) -> list[Reviewer]:
    return [reviewer_of(row) for row in ask("SELECT * FROM reviewer WHERE deleted = 0", {})]


def _by_article(rows: Iterable[Any]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for row in rows:
        found.setdefault(row["article"], []).append(row)
    return found


def _work(
    article: str,
    text: str,
    reviewers: Sequence[Reviewer],
    paragraphs: Iterable[Any],
    claims: Iterable[Any],
    readings: Iterable[Any],
    decisions: Iterable[Any],
    assigned: Iterable[Any] | None,
) -> Work:
    """Of rows; without `assigned` it is a stretch, of which nobody asks who takes part."""
    joined = persons(reviewers)

    found = Work(
        article=article,
        text=text,
        paragraphs=tuple(map(paragraph_of, paragraphs)),
        claims=tuple(_claims(claims, joined)),
        readings=tuple(
            attrs.evolve(r, reviewer=joined[r.reviewer]) if r.reviewer in joined else r
            for r in map(reading_of, readings)
        ),
        decisions=tuple(
            attrs.evolve(d, decided_by=joined[d.decided_by]) if d.decided_by in joined else d
            for d in map(decision_of, decisions)
        ),
        names={r.id: r.name for r in reviewers},
    )
    if assigned is None:
        return found
    people = {c.reviewer for c in found.claims} | {r.reviewer for r in found.readings}
    people.update(joined.get(row["reviewer"], row["reviewer"]) for row in assigned)
    return attrs.evolve(found, people=frozenset(people))


def _claims(rows: Iterable[Any], joined: Mapping[str, str]) -> Iterator[Claim]:
    for i, article, about, start, end, quote, reviewer, status, attribution in rows:
        person = joined.get(reviewer, reviewer)
        yield Claim(i, article, person, about, start, end, quote, status=status, attribution=attribution)
