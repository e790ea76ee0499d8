"""The reading screen with a person at it: fast, interrupted, with colleagues, in any terminal."""

from __future__ import annotations

from pathlib import Path

import pytest
from reading_desk import BEN, DANA, FIRST, SECOND, TEXT, Reader, claim_on, project, read
from workroom import look

from annot.desk import reading as reading_desk
from annot.desk.session import Desk
from annot.store.project import Store
from annot.tui.terminal import needs_ascii
from annot.tui.widgets.paint import GUTTER


def test_saved_stands_there_from_the_start_and_nothing_is_marked(tmp_path: Path) -> None:
    path, _ = project(tmp_path)

    async def steps(r: Reader) -> None:
        assert r.saved == "saved"
        assert "0/29 done · 0 claims" in r.header
        assert r.selected == FIRST
        await r.press("j", "pagedown", "l", "j")  # a first read
        assert r.claims() == []
        assert r.done() == []

    read(path, steps)


def test_digits_typed_faster_than_they_are_written_all_count(tmp_path: Path) -> None:
    path, _ = project(tmp_path)

    async def steps(r: Reader) -> None:
        book = r.screen.page.book
        await r.type("1", "4")
        assert r.current.status == book.by_key(4).id  # painted before anything is written
        await r.type("l", "2", "j", "j", "3", "d", "1", "x", "l", "5", "d", "2")
        await r.written()
        assert [(words[:5], status) for words, status, _ in r.claims()] == [
            ("The h", book.by_key(4).id),
            ("Famil", book.by_key(2).id),
            ("Of it", book.by_key(5).id),
        ]
        assert [said for _, _, said in r.claims()][:2] == [None, None]
        assert r.claims()[2][2]
        assert r.saved == "saved"
        on_screen = [(c.quote, c.status, c.attribution) for c in r.screen.page.in_order]
        assert on_screen == r.claims()

    read(path, steps)


def test_undo_faster_than_it_is_written_leaves_the_screen_as_the_file(tmp_path: Path) -> None:
    path, _ = project(tmp_path)

    async def steps(r: Reader) -> None:
        await r.press("1", "l", "2")
        await r.type("u", "u", "u", "u")
        await r.written()
        assert r.claims() == []
        assert r.screen.page.in_order == []
        assert "0 claims" in r.header
        await r.type("U", "U", "U", "u")
        await r.written()
        assert [c.quote for c in r.screen.page.in_order] == [words for words, _, _ in r.claims()] == [FIRST]

    read(path, steps)


def test_a_claim_inside_ones_own_has_it_as_parent(tmp_path: Path) -> None:
    path, _ = project(tmp_path)

    async def steps(r: Reader) -> None:
        await r.press("1", "c", "2")
        outer, inner = look(path, 'SELECT id, parent, quote FROM claim ORDER BY "end" DESC')
        assert outer[1] is None
        assert inner[1] == outer[0]
        assert FIRST.startswith(inner[2])

    read(path, steps)


def test_space_only_pages_while_the_end_of_the_paragraph_was_not_on_screen(tmp_path: Path) -> None:
    long = " ".join(f"Sentence {n} is a part of a very long paragraph." for n in range(60))
    path, _ = project(tmp_path, f"{long}\n\nThe end.")

    async def steps(r: Reader) -> None:
        await r.press("space")
        assert r.done() == []
        presses = 1
        while not r.done():
            await r.press("space")
            presses += 1
            assert presses < 20
        assert presses > 2
        assert [words[-10:] for words in r.done()] == ["paragraph."]
        assert r.selected == "The end."

    read(path, steps, size=(60, 14))


def test_debris_is_never_marked_done(tmp_path: Path) -> None:
    path, _ = project(tmp_path)

    async def steps(r: Reader) -> None:
        await r.press("j", "j")
        assert r.selected.startswith("Your browser")
        await r.press("space")
        assert r.done() == []
        assert "not counted" in r.status

    read(path, steps)


def test_undo_and_redo_go_on_after_a_restart(tmp_path: Path) -> None:
    path, _ = project(tmp_path)

    async def first(r: Reader) -> None:
        await r.press("1", "l", "2", "u")
        await r.leave()

    async def second(r: Reader) -> None:
        await r.press("U")
        assert [words for words, _, _ in r.claims()] == [FIRST, SECOND]
        await r.press("u", "u")
        assert r.claims() == []

    read(path, first)
    read(path, second)


