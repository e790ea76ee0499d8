"""Makes samples/anna.jsonl, ben.jsonl and chiara.jsonl: three reviewers' change logs of the two sample articles.

They agree on some claims, differ on the verdict or the edges of others, and one misses what the others mark; Chiara has
not finished. Run it from the checkout (`python tests/make_samples.py`); the result is the same bytes every time, and a
test says when it is out of date. Every change is made by the desk, as a reviewer would make it.
"""

from __future__ import annotations

import random
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

from annot.desk import adding, citing, claims, exporting, finding, reading, talking
from annot.desk.session import Desk
from annot.formats.sheet import Dialect
from annot.model.claim import Reviewer
from annot.store import tables
from annot.store.exporting import Wanted
from annot.store.project import Store

SAMPLES = Path(__file__).resolve().parent.parent / "samples"
ARTICLES = ("harbour-truce.txt", "river-voices.md")
BEGIN = 1_795_348_800_000  # Unix milliseconds: 2026-11-22T12:00:00Z
LEDGER = "https://harbour-ledger.example/2026/chain"
COUNCIL = "https://council.example/port-aldray/landings"
ENCYCLOPAEDIA = "https://encyclopaedia.example/suez-2021"


class Hand:
    """One reviewer at one project with a clock of its own: a short language for the scripts below."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.articles = [a.article for a in adding.add(desk, [SAMPLES / name for name in ARTICLES], adding.Options())]

    def tag(self, n: int, quote: str, status: str, *sources: str, **fields: object):
        article = self.articles[n]
        span = finding.quoted(article, quote, None)
        return claims.tag(self.desk, article, span, {"status": status, **fields}, sources=sources)

    def cite(self, claim, *what: str, **fields: str) -> None:
        citing.cite(self.desk, claim, what, fields)

    def done(self, n: int, *numbers: int) -> None:
        reading.mark(self.desk, self.articles[n], numbers)

    def all_done(self, n: int) -> None:
        self.done(n, *(p.n for p in self.articles[n].to_do))
        reading.finish(self.desk, self.articles[n])


def anna(hand: Hand) -> None:
    first = hand.tag(0, "chained since May 20", "supported", LEDGER, types=["event"])
    hand.cite(first, "Port Aldray harbour log", tier="primary", locator="entries of May 20")
    hand.tag(0, "backed by two of the four parties on the council", "mostly", COUNCIL)
    hand.tag(
        0, '"does not want a timetable"', "disputed", attribution="verbatim", speaker="Ilse Brandt", types=["quote"]
    )
    hand.tag(0, "has run the only line to the island of Skerra since 1987", "supported", LEDGER, types=["event"])
    question = hand.tag(0, "Nineteen days, 46 boats, and not one person hurt!", "misleading", types=["number", "quote"])
    talking.comment(hand.desk, question, "Nineteen days counted from when? The chain went up on May 20.", "question")
    hand.tag(0, "a berth will cost 1,230 crowns a month, up from 410", "supported", COUNCIL, importance="core")
    members = hand.tag(0, "Of the union's 1,482 members, 1,140 voted for it, or 77 percent", "supported")
    hand.cite(members, "Minutes of the union's ballot", tier="primary", quote="1,140 yes, 301 no, 41 away")
    hand.tag(
        0,
        "the container ship Ever Given closed the Suez Canal for six days in March 2021",
        "supported",
        ENCYCLOPAEDIA,
        normalized="The Ever Given blocked the Suez Canal from 23 to 29 March 2021.",
    )
    hand.tag(0, "You cannot double the price", "refuted", COUNCIL, rationale="From 410 to 1,230 crowns is three times.")
    unproven = hand.tag(0, "her deputy, Emre Castellan, had told local radio", "unproven", types=["paraphrase"])
    talking.looked(hand.desk, unproven, "the station's own archive", query="Castellan truce")
    hand.all_done(0)
    hand.tag(1, "2,201 kilometres long", "supported", "https://rivers.example/dnipro")
    hand.tag(1, "has never changed\nits clocks in summer", "refuted", "https://time.example/japan-1948")
    hand.done(1, 1, 2, 3, 4)


def ben(hand: Hand) -> None:
    hand.tag(0, "chained since May 20", "supported", LEDGER + "?utm_source=mail")
    hand.tag(0, "two of the four parties on the council", "supported", COUNCIL)
    hand.tag(0, '"does not want a timetable"', "supported", attribution="altered", speaker="Ilse Brandt")
    hand.tag(0, "the only line to the island of Skerra since 1987", "supported", LEDGER)
    hand.tag(
        0, "Nineteen days, 46 boats, and not one person hurt!", "refuted", rationale="May 20 to June 7 is 18 days."
    )
    hand.tag(0, "1,230 crowns a month, up from 410", "supported", COUNCIL)
    hand.tag(0, "1,140 voted for it", "supported", "Minutes of the union's ballot")
    hand.tag(0, "or 77 percent", "supported")
    hand.tag(0, "You cannot double the price", "mostly")
    hand.tag(0, "landed 8,600 tonnes of fish last year", "unproven")
    talking.looked(hand.desk, hand.tag(0, "employ 640 people", "unproven"), "the council's yearbook")
    hand.all_done(0)
    hand.tag(1, "2,201 kilometres long", "mostly", "https://rivers.example/dnipro")
    hand.tag(1, "flows through ten\ncountries", "supported", "https://rivers.example/danube")
    hand.all_done(1)


def chiara(hand: Hand) -> None:
    hand.tag(0, "chained since May 20", "mostly", LEDGER)
    source = hand.tag(0, "backed by two of the four parties on the council", "supported")
    hand.cite(source, "A councillor, by telephone", tier="primary", note="asked not to be named")
    private = next(s for s in tables.sources(hand.desk.store) if s.title == "A councillor, by telephone")
    citing.complete(hand.desk, private, {"confidentiality": "not_for_attribution", "medium": "interview"})
    hand.tag(0, '"does not want a timetable"', "disputed", attribution="verbatim")
    wrong = hand.tag(0, "since 1987", "refuted")
    claims.withdraw(hand.desk, wrong)
    hand.tag(0, "Nineteen days, 46 boats", "refuted")
    hand.done(0, *range(1, 8), 9, 10, 11)


SCRIPTS = {"Anna": anna, "Ben": ben, "Chiara": chiara}


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """Ids from a seed, so that the samples do not change from one run to the next."""
    source = random.Random(seed)
    with mock.patch("annot.model.ids.secrets.token_hex", lambda n: f"{source.getrandbits(8 * n):0{2 * n}x}"):
        yield


def make(folder: Path) -> None:
    """Write the three logs into `folder`."""
    for seed, (name, script) in enumerate(SCRIPTS.items(), 1):
        ticks = iter(range(BEGIN + seed * 86_400_000, sys.maxsize, 20_000))
        with (
            tempfile.TemporaryDirectory() as temporary,
            Store(
                Path(temporary) / "sample.db", create=True, now=lambda t=ticks: next(t), device=f"desk-{seed}"
            ) as store,
            seeded(seed),  # last: migrations draw names too, one each
        ):
            desk = Desk(store, Reviewer(f"r{seed:016x}", name))
            script(Hand(desk))
            exporting.export(desk, "log", Wanted(), Dialect(), folder / f"{name.lower()}.jsonl")


if __name__ == "__main__":
    make(SAMPLES)
