"""What comes back to the desk: sheets, JSON lines, a log. A row that differs from what is here is refused."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import attrs

from annot.codebook.parse import parse
from annot.desk.paths import file_name
from annot.desk.people import myself
from annot.desk.session import Desk
from annot.desk.sheets import CLOSED, PEOPLE, SHEETS, SOURCE, Row, Sheet
from annot.errors import InputError
from annot.formats import columns, lines, log, sheet
from annot.history.change import Draft
from annot.history.fold import Entity, Known, settle
from annot.model.codebook import Codebook
from annot.model.ids import article_id, random_id, reading_id, source_id
from annot.model.words import (
    COMMENT_KINDS,
    PARAGRAPH_KINDS,
    UNCHECKED,
)
from annot.plain import heard, show
from annot.store import exporting as rows
from annot.store import tables
from annot.store.joining import Joined, join
from annot.store.project import Store


@attrs.define
class Imported:
    """How many rows were new, how many were here as they are, and which were refused why.

    `surrogates` counts the halves of characters that became U+FFFD: JSON can hold one, a text cannot.
    """

    added: int = 0
    unchanged: int = 0
    refused: list[dict[str, str]] = attrs.field(factory=list)
    surrogates: int = 0

    def refuse(self, row: str, why: str) -> None:
        self.refused.append({"row": row, "why": why})


def import_csv(desk: Desk, path: Path, article: str | None = None) -> Imported:
    """A folder that `export csv -o FOLDER` wrote, or one claims.csv; `article` for claims that name none."""
    folder = path if path.is_dir() else path.parent
    names = [n for n in columns.FILES if (folder / n).is_file()] if path.is_dir() else [path.name]
    if "claims.csv" not in names and path.is_dir():
        raise InputError(f"There is no claims.csv in {show(str(path))}.")
    given = {n: list(_read_sheet(folder / n, n if path.is_dir() else "claims.csv")) for n in names}
    if not path.is_dir():
        given = {"claims.csv": given[path.name]}
    for _, row in given.get("claims.csv", []):
        if isinstance(row, dict):
            row["article_id"] = row["article_id"] or article
    texts = {}
    for _, row in given.get("articles.csv", []):
        if isinstance(row, dict):
            texts[row["article_id"]] = folder / "articles" / f"{file_name(row['article_id'] or '')}.txt"
    toml = folder / "codebook.toml"
    book = read_text(toml) if path.is_dir() and toml.is_file() else None
    return _Importer(desk, book).run(given, texts)


def import_jsonl(desk: Desk, text: str, name: str, article: str | None = None) -> Imported:
    """Claims with their evidence, into a project that has their articles; `article` for those that name none."""
    claims: list[tuple[str, Row | str]] = []
    evidence: list[tuple[str, Row | str]] = []
    surrogates = 0
    for number, row, replaced in lines.read(text):
        surrogates += replaced
        where = f"{show(name)}:{number}"
        if isinstance(row, dict):
            row["article_id"] = row["article_id"] or article
            row["claim_id"] = row["claim_id"] or random_id("claim")
            evidence += [(where, e | {"claim_id": row["claim_id"]}) for e in row["evidence"]]
        claims.append((where, row))
    done = _Importer(desk, None).run({"claims.csv": claims, "evidence.csv": evidence}, {})
    done.surrogates = surrogates
    return done


def import_log(store: Store, text: str, name: str) -> Joined:
    """The union of this project's log and that one, and the tables folded again. No reviewer is asked for."""
    given = log.read(text, show(name))
    return join(store, given.writers, given.changes, show(heard(name)))


def check_log(text: str, name: str) -> None:
    """Raise InputError where `text` is no log that can be taken."""
    log.read(text, show(name))


def read_text(path: Path) -> str:
    """A file that we wrote ourselves once: UTF-8, and nothing else."""
    try:
        return path.read_bytes().decode("utf-8")
    except OSError as error:
        raise InputError(f"{show(str(path))} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{show(path.name)} is not UTF-8 (byte {error.start}).") from error


def _read_sheet(path: Path, name: str) -> Iterator[tuple[str, Row | str]]:
    for number, row in sheet.read(read_text(path), columns.FILES[name], show(path.name)):
        yield f"{show(path.name)}:{number}", row


