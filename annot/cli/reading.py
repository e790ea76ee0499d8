"""Reading: done, kind, progress, lint."""

from __future__ import annotations

from typing import Any

import click

from annot.cli.context import Request, pass_request
from annot.cli.talk import say, say_json, say_rows
from annot.errors import AnnotError
from annot.plain import counted, show


@click.command("done")
@click.argument("article")
@click.argument("numbers", nargs=-1, type=int, metavar="[N]...")
@click.option("--all", "every", is_flag=True, help="every paragraph that is to do")
@click.option("--finish", is_flag=True, help="the whole article is finished: others' work is shown, silence counts")
@click.option("--not", "undo", is_flag=True, help="open again")
@pass_request
def done_command(
    request: Request, /, article: str, numbers: tuple[int, ...], every: bool, finish: bool, undo: bool
) -> None:
    """Nothing more to check in these paragraphs of ARTICLE.

    Example: annot done harbour 1 2 3    or: annot done harbour --all --finish
    """
    from annot.desk import finding
    from annot.desk import reading as desk_reading
    from annot.store import tables

    if not (numbers or every or finish):
        raise AnnotError("Say which paragraphs: their numbers, --all, or --finish for the article.")
    with request.writing() as desk:
        found = finding.article(desk, article)
        chosen = [p.n for p in found.to_do] if every else list(numbers)
        desk_reading.mark(desk, found, chosen, done=not undo, whole=finish)
        own = tables.readings(desk.store, found.id, [desk.me.id])
        count = len(desk_reading.done_paragraphs(found, own))
        finished = any(r.finishes for r in own)
        if request.json:
            say_json({"article_id": found.id, "done": count, "to_do": len(found.to_do), "finished": finished})
        else:
            say(f"{count} of {len(found.to_do)} paragraphs done{', finished' if finished else ''}.")


@click.command("kind")
@click.argument("article")
@click.argument("n", type=int)
@click.argument("kind")
@pass_request
def kind_command(request: Request, /, article: str, n: int, kind: str) -> None:
    """Say what paragraph N of ARTICLE is: body, heading, caption, related_link, credit, player_debris.

    Example: annot kind harbour 13 caption
    """
    from annot.desk import finding
    from annot.desk import reading as desk_reading

    with request.writing() as desk:
        desk_reading.change_kind(desk, finding.article(desk, article), n, kind)
        if request.json:
            say_json({"n": n, "kind": kind})
        else:
            say(f"Paragraph {n} is {kind}.")


@click.command("progress")
@pass_request
def progress_command(request: Request, /) -> None:
    """How far everybody is, by article. Counts only: it shows nothing of what others found.

    Example: annot progress
    """
    from annot.desk import reading as desk_reading

    with request.reading() as desk:
        found = desk_reading.progress(desk)
        if request.json:
            say_json(found)
            return
        for article in found["articles"]:
            say(f"{show(article['article_title'])}  ({counted(article['to_do'], 'paragraph')} to do)")
            say_rows(
                (
                    f"  {row['reviewer']}",
                    f"{row['done']}/{article['to_do']} done",
                    counted(row["claims"], "claim"),
                    "finished" if row["finished"] else _owes(row),
                )
                for row in article["reviewers"]
            )


def _owes(row: dict[str, Any]) -> str:
    return f"owes it by {row['due']}" if row["due"] else "owes it" if row["given"] else ""


@click.command("lint")
@click.argument("article", required=False)
@pass_request
def lint_command(request: Request, /, article: str | None) -> int:
    """Open points by the codebook's rules of evidence; exits 1 if there are any.

    Example: annot lint harbour
    """
    from annot.desk import finding, linting

    with request.reading() as desk:
        found = linting.lint(desk, finding.article_id(desk, article) if article else None)
    if request.json:
        say_json(found)
    elif found:
        say_rows((point["claim"] or "-", point["rule"], point["text"]) for point in found)
    else:
        say("No open points.")
    return 1 if found else 0
