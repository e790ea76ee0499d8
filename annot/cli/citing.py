"""Sources: cite, source, sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from annot.cli.context import Request, pass_request
from annot.cli.talk import say, say_json, say_rows, short

if TYPE_CHECKING:
    from annot.model.claim import Source


def _source_json(source: Source) -> dict[str, Any]:
    import attrs

    row = attrs.asdict(source)
    del row["deleted"]
    return {"source_id": row.pop("id")} | row


@click.command("cite")
@click.argument("claim")
@click.argument("what", nargs=-1, required=True, metavar="URL_OR_TITLE...")
@click.option("--stance", metavar="ID", help="supports (default), refutes, context")
@click.option("--quote", metavar="TEXT", help="the passage of the source")
@click.option("--locator", metavar="TEXT", help="page, paragraph, mm:ss, table cell")
@click.option("--tier", metavar="ID", help="primary (first-hand), secondary")
@click.option("--accessed", metavar="DATE", help="when it was read (for a web address: today)")
@click.option("--archived", metavar="URL", help="an archived copy")
@click.option("--title", metavar="TEXT", help="the source's title")
@pass_request
def cite_command(
    request: Request,
    /,
    claim: str,
    what: tuple[str, ...],
    archived: str | None,
    title: str | None,
    **given: str | None,
) -> None:
    """Give your own CLAIM sources: web addresses, titles, or ids of sources that are here.

    Example: annot cite c1f2 https://example.org/record --tier primary --locator "page 4"
    """
    from annot.desk import citing, finding, listing

    with request.writing() as desk:
        found = finding.claim(desk, claim)
        made = citing.cite(desk, found, what, given, {"archived_url": archived, "title": title})
        ids = [e.id for e in made]
        if request.json:
            say_json(listing.evidence(desk, found.id, ids))
        else:
            for i in ids:
                say(i)


@click.command("source")
@click.argument("source")
@click.option("--title", metavar="TEXT")
@click.option("--author", metavar="TEXT")
@click.option("--publisher", metavar="TEXT")
@click.option("--published", metavar="DATE")
@click.option("--medium", metavar="TEXT", help="web text, web table, PDF, image, video, audio, interview, ...")
@click.option("--archived", metavar="URL", help="an archived copy")
@click.option("--confidentiality", metavar="ID", help="public, background, not_for_attribution, protected")
@pass_request
def source_command(request: Request, /, source: str, archived: str | None, **given: str | None) -> None:
    """Complete SOURCE (id or web address), which everybody shares; an empty value clears a field.

    Example: annot source https://example.org/record --publisher "Harbour Office" --medium "web text"
    """
    from annot.desk import citing, finding

    fields = {name: value for name, value in (given | {"archived_url": archived}).items() if value is not None}
    with request.writing() as desk:
        done = citing.complete(desk, finding.source(desk, source), fields)
        if request.json:
            say_json([_source_json(done)])
        else:
            say(done.id)


@click.command("sources")
@pass_request
def sources_command(request: Request, /) -> None:
    """All sources, the one cited last first.

    Example: annot sources --json
    """
    from annot.store import tables

    with request.reading() as desk:
        found = tables.sources(desk.store)
        if request.json:
            say_json([_source_json(s) for s in found])
        else:
            say_rows((s.id, short(s.title or "", 40), s.publisher or "", s.url or "") for s in found)
