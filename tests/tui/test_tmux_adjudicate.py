"""Three reviewers of the samples, merged, adjudicated in tmux by one key each, exported with --final."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from tmux_desk import Tmux

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
NAMES = ("anna", "ben", "chiara")


def test_three_files_are_merged_adjudicated_and_exported(tmux: Tmux) -> None:
    for name in NAMES:
        tmux.annot("--db", f"{name}.annot.db", "import", "log", str(SAMPLES / f"{name}.jsonl"))
    tmux.annot("merge", *(f"{name}.annot.db" for name in NAMES))
    waiting = json.loads(tmux.annot("groups", "--open", "--json"))
    assert len(waiting) == 15

    tmux.run("adjudicate")
    tmux.shows("15 open · 0 decided", "saved")
    left = len(waiting)
    for keys, said in ((("2",), "mostly"), (("Enter",), "supported"), (("d", "1", "1"), "supported")):
        while keys == ("Enter",) and "Enter accepts" not in tmux.settled():
            tmux.keys(",")
        tmux.keys(*keys)
        left -= 1
        tmux.shows(f"{left} open", "Decided:", said, "saved")
    tmux.keys("u")
    tmux.shows(f"{left + 1} open", "Undone", "saved")
    tmux.keys("2")
    tmux.shows(f"{left} open", "mostly", "saved")
    tmux.keys("q")
    assert tmux.code() == 0

    groups = {g["id"]: g for g in json.loads(tmux.annot("groups", "--json"))}
    decided = [g for g in groups.values() if g["state"] == "decided"]
    assert sorted(g["decision"]["status"] for g in decided) == ["mostly", "mostly", "supported"]
    final = list(csv.DictReader(tmux.annot("export", "csv", "--final").splitlines(keepends=True)))
    agreed = [g for g in groups.values() if g["state"] == "agreed"]
    assert {row["claim_id"] for row in final} == {g["id"] for g in [*decided, *agreed]}
    assert {row["final_by"] for row in final if row["claim_id"] in {g["id"] for g in decided}} == {"Dana"}
    assert all(row["final_quote"] for row in final)
