"""Claims: tag, edit, withdraw, claims."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from annot.cli.context import Request, pass_request
from annot.cli.talk import say, say_json, say_rows, short, warn
from annot.errors import AnnotError
from annot.plain import counted

if TYPE_CHECKING:
    from annot.desk.session import Desk

_RENAMED = {"type": "types", "fix": "suggested_fix"}
_OPTIONS = (
    ("--status", "ID", "true? a verdict of the codebook"),
    (
        "--attribution",
        "ID",
        "said so? verbatim, accurate_paraphrase, altered, out_of_context, misattributed, no_record",
    ),
    ("--speaker", "NAME", "who says it"),
    ("--said-on", "DATE", "when, as 2026-05-11"),
    ("--confidence", "LEVEL", "low, medium, high"),
    ("--importance", "LEVEL", "core, supporting, peripheral"),
    ("--normalized", "TEXT", "the claim so that it stands alone"),
    ("--rationale", "TEXT", "why this verdict, as it may be published"),
    ("--fix", "TEXT", "a suggested fix"),
    ("--parent", "CLAIM", "the claim that it is a part of"),
    ("--repeats", "CLAIM", "an earlier claim, whose verdicts and sources are copied"),
)


def _claim_options(command: Callable[..., Any]) -> Callable[..., Any]:
    command = click.option("--stance", metavar="ID", help="supports (default), refutes, context")(command)
    command = click.option("--source", multiple=True, metavar="URL", help="cite it; may be repeated")(command)
    command = click.option("--type", multiple=True, metavar="ID", help="a type of claim; may be repeated")(command)
    for name, metavar, text in reversed(_OPTIONS):
        command = click.option(name, metavar=metavar, help=text)(command)
    return command


def _fields(desk: Desk, given: dict[str, Any]) -> dict[str, Any]:
    """The claim's fields that were given; claims by any unique beginning of their id."""
    from annot.desk import finding

    fields = {_RENAMED.get(name, name): value for name, value in given.items() if value not in (None, ())}
    if "types" in fields:
        fields["types"] = [t for t in fields["types"] if t]
    for name in ("parent", "repeats"):
        if fields.get(name):
            fields[name] = finding.claim(desk, fields[name]).id
    return fields


def claim_json(desk: Desk, claim_id: str) -> dict[str, Any]:
    from annot.desk.listing import claims

    return claims(desk, claim_ids=[claim_id])[0]


@click.command("tag")
@click.argument("article")
@click.option("--quote", metavar="TEXT", help="the words, exactly as they stand in the article")
@click.option("--occurrence", type=int, metavar="N", help="which, where the words stand there more than once")
@click.option("--span", type=int, nargs=2, metavar="START END", help="code points of the text")
@click.option(
    "--about", type=click.Choice(["headline", "picture", "article"]), help="a claim without words of the text"
)
@_claim_options
@pass_request
def tag_command(
    request: Request,
    /,
    article: str,
    quote: str | None,
    occurrence: int | None,
    span: tuple[int, int] | None,
    about: str | None,
    source: tuple[str, ...],
    stance: str | None,
    **given: Any,
) -> None:
    """Make a claim on words of ARTICLE; prints its id.

    Example: annot tag harbour --quote "in May 2024" --status supported --source https://example.org/record
    """
    from annot.desk import claims, finding

    if sum(x is not None for x in (quote, span, about)) != 1:
        raise AnnotError("Say which words: --quote TEXT, or --span START END, or --about headline|picture|article.")
    if occurrence is not None and quote is None:
        raise AnnotError("--occurrence goes with --quote.")
    if not given["status"]:
        raise AnnotError("Give a verdict with --status ID; `--status unchecked` marks the claim for later.")
    with request.writing() as desk:
        found = finding.article(desk, article)
        place = None
        if quote is not None:
            place = finding.quoted(found, quote, occurrence)
        elif span is not None:
            place = finding.snapped(found, *span)
        claim = claims.tag(
            desk,
            found,
            place,
            _fields(desk, given),
            about=about or "text",
            sources=source,
            stance=stance or "supports",
        )
        if request.json:
            say_json(claim_json(desk, claim.id))
        else:
            say(claim.id)


@click.command("edit")
@click.argument("claim")
@click.option("--span", type=int, nargs=2, metavar="START END", help="other words, in code points of the text")
@_claim_options
@pass_request
def edit_command(
    request: Request,
    /,
    claim: str,
    span: tuple[int, int] | None,
    source: tuple[str, ...],
    stance: str | None,
    **given: Any,
) -> None:
    """Change your own CLAIM; an empty value clears a field.

    Example: annot edit c1f2 --status misleading --confidence high --speaker ""
    """
    from annot.desk import claims, finding

    with request.writing() as desk:
        found = finding.claim(desk, claim)
        place = None
        if span is not None:
            place = finding.snapped(finding.article(desk, found.article), *span)
        claims.edit(desk, found, _fields(desk, given), place, sources=source, stance=stance or "supports")
        if request.json:
            say_json(claim_json(desk, found.id))
        else:
            say(found.id)


@click.command("withdraw")
@click.argument("claim")
@pass_request
def withdraw_command(request: Request, /, claim: str) -> None:
    """Take your own CLAIM back. `annot undo` brings it again.

    Example: annot withdraw c1f2
    """
    from annot.desk import claims, finding

    with request.writing() as desk:
        found = finding.claim(desk, claim)
        row = claim_json(desk, found.id)
        claims.withdraw(desk, found)
        if request.json:
            say_json(row)
        else:
            say(f"{found.id} is taken back. The log still holds it.")


@click.command("claims")
@click.argument("article", required=False)
@click.option("--by", metavar="NAME", help="only this reviewer's")
@click.option("--all", "everybody", is_flag=True, help="everybody's (the default, as far as you may see them)")
@click.option("--status", metavar="ID", help="only with this verdict")
@click.option("--search", metavar="TEXT", help="only with these words in quote, wording, reasons or speaker")
@pass_request
def claims_command(
    request: Request, /, article: str | None, by: str | None, everybody: bool, status: str | None, search: str | None
) -> None:
    """The claims, in reading order. Others' are hidden until you have finished the article.

    Example: annot claims harbour --status unchecked
    """
    from annot.desk import finding, listing, people

    if by and everybody:
        raise AnnotError("--by and --all exclude each other.")
    with request.reading() as desk:
        article_id = finding.article_id(desk, article) if article else None
        reviewer = people.find(desk, by).id if by else None
        rows, hidden = listing.visible_claims(desk, article_id, reviewer=reviewer, status=status, search=search)
        if request.json:
            say_json(rows)
        else:
            book = desk.codebook()
            say_rows(
                (
                    row["claim_id"],
                    f"P{row['paragraph']}" if row["paragraph"] else row["about"],
                    book.status(row["status"]).code,
                    row["reviewer"],
                    f"{row['evidence_count']} src",
                    short(row["quote"] or row["normalized_claim"]),
                )
                for row in rows
            )
        if hidden:
            claims = f"{counted(hidden, 'claim')} of others {'is' if hidden == 1 else 'are'}"
            warn(f"{claims} hidden until you finish the article; --reveal shows them.")
