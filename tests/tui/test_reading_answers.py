"""What comes back to a reader: a refused dialog with its text, the keys that work here, and what hints did."""

from __future__ import annotations

import json
from pathlib import Path

from reading_desk import DANA, FIRST, Reader, claim_on, project, read
from textual.widgets import Input, SelectionList, Static, TextArea
from workroom import look

from annot.desk import claims as claims_desk
from annot.desk.session import Desk
from annot.store import tables
from annot.store.project import Store
from annot.tui.dialogs.choose import Find
from annot.tui.dialogs.writing import Write
from annot.tui.screens.checklist import Checklist
from annot.tui.widgets.keyline import KeyLine, Legend


def withdrawn(path: Path, claim: str) -> None:
    """Somebody takes the claim back in another process, under the open dialog."""
    with Store(path, device="elsewhere") as store:
        found = tables.claim(store, claim)
        assert found is not None
        claims_desk.withdraw(Desk(store, DANA), found)


def test_a_refused_reason_comes_back_with_its_text_and_why(tmp_path: Path) -> None:
    path, article = project(tmp_path)
    claim = claim_on(path, article, FIRST, {"status": "supported"}, DANA).id

    async def steps(r: Reader) -> None:
        await r.press("tab", "r", *"because")
        withdrawn(path, claim)
        await r.press("enter")
        await r.until(lambda: isinstance(r.app.screen, Write) and r.app.screen.query(".trouble"))
        assert r.app.screen.query_one(TextArea).text == "because"
        assert "taken back" in str(r.app.screen.query_one(".trouble", Static).content)
        assert look(path, "SELECT text FROM draft WHERE text = 'because'") == [("because",)]
        await r.press("escape")

    read(path, steps)


def test_a_refused_source_comes_back_with_its_title(tmp_path: Path) -> None:
    path, article = project(tmp_path)
    claim = claim_on(path, article, FIRST, {"status": "supported"}, DANA).id

    async def steps(r: Reader) -> None:
        await r.press("tab", "a", *"minutes")
        withdrawn(path, claim)
        await r.press("enter")
        await r.until(lambda: isinstance(r.app.screen, Find) and r.app.screen.query(".trouble"))
        assert r.app.screen.query_one(Input).value == "minutes"
        await r.press("escape")

    read(path, steps)


def test_a_claim_made_from_a_hint_says_so_in_the_log_and_another_does_not(tmp_path: Path) -> None:
    path, _ = project(tmp_path)

    async def steps(r: Reader) -> None:
        await r.press("S")
        words = r.selected
        await r.press("1", "g", "4")
        patches = [json.loads(p) for (p,) in look(path, "SELECT patch FROM change WHERE kind = 'claim' ORDER BY rowid")]
        assert [(p["quote"], p.get("hint") is not None) for p in patches] == [(words, True), (FIRST, False)]

    read(path, steps)


def test_the_footer_shows_the_keys_that_work_here_with_the_users_own(tmp_path: Path) -> None:
    path, _ = project(tmp_path)

    async def steps(r: Reader) -> None:
        footer = r.app.screen.query_one(Legend)
        assert "Space done" in str(footer.content)
        await r.press("1")
        assert "a cite" in str(footer.content)
        assert "Space done" not in str(footer.content)

    read(path, steps, size=(80, 24))


async def click_on(r: Reader, words: str) -> None:
    line = next(k for k in r.app.screen.query(KeyLine) if words in str(k.content))
    await r.pilot.click(line, offset=(str(line.content).index(words) + line.styles.padding.left, 0))
    await r.written()


def test_a_click_on_a_verdict_and_on_a_key_does_what_the_key_does(tmp_path: Path) -> None:
    path, _ = project(tmp_path)

    async def steps(r: Reader) -> None:
        await click_on(r, "1✓SUP")
        await click_on(r, "4✗REF")
        assert r.claims() == [(FIRST, "refuted", None)]
        await click_on(r, "a cite")
        await r.press(*"minutes")
        await click_on(r, "Enter takes it")
        assert look(path, "SELECT title FROM source") == [("minutes",)]
        await click_on(r, "a cite")
        await click_on(r, "Esc leaves")
        assert not isinstance(r.app.screen, Find)

    read(path, steps, size=(80, 24))


