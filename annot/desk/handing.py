"""Files that go out to reviewers, and the one that comes back."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import chain, count
from pathlib import Path
from typing import Any

import attrs

from annot.desk import people, reading
from annot.desk.claims import is_date
from annot.desk.paths import file_name
from annot.desk.session import Desk
from annot.errors import AnnotError, ProjectError
from annot.history.change import Draft
from annot.history.kinds import KINDS
from annot.model.article import Article
from annot.model.claim import Reviewer
from annot.model.ids import random_id
from annot.model.words import UNCHECKED
from annot.plain import show
from annot.store import backup, checking, merge_tables, tables
from annot.store.project import Store

ENDING = ".annot.db"


@attrs.frozen
class Handed:
    """One file that went out: for whom, and the ids of its articles."""

    path: Path
    reviewer: str
    articles: tuple[str, ...]


def shared_out(articles: Sequence[Article], names: Sequence[str], overlap: int | None) -> list[list[Article]]:
    """Which articles go to each of `names`: every one to `overlap` of them, in turn; to all where it is None."""
    if overlap is None:
        return [list(articles) for _ in names]
    if not 1 <= overlap <= len(names):
        some = f"1 to {len(names)} reviewers" if len(names) > 1 else "one reviewer here"
        raise AnnotError(f"Each article can go to {some}, not to {overlap}.")
    given: list[list[Article]] = [[] for _ in names]
    for n, article in enumerate(articles):
        for k in range(overlap):
            given[(n * overlap + k) % len(names)].append(article)
    return given


def hand_out(
    desk: Desk, articles: Sequence[Article], names: Sequence[str], overlap: int | None, due: str | None, folder: Path
) -> list[Handed]:
    """One project file for each reviewer: same text and codebook, their name inside, nobody's claims. All or none."""
    if due is not None and not (is_date(due) and len(due) == 10):
        raise AnnotError(f"A date is like 2026-05-11, not {due}.")
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise AnnotError(f"There cannot be a folder {show(str(folder))}: {error.strerror}.") from error
    to = [_reviewer(desk, name) for name in dict.fromkeys(names)]
    plan = [(who, own) for who, own in zip(to, shared_out(articles, to_names(to), overlap), strict=True) if own]
    paths: list[Path] = []
    for who, own in plan:
        names_of = (folder / name for name in _numbered(f"{_title(own)}-for-{_slug(who.name)}"))
        path = next(name for name in names_of if name not in paths)  # two people of one name
        if path.exists():
            raise AnnotError(f"{show(str(path))} is there already; nothing was handed out.")
        paths.append(path)
    drafts = _assign(desk, plan, due)
    try:
        for path, (who, own) in zip(paths, plan, strict=True):
            _make(desk, path, who, own, drafts)
    except BaseException:
        for path in paths:  # none of these was there before
            path.unlink(missing_ok=True)
        raise
    shown = people.displayed(tables.reviewers(desk.store))
    return [Handed(path, shown[who.id], tuple(a.id for a in own)) for path, (who, own) in zip(paths, plan, strict=True)]


def to_names(reviewers: Sequence[Reviewer]) -> list[str]:
    return [reviewer.name for reviewer in reviewers]


def _reviewer(desk: Desk, name: str) -> Reviewer:
    """The one here of that name or id, else somebody new."""
    name = people.checked_name(name)
    here = tables.reviewers(desk.store)
    if any(name in (r.id, r.name) for r in here) or name in people.displayed(here).values():
        return people.find(desk, name)
    return desk.me if name == desk.me.name else Reviewer(random_id("reviewer"), name)


def _assign(
    desk: Desk, plan: Sequence[tuple[Reviewer, Sequence[Article]]], due: str | None
) -> dict[tuple[str, str], Draft]:
    """Log who got what, once; (article, reviewer) -> the assignment, which the file repeats under the same id."""
    made = {}
    with desk.action() as action:
        here = {r.id for r in tables.reviewers(desk.store)}
        given = {(a, r): i for i, a, r in merge_tables.assignments(desk.store)}
        for who, articles in plan:
            if who.id not in here:
                action.add(Draft("reviewer", who.id, {"name": who.name, "deleted": 0}))
            for article in articles:
                key = article.id, who.id
                patch: dict[str, Any] = {"article": article.id, "reviewer": who.id, "deleted": 0}
                patch |= {"due": due} if due else {}
                made[key] = Draft("assignment", given.get(key) or random_id("assignment"), patch)
                action.add(made[key])
    return made


