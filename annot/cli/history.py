"""The log read four ways: check, log, undo, redo."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from annot.cli.context import Request, pass_request
from annot.cli.talk import say, say_json, say_rows, short, warn
from annot.plain import counted

if TYPE_CHECKING:
    from annot.desk.undoing import Undone


@click.command("check")
@click.option("--repair", is_flag=True, help="make the tables and the full-text index from the log again")
@pass_request
def check_command(request: Request, /, repair: bool) -> int:
    """Is the project file whole? Its pages, chains, tables, quotes. Not the facts: for those, read.

    The chain of digests finds damage and forks, not forgery. Example: annot check
    """
    import attrs

    from annot.desk import checking

    with request.reading() as desk:
        found = checking.check(desk, repair=repair)
    if request.json:
        say_json({"ok": not found, "problems": [attrs.asdict(p) for p in found]})
    elif found:
        say_rows((p.where, p.text) for p in found)
    else:
        say("The file is whole: its log, its tables and its quotes agree.")
    return 1 if found else 0


@click.command("log")
@click.argument("target", required=False, metavar="[CLAIM_OR_ARTICLE]")
@click.option("--limit", type=click.IntRange(1), default=50, metavar="N", help="how many changes (50)")
@pass_request
def log_command(request: Request, /, target: str | None, limit: int) -> None:
    """What happened, newest first; others' work on articles that you have not finished is left out.

    Example: annot log harbour --limit 10
    """
    from annot.desk import finding, undoing
    from annot.store import tables

    with request.reading() as desk:
        entities = None
        if target is not None:
            found = finding.claim_or_article(desk, target)
            if isinstance(found, str):
                entities = tables.entities_of_article(desk.store, found)
            else:
                entities = tables.entities_of_claim(desk.store, found.id)
        rows = undoing.history(desk, entities, limit)
    if request.json:
        say_json(rows)
        return
    say_rows(
        (
            row["at"][:19].replace("T", " "),
            row["reviewer"],
            "undoes" if row["undoes"] else "",
            row["kind"],
            row["entity"],
            short(json.dumps(row["patch"], ensure_ascii=False), 80),
        )
        for row in rows
    )


def _say_undone(request: Request, done: Undone, verb: str) -> None:
    if request.json:
        say_json(list(done.rows))
    else:
        say(f"{verb}: {done.said}.")
    for entity, field in done.kept:
        warn(f"{field} of {entity} was changed since by somebody else and stays.")


@click.command("undo")
@click.option("--merge", is_flag=True, help="take away what the latest merge brought into this file")
@pass_request
def undo_command(request: Request, /, merge: bool) -> None:
    """Take back your latest action that is not taken back yet; exits 1 where there is none.

    With --merge this file forgets what the latest merge brought; nobody else's file is touched.
    Example: annot undo    or: annot undo --merge
    """
    from annot.desk import chronicle, merging, undoing

    if not merge:
        with request.writing() as desk:
            _say_undone(request, undoing.undo(desk), "Undone")
        return
    with request.reading() as desk:
        done = merging.undo_merge(desk.store)
    if request.json:
        aside = [{"kind": kind, "entity": entity} for kind, entity in done.aside]
        came = {"files": list(done.arrival.files), "changes": done.arrival.changes}
        say_json(came | {"aside": aside, "copy": str(done.copy)})
        return
    when, files = done.arrival.at[:16].replace("T", " "), ", ".join(done.arrival.files)
    say(f"Taken away: {counted(done.arrival.changes, 'change')} that came on {when} from {files}.")
    if done.aside:
        say(f"Set aside until that is merged again: {chronicle.counted(done.aside)}. To see what waits: annot check")
    say(f"A copy from before: {done.copy}")


@click.command("redo")
@pass_request
def redo_command(request: Request, /) -> None:
    """Do again what you undid last; exits 1 where there is nothing, or where you did something new since.

    Example: annot redo
    """
    from annot.desk import undoing

    with request.writing() as desk:
        _say_undone(request, undoing.redo(desk), "Done again")
