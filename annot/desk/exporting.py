"""What leaves the desk: claims.csv, the folder of all sheets, JSON lines, the log; whole files or none."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import Any, BinaryIO, TextIO

import attrs

from annot.desk import blind, finalising, grouping
from annot.desk.paths import file_name
from annot.desk.session import Desk
from annot.errors import AnnotError
from annot.formats import columns, lines, log, sheet
from annot.plain import show
from annot.store import exporting as rows
from annot.store import tables
from annot.store.exporting import Ask, Wanted

FORMATS = ("csv", "jsonl", "log")
_SHEETS: dict[str, Callable[[Ask, Wanted], Iterable[Mapping[str, Any]]]] = {
    "articles.csv": rows.articles,
    "claims.csv": rows.claims,
    "evidence.csv": rows.evidence,
    "readings.csv": rows.readings,
    "comments.csv": rows.comments,
    "decisions.csv": rows.decisions,
    "searches.csv": rows.searches,
}


@attrs.frozen
class Exported:
    """What the user is told: how many rows, and the sentences that go to stderr."""

    rows: int
    notes: tuple[str, ...]


def export(
    desk: Desk, form: str, wanted: Wanted, dialect: sheet.Dialect, target: Path | BinaryIO, *, final: bool = False
) -> Exported:
    """Write `form` to a stream, a file, or (csv only) a folder. `target` that does not end in .csv is a folder.

    `final`: one row for each group that is settled, in the place of everybody's claims.
    """
    if final and form == "log":
        raise AnnotError("A log is everybody's work; --final goes with csv and jsonl.")
    left_out = finalising.LeftOut() if final else None
    with rows.snapshot(desk.store) as ask:
        _check_quotes(ask, wanted)
        confidential = rows.confidential(ask, wanted)
        if form == "csv" and isinstance(target, Path) and target.suffix.lower() != ".csv":
            count = _folder(desk, ask, wanted, dialect, target, left_out)
        else:
            with _opened(target) as file:
                count = _write(desk, ask, form, wanted, dialect, file, left_out)
    return Exported(count, (*_notes(desk, wanted, confidential), *(left_out.said if left_out else ())))


def all_claims(desk: Desk, target: Path) -> str:
    """Write claims.csv to `target`, and say what it holds, in a sentence."""
    done = export(desk, "csv", Wanted(), sheet.Dialect(), target)
    notes = "".join(f" {note}" for note in done.notes)
    return f"{done.rows:,} claim{'s' * (done.rows != 1)} in {target}.{notes}"


def claims_file(name: str) -> str:
    """What to call the claims of the reviewer of that name: a file's name in which nothing leads elsewhere."""
    return f"{file_name('-'.join(name.split()))}-claims.csv"


def _claims(ask: Ask, wanted: Wanted, left_out: finalising.LeftOut | None) -> Iterator[dict[str, Any]]:
    """The rows of claims.csv with what their groups say; or, where somebody counts what is left out, the final ones."""
    if left_out is None:
        return grouping.with_groups(ask, rows.claims(ask, wanted))
    return finalising.finals(ask, rows.claims(ask, wanted), left_out)


def _write(
    desk: Desk,
    ask: Ask,
    form: str,
    wanted: Wanted,
    dialect: sheet.Dialect,
    file: TextIO,
    left_out: finalising.LeftOut | None,
) -> int:
    if form == "csv":
        return sheet.write(file, columns.CLAIMS, _claims(ask, wanted, left_out), dialect)
    if form == "jsonl":
        claims: Iterable[dict[str, Any]] = _claims(ask, wanted, left_out)
        if left_out is not None:
            claims = list(claims)  # before the evidence, which goes to the row of its group
        evidence: dict[str, list[Mapping[str, Any]]] = {}
        for row in rows.evidence(ask, wanted):
            home = left_out.home.get(row["claim_id"], "") if left_out else row["claim_id"]
            evidence.setdefault(home, []).append(row)
        return lines.write(file, claims, evidence)
    if form == "log":
        cut = _cut(wanted)
        return log.write(file, _log_rows(desk, ask, wanted) if cut else rows.log(ask), cut)
    raise AnnotError(f"There is no format {form}; there are: {', '.join(FORMATS)}.")


