"""The project and its articles: demo, review, add, articles, show, units."""

from __future__ import annotations

import os
import sys

import click

from annot.cli.context import Request, pass_request
from annot.cli.talk import say, say_json, say_rows, short, warn
from annot.errors import AnnotError
from annot.plain import counted, file, show

BEGIN = """annot is a fact-check desk in a terminal. To begin:
    annot review article.txt     read an article and mark its claims
    annot demo                   the sample project
    annot --help                 all commands"""


def start(request: Request) -> int:
    """`annot` alone: the library of the project that is here, else a screen that asks what to open."""
    if not on_terminal():
        warn(BEGIN, lines=True)
        return 2
    if request.path.exists():
        with request.writing() as desk:
            reviewer = desk.me
        from annot.tui.program import library

        return library(request.path, reviewer, reveal=request.reveal)
    reviewer = request.known_reviewer(None)
    from annot.tui import program

    return program.start(request.path, reviewer)


def on_terminal() -> bool:
    """Looked at before Textual is imported: without a terminal it paints to stderr, or hangs."""
    return all(os.isatty(fd) for fd in (0, 1, 2)) and os.environ.get("TERM", "dumb") != "dumb"


def need_terminal(instead: str = "tag, cite, done, export") -> None:
    if not on_terminal():
        raise AnnotError(f"This needs a terminal; for scripts there are annot {instead}.")


@click.command("review")
@click.argument("what", required=False, metavar="[PATH_OR_ARTICLE]")
@pass_request
def review_command(request: Request, /, what: str | None) -> int:
    """Read an article and mark its claims. A file is added first if it is new; without one, where you were.

    Example: annot review article.txt
    """
    need_terminal()
    return _review(request, what)


def _review(request: Request, what: str | None) -> int:
    from annot.desk import finding, reading
    from annot.store import tables

    path = file(what) if what is not None and file(what).is_file() else None
    with request.writing(create=path is not None) as desk:
        if path is not None:
            from annot.desk import adding

            added = adding.add(desk, [path], adding.Options())[0]
            for warning in added.warnings:
                warn(warning)
            article_id = added.article.id
        elif what is not None:
            article_id = finding.article_id(desk, what)
        else:
            headings = tables.headings(desk.store)
            if not headings:
                raise AnnotError("There is no article in this project yet. Begin with: annot add FILE")
            article_id = reading.last_article(desk) or headings[0].id
        reviewer = desk.me
    from annot.tui.program import review

    return review(request.path, reviewer, article_id, reveal=request.reveal)


@click.command("demo")
@click.option("--check", is_flag=True, help="walk through it without a screen and compare what comes out")
@pass_request
def demo_command(request: Request, /, check: bool) -> int:
    """The sample project in a temporary folder: look around, nothing of yours is touched.

    Example: annot demo    or, without a screen: annot demo --check
    """
    if check:
        from annot.desk import demo

        for step in demo.check():
            say(step)
        say("ok")
        return 0
    need_terminal()
    from annot.tui.program import look_around

    return look_around()


@click.command("add")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--title", metavar="TEXT")
@click.option("--url", metavar="URL", help="where it was published")
@click.option("--author", metavar="TEXT")
@click.option("--published", metavar="DATE")
@click.option("--language", metavar="CODE", help="en (default), de, fr, ...: how sentences are cut")
@click.option("--encoding", metavar="NAME", help="of a file that is not UTF-8")
@pass_request
def add_command(request: Request, /, paths: tuple[str, ...], **given: str | None) -> None:
    """Put files, folders (.txt, .md, .html) or `-` (standard input) into the project. The same text twice is one
    article.

    Example: annot add stories/ --language en
    """
    from annot.desk import adding

    options = adding.Options(**given)
    if "-" in paths and len(paths) > 1:
        raise AnnotError("Standard input is added alone.")
    with request.writing(create=True) as desk:
        if paths == ("-",):
            added = adding.add_bytes(desk, sys.stdin.buffer.read(adding.LARGEST + 1), options)
        else:
            added = adding.add(desk, [file(p) for p in paths], options)
    for one in added:
        for warning in one.warnings:
            warn(f"{one.article.title}: {warning}")
    if request.json:
        say_json(
            [
                {
                    "id": one.article.id,
                    "title": one.article.title,
                    "paragraphs": len(one.article.paragraphs),
                    "kinds": one.kinds,
                    "added": one.new,
                }
                for one in added
            ]
        )
    else:
        say_rows(
            (
                one.article.id,
                counted(len(one.article.paragraphs), "paragraph"),
                "" if one.new else "was here",
                short(one.article.title),
            )
            for one in added
        )


@click.command("articles")
@pass_request
def articles_command(request: Request, /) -> None:
    """The articles of this project.

    Example: annot articles --json
    """
    from annot.desk import listing

    with request.reading() as desk:
        found = listing.articles(desk)
    if request.json:
        say_json(found)
    else:
        say_rows(
            (
                row["id"],
                short(row["title"], 40),
                counted(row["paragraphs"], "paragraph"),
                counted(row["words"], "word"),
                counted(row["claims"], "claim"),
                ", ".join(f"{name} {n}" for name, n in row["done"].items()),
            )
            for row in found
        )


@click.command("show")
@click.argument("article")
@pass_request
def show_command(request: Request, /, article: str) -> None:
    """The text of ARTICLE by paragraph, with the kind of those that are not body.

    Example: annot show harbour
    """
    from annot.desk import finding

    with request.reading() as desk:
        found = finding.article(desk, article)
    paragraphs = [
        {"n": p.n, "start": p.start, "end": p.end, "kind": p.kind, "text": found.text[p.start : p.end]}
        for p in found.paragraphs
    ]
    if request.json:
        row = {"id": found.id, "title": found.title, "sha256": found.sha256, "text": found.text}
        say_json(row | {"paragraphs": paragraphs})
        return
    say(f"{show(found.title)}  ({found.id})")
    for p in paragraphs:
        kind = "" if p["kind"] == "body" else f"  [{p['kind']}]"
        say(f"\nP{p['n']}{kind}\n{p['text']}")


@click.command("units")
@click.argument("article")
@click.option(
    "--unit",
    type=click.Choice(["word", "clause", "sentence", "quotation", "paragraph"]),
    default="sentence",
    help="sentence (default)",
)
@pass_request
def units_command(request: Request, /, article: str, unit: str) -> None:
    """What the cursor stops at in ARTICLE.

    Example: annot units harbour --unit clause
    """
    from annot.article.units import units
    from annot.desk import finding

    with request.reading() as desk:
        found = finding.article(desk, article)
    rows = [
        {"paragraph": p.n, "start": s.start, "end": s.end, "text": s.of(found.text)}
        for p in found.paragraphs
        for s in units(found, unit, p)
    ]
    if request.json:
        say_json(rows)
    else:
        say_rows((f"P{row['paragraph']}", f"{row['start']}-{row['end']}", row["text"]) for row in rows)
