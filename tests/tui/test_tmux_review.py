"""The reading screen in tmux, as a person has it: three sentences tagged, left, reopened, exported."""

from __future__ import annotations

import shutil

import pytest
from tmux_desk import ARTICLE, Tmux


def test_three_sentences_tagged_left_reopened_and_exported(tmux: Tmux) -> None:
    print(f"article: {ARTICLE}")
    shutil.copy(ARTICLE, tmux.folder / "article.txt")
    text = ARTICLE.read_text("utf-8")
    tmux.review("article.txt")
    tmux.shows("0 claims", "saved")
    tmux.keys("1")
    tmux.shows("1 claim", "saved")
    tmux.keys("j", "2")
    tmux.shows("2 claims")
    tmux.keys("l", "Space", "j", "l", "4", "d", "1")
    screen = tmux.shows("3 claims", "saved")
    assert "1/" in screen
    tmux.keys("q")
    assert tmux.code() == 0

    tmux.review()
    screen = tmux.shows("You were at P", "3 claims", "saved")
    assert "1 of " in screen
    tmux.keys("3")  # the current claim is the one that was left: no fourth
    tmux.shows("!MIS")
    tmux.keys("q")
    assert tmux.code() == 0

    exported = tmux.exported()
    assert len(exported) == 3
    for row in exported:
        assert text[int(row["start"]) : int(row["end"])] == row["quote"]
    ordered = sorted(exported, key=lambda row: int(row["start"]))
    assert [row["status"] for row in ordered] == ["supported", "mostly", "misleading"]
    assert ordered[2]["attribution"] == "verbatim"


@pytest.mark.parametrize("size", [(80, 24), (40, 10)])
def test_the_lines_below_the_article_fit(tmux: Tmux, size: tuple[int, int]) -> None:
    shutil.copy(ARTICLE, tmux.folder / "article.txt")
    tmux.review("article.txt", size=size)
    lines = tmux.shows("0 claims", "saved", "1✓").splitlines()
    assert "done · 0 claims" in lines[0]
    assert lines[-2].rstrip().endswith("saved")
    tmux.keys("q")
    assert tmux.code() == 0