def _make(
    desk: Desk, path: Path, who: Reviewer, articles: Sequence[Article], assignments: dict[tuple[str, str], Draft]
) -> None:
    """One new writer makes everything again under the same ids, so no chain is cut and nobody's work goes along."""
    keys = [("article", a.id) for a in articles] + [
        ("paragraph", i) for i in merge_tables.changed_paragraphs(desk.store, [a.id for a in articles])
    ]
    book = tables.current_codebook(desk.store)
    again = [Draft("reviewer", who.id, {"name": who.name, "deleted": 0})]
    again += [Draft("codebook", book[0], {"toml": book[1], "deleted": 0})] if book else []
    again += [
        Draft(kind, entity, {f: v for f, v in fields.items() if f in KINDS[kind].fields} | {"deleted": 0})
        for (kind, entity), fields in merge_tables.fields(desk.store, keys).items()
    ]
    again += [assignments[article.id, who.id] for article in articles]
    with Store(path, create=True, now=desk.store.now, device=desk.store.device) as store:
        with store.action(desk.me.id) as action:
            if desk.me.id != who.id:
                action.setup.append(Draft("reviewer", desk.me.id, {"name": desk.me.name, "deleted": 0}))
            action.setup += again  # set up, not done: nobody undoes it
            action.drafts += [action.setup.pop()]
        store.note({"reviewer": who.id})


def hand_in(desk: Desk, path: Path | None) -> tuple[Path, list[str]]:
    """A checked whole copy to send, and what is open in it, in sentences."""
    damage = [p for p in checking.problems(desk.store) if not p.text.startswith("set aside")]
    if damage:
        raise ProjectError(f"The file is not whole ({damage[0].where}: {damage[0].text}); annot check says more.")
    articles = [a for h in tables.headings(desk.store) if (a := tables.article(desk.store, h.id)) is not None]
    if path is None:
        names = map(Path, _numbered(f"{_title(articles)}-by-{_slug(desk.me.name)}-{desk.today}"))
        path = next(name for name in names if not name.exists())
    backup.copy(desk.store, path)
    return path, [line for article in articles for line in _open(desk, article)]


def _open(desk: Desk, article: Article) -> list[str]:
    readings = tables.readings(desk.store, article.id, [desk.me.id])
    own = tables.claims(desk.store, article.id, [desk.me.id])
    cited = {e.claim for e in tables.evidence(desk.store, [c.id for c in own])}
    left = len(article.to_do) - len(reading.done_paragraphs(article, readings))
    counts = {
        f"{left} of {len(article.to_do)} paragraphs not done": left,
        "not finished": not any(r.finishes for r in readings),
        f"{(n := sum(c.status == UNCHECKED for c in own))} unchecked": n,
        f"{(m := sum(c.id not in cited for c in own))} without a source": m,
    }
    said = [words for words, there in counts.items() if there]
    return [f"{article.title}: {', '.join(said)}"] if said else []


def _title(articles: Sequence[Article]) -> str:
    if not articles:
        return "project"
    more = f"-and-{len(articles) - 1}-more" if len(articles) > 1 else ""
    return f"{_slug(articles[0].title)[:40]}{more}"


def _numbered(name: str) -> Iterator[str]:
    """Names of files: this one, then with -2, -3, ..."""
    return chain([name + ENDING], (f"{name}-{n}{ENDING}" for n in count(2)))


def _slug(name: str) -> str:
    """A stranger's words as a part of a file's name, in letters that every system can write."""
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    plain = re.sub(r"[^A-Za-z0-9_-]+", "-", letters).strip("-")
    return file_name(plain[:30]) if plain else "x"
