"""A well-formed change always enters the log; whether its entity enters the tables is a function of that log."""

from __future__ import annotations

import pytest
from workroom import (
    TEXT,
    TEXT_ID,
    Project,
    article_draft,
    aside,
    claim_draft,
    folded,
    log,
    place,
    row,
    write,
)

from annot.history.change import Draft
from annot.store import checking

SOURCE = Draft("source", "s1", {"url": "https://x.example/1"})
UNLIKE = "a0000000000000000001"
EVIDENCE = Draft("evidence", "e1", {"claim": "c1", "source": "s1"})
SEARCH = Draft("search", "h1", {"claim": "c1", "place": "archive"})
COMMENT = Draft("comment", "m1", {"claim": "c1", "kind": "note", "text": "x"})
KIND = Draft("paragraph", f"{TEXT_ID}:1", {"kind": "caption"})
READING = Draft("reading", "g1", {"article": TEXT_ID, "start": 0, "end": 9})
ALL = [article_draft(), claim_draft("c1"), SOURCE, EVIDENCE, SEARCH, COMMENT, KIND, READING]


def same_as_the_fold(store):
    assert checking.dump(store.db) == folded(store)


LOCAL = ("final_claims", "group_sort")


def test_what_lacks_something_is_there_by_itself_once_that_arrives(project: Project) -> None:
    store = project.open()
    for draft in reversed(ALL):
        write(store, draft)
        same_as_the_fold(store)
    assert aside(store) == {}
    assert {kind: len(rows) for kind, rows in checking.dump(store.db).items() if rows} == dict.fromkeys(
        ("article", "paragraph", "claim", "source", "evidence", "search", "comment", "reading", *LOCAL), 1
    )
    assert row(store, "paragraph", f"{TEXT_ID}:1")["kind"] == "caption"


def test_each_waits_for_one_thing_after_another_by_name(project: Project) -> None:
    store = project.open()
    write(store, EVIDENCE)
    assert aside(store) == {"e1": "claim c1 is not here"}
    write(store, claim_draft("c1"))
    assert aside(store) == {"e1": "claim c1 is not here", "c1": f"article {TEXT_ID} is not here"}
    write(store, article_draft())
    assert aside(store) == {"e1": "source s1 is not here"}
    assert [p.text for p in checking.problems(store)] == ["set aside: source s1 is not here"]
    write(store, SOURCE)
    assert aside(store) == {}
    assert checking.problems(store) == []


@pytest.mark.parametrize("order", [ALL, ALL[::-1], ALL[4:] + ALL[:4]], ids=["forwards", "backwards", "from the middle"])
def test_in_one_action_the_order_of_drafts_does_not_matter(project: Project, order: list[Draft]) -> None:
    store = project.open()
    write(store, *order)
    assert aside(store) == {}
    same_as_the_fold(store)


def test_thousands_wait_and_arrive_at_once(project: Project) -> None:
    """More than one statement can name."""
    store = project.open()
    write(store, *(claim_draft(f"c{n}") for n in range(1201)))
    write(store, *(Draft("evidence", f"e{n}", {"claim": f"c{n}", "source": "s1"}) for n in range(1201)))
    assert len(aside(store)) == 2402
    write(store, SOURCE)
    assert len(aside(store)) == 2402
    write(store, article_draft())
    assert aside(store) == {}
    assert store.one("SELECT count(*) FROM evidence")[0] == store.one("SELECT count(*) FROM claim")[0] == 1201
    same_as_the_fold(store)


def test_a_wrong_quote_is_set_aside_and_comes_when_it_is_right(project: Project) -> None:
    store = project.open()
    write(store, article_draft(), claim_draft("c1", quote="78 percent"), SOURCE, EVIDENCE)
    assert row(store, "claim", "c1") is None
    assert aside(store)["e1"] == "claim c1 is not here"
    write(store, Draft("claim", "c1", {"quote": "77 percent"}))
    assert aside(store) == {}
    assert row(store, "evidence", "e1") is not None