class _Importer:
    """Turns rows into one action; what is here already is compared, never touched."""

    def __init__(self, desk: Desk, toml: str | None) -> None:
        self.desk, self.toml = desk, toml
        self.result = Imported()
        self.drafts: list[Draft] = []
        self.texts: dict[str, str | None] = {}
        self.new: dict[str, set[str]] = {"claim": set(), "article": set(), "source": set()}
        self.sources: dict[str, Row] = {}
        self.people = {r.id: r.name for r in tables.reviewers(desk.store)}
        self.book: Codebook = desk.codebook()
        self.known = Known(self.texts.get, lambda _kind, _entity: True)  # what a row refers to was looked for before

    def run(self, given: Mapping[str, list[tuple[str, Row | str]]], texts: Mapping[str, Path]) -> Imported:
        self._meet([row for rows_ in given.values() for _, row in rows_ if isinstance(row, dict)])
        fresh = tables.current_codebook(self.desk.store) is None
        if self.toml is not None and fresh:
            self.book = parse(self.toml, "codebook.toml")
        with self.desk.action() as action:
            for name, spec in SHEETS.items():
                self._take(spec, given.get(name, []), texts)
            if self.toml is not None and fresh and self.drafts:
                action.setup[:] = [d for d in action.setup if d.kind != "codebook"]
                action.add(Draft("codebook", self.book.id, {"toml": self.book.toml, "deleted": 0}))
            action.add(*self.drafts)
        return self.result

    def _take(self, spec: Sheet, given: list[tuple[str, Row | str]], texts: Mapping[str, Path]) -> None:
        here: dict[Any, Row] = {}
        if given:
            here = {_name(spec, row): row for row in spec.here(rows.live(self.desk.store), rows.Wanted())}
        seen: set[Any] = set()
        for where, row in given:
            why = row if isinstance(row, str) else self._refusal(spec, row, texts)
            if why is None and isinstance(row, dict):
                name = _name(spec, row)
                if name in seen:
                    why = "it stands in the file twice"
                elif name in here:
                    why = _difference(spec, row, here[name])
                    self.result.unchanged += why is None
                elif spec.named and spec.kind != "article" and tables.exists(self.desk.store, spec.kind, name):
                    why = "it was taken back here"
                else:
                    why = self._add(spec, row)
                    self.result.added += why is None
                seen.add(name)
            if why is not None:
                self.result.refuse(where, why)

    def _meet(self, given: Iterable[Row]) -> None:
        """Somebody known by name only, and new here, is the one reviewer of that name in the file, not a second one."""
        me, mine = self.desk.me, myself()
        if me.id in self.people or (mine is not None and mine.id == me.id):
            return
        named = [(row[column], row[name]) for row in given for column, name in PEOPLE.items() if row.get(column)]
        found = {i for i, name in named if name == me.name}
        if len(found) == 1:
            self.desk.reviewer = attrs.evolve(me, id=found.pop())

    # -- why a row is refused

    def _refusal(self, spec: Sheet, row: Row, texts: Mapping[str, Path]) -> str | None:
        for column, known in CLOSED.items():
            if column in row and row[column] is not None and row[column] not in known:
                return f"there is no {column} {row[column]}"
        if spec.kind == "article":
            return self._article(row, texts)
        if spec.named and not row[spec.named]:
            row[spec.named] = random_id(spec.kind)
        if spec.named and not row[spec.named][:1].isalpha():
            return "its id does not begin with a letter"
        for column, name in PEOPLE.items():
            if column in row:
                self._person(row, column, name)
        has_article = spec.kind in ("claim", "reading", "decision") or (spec.kind == "comment" and row["article_id"])
        if has_article and self._text(row) is None:
            return "its article is not here"
        needs_claim = spec.kind in ("evidence", "search") or (spec.kind == "comment" and row["claim_id"])
        if needs_claim and row["claim_id"] not in self.new["claim"] and not self._claim_here(row["claim_id"]):
            return "its claim is not here"
        if spec.kind == "claim":
            return self._claim(row)
        if spec.kind == "evidence":
            return self._source(row)
        if spec.kind == "comment" and row["kind"] not in COMMENT_KINDS:
            return f"there is no kind of comment {row['kind']}"
        return self._place(row) if "start" in row else None

    def _place(self, row: Row) -> str | None:
        """Readings, comments and decisions: a span of the text, none, or for a finished article 0 to 0."""
        start, end = row["start"], row["end"]
        text = self._text(row) if row["article_id"] else None
        if start is None and end is None and "state" not in row:
            return None
        if "state" in row:
            row["state"] = row["state"] or "done"
        if start is None or end is None or not 0 <= start <= end <= len(text or ""):
            return "its span does not lie in the text"
        return None

    def _article(self, row: Row, texts: Mapping[str, Path]) -> str | None:
        path = texts.get(row["article_id"])
        if path is None or path.is_symlink() or not path.is_file():
            return "its text is not in the folder"
        row["text"] = read_text(path)
        if article_id(row["text"]) != row["article_id"]:
            return "its text is not the one that its id names"
        self.texts[row["article_id"]] = row["text"]
        return None

    def _claim(self, row: Row) -> str | None:
        row["about"] = row["about"] or "text"
        text = self._text(row)
        if row["about"] == "text":
            if row["start"] is None or row["end"] is None or not row["quote"]:
                return "it has no span"
            if text is None or text[row["start"] : row["end"]] != row["quote"] or row["start"] >= row["end"]:
                return "its quote is not what stands in the article there"
        label = row["status"] or UNCHECKED
        if label not in self.book.status_ids:
            ids = {s.label.casefold(): s.id for s in self.book.statuses}
            row["status"] = ids.get(label.casefold(), UNCHECKED)
            if row["status"] == UNCHECKED:
                row["rationale"] = f"[rated: {label}] {row['rationale'] or ''}".strip()
        else:
            row["status"] = label
        return None

    def _source(self, row: Row) -> str | None:
        if not row["url"] and not row["title"]:
            return "it names no source"
        row["source_id"] = row["source_id"] or (source_id(row["url"]) if row["url"] else random_id("source"))
        row["stance"] = row["stance"] or "supports"
        given = {name: row[name] or None for name in SOURCE.split()}
        known = self.sources.get(row["source_id"])
        if known is None and (here := tables.source(self.desk.store, row["source_id"])) is not None:
            known = {name: getattr(here, name) or None for name in given}
        if known is not None and known != given:
            other = ", ".join(name for name in given if given[name] != known[name])
            return f"its source differs from what is here: {other}"
        if known is None:
            self.drafts.append(
                Draft("source", row["source_id"], {k: v for k, v in given.items() if v} | {"deleted": 0})
            )
        self.sources[row["source_id"]] = given
        return None

    def _claim_here(self, claim: Any) -> bool:
        found = tables.claim(self.desk.store, claim) if isinstance(claim, str) else None
        return found is not None and not found.deleted

    def _text(self, row: Row) -> str | None:
        article = row["article_id"]
        if article not in self.texts:
            found = tables.article(self.desk.store, article) if isinstance(article, str) else None
            self.texts[article] = found.text if found else None
        return self.texts[article]

    # -- taking it

    def _person(self, row: Row, column: str, named: str) -> None:
        """Give the row the id of its reviewer; one who is not here yet is made."""
        i, name = row[column], row[named]
        if i is None and name is None:
            if column == "reviewer_id":
                row[column] = self.desk.me.id
            return
        if i is None:
            i = next((known for known, called in self.people.items() if called == name), random_id("reviewer"))
        if i not in self.people and i != self.desk.me.id:
            self.people[i] = name or i
            self.drafts.append(Draft("reviewer", i, {"name": name or i, "deleted": 0}))
        row[column] = i

    def _add(self, spec: Sheet, row: Row) -> str | None:
        """Take the row, or say why the tables would not: what is counted as added is there."""
        patch = {field: row[column] for column, field in spec.fields.items() if row[column] not in (None, [])}
        patch["deleted"] = 0
        if spec.kind == "article":
            patch["text"] = row["text"]
        entity = row[spec.named] if spec.named else reading_id(*_name(spec, row))
        why = settle(Entity(spec.kind, entity, patch, self.desk.me.id, self.desk.now, self.desk.now), self.known)
        if isinstance(why, str):
            return why
        if spec.kind == "article":
            kinds = {kind for _, _, kind in patch["paragraphs"]} - set(PARAGRAPH_KINDS)
            if kinds:
                return f"there is no kind of paragraph {min(kinds)}"
        self.drafts.append(Draft(spec.kind, entity, patch))
        if spec.kind in self.new:
            self.new[spec.kind].add(entity)
        return None


def _name(spec: Sheet, row: Row) -> Any:
    """What a row is known by: its id, or for a reading what its id is made of."""
    return row[spec.named] if spec.named else (row["article_id"], row["start"], row["end"], row["reviewer_id"])


def _difference(spec: Sheet, row: Row, here: Row) -> str | None:
    """Which columns differ from what is here, in words; None where none does."""
    other = [c for c in spec.fields if (row[c] or None) != (here[c] or None)]
    return f"it differs from what is here: {', '.join(other)}" if other else None
