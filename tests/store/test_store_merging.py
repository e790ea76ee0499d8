"""Files of strangers: proved in a process of their own, taken whole or refused, and never changed."""

from __future__ import annotations

import io
import os
import random
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from workroom import (
    ANNA,
    BEGIN,
    BEN,
    TEXT_ID,
    Clock,
    Project,
    article_draft,
    aside,
    chain,
    claim_draft,
    log,
    row,
    state,
    write,
)

from annot.errors import InputError
from annot.formats import log as format_log
from annot.formats.log import Log
from annot.history.change import Draft, Writer, chained, change_row, genesis, writer_row
from annot.history.clock import LATEST
from annot.history.rows import proved
from annot.store import checking, foreign, joining, stranger, tables
from annot.store.opening import APPLICATION_ID
from annot.store.project import Store
from annot.store.rows import CHANGE_COLUMNS, change_of, names, pack_change

MUTANTS, BY_A_CHILD = int(os.environ.get("MUTANTS", "100")), 10


@pytest.fixture
def theirs(tmp_path: Path) -> Path:
    """A file with an article and two claims of Ben's."""
    project = Project(tmp_path / "theirs.db", Clock(BEGIN + 5))
    store = project.open()
    write(store, Draft("reviewer", BEN.id, {"name": "Ben"}), article_draft(), claim_draft("c1"), who=BEN)
    write(store, claim_draft("c2", "1,482 members"), who=BEN)
    project.close()
    return project.path


def merge(store: Store, *paths: Path) -> joining.Joined:
    known = joining.vector(store)
    return joining.union(store, [foreign.read(path, known) for path in paths])


def test_a_reading_without_a_place_waits_outside_the_tables(project: Project, tmp_path: Path) -> None:
    other = Project(tmp_path / "other.db", Clock(BEGIN + 5))
    half = Draft("reading", "g1", {"article": TEXT_ID, "state": "done", "reviewer": BEN.id})
    write(other.open(), article_draft(), half, who=BEN)
    other.close()
    store = project.open()
    merge(store, other.path)
    assert aside(store) == {"g1": "it has no start"}
    assert tables.all_readings(store) == []


def test_a_patch_that_is_nested_too_deep_is_no_patch() -> None:
    deep: dict[str, object] = {}
    for _ in range(30):
        deep = {"x": deep}
    change = chain(Writer("w0000000000000001", BEN.id, "d", 1), {"kind": "claim", "entity": "c1", "patch": deep})[0]
    assert stranger.wrong(pack_change(change)) == "has a patch that is none"


def sql(path: Path, *statements: str) -> None:
    conn = sqlite3.connect(path)
    for statement in statements:
        conn.executescript(statement)
    conn.commit()
    conn.close()


