"""A folder of articles goes in by its size: few actions for many short ones, and never all of it in one."""

from __future__ import annotations

from pathlib import Path

import pytest
from workroom import Project

from annot.desk import adding, undoing
from annot.store import tables


def stories(folder: Path, count: int) -> Path:
    for n in range(count):
        (folder / f"{n:03}.txt").write_text(f"Story {n} of the harbour.\n")
    return folder


def test_a_folder_of_short_articles_is_one_action_and_one_undo_takes_it_back(project: Project, tmp_path: Path) -> None:
    (tmp_path / "stories").mkdir()
    desk = project.desk()
    added = adding.add(desk, [stories(tmp_path / "stories", 300)], adding.Options())
    assert [one.new for one in added] == [True] * 300
    undoing.undo(desk)
    assert tables.headings(desk.store) == []
    undoing.redo(desk)
    assert [heading.file for heading in tables.headings(desk.store)] == [f"{n:03}.txt" for n in range(300)]


def test_a_folder_of_long_articles_is_several(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(adding, "AT_ONCE", 60)
    desk = project.desk()
    (tmp_path / "stories").mkdir()
    assert len(adding.add(desk, [stories(tmp_path / "stories", 8)], adding.Options())) == 8
    undoing.undo(desk)
    assert [heading.file for heading in tables.headings(desk.store)] == [f"{n:03}.txt" for n in range(6)]


def test_the_same_text_twice_in_a_folder_is_one_article(project: Project, tmp_path: Path) -> None:
    (tmp_path / "stories").mkdir()
    folder = stories(tmp_path / "stories", 2)
    (folder / "again.txt").write_text((folder / "000.txt").read_text())
    added = adding.add(project.desk(), [folder], adding.Options())
    assert [(one.new, one.article.file) for one in added] == [
        (True, "000.txt"),
        (True, "001.txt"),
        (False, "000.txt"),
    ]
