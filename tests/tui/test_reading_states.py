"""What the reading screen says in each of its states, at 80x24 and 120x40: the words, the verdict's code, "saved"."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from reading_desk import FIRST, SECOND, Reader, project, read
from textual.widgets import Input, Static, TextArea

SIZES = [(80, 24), (120, 40)]
State = Callable[[Reader], Awaitable[list[str]]]


def shown(reader: Reader) -> str:
    """All that is on the screen, as text, white space made one blank."""
    app = reader.app
    lines = ["".join(segment.text for segment in strip) for strip in app.screen._compositor.render_strips()]
    return " ".join(" ".join(lines).split())


async def a_new_article(r: Reader) -> list[str]:
    return [FIRST, "0 claims", "NEW:", "1✓SUP", "? keys", "Space done", "saved"]


async def a_claim(r: Reader) -> list[str]:
    await r.press("1")
    return [f"✓{FIRST[:40]}", "1 claim", "✓SUP supported:", "a cite", "saved"]


async def a_claim_reached_again(r: Reader) -> list[str]:
    await r.press("1", "l", "tab")
    return ["C1 ✓SUP 0 src", FIRST[:20], "saved"]


async def two_on_the_same_words(r: Reader) -> list[str]:
    await r.press("1", "A", "4")
    return ["2 claims", "✗REF refuted:", "saved"]


async def said_so_is_asked(r: Reader) -> list[str]:
    await r.press("2", "d")
    return ["Said so? 1", "≈", "saved"]


async def one_is_done(r: Reader) -> list[str]:
    await r.press("1", "space")
    return ["P1 done", "1/", SECOND[:12], "saved"]


async def taken_back(r: Reader) -> list[str]:
    await r.press("1", "x")
    return ["0 claims", "Taken back; u brings it again.", "saved"]


async def undone(r: Reader) -> list[str]:
    await r.press("1", "4", "u")
    return ["Undone:", "✓", "1 claim", "saved"]


async def an_edge_is_held(r: Reader) -> list[str]:
    await r.press("v")
    return ["l and h move the end of it; v moves the other edge, q lets go.", "saved"]


async def a_source_is_asked(r: Reader) -> list[str]:
    await r.press("1", "a")
    assert r.app.focused is r.app.screen.query_one(Input)
    return ["A source for", "Enter takes it", "its address, or its title", "saved"]


async def a_source_is_cited(r: Reader) -> list[str]:
    await r.press("1", "a", *"minutes", "enter")
    return ["Cited:", "1 source", "minutes", "saved"]


async def a_message_is_typed(r: Reader) -> list[str]:
    await r.press("1", "m", *"who says")
    assert r.app.focused is r.app.screen.query_one(TextArea)
    return ["About", "[question to the writer]", "who says", "Enter saves"]


async def the_card(r: Reader) -> list[str]:
    await r.press("1", "enter")
    return ["supported", "said so?", "Esc leaves"]


async def the_checklist(r: Reader) -> list[str]:
    await r.press("1", "l", "2", "L")
    return ["✓", "≈", "2 claims", "Space marks"]


async def the_verdicts(r: Reader) -> list[str]:
    await r.press("equals_sign")
    return ["True?", "supported", "mostly right", "Esc leaves"]


async def all_keys(r: Reader) -> list[str]:
    await r.press("question_mark")
    return ["next unit", "previous unit", "by clause"]


STATES = [
    a_new_article,
    a_claim,
    a_claim_reached_again,
    two_on_the_same_words,
    said_so_is_asked,
    one_is_done,
    taken_back,
    undone,
    an_edge_is_held,
    a_source_is_asked,
    a_source_is_cited,
    a_message_is_typed,
    the_card,
    the_checklist,
    the_verdicts,
    all_keys,
]


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "120x40"])
@pytest.mark.parametrize("state", STATES, ids=[state.__name__ for state in STATES])
def test_state(tmp_path: Path, state: State, size: tuple[int, int]) -> None:
    path, _ = project(tmp_path)

    async def steps(r: Reader) -> None:
        wanted = await state(r)
        await r.written()
        screen = shown(r)
        for text in wanted:
            assert " ".join(text.split()) in screen, screen
        wide = size[0] >= 100
        panel = r.app.screen_stack[0].query_one("ClaimPanel")
        assert panel.display == wide
        assert all(widget.region.right <= size[0] for widget in r.app.screen.query(Static))

    read(path, steps, size=size)
