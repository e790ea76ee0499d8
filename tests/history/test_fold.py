"""What changes add up to: the same on every copy, in whatever order they arrived."""

from __future__ import annotations

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from workroom import BEGIN, TEXT, TEXT_ID, chain, place

from annot.history.change import Change, Writer
from annot.history.fold import Entity, Known, fold, heads, lacking, settle
from annot.history.kinds import KINDS, LEVELS

WRITERS = {f"w{n}": f"r{n}" for n in range(3)}
SPAN = place("77 percent")
patches = st.dictionaries(
    st.sampled_from(["status", "speaker", "deleted", "of_the_future", "created_at", "updated_at"]),
    st.sampled_from([0, 1, None, "a", "b"]),
    max_size=3,
)


def change(writer: str, seq: int, clock: int, patch: dict[str, object], at: int = BEGIN, **more: object) -> Change:
    usual = {"action": seq, "kind": "claim", "entity": "c1", "prev": (), "undoes": None, "schema": 1, "digest": ""}
    return Change(writer=writer, seq=seq, clock=clock, at=at, patch=patch, **usual | more)


@st.composite
def shuffled(draw: st.DrawFn) -> tuple[list[Change], list[Change]]:
    """Changes of three writers, many with equal clocks, in two orders."""
    made, seqs = [], dict.fromkeys(WRITERS, 0)
    for _ in range(draw(st.integers(1, 8))):
        writer = draw(st.sampled_from(sorted(WRITERS)))
        seqs[writer] += 1
        made.append(change(writer, seqs[writer], draw(st.integers(1, 3)), draw(patches), draw(st.integers(0, 9))))
    return made, draw(st.permutations(made))


@given(shuffled())
def test_the_fold_does_not_depend_on_the_order_of_arrival(changes: tuple[list[Change], list[Change]]) -> None:
    assert fold(changes[0], WRITERS) == fold(changes[1], WRITERS)
    assert heads(changes[0]) == heads(changes[1])


def test_of_equal_clocks_the_writer_decides_then_the_seq() -> None:
    early, late = change("w1", 2, 5, {"status": "a"}), change("w2", 1, 5, {"status": "b"})
    assert fold([late, early], WRITERS).fields["status"] == "b"
    again = change("w2", 2, 5, {"status": "c"})
    assert fold([again, late, early], WRITERS).fields["status"] == "c"


def test_each_field_is_that_of_its_own_latest_change() -> None:
    first = change("w1", 1, 1, {"status": "a", "speaker": "x"})
    entity = fold([change("w2", 1, 2, {"status": "b"}), first], WRITERS)
    assert entity.fields == {"status": "b", "speaker": "x"}
    assert entity.creator == "r1"


def test_an_edit_never_revives_and_creating_again_does() -> None:
    made, gone = change("w1", 1, 1, {"status": "a"}), change("w1", 2, 2, {"deleted": 1})
    edit = change("w2", 1, 3, {"status": "b"})
    assert fold([made, gone, edit], WRITERS).deleted == 1
    assert fold([made, gone, edit], WRITERS).fields["status"] == "b", "what was edited is there when it comes back"
    assert fold([made, gone, edit, change("w1", 3, 4, {"deleted": 0})], WRITERS).deleted == 0


@pytest.mark.parametrize(
    "patch",
    [
        {"text": "Another."},
        {"paragraphs": [[0, 9, "body"]]},
        {"text": None, "paragraphs": None},
        {"text": "Another.", "paragraphs": [[0, 8, "body"]]},
        {"text": TEXT, "paragraphs": [[0, len(TEXT) + 1, "body"]]},
        {"text": TEXT, "paragraphs": "all"},
        {"text": [TEXT], "paragraphs": [[0, 9, "body"]]},
    ],
)
@pytest.mark.parametrize("clock", [1, 9])
def test_nobody_changes_the_text_of_an_article_or_its_paragraphs(patch: dict[str, object], clock: int) -> None:
    whole = {"text": TEXT, "paragraphs": [[0, len(TEXT), "body"]]}
    made = change("w0", 1, 5, whole, kind="article", entity=TEXT_ID)
    theirs = change("w1", 1, clock, patch | {"title": "Another"}, kind="article", entity=TEXT_ID)
    again = change("w2", 1, 7, {"text": TEXT, "paragraphs": [[0, 9, "body"]]}, kind="article", entity=TEXT_ID)
    fields = fold([theirs, again, made], WRITERS).fields
    assert {name: fields[name] for name in whole} == whole
    assert fields["title"] == "Another"