def _folder(
    desk: Desk,
    ask: Ask,
    wanted: Wanted,
    dialect: sheet.Dialect,
    folder: Path,
    left_out: finalising.LeftOut | None,
) -> int:
    if folder.exists() and not folder.is_dir():
        raise AnnotError(f"{show(str(folder))} is a file; csv goes to a folder, or to a path that ends in .csv.")
    try:
        (folder / "articles").mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise AnnotError(f"{show(str(folder))} cannot be made: {error.strerror}.") from error
    count = 0
    for name, of in _SHEETS.items():
        found = _claims(ask, wanted, left_out) if name == "claims.csv" else of(ask, wanted)
        with _opened(folder / name) as file:
            written = sheet.write(file, columns.FILES[name], found, dialect)
        count = written if name == "claims.csv" else count
    for row in rows.articles(ask, wanted, texts=True):
        with _opened(folder / "articles" / f"{file_name(row['article_id'])}.txt") as file:
            file.write(row["text"])
    with _opened(folder / "codebook.toml") as file:
        file.write(desk.codebook().toml)
    return count


@contextmanager
def _opened(target: Path | BinaryIO) -> Iterator[TextIO]:
    """A text file whose newlines are left alone: a stream, or a path that appears when all of it is written."""
    if not isinstance(target, Path):
        stream = TextIOWrapper(target, encoding="utf-8", newline="")
        try:
            yield stream
            stream.flush()
        finally:
            stream.detach()
        return
    try:
        handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".annot-", suffix=target.suffix)
    except OSError as error:
        raise AnnotError(f"{show(str(target))} cannot be written: {error.strerror}.") from error
    try:
        with open(handle, "w", encoding="utf-8", newline="") as file:  # noqa: PTH123  # a descriptor
            yield file
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(0o666 & ~_umask())
        Path(temporary).replace(target)
    except OSError as error:
        raise AnnotError(f"{show(str(target))} cannot be written: {error.strerror}.") from error
    finally:
        Path(temporary).unlink(missing_ok=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _check_quotes(ask: Ask, wanted: Wanted) -> None:
    """Nothing leaves whose quote is not what stands in the article there."""
    for text, claims in rows.quotes(ask, wanted):
        for claim, start, end, quote in claims:
            if text[start:end] != quote:
                raise AnnotError(f"The claim {claim} does not quote its article; run: annot check")


def _notes(desk: Desk, wanted: Wanted, confidential: int) -> Iterator[str]:
    if confidential:
        kept = "are left out" if wanted.redact else "are in it; --redact leaves them out"
        yield f"{confidential} confidential source{'s' * (confidential > 1)} {kept}."
    if desk.reviewer is not None:
        unfinished = [a for a in blind.hidden(desk) if blind.others(desk, a)]
        if unfinished and (wanted.reviewers is None or set(wanted.reviewers) - {desk.me.id}):
            n = len(unfinished)
            yield f"It shows others' work on {n} article{'s' * (n > 1)} that you have not finished."


def _cut(wanted: Wanted) -> str | None:
    parts = [
        "without confidential sources" if wanted.redact else "",
        "some articles" if wanted.articles is not None else "",
        "some reviewers" if wanted.reviewers is not None else "",
    ]
    return ", ".join(part for part in parts if part) or None


def _log_rows(desk: Desk, ask: Ask, wanted: Wanted) -> Iterator[dict[str, Any]]:
    """The rows of the log that belong to the wanted articles and reviewers, without what names confidential sources."""
    entities: set[str] | None = None
    if wanted.articles is not None:
        entities = {e for a in wanted.articles for e in tables.entities_of_article(desk.store, a)}
        entities |= {e.source for e in tables.evidence(desk.store, entities)} | {
            r.id for r in tables.reviewers(desk.store)
        }
    secret = tables.confidential_entities(desk.store) if wanted.redact else set()
    reviewer_of = {w.id: w.reviewer for w in tables.writers(desk.store)}
    for row in rows.log(ask):
        writer = row.get("writer") or row["id"]
        if wanted.reviewers is not None and reviewer_of.get(writer) not in wanted.reviewers:
            continue
        if "seq" in row and ((entities is not None and row["entity"] not in entities) or row["entity"] in secret):
            continue
        yield row
