"""How reliable each reviewer is, and what is likely true, where nobody's word is taken for the truth.

Dawid, A.P. and Skene, A.M. (1979), Maximum likelihood estimation of observer error-rates using the EM algorithm,
Applied Statistics 28(1), 20-28; the numbers of its formulas stand beside them here.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from math import exp, inf, log
from typing import TypeAlias

import attrs

from annot.agreement.counting import Numbers

Votes: TypeAlias = tuple[tuple[str, str], ...]  # on one unit: who said what; who voted twice stands there twice
ENOUGH_PEOPLE = 3  # of two who differ, votes alone cannot tell who is right
CLOSE, ROUNDS = 1e-9, 2000  # stop when the units gain less log-likelihood than this, each; the most rounds
_Line = tuple[Sequence[tuple[str, int]], int]  # votes, each the number of a category, and how many units have them


@attrs.frozen
class Reliability:
    """`shares` is how many of the units are likely of each category. `rates` is for each person, and each category that
    is true, how often they say which. `right` is the share of each person's `votes` that is likely to be right.
    `likely` is for each unit how likely each category is; `likelihood` the natural logarithm of that of all votes.
    """

    shares: Mapping[str, float]
    rates: Mapping[str, Mapping[str, Mapping[str, float]]]
    right: Mapping[str, float]
    votes: Mapping[str, int]
    likely: Sequence[Mapping[str, float]]
    likelihood: float


def reliability(units: Sequence[Votes], categories: Sequence[str], rounds: int = ROUNDS) -> Reliability:
    """From one unit or more with a vote or more each, all for one of the `categories`.

    The best explanation of the votes that is found from what most say (3.1); with few votes others are nearly as good.
    """
    place = {category: at for at, category in enumerate(categories)}
    counted = Counter(tuple(sorted(unit)) for unit in units)
    lines: list[_Line] = [([(who, place[said]) for who, said in votes], n) for votes, n in counted.items()]
    likely = [[sum(said == at for _, said in votes) / len(votes) for at in place.values()] for votes, _ in lines]
    shares, rates = _explanation(lines, likely)
    likely, likelihood = _expectation(lines, shares, rates)
    for _ in range(rounds - 1):
        before = likelihood
        shares, rates = _explanation(lines, likely)
        likely, likelihood = _expectation(lines, shares, rates)
        if likelihood - before < CLOSE * len(units):
            break
    right, given = defaultdict[str, float](float), Counter[str]()
    for (votes, n), chances in zip(lines, likely, strict=True):
        for who, said in votes:
            right[who] += n * chances[said]
            given[who] += n
    named = {votes: dict(zip(categories, chances, strict=True)) for votes, chances in zip(counted, likely, strict=True)}
    return Reliability(
        dict(zip(categories, shares, strict=True)),
        {who: {c: {said: of[place[said]][place[c]] for said in place} for c in place} for who, of in rates.items()},
        {who: right[who] / given[who] for who in given},
        given,
        [named[tuple(sorted(unit))] for unit in units],
        likelihood,
    )


def freedom(people: int, categories: int) -> int:
    """How many rates are estimated: with fewer votes than that anything can be explained, and nothing is learnt."""
    return (categories - 1) * (1 + people * categories)


def _explanation(lines: Sequence[_Line], likely: Sequence[Numbers]) -> tuple[list[float], dict[str, list[list[float]]]]:
    """The share of each category (2.4), and what each person says how often where what is true (2.3): [said][true]."""
    size = range(len(likely[0])) if likely else range(0)
    shares = [0.0 for _ in size]
    said_by: dict[str, list[list[float]]] = {}
    for (votes, n), chances in zip(lines, likely, strict=True):
        for at in size:
            shares[at] += n * chances[at]
        for who, said in votes:
            row = said_by.setdefault(who, [[0.0] * len(size) for _ in size])[said]
            for at in size:
                row[at] += n * chances[at]
    for table in said_by.values():
        for at, total in enumerate(map(sum, zip(*table, strict=True))):
            for row in table:
                row[at] = row[at] / total if total else 0.0
    return [share / sum(shares) for share in shares], said_by


def _expectation(
    lines: Sequence[_Line], shares: Numbers, rates: Mapping[str, Sequence[Numbers]]
) -> tuple[list[list[float]], float]:
    """How likely each category is for each line (2.5), and the log-likelihood of all votes (2.7)."""
    logs = {who: [[_log(x) for x in row] for row in table] for who, table in rates.items()}
    first = [_log(share) for share in shares]
    likely, likelihood = [], 0.0
    for votes, n in lines:
        sums = first
        for who, said in votes:
            sums = [a + b for a, b in zip(sums, logs[who][said], strict=True)]
        most = max(sums)
        chances = [exp(x - most) for x in sums]
        total = sum(chances)
        likely.append([x / total for x in chances])
        likelihood += n * (most + log(total))
    return likely, likelihood


def _log(x: float) -> float:
    return log(x) if x else -inf
