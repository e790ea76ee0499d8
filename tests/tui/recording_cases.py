"""What each key records beside the verdict, as steps that press it and assert: run by test_recording_keys."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import attrs
from reading_desk import FIRST, QUOTE, SECOND, Reader
from textual.widgets import DataTable, Input
from workroom import look

from annot.tui.dialogs.choose import Choose, Find
from annot.tui.dialogs.claim_types import PickTypes
from annot.tui.dialogs.writing import Write
from annot.tui.screens.checklist import Checklist
from annot.tui.widgets.panel import ClaimPanel

Steps = Callable[[Reader, str], Awaitable[None]]
LEDGER = "https://ledger.example/chain"


@attrs.frozen
class Case:
    """`steps` press the key that they are given, and assert."""

    steps: Steps


CASES: dict[str, Case] = {}


def pressing(*keys: str) -> Callable[[Steps], Steps]:
    def note(steps: Steps) -> Steps:
        CASES.update(dict.fromkeys(keys, Case(steps)))
        return steps

    return note


def evidence(r: Reader) -> list[tuple[str, str, str]]:
    """(words of the claim, source, stance), as another process sees them."""
    return look(
        r.path,
        "SELECT c.quote, coalesce(s.url, s.title), e.stance FROM evidence e JOIN claim c ON c.id = e.claim "
        "JOIN source s ON s.id = e.source WHERE e.deleted = 0 ORDER BY c.start, e.created_at",
    )


def field(r: Reader, name: str) -> list[str | None]:
    return [row[0] for row in look(r.path, f'SELECT "{name}" FROM claim WHERE deleted = 0 ORDER BY start, created_at')]


async def type_text(r: Reader, text: str) -> None:
    await r.type(*("space" if c == " " else c for c in text))


def on_top(r: Reader) -> object:
    return r.app.screen


@pressing("a")
async def a_source_is_typed_or_picked_from_those_used_before(r: Reader, key: str) -> None:
    await r.type(key)
    await r.until(lambda: isinstance(on_top(r), Find))
    assert r.claims() == [], "nothing is recorded before there is an answer"
    await type_text(r, "Harbour log")
    await r.press("enter")
    assert evidence(r) == [(FIRST, "Harbour log", "supports")]
    assert field(r, "status") == ["unchecked"]
    await r.type("l", key)
    await r.until(lambda: isinstance(on_top(r), Find))
    await r.press("down", "enter")
    assert evidence(r)[1] == (SECOND, "Harbour log", "supports")
    assert look(r.path, "SELECT count(*) FROM source") == [(1,)]


@pressing("y")
async def a_recent_source_is_cited_again_by_its_number(r: Reader, key: str) -> None:
    await cited(r, LEDGER)
    await r.press("l", "1", key, "1")
    assert evidence(r)[1] == (SECOND, LEDGER, "supports")
    assert r.claims()[1][1] == "supported", "the digit was an answer, not a verdict"


@pressing("Y")
async def all_sources_of_the_claim_before(r: Reader, key: str) -> None:
    await cited(r, LEDGER)
    await cited(r, "Harbour log")
    await r.press("l", key)
    assert [row[:2] for row in evidence(r)[2:]] == [(SECOND, LEDGER), (SECOND, "Harbour log")]


@pressing("equals_sign")
async def a_verdict_is_picked_beside_its_definition(r: Reader, key: str) -> None:
    await r.type(key)
    assert isinstance(on_top(r), Choose)
    await r.press("4")
    assert r.claims() == [(FIRST, "refuted", None)]


@pressing("r")
async def the_reasons_are_written(r: Reader, key: str) -> None:
    await r.press("1", key)
    assert isinstance(on_top(r), Write)
    await type_text(r, "two logs agree")
    await r.press("enter")
    assert field(r, "rationale") == ["two logs agree"]


@pressing("t")
async def types_are_marked(r: Reader, key: str) -> None:
    await r.press("1", key)
    assert isinstance(on_top(r), PickTypes)
    before = set(on_top(r).query_one("SelectionList").selected)
    await r.press("7", "enter")
    kept = [t.id for t in r.screen.page.book.types if t.id in before ^ {"law_rule"}]
    assert look(r.path, "SELECT json(types) FROM claim") == [(str(kept).replace("'", '"').replace(" ", ""),)]


@pressing("C")
async def confidence_goes_round(r: Reader, key: str) -> None:
    await r.press("1", key)
    assert field(r, "confidence") == ["low"]
    await r.press(key, key)
    assert field(r, "confidence") == ["high"]
    await r.press(key)
    assert field(r, "confidence") == [None]


@pressing("m")
async def a_question_to_the_writer_and_its_answer(r: Reader, key: str) -> None:
    await r.press("1", key)
    await type_text(r, "which quarter")
    await r.press("enter")
    assert look(r.path, "SELECT kind, text, answer FROM comment") == [("question", "which quarter", None)]
    await r.type(key)
    await type_text(r, "the second")
    await r.press("enter")
    assert look(r.path, "SELECT kind, answer FROM comment") == [("question", "the second")]


@pressing("e")
async def the_claim_takes_the_selections_edges(r: Reader, key: str) -> None:
    await r.press("1", "b", "b", key)
    quote = r.claims()[0][0]
    assert FIRST.startswith(quote)
    assert quote != FIRST
    assert len(r.claims()) == 1


@pressing("A")
async def another_claim_on_the_same_words(r: Reader, key: str) -> None:
    await r.press("1", key, "4")
    assert sorted(r.claims()) == [(FIRST, "refuted", None), (FIRST, "supported", None)]


@pressing("R")
async def a_repeated_claim_copies_verdict_and_sources(r: Reader, key: str) -> None:
    await cited(r, LEDGER)
    await r.press("2", "l", key)
    await r.press("down", "enter")
    assert [row[1] for row in r.claims()] == ["mostly", "mostly"]
    assert evidence(r)[1][:2] == (SECOND, LEDGER)


@pressing("H")
async def a_claim_about_the_headline(r: Reader, key: str) -> None:
    await r.type(key)
    await r.press("1")
    await r.press("3")
    assert look(r.path, "SELECT about, quote, status FROM claim") == [("headline", None, "misleading")]


@pressing("K")
async def the_kind_of_a_paragraph(r: Reader, key: str) -> None:
    await r.type("j", "j")
    line = next(n for n, text in enumerate(r.lines()) if r.selected in text)
    assert "·" not in r.lines()[line].split(r.selected)[0]
    await r.type(key)
    await r.press("1")
    assert look(r.path, "SELECT kind FROM paragraph WHERE n = 3") == [("body",)]
    assert "·" in r.lines()[line].split(r.selected)[0]  # now it is to be done


@pressing("comma")
async def the_next_thing_is_what_is_unchecked_then_what_lacks_a_source(r: Reader, key: str) -> None:
    await r.press("1", "l", "0", "l", "2", "g", key)
    assert r.selected == SECOND
    assert "Unchecked, 1 of them" in r.status
    await r.press("4", key)
    assert r.selected.startswith(QUOTE)
    assert "Without a source, 3 of them" in r.status


@pressing("S")
async def the_next_thing_that_stands_under_no_claim(r: Reader, key: str) -> None:
    await r.type(key)
    assert (r.selected, r.status) == ("Port Aldray", "A name without a claim. S goes on; a digit makes one of it.")
    await r.type(key)
    assert r.selected == "May 20"
    await r.press("1", "g", key, key)
    assert r.selected == QUOTE
    assert r.claims() == [("May 20", "supported", None)]


@pressing("z")
async def the_panel_goes_and_comes(r: Reader, key: str) -> None:
    panel = r.screen.query_one(ClaimPanel)
    assert panel.display
    await r.type(key)
    assert not panel.display
    await r.type(key)
    assert panel.display


@pressing("enter")
async def the_card_has_every_field(r: Reader, key: str) -> None:
    await r.press("1", key)
    await r.until(lambda: isinstance(on_top(r), Choose))
    await r.type("down", "down", "down", "down", "down")
    await r.press("enter")
    await type_text(r, "Ilse Brandt")
    await r.press("enter")
    assert field(r, "speaker") == ["Ilse Brandt"]
    await r.until(lambda: isinstance(on_top(r), Choose))
    await r.type("down")
    await r.press("enter")
    await type_text(r, "june")
    await r.press("enter")
    assert field(r, "said_on") == [None], "what is no date is not taken"
    await r.type(*["backspace"] * 4)
    await type_text(r, "2026-06-07")
    await r.press("enter")
    assert field(r, "said_on") == ["2026-06-07"]


@pressing("L")
async def marked_rows_take_one_key_together_and_one_undo(r: Reader, key: str) -> None:
    await r.press("1", "l", "1", "l", "1", key)
    assert isinstance(on_top(r), Checklist)
    assert on_top(r).query_one(DataTable).row_count == 3
    await r.type("up", "up", "space", "space")
    await r.press("4")
    assert [row[1] for row in r.claims()] == ["refuted", "refuted", "supported"]
    await r.until(lambda: isinstance(on_top(r), Checklist))
    await r.press("q", "u")
    assert [row[1] for row in r.claims()] == ["supported"] * 3


@pressing("slash")
async def the_text_is_searched(r: Reader, key: str) -> None:
    await r.type(key)
    await type_text(r, "truce")
    await r.type("enter")
    assert r.selected == "truce"
    await r.press("1")
    assert r.claims() == [("truce", "supported", None)]


@pressing("n")
async def on_to_the_next_place_found(r: Reader, key: str) -> None:
    await searched(r)
    first = r.screen.cursor.span
    await r.type(key)
    assert r.selected.lower() == "the"
    assert r.screen.cursor.span.start > first.start


@pressing("N")
async def back_to_the_place_found_before(r: Reader, key: str) -> None:
    await searched(r)
    first = r.screen.cursor.span
    await r.type("n", key)
    assert r.screen.cursor.span == first
    await r.type(key)
    assert r.screen.cursor.span.start < first.start


@pressing("colon", "ctrl+p")
async def every_action_by_name(r: Reader, key: str) -> None:
    await r.press("1")
    await r.type(key)
    await r.until(lambda: isinstance(on_top(r), Find))
    await type_text(r, "take the current claim back")
    await r.press("enter")
    await r.until(lambda: r.claims() == [])


@pressing("o")
async def finish_from_the_list_of_places(r: Reader, key: str) -> None:
    await r.type(key)
    assert isinstance(on_top(r), Choose)
    await r.press("1")
    assert look(r.path, 'SELECT start, "end" FROM reading WHERE deleted = 0') == [(0, 0)]


async def cited(r: Reader, what: str) -> None:
    await r.type("a")
    await r.until(lambda: isinstance(on_top(r), Find))
    on_top(r).query_one(Input).value = what
    await r.press("enter")


async def searched(r: Reader) -> None:
    await r.type("slash")
    await type_text(r, "the")
    await r.type("enter")


@pressing("T")
async def tour_begins_and_is_left(r: Reader, key: str) -> None:
    await r.press(key)
    await r.written()
    assert r.screen.has_class("-touring")
    await r.press(key)
    assert not r.screen.has_class("-touring")
