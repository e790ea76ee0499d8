"""The rule `coverage`: numbers, dates and names without a claim, where the reviewer is done and nowhere else."""

from __future__ import annotations

from workroom import ANNA, Project

from annot.codebook.parse import default
from annot.desk import adding, claims, codebooks, finding, linting, reading


def test_coverage_asks_only_where_one_is_done(project: Project) -> None:
    desk = project.desk(ANNA)
    text = b"The 46 boats paid 77 percent.\n\nIt was on May 20.\n"
    article = adding.add_bytes(desk, text, adding.Options(title="t"))[0].article
    codebooks.use(desk, default().toml.replace("coverage = false", "coverage = true "), "desk.toml")
    assert linting.lint(desk) == []
    reading.mark(desk, article, [1])
    points = linting.lint(desk)
    assert [(p["claim"], p["rule"]) for p in points] == [(None, "coverage")] * 2
    assert points[0]["text"].endswith("P1, a number: 46")
    claims.tag(desk, article, finding.quoted(article, "46 boats", None), {"status": "unchecked"})
    assert [p["text"][-10:] for p in linting.lint(desk)] == ["77 percent"]
