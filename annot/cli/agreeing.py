"""Agreement: agree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING

import click

from annot.cli.context import Request, pass_request
from annot.cli.talk import say, say_json, say_rows, warn

if TYPE_CHECKING:
    from annot.agreement.measures import Measure
    from annot.desk.agreeing import Compared
    from annot.desk.weighing import Weighed


@click.command("agree")
@click.argument("article", required=False)
@click.option("--reliability", is_flag=True, help="and how reliable each is, if nobody is taken for the truth")
@pass_request
def agree_command(request: Request, /, article: str | None, reliability: bool) -> int:
    """How far the reviewers agree, on ARTICLE or on all: the numbers, how sure each is, or why there is none.

    --reliability estimates (Dawid and Skene 1979) how often each is right and what is likely where they differ.

    Exits 1 where there is nothing to compare. Example: annot agree harbour
    """
    from annot.desk import agreeing, finding, grouping, weighing
    from annot.store import tables

    with request.reading() as desk:
        articles = [finding.article_id(desk, article)] if article else [a.id for a in tables.headings(desk.store)]
        if said := grouping.open_up(desk, articles):
            warn(said)
        compared = agreeing.sure(agreeing.compare(desk, articles))
    weighed = weighing.weigh(compared) if reliability else None
    if request.json:
        say_json(agreeing.rows(compared) | ({"reliability": weighing.rows(weighed)} if weighed else {}))
    else:
        _say_page(compared)
        if weighed and compared.agreement.n:
            _say_weights(weighed)
    return 0 if compared.agreement.n else 1


def _say_page(compared: Compared) -> None:
    from annot.desk import agreeing

    found = compared.agreement
    for line in agreeing.summary(compared):
        say(line)
    if not found.n:
        say(f"Nothing to say yet: {found.measures[0].undefined}.")
        return
    for pair, of_pair in groupby(found.measures, key=lambda m: m.pair):
        if pair is not None and len(found.people) == 2:
            continue  # what is said of everybody
        names = agreeing.named(pair, compared.names)
        say()
        say("All together" if names is None else " and ".join(names))
        for field, measures in groupby(of_pair, key=lambda m: m.field):
            say(f"  {agreeing.FIELDS[field]}")
            say_rows(_lines(measures, explained=pair is None))
    say()
    say("Verdict by verdict: of those who gave it, how many had the other with them")
    say_rows((f"    {agreeing.label(compared, m.status or '')}", *_numbers(m)) for m in found.by_status)
    say()
    say(agreeing.matrix_title(compared))
    order, counts = agreeing.matrix(compared)
    labels = [agreeing.label(compared, status) for status in order]
    say_rows([("   ", *labels), *((f"    {one}", *row) for one, row in zip(labels, counts, strict=True))])


def _say_weights(weighed: Weighed) -> None:
    from annot.desk import weighing

    say()
    if weighed.found is None:
        say(f"How reliable each is cannot be estimated: {weighed.undefined}.")
        return
    say(f"How often is each likely to be right? Estimated from {len(weighed.units)} passages; from few it is a hint.")
    say_rows((f"    {name}", *values) for name, *values in weighing.judged(weighed))
    differing = list(weighing.passages(weighed))
    say()
    say(
        "What is likely where fewer than half said it, or just half"
        if differing
        else "Most said everywhere what is likely."
    )
    say_rows(
        (f"    {group[:8]}", _short(quote), likely, votes) for group, quote, likely, votes in differing[: weighing.MOST]
    )
    if len(differing) > weighing.MOST:
        say(f"    and {len(differing) - weighing.MOST} more; --json has them all")


def _short(quote: str) -> str:
    return f"{quote[:39]}…" if len(quote) > 40 else quote


def _lines(of_field: Iterable[Measure], *, explained: bool) -> Iterator[tuple[str, ...]]:
    from annot.desk.agreeing import LABELS

    measures = list(of_field)
    if all(m.value is None for m in measures) and len({m.undefined for m in measures}) == 1:
        yield "    no numbers", measures[0].undefined, f"n {measures[0].n}", ""
        return
    for measure in measures:
        label, meaning = LABELS[measure.name]
        yield f"    {label}", *_numbers(measure), meaning if explained else ""


def _numbers(measure: Measure) -> tuple[str, str, str]:
    from annot.desk.agreeing import number

    if measure.value is None:
        return "none", measure.undefined, f"n {measure.n}"
    known = measure.low is not None and measure.high is not None
    ends = f"[{number(measure.low or 0)}, {number(measure.high or 0)}]" if known else ""
    return number(measure.value), ends, f"n {measure.n}"
