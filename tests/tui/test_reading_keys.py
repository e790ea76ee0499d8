"""Every key of the reading screen does what it says: seen in the file by a second connection, or on the cursor.

The cases of the marking keys are run once more with the binding taken away: then their assertions must fail.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from pathlib import Path

import attrs
import pytest
import recording_cases
from reading_desk import FIRST, QUOTE, SECOND, Reader, claim_on, project, read
from textual.widgets import Static

from annot.tui.keymap import READING, explained
from annot.tui.screens.help import HelpScreen


@attrs.frozen
class Case:
    """`steps` press `key` and assert; `claims` are (words, status) that the reader made before."""

    steps: Callable[[Reader, str], Awaitable[None]]
    claims: tuple[tuple[str, str], ...] = ()


CASES: dict[str, Case] = {}
Steps = Callable[[Reader, str], Awaitable[None]]


def pressing(*keys: str, claims: tuple[tuple[str, str], ...] = ()) -> Callable[[Steps], Steps]:
    def note(steps: Steps) -> Steps:
        CASES.update(dict.fromkeys(keys, Case(steps, claims)))
        return steps

    return note


# -- moving


@pressing("l", "right")
async def to_the_next_unit_and_over_the_end_of_a_paragraph(r: Reader, key: str) -> None:
    await r.type(key)
    assert r.selected == SECOND
    await r.type(key)
    assert r.selected == f"{QUOTE} said Ilse Brandt, who speaks for the union."


@pressing("h", "left")
async def to_the_unit_before_and_over_the_start_of_a_paragraph(r: Reader, key: str) -> None:
    await r.type("l", "l", "l", key, key)
    assert r.selected == SECOND
    await r.type(key, key)
    assert r.selected == FIRST
    assert "the beginning of the article" in r.status


@pressing("j", "down")
async def to_the_next_paragraph(r: Reader, key: str) -> None:
    await r.type(key, key)
    assert r.selected == "Your browser doesn’t support HTML5"


@pressing("k", "up")
async def to_the_paragraph_before(r: Reader, key: str) -> None:
    await r.type("j", "j", "j", key, key)
    assert r.selected.startswith(QUOTE)


@pressing("w")
async def by_word(r: Reader, key: str) -> None:
    await r.type(key)
    assert r.selected == "The"
    await r.type("l", "l", "l")
    assert r.selected == "Port"


@pressing("c")
async def by_clause(r: Reader, key: str) -> None:
    await r.type(key)
    assert r.selected == "The harbour of Port Aldray has been chained since May 20,"
    await r.type("l")
    assert r.selected == "the council said."


@pressing("s")
async def by_sentence(r: Reader, key: str) -> None:
    await r.type("w", "l", key)
    assert r.selected == FIRST


@pressing("i")
async def by_quotation_marks_included(r: Reader, key: str) -> None:
    await r.type("j", key)
    assert r.selected == QUOTE


@pressing("p")
async def by_paragraph(r: Reader, key: str) -> None:
    await r.type(key)
    assert r.selected == f"{FIRST} {SECOND}"


@pressing("v")
async def hold_an_edge(r: Reader, key: str) -> None:
    await r.type("c", key, "l")
    assert r.selected == FIRST
    await r.type(key, "l")
    assert r.selected == "the council said."
    await r.leave_hold()
    await r.type("l")
    assert r.selected == SECOND


@pressing("f", "shift+right")
async def the_end_one_word_forth(r: Reader, key: str) -> None:
    await r.type("w", key, key)
    assert r.selected == "The harbour of"


@pressing("b", "shift+left")
async def the_end_one_word_back(r: Reader, key: str) -> None:
    await r.type("c", key, key)
    assert r.selected == "The harbour of Port Aldray has been chained since May"


@pressing("F")
async def the_start_one_word_forth(r: Reader, key: str) -> None:
    await r.type(key, key)
    assert r.selected == FIRST.removeprefix("The harbour ")


@pressing("B")
async def the_start_one_word_back(r: Reader, key: str) -> None:
    await r.type("l", key)
    assert r.selected == f"said. {SECOND}"


@pressing("pagedown", "ctrl+d")
async def a_page_down(r: Reader, key: str) -> None:
    before = r.lines()
    await r.type(key)
    assert r.lines()[0][3:] in [line[3:] for line in before[-3:]]  # nothing is passed over
    assert r.screen.view.on_screen(r.screen.cursor.span.start)
    assert r.done() == []


@pressing("pageup", "ctrl+u")
async def a_page_up(r: Reader, key: str) -> None:
    await r.type("G")
    before = r.lines()
    await r.type(key)
    assert r.lines()[-1][3:] in [line[3:] for line in before[:3]]
    assert r.screen.view.on_screen(r.screen.cursor.span.start)


@pressing("g", "home")
async def to_the_first_unit(r: Reader, key: str) -> None:
    await r.type("j", "j", "j", key)
    assert r.selected == FIRST


@pressing("G", "end")
async def to_the_last_unit(r: Reader, key: str) -> None:
    await r.type(key)
    assert r.selected == "The harbour stays closed."
    assert r.screen.view.on_screen(r.screen.cursor.span.end - 1)


# -- marking


async def _digit(r: Reader, key: str) -> None:
    book = r.screen.page.book
    status = book.by_key(int(key))
    await r.press(key)
    if status is None:
        assert r.claims() == []
        assert f"no verdict on {key}" in r.status
        return
    assert r.claims() == [(FIRST, status.id, None)]
    if status.definition:
        assert status.definition in r.status
    await r.press("l", "h")  # back on exactly these words the claim is the current one: nothing new is made
    other = next(n for n in range(1, 8) if str(n) != key)
    await r.press(str(other), key)
    assert r.claims() == [(FIRST, status.id, None)]


for digit in "0123456789":
    pressing(digit)(_digit)


@pressing("d")
async def said_so(r: Reader, key: str) -> None:
    await r.press(key)
    assert r.claims() == [(FIRST, "unchecked", None)]
    assert "Said so?" in r.status
    await r.press("2")
    answer = r.claims()[0][2]
    assert answer
    assert answer in r.status
    await r.press("3", key, "0")
    assert r.claims() == [(FIRST, r.screen.page.book.by_key(3).id, None)]


TWO = ((FIRST, "supported"), ("77 percent", "refuted"))


@pressing("tab", claims=TWO)
async def to_the_next_claim_and_round(r: Reader, key: str) -> None:
    await r.type("j", key)
    assert r.selected == "77 percent"
    assert r.current.status == "refuted"
    await r.type(key)
    assert r.selected == FIRST
    await r.press("2")
    assert [status for _, status, _ in r.claims()] == [r.screen.page.book.by_key(2).id, "refuted"]


@pressing("shift+tab", claims=TWO)
async def to_the_claim_before_and_round(r: Reader, key: str) -> None:
    await r.type("j", key)
    assert r.selected == FIRST
    await r.type(key)
    assert r.selected == "77 percent"


@pressing("x", claims=TWO)
async def take_back(r: Reader, key: str) -> None:
    await r.press(key)  # the cursor stands on the first claim's words
    assert [words for words, _, _ in r.claims()] == ["77 percent"]
    await r.press(key)
    assert len(r.claims()) == 1
    assert "No claim is current" in r.status


@pressing("space")
async def done_and_on(r: Reader, key: str) -> None:
    await r.press(key)
    assert [words[:11] for words in r.done()] == ["The harbour"]
    assert "P1 done" in r.status
    assert r.selected.startswith(QUOTE)
    await r.press(key)
    assert r.selected.startswith("Of its"), "debris is passed over"
    assert "2/29 done" in r.header


@pressing("u")
async def undo(r: Reader, key: str) -> None:
    await r.press("1", "l", "2", key)
    assert [words for words, _, _ in r.claims()] == [FIRST]
    await r.press(key)
    assert r.claims() == []
    await r.press(key)
    assert "nothing of yours to undo" in r.status


@pressing("U")
async def redo(r: Reader, key: str) -> None:
    await r.press("1", "l", "2", "u", "u", key, key)
    assert [words for words, _, _ in r.claims()] == [FIRST, SECOND]
    assert r.selected == SECOND


# -- the rest


@pressing("question_mark")
async def help_lists_every_key(r: Reader, key: str) -> None:
    await r.type(key)
    assert isinstance(r.app.screen, HelpScreen)
    shown = str(r.app.screen.query_one(Static).content)
    for keys, what in explained(READING, {}):
        assert re.search(rf"^ *{re.escape(keys)}  {re.escape(what)}$", shown, re.MULTILINE), keys
    await r.type("q")
    assert r.app.screen is r.screen
    assert r.app.return_code is None


@pressing("q")
async def leave(r: Reader, key: str) -> None:
    await r.press("l", "l")
    await r.type(key)
    assert r.app.return_code == 0


@pressing("ctrl+c")
async def everything_is_saved(r: Reader, key: str) -> None:
    await r.press("1", key)
    assert "Everything is saved; q leaves." in r.status
    assert r.app.return_code is None


ALL_KEYS = [key for one in READING for key in one.keys]
MARKING = ["0", "1", "7", "d", "tab", "x", "space", "u", "U"]


def _read(folder: Path, key: str, *, bound: bool) -> None:
    case = CASES[key]
    path, article = project(folder)
    for words, status in case.claims:
        claim_on(path, article, words, {"status": status})

    async def steps(r: Reader) -> None:
        if not bound:
            r.unbind(key)
        await case.steps(r, key)

    read(path, steps, size=(90, 20))


def test_every_key_has_its_test() -> None:
    assert set(ALL_KEYS) == CASES.keys() | recording_cases.CASES.keys()


@pytest.mark.parametrize("key", list(CASES))
def test_the_key_does_what_it_says(tmp_path: Path, key: str) -> None:
    _read(tmp_path, key, bound=True)


@pytest.mark.parametrize("key", MARKING)
def test_without_its_binding_the_same_test_fails(tmp_path: Path, key: str) -> None:
    with pytest.raises(AssertionError):
        _read(tmp_path, key, bound=False)
