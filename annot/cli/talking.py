"""What reviewers say to each other and to the writer: comment, questions, answer, looked."""

from __future__ import annotations

import click

from annot.cli.context import Request, pass_request
from annot.cli.talk import say, say_json, say_rows, short


@click.command("comment")
@click.argument("target", metavar="CLAIM_OR_ARTICLE")
@click.argument("text")
@click.option("--kind", default="note", metavar="KIND", help="note (default), question, fix, later")
@pass_request
def comment_command(request: Request, /, target: str, text: str, kind: str) -> None:
    """Say something about a claim or an article; a question stays open until it is answered.

    Example: annot comment c1f2 "Which quarter is meant?" --kind question
    """
    from annot.desk import finding, listing, talking

    with request.writing() as desk:
        made = talking.comment(desk, finding.claim_or_article(desk, target), text, kind)
        if request.json:
            say_json(listing.comments(desk, comment_id=made.id))
        else:
            say(made.id)


@click.command("questions")
@click.option("--open", "only_open", is_flag=True, help="only what waits for an answer")
@pass_request
def questions_command(request: Request, /, only_open: bool) -> None:
    """The comments of all kinds, oldest first within an article.

    Example: annot questions --open
    """
    from annot.desk import listing

    with request.reading() as desk:
        found = listing.comments(desk, only_open=only_open)
        if request.json:
            say_json(found)
        else:
            say_rows(
                (row["comment_id"], row["kind"], row["reviewer"], short(row["text"]), short(row["answer"] or "-"))
                for row in found
            )


@click.command("answer")
@click.argument("comment")
@click.argument("text")
@pass_request
def answer_command(request: Request, /, comment: str, text: str) -> None:
    """Answer anybody's COMMENT; an empty text opens it again.

    Example: annot answer m3c4 "The second quarter."
    """
    from annot.desk import finding, listing, talking

    with request.writing() as desk:
        done = talking.answer(desk, finding.comment(desk, comment), text)
        if request.json:
            say_json(listing.comments(desk, comment_id=done.id))
        else:
            say(done.id)


@click.command("looked")
@click.argument("claim")
@click.argument("place")
@click.option("--query", metavar="TEXT", help="what was asked")
@click.option("--found", metavar="TEXT", help="what was found; without it: nothing")
@pass_request
def looked_command(request: Request, /, claim: str, place: str, query: str | None, found: str | None) -> None:
    """Note that you looked at PLACE for your own CLAIM, and found this or nothing.

    Example: annot looked c1f2 "archive of the harbour office" --query "dredging 2024"
    """
    from annot.desk import finding, listing, talking

    with request.writing() as desk:
        own = finding.claim(desk, claim)
        made = talking.looked(desk, own, place, query, found)
        if request.json:
            say_json(listing.search(desk, own.id, made.id))
        else:
            say(made.id)
