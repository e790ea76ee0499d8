"""Silence is a vote only where somebody was done."""

from __future__ import annotations

from annot.merge.silence import done_with
from annot.model.article import Paragraph
from annot.model.claim import Reading
from annot.model.span import Span

PARAGRAPHS = (
    Paragraph(1, 0, 50, "body"),
    Paragraph(2, 52, 100, "body"),
    Paragraph(3, 102, 140, "caption"),
    Paragraph(4, 142, 190, "body"),
)


def reading(person: str, start: int, end: int, state: str = "done") -> Reading:
    return Reading(f"g{person}{start}", "a1", person, start, end, state)


def done(span: Span | None, *readings: Reading) -> set[str]:
    return set(done_with(PARAGRAPHS, readings)(span))


def test_who_was_done_with_the_paragraph_has_voted_and_who_was_not_has_not() -> None:
    assert done(Span(10, 20), reading("A", 0, 50), reading("B", 52, 100)) == {"A"}


def test_a_passage_over_two_paragraphs_asks_for_both() -> None:
    both = reading("A", 0, 50), reading("A", 52, 100)
    assert done(Span(40, 60), *both, reading("B", 0, 50)) == {"A"}


def test_one_reading_over_several_paragraphs_counts_for_each() -> None:
    assert done(Span(40, 60), reading("A", 0, 100)) == {"A"}


def test_who_has_finished_the_article_was_done_everywhere() -> None:
    finished = reading("A", 0, 0)
    assert done(Span(150, 160), finished, reading("B", 0, 50)) == {"A"}
    assert done(None, finished, reading("B", 0, 190)) == {"A"}


def test_nobody_has_to_be_done_with_a_caption_beside_the_text() -> None:
    assert done(Span(90, 110), reading("A", 52, 100)) == {"A"}


def test_a_caption_alone_is_done_by_who_was_done_with_it() -> None:
    assert done(Span(110, 120), reading("A", 52, 100), reading("B", 102, 140), reading("C", 0, 0)) == {"B", "C"}


def test_a_passage_that_only_touches_a_paragraph_is_not_in_it() -> None:
    assert done(Span(0, 50), reading("A", 0, 50)) == {"A"}
    assert done(Span(52, 100), reading("A", 52, 100)) == {"A"}


def test_another_state_is_not_done() -> None:
    assert done(Span(10, 20), reading("A", 0, 50, "begun")) == set()