REWRITE = "PRAGMA writable_schema=ON; UPDATE sqlite_master SET sql = replace(sql, '{}', '{}') WHERE name='change';"
COPY = "CREATE TABLE copied AS SELECT * FROM change; DROP TABLE change;"
HOSTILE: dict[str, str] = {
    "an endless view": COPY + "CREATE VIEW change AS WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n+1 FROM r) "
    "SELECT * FROM copied, r;",
    "a huge value": COPY + "CREATE VIEW change AS SELECT writer, seq, clock, at, action, kind, entity, "
    "hex(zeroblob(900000000)) AS patch, prev, undoes, schema, digest FROM copied;",
    "a virtual table": "DROP TABLE meta; CREATE VIRTUAL TABLE meta USING fts5(key, value);",
    "a generated column": "DROP TABLE meta; CREATE TABLE meta(key TEXT, value TEXT AS (key));",
    "a rewritten table": REWRITE.format("patch TEXT NOT NULL", "patch TEXT DEFAULT (load_extension(1))"),
    "no writers": "DROP TABLE writer;",
    "another form": COPY + "CREATE TABLE change(writer, seq, clock, at, action, kind, entity, patch);",
    "another program's": "PRAGMA application_id = 7;",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_schema_is_refused_and_the_file_left_as_it_is(theirs: Path, project: Project, name: str) -> None:
    sql(theirs, HOSTILE[name])
    before = theirs.read_bytes()
    with pytest.raises(InputError, match=r"^theirs\.db "):
        foreign.read(theirs, {})
    assert theirs.read_bytes() == before
    assert [p.name for p in theirs.parent.iterdir() if p.name.startswith("theirs")] == ["theirs.db"]


def test_what_else_a_file_holds_is_not_looked_at(theirs: Path, project: Project) -> None:
    sql(
        theirs,
        "DROP VIEW claims; CREATE VIEW claims AS WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n+1 FROM r) "
        "SELECT n FROM r; CREATE TRIGGER t AFTER INSERT ON change BEGIN DELETE FROM change; END;"
        "UPDATE claim SET status = 'refuted';",
    )
    store = project.open()
    assert merge(store, theirs).new == 4
    assert row(store, "claim", "c1")["status"] == "supported"


DAMAGED: dict[str, Callable[[bytes], bytes]] = {
    "cut": lambda b: b[:5000],
    "text": lambda _: b"hello" * 1000,
    "empty": lambda _: b"",
    "a wrong head": lambda b: b"SQLite format 4\0" + b[16:],
    "zeros inside": lambda b: b[: len(b) // 3] + bytes(len(b) // 3) + b[2 * len(b) // 3 :],
}


@pytest.mark.parametrize("name", DAMAGED)
def test_a_damaged_file_is_refused_and_left_as_it_is(theirs: Path, name: str) -> None:
    damaged = DAMAGED[name](theirs.read_bytes())
    theirs.write_bytes(damaged)
    with pytest.raises(InputError, match=r"^theirs\.db "):
        foreign.read(theirs, {})
    assert theirs.read_bytes() == damaged


def test_no_file_and_no_ordinary_one_are_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.db")
    for path in (tmp_path / "none.db", tmp_path, tmp_path / "pipe.db"):
        with pytest.raises(InputError):
            foreign.read(path, {})


CHANGES: dict[str, tuple[str, str]] = {
    "a field": ("UPDATE change SET patch = replace(patch, 'supported', 'refuted')", "is not what its author wrote"),
    "who wrote it": (f"UPDATE writer SET reviewer = '{ANNA.id}'", "is not what its author wrote"),
    "a missing row": ("DELETE FROM change WHERE seq = 2", "2 is missing"),
    "a missing beginning": ("DELETE FROM change WHERE seq = 1", "1 is missing"),
    "a missing writer": ("DELETE FROM writer", "a writer who is not in it"),
    "a clock of 1970": ("UPDATE change SET clock = 5 WHERE seq = 2", "outside the years 2000 to 2200"),
    "a clock of 3000": ("UPDATE change SET clock = 1 << 61 WHERE seq = 2", "outside the years 2000 to 2200"),
    "no JSON": ("UPDATE change SET patch = '{' WHERE seq = 2", "no JSON"),
    "no object": ("UPDATE change SET patch = '[]' WHERE seq = 2", "a patch that is none"),
    "other JSON of one meaning": ("UPDATE change SET patch = ' ' || patch WHERE seq = 2", "a patch that is none"),
    "prev": ("UPDATE change SET prev = '[1]' WHERE seq = 2", "cannot be seen"),
    "deep JSON": (f"UPDATE change SET patch = '{'[' * 100_000}' WHERE seq = 2", "no JSON"),
}


def wild(path: Path, clock: int) -> Path:
    """A file in which a claim and a codebook have this clock."""
    other, writer = Project(path, Clock()), Writer("w000000000000wild", BEN.id, "d", BEGIN)
    store = other.open()
    write(store, article_draft(), who=BEN)
    made = [claim_draft("c1"), Draft("codebook", "b1", {"toml": "x"})]
    rows = [{"kind": d.kind, "entity": d.entity, "patch": d.patch, "clock": clock} for d in made]
    with store.transaction():
        store.insert_writers([writer])
        store.insert_changes(chain(writer, *rows))
    other.close()
    return path


def read_log(store: Store) -> Log:
    file = io.StringIO()
    writers = [writer_row(writer) for writer in tables.writers(store)]
    changes = [change_row(change_of(row)) for row in store.fetch(f"SELECT {names(CHANGE_COLUMNS)} FROM change")]
    format_log.write(file, [*writers, *changes])
    return format_log.read(file.getvalue(), "it")


def test_who_edits_what_a_wild_clock_made_can_still_be_merged(project: Project, tmp_path: Path) -> None:
    """The last moment that is taken is one step before the end of time; what comes after it must go further."""
    store, third = project.open(), Project(tmp_path / "third.db", Clock())
    merge(store, wild(tmp_path / "wild.db", LATEST - 1))
    for n in range(3):
        write(store, Draft("claim", "c1", {"speaker": str(n)}), Draft("codebook", "b2", {"toml": str(n)}))
    assert store.one("SELECT max(clock) FROM change")[0] == LATEST + 2
    there = third.open()
    merge(there, project.path)
    assert state(there) == state(store)
    assert len(read_log(store).changes) == len(log(store))


def test_nobody_goes_beyond_the_end_of_time_by_themselves(tmp_path: Path) -> None:
    for step in (0, 7):
        path = wild(tmp_path / f"{step}.db", LATEST + step)
        with pytest.raises(InputError, match="outside the years 2000 to 2200"):
            foreign.read(path, {})
        with Store(path) as store, pytest.raises(InputError, match="outside the years 2000 to 2200"):
            read_log(store)


def test_large_articles_go_one_by_one_so_that_many_of_them_fit(tmp_path: Path) -> None:
    other = Project(tmp_path / "large.db", Clock())
    text = "All of this is about boats. " * 12_000
    write(other.open(), *(article_draft(f"{n} {text}") for n in range(5)))
    told = list(stranger.answers(other.path, foreign._forms(), APPLICATION_ID, {}))
    assert [len(batch) for batch in told if isinstance(batch, list)] == [1, 1, 1, 1, 1]


@pytest.mark.parametrize("name", CHANGES)
def test_a_file_whose_log_does_not_hold_is_refused_whole(theirs: Path, project: Project, name: str) -> None:
    statement, why = CHANGES[name]
    sql(theirs, statement)
    before = theirs.read_bytes()
    with pytest.raises(InputError, match=why):
        foreign.read(theirs, {})
    assert theirs.read_bytes() == before


def test_mutants_never_crash_or_change_the_reader(theirs: Path) -> None:
    """Of what is accepted every change is as it was; each mutant is accepted or refused, and left as it is.

    They are read in this process, where a crash of the reader would be seen: of a child it is a refusal like another.
    Some are read by a child too, which has to say the same. MUTANTS=20000 for a night.
    """
    chance, source = random.Random(3), theirs.read_bytes()
    good = {p.row for p in foreign.read(theirs, {}).new}
    refused = 0
    for n in range(MUTANTS):
        mutant = bytearray(source)
        for _ in range(chance.choice([1, 8, 64])):
            at = chance.randrange(len(mutant)) if chance.random() < 0.5 else chance.randrange(4096)
            mutant[at] = chance.choice([0, 255, 128, chance.randrange(256)])
        theirs.write_bytes(mutant)
        try:
            _, *batches, _ = stranger.answers(theirs, foreign._forms(), APPLICATION_ID, {})
            rows = {tuple(row) for batch in batches for row in batch}
        except stranger.Refused:
            rows = None
            refused += 1
        assert rows is None or rows <= good
        if n % (MUTANTS // BY_A_CHILD) == 0:
            assert told_by_a_child(theirs) == rows
        assert theirs.read_bytes() == mutant
    assert 0.2 < refused / MUTANTS < 0.98


def told_by_a_child(path: Path) -> set[tuple[object, ...]] | None:
    try:
        return {p.row for p in foreign.read(path, {}).new}
    except InputError:
        return None


def test_a_child_that_takes_too_long_is_ended(theirs: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(foreign, "_FIRST", 0.0)
    monkeypatch.setattr(foreign, "_PER_BYTE", 0.0)
    with pytest.raises(InputError, match="takes too long"):
        foreign.read(theirs, {})


def test_a_folder_called_annot_where_the_user_stands_is_not_run(
    theirs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trap = tmp_path / "annot"
    trap.mkdir()
    (trap / "__init__.py").write_text(f"open({str(tmp_path / 'sprung')!r}, 'w')")
    monkeypatch.chdir(tmp_path)
    assert len(foreign.read(theirs, {}).new) == 4
    assert not (tmp_path / "sprung").exists()


def test_a_file_left_by_a_crash_is_read_as_a_copy(theirs: Path, project: Project) -> None:
    """A hot journal takes back what was not committed; in the copy, so the file and its journal stay."""
    crash = f"""
import os, sqlite3
c = sqlite3.connect({str(theirs)!r}, isolation_level=None)
c.execute("PRAGMA cache_size = 1"); c.execute("PRAGMA cache_spill = ON"); c.execute("BEGIN IMMEDIATE")
c.execute("UPDATE change SET patch = '{{}}'"); c.execute("UPDATE article SET text = 'x'")
for n in range(500): c.execute("INSERT INTO meta VALUES (?, hex(zeroblob(2000)))", [str(n)])
os._exit(1)
"""
    subprocess.run([sys.executable, "-c", crash])
    journal = Path(f"{theirs}-journal")
    before = theirs.read_bytes(), journal.read_bytes()
    assert before[1]
    store = project.open()
    assert merge(store, theirs).new == 4
    assert (theirs.read_bytes(), journal.read_bytes()) == before


def test_a_file_with_a_wal_is_read_as_a_copy(theirs: Path, project: Project) -> None:
    conn = sqlite3.connect(theirs, isolation_level=None)
    conn.execute("PRAGMA journal_mode = WAL")
    conn.execute("INSERT INTO meta VALUES ('a', 'b')")
    wal = Path(f"{theirs}-wal")
    kept = theirs.parent / "kept"
    kept.mkdir()
    shutil.copy(theirs, kept), shutil.copy(wal, kept)
    conn.close()
    before = (kept / theirs.name).read_bytes(), (kept / wal.name).read_bytes()
    assert merge(project.open(), kept / theirs.name).new == 4
    assert ((kept / theirs.name).read_bytes(), (kept / wal.name).read_bytes()) == before


def test_a_journal_that_names_another_file_does_not_have_it_deleted(theirs: Path, tmp_path: Path) -> None:
    """SQLite takes a super-journal away when all that it lists is gone; a stranger could name any file."""
    victim = tmp_path / "victim.txt"
    victim.write_text("precious")
    name = os.fsencode(victim)
    tail = (1).to_bytes(4, "big") + name + len(name).to_bytes(4, "big") + sum(name).to_bytes(4, "big")
    Path(f"{theirs}-journal").write_bytes(bytes(512) + tail + bytes.fromhex("d9d505f920a163d7"))
    with pytest.raises(InputError, match="other files too"):
        foreign.read(theirs, {})
    assert victim.read_text() == "precious"


def test_the_fast_proof_of_a_row_is_the_chains(project: Project) -> None:
    writer = Writer("w1", "r1", "dé\u2028vice\x00", BEGIN)
    rows = [
        {"patch": {"a": "\x00\u2028“é\U0001f468", "b": [1, None]}, "entity": 'c"\\', "prev": ("w:1",), "undoes": "w:1"},
        {},
    ]
    digest = genesis(writer)
    for change in chain(writer, *rows):
        assert proved(digest, pack_change(change)).hex() == chained(digest, change) == change.digest
        digest = bytes.fromhex(change.digest)


# -- joining


def fork(tmp_path: Path, name: str, rows: list[dict[str, object]], writer: Writer) -> Path:
    project = Project(tmp_path / name, Clock())
    store = project.open()
    joining.join(store, [writer], chain(writer, *rows), name)
    project.close()
    return project.path


def test_two_stories_by_one_writer_refuse_the_second_file_and_only_that(tmp_path: Path, project: Project) -> None:
    writer = Writer("w1", BEN.id, "x", BEGIN)
    one = fork(tmp_path, "one.db", [{"patch": {"speaker": "A"}}, {}, {}], writer)
    other = fork(tmp_path, "other.db", [{"patch": {"speaker": "B"}}, {}], writer)
    for first, second in ((one, other), (other, one)):
        at_once = Project(tmp_path / f"into-{first.name}", Clock())
        joined = merge(at_once.open(), first, second)
        assert joined.files[0].refused is None
        assert "tells another story" in str(joined.files[1].refused)
        then = Project(tmp_path / f"then-{first.name}", Clock())
        store = then.open()
        merge(store, first)
        before = state(store)
        try:
            refused = merge(store, second).files[0].refused
        except InputError as error:
            refused = str(error)
        assert "another story" in str(refused) or "not what its author wrote" in str(refused)
        assert state(store) == before
        at_once.close(), then.close()


def test_equal_clocks_are_ordered_by_writer_on_every_copy(tmp_path: Path, project: Project) -> None:
    """Made so that the rows arrive in either order."""
    made = [
        fork(
            tmp_path,
            f"{n}.db",
            [{"kind": "source", "entity": "s1", "patch": {"title": n}}],
            Writer(n, BEN.id, "x", BEGIN),
        )
        for n in ("wa", "wb")
    ]
    titles = []
    for n, order in enumerate((made, made[::-1])):
        into = Project(tmp_path / f"into{n}.db", Clock())
        store = into.open()
        for path in order:
            merge(store, path)
        titles.append(row(store, "source", "s1")["title"])
        into.close()
    assert titles == ["wb", "wb"]


def test_a_file_cut_between_two_merges_is_known_by_what_it_has(theirs: Path, project: Project, tmp_path: Path) -> None:
    store = project.open()
    joined = merge(store, theirs, theirs)
    assert [(len(b.new), b.known) for b in joined.files] == [(4, 0), (0, 4)]
    assert (merge(store, theirs).new, merge(store, theirs).known) == (0, 4)


def test_an_entity_that_waits_is_there_when_what_it_lacks_arrives(
    theirs: Path, project: Project, tmp_path: Path
) -> None:
    late = Project(tmp_path / "late.db", Clock())
    store = late.open()
    write(store, claim_draft("c9"), who=ANNA)
    late.close()
    store = project.open()
    merge(store, late.path)
    assert aside(store).keys() == {"c9"}
    merge(store, theirs)
    assert aside(store) == {}
    assert row(store, "claim", "c9") is not None
    arrival = joining.latest_arrival(store)
    assert arrival is not None
    joining.forget(store, arrival)
    assert aside(store).keys() == {"c9"}
    assert row(store, "claim", "c1") is None
    assert row(store, "article", claim_draft("c1").patch["article"]) is None


def test_forgetting_a_merge_leaves_what_was_here_before_and_what_came_after(theirs: Path, project: Project) -> None:
    store = project.open()
    write(store, article_draft(), claim_draft("c0"))
    before = state(store)
    merge(store, theirs)
    write(store, Draft("claim", "c1", {"speaker": "late"}), claim_draft("c5"))
    arrival = joining.latest_arrival(store)
    assert arrival is not None
    assert (arrival.changes, arrival.files) == (4, ("theirs.db",))
    joining.forget(store, arrival)
    ids = {(r[0], r[1]) for r in log(store)}
    assert {(r[0], r[1]) for r in before[1]} < ids
    assert len(ids) == len(before[1]) + 2
    assert row(store, "claim", "c5") is not None
    assert aside(store).keys() == {"c1"}
    assert all(p.text.startswith("set aside") for p in checking.problems(store))
    merge(store, theirs)
    assert row(store, "claim", "c1")["speaker"] == "late"


def test_a_merge_and_a_colleague_at_one_file_lose_nothing(theirs: Path, project: Project) -> None:
    """Somebody writes between the reading and the taking: it is read again, and both are there."""
    store, other = project.open(), project.open()
    write(store, article_draft())
    given = [foreign.read(theirs, joining.vector(store))]
    calls = []

    def meanwhile(_: joining.Joined) -> None:
        calls.append(1)
        if len(calls) == 1:
            write(other, Draft("claim", "c1", {"rationale": "mine"}), claim_draft("c7"), who=ANNA)

    joining.union(store, given, meanwhile)
    assert len(calls) == 2
    assert row(store, "claim", "c1")["rationale"] == "mine"
    assert row(store, "claim", "c7") is not None
    assert all(p.text.startswith("set aside") for p in checking.problems(store))


def test_two_processes_that_merge_and_write_at_once_lose_nothing(
    theirs: Path, project: Project, tmp_path: Path
) -> None:
    write(project.open(), article_draft())
    files = []
    for n in range(4):
        one = Project(tmp_path / f"f{n}.db", Clock(BEGIN + n))
        store = one.open()
        for c in range(5):
            write(store, claim_draft(f"c{n}{c}"), who=BEN)
        one.close()
        files.append(one.path)
    script = """
import sys
from pathlib import Path
import annot.desk.session  # which keeps the final claims
from annot.history.change import Draft
from annot.store import foreign, joining
from annot.store.project import Store
with Store(Path(sys.argv[1])) as store:
    for path in sys.argv[2:]:
        joining.union(store, [foreign.read(Path(path), joining.vector(store))])
        with store.action("r9") as action:
            action.add(Draft("claim", "c00", {"speaker": path}))
"""
    command = [sys.executable, "-c", script, str(project.path)]
    running = [subprocess.Popen([*command, *map(str, order)]) for order in (files, files[::-1])]
    assert [p.wait(120) for p in running] == [0, 0]
    store = project.open()
    assert store.one("SELECT count(*) FROM claim")[0] == 20
    assert store.one("SELECT count(*) FROM change WHERE entity = 'c00'")[0] == 9
    assert checking.problems(store) == []


def test_a_file_that_was_read_before_a_merge_was_undone_is_not_said_to_be_tampered_with(
    tmp_path: Path, theirs: Path
) -> None:
    """Two processes: one reads what is new to this project, the other makes all of it new."""
    store = Project(tmp_path / "ours.db", Clock()).open()
    write(store, Draft("reviewer", ANNA.id, {"name": "Anna"}))
    merge(store, theirs)
    read = foreign.read(theirs, joining.vector(store))
    arrival = joining.latest_arrival(store)
    assert arrival is not None
    joining.forget(store, arrival)
    assert joining.union(store, [read]).files[0].refused == (
        "theirs.db was read while a merge was being undone here; try again."
    )
    assert merge(store, theirs).new == 4
    store.close()
