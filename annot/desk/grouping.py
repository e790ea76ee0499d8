"""How the groups of claims stand, for everybody to read: values for a screen, rows for a command or a sheet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, islice
from operator import itemgetter
from typing import Any

from annot.desk import blind, people
from annot.desk.session import Desk
from annot.errors import AnnotError
from annot.merge import finals
from annot.merge.policy import MAJORITY, Proposal, settle
from annot.merge.standing import Standing, standings
from annot.model.work import Work
from annot.store import exporting, tables
from annot.store.exporting import Ask, Wanted
from annot.store.work import work, works

Row = dict[str, Any]
OPEN = ("open", "reopened")
_AT_ONCE = 50  # articles
GROUP_COLUMNS = (
    "group_id", "votes", "final_status", "final_attribution", "final_start", "final_end", "final_quote", "final_by",
    "final_reason",
)  # fmt: skip


def work_on(desk: Desk, article_id: str) -> Work:
    """What everybody did on the article, whoever may see it."""
    article = tables.article(desk.store, article_id)
    if article is None:
        raise AnnotError(f"The article {article_id} is not here any more.")
    return work(exporting.live(desk.store), article_id, article.text)


def works_on(desk: Desk, articles: Sequence[str]) -> Iterator[Work]:
    """The same on many, read together; those that are not here any more are left out."""
    return works(exporting.live(desk.store), articles)


def open_up(desk: Desk, articles: Iterable[str]) -> str:
    """Show others' work on these articles, also where this reviewer has not finished: logged, and said in a sentence.

    "" where there was nothing to open.
    """
    if desk.reviewer is None:
        return ""
    closed = blind.closed(desk, articles)
    blind.reveal(desk, *closed)
    count = f"{len(closed)} article{'s' * (len(closed) > 1)}"
    return f"This shows others' work on {count} that you have not finished; it is logged." if closed else ""


def proposal(standing: Standing, work: Work) -> Proposal | None:
    """What Enter accepts: what most people say, unless that leaves a question open."""
    return settle(standing.group, MAJORITY, work.people)


def rows(desk: Desk, articles: Sequence[str], *, only_open: bool = False) -> list[dict[str, Any]]:
    """What `annot groups --json` prints."""
    named = people.displayed(tables.reviewers(desk.store))
    decided = {row["decision_id"]: row for row in exporting.decisions(exporting.live(desk.store), Wanted())}
    found = []
    for did in works_on(desk, articles):
        wanted = (s for s in standings(did) if s.state in OPEN or not only_open)
        found += [_row(standing, did, named, decided) for standing in wanted]
    return found


def _row(standing: Standing, did: Work, named: dict[str, str], decided: dict[str, dict[str, Any]]) -> dict[str, Any]:
    group = standing.group
    return {
        "id": group.id,
        "article": group.article,
        "kind": group.kind,
        "state": standing.state,
        "start": group.start,
        "end": group.end,
        "members": [
            {
                "claim": c.id,
                "reviewer": named.get(c.reviewer, c.reviewer),
                "start": c.start,
                "end": c.end,
                "status": c.status,
                "attribution": c.attribution,
            }
            for c in group.claims
        ],
        "silent": sorted(named.get(person, person) for person in group.silent),
        "proposal": _proposed(proposal(standing, did)),
        "decision": decided[standing.decisions[-1].id] if standing.decisions else None,
        "decisions": [d.id for d in standing.decisions],
        "why": standing.why or None,
    }


def _proposed(found: Proposal | None) -> dict[str, Any] | None:
    if found is None:
        return None
    span = found.span
    edges = {"start": span.start if span else None, "end": span.end if span else None}
    return {"status": found.status, "attribution": found.attribution} | edges


# -- the columns of claims.csv


def with_groups(ask: Ask, claims: Iterable[Row], hidden: Iterable[str] = ()) -> Iterator[Row]:
    """Rows of claims.csv, which come article by article, with what their group says; not on `hidden` articles."""
    closed = set(hidden)
    for did, rows in with_work(ask, claims):
        of_claim: dict[str, Row] = {}
        for standing in standings(did) if did.article not in closed else ():
            of_claim.update(dict.fromkeys((c.id for c in standing.group.claims), group_columns(standing, did)))
        for row in rows:
            yield row | of_claim.get(row["claim_id"], {})


def with_work(ask: Ask, claims: Iterable[Row]) -> Iterator[tuple[Work, list[Row]]]:
    """What everybody did on an article, with its rows of claims.csv, which come article by article."""
    articles = ((article, list(rows)) for article, rows in groupby(claims, key=itemgetter("article_id")))
    while some := dict(islice(articles, _AT_ONCE)):
        for did in works(ask, [*some]):
            yield did, some[did.article]


def group_columns(standing: Standing, did: Work) -> dict[str, Any]:
    final = finals.of_group(standing, did)
    votes = [list(vote) for vote in finals.votes(standing.group, did)]
    given: tuple[Any, ...] = (standing.group.id, votes)
    if final is None:
        given += (None,) * 7
    else:
        given += (final.status, final.attribution, final.start, final.end, final.quote, final.decided_by, final.reason)
    return dict(zip(GROUP_COLUMNS, given, strict=True))
