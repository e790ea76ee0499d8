"""The program from its first question to its exit code: with an article, the library, the demo, or nothing yet.

Each of these takes the terminal until the reviewer leaves. A defect in a screen is raised; so is NotSaved, if the
reviewer left while something could not be saved. What only one way in needs is imported there: most open an article.
"""

from __future__ import annotations

import signal
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from annot.desk import paging, settings, used
from annot.desk.adjudicating import Queue
from annot.desk.paging import Page
from annot.errors import AnnotError, NotSaved
from annot.model.claim import Reviewer
from annot.tui.app import PATIENCE, AnnotApp, Library, Start
from annot.tui.clerk import Clerk


def review(path: Path, reviewer: Reviewer, article_id: str, *, reveal: bool = False) -> int:
    """Show an article; the exit code."""
    clerk = Clerk(path, reviewer, reveal=reveal)
    return _run(clerk, lambda: clerk.wait_for(lambda desk: paging.page(desk, article_id)))


def adjudicate(path: Path, reviewer: Reviewer) -> int:
    """Show the disagreements; the exit code."""
    from annot.desk import adjudicating

    clerk = Clerk(path, reviewer)
    return _run(clerk, lambda: clerk.wait_for(adjudicating.opened))


def look_around() -> int:
    """Show the sample project; the exit code."""
    from annot.desk import demo

    with demo.project() as (path, reviewer, article_id):
        clerk = Clerk(path, reviewer)
        return _run(clerk, lambda: clerk.wait_for(lambda desk: paging.page(desk, article_id)), passing=True)


def library(path: Path, reviewer: Reviewer, *, reveal: bool = False) -> int:
    """Show the articles of a project; the exit code."""
    from annot.desk import shelving

    clerk = Clerk(path, reviewer, reveal=reveal)
    return _run(clerk, lambda: Library(clerk.wait_for(shelving.shelf_of)))


def start(project: Path, me: Reviewer) -> int:
    """Ask what to open, where there is no project yet; the exit code."""
    return _run(None, lambda: Start(project, me))


def _run(clerk: Clerk | None, opening: Callable[[], Page | Library | Start | Queue], *, passing: bool = False) -> int:
    """`passing` is a project that is gone afterwards: nothing of it is remembered, and the tour may begin in it."""
    app: AnnotApp | None = None
    try:
        app = AnnotApp(opening(), clerk, own=settings.load(), tour=passing and used.tour_is_due())
        app.passing = passing
        app.run()
        clerk = app.clerk
        if clerk is not None and not (app.hung_up or app._exception or app.first.not_saved or app.passing):
            with suppress(AnnotError, TimeoutError):  # where one was is a convenience
                used.remember(clerk.path, clerk.wait_for(used.place, PATIENCE / 4))
    finally:
        clerk = app.clerk if app else clerk
        saved = clerk is None or clerk.close(PATIENCE / 2)  # before the alarm
        signal.setitimer(signal.ITIMER_REAL, 0)
        if app is not None:
            app.kept.close()
    if app._exception is not None:
        raise app._exception
    if not saved and clerk is not None:
        raise NotSaved(f"The last actions could not be saved. All before them is safe in {clerk.path}.")
    return app.return_code or 0
