"""Texts that are another delivery of one article are named; others are not."""

from __future__ import annotations

from annot.article.likeness import nearly_equal

ONE = "The chain went up on May 20, and 46 boats stayed inside. No timetable, said Ilse Brandt.\nIt comes down in June."
OTHER = "The river is 2,201 kilometres long. It never floods in the winter months, said nobody at all."


def alike(new: str, there: str) -> bool:
    return nearly_equal({"n": new}, {"t": there, "n": new}) == [("n", "t")]


def test_a_text_with_a_correction_other_marks_or_a_missing_end_is_nearly_equal() -> None:
    assert alike(ONE.replace("June", "July"), ONE)
    assert alike(ONE.replace(",", " –").upper(), ONE)
    assert alike(ONE[:60], ONE)
    assert alike(f"A new headline that nobody has seen before\n{ONE}", ONE)


def test_another_article_and_one_with_a_sentence_in_common_are_not() -> None:
    assert not alike(OTHER, ONE)
    assert not alike(f"{OTHER} It comes down in June.", ONE)
    assert nearly_equal({"a": ""}, {"b": "", "c": ONE}) == []
