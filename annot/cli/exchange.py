"""Out and in: export, import."""

from __future__ import annotations

import locale
import sys

import click

from annot.cli.context import Request, pass_request
from annot.cli.talk import say, say_json, say_rows, warn
from annot.errors import AnnotError, InputError
from annot.plain import file


@click.command("export")
@click.argument("form", metavar="FORMAT")
@click.option("-o", "--output", metavar="PATH", help="a file, or for csv a folder of all sheets; else stdout")
@click.option("--article", multiple=True, metavar="A", help="only this one; may be repeated")
@click.option("--by", metavar="NAME", help="only this reviewer's")
@click.option("--all", "everybody", is_flag=True, help="everybody's (the default)")
@click.option("--final", is_flag=True, help="one row a group: what was decided, or what everybody agrees on")
@click.option("--redact", is_flag=True, help="leave confidential sources out")
@click.option("--raw", is_flag=True, help="no apostrophe in front of cells that begin like formulas")
@click.option("--excel", is_flag=True, help="a BOM, the locale's separator, plain times")
@click.option("--delimiter", metavar="C", help="the separator of a spreadsheet")
@pass_request
def export_command(
    request: Request,
    /,
    form: str,
    output: str | None,
    article: tuple[str, ...],
    by: str | None,
    everybody: bool,
    final: bool,
    redact: bool,
    raw: bool,
    excel: bool,
    delimiter: str | None,
) -> None:
    """Write FORMAT (csv, jsonl, log) to stdout or PATH, whole or not at all.

    Example: annot export csv -o harbour.csv    or, all sheets: annot export csv -o harbour/
    """
    from annot.desk import exporting, finding, people
    from annot.formats.sheet import Dialect
    from annot.store.exporting import Wanted

    if form not in exporting.FORMATS:
        raise AnnotError(f"There is no format {form}; there are: {', '.join(exporting.FORMATS)}.")
    if sum((bool(by), everybody, final)) > 1:
        raise AnnotError("--by, --all and --final exclude each other.")
    if delimiter is not None and delimiter not in (",", ";", "\t"):
        raise AnnotError("A delimiter is a comma, a semicolon or a tab.")
    dialect = Dialect(raw=raw, excel=excel, delimiter=delimiter or (_local_delimiter() if excel else ","))
    with request.reading() as desk:
        wanted = Wanted(
            articles=[finding.article_id(desk, a) for a in article] or None,
            reviewers=[people.find(desk, by).id] if by else None,
            redact=redact,
        )
        sys.stdout.flush()
        done = exporting.export(desk, form, wanted, dialect, file(output) if output else sys.stdout.buffer, final=final)
    for note in done.notes:
        warn(note)
    if output:
        warn(f"{done.rows} rows in {output}")


def _local_delimiter() -> str:
    locale.setlocale(locale.LC_NUMERIC, "")
    return ";" if locale.localeconv()["decimal_point"] == "," else ","


@click.command("import")
@click.argument("form", metavar="FORMAT")
@click.argument("path")
@click.option("--article", metavar="A", help="the article of rows that name none")
@pass_request
def import_command(request: Request, /, form: str, path: str, article: str | None) -> int:
    """Take FORMAT (csv: a folder or a claims.csv; jsonl; log) from PATH. A row that differs from what is here is
    refused.

    Example: annot import csv harbour/ --db copy.db
    """
    from annot.desk import backups, finding, importing
    from annot.store.project import Store

    source = file(path)
    if form not in ("csv", "jsonl", "log"):
        raise AnnotError(f"There is no format {form} to import; there are: csv, jsonl, log.")
    if not source.exists():
        raise InputError(f"There is no file {path}.")
    if form == "log":
        text = importing.read_text(source)
        importing.check_log(text, source.name)  # before a project is made for it
        with Store(request.path, create=True) as store:
            backups.keep_if_changed(store, "import")
            joined = importing.import_log(store, text, source.name)
        result = importing.Imported(joined.new, joined.known)
    else:
        with request.writing(create=True) as desk:
            named = finding.article_id(desk, article) if article else None
            backups.keep_if_changed(desk.store, "import")
            if form == "csv":
                result = importing.import_csv(desk, source, named)
            else:
                result = importing.import_jsonl(desk, importing.read_text(source), source.name, named)
    if result.surrogates:
        warn(f"{result.surrogates} lone surrogate{'s' * (result.surrogates > 1)} became U+FFFD.")
    if request.json:
        say_json({"added": result.added, "unchanged": result.unchanged, "refused": result.refused})
    else:
        say(f"{result.added} added, {result.unchanged} unchanged, {len(result.refused)} refused.")
        say_rows((row["row"], row["why"]) for row in result.refused)
    return 1 if result.refused else 0
