"""Agreement and progress as lines of text: numbers with their plots beside them, and who said what together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

from annot.agreement.measures import Measure
from annot.desk import agreeing
from annot.desk.agreeing import Compared, Overview
from annot.model.words import NO_CLAIM
from annot.plain import show

Pair = tuple[str, str] | None
_LABEL, _NUMBERS = 24, 34  # cells of a line before and behind the plot
MOST = 100  # articles whose progress is told one by one: thousands of lines would take seconds to show
_PLOTS = (12, 50)  # the narrowest and the widest plot, in cells


def page(overview: Overview, pair: Pair, width: int, *, ascii_only: bool) -> str:
    """All that the screen shows, on lines of at most `width` cells if names allow it; `pair` None is everybody."""
    return "\n".join(map(show, _lines(overview, pair, width, ascii_only=ascii_only)))


def _lines(overview: Overview, pair: Pair, width: int, *, ascii_only: bool) -> Iterator[str]:
    compared, found = overview.compared, overview.compared.agreement
    plot = max(_PLOTS[0], min(_PLOTS[1], width - _LABEL - _NUMBERS))
    yield from filter(None, [overview.notice, *agreeing.summary(compared)])
    yield ""
    names = agreeing.named(pair, compared.names)
    yield " and ".join(names) if names else "All together"
    measures = [m for m in found.measures if m.pair == pair]
    for field, of_field in groupby(measures, key=lambda m: m.field):
        yield ""
        title, above = agreeing.FIELDS[field], " " * (_LABEL + 7) + scale(plot)
        if len(title) < _LABEL + 7:
            yield title + above[len(title) :]
        else:
            yield title
            yield above
        for measure in of_field:
            label, meaning = agreeing.LABELS[measure.name]
            yield _line(label, measure, plot, ascii_only=ascii_only)
            if pair is None and measure.value is not None:
                yield f"    {meaning}"
    if pair is None and found.by_status:
        yield ""
        yield "Verdict by verdict: of those who gave it, how many had the other with them"
        for measure in found.by_status:
            yield _line(agreeing.label(compared, measure.status or ""), measure, plot, ascii_only=ascii_only)
    yield ""
    yield from matrix(compared, pair)
    yield ""
    yield from _progress(overview)


def _line(label: str, measure: Measure, plot: int, *, ascii_only: bool) -> str:
    start = f"  {label[: _LABEL - 3]:<{_LABEL - 2}}"
    if measure.value is None:
        return f"{start} none  {measure.undefined}, n {measure.n}"
    drawn = interval(measure.value, measure.low, measure.high, plot, ascii_only=ascii_only)
    ends = ""
    if measure.low is not None and measure.high is not None:
        ends = f"[{agreeing.number(measure.low)}, {agreeing.number(measure.high)}]"
    return f"{start}{agreeing.number(measure.value):>5}  {drawn}  {ends:<15}n {measure.n}"


def interval(value: float, low: float | None, high: float | None, width: int, *, ascii_only: bool) -> str:
    """`├──●──┤` on an axis from 0 to 1 of `width` cells. What lies below 0 is drawn at its edge, with an arrow."""
    left, line, dot, right, under = "|-o|<" if ascii_only else "├─●┤◂"

    def cell(x: float) -> int:
        return round(min(1.0, max(0.0, x)) * (width - 1))

    cells = [" "] * width
    if low is not None and high is not None:
        first, last = cell(low), cell(high)
        cells[first : last + 1] = [line] * (last + 1 - first)
        cells[last] = right
        cells[first] = left if low >= 0 else under
    cells[cell(value)] = dot if value >= 0 else under
    return "".join(cells)


def scale(width: int) -> str:
    """What stands over the plots: where 0, a half and 1 are."""
    middle = round((width - 1) / 2)
    return f"0{'.5':>{middle}}{'1':>{width - 1 - middle}}"


def matrix(compared: Compared, pair: Pair) -> Iterator[str]:
    """How often one said the row's verdict and the other the column's, with the codes of the verdicts on top."""
    order, counts = agreeing.matrix(compared, pair)
    if not order:
        yield "Nobody has given a verdict beside somebody else's yet."
        return
    yield agreeing.matrix_title(compared, pair)
    codes = ["NO" if status == NO_CLAIM else compared.book.status(status).code for status in order]
    wide = 1 + max(len(str(n)) for n in [1000, *(n for row in counts for n in row)])
    yield " " * _LABEL + "".join(f"{code:>{wide}}" for code in codes)
    for status, code, row in zip(order, codes, counts, strict=True):
        name = f"  {code:<4}{agreeing.label(compared, status)}"
        yield f"{name[: _LABEL - 1]:<{_LABEL}}" + "".join(f"{n or '.':>{wide}}" for n in row)


def _progress(overview: Overview) -> Iterator[str]:
    articles = overview.progress["articles"]
    yield "How far everybody is"
    if len(articles) > MOST:
        for one in overview.progress["reviewers"]:
            yield (
                f"  {one['reviewer']}: {one['done']:,} paragraphs done, {one['claims']:,} claims, "
                f"{one['finished']:,} of {len(articles):,} articles finished"
            )
        yield f"  The first {MOST} of {len(articles):,} articles that are begun and not finished; the library has all:"
        articles = sorted(articles, key=_over)[:MOST]
    for article in articles:
        yield f"  {article['article_title']}"
        for row in article["reviewers"]:
            finished = ", finished" if row["finished"] else ""
            yield f"    {row['reviewer']}: {row['done']} of {article['to_do']} done, {row['claims']} claims{finished}"


def _over(article: Mapping[str, Any]) -> bool:
    return all(row["finished"] for row in article["reviewers"])  # also where nobody has begun
