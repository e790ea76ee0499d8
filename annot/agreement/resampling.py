"""How far a coefficient would move if other articles had been read: percentile bootstrap intervals over articles.

Claims of one article are not independent, so whole articles are drawn, with replacement. Efron, B. and Tibshirani, R.J.
(1993), An Introduction to the Bootstrap, chapter 13.
"""

from __future__ import annotations

import math
import random
import struct
from array import array
from collections.abc import Callable, Sequence
from functools import lru_cache

from annot.agreement.counting import Numbers

DRAWS, SEED, CERTAIN = 1000, 1, 0.95
Interval = tuple[float, float]


def intervals(
    articles: Sequence[Numbers], evaluate: Callable[[Numbers], Sequence[float | None]], draws: int = DRAWS
) -> list[Interval | None]:
    """The interval of each value of `evaluate(sums of the numbers)`, from `draws` samples of the articles.

    None where there are fewer than two articles, or where most samples leave the value undefined. The seed is fixed:
    the same votes give the same intervals.
    """
    if len(articles) < 2:
        return [None] * len(evaluate(total(articles)))
    lanes = struct.Struct(f"<{len(articles[0])}Q")
    # All numbers of an article in one integer, 64 bits each: one addition adds them all. Each is counted in the
    # smallest steps that leave room for the greatest sum: thirds are not exact, whole units are.
    steps = [2.0 ** (62 - math.frexp(len(articles) * max(column))[1]) for column in zip(*articles, strict=True)]
    packed = [
        int.from_bytes(lanes.pack(*(round(x * step) for x, step in zip(numbers, steps, strict=True))), "little")
        for numbers in articles
    ]
    values = []
    for sample in _samples(len(packed), draws):
        drawn = sum(map(packed.__getitem__, sample)).to_bytes(lanes.size, "little")
        values.append(evaluate([x / step for x, step in zip(lanes.unpack(drawn), steps, strict=True)]))
    return [_middle([v for v in of if v is not None], draws) for of in zip(*values, strict=True)]


def total(articles: Sequence[Numbers]) -> list[float]:
    return [sum(of) for of in zip(*articles, strict=True)]


@lru_cache(maxsize=4)
def _samples(articles: int, draws: int) -> list[array[int]]:
    """The numbers of the articles in each sample: the same for every pair that shares as many."""
    chance = random.Random(SEED)  # noqa: S311  # no secret
    return [array("I", chance.choices(range(articles), k=articles)) for _ in range(draws)]


def _middle(values: list[float], draws: int) -> Interval | None:
    if 2 * len(values) < draws:
        return None
    values.sort()
    tail = round(len(values) * (1 - CERTAIN) / 2)
    return values[max(0, tail - 1)], values[len(values) - max(1, tail)]