def test_created_and_updated_are_those_of_the_first_and_last_change_unless_a_patch_gives_them() -> None:
    first, second = change("w1", 1, 1, {}, BEGIN), change("w1", 2, 2, {}, BEGIN + 60_000)
    entity = fold([second, first], WRITERS)
    assert (entity.created_at, entity.updated_at) == ("2026-11-22T12:00:00.000Z", "2026-11-22T12:01:00.000Z")
    given_ = attrs.evolve(first, patch={"created_at": "2001", "updated_at": "2002"})
    assert (fold([given_], WRITERS).created_at, fold([given_], WRITERS).updated_at) == ("2001", "2002")
    entity = fold([given_, second], WRITERS)
    assert (entity.created_at, entity.updated_at) == ("2001", "2026-11-22T12:01:00.000Z")


def test_first_and_last_are_by_clock_not_by_wall_time() -> None:
    entity = fold([change("w1", 1, 1, {}, BEGIN + 60_000), change("w1", 2, 2, {}, BEGIN)], WRITERS)
    assert (entity.created_at, entity.updated_at) == ("2026-11-22T12:01:00.000Z", "2026-11-22T12:00:00.000Z")


def test_heads_are_what_no_later_change_had_seen() -> None:
    a, b = chain(Writer("w1", "r1", "d", 0), {}, {"prev": ("w1:1",)})
    (c,) = chain(Writer("w2", "r2", "d", 0), {"prev": ("w1:1",)})
    assert heads([a]) == ("w1:1",)
    assert heads([c, a, b]) == ("w1:2", "w2:1"), "two edits, side by side"


# -- settling

HERE = Known(text=lambda i: TEXT if i == TEXT_ID else None, has=lambda kind, i: i in (TEXT_ID, "c1", "s1", "a1:1"))
CLAIM = {"article": TEXT_ID, "start": SPAN.start, "end": SPAN.end, "quote": "77 percent"}


def settled(kind: str, /, **fields: object) -> object:
    return settle(Entity(kind, "x1", fields, "r1", "2026", "2027"), HERE)


def test_a_claim_that_fits_gets_its_absent_fields() -> None:
    row = settled("claim", **CLAIM)
    assert isinstance(row, dict)
    assert (row["about"], row["status"], row["reviewer"], row["deleted"]) == ("text", "unchecked", "r1", 0)
    assert (row["created_at"], row["updated_at"]) == ("2026", "2027")
    assert settled("claim", **CLAIM, reviewer="r9")["reviewer"] == "r9"


def test_a_claim_about_something_else_has_no_span() -> None:
    row = settled("claim", **CLAIM, about="headline")
    assert {row[name] for name in ("start", "end", "quote", "prefix", "suffix")} == {None}


GOOD = {
    "article": {"text": "ab", "paragraphs": [[0, 2, "body"]]},
    "reviewer": {"name": "A"},
    "codebook": {"toml": ""},
    "claim": CLAIM,
    "source": {"url": "https://x.example"},
    "evidence": {"claim": "c1", "source": "s1"},
    "reading": {"article": TEXT_ID, "start": 0, "end": 9},
    "assignment": {"article": TEXT_ID},
    "reveal": {"article": TEXT_ID},
    "comment": {"kind": "note", "text": "x", "article": TEXT_ID},
    "search": {"claim": "c1", "place": "archive"},
    "decision": {"article": TEXT_ID, "claims": ["c1"], "status": "x", "decided_by": "r1"},
}
NEEDED = [(kind, field) for kind, fields in GOOD.items() for field in fields]


