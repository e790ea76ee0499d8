"""Hints: what a checker would look at, and what of it stands under no claim."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annot.article.hints import Hint, hints, uncovered
from annot.article.load import load, load_bytes
from annot.model.span import Span
from annot.plain import edges

SAMPLES = Path(__file__).resolve().parents[2] / "samples"


def found(text: str, language: str = "en") -> list[tuple[str, str]]:
    article = load_bytes(text.encode(), "x.txt", language=language).article
    return [(h.kind, h.span.of(article.text)) for p in article.paragraphs for h in hints(article, p)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It cost 1,230 crowns, or $1.5 million, up 12.5%.", ["1,230", "$1.5 million", "12.5%"]),
        ("They paid 77 percent of 46 boats.", ["77 percent", "46"]),
    ],
)
def test_numbers_with_what_belongs_to_them(text: str, expected: list[str]) -> None:
    assert [words for kind, words in found(text) if kind == "number"] == expected


def test_dates_take_the_number_in_them() -> None:
    text = "It was May 20, a Thursday in 1987, and by 2026-05-11 at 18:00 it was over. They may march in March."
    assert found(text) == [
        ("date", "May 20"),
        ("date", "Thursday"),
        ("date", "1987"),
        ("date", "2026-05-11"),
        ("date", "18:00"),
        ("date", "March"),
    ]
    assert found("May we go? March on!") == []


def test_months_have_the_names_of_the_articles_language() -> None:
    assert ("date", "3. März 2024") in found("Es war am 3. März 2024.", "de")
    assert ("date", "3. März 2024") not in found("It was on 3. März 2024.", "en")


def test_a_capital_at_the_start_of_a_sentence_is_no_name_by_itself() -> None:
    text = "Families wait for Ilse Brandt. Ilse Brandt of Port Aldray came. Nobody saw Norrline."
    names = [words for kind, words in found(text) if kind == "name"]
    assert names == ["Ilse Brandt", "Ilse Brandt of Port Aldray", "Norrline"]


def test_debris_has_no_hints() -> None:
    article = load(SAMPLES / "harbour-truce.txt").article
    for paragraph in article.paragraphs:
        assert paragraph.to_do or hints(article, paragraph) == []


def test_what_a_claim_touches_is_covered() -> None:
    article = load_bytes(b"The 46 boats paid 77 percent on May 20.", "x.txt").article
    everything = hints(article, article.paragraphs[0])
    assert [h.kind for h in everything] == ["number", "number", "date"]
    left = uncovered(everything, [Span(0, 5), Span(30, 39)])
    assert [h.span.of(article.text) for h in left] == ["77 percent"]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 60), st.integers(1, 9)), max_size=8), st.integers(0, 60), st.integers(1, 9))
def test_coverage_is_what_a_look_at_every_claim_says(claims: list[tuple[int, int]], start: int, length: int) -> None:
    spans = [Span(a, a + n) for a, n in claims]
    hint = Hint(Span(start, start + length), "number")
    assert (uncovered([hint], spans) == []) == any(span.meets(hint.span) for span in spans)


@settings(max_examples=150, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("Aé1.,“” \u0301\u200d👩"), max_size=80))
def test_any_text_gives_whole_clusters_in_order_inside_their_paragraph(text: str) -> None:
    if not text.strip() or "\0" in text:
        return
    article = load_bytes(("x " + text).encode(), "x.txt").article
    for paragraph in article.paragraphs:
        spans = [hint.span for hint in hints(article, paragraph)]
        borders = {paragraph.start + b for b in edges(article.text[paragraph.start : paragraph.end])}
        assert all(paragraph.span.holds(s) and {s.start, s.end} <= borders for s in spans)
        assert [s.start for s in spans] == sorted(s.start for s in spans)
