"""Another process undoes the merge that brought an article, while somebody still has it on the screen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from workroom import BEN, Clock, Project, article, log, place

from annot.desk import bulk, citing, claims, merging, reading, talking
from annot.desk.session import Desk
from annot.errors import AnnotError
from annot.model.article import Article
from annot.model.claim import Claim, Comment
from annot.store import checking

Act = Callable[[Desk, Article, Claim, Comment], object]

ACTS: dict[str, Act] = {
    "tag": lambda desk, text, _, __: claims.tag(desk, text, place("1,140"), {"status": "supported"}),
    "about": lambda desk, text, _, __: claims.tag(desk, text, None, {}, about="headline"),
    "edit": lambda desk, _, claim, __: claims.edit(desk, claim, {"status": "refuted"}),
    "withdraw": lambda desk, _, claim, __: claims.withdraw(desk, claim),
    "edit many": lambda desk, _, claim, __: bulk.edit(desk, [claim], {"status": "refuted"}),
    "cite": lambda desk, _, claim, __: citing.cite(desk, claim, ["https://a.example/1"], {}),
    "looked": lambda desk, _, claim, __: talking.looked(desk, claim, "the archive"),
    "comment": lambda desk, _, claim, __: talking.comment(desk, claim, "Sure?", "question"),
    "comment on the article": lambda desk, text, _, __: talking.comment(desk, text.id, "Too long."),
    "answer": lambda desk, _, __, comment: talking.answer(desk, comment, "Yes."),
    "done": lambda desk, text, _, __: reading.mark(desk, text, [2]),
    "finish": lambda desk, text, _, __: reading.finish(desk, text),
    "kind": lambda desk, text, _, __: reading.change_kind(desk, text, 2, "heading"),
}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_what_is_written_about_what_is_not_here_any_more_is_refused(tmp_path: Path, act: Act) -> None:
    """It would be set aside, where nobody looks; and the program ended, saying that it had a defect."""
    other = Project(tmp_path / "other.db", Clock())
    desk = other.desk(BEN)
    text = article(desk)
    claim = claims.tag(desk, text, place("77 percent"), {"status": "supported"})
    comment = talking.comment(desk, claim, "Of what?", "question")
    here = Project(tmp_path / "here.db", Clock())
    store = here.open()
    merging.merge(store, [other.path], keep=False)
    merging.undo_merge(here.open())
    before = log(store)
    with pytest.raises(AnnotError, match="is not here any more"):
        act(Desk(store, BEN), text, claim, comment)
    assert log(store) == before
    assert checking.problems(store) == []
    for project in (other, here):
        project.close()
