"""How long it takes to find the groups of many claims, beside sorting their spans; and how right they are.

python tests/bench/groups.py [SCALE [ROUNDS]]        default 1 3, that is 180 k and 920 k claims; asserts nothing
"""

from __future__ import annotations

import random
import statistics
import sys
from collections.abc import Iterator
from time import perf_counter

from annot.merge.align import groups
from annot.merge.silence import done_with
from annot.model.article import Paragraph
from annot.model.claim import Claim, Reading
from annot.model.group import Group

WIDTH = 120  # code points of the text for each true claim
SIZES = ((1000, 100, 2), (2500, 40, 10), (100, 1000, 10))  # articles, true claims in each, reviewers


def article(number: int, truths: int, reviewers: int, r: random.Random, *, touching: bool) -> list[Claim]:
    """15 % missed, 50 % exact, 20 % shifted, 8 % halved, 7 % in two parts; the claim's `normalized` is the truth.

    `touching` claims stand side by side, so that a shifted edge overlaps its neighbour.
    """
    made = []
    for k in range(truths):
        start = k * WIDTH + (0 if touching else r.randint(0, 20))
        end = start + (WIDTH if touching else r.randint(40, 90))
        middle = (start + end) // 2
        for person in range(reviewers):
            x = r.random()
            shifted = (max(0, start + r.randint(-8, 8)), end + r.randint(-8, 8))
            spans = [(start, end)] if x < 0.65 else [shifted] if x < 0.85 else [(start, middle)]
            if x >= 0.93:
                spans.append((middle, end))
            if x >= 0.15:
                for a, b in spans:
                    name = f"c{number}.{k}.{person}.{a}"
                    made.append(Claim(name, f"a{number}", f"r{person}", start=a, end=b, normalized=str(k)))
    return made


def work(claims: list[list[Claim]], truths: int, reviewers: int) -> Iterator[list[Group]]:
    paragraphs = [Paragraph(n + 1, n * WIDTH, (n + 1) * WIDTH, "body") for n in range(truths)]
    for of in claims:
        where = of[0].article
        readings = [Reading(f"g{p}", where, f"r{p}") for p in range(0, reviewers, 2)]
        readings += [Reading(f"h{p.n}", where, "r1", p.start, p.end) for p in paragraphs[::2]]
        yield groups(of, done_with(paragraphs, readings))


def quality(found: list[list[Group]]) -> tuple[float, float]:
    """(purity: groups with one truth only, completeness: truths that lie in one group) of all."""
    pure = whole = count = truths = 0
    for of in found:
        homes: dict[str | None, int] = {}
        for group in of:
            named = {c.normalized for c in group.claims}
            pure += len(named) == 1
            for name in named:
                homes[name] = homes.get(name, 0) + 1
        count += len(of)
        truths += len(homes)
        whole += sum(n == 1 for n in homes.values())
    return pure / count, whole / truths


def main(scale: float = 1, rounds: int = 3) -> None:
    print("   claims  articles x people touching  sort s groups s  ratio    pure   whole")
    for articles, truths, reviewers in SIZES:
        for touching in (False, True):
            r = random.Random(5)
            count = max(1, int(articles * scale))
            claims = [article(n, truths, reviewers, r, touching=touching) for n in range(count)]
            spans = [(c.article, c.start, c.end, c.id) for of in claims for c in of]
            r.shuffle(spans)  # else it would only look whether they are in order
            times: dict[str, list[float]] = {"sort": [], "groups": []}
            for _ in range(rounds):
                began = perf_counter()
                sorted(spans)
                times["sort"].append(perf_counter() - began)
                began = perf_counter()
                found = list(work(claims, truths, reviewers))
                times["groups"].append(perf_counter() - began)
            sort, ours = (statistics.median(of) for of in times.values())
            pure, whole = quality(found)
            size = sum(map(len, claims))
            where = f"{count} x {reviewers}"
            print(
                f"{size:9,} {where:>18} {touching!s:>8}{sort:8.2f}{ours:9.2f}{ours / sort:7.2f}{pure:8.4f}{whole:8.4f}"
            )


if __name__ == "__main__":
    main(*[kind(text) for kind, text in zip((float, int), sys.argv[1:], strict=False)])
