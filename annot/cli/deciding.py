"""Adjudication: groups, decide, adjudicate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from annot.cli.context import Request, pass_request
from annot.cli.talk import say, say_json, say_rows, short, warn
from annot.errors import AnnotError

if TYPE_CHECKING:
    from annot.desk.session import Desk
    from annot.model.claim import Claim


@click.command("groups")
@click.argument("article", required=False)
@click.option("--open", "only_open", is_flag=True, help="only those that wait for a decision")
@click.option("--strict", is_flag=True, help="exit 1 where one waits for a decision")
@pass_request
def groups_command(request: Request, /, article: str | None, only_open: bool, strict: bool) -> int:
    """Claims of different reviewers on the same words, and how they stand.

    Example: annot groups harbour --open
    """
    from annot.desk import finding, grouping
    from annot.store import merge_tables, tables

    with request.reading() as desk:
        articles = [finding.article_id(desk, article)] if article else [a.id for a in tables.headings(desk.store)]
        _open_up(desk, articles)
        rows = grouping.rows(desk, articles, only_open=only_open)
        texts = {} if request.json else merge_tables.texts(desk.store, {row["article"] for row in rows})
    if request.json:
        say_json(rows)
    else:
        say_rows(_line(row, texts[row["article"]]) for row in rows)
    waiting = sum(row["state"] in grouping.OPEN for row in rows)
    return 1 if strict and waiting else 0


def _line(row: dict[str, Any], text: str) -> tuple[str, ...]:
    votes = [f"{m['reviewer']} {m['status']}" for m in row["members"]] + [f"{name} no claim" for name in row["silent"]]
    words = text[row["start"] : row["end"]] if row["start"] is not None else "(no words of the text)"
    return row["id"], row["state"], row["kind"], ", ".join(votes), short(words), row["why"] or ""


@click.command("decide")
@click.argument("target", required=False, metavar="[GROUP_OR_CLAIM]")
@click.option("--status", metavar="ID", help="the verdict")
@click.option("--attribution", metavar="ID", help="said so?")
@click.option("--like", metavar="CLAIM", help="with the edges of this claim")
@click.option("--span", type=int, nargs=2, metavar="START END", help="with these edges, in code points of the text")
@click.option("--no-claim", is_flag=True, help="there is no claim here")
@click.option("--reason", metavar="TEXT")
@click.option("--policy", type=click.Choice(["unanimous", "majority", "threshold", "priority"]))
@click.option("--min-reviewers", type=int, metavar="N", help="so many must have voted (1)")
@click.option("--share", type=float, metavar="X", help="of the votes, for threshold (0.75)")
@click.option("--first", multiple=True, metavar="NAME", help="whose word counts first, for priority; may be repeated")
@click.option("--incomplete", type=click.Choice(["keep", "queue"]), help="where somebody was not done yet (keep)")
@click.option("--strict", is_flag=True, help="exit 1 where a group is still open")
@pass_request
def decide_command(request: Request, /, target: str | None, policy: str | None, strict: bool, **given: Any) -> int:
    """Decide one group, or all that a policy settles. What a person decided no policy changes; undo takes it back.

    Example: annot decide c1f2 --status misleading --like c1f2    or: annot decide --policy majority --strict
    """
    if (target is None) is (policy is None):
        raise AnnotError("Say which group, by one of its claims; or --policy NAME, for all that it settles.")
    one = ("status", "attribution", "like", "span", "no_claim", "reason")
    many = ("min_reviewers", "share", "first", "incomplete")
    misplaced = [name for name in (many if target else one) if given[name] not in (None, False, ())]
    if misplaced:
        other = "--policy" if target else "one group"
        raise AnnotError(f"--{misplaced[0].replace('_', '-')} goes with {other}.")
    with request.writing() as desk:
        if target is not None:
            return _decide_one(request, desk, target, {name: given[name] for name in one}, strict)
        return _rule(request, desk, policy or "", {name: given[name] for name in many}, strict)


def _decide_one(request: Request, desk: Desk, target: str, given: dict[str, Any], strict: bool) -> int:
    from annot.desk import deciding, finding
    from annot.model.words import NO_CLAIM
    from annot.store import exporting

    if bool(given["status"]) is given["no_claim"]:
        raise AnnotError("Give a verdict with --status ID, or say that there is none to give with --no-claim.")
    if given["like"] and given["span"]:
        raise AnnotError("--like and --span exclude each other.")
    if given["no_claim"] and (given["attribution"] or given["like"] or given["span"]):
        raise AnnotError("Where there is no claim, there is nobody who said it and there are no edges.")
    claim = finding.claim(desk, target)
    _open_up(desk, [claim.article])
    edges = None
    if given["span"]:
        edges = finding.snapped(finding.article(desk, claim.article), *given["span"])
    elif given["like"]:
        edges = _edges_of(desk, claim, given["like"])
    made = deciding.decide(
        desk,
        claim,
        NO_CLAIM if given["no_claim"] else given["status"],
        attribution=given["attribution"],
        edges=edges,
        reason=given["reason"],
    )
    row = next(
        r for r in exporting.decisions(exporting.live(desk.store), exporting.Wanted()) if r["decision_id"] == made
    )
    if request.json:
        say_json(row)
    else:
        say(made)
    return 1 if strict and deciding.count_open(desk) else 0


def _edges_of(desk: Desk, claim: Claim, like: str) -> Any:
    from annot.desk import finding

    model = finding.claim(desk, like)
    if model.article != claim.article or model.span is None:
        raise AnnotError(f"The claim {like} has no edges in this article.")
    return model.span


def _rule(request: Request, desk: Desk, policy: str, given: dict[str, Any], strict: bool) -> int:
    from annot.desk import deciding, people
    from annot.merge.policy import Policy
    from annot.model.work import persons
    from annot.store import tables

    if given["share"] is not None and policy != "threshold":
        raise AnnotError("--share X goes with --policy threshold.")
    articles = [a.id for a in tables.headings(desk.store)]
    joined = persons(tables.reviewers(desk.store))
    first = [people.find(desk, name).id for name in given["first"]]
    options = {name: given[name] for name in ("min_reviewers", "share", "incomplete") if given[name] is not None}
    chosen = Policy(policy, first=tuple(joined.get(i, i) for i in first), **options)
    _open_up(desk, articles)
    done = deciding.rule(desk, articles, chosen)
    if request.json:
        say_json({"decided": done.decided, "open": done.open})
    else:
        say(f"{done.decided} decided, {done.open} open.")
    return 1 if strict and done.open else 0


@click.command("adjudicate")
@pass_request
def adjudicate_command(request: Request, /) -> int:
    """The disagreements, worst first: one key decides and moves on.

    Example: annot adjudicate
    """
    from annot.cli.project import need_terminal
    from annot.desk import adjudicating
    from annot.store import tables

    need_terminal("groups, decide")
    with request.writing() as desk:
        _open_up(desk, [a.id for a in tables.headings(desk.store)])
        cases = adjudicating.opened(desk).cases
        reviewer = desk.me
    if not cases:
        warn("Nothing waits for a decision.")
        return 0
    from annot.tui.program import adjudicate

    return adjudicate(request.path, reviewer)


def _open_up(desk: Desk, articles: list[str]) -> None:
    from annot.desk import grouping

    if said := grouping.open_up(desk, articles):
        warn(said)
