"""What grows with an article: SQLite's steps are counted, so that no statement goes through all claims for each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from io import StringIO
from pathlib import Path

import pytest

from annot.desk import deciding, exporting, finding, grouping, undoing
from annot.desk.session import Desk
from annot.formats import columns, sheet
from annot.history.change import Draft
from annot.merge.policy import Policy
from annot.model.claim import Reviewer
from annot.model.ids import article_id, reading_id
from annot.store import exporting as rows
from annot.store import tables
from annot.store.exporting import Wanted
from annot.store.project import Store

ANA, BEN = Reviewer("r0000000000000001", "Ana"), Reviewer("r0000000000000002", "Ben")
FEW, MANY = 60, 600  # paragraphs, each with a claim and a reading of two people
LINE = "The number {n} ferry left on time."


@contextmanager
def project(path: Path, paragraphs: int) -> Iterator[Desk]:
    lines = [LINE.format(n=n) for n in range(paragraphs)]
    text, spans, at = "\n\n".join(lines), [], 0
    for line in lines:
        spans.append([at, at + len(line), "body"])
        at += len(line) + 2
    home = article_id(text)
    with Store(path, create=True, device="bench") as store:
        desk = Desk(store, ANA)
        with desk.action() as action:
            action.add(Draft("article", home, {"text": text, "paragraphs": spans, "title": "Ferries"}))
            for who in (ANA, BEN):
                action.add(Draft("reviewer", who.id, {"name": who.name}))
                for n, (start, end, _) in enumerate(spans):
                    of = {"article": home, "start": start, "end": end, "reviewer": who.id}
                    action.add(Draft("reading", reading_id(home, start, end, who.id), of | {"state": "done"}))
                    status = "supported" if who is ANA or n % 2 else "refuted"
                    claim = of | {"quote": text[start:end], "status": status}
                    action.add(Draft("claim", f"c{who.id[-1]}{n:015x}", claim))
        yield desk


def steps(desk: Desk, work: Callable[[], object]) -> int:
    """How many hundreds of its steps SQLite takes for some work."""
    count = 0

    def tick() -> int:
        nonlocal count
        count += 1
        return 0

    desk.store.db.conn.set_progress_handler(tick, 100)
    try:
        work()
    finally:
        desk.store.db.conn.set_progress_handler(None, 100)
    return count


def sheet_of(desk: Desk) -> int:
    """claims.csv, from the live file."""
    ask = rows.live(desk.store)
    exporting._check_quotes(ask, Wanted())
    found = grouping.with_groups(ask, rows.claims(ask, Wanted()))
    return sheet.write(StringIO(), columns.CLAIMS, found, sheet.Dialect())


@pytest.mark.parametrize("what", ["sheet", "decision", "undo"])
def test_ten_times_the_claims_take_about_ten_times_the_steps(tmp_path: Path, what: str) -> None:
    """Where each claim looks at all others it is a hundred times."""
    taken = []
    for paragraphs in (FEW, MANY):
        with project(tmp_path / f"{paragraphs}.annot.db", paragraphs) as desk:
            if what == "sheet":
                taken.append(steps(desk, partial(sheet_of, desk)))
                continue
            articles = [article.id for article in tables.headings(desk.store)]
            assert deciding.rule(desk, articles, Policy("priority", first=(ANA.id,))).decided == paragraphs
            claim = finding.claim(desk, "c1000000000000000")
            work = partial(deciding.decide, desk, claim, "refuted")
            if what == "undo":
                work()
                work = partial(undoing.undo, desk)
            taken.append(steps(desk, work))
    assert taken[0] > 5
    assert taken[1] < 20 * taken[0]
