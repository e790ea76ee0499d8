"""How long agreement takes, alone and with intervals, beside one pass over the votes in plain Python.

python tests/bench/agreement.py [ROUNDS]        default 3; medians, written to RESULTS.md too; asserts nothing
"""

from __future__ import annotations

import os
import platform
import random
import statistics
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from annot.agreement.coefficients import alpha_nominal
from annot.agreement.counting import tally
from annot.agreement.finding import found
from annot.agreement.measures import agreement
from annot.agreement.unitizing import Borders, borders
from annot.agreement.votes import CLAIM, Sheet, sheet
from annot.merge.align import groups
from annot.model.article import Paragraph
from annot.model.claim import Claim
from annot.model.words import NO_CLAIM

RESULTS = Path(__file__).with_name("RESULTS.md")
STATUSES = ("supported", "mostly", "misleading", "refuted", "disputed", "unproven")
SCALE = STATUSES[3::-1]
ARTICLES, RATERS = 100, 10
WIDTH = 60  # code points of the text for each unit


def votes(units: int, r: random.Random) -> tuple[list[Sheet], list[list[Claim]]]:
    """Units spread over 100 articles and seen by ten people: 20 % not done, 10 % silent, 70 % of the rest right; and
    the claims that say so.
    """
    sheets, marked = [], []
    for _ in range(ARTICLES):
        one, claims = Sheet({}, {}, {}, {}, {None: Borders()}), []
        silent: dict[int, set[str]] = {}
        truths = [r.choice(STATUSES) for _ in range(units // ARTICLES)]
        for person in (f"r{n}" for n in range(RATERS)):
            columns = [_vote(i * WIDTH, truth, r) for i, truth in enumerate(truths)]
            for field, column in zip(
                (one.found, one.status, one.attribution), zip(*columns, strict=True), strict=False
            ):
                field[person] = list(column)
            for i, (vote, status, _, span) in enumerate(columns):
                if span:
                    claims.append(Claim(f"c{person}{i}", "a", person, "text", *span, status=str(status)))
                elif vote:
                    silent.setdefault(i, set()).add(person)
        done = lambda span, silent=silent: frozenset(silent.get(span.start // WIDTH, ()))  # noqa: E731
        one.spans.update(found(claims, done))
        sheets.append(one)
        marked.append(claims)
    return sheets, marked


def _vote(
    start: int, truth: str, r: random.Random
) -> tuple[str | None, str | None, str | None, tuple[int, int] | None]:
    x = r.random()
    if x < 0.2:
        return None, None, None, None
    if x < 0.3:
        return NO_CLAIM, NO_CLAIM, None, None
    status = truth if r.random() < 0.7 else r.choice(STATUSES)
    said_so = r.choice(("verbatim", "altered", None, None))
    return CLAIM, status, said_so, (start, start + r.choice((30, 30, 45)))


def one_pass(sheets: Sequence[Sheet]) -> object:
    """What no program can leave out: each vote of each unit is looked at once."""
    counts: Counter[str | None] = Counter()
    for one in sheets:
        for unit in zip(*one.status.values(), strict=True):
            for vote in unit:
                counts[vote] += 1
    return counts


def alpha(sheets: Sequence[Sheet]) -> object:
    people = [f"r{n}" for n in range(RATERS)]
    joined = [[vote for one in sheets for vote in one.status[person]] for person in people]
    return alpha_nominal(tally(joined, (*STATUSES, NO_CLAIM)))


def surest(sheets: Sequence[Sheet]) -> object:
    counted = agreement(sheets, STATUSES, SCALE)
    return counted.surer(counted.pairs)


def timed(work: Callable[[], object]) -> float:
    began = perf_counter()
    work()
    return perf_counter() - began


def main(rounds: int = 3) -> None:
    rows = []
    for units in (2_000, 10_000, 20_000):
        sheets, marked = votes(units, random.Random(1))
        works: dict[str, Callable[[], object]] = {
            "one pass": lambda s=sheets: one_pass(s),
            "alpha nominal": lambda s=sheets: alpha(s),
            "votes from claims": lambda m=marked: [sheet(groups(c, _nobody), _nobody, ()) for c in m],
            "edges of all pairs": lambda m=marked, u=units: [borders(c, _pages(u // ARTICLES), _everybody) for c in m],
            "all measures": lambda s=sheets: agreement(s, STATUSES, SCALE),
            "all measures, intervals of all together": lambda s=sheets: agreement(s, STATUSES, SCALE).surer([None]),
            "all measures and intervals": lambda s=sheets: surest(s),
        }
        times = {name: [timed(work) for _ in range(rounds)] for name, work in works.items()}
        medians = {name: statistics.median(of) for name, of in times.items()}
        load = f"load {os.getloadavg()[0]:.0f}"
        rows += [
            f"| {datetime.now(UTC):%Y-%m-%d} | {platform.python_version()} | agreement, {name}, {RATERS} reviewers x "
            f"{units:,} units in {ARTICLES} articles, 1,000 draws, 45 pairs, {load} | {took:.2f} s | "
            f"{took / medians['one pass']:.1f} x one pass |"
            for name, took in medians.items()
        ]
    print("\n".join(rows))
    if not RESULTS.exists():
        RESULTS.write_text("# Figures\n\n| date | Python | what | median | ratio |\n|---|---|---|---|---|\n", "utf-8")
    with RESULTS.open("a", encoding="utf-8") as file:
        file.write("\n".join(rows) + "\n")


def _pages(units: int) -> list[Paragraph]:
    """Paragraphs of three units each."""
    return [Paragraph(n + 1, n * 3 * WIDTH, (n + 1) * 3 * WIDTH, "body") for n in range(units // 3 + 1)]


def _everybody(_: object) -> frozenset[str]:
    return frozenset(f"r{n}" for n in range(RATERS))


def _nobody(_: object) -> frozenset[str]:
    return frozenset()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
