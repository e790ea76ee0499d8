"""Files that go out and come back, and copies: handout, handin, backup, backups, restore, recover."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click

from annot.cli.context import Request, pass_request
from annot.cli.talk import say, say_json, say_rows, warn
from annot.plain import counted, file, show

MANY_COPIES, MUCH = 20, 10**9  # bytes: from here on one is told that they add up


@click.command("handout")
@click.argument("articles", nargs=-1, required=True, metavar="ARTICLE...")
@click.option("--to", "names", multiple=True, required=True, metavar="NAME", help="may be repeated")
@click.option("--overlap", type=int, metavar="N", help="each article to N of them, in turn (else to all)")
@click.option("--due", metavar="DATE", help="as 2026-05-11")
@click.option("-o", "--output", metavar="FOLDER", help="where the files go (else here)")
@pass_request
def handout_command(
    request: Request,
    /,
    articles: tuple[str, ...],
    names: tuple[str, ...],
    overlap: int | None,
    due: str | None,
    output: str | None,
) -> None:
    """One project file for each reviewer: the same text and codebook, their name inside, nobody's claims.

    Example: annot handout harbour --to Ana --to Ben --due 2026-12-01
    """
    from annot.desk import finding, handing

    with request.writing() as desk:
        chosen = {a.id: a for a in (finding.article(desk, wanted) for wanted in articles)}
        folder = file(output) if output else Path()
        handed = handing.hand_out(desk, list(chosen.values()), names, overlap, due, folder)
    if request.json:
        say_json([{"path": str(h.path), "reviewer": h.reviewer, "articles": list(h.articles)} for h in handed])
        return
    say_rows((h.path, f"for {h.reviewer}", counted(len(h.articles), "article")) for h in handed)
    warn("When they come back: annot merge FILE...")


@click.command("handin")
@click.option("-o", "--output", metavar="FILE", help="else TITLE-by-NAME-DATE.annot.db")
@pass_request
def handin_command(request: Request, /, output: str | None) -> None:
    """A checked whole copy of this project, to send to whoever brings the files together; says what is open.

    Example: annot handin
    """
    from annot.desk import handing

    with request.writing() as desk:
        path, still_open = handing.hand_in(desk, file(output) if output else None)
    if request.json:
        say_json({"path": str(path), "open": still_open})
        return
    say(str(path))
    for line in still_open:
        warn(f"Open: {line}")


@click.command("backup")
@click.option("-o", "--output", metavar="FILE", help="else among the other copies of this project")
@pass_request
def backup_command(request: Request, /, output: str | None) -> None:
    """A verified whole copy of this project, at any moment.

    Example: annot backup -o /media/stick/harbour.annot.db
    """
    from annot.desk import backups
    from annot.store import backup

    with request.reading() as desk:
        path = backup.copy(desk.store, file(output)).path if output else backups.keep(desk.store, "asked")
    if request.json:
        say_json({"path": str(path)})
    else:
        say(str(path))


@click.command("backups")
@pass_request
def backups_command(request: Request, /) -> None:
    """The copies of this project, newest first: when, before what, how much is in them.

    Example: annot backups
    """
    from annot.desk import backups

    found = backups.all_of(request.path)
    if request.json:
        say_json(
            [
                {
                    "path": str(k.path),
                    "at": k.at,
                    "why": k.why,
                    "changes": k.changes,
                    "claims": k.claims,
                    "whole": k.whole,
                }
                for k in found
            ]
        )
    elif not found:
        say("There is no copy of this project yet.")
    else:
        say_rows(
            (
                k.at,
                k.why,
                counted(k.changes, "change"),
                counted(k.claims, "claim"),
                "" if k.whole else "DAMAGED",
                k.path,
            )
            for k in found
        )
        size = sum(k.path.stat().st_size for k in found)
        if len(found) > MANY_COPIES or size > MUCH:
            warn(f"These are {len(found)} copies, {size / 1e9:.1f} GB, in {show(str(found[0].path.parent))}.")


@click.command("restore")
@click.argument("copy", metavar="FILE")
@click.option("-o", "--output", required=True, metavar="NEW", help="the new project; what is damaged stays")
@pass_request
def restore_command(request: Request, /, copy: str, output: str) -> None:
    """A copy as a new project. Nothing is overwritten.

    Example: annot restore COPY -o harbour-restored.annot.db
    """
    from annot.desk import backups

    made = backups.restore(file(copy), file(output))
    if request.json:
        say_json({"path": str(made.path), "changes": made.changes, "claims": made.claims})
    else:
        say(f"{made.path}: {counted(made.changes, 'change')}, {counted(made.claims, 'claim')}.")


@click.command("recover")
@click.argument("damaged", metavar="FILE")
@click.option("-o", "--output", required=True, metavar="NEW", help="the new project; what is damaged stays")
@pass_request
def recover_command(request: Request, /, damaged: str, output: str) -> int:
    """What can be read of a damaged project, and its newest good copy, as a new project; says what is missing.

    Example: annot recover annot.db -o harbour-recovered.annot.db
    """
    from annot.desk import recovering

    made = recovering.recover(file(damaged), file(output))
    if request.json:
        say_json(made.row)
        return 0 if made.whole else 1
    say(f"{made.path}: {counted(made.changes, 'change')}, {counted(made.claims, 'claim')}.")
    if made.copy:
        say(f"The newest good copy is of {made.copy.at}; {made.from_copy} of the changes stand only there.")
    else:
        say("There is no copy of it to help.")
    for chain in made.chains:
        say(f"Not whole: {chain.said}")
    for (kind, why), count in Counter((kind, why) for kind, _, why in made.aside).most_common():
        say(f"Set aside: {count} of {kind}: {why}.")
    if any(why.startswith("article ") for _, _, why in made.aside):
        say(f"Where its article is missing, add the same text again: annot add FILE --db {made.path}")
    for problem in made.problems:
        say(f"Wrong: {problem}")
    if made.whole:
        say("Nothing is missing that the file knew of.")
    return 0 if made.whole else 1
