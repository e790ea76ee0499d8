"""Undo through the desk: across restarts, processes and kinds of actions."""

from __future__ import annotations

import subprocess
import sys

import attrs
import pytest
from workroom import ANNA, BEGIN, BEN, TEXT, Project, article, folded, log, place, row

from annot.codebook.parse import default
from annot.desk import citing, claims, codebooks, exporting, importing, people, reading, talking, undoing
from annot.errors import NothingToDo
from annot.formats.sheet import Dialect
from annot.history.change import Draft
from annot.model.claim import Reviewer
from annot.store import checking, tables
from annot.store.exporting import Wanted


def whole(desk):
    assert checking.dump(desk.store.db) == folded(desk.store)
    assert checking.problems(desk.store) == []


def test_a_claim_with_its_sources_is_one_undo(project: Project) -> None:
    desk = project.desk()
    a = article(desk)
    claim = claims.tag(desk, a, place("77 percent"), {"status": "refuted"}, sources=["https://x.example/1", "Log"])
    undone = undoing.undo(desk)
    assert undone.said == "1 claim, 2 sources, 2 evidence"
    assert tables.claims(desk.store, a.id) == []
    assert tables.sources(desk.store) == []
    assert tables.evidence(desk.store, [claim.id]) == []
    undoing.redo(desk)
    assert [c.id for c in tables.claims(desk.store, a.id)] == [claim.id]
    assert len(tables.evidence(desk.store, [claim.id])) == 2
    whole(desk)


@pytest.mark.parametrize("what", ["https://x.example/1", "Minutes of the harbour council"])
def test_a_source_that_somebody_else_cites_too_keeps_what_it_is_when_its_maker_takes_it_back(
    project: Project, what: str
) -> None:
    anna, ben = project.desk(), project.desk(BEN)
    a = article(project.desk(Reviewer("r0000000000000003", "Cleo")))
    mine = claims.tag(anna, a, place("77 percent"), {"status": "supported"}, sources=[what])
    theirs = claims.tag(ben, a, place("1,482 members"), {"status": "supported"}, sources=[what])
    (source,) = tables.sources(ben.store)
    undoing.undo(anna)
    assert [attrs.evolve(s, updated_at=None) for s in tables.sources(ben.store)] == [
        attrs.evolve(source, updated_at=None)
    ]
    assert [e.source for e in tables.evidence(ben.store, [theirs.id, mine.id])] == [source.id]
    whole(ben)
    undoing.redo(anna)
    assert len(tables.evidence(ben.store, [theirs.id, mine.id])) == 2
    undoing.undo(ben)
    assert len(tables.evidence(ben.store, [theirs.id, mine.id])) == 1
    undoing.undo(anna)
    assert tables.sources(ben.store) == []
    whole(ben)


def test_undo_reaches_back_through_restarts_to_the_first_action(project: Project) -> None:
    claim = None
    for status in ("mostly", "refuted", "supported"):
        desk = project.desk()  # a new writer each time
        if claim is None:
            claim = claims.tag(desk, article(desk), place("77 percent"), {"status": status})
        else:
            claims.edit(desk, claim, {"status": status})
    seen = []
    for _ in range(2):
        desk = project.desk()
        undoing.undo(desk)
        seen.append(row(desk.store, "claim", claim.id)["status"])
    assert seen == ["refuted", "mostly"]
    undoing.undo(project.desk())
    undoing.undo(desk)
    assert tables.headings(desk.store) == [], "the article too"
    with pytest.raises(NothingToDo):
        undoing.undo(desk)
    for _ in range(4):
        undoing.redo(project.desk())
    assert row(desk.store, "claim", claim.id)["status"] == "supported"
    assert desk.store.one("SELECT count(*) FROM writer")[0] > 5
    whole(desk)


CHILD = """
import os, sys
sys.path.insert(0, os.path.dirname({tests!r}))
from pathlib import Path
from workroom import *
from annot.desk import claims
with_clock = Project(Path(sys.argv[1]), Clock())
desk = with_clock.desk(store=with_clock.open(durable=True))
claim = claims.tag(desk, article(desk), place("77 percent"), {{"status": "refuted"}})
claims.edit(desk, claim, {{"status": "supported"}})
print(claim.id, flush=True)
os.kill(os.getpid(), 9)
"""


