"""Files come together: merge, and what was edited on both sides."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from annot.cli.context import Request, pass_request
from annot.cli.talk import say, say_json, short
from annot.plain import counted, file

if TYPE_CHECKING:
    from annot.desk.merge_report import FileReport, Progress, Report


@click.command("merge")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--dry-run", is_flag=True, help="say what would come of it, and write nothing")
@click.option("-o", "--output", metavar="NEW", help="leave this project as it is and make a new one of all")
@pass_request
def merge_command(request: Request, /, files: tuple[str, ...], dry_run: bool, output: str | None) -> int:
    """Bring the work of these project files into this one. Nothing is lost, a second time changes nothing.

    A file that is refused is named and the others are merged (exit 2). Example: annot merge returned/*.annot.db
    """
    from annot.desk import merging
    from annot.desk.two_edits import rows_of

    paths = [file(f) for f in files]
    new = file(output) if output else None
    with merging.target(request.path, new, dry_run=dry_run) as store:
        report = merging.merge(store, paths, request.path, keep=new is None and not dry_run)
        edits = rows_of(store, report.two_edits)
    for take in (take for row in edits for take in row["takes"]):
        del take["value"]  # others' work may be hidden still: `annot two-edits` shows what one may see
    if request.json:
        say_json({"files": [one.row for one in report.files], "two_edits": edits, "groups": report.groups})
    else:
        _say_report(report, dry_run=dry_run, output=str(new) if new and new.exists() and not dry_run else None)
    return 2 if any(one.refused for one in report.files) else 0


def _say_report(report: Report, *, dry_run: bool, output: str | None) -> None:
    count = len(report.files)
    if report.alarming:
        way = "" if dry_run or output else " annot undo --merge brings them back."
        verb = "would take" if dry_run else "takes"
        say(f"This merge {verb} back {report.taken_back} of {report.claims_before} claims.{way}")
    elif not report.new and not any(one.refused for one in report.files):
        say(f"Nothing new in {counted(count, 'file')}.")
        _say_where(output)
        return
    if dry_run:
        say("A dry run: nothing was written.")
    for one in report.files:
        _say_file(one)
    if report.taken_back and not report.alarming:
        say(f"{report.taken_back} of {report.claims_before} claims were taken back.")
    if report.codebook:
        say(f"The codebook in force is another one now: {report.codebook}. To see it: annot codebook show")
    if report.two_edits:
        n = len(report.two_edits)
        say(f"{n} field{'s were' if n > 1 else ' was'} edited on both sides. To see and settle: annot two-edits")
    g = report.groups
    say(
        f"{counted(sum(g.values()), 'group')}: {g['agreed']} agreed, {g['verdict']} differ in the verdict, "
        f"{g['edges']} in the edges, {g['one_only']} marked by one only."
    )
    if report.new and not dry_run:
        say("Next: annot groups --open, or annot adjudicate")
        if not output:
            copy = f" A copy from before: {report.copy}" if report.copy else ""
            say(f"The way back: annot undo --merge.{copy}")
    _say_where(output)


def _say_where(output: str | None) -> None:
    """Of a new project that was made of all."""
    if output:
        say(f"All of it is in {output}; this project is as it was.")


def _say_file(one: FileReport) -> None:
    say(short(one.path, 200))
    if one.itself:
        say("  is this project itself: skipped")
        return
    if one.refused:
        say(f"  REFUSED, nothing of it was taken: {one.refused}")
        return
    say(f"  by {', '.join(one.reviewers) or 'nobody'}")
    total = one.changes + one.known
    claims = f"{counted(one.claims, 'claim')} {'is' if one.claims == 1 else 'are'}"
    say(f"  {counted(one.changes, 'change')} new + {one.known} known = {total}; {claims} new")
    _say_some([f"{title}: the text is the same as here" for title in one.same_articles])
    _say_some([f"{title}: new here" for title in one.new_articles])
    _say_some([f"NEARLY EQUAL texts, kept as two articles: {new} / {there}" for new, there in one.nearly_equal])
    _say_some([_how_far(progress) for progress in one.progress], one.more_progress)
    _say_some([f"set aside until it fits: {kind} {entity}, {why}" for kind, entity, why in one.aside])
    _say_some(one.of_others)
    if one.hours_ahead:
        say(f"  a clock there is {one.hours_ahead} hours ahead of the one here")


def _say_some(lines: Sequence[str], more: int = 0, most: int = 20) -> None:
    """`more` are left out of the lines already."""
    for line in lines[:most]:
        say(f"  {line}")
    if more := more + len(lines[most:]):
        say(f"  ... and {more} more like these")


def _how_far(p: Progress) -> str:
    line = (
        f"{p.reviewer}, {short(p.article, 40)}: {counted(p.claims, 'claim')}, {p.done} of {p.to_do} paragraphs done, "
    )
    if p.finished:
        return line + "finished"
    if p.last is None:
        return line + "NOT finished: silence does not count"
    if p.done == p.to_do:
        return line + "NOT finished: silence about headline, pictures and the whole does not count"
    if p.last == 0:
        return line + "NOT finished: silence counts only in those"
    return line + f"NOT finished: silence after P{p.last} does not count"


@click.command("two-edits")
@pass_request
def two_edits_command(request: Request, /) -> None:
    """The fields that were edited on both sides, with numbers; `deleted` is an edit against a taking back.

    Example: annot two-edits
    """
    from annot.desk import two_edits

    with request.reading() as desk:
        found = two_edits.rows(desk)
    if request.json:
        say_json(found)
        return
    if not found:
        say("Nothing was edited on both sides.")
    for row in found:
        hangs = f" of claim {row['claim']}" if row["claim"] and row["claim"] != row["entity"] else ""
        say(f"{row['kind']} {row['entity']}{hangs}: {row['field']}")
        for take in row["takes"]:
            value = short(json.dumps(take["value"], ensure_ascii=False), 80)
            if row["field"] == "deleted":
                value = "taken back" if take["value"] else "kept, and edited"
            say(f"  {take['n']}  {value}  {take['reviewer']}, {take['at'][:16].replace('T', ' ')}")
    if found:
        say("To settle one: annot resolve CLAIM FIELD --take N")


@click.command("resolve")
@click.argument("claim")
@click.argument("field")
@click.option("--take", type=int, required=True, metavar="N", help="as two-edits numbers them")
@pass_request
def resolve_command(request: Request, /, claim: str, field: str, take: int) -> None:
    """Settle FIELD of CLAIM, of which there are two edits; `annot undo` takes that back.

    Example: annot resolve c81d02 status --take 1
    """
    from annot.desk import two_edits

    with request.writing() as desk:
        value = two_edits.resolve(desk, claim, field, take)
    if request.json:
        say_json({"claim": claim, "field": field, "value": value})
    elif field == "deleted":
        say(f"{claim} is {'taken back' if value else 'kept'}.")
    else:
        say(f"{field} of {claim} is now {json.dumps(value, ensure_ascii=False)}.")
