"""The disagreements screen: its head, and whose turn it is."""

from __future__ import annotations

from pathlib import Path

from deciding_desk import LONG, PRICE, REST, SHORT, VOTE, Decider, decide, disputed
from reading_desk import BEN, DANA, claim_on, project

FIFTH = "Families wait at the gates"


def test_what_was_put_off_stays_behind_the_others_when_somebody_else_writes(tmp_path: Path) -> None:
    path, article = disputed(tmp_path)

    async def steps(r: Decider) -> None:
        await r.press("0", "0")
        assert r.quotes == [REST, VOTE, LONG, PRICE]
        claim_on(path, article, FIFTH, {"status": "refuted"}, DANA)
        claim_on(path, article, FIFTH, {"status": "mostly"}, BEN)
        r.disagreements.reload()
        await r.written()
        assert r.quotes == [FIFTH, REST, VOTE, LONG, PRICE]
        assert r.quotes[r.disagreements.at] == REST

    decide(path, steps)


def test_what_was_put_off_stays_behind_the_others_after_undo(tmp_path: Path) -> None:
    path, _ = disputed(tmp_path)

    async def steps(r: Decider) -> None:
        await r.press("0", "1")
        assert r.quotes == [REST, VOTE, LONG]
        await r.press("u")
        assert r.quotes == [PRICE, REST, VOTE, LONG]
        assert r.quotes[r.disagreements.at] == PRICE
        await r.press("0")
        assert r.quotes == [REST, VOTE, LONG, PRICE]

    decide(path, steps)
    decide(path, opened_again)


async def opened_again(r: Decider) -> None:
    """Who comes back another day finds the worst first."""
    assert r.quotes == [LONG, PRICE, REST, VOTE]


def test_a_long_title_is_cut_once(tmp_path: Path) -> None:
    title = "One test of the harbour's long and winding chain, told by those who were there"
    path, article = project(tmp_path, title=title)
    claim_on(path, article, LONG, {"status": "supported"}, DANA)
    claim_on(path, article, SHORT, {"status": "mostly"}, BEN)

    async def steps(r: Decider) -> None:
        head = "".join(segment.text for segment in r.app.screen._compositor.render_strips()[0])
        assert head.count("…") == 1
        assert head.startswith(" Disagreements ─ One test of the harbour's long ")

    decide(path, steps, size=(80, 24))


def test_after_the_last_one_is_put_off_the_first_is_next(tmp_path: Path) -> None:
    path, _ = disputed(tmp_path)

    async def steps(r: Decider) -> None:
        await r.press("k")
        assert r.quotes[r.disagreements.at] == VOTE
        await r.press("0")
        assert r.quotes[r.disagreements.at] == LONG

    decide(path, steps)