def test_undo_in_a_second_process_after_kill_9(project: Project) -> None:
    import workroom

    run = subprocess.run(
        [sys.executable, "-c", CHILD.format(tests=workroom.__file__), str(project.path)], capture_output=True, text=True
    )
    assert run.returncode == -9, run.stderr
    claim = run.stdout.strip()
    desk = project.desk()
    assert row(desk.store, "claim", claim)["status"] == "supported"
    undoing.undo(desk)
    assert row(desk.store, "claim", claim)["status"] == "refuted"
    undoing.redo(desk)
    assert row(desk.store, "claim", claim)["status"] == "supported"
    undoing.undo(desk)
    undoing.undo(desk)
    assert row(desk.store, "claim", claim)["deleted"] == 1
    whole(desk)


def test_an_import_is_one_undo(project: Project, tmp_path) -> None:
    desk = project.desk()
    a = article(desk)
    for n in range(30):
        span = place(TEXT.split()[n + 5])
        claims.tag(desk, a, span, {"status": "supported"}, sources=[f"https://x.example/{n}"])
    exporting.export(desk, "csv", Wanted(), Dialect(), tmp_path / "sheets")
    other = Project(tmp_path / "other.db", project.clock)
    into = other.desk(BEN)
    importing.import_csv(into, tmp_path / "sheets")
    assert len(tables.claims(into.store, a.id)) == 30
    undoing.undo(into)
    live = {
        k: [r for r in rows if r[-3] == 0]
        for k, rows in checking.dump(into.store.db).items()
        if k not in ("aside", "final_claims", "group_sort")
    }
    assert {k for k, rows in live.items() if rows} <= {"reviewer", "codebook"}
    undoing.redo(into)
    assert len(tables.claims(into.store, a.id)) == 30
    whole(into)
    other.close()


def test_many_paragraphs_at_once_are_one_undo(project: Project) -> None:
    desk = project.desk()
    a = article(desk)
    reading.mark(desk, a, [2, 3, 4])
    undoing.undo(desk)
    assert tables.readings(desk.store, a.id) == []
    undoing.redo(desk)
    assert len(tables.readings(desk.store, a.id)) == 3


def test_done_and_open_again_and_done(project: Project) -> None:
    desk = project.desk()
    a = article(desk)
    for done in (True, False, True):
        reading.mark(desk, a, [2], done=done)
    counts = []
    for step in (undoing.undo, undoing.undo, undoing.undo, undoing.redo, undoing.redo, undoing.redo):
        step(desk)
        counts.append(len(tables.readings(desk.store, a.id)))
    assert counts == [0, 1, 0, 1, 0, 1]
    whole(desk)


def test_what_sets_a_session_up_is_never_undone(project: Project) -> None:
    desk = project.desk()
    article(desk)
    assert tables.current_codebook(desk.store)[0] == default().id
    undoing.undo(desk)
    with pytest.raises(NothingToDo):
        undoing.undo(desk)
    assert [r.name for r in tables.reviewers(desk.store)] == ["Anna"]
    assert tables.current_codebook(desk.store)[0] == default().id
    whole(desk)


def test_each_undoes_only_their_own(project: Project) -> None:
    store = project.open()
    anna, ben = project.desk(ANNA, store), project.desk(BEN, store)
    a = article(anna)
    mine = claims.tag(anna, a, place("77 percent"), {"status": "supported"})
    his = claims.tag(ben, a, place("1,140"), {"status": "refuted"})
    talking.comment(ben, mine, "Sure?", "question")
    question = tables.comments(store)[0]
    talking.answer(anna, question, "Yes.")
    talking.answer(ben, question, "No!")
    undoing.undo(anna)  # her answer, which Ben has written over since
    assert row(store, "comment", question.id)["answer"] == "No!"
    undoing.undo(ben)
    assert row(store, "comment", question.id)["answer"] is None, "hers was taken back before"
    undoing.undo(anna)
    assert [c.id for c in tables.claims(store, a.id)] == [his.id]
    assert row(store, "comment", question.id)["deleted"] == 0
    whole(anna)


def test_undo_says_which_fields_others_own_by_now(project: Project) -> None:
    store = project.open()
    anna, ben = project.desk(ANNA, store), project.desk(BEN, store)
    claim = claims.tag(anna, article(anna), place("77 percent"), {"status": "supported"}, sources=["Ballot"])
    source = tables.sources(store)[0]
    citing.complete(anna, source, {"author": "Anna", "publisher": "Union"})
    citing.complete(ben, source, {"author": "Ben"})
    undone = undoing.undo(anna)
    assert undone.kept == ((source.id, "author"),)
    now = row(store, "source", source.id)
    assert (now["author"], now["publisher"]) == ("Ben", None)
    assert claim.id in {e.claim for e in tables.evidence(store, [claim.id])}


