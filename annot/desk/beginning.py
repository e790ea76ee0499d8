"""How one comes into a project: one that is there, or a new one with its first article."""

from __future__ import annotations

from pathlib import Path

from annot.article.load import Loaded
from annot.desk import adding, people
from annot.desk.session import Desk
from annot.errors import AnnotError
from annot.model.claim import Reviewer
from annot.plain import show
from annot.store.project import Store

PROJECT = "annot.db"


def read(file: Path) -> Loaded:
    """The article that a project is to begin with; where it cannot be read none is made."""
    return adding.read(file, adding.Options())


def begin(project: Path, article: Loaded, me: Reviewer) -> str:
    """Make `project` with that article, or put it into the one that is there; its id."""
    with Store(project, create=True) as store:
        try:
            return adding.add_loaded(Desk(store, me), [article])[0].article.id
        finally:
            store.discard_if_unused()


def reviewer_in(project: Path, me: Reviewer) -> Reviewer:
    """Who works in that project: its own reviewer, if it was handed out, else `me`."""
    with Store(project) as store:
        return people.who(store, None) or me


def project_at(path: Path) -> Path | None:
    """The project that the path means: itself, or the one in that folder; None for an article's file."""
    if path.is_dir():
        if not (path / PROJECT).is_file():
            raise AnnotError(f"There is no {PROJECT} in {show(str(path))}; annot add FOLDER makes one of its files.")
        return path / PROJECT
    return path if path.suffix == ".db" else None
