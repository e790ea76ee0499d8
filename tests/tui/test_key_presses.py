"""How many keys a claim takes: shortest paths over the real key map, from one claim to the next, verdict included."""

from __future__ import annotations

import ast
import re
from collections import deque
from pathlib import Path

import pytest
from tmux_desk import Tmux

from annot.article.load import load
from annot.model.article import Article
from annot.model.span import Span
from annot.tui.cursor import MOTIONS, Cursor, Walker
from annot.tui.keymap import READING

SAMPLE = Path(__file__).resolve().parents[2] / "samples" / "harbour-truce.txt"
# What a checker would mark in the sample, in reading order; parts of sentences, most of them.
CLAIMS = (
    "that they have kept chained since May 20",
    "Mayor Ilse Brandt made the demand on June 8",
    "backed by two of the four parties on the council",
    '"does not want a timetable"',
    "which has run the only line to the island of Skerra since 1987",
    '"crown by crown."',
    "Replying on Telegram within the hour",
    "I will be on the quay on Thursday [June 12]",
    "her deputy, Emre Castellan, had told local radio that a truce was the only way in.",
    '"Nineteen days, 46 boats, and not one person hurt!"',
    "and offered a meeting in Skerra on June 12 instead",
    "a berth will cost 1,230 crowns a month",
    "leaves out a rebate for boats under 12 metres.",
    '"You cannot double the price',
    "Minister of Ports Anselm Droste had promised Sand a mediator",
    "paid by the state for ten days",
    "wrote the truce plan in the old customs house on June 5.",
    "1,140 voted for it",
    "the container ship Ever Given closed the Suez Canal for six days in March 2021",
    "which began in September 1995",
)
MOVES = [
    (key.keys[0], name, ast.literal_eval(f"({arguments},)") if arguments else ())
    for key in READING
    for name, arguments in [re.fullmatch(r"(\w+)(?:\((.*)\))?", key.action).groups()]
    if name in MOTIONS and not key.keys[0].isupper()
]


def presses(walker: Walker, cursor: Cursor, wanted: Span, most: int = 12) -> list[str] | None:
    """The fewest keys that select exactly `wanted`."""
    paths: dict[Cursor, list[str]] = {cursor: []}
    waiting = deque([cursor])
    while waiting:
        here = waiting.popleft()
        if here.span == wanted:
            return paths[here]
        if len(paths[here]) == most:
            continue
        for key, name, arguments in MOVES:
            there = MOTIONS[name](walker, here, *arguments)
            # Nobody walks past what they want to mark by more than a paragraph.
            if (
                there is None
                or there in paths
                or not -900 < there.span.start - wanted.start < 300
                or there.span.end - wanted.end > 300
            ):
                continue
            paths[there] = [*paths[here], key]
            waiting.append(there)
    return None


@pytest.fixture(scope="module")
def article() -> Article:
    return load(SAMPLE).article


@pytest.fixture(scope="module")
def paths(article: Article) -> list[list[str]]:
    """The keys for each claim, the verdict's digit last, each from where the one before has left the cursor."""
    walker, cursor, found = Walker(article), None, []
    for quote in CLAIMS:
        start = article.text.index(quote)
        wanted = Span(start, start + len(quote))
        cursor = cursor or Cursor(walker.edge("sentence", False))
        keys = presses(walker, cursor, wanted)
        assert keys is not None, f"no way of 12 keys selects {quote!r}"
        for key in keys:
            name, arguments = next((n, a) for k, n, a in MOVES if k == key)
            cursor = MOTIONS[name](walker, cursor, *arguments) or cursor
        assert cursor.span == wanted
        cursor = Cursor(cursor.span, cursor.unit)  # a verdict lets go of the edge
        found.append([*keys, "1"])
    return found


def test_a_claim_takes_six_keys_on_average_and_thirteen_at_worst(paths: list[list[str]]) -> None:
    counts = [len(keys) for keys in paths]
    print(f"keys a claim: {sum(counts) / len(counts):.2f} on average, {max(counts)} at worst")
    assert sum(counts) / len(counts) <= 6
    assert max(counts) <= 13


def test_no_key_on_the_way_is_shifted(paths: list[list[str]]) -> None:
    assert all(len(key) == 1 and (key.islower() or key.isdigit()) for keys in paths for key in keys)


def test_at_most_a_fourth_of_the_claims_are_whole_sentences(article: Article) -> None:
    """Otherwise the figure would be too good."""
    walker = Walker(article)
    whole = 0
    for quote in CLAIMS:
        start = article.text.index(quote)
        whole += walker.around("sentence", start) == Span(start, start + len(quote))
    assert whole <= len(CLAIMS) / 4


def test_three_of_these_ways_typed_in_tmux_mark_exactly_these_words(tmux: Tmux, paths: list[list[str]]) -> None:
    tmux.review(str(SAMPLE))
    tmux.shows("0 claims", "saved")
    for n, keys in enumerate(paths[:3], 1):
        tmux.keys(*keys)
        tmux.shows(f"{n} claim", "saved")
    tmux.keys("q")
    assert tmux.code() == 0
    assert [(row["quote"], row["status"]) for row in tmux.exported()] == [(c, "supported") for c in CLAIMS[:3]]