def test_undo_does_not_take_the_article_away_that_is_read(tmp_path: Path) -> None:
    path, _ = project(tmp_path, who=DANA)

    async def steps(r: Reader) -> None:
        await r.press("1", "u", "u")
        assert look(path, "SELECT count(*) FROM article WHERE deleted = 0") == [(1,)]
        assert "you added the article" in r.status

    read(path, steps)


def test_an_article_that_is_gone_is_said_once_and_redo_brings_it_back(tmp_path: Path) -> None:
    path, article = project(tmp_path, who=DANA)

    async def steps(r: Reader) -> None:
        with Store(path, device="bench") as store, store.action(DANA.id) as action:
            from annot.history.change import Draft

            action.add(Draft("article", article.id, {"deleted": 1}))
        await r.press("1")
        assert not r.clerk.unsaved
        assert r.app.is_running

    read(path, steps)


# -- the pointer


def test_a_click_on_a_claim_makes_it_the_current_one_and_a_digit_changes_it(tmp_path: Path) -> None:
    path, article = project(tmp_path)
    claim_on(path, article, "chained since May 20", {"status": "supported"})

    async def steps(r: Reader) -> None:
        at = GUTTER + TEXT.index("since") + 1  # the claim's glyph stands before it
        await r.pilot.click(r.screen.view, offset=(at, 0))
        assert r.selected == "chained since May 20"
        await r.press("3")
        assert r.claims() == [("chained since May 20", r.screen.page.book.by_key(3).id, None)]
        await r.pilot.click(r.screen.view, offset=(GUTTER + 2, 0))
        assert r.selected == FIRST
        assert r.current is None

    read(path, steps, size=(99, 24))


def test_a_drag_selects_for_the_next_digit(tmp_path: Path) -> None:
    path, _ = project(tmp_path)

    async def steps(r: Reader) -> None:
        view, start = r.screen.view, TEXT.index("Port")
        await r.pilot.mouse_down(view, offset=(GUTTER + start, 0))
        await r.pilot.hover(view, offset=(GUTTER + start + 7, 0))
        await r.pilot.hover(view, offset=(GUTTER + start + 10, 0))
        await r.pilot.mouse_up(view, offset=(GUTTER + start + 10, 0))
        assert r.selected == "Port Aldray"
        await r.press("2")
        assert [words for words, _, _ in r.claims()] == ["Port Aldray"]

    read(path, steps)


# -- coming back


def test_leaving_keeps_the_place_and_the_next_start_says_where_one_is(tmp_path: Path) -> None:
    path, _ = project(tmp_path)

    async def first(r: Reader) -> None:
        await r.press("1", "space", "G", "h", "2")
        await r.leave()

    async def second(r: Reader) -> None:
        assert r.selected == "The last word is not spoken."
        assert r.screen.view.on_screen(r.screen.cursor.span.start)
        assert r.status.startswith("You were at P30. 1 of 29 done, 2 without a source")
        assert r.current is not None
        await r.type("h")
        assert "You were at" not in r.status

    read(path, first)
    read(path, second)


@pytest.mark.parametrize("key", ["ctrl+q"])
def test_other_ways_to_leave_keep_the_place_too(tmp_path: Path, key: str) -> None:
    path, article = project(tmp_path)

    async def steps(r: Reader) -> None:
        await r.type("l", key)
        assert r.app.return_code == 0

    read(path, steps)
    with Store(path) as store:
        assert reading_desk.place(Desk(store, DANA), article.id) == TEXT.index(SECOND)


# -- keys that are not there


async def _stray(r: Reader, key: str, said: str) -> None:
    await r.press(key)
    assert said in r.status
    assert r.claims() == []


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("X", "X does nothing here. Caps Lock?"),
        ("percent_sign", "% does nothing here. ? shows"),
        ("backspace", "Backspace does nothing here. ? shows"),
        ("f5", "F5 does nothing here. ? shows"),
    ],
)
def test_a_key_that_does_nothing_says_so(tmp_path: Path, key: str, said: str) -> None:
    path, _ = project(tmp_path)
    read(path, lambda r: _stray(r, key, said))