def unlike(*drafts: Draft) -> list[Draft]:
    """The same on an article whose id is not that of its text: only such a one can still be changed."""
    made = []
    for draft in drafts:
        patch = {name: UNLIKE if value == TEXT_ID else value for name, value in draft.patch.items()}
        made.append(Draft(draft.kind, draft.entity.replace(TEXT_ID, UNLIKE), patch))
    return made


@pytest.mark.parametrize(
    ("kind", "entity", "bad", "good"),
    [
        ("claim", "c1", {"end": "x"}, {"end": place("77 percent").end}),
        ("claim", "c1", {"types": "number"}, {"types": ["number"]}),
        ("claim", "c1", {"article": None}, {"article": UNLIKE}),
        ("claim", "c1", {"created_at": 7}, {"created_at": None}),
        ("source", "s1", {"url": None}, {"title": "Log"}),
        ("article", UNLIKE, {"paragraphs": [[0, 10**6, "body"]]}, {"paragraphs": [[0, len(TEXT), "body"]]}),
        ("article", UNLIKE, {"text": 5}, {"text": TEXT}),
        ("comment", "m1", {"text": None}, {"text": "y"}),
    ],
)
def test_a_patch_that_breaks_an_entity_takes_it_and_what_rests_on_it_out_until_it_is_mended(
    project: Project, kind: str, entity: str, bad: dict[str, object], good: dict[str, object]
) -> None:
    store = project.open()
    write(store, *unlike(*ALL))
    before = checking.dump(store.db)
    write(store, Draft(kind, entity, bad))
    assert entity in aside(store)
    assert row(store, kind, entity) is None
    assert {p.text.split(":")[0] for p in checking.problems(store)} == {"set aside"}
    same_as_the_fold(store)
    write(store, Draft(kind, entity, good))
    assert aside(store) == {}
    same_as_the_fold(store)
    assert {k: [r[0] for r in rows] for k, rows in checking.dump(store.db).items()} == {
        k: [r[0] for r in rows] for k, rows in before.items()
    }


def test_a_text_changed_by_a_hostile_patch_takes_its_claims_out_and_back(project: Project) -> None:
    """No article changes where nobody tampers; where one did, no claim may quote what is not there."""
    store = project.open()
    write(store, *unlike(*ALL, claim_draft("c2", "Families")))
    shorter = TEXT.replace("77 percent", "88 percent")
    write(store, Draft("article", UNLIKE, {"text": shorter}))
    assert aside(store)["c1"] == "its quote is not what stands in the article there"
    assert row(store, "claim", "c2") is not None
    assert row(store, "evidence", "e1") is None
    same_as_the_fold(store)
    write(store, Draft("article", UNLIKE, {"text": TEXT}))
    assert aside(store) == {}
    assert row(store, "evidence", "e1") is not None
    same_as_the_fold(store)


def test_a_patch_to_the_text_of_an_article_changes_nothing(project: Project) -> None:
    store = project.open()
    write(store, *ALL)
    before = checking.dump(store.db), row(store, "article", TEXT_ID)
    for patch in ({"text": "Nothing."}, {"text": 5}, {"paragraphs": []}, {"text": None, "paragraphs": None}):
        write(store, Draft("article", TEXT_ID, patch | {"updated_at": before[1]["updated_at"]}))
        assert (checking.dump(store.db), row(store, "article", TEXT_ID)) == before
    same_as_the_fold(store)


def test_what_waits_for_one_thing_waits_for_another_when_that_leaves_first(project: Project) -> None:
    """The claim never was in the tables, so nothing there says that it rests on the article."""
    store = project.open()
    write(store, Draft("article", TEXT_ID, {**article_draft().patch, "text": TEXT.replace("77 percent", "88 percent")}))
    write(
        store,
        claim_draft("c1"),
        Draft("comment", "m1", {"claim": "c1", "article": TEXT_ID, "kind": "note", "text": "x"}),
    )
    write(store, Draft("paragraph", f"{TEXT_ID}:9", {"kind": "credit"}))
    write(store, Draft("article", TEXT_ID, {"text": 7}))
    missing = f"article {TEXT_ID} is not here"
    assert {i: why for i, why in aside(store).items() if i != TEXT_ID} == {
        "c1": missing,
        "m1": missing,
        f"{TEXT_ID}:9": missing,
    }
    same_as_the_fold(store)
    write(store, Draft("article", TEXT_ID, {"text": TEXT}))
    assert aside(store) == {f"{TEXT_ID}:9": "its article has no such paragraph"}
    same_as_the_fold(store)


