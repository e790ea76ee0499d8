"""The disagreements screen: its head, and whose turn it is."""

from __future__ import annotations

from pathlib import Path

from deciding_desk import LONG, SHORT, Decider, decide
from reading_desk import BEN, DANA, claim_on, project


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
