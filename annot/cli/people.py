"""Who works here, and by what book: reviewers, codebook."""

from __future__ import annotations

import click

from annot.cli.context import CommonGroup, Request, pass_request
from annot.cli.talk import say, say_json, say_rows
from annot.plain import counted, show
from annot.plain import file as named


@click.group("reviewers", cls=CommonGroup, invoke_without_command=True)
@click.pass_context
def reviewers_command(ctx: click.Context) -> None:
    """Who works on this project.

    Example: annot reviewers    or: annot reviewers rename "Ana" "Ana Lopez"
    """
    if ctx.invoked_subcommand is not None:
        return
    from annot.desk import listing
    from annot.model.work import persons
    from annot.store import tables

    request = ctx.find_root().ensure_object(Request)
    with request.reading() as desk:
        found = listing.reviewers(desk)
        if request.json:
            say_json(found)
        else:
            joined, names = persons(tables.reviewers(desk.store)), {r["id"]: r["name"] for r in found}
            same = {i: f"the same person as {names.get(who, who)}" for i, who in joined.items() if i != who}
            say_rows(
                (r["id"], r["name"], counted(r["claims"], "claim"), f"{r['done']} done", same.get(r["id"], ""))
                for r in found
            )


@reviewers_command.command("rename")
@click.argument("old")
@click.argument("new")
@pass_request
def rename_command(request: Request, /, old: str, new: str) -> None:
    """Give reviewer OLD the name NEW.

    Example: annot reviewers rename "Ana" "Ana Lopez"
    """
    from annot.desk import listing, people

    with request.writing() as desk:
        people.rename(desk, old, new)
        if request.json:
            say_json(listing.reviewers(desk))
        else:
            say(f"{old} is now {new}.")


@reviewers_command.command("same")
@click.argument("one")
@click.argument("other")
@pass_request
def same_command(request: Request, /, one: str, other: str) -> None:
    """Say that ONE and OTHER are one person; `annot undo` takes it back.

    Example: annot reviewers same "Ana" "Ana (2)"
    """
    from annot.desk import listing, people

    with request.writing() as desk:
        people.same(desk, one, other)
        if request.json:
            say_json(listing.reviewers(desk))
        else:
            say(f"{one} and {other} are one person.")


@click.group("codebook", cls=CommonGroup, no_args_is_help=False)
def codebook_command() -> None:
    """The verdicts, types and rules of this project.

    Example: annot codebook show    or: annot codebook use desk.toml
    """


def _say_codebook(request: Request, book: object) -> None:
    import attrs

    from annot.model.codebook import Codebook

    assert isinstance(book, Codebook)  # noqa: S101  # keeps the model out of `annot --help`
    if request.json:
        row = attrs.asdict(book)
        row["lint"] = sorted(book.lint)
        say_json({"codebook": row.pop("id")} | row)
        return
    say(f"{show(book.name)}  ({book.id})")
    keys = [(str(n), s) for n, s in enumerate(book.statuses, 1)] + [("0", book.status("unchecked"))]
    say_rows((key, s.glyph, s.code, s.id, s.label, s.definition) for key, s in keys)


@codebook_command.command("show")
@pass_request
def show_codebook_command(request: Request, /) -> None:
    """The codebook in force: key, glyph, code, id, label and definition of each verdict.

    Example: annot codebook show
    """
    with request.reading() as desk:
        _say_codebook(request, desk.codebook())


@codebook_command.command("use")
@click.argument("file")
@pass_request
def use_codebook_command(request: Request, /, file: str) -> None:
    """Put the codebook of FILE (TOML) into force. A verdict in use cannot be dropped; its label may change.

    Example: annot codebook use desk.toml
    """
    from annot.desk import codebooks
    from annot.desk.importing import read_text

    path = named(file)
    with request.writing() as desk:
        _say_codebook(request, codebooks.use(desk, read_text(path), path.name))


@codebook_command.command("default")
@pass_request
def default_codebook_command(request: Request, /) -> None:
    """Put the codebook that comes with annot into force.

    Example: annot codebook default
    """
    from annot.codebook.parse import default
    from annot.desk import codebooks

    with request.writing() as desk:
        _say_codebook(request, codebooks.use(desk, default().toml, "the default codebook"))
