"""A project file is damaged in every way that a disk knows; what could be read of it is in the recovered one, no more.

DAMAGES=2000 python -m pytest tests/faults/test_damaged_and_recovered.py before a release.
"""

from __future__ import annotations

import io
import json
import os
import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from workroom import ANNA, BEN, Clock, Project, article, log, place, state, write

from annot.desk import backups, claims, people, reading, recovering, talking, undoing
from annot.errors import AnnotError, ProjectError
from annot.history.change import Draft
from annot.store import carving, checking, tables
from annot.store.project import Store
from annot.store.salvage import NOBODY

DAMAGES = int(os.environ.get("DAMAGES", "40"))
PAGE = 4096
_AT, _ENTITY, _PATCH = 3, 6, 7  # what a moved change keeps: when, of what, which words


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two reviewers, three sessions, values that need pages of their own, and a log of many pages."""
    path = tmp_path_factory.mktemp("whole") / "p.annot.db"
    project = Project(path, Clock())
    for who in (ANNA, BEN, ANNA):
        store = project.open()
        desk = project.desk(who, store)
        a = article(desk)
        for n, words in enumerate(["77 percent", "1,140", "May 20", "Ilse Brandt"] * 3):
            claim = claims.tag(desk, a, place(words), {"status": "mostly"}, sources=[f"https://x.example/{n}"])
            claims.edit(desk, claim, {"rationale": f"because {n} " * 90 if n % 4 else "word " * 3000})
            talking.comment(desk, claim, "Sure? " * 10, "question")
        reading.mark(desk, a, [2, 3])
        undoing.undo(desk)
    project.close()
    return path


def opened(path: Path) -> Store:
    return Store(path, now=Clock(), device="bench")


def zeroed(data: bytearray, chance: random.Random) -> None:
    at = chance.randrange(len(data) // PAGE) * PAGE
    data[at : at + PAGE] = bytes(PAGE)


def flipped(data: bytearray, chance: random.Random) -> None:
    for _ in range(chance.randrange(1, 60)):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)


def cut(data: bytearray, chance: random.Random) -> None:
    del data[chance.randrange(len(data) // 2, len(data)) :]


def scribbled(data: bytearray, chance: random.Random) -> None:
    at = chance.randrange(len(data))
    some = chance.randbytes(chance.randrange(1, 3 * PAGE))
    data[at : at + len(some)] = some[: len(data) - at]


DAMAGE = [zeroed, flipped, cut, scribbled]


def content(row: Any) -> Any:
    return tuple(row)[_AT], *tuple(row)[_ENTITY : _PATCH + 1]


def judge(whole: Path, damaged: Path, new: Path) -> recovering.Recovered:
    """Recover, and compare with the log as it was: nothing is kept that was not there, and all that could be read."""
    with opened(whole) as store:
        before = {(r[0], r[1]): r for r in log(store)}
        sessions = {r["id"]: tuple(r) for r in store.fetch("SELECT * FROM writer")}
    readable = [r for r in carving.carve(damaged).rows if before.get((r[0], r[1])) == r]
    bytes_before = damaged.read_bytes()
    made = recovering.recover(damaged, new)
    assert damaged.read_bytes() == bytes_before, "the damaged file is only read"
    with opened(new) as store:
        after = log(store)
        found = [p for p in checking.problems(store) if not p.text.startswith("set aside")]
        assert found == [], "it is a whole project: chains hold, tables are the fold of its log"
        writers = {w: tuple(store.one("SELECT * FROM writer WHERE id = ?", [w])) for w in {r[0] for r in after}}
    doubtful = {(u[0], u[1]) for chain in made.chains for u in chain.lost.unproved}
    kept = {content(r) for r in after}
    was = {content(r) for r in before.values()}
    doubted = {entity for _, entity in doubtful}
    made_up = [c for c in kept - was if c[1] not in doubted and NOBODY not in c[2]]
    assert made_up == [], "nothing is kept that nobody wrote"
    known = {r[0] for r in after} & sessions.keys()
    assert {w: writers[w] for w in known} == {w: sessions[w] for w in known}
    assert {content(r) for r in readable} <= kept, "every change that could be read is there"
    missing = before.keys() - {(r[0], r[1]) for r in after}
    told = {c.lost.writer.id: c.lost for c in made.chains}
    for writer in {w for w, _ in missing}:
        last_known = max((r[1] for r in readable if r[0] == writer), default=0)
        if any(seq <= last_known for w, seq in missing if w == writer):
            assert writer in told, "whose chain has a gap is told"
    return made


@pytest.mark.parametrize("damage", DAMAGE, ids=lambda one: one.__name__)
def test_all_that_can_be_read_is_kept_and_what_is_missing_is_told(whole: Path, tmp_path: Path, damage: Any) -> None:
    lost = 0
    for seed in range(DAMAGES // len(DAMAGE)):
        data = bytearray(whole.read_bytes())
        damage(data, random.Random(seed))
        path = tmp_path / f"{seed}.db"
        path.write_bytes(data)
        try:
            made = judge(whole, path, tmp_path / f"{seed}-new.db")
        except AssertionError as error:
            raise AssertionError(f"seed {seed}") from error
        lost += sum(chain.lost.count for chain in made.chains)
    assert lost, "some of it hit the log"


@pytest.fixture
def damaged(whole: Path, tmp_path: Path) -> Path:
    path = tmp_path / "p.annot.db"
    path.write_bytes(whole.read_bytes())
    return path


def test_an_index_names_every_change_that_there_is(whole: Path) -> None:
    with opened(whole) as store:
        rows = log(store)
    writers = {r[0] for r in rows}
    named = Counter(name for name in carving.carve(whole).named if name[0] in writers)
    assert named == Counter(r[:2] for r in rows) + Counter((r[0], r[4]) for r in rows if r[4])


def patch(path: Path, at: int, data: bytes) -> None:
    with path.open("r+b") as file:
        file.seek(at)
        file.write(data)


def test_of_a_whole_file_nothing_is_missing(whole: Path, damaged: Path, tmp_path: Path) -> None:
    made = judge(whole, damaged, tmp_path / "new.db")
    assert made.whole
    with opened(whole) as one, opened(tmp_path / "new.db") as other:
        assert state(one)[0] == state(other)[0]
        assert sorted(log(one)) == sorted(log(other))


@pytest.mark.parametrize(
    "header", [b"\xff" * 16, b"SQLite format 3\x00\x20\x00", b"SQLite format 3\x00" + b"\xff" * 84]
)
def test_a_header_that_lies_costs_nothing(whole: Path, damaged: Path, tmp_path: Path, header: bytes) -> None:
    patch(damaged, 0, header)
    assert judge(whole, damaged, tmp_path / "new.db").whole


def test_bytes_that_are_no_project_are_refused_in_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    for data in (b"", b"a letter " * 999, bytes(9 * PAGE), b"SQLite format 3\x00" + bytes(9 * PAGE)):
        path.write_bytes(data)
        with pytest.raises(ProjectError, match=r"is not a project of annot|Nothing of a project can be read"):
            recovering.recover(path, tmp_path / "new.db")
        assert not (tmp_path / "new.db").exists()


def test_what_is_there_already_is_never_overwritten(damaged: Path, tmp_path: Path) -> None:
    before = damaged.read_bytes()
    with pytest.raises(AnnotError, match="is there already"):
        recovering.recover(damaged, damaged)
    assert damaged.read_bytes() == before


def test_the_newest_good_copy_gives_what_the_file_has_lost(whole: Path, damaged: Path, tmp_path: Path) -> None:
    with opened(damaged) as store:
        backups.keep(store, "asked")
        write(store, Draft("claim", "c9", {"speaker": "later"}))
    data = bytearray(damaged.read_bytes())
    half = len(data) // PAGE // 2 * PAGE
    data[PAGE:half] = bytes(half - PAGE)
    damaged.write_bytes(data)
    made = recovering.recover(damaged, tmp_path / "new.db")
    assert made.copy is not None
    assert made.from_copy > 0
    assert sum(chain.lost.count for chain in made.chains) == 0, "between them they have all"
    with opened(whole) as one, opened(tmp_path / "new.db") as other:
        assert set(log(one)) < set(log(other)), "and what came after the copy is from the file"
        assert [r["name"] for r in map(dict, other.fetch("SELECT name FROM reviewer ORDER BY id"))][:2] == [
            "Anna",
            "Ben",
        ]


def test_a_merge_that_was_undone_does_not_come_back(damaged: Path, tmp_path: Path) -> None:
    with opened(damaged) as store:
        backups.keep(store, "asked")
        write(store, Draft("claim", "c9", {"speaker": "gone"}))
        backups.keep(store, "undo")
        with store.transaction():
            store.db.execute("DELETE FROM change WHERE entity = 'c9'")
    recovering.recover(damaged, tmp_path / "new.db")
    with opened(tmp_path / "new.db") as store:
        assert "c9" not in {r[_ENTITY] for r in log(store)}


def test_who_wrote_it_is_known_though_the_table_of_writers_is_gone(damaged: Path, tmp_path: Path) -> None:
    with opened(damaged) as store:
        (page,) = store.one("SELECT rootpage FROM sqlite_schema WHERE name = 'writer'")
    patch(damaged, (page - 1) * PAGE, bytes(PAGE))
    made = recovering.recover(damaged, tmp_path / "new.db")
    with opened(tmp_path / "new.db") as store:
        names = set(people.displayed(tables.reviewers(store)).values())
        assert names == {"Anna", "Ben", "Unknown (recovered)"}, "a first session says its name, a later one does not"
    assert len(made.chains) == 3
    assert all("who they were could not be read" in chain.said for chain in made.chains)


def test_a_half_written_action_beside_the_file_is_taken_back(damaged: Path, tmp_path: Path) -> None:
    with opened(damaged) as store:
        before = log(store)
        store.db.execute("PRAGMA cache_size = 2")
        store.db.execute("PRAGMA cache_spill = 1")
        store.db.execute("BEGIN IMMEDIATE")
        store.db.execute("DELETE FROM change WHERE seq > 5")
        left = tmp_path / "left"
        left.mkdir()
        for one in (damaged, Path(f"{damaged}-journal")):
            (left / one.name).write_bytes(one.read_bytes())
    made = recovering.recover(left / damaged.name, tmp_path / "new.db")
    assert made.whole
    with opened(tmp_path / "new.db") as store:
        assert sorted(log(store)) == sorted(before)


def test_the_end_of_a_log_that_an_index_still_names_is_called_missing(damaged: Path, tmp_path: Path) -> None:
    with opened(damaged) as store:
        last = store.one("SELECT max(rowid) FROM change")[0]
        writer, seq = store.one("SELECT writer, seq FROM change WHERE rowid = ?", [last])
    data = damaged.read_bytes()
    digest = sorted(r for r in carving.carve(damaged).rows if r[:2] == (writer, seq))[0][11].encode()
    assert data.count(digest) == 1
    patch(damaged, data.index(digest), b"\x00")
    made = recovering.recover(damaged, tmp_path / "new.db")
    (chain,) = made.chains
    assert (chain.lost.writer.id, chain.lost.missing) == (writer, ((seq, seq),))
    assert f"1 change missing: {seq}" in chain.said
    assert chain.reviewer == "Anna"


def test_a_session_of_which_only_an_index_knows_is_called_missing(damaged: Path, tmp_path: Path) -> None:
    with opened(damaged) as store:
        write(store, Draft("claim", "c9", {"speaker": "later"}))
        (writer,) = store.one("SELECT writer FROM change WHERE entity = 'c9'")
        (page,) = store.one("SELECT rootpage FROM sqlite_schema WHERE name = 'writer'")
    patch(damaged, damaged.read_bytes().index(b'{"speaker":"later"}'), b"\x00")
    patch(damaged, (page - 1) * PAGE, bytes(PAGE))
    made = recovering.recover(damaged, tmp_path / "new.db")
    (chain,) = [c for c in made.chains if c.lost.writer.id == writer]
    assert chain.lost.missing == ((1, 1),)
    assert NOBODY in chain.said


def test_what_was_taken_out_of_the_log_does_not_come_back_from_free_pages(damaged: Path, tmp_path: Path) -> None:
    with opened(damaged) as store:
        left = [row for row in log(store) if row[1] <= 5]
        store.db.execute("PRAGMA secure_delete = OFF").fetchall()  # on some systems, not on others
        store.db.execute("DELETE FROM change")  # all at once leaves the pages as they were
        with store.transaction():
            store.insert_rows(left)
        assert store.one("PRAGMA freelist_count")[0] > 5
    assert recovering.recover(damaged, tmp_path / "new.db").whole
    with opened(tmp_path / "new.db") as store:
        assert sorted(log(store)) == sorted(left)


def test_what_is_moved_after_a_gap_names_what_it_saw_and_undid_by_its_new_name(damaged: Path, tmp_path: Path) -> None:
    with opened(damaged) as store:
        rows = store.fetch("SELECT writer, seq, entity, patch FROM change WHERE kind = 'claim' ORDER BY rowid")
    writer, _, _, text = rows[0]
    data = damaged.read_bytes()
    patch(damaged, data.index(text.encode()), b"\x00")
    made = recovering.recover(damaged, tmp_path / "new.db")
    (chain,) = made.chains
    assert chain.lost.writer.id == writer
    with opened(tmp_path / "new.db") as store:
        ids = {f"{r[0]}:{r[1]}" for r in log(store)}
        seen = {name for r in log(store) if r[0] not in {w for w, *_ in rows} for name in json.loads(r[8])}
        gone = f"{writer}:{chain.lost.missing[0][0]}"
        assert seen - ids == {gone}, "only what is missing is named and not there"
        acts = {f"{r[0]}:{r[4]}" for r in log(store)}
        undone = {r[9] for r in log(store)} - {None}
        assert undone <= acts


class Counting(io.BytesIO):
    """Counts how often it is read."""

    reads = 0

    def read(self, size: int | None = -1) -> bytes:
        self.reads += 1
        return super().read(size)


def test_a_file_made_to_lead_in_circles_does_so_for_a_while_only() -> None:
    pages = 50
    header = b"\x0d\x00\x00\x01\x90\x00\x00\x00" + (1000).to_bytes(2, "big") * 400  # 400 rows at one place,
    row = b"\x8c\x80\x00\x01" + bytes(489) + (2).to_bytes(4, "big")  # each of 196,608 bytes, from page 2 on
    leaf = (header.ljust(1000, b"\x00") + row).ljust(PAGE, b"\x00")
    over = (2).to_bytes(4, "big") + bytes(PAGE - 4)
    data = bytes(PAGE) + over + leaf * (pages - 2)
    file = Counting(data)
    found = carving._Pages(file, PAGE).carved()
    assert found.rows == []
    assert pages < file.reads <= 6 * pages