def test_a_renamed_reviewer_and_two_made_one_are_undone(project: Project) -> None:
    store = project.open()
    anna, ben = project.desk(ANNA, store), project.desk(BEN, store)
    article(anna)
    article(ben, "Another text.\n")
    people.rename(anna, "Anna", "Anna K.")
    people.same(anna, "Anna K.", "Ben")
    undoing.undo(anna)
    assert {r.name: r.same_as for r in tables.reviewers(store)} == {"Anna K.": None, "Ben": None}
    undoing.undo(anna)
    assert {r.name for r in tables.reviewers(store)} == {"Anna", "Ben"}
    whole(anna)


def test_a_changed_kind_is_undone_to_what_the_article_says(project: Project) -> None:
    desk = project.desk()
    a = article(desk)
    was = a.paragraphs[1].kind
    for kind in ("caption", "credit"):
        reading.change_kind(desk, tables.article(desk.store, a.id), 2, kind)
    kinds = []
    for step in (undoing.undo, undoing.undo, undoing.redo, undoing.redo):
        step(desk)
        kinds.append(tables.article(desk.store, a.id).paragraphs[1].kind)
    assert kinds == ["caption", was, "caption", "credit"]
    whole(desk)


def books() -> tuple[str, str]:
    toml = default().toml
    return toml + "\n# the desk's own\n", toml + "\n# the other one\n"


def current(desk) -> str:
    return tables.current_codebook(desk.store)[1]


def test_a_codebook_is_undone_and_done_again(project: Project) -> None:
    desk = project.desk()
    article(desk)
    one, two = books()
    for toml in (one, two, one):
        codebooks.use(desk, toml, "x.toml")
        assert current(desk) == toml
    seen = []
    for step in (undoing.undo, undoing.undo, undoing.undo, undoing.redo, undoing.redo, undoing.redo):
        step(desk)
        seen.append(current(desk))
    assert seen == [two, one, default().toml, one, two, one]
    whole(desk)


def test_a_codebook_that_is_used_is_in_force_whatever_the_clock_said_before(project: Project) -> None:
    desk = project.desk()
    project.clock.now = BEGIN + 10**12
    article(desk)
    project.clock.now = BEGIN
    one, two = books()
    for toml in (one, two):
        codebooks.use(desk, toml, "x.toml")
        assert current(desk) == toml
    whole(desk)


def test_five_hundred_undos_and_redos_cost_each_the_same(project: Project) -> None:
    """Counted in statements: a figure that does not depend on the machine."""
    desk = project.desk()
    a = article(desk)
    made = [claims.tag(desk, a, place(words), {"speaker": "0"}) for words in ("77 percent", "1,140", "1,482", "May 20")]
    for n in range(1, 251):
        claims.edit(desk, made[n % 4], {"speaker": str(n)})
    statements: list[str] = []
    desk.store.db.conn.set_trace_callback(statements.append)
    counts = []
    for step in [undoing.undo] * 250 + [undoing.redo] * 250:
        statements.clear()
        step(desk)
        counts.append(sum(not s.startswith("--") for s in statements))  # not those of triggers
        if len(counts) == 250:
            assert {c.speaker for c in tables.claims(desk.store, a.id)} == {"0"}
    assert max(counts) <= min(counts) + 2
    desk.store.db.conn.set_trace_callback(None)
    assert {c.speaker for c in tables.claims(desk.store, a.id)} == {"247", "248", "249", "250"}
    with pytest.raises(NothingToDo):
        undoing.redo(desk)
    whole(desk)


def test_undo_writes_and_never_removes(project: Project) -> None:
    desk = project.desk()
    claim = claims.tag(desk, article(desk), place("77 percent"), {})
    claims.edit(desk, claim, {"speaker": "x"})
    before = log(desk.store)
    for step in (undoing.undo, undoing.undo, undoing.redo):
        step(desk)
        after = log(desk.store)
        assert after[: len(before)] == before
        assert len(after) > len(before)
        before = after


def test_an_undo_that_finds_nothing_to_put_back_is_still_done(project: Project) -> None:
    """Ben set the only field since: nothing changes, and the next undo takes the action before."""
    store = project.open()
    anna = project.desk(ANNA, store)
    claim = claims.tag(anna, article(anna), place("77 percent"), {"speaker": "a"})
    claims.edit(anna, claim, {"speaker": "b"})
    with store.action(BEN.id) as action:
        action.add(Draft("claim", claim.id, {"speaker": "c"}))
    assert undoing.undo(anna).kept == ((claim.id, "speaker"),)
    assert row(store, "claim", claim.id)["speaker"] == "c"
    undoing.undo(anna)
    assert row(store, "claim", claim.id)["deleted"] == 1
    assert attrs.asdict(tables.claim(store, claim.id))["speaker"] == "c"
    whole(anna)
