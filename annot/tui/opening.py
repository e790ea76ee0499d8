"""From what was chosen on the start screen to a project to work in: first what is read, then what is written."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from threading import Thread
from typing import TypeVar

import attrs

from annot.desk.paths import at_home
from annot.model.claim import Reviewer

_T = TypeVar("_T")


@attrs.frozen
class Found:
    """A project to work in, and as whom; with `article` one begins there. `passing`: gone when one leaves."""

    path: Path
    reviewer: Reviewer
    welcome: str = ""
    article: str | None = None
    passing: bool = False


def read_ahead(file: Path, here: Path, me: Reviewer) -> Callable[[], Found]:
    """Read `file`, a project's or an article's; what is returned opens that project, or makes one `here`."""
    from annot.desk import beginning

    project = beginning.project_at(file)
    if project is not None:
        return lambda: Found(project, beginning.reviewer_in(project, me))
    article = beginning.read(file)
    welcome = "" if here.exists() else f"New project: {at_home(str(here.absolute()))}"
    return lambda: Found(here, me, welcome, beginning.begin(here, article, me))


def apart(work: Callable[[], _T]) -> Future[_T]:
    """Do `work`, which writes nothing, in a thread that ends with the program, however far it is."""
    future: Future[_T] = Future()

    def run() -> None:
        try:
            future.set_result(work())
        except Exception as error:  # noqa: BLE001  # as an executor does: it is raised where the answer is waited for
            future.set_exception(error)

    Thread(target=run, name="apart", daemon=True).start()
    return future
