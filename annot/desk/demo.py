"""The sample project: to look around in, and to walk through without a screen."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from annot.desk import adding, checking, citing, claims, exporting, finding, importing, reading, undoing
from annot.desk.session import Desk
from annot.errors import AnnotError
from annot.formats import columns, sheet
from annot.model.claim import Reviewer
from annot.store import tables
from annot.store.data import data
from annot.store.exporting import Wanted
from annot.store.project import Store

_ARTICLE = "harbour-truce.txt"
_WHO = "Chiara"  # of the sample reviewers the one who is in the middle of her work
_CLAIMS = (
    ("chained since May 20", "supported", "https://harbour-ledger.example/2026/chain"),
    ("a berth will cost 1,230 crowns a month, up from 410", "mostly", "https://council.example/dues"),
    ("You cannot double the price", "refuted", "https://council.example/dues?utm_source=letter"),
)


@contextmanager
def project() -> Iterator[tuple[Path, Reviewer, str]]:
    """(file, reviewer, article) of a project with the work of three sample reviewers; gone when the block ends."""
    with tempfile.TemporaryDirectory(prefix="annot-demo-") as folder:
        path = Path(folder) / "demo.annot.db"
        with Store(path, create=True) as store:
            _take_logs(store)
            who = next(r for r in tables.reviewers(store) if r.name == _WHO)
            article = next(a.id for a in tables.headings(store) if a.file == _ARTICLE)
        yield path, who, article


def check() -> Iterator[str]:
    """Walk from an article file to claims.csv and back. Yields what was done, a line a step, from what was found.

    Raises RuntimeError where something does not come back as it went out: a defect of annot.
    """
    with tempfile.TemporaryDirectory(prefix="annot-demo-") as folder:
        there, back = Path(folder) / "there", Path(folder) / "back"
        with Store(Path(folder) / "demo.annot.db", create=True) as store:
            desk = Desk(store, Reviewer("r0", "Demo"))
            yield from _work(desk)
            done = exporting.export(desk, "csv", Wanted(), sheet.Dialect(), there)
            yield f"exported {done.rows} claims and {len(columns.FILES)} sheets"
            yield f"read claims.csv back: {_read_back(desk, there / 'claims.csv')} quotes stand where their spans say"
        with Store(Path(folder) / "second.annot.db", create=True) as store:
            desk = Desk(store, Reviewer("r1", "Second"))
            taken = importing.import_csv(desk, there)
            yield f"imported into a new project: {taken.added} rows, {len(taken.refused)} refused"
            exporting.export(desk, "csv", Wanted(), sheet.Dialect(), back)
        yield f"compared {_same_files(there, back)} files: all are the same, byte for byte"
        with Store(Path(folder) / "third.annot.db", create=True) as store:
            new, known = _take_logs(store)
            problems = checking.check(Desk(store))
            if problems:
                raise RuntimeError(f"the sample logs do not fold: {problems[0].where}")
            names = ", ".join(r.name for r in tables.reviewers(store))
            yield f"joined the logs of {names}: {new} changes, {known} twice; the file is whole"


def _work(desk: Desk) -> Iterator[str]:
    """An article, three claims with sources, one undo and redo."""
    added = adding.add(desk, [data("samples") / _ARTICLE], adding.Options())[0]
    article = added.article
    yield f"added {article.file}: {len(article.paragraphs)} paragraphs, {len(article.to_do)} to do"
    for quote, status, url in _CLAIMS:
        span = finding.quoted(article, quote, None)
        claim = claims.tag(desk, article, span, {"status": status}, sources=[url])
        yield f"tagged {claim.quote!r} as {claim.status}"
    first = tables.claims(desk.store, article.id)[0]
    citing.cite(desk, first, ["Harbour log"], {"tier": "primary"})
    yield f"cited: {len(tables.sources(desk.store))} sources, two spellings of one address are one"
    reading.mark(desk, article, [1, 2])
    undone, redone = undoing.undo(desk), undoing.redo(desk)
    done = reading.done_paragraphs(article, tables.readings(desk.store, article.id))
    yield f"undid {undone.said}, did {redone.said} again: {len(done)} paragraphs done"


def _read_back(desk: Desk, path: Path) -> int:
    rows = [row for _, row in sheet.read(importing.read_text(path), columns.CLAIMS, path.name)]
    for row in rows:
        article = isinstance(row, dict) and tables.article(desk.store, row["article_id"])
        if not isinstance(row, dict) or not article or article.text[row["start"] : row["end"]] != row["quote"]:
            raise RuntimeError("a row of claims.csv does not quote its article")
    if len(rows) != len(_CLAIMS):
        raise RuntimeError("claims.csv has another number of rows than there are claims")
    return len(rows)


def _same_files(there: Path, back: Path) -> int:
    names = sorted(p.relative_to(there) for p in there.rglob("*") if p.is_file())
    if names != sorted(p.relative_to(back) for p in back.rglob("*") if p.is_file()):
        raise RuntimeError("the second export has other files than the first")
    for name in names:
        if (there / name).read_bytes() != (back / name).read_bytes():
            raise RuntimeError(f"{name} did not come back as it went out")
    return len(names)


def _take_logs(store: Store) -> tuple[int, int]:
    """(new, known) changes of the sample logs."""
    logs = sorted(data("samples").glob("*.jsonl"))
    if not logs:
        raise AnnotError("The samples are not installed.")
    joined = [importing.import_log(store, importing.read_text(log), log.name) for log in logs]
    return sum(j.new for j in joined), sum(j.known for j in joined)