@pytest.mark.parametrize("kind", GOOD)
def test_what_is_needed_is_enough(kind: str) -> None:
    assert isinstance(settled(kind, **GOOD[kind]), dict)
    assert kind in KINDS
    assert any(kind in level for level in LEVELS)


@pytest.mark.parametrize(("kind", "field"), NEEDED)
@pytest.mark.parametrize("none", [False, True])
def test_what_lacks_a_needed_field_is_set_aside(kind: str, field: str, none: bool) -> None:
    fields = {k: v for k, v in GOOD[kind].items() if k != field} | ({field: None} if none else {})
    why = {"source": "it has neither url nor title", "comment": "it has neither article nor claim"}
    usual = f"it has no {field}"
    assert settled(kind, **fields) == (why[kind] if kind in why and field in ("url", "article") else usual)


WRONG = {
    "_text": [7, ["a"], {}, True],
    "_whole": ["7", 2**63, -(2**63) - 1, 1.5, True],
    "_names": ["a", ["a", 1], {}],
    "_pairs": [["ab"], [["a"]], [["a", 1]]],
    "_paragraphs": ["a", [[0, 1]], [[0, 1, 2]], [[0, "1", "body"]]],
}


@pytest.mark.parametrize("kind", GOOD)
def test_a_value_that_its_column_cannot_hold_sets_the_entity_aside(kind: str) -> None:
    for field, holds in KINDS[kind].fields.items():
        for value in WRONG[holds.__name__]:
            assert settled(kind, **GOOD[kind] | {field: value}) == f"its field {field} cannot hold what it was given"


@pytest.mark.parametrize(
    ("field", "value"), [("created_at", 7), ("updated_at", ["x"]), ("deleted", 2), ("deleted", "1")]
)
def test_the_fields_that_every_kind_has_are_looked_at_too(field: str, value: object) -> None:
    made = fold([change("w1", 1, 1, GOOD["claim"] | {field: value})], WRITERS)
    assert settle(made, HERE) == f"its field {field} cannot hold what it was given"


REFERENCES = [(k, f, other) for k, kind in KINDS.items() for f, other in kind.refs.items()]


@pytest.mark.parametrize(("kind", "field", "other"), REFERENCES)
def test_what_refers_to_something_absent_waits_for_it_by_name(kind: str, field: str, other: str) -> None:
    assert settled(kind, **GOOD[kind] | {field: "x9"}) == lacking(other, "x9")


@pytest.mark.parametrize(
    ("start", "end", "quote"),
    [
        (SPAN.start, SPAN.end, "78 percent"),
        (SPAN.start + 1, SPAN.end, "77 percent"),
        (SPAN.end, SPAN.start, ""),
        (0, 0, ""),
        (-10, -1, TEXT[-10:-1]),
        (0, len(TEXT) + 9, TEXT + "x"),
    ],
)
def test_a_quote_that_is_not_what_stands_there_sets_the_claim_aside(start: int, end: int, quote: str) -> None:
    answer = settled("claim", **CLAIM | {"start": start, "end": end, "quote": quote})
    assert answer == "its quote is not what stands in the article there"


@pytest.mark.parametrize("spans", [[[0, 3]], [[1, 1]], [[0, 2], [1, 2]], [[-1, 2]], [[1, 2], [0, 1]]])
def test_an_article_whose_paragraphs_do_not_lie_in_its_text_is_set_aside(spans: list[list[int]]) -> None:
    answer = settled("article", text="ab", paragraphs=[[*span, "body"] for span in spans])
    assert answer == "its paragraphs do not lie in its text"


def test_an_article_without_a_word_is_set_aside() -> None:
    assert settled("article", text="", paragraphs=[]) == "it has no text"


def test_fields_of_the_future_do_not_disturb() -> None:
    assert settled("claim", **CLAIM, hologram={"x": 1}) == settled("claim", **CLAIM)


def test_every_reference_is_settled_on_an_earlier_level() -> None:
    level = {kind: n for n, kinds in enumerate(LEVELS) for kind in kinds}
    assert level.keys() == KINDS.keys()
    assert all(level[other] < level[kind] for kind, _, other in REFERENCES)