def test_escape_followed_fast_by_a_key_is_escape_and_then_the_key(tmp_path: Path) -> None:
    path, _ = project(tmp_path)

    async def steps(r: Reader) -> None:
        await r.type("v", "alt+l")
        assert r.screen.cursor.hold is None
        assert r.selected == SECOND
        await r.press("d", "alt+1")  # said so? is let go of, so 1 is a verdict
        assert [status for _, status, _ in r.claims()] == [r.screen.page.book.by_key(1).id]
        assert r.claims()[0][2] is None
        await r.type("v", "escape")
        assert r.screen.cursor.hold is None

    read(path, steps)


# -- with colleagues


def test_anothers_claim_is_not_changed_and_it_is_said_whose_it_is(tmp_path: Path) -> None:
    path, article = project(tmp_path)
    claim_on(path, article, "77 percent", {"status": "supported"}, BEN)

    async def steps(r: Reader) -> None:
        await r.press("tab")
        assert r.selected == "77 percent"
        for key in ("2", "x", "d"):
            await r.press(key)
            assert "Ben's" in r.status, key
            assert r.claims() == [("77 percent", "supported", None)]
        await r.press("escape", "l", "h", "w", "2")
        assert len(r.claims()) == 2

    read(path, steps, reveal=True)


def test_others_claims_are_not_shown_before_one_has_finished(tmp_path: Path) -> None:
    path, article = project(tmp_path)
    claim_on(path, article, "77 percent", {"status": "supported"}, BEN)

    async def steps(r: Reader) -> None:
        await r.press("tab")
        assert "no claim yet" in r.status
        assert "0 claims" in r.header
        assert "✓77" not in "".join(r.lines())

    read(path, steps)


def test_what_another_process_writes_appears_also_under_the_help(tmp_path: Path) -> None:
    path, article = project(tmp_path)

    async def steps(r: Reader) -> None:
        await r.until(lambda: r.clerk._seen)  # the first look, to which later ones are compared
        claim_on(path, article, "Port Aldray", {"status": "refuted"})
        await r.until(lambda: "✗Port Aldray" in r.lines()[0])
        assert "1 claim" in r.header
        assert r.selected == FIRST
        await r.type("question_mark")
        claim_on(path, article, "77 percent", {"status": "refuted"})
        await r.until(lambda: len(r.screen.page.claims) == 2)
        await r.type("q", "tab")
        assert r.selected == "Port Aldray"

    read(path, steps)


# -- terminals


@pytest.mark.parametrize("size", [(40, 10), (400, 100), (1, 1)])
def test_any_size_of_terminal_will_do(tmp_path: Path, size: tuple[int, int]) -> None:
    path, _ = project(tmp_path, title="A headline that is far longer than a small terminal is wide, as headlines are")

    async def steps(r: Reader) -> None:
        await r.press("l", "1", "pagedown", "tab", "space", "question_mark", "q", "g")
        assert [words for words, _, _ in r.claims()] == [SECOND]
        await r.pilot.resize_terminal(80, 24)
        await r.pilot.resize_terminal(*size)
        await r.press("3")
        assert len(r.claims()) == 2

    read(path, steps, size=size)


def test_the_header_says_how_far_one_is_also_where_it_is_narrow(tmp_path: Path) -> None:
    path, _ = project(tmp_path, title="A headline that is far longer than a small terminal is wide, as headlines are")

    async def steps(r: Reader) -> None:
        title, progress = r.screen.query("Header Line")
        assert progress.region.right <= 40
        assert progress.size.width == len("0/29 done · 0 claims")
        assert title.region.right <= progress.region.x

    read(path, steps, size=(40, 10))


def test_without_colour_claims_are_closed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    path, _ = project(tmp_path)

    async def steps(r: Reader) -> None:
        await r.press("w", "l", "1")
        assert r.lines()[0][GUTTER:].startswith("The ✓[harbour] of")

    read(path, steps)


def test_a_terminal_without_glyphs_gets_ascii(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "linux")
    assert needs_ascii()
    path, _ = project(tmp_path, "Plain words here.\n\nSome more of them.")

    async def steps(r: Reader) -> None:
        await r.press("1", "space")
        shown = "".join(r.lines()) + r.status
        assert "+Plain words" in shown
        assert shown.isascii(), shown

    read(path, steps, ascii_only=None)
