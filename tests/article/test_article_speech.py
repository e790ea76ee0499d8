"""Who says it, and what type of claim it is: right beside the quotation, or nobody."""

from __future__ import annotations

from pathlib import Path

import pytest

from annot.article.load import load, load_bytes
from annot.article.speech import speaker, types
from annot.article.units import units
from annot.model.span import Span

ROOT = Path(__file__).resolve().parents[2]


def said_by(text: str, words: str, language: str = "en") -> str | None:
    article = load_bytes(text.encode(), "x.txt", language=language).article
    start = article.text.index(words)
    return speaker(article, Span(start, start + len(words)))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("“We pay,” said Ilse Brandt on Sunday.", "Ilse Brandt"),
        ('"We pay," Ilse Brandt said.', "Ilse Brandt"),
        ("“We pay,” Ilse Brandt, who speaks for the union, told the council.", "Ilse Brandt"),
        ('Ilse Brandt wrote on Telegram: "We pay."', "Ilse Brandt"),
        ('By noon Minister Anselm Droste added, "We pay."', "Minister Anselm Droste"),
        ("“We pay,” he said. Later Ilse Brandt came.", None),
        ("“We pay,” a German minister said.", None),
        ("Ilse Brandt met the crews. “We pay.”", None),
        ("We pay, said Ilse Brandt.", None),
    ],
)
def test_the_name_beside_the_verb_or_nobody(text: str, name: str | None) -> None:
    assert said_by(text, "We pay") == name


def test_a_speaker_goes_on_where_nobody_else_is_named() -> None:
    text = "“We pay,” said Ilse Brandt. “Every month.” Petra Lindholm objected. “Nobody does.”"
    assert said_by(text, "Every month") == "Ilse Brandt"
    assert said_by(text, "Nobody does") is None


def test_a_language_without_its_verbs_names_nobody() -> None:
    assert said_by("„Wir zahlen“, sagte Ilse Brandt.", "Wir zahlen", "de") is None


def test_types_are_what_stands_in_the_words() -> None:
    article = load_bytes(b'It paid 77 percent on May 20. "We pay," she said. Nobody knows.', "x.txt").article
    text = article.text
    assert types(article, Span(0, text.index(' "'))) == ("number", "date_place_name")
    assert types(article, Span(text.index("We"), text.index("We") + 6)) == ("quote",)
    assert types(article, Span(text.index("Nobody"), len(text))) == ()


def test_in_the_sample_no_speaker_is_wrong() -> None:
    """Of its quotations; how many have a name at all is printed."""
    article = load(ROOT / "samples" / "harbour-truce.txt").article
    given = {}
    for paragraph in article.paragraphs:
        for quotation in units(article, "quotation", paragraph):
            given[quotation.of(article.text)[:24]] = speaker(article, quotation)
    names = {name for name in given.values() if name}
    print(f"{sum(map(bool, given.values()))} of {len(given)} quotations have a speaker: {sorted(names)}")
    allowed = {"Brandt", "Lindholm", "Whitlock", "Naledi Krüger", "Jonah Adeyemi", "Marguerite Oduya", "Viktor Sand"}
    assert names <= allowed
    assert len(names) >= 3
