"""Who was done with which words. Silence is a vote only there: who was not done has not voted."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from annot.merge.align import Done
from annot.model.article import Paragraph
from annot.model.claim import Reading
from annot.model.done import covering
from annot.model.span import Span


def done_with(paragraphs: Sequence[Paragraph], readings: Iterable[Reading]) -> Done:
    """Answers who was done with every paragraph to do that a span touches, or has finished the article.

    Where a span touches debris alone, with that. `paragraphs` are in order; claims without a span belong to the whole.
    """
    by_person: dict[str, list[Reading]] = {}
    for reading in readings:
        by_person.setdefault(reading.reviewer, []).append(reading)
    finished = frozenset(person for person, own in by_person.items() if any(r.finishes for r in own))
    covers = {person: covering(own) for person, own in by_person.items() if person not in finished}
    starts, ends = [p.start for p in paragraphs], [p.end for p in paragraphs]
    known: dict[int, frozenset[str]] = {}

    def done_in(at: int) -> frozenset[str]:
        if at not in known:
            p = paragraphs[at]
            known[at] = frozenset(person for person, holds in covers.items() if holds(p.start, p.end))
        return known[at]

    def done(span: Span | None) -> frozenset[str]:
        if span is None or not covers:
            return finished
        touched = range(bisect_right(ends, span.start), bisect_left(starts, span.end))
        wanted = [at for at in touched if paragraphs[at].to_do] or touched
        return finished.union(frozenset.intersection(*map(done_in, wanted))) if wanted else finished

    return done