def test_every_answer_to_said_so_is_in_sight_at_80_columns(tmp_path: Path) -> None:
    path, _ = project(tmp_path)

    async def steps(r: Reader) -> None:
        await r.press("1", "d")
        strips = r.app.screen._compositor.render_strips()
        line = next(line for strip in strips if "Said so?" in (line := strip.text))
        assert [part for part in line.split() if part.isdigit()] == ["1", "2", "3", "4", "5", "6", "0"]
        assert line.rstrip().endswith(("saved", "saving"))

    read(path, steps, size=(80, 24))


def test_a_digit_that_is_no_answer_leaves_the_question_open(tmp_path: Path) -> None:
    """The next digit is meant for it too, and would be a verdict else."""
    path, _ = project(tmp_path)

    async def steps(r: Reader) -> None:
        await r.press("1", "d", "9")
        assert r.status.startswith("There is no answer 9")
        await r.press("2")
        assert r.claims() == [(FIRST, "supported", "accurate_paraphrase")]
        await r.press("a", *"minutes", "enter", "y", "5")
        assert r.status.startswith("There is no source 5")
        await r.press("2")
        assert r.status.startswith("There is no source 2")
        await r.press("1")
        assert r.claims() == [(FIRST, "supported", "accurate_paraphrase")]

    read(path, steps)


def test_in_the_checklist_too_and_what_is_not_asked_any_more_is_not_answered(tmp_path: Path) -> None:
    path, _ = project(tmp_path)

    async def keys(r: Reader) -> str:
        await r.until(lambda: isinstance(r.app.screen, Checklist))
        return str(r.app.screen.query_one("#keys", Static).content)

    async def steps(r: Reader) -> None:
        await r.press("1", "a", *"minutes", "enter", "L", "d", "9")
        assert (await keys(r)).startswith("There is no answer 9")
        await r.press("y", "4")
        assert (await keys(r)).startswith("There is no source 4")
        await r.press("d", "2")
        assert (await keys(r)).startswith("1 claim")
        await r.press("d", "space", "3")
        await keys(r)
        assert r.claims() == [(FIRST, "misleading", "accurate_paraphrase")]

    read(path, steps)


def on_screen(r: Reader) -> list[str]:
    return [strip.text for strip in r.app.screen._compositor.render_strips()]


def test_which_types_are_marked_is_seen_without_colour(tmp_path: Path) -> None:
    path, _ = project(tmp_path)

    async def steps(r: Reader) -> None:
        await r.press("1", "t")
        marked = r.app.screen.query_one(SelectionList).selected
        signs = {t.id: line for t in r.screen.page.book.types for line in on_screen(r) if f" {t.label} " in line}
        assert 0 < len(marked) < len(signs)
        assert {t for t, line in signs.items() if "X" in line.split("▌")[0]} == set(marked)
        await r.press("escape")

    read(path, steps, size=(80, 30))


def test_how_one_leaves_the_checklist_and_searches_is_in_sight_at_80_columns(tmp_path: Path) -> None:
    path, _ = project(tmp_path)

    async def steps(r: Reader) -> None:
        await r.press("1", "L", "space")
        await r.until(lambda: isinstance(r.app.screen, Checklist))
        assert on_screen(r)[-1].rstrip().endswith("· q back · 0-9 d t y a x u · o open only · / filter")
        await r.press("q", "slash")
        assert any("Enter takes it · Esc leaves" in line for line in on_screen(r))
        assert not any("picks" in line for line in on_screen(r))
        await r.press("escape")

    read(path, steps, size=(80, 24))


def test_in_a_low_window_the_line_that_is_chosen_and_the_keys_stay_in_sight(tmp_path: Path) -> None:
    path, _ = project(tmp_path)

    async def steps(r: Reader) -> None:
        await r.press("o")
        assert any("Esc leaves" in line for line in on_screen(r))
        await r.press("up")
        assert any("high-contrast colours" in line for line in on_screen(r))
        await r.press("escape", "1", "t", "up")
        assert any("picture or video" in line for line in on_screen(r))
        await r.press("escape")

    read(path, steps, size=(44, 12))