def test_fewer_paragraphs_and_again_as_many(project: Project) -> None:
    store = project.open()
    two = [[0, 5, "body"], [5, len(TEXT), "body"]]
    write(store, Draft("article", UNLIKE, {"text": TEXT, "paragraphs": two}))
    write(store, Draft("paragraph", f"{UNLIKE}:2", {"kind": "credit"}))
    write(store, Draft("article", UNLIKE, {"paragraphs": two[:1]}))
    assert aside(store) == {f"{UNLIKE}:2": "its article has no such paragraph"}
    same_as_the_fold(store)
    write(store, Draft("article", UNLIKE, {"paragraphs": two}))
    assert aside(store) == {}
    assert row(store, "paragraph", f"{UNLIKE}:2")["kind"] == "credit"
    same_as_the_fold(store)


@pytest.mark.parametrize(
    "patch",
    [
        {"kind": 7},
        {"kind": "credit", "updated_at": {"a": 1}},
        {"kind": "credit", "updated_at": ["a"]},
        {"kind": "credit", "deleted": 7},
    ],
)
def test_a_paragraph_change_that_is_set_aside_changes_nothing(project: Project, patch: dict[str, object]) -> None:
    store = project.open()
    write(store, article_draft())
    before = row(store, "paragraph", f"{TEXT_ID}:1")
    write(store, Draft("paragraph", f"{TEXT_ID}:1", patch))
    assert f"{TEXT_ID}:1" in aside(store)
    assert row(store, "paragraph", f"{TEXT_ID}:1") == before
    same_as_the_fold(store)


def test_unknown_kinds_and_fields_are_kept_for_a_later_version(project: Project) -> None:
    store = project.open()
    write(store, article_draft(), claim_draft("c1", mood="grim"), Draft("hologram", "x1", {"depth": 3}))
    kept = store.fetch("SELECT patch FROM change WHERE kind = 'hologram'")
    assert [r[0] for r in kept] == ['{"depth":3}']
    assert '"mood":"grim"' in store.one("SELECT patch FROM change WHERE entity = 'c1'")[0]
    assert checking.problems(store) == []
    same_as_the_fold(store)


def test_one_id_may_name_entities_of_two_kinds(project: Project) -> None:
    store = project.open()
    write(store, article_draft(), claim_draft("x1"), Draft("source", "x1", {"title": "Log"}))
    write(store, Draft("source", "x1", {"deleted": 1}))
    assert (row(store, "claim", "x1")["deleted"], row(store, "source", "x1")["deleted"]) == (0, 1)


def test_creating_what_exists_brings_it_back_and_an_edit_does_not(project: Project) -> None:
    store = project.open()
    write(store, article_draft(), claim_draft("c1"), SOURCE, Draft("source", "s1", {"deleted": 1}))
    write(store, Draft("source", "s1", {"title": "edited"}))
    assert row(store, "source", "s1")["deleted"] == 1
    write(store, Draft("source", "s1", {"url": "https://x.example/1", "deleted": 0}))
    assert (row(store, "source", "s1")["deleted"], row(store, "source", "s1")["title"]) == (0, "edited")
    same_as_the_fold(store)


def test_an_action_without_drafts_and_an_exception_inside_write_nothing(project: Project) -> None:
    store = project.open()
    write(store)

    def stopped() -> None:
        with store.action("r1") as action:
            action.add(SOURCE)
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError, match="stop"):
        stopped()
    assert log(store) == []
    assert store.fetch("SELECT * FROM writer") == []
    assert not store.db.conn.in_transaction
