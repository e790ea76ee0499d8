"""read(write(x)) == x, whatever x is. In one process: the files are those that the commands write."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

from cli_contract import CLAIMS
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from annot.desk import adding, citing, claims, exporting, finding, importing, reading, talking
from annot.desk.session import Desk
from annot.errors import AnnotError
from annot.formats import sheet
from annot.formats.cells import TRIGGERS, guard, unguard
from annot.model.claim import Reviewer
from annot.model.words import ATTRIBUTIONS, COMMENT_KINDS, CONFIDENCE, IMPORTANCE, PARAGRAPH_KINDS, STANCES, TIERS
from annot.store import tables
from annot.store.checking import dump, problems
from annot.store.exporting import Wanted
from annot.store.project import Store

# What has broken such files before: formulas, quotes, line ends of every kind, NUL, BOM, joiners, marks, directions.
NASTY = [
    *"=+-@'\"\t\r\n\0,;", "\r\n", "\ufeff", "\u2028", "\x85", "\x0b", "\x0c", "\x1b", "\u200d", "\ufe0f", "e\u0301",
    "\u0301", "\u202e", "\u202c", "שלום", "ا", "क्षि", "👩\u200d👩\u200d👧", "🏴\U000e0067\U000e007f", "𝔘", "\U0010ffff",
    "＝", "＠", "'=", "''",
]  # fmt: skip
texts = st.lists(
    st.one_of(st.sampled_from(NASTY), st.text(st.characters(exclude_categories=["Cs"]), max_size=8)), max_size=8
).map("".join)
articles = st.lists(st.one_of(texts, st.sampled_from(["\n\n", "A sentence. ", "“Q,” he said.\n"])), max_size=12).map(
    lambda parts: "".join(parts).replace("\0", "")
)
edges = st.tuples(st.integers(0, 400), st.integers(1, 60))


def fields(texts_of):
    return st.fixed_dictionaries(
        {"status": st.sampled_from(["supported", "disputed", "unchecked"])},
        optional={
            "attribution": st.sampled_from(ATTRIBUTIONS),
            "confidence": st.sampled_from(CONFIDENCE),
            "importance": st.sampled_from(IMPORTANCE),
            "types": st.lists(st.sampled_from(["quote", "number", "event"]), max_size=3),
            **dict.fromkeys(("speaker", "normalized", "rationale", "suggested_fix"), texts_of),
        },
    )


sources = st.fixed_dictionaries(
    {"what": st.one_of(texts, st.sampled_from(["https://a.example/x", "https://b.example/y?z=1"]))},
    optional={
        "stance": st.sampled_from(STANCES),
        "tier": st.sampled_from(TIERS),
        **dict.fromkeys(("quote", "locator", "note"), texts),
    },
)
works = st.lists(
    st.tuples(edges, fields(texts), st.lists(sources, max_size=2), st.lists(texts, max_size=2), st.booleans()),
    max_size=4,
)


@given(st.lists(st.lists(texts, min_size=3, max_size=3), max_size=6), st.sampled_from(",;\t"), st.booleans())
@settings(max_examples=150, deadline=None)
def test_a_sheet_is_read_as_it_was_written_and_no_cell_begins_like_a_formula(rows, delimiter, raw):
    columns = ("article_id", "rationale", "=odd")
    file = io.StringIO(newline="")
    given = [dict(zip(columns, row, strict=True)) for row in rows]
    assert sheet.write(file, columns, given, sheet.Dialect(raw=raw, delimiter=delimiter)) == len(rows)
    if not raw:
        import csv

        cells = [
            cell for row in csv.reader(io.StringIO(file.getvalue(), newline=""), delimiter=delimiter) for cell in row
        ]
        assert not [cell for cell in cells if cell[:1] in TRIGGERS and cell]
        back = [row for _, row in sheet.read(file.getvalue(), columns, "x.csv")]
        assert back == [{name: cell or None for name, cell in row.items()} for row in given]


@given(texts)
@settings(max_examples=300, deadline=None)
def test_the_guard_of_a_cell_is_taken_off_exactly(cell):
    assert unguard(guard(cell)) == cell
    assert not (guard(cell)[:1] in TRIGGERS and cell)


def work(desk: Desk, other: Desk, text: str, title: str, done: list[tuple]) -> None:
    """Two reviewers at one article: what hypothesis drew, as far as the desk takes it."""
    article = adding.add_bytes(desk, text.encode(), adding.Options(title=title))[0].article
    made = []
    for n, ((start, length), fields, cited, said, kind) in enumerate(done):
        me = other if n % 2 else desk
        try:
            span = finding.snapped(article, start, min(start + length, len(article.text)))
        except AnnotError:  # white space only, or behind the end
            claim = claims.tag(me, article, None, fields, about="headline")
        else:
            claim = claims.tag(me, article, span, fields | ({"repeats": made[-1]} if made and kind else {}))
        made.append(claim.id)
        for source in cited:
            if source["what"].strip():
                citing.cite(me, claim, [source["what"]], {k: v for k, v in source.items() if k != "what"})
        for text_of in said:
            if text_of.strip():
                comment = talking.comment(me, claim if kind else article.id, text_of, COMMENT_KINDS[n % 4])
                talking.looked(me, claim, text_of, query=text_of)
                if kind:
                    talking.answer(desk, comment, text_of[::-1])
        paragraph = article.paragraphs[n % len(article.paragraphs)]
        if kind:
            reading.change_kind(me, article, paragraph.n, PARAGRAPH_KINDS[n % 6])
        elif paragraph.to_do:
            reading.mark(me, article, [paragraph.n], whole=n == 2)


def files(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def log(store: Store) -> list[list[tuple]]:
    return [[tuple(r) for r in store.fetch(f"SELECT * FROM {name} ORDER BY 1, 2")] for name in ("change", "writer")]


@given(articles.filter(str.strip), texts, works)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_csv_log_and_jsonl_come_back_as_they_went_out(text, title, done):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with Store(folder / "one.db", create=True) as store:
            desk = Desk(store, Reviewer("r1", "Anna"))
            work(desk, Desk(store, Reviewer("r2", "Ben")), text, title, done)
            exporting.export(desk, "csv", Wanted(), sheet.Dialect(), folder / "csv")
            exporting.export(desk, "log", Wanted(), sheet.Dialect(), folder / "log.jsonl")
            exporting.export(desk, "jsonl", Wanted(), sheet.Dialect(), folder / "claims.jsonl")
            there, rows = dump(store.db), log(store)
            for claim in tables.claims(store, tables.headings(store)[0].id):
                assert claim.about != "text" or text_of(store)[claim.start : claim.end] == claim.quote
        with Store(folder / "two.db", create=True) as store:
            desk = Desk(store, Reviewer("r3", "Chiara"))
            taken = importing.import_csv(desk, folder / "csv")
            assert taken.refused == []
            exporting.export(desk, "csv", Wanted(), sheet.Dialect(), folder / "again")
            assert files(folder / "again") == files(folder / "csv")
            exporting.export(desk, "jsonl", Wanted(), sheet.Dialect(), folder / "again.jsonl")
            assert (folder / "again.jsonl").read_bytes() == (folder / "claims.jsonl").read_bytes()
            for again in (
                importing.import_csv(desk, folder / "csv"),
                importing.import_jsonl(desk, importing.read_text(folder / "claims.jsonl"), "claims.jsonl"),
            ):
                assert (again.added, again.refused) == (0, [])
            assert problems(store) == []
        with Store(folder / "three.db", create=True) as store:
            joined = importing.import_log(store, importing.read_text(folder / "log.jsonl"), "log.jsonl")
            assert joined.known == 0
            assert (dump(store.db), log(store)) == (there, rows)
            assert importing.import_log(store, importing.read_text(folder / "log.jsonl"), "log.jsonl").new == 0


def text_of(store: Store) -> str:
    return store.one("SELECT text FROM article")[0]


def test_the_columns_of_the_property_are_those_of_the_contract():
    from annot.formats.columns import FILES

    assert list(FILES["claims.csv"]) == CLAIMS
