"""The bytes of a change and the chain that they form."""

from __future__ import annotations

import json

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from workroom import chain

from annot.history.change import Change, Writer, canonical, chained, change_row, first_break, genesis

WRITER = Writer("w9f2c41d07b3ea865", "r1", "lab-3", 1795348800000)
PATCH = {"article": "a1", "end": 33, "quote": "20% of Ukraine", "start": 19, "status": "refuted"}
EXAMPLE = {"clock": 117659978956800000, "at": 1795348800000, "action": 1, "entity": "c7", "patch": PATCH}
DIGEST = "bcbcc609a707e22b50dfc7c74e8938fd39321ace537d0859343a80f9ce64cf66"
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda v: st.lists(v) | st.dictionaries(st.text(), v),
    max_leaves=6,
)


def test_the_worked_example_of_the_format_has_its_published_digest() -> None:
    (change,) = chain(WRITER, EXAMPLE)
    assert change.digest == DIGEST
    assert first_break(WRITER, [change]) is None


def test_the_digest_is_what_the_format_says_in_plain_words() -> None:
    """SHA-256 over the raw digest before and the row without its own, recomputed here without our own code."""
    from hashlib import sha256

    def dumped(row: object) -> bytes:
        return json.dumps(row, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()

    first, second = chain(WRITER, EXAMPLE, {"patch": {"speaker": "Жінка 👩‍👧"}, "prev": (f"{WRITER.id}:1",)})
    before = sha256(dumped(attrs.asdict(WRITER))).digest()
    for change in (first, second):
        row = attrs.asdict(change, recurse=False) | {"prev": list(change.prev), "clock": str(change.clock)}
        del row["digest"]
        before = sha256(before + dumped(row)).digest()
        assert change.digest == before.hex()


@given(st.dictionaries(st.text(), json_values))
def test_equal_values_are_equal_bytes_whatever_the_order_of_their_keys(value: dict[str, object]) -> None:
    assert canonical(dict(reversed(value.items()))) == canonical(value)
    assert json.loads(canonical(value)) == value


def test_what_is_no_json_is_refused() -> None:
    with pytest.raises(ValueError):
        canonical({"x": float("nan")})


def test_the_clock_leaves_as_text_because_json_numbers_end_at_2_to_the_53() -> None:
    (change,) = chain(WRITER, EXAMPLE)
    assert change_row(change)["clock"] == "117659978956800000"


OTHERS = {
    "clock": 117659978956800001,
    "at": 1,
    "action": 9,
    "kind": "source",
    "entity": "c8",
    "patch": {"status": "x"},
    "prev": ("w1:1",),
    "undoes": "w1:1",
    "schema": 2,
    "digest": "00" * 32,
    "seq": 7,
    "writer": "w2",
}


@pytest.mark.parametrize("field", [field.name for field in attrs.fields(Change)])
@pytest.mark.parametrize("at", [0, 1, 2])
def test_a_change_of_any_field_of_any_change_breaks_the_chain_there(field: str, at: int) -> None:
    changes = chain(WRITER, EXAMPLE, {"entity": "c2"}, {"entity": "c3"})
    changes[at] = attrs.evolve(changes[at], **{field: OTHERS[field]})
    assert f":{at + 1}" in str(first_break(WRITER, changes)) or f":{OTHERS['seq']}" in str(first_break(WRITER, changes))


@pytest.mark.parametrize("field", ["id", "reviewer", "device", "started"])
def test_another_writer_row_breaks_the_chain_at_its_first_change(field: str) -> None:
    """Otherwise somebody's work could be given to somebody else."""
    other = attrs.evolve(WRITER, **{field: 7 if field == "started" else "r2"})
    assert genesis(other) != genesis(WRITER)
    assert first_break(other, chain(WRITER, EXAMPLE, {})) is not None


def test_a_missing_a_swapped_and_a_forged_change_are_found() -> None:
    a, b, c = chain(WRITER, {}, {}, {})
    assert first_break(WRITER, [a, c]) == f"change {WRITER.id}:2 is missing"
    assert first_break(WRITER, [b, c]) == f"change {WRITER.id}:1 is missing"
    assert first_break(WRITER, [a, c, b]) is not None
    forged = attrs.evolve(b, patch={"status": "refuted"})
    forged = attrs.evolve(forged, digest=chained(bytes.fromhex(a.digest), forged))
    assert first_break(WRITER, [a, forged, c]) == f"change {c.id} is not what its author wrote"
    assert first_break(WRITER, []) is None
