"""Reading an article: what one is done with, what kind a paragraph is, where one was."""

from __future__ import annotations

from collections.abc import Container, Sequence
from typing import Any

import attrs

from annot.desk import people
from annot.desk.session import Desk
from annot.errors import AnnotError
from annot.history.change import Draft
from annot.model.article import Article, Paragraph
from annot.model.claim import Claim, Comment, Reading
from annot.model.done import covered
from annot.model.ids import paragraph_id, reading_id
from annot.model.words import PARAGRAPH_KINDS
from annot.store import shelf, tables


def done_paragraphs(article: Article, readings: Sequence[Reading]) -> set[int]:
    """The numbers of the paragraphs to do that these readings cover."""
    return covered(article.to_do, readings)


def mark(desk: Desk, article: Article, numbers: Sequence[int], *, done: bool = True, whole: bool = False) -> None:
    """Nothing more to check in these paragraphs; or, with `done=False`, open again.

    With `whole` the article is finished too, in the same action: others' work on it is shown, silence counts as a vote.
    """
    chosen = [_paragraph(article, n) for n in dict.fromkeys(numbers)]
    for paragraph in chosen:
        if not paragraph.to_do:
            raise AnnotError(
                f"Paragraph {paragraph.n} is {paragraph.kind}: nobody has to be done with it. "
                f"If it is text, say so with: annot kind ARTICLE {paragraph.n} body"
            )
    with desk.action() as action:
        desk.still_here("article", article.id)
        there = {r.id for r in tables.readings(desk.store, article.id, [desk.me.id])}
        for paragraph in chosen:
            action.add(*_reading(desk, article, paragraph.start, paragraph.end, there, done=done))
        if whole:
            action.add(*_reading(desk, article, 0, 0, there, done=done))


def finish(desk: Desk, article: Article, *, done: bool = True) -> None:
    """The article is finished, or open again."""
    mark(desk, article, (), done=done, whole=True)


def _reading(desk: Desk, article: Article, start: int, end: int, there: set[str], *, done: bool) -> list[Draft]:
    entity = reading_id(article.id, start, end, desk.me.id)
    if done is (entity in there):
        return []
    if not done:
        return [Draft("reading", entity, {"deleted": 1})]
    place = {"article": article.id, "start": start, "end": end}
    return [Draft("reading", entity, {**place, "reviewer": desk.me.id, "state": "done", "deleted": 0})]


def change_kind(desk: Desk, article: Article, n: int, kind: str) -> None:
    if kind not in PARAGRAPH_KINDS:
        raise AnnotError(f"There is no kind {kind}; there are: {', '.join(PARAGRAPH_KINDS)}.")
    if _paragraph(article, n).kind != kind:
        with desk.action() as action:
            desk.still_here("article", article.id)
            action.add(Draft("paragraph", paragraph_id(article.id, n), {"kind": kind, "deleted": 0}))


def _paragraph(article: Article, n: int) -> Paragraph:
    if not 1 <= n <= len(article.paragraphs):
        raise AnnotError(f"{article.title} has paragraphs 1 to {len(article.paragraphs)}, not {n}.")
    return article.paragraphs[n - 1]


def keep_place(desk: Desk, article_id: str, offset: int) -> None:
    """Remember where this reviewer is, in code points of the article; local to this file."""
    desk.store.note({f"place:{desk.me.id}:{article_id}": str(offset), f"last:{desk.me.id}": article_id})


def place(desk: Desk, article_id: str) -> int | None:
    kept = desk.store.noted(f"place:{desk.me.id}:{article_id}")
    return int(kept) if kept and kept.isdecimal() else None


def last_article(desk: Desk) -> str | None:
    return desk.store.noted(f"last:{desk.reviewer.id}") if desk.reviewer else None


def progress(desk: Desk, chosen: Sequence[str] | None = None) -> dict[str, list[dict[str, Any]]]:
    """How far everybody is with these articles, or all, who were given them or began: counts, nothing of what others
    found.
    """
    shown = people.displayed(tables.reviewers(desk.store))
    to_do, counts = tables.to_do(desk.store, chosen), tables.claim_counts(desk.store, chosen)
    readings: dict[tuple[str, str], list[Reading]] = {}
    for reading in tables.all_readings(desk.store, chosen):
        readings.setdefault((reading.article, reading.reviewer), []).append(reading)
    active: dict[str, set[str]] = {}
    headings = tables.headings(desk.store, chosen)
    given = {(o.article, o.reviewer): o.due for o in shelf.owed(desk.store, [heading.id for heading in headings])}
    for article_id, i in readings.keys() | counts.keys() | given.keys():
        active.setdefault(article_id, set()).add(i)
    articles = []
    everybody = {i: _Progress(name, i) for i, name in shown.items()}
    for heading in headings:
        rows = []
        paragraphs = to_do.get(heading.id, [])
        for i in sorted(active.get(heading.id, ())):
            own = readings.get((heading.id, i), [])
            mine = _Progress(shown.get(i, i), i, len(covered(paragraphs, own)), counts.get((heading.id, i), 0))
            mine.finished = sum(r.finishes for r in own)
            everybody.setdefault(i, _Progress(i, i)).add(mine)
            at = heading.id, i
            rows.append(
                attrs.asdict(mine) | {"finished": bool(mine.finished), "given": at in given, "due": given.get(at)}
            )
        articles.append(
            {"article_id": heading.id, "article_title": heading.title, "to_do": len(paragraphs), "reviewers": rows}
        )
    return {"articles": articles, "reviewers": [attrs.asdict(total) for total in everybody.values()]}


@attrs.define
class _Progress:
    reviewer: str
    reviewer_id: str
    done: int = 0
    claims: int = 0
    finished: int = 0

    def add(self, other: _Progress) -> None:
        self.done += other.done
        self.claims += other.claims
        self.finished += other.finished


def resume_line(
    desk: Desk, article: Article, own: Sequence[Claim], with_source: Container[str], comments: Sequence[Comment]
) -> str:
    """Where one was and what is open, on coming back; empty the first time.

    `own` are one's claims, `with_source` the ids of claims that have one.
    """
    at = place(desk, article.id)
    readings = tables.readings(desk.store, article.id, [desk.me.id])
    if at is None or not (own or readings):
        return ""
    bare = sum(c.id not in with_source for c in own)
    questions = sum(m.open and desk.same_person(m.reviewer) for m in comments)
    done = len(done_paragraphs(article, readings))
    line = f"You were at P{article.paragraph_at(at).n}. {done} of {len(article.to_do)} done"
    line += f", {bare} without a source" if bare else ""
    line += f", {questions} question{'s' * (questions > 1)} open" if questions else ""
    return line + ("; finished." if any(r.finishes for r in readings) else ".")
