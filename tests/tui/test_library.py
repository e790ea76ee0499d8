"""The library: what it shows of each article, how it is searched, what is added, and where its keys lead."""

from __future__ import annotations

import asyncio
import csv
import threading
from pathlib import Path

import pytest
from library_desk import Visitor, assign, shelf, visit
from reading_desk import BEN, DANA, PATIENCE, claim_on
from textual.widgets import Input
from workroom import look

from annot.article.load import load_bytes
from annot.desk import adding, citing, reading
from annot.desk.session import Desk
from annot.model.article import Article
from annot.model.claim import Claim, Reviewer
from annot.store.project import Store
from annot.tui.screens.library import LibraryScreen
from annot.tui.screens.reading import ReadingScreen


def mark(path: Path, article: Article, *numbers: int, who: Reviewer = DANA, whole: bool = False) -> None:
    with Store(path, device="bench") as store:
        reading.mark(Desk(store, who), article, numbers, whole=whole)


def cite(path: Path, claim: Claim, what: str, who: Reviewer = DANA) -> None:
    with Store(path, device="bench") as store:
        citing.cite(Desk(store, who), claim, [what], {})


def test_each_article_says_how_far_one_is_and_who_owes_what(tmp_path: Path) -> None:
    path, (harbour, gates, boats) = shelf(tmp_path)
    mark(path, harbour, 1)
    mark(path, gates, 1, 2, whole=True)
    claim_on(path, harbour, "harbour truce", {"status": "supported"})
    assign(path, boats, DANA, "2026-12-01")
    assign(path, gates, BEN, "2026-12-24")
    assign(path, gates, DANA)  # who has finished it, and owes it no more

    async def steps(v: Visitor) -> None:
        truce, closed, census = v.lines()
        assert truce.split() == ["·", "Harbour", "truce", "▰▰▰▰▱▱▱▱", "1/2", "1"]
        assert closed.split() == ["✓", "Gates", "closed", "▰▰▰▰▰▰▰▰", "2/2"]
        assert census.split() == ["◆", "Boat", "census", "▱▱▱▱▱▱▱▱", "0/2"]
        assert "3 articles · 1 to do for you" in v.text("#progress")
        await v.press("j")
        assert v.text("#everybody") == "Dana ✓   Ben 0/2 owes it by 2026-12-24"

    visit(path, steps)


def test_others_are_beside_the_title_where_there_is_room(tmp_path: Path) -> None:
    path, (harbour, *_) = shelf(tmp_path)
    mark(path, harbour, 1, who=BEN)

    async def steps(v: Visitor) -> None:
        assert v.lines()[0].endswith("Ben 1/2")
        assert v.text("#heads").rstrip().endswith("others")

    visit(path, steps, size=(120, 40))


def test_enter_reads_the_article_and_q_comes_back_to_its_line_with_what_was_done(tmp_path: Path) -> None:
    path, (_, gates, _) = shelf(tmp_path)

    async def steps(v: Visitor) -> None:
        await v.press("j", "enter")
        assert isinstance(v.room, ReadingScreen)
        assert v.room.page.article.id == gates.id
        await v.press("1", "space", "q")
        assert isinstance(v.room, LibraryScreen)
        assert v.app.return_code is None
        assert v.library.chosen == gates.id
        assert v.lines()[1].split()[-2:] == ["1/2", "1"]
        await v.press("q")
        assert v.app.return_code == 0

    visit(path, steps)
    assert look(path, "SELECT status FROM claim WHERE article = ?", [gates.id]) == [("supported",)]
    assert look(path, "SELECT value FROM meta WHERE key LIKE 'place:%'") != []


def test_slash_searches_while_one_types_and_letters_are_words_there(tmp_path: Path) -> None:
    path, (harbour, gates, _) = shelf(tmp_path)
    claim = claim_on(path, gates, "gates closed", {"status": "refuted", "rationale": "the census said so"})
    cite(path, claim, "Harbour ledger")

    async def steps(v: Visitor) -> None:
        await v.press("slash")
        await v.type("cens")
        assert [line.split()[1] for line in v.lines()] == ["Boat", "Gates"]
        assert v.lines()[0].endswith("text")
        assert v.lines()[1].endswith("1 claim")
        await v.press("enter", "j", "enter")
        assert v.room.page.article.id == gates.id  # type: ignore[attr-defined]
        await v.press("q", "slash", *["backspace"] * 4)
        await v.type("harb")
        assert {line.split()[1]: line.rsplit("  ", 1)[1] for line in v.lines()} == {
            "Harbour": "text",
            "Gates": "1 source",
        }
        await v.press("escape")
        assert len(v.lines()) == 2
        await v.press("escape")
        assert len(v.lines()) == 3

    visit(path, steps)
    assert harbour.id != gates.id


def test_letters_typed_right_after_slash_are_words_and_no_commands(tmp_path: Path) -> None:
    path, _ = shelf(tmp_path)

    async def steps(v: Visitor) -> None:
        v.app.screen.action_search()  # type: ignore[attr-defined]
        assert isinstance(v.app.focused, Input)
        await v.type("eau")
        assert isinstance(v.room, LibraryScreen)
        assert v.room.words == "eau"

    visit(path, steps)


def test_one_letter_shows_all_and_two_search(tmp_path: Path) -> None:
    path, _ = shelf(tmp_path)

    async def steps(v: Visitor) -> None:
        await v.press("slash", "g")
        assert len(v.lines()) == 3
        await v.press("a")
        assert [line.split()[1] for line in v.lines()] == ["Gates"]

    visit(path, steps)


def test_what_nobody_wrote_finds_nothing_and_says_so(tmp_path: Path) -> None:
    path, _ = shelf(tmp_path)

    async def steps(v: Visitor) -> None:
        await v.press("slash")
        await v.type('zebra" OR')
        assert "Nothing has these words" in v.lines()[0]

    visit(path, steps)


@pytest.mark.parametrize("finished", [False, True])
def test_others_claims_and_sources_are_found_only_where_one_has_finished(tmp_path: Path, finished: bool) -> None:
    path, (harbour, *_) = shelf(tmp_path)
    claim = claim_on(path, harbour, "harbour truce", {"status": "refuted", "rationale": "a wombat"}, BEN)
    cite(path, claim, "Wombat weekly", BEN)
    if finished:
        mark(path, harbour, 1, 2, whole=True)

    async def steps(v: Visitor) -> None:
        await v.press("slash")
        await v.type("wombat")
        assert v.lines()[0].endswith("1 claim, 1 source") is finished
        assert ("Nothing has these words" in v.lines()[0]) is not finished

    visit(path, steps)


def test_t_shows_what_was_given_to_one_and_comma_goes_to_what_is_not_finished(tmp_path: Path) -> None:
    path, (harbour, gates, boats) = shelf(tmp_path)
    assign(path, boats, DANA)
    mark(path, gates, whole=True)

    async def steps(v: Visitor) -> None:
        await v.press("t")
        assert [line.split()[1] for line in v.lines()] == ["Boat"]
        await v.press("t")
        assert len(v.lines()) == 3
        await v.press("comma")
        assert v.library.chosen in (harbour.id, boats.id)
        await v.press("comma")
        assert v.library.chosen != gates.id

    visit(path, steps)


def test_a_adds_a_file_with_tab_and_a_folder_and_says_what_could_not_be_read(tmp_path: Path) -> None:
    path, _ = shelf(tmp_path)
    folder = tmp_path / "stories"
    folder.mkdir()
    for n in range(12):
        (folder / f"story{n:02}.txt").write_text(f"Story number {n} is short.")
    (folder / "broken.txt").write_bytes(b"\xe9t\xe9")
    (tmp_path / "alone.txt").write_text("This story stands alone.")

    async def steps(v: Visitor) -> None:
        await v.press("a")
        await v.type(str(tmp_path / "alo"))
        await v.press("tab", "enter")
        await v.settled()
        assert v.status == "1 article added."
        await v.press("a")
        await v.type(str(tmp_path / "sto"))
        await v.press("tab", "enter")
        await v.settled()
        assert v.status.startswith("12 articles added, 1 could not be read: broken.txt: not UTF-8")
        assert len(v.lines()) == 16

    visit(path, steps, size=(160, 40))
    assert look(path, "SELECT count(*) FROM article WHERE deleted = 0") == [(16,)]


def test_adding_stops_where_one_says_so_and_what_is_in_is_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One file at a time; the fifth waits until Esc was pressed."""
    reached, pressed, batches = threading.Event(), threading.Event(), []
    add_some = adding.add_some

    def slowly(desk: Desk, files: list[Path], seconds: float) -> adding.Batch:
        batches.append(files[0])
        if len(batches) == 5:
            reached.set()
            assert pressed.wait(PATIENCE)
        return add_some(desk, files, 0)

    monkeypatch.setattr(adding, "add_some", slowly)
    path, _ = shelf(tmp_path)
    folder = tmp_path / "stories"
    folder.mkdir()
    for n in range(30):
        (folder / f"story{n:03}.txt").write_text(f"Story number {n} is short.\n\nIt has two paragraphs.")

    async def steps(v: Visitor) -> None:
        await v.press("a")
        await v.type(str(folder))
        await v.pilot.press("enter")
        await asyncio.to_thread(reached.wait, PATIENCE)
        assert v.text("#count") == "4 of 30 files"
        await v.pilot.press("escape")
        pressed.set()
        await v.settled()
        assert v.status == "5 articles added. Stopped: 25 files were not read."

    visit(path, steps)
    assert look(path, "SELECT count(*) FROM article WHERE title LIKE 'story%'") == [(5,)]
    of_stories = "SELECT count(*) FROM paragraph p JOIN article a ON a.id = p.article WHERE a.title LIKE 'story%'"
    assert look(path, of_stories) == [(10,)]


def test_e_exports_and_asks_before_it_overwrites(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    path, (harbour, *_) = shelf(tmp_path)
    claim_on(path, harbour, "harbour truce", {"status": "supported"})

    async def steps(v: Visitor) -> None:
        await v.press("e", "enter")
        await v.until(lambda: v.status == f"1 claim in {Path('Dana-claims.csv')}.")
        (tmp_path / "Dana-claims.csv").write_text("mine")
        await v.press("e", "enter")
        assert "overwrites" in v.text("#names")
        assert (tmp_path / "Dana-claims.csv").read_text() == "mine"
        await v.press("enter")
        await v.until(lambda: "1 claim in" in v.status)

    visit(path, steps)
    rows = list(csv.DictReader((tmp_path / "Dana-claims.csv").read_text("utf-8").splitlines()))
    assert [row["quote"] for row in rows] == ["harbour truce"]


def test_u_takes_the_latest_action_back_and_the_list_shows_it(tmp_path: Path) -> None:
    path, (harbour, *_) = shelf(tmp_path)
    mark(path, harbour, 1)

    async def steps(v: Visitor) -> None:
        assert " 1/2" in v.lines()[0]
        await v.press("u")
        assert v.status == "Undone: 1 reading."
        assert " 0/2" in v.lines()[0]
        await v.press("U")
        assert " 1/2" in v.lines()[0]

    visit(path, steps)


def test_what_somebody_else_adds_appears_and_the_cursor_stays_on_its_article(tmp_path: Path) -> None:
    path, (_, gates, _) = shelf(tmp_path)

    async def steps(v: Visitor) -> None:
        await v.press("j")
        with Store(path, device="other") as store:
            adding.add_bytes(Desk(store, BEN), b"News of the day.", adding.Options(title="News"))
        v.app._reload()
        await v.settled()
        assert len(v.lines()) == 4
        assert v.library.chosen == gates.id

    visit(path, steps)


def test_a_strangers_title_is_shown_and_obeyed_by_nobody(tmp_path: Path) -> None:
    title = "[@click=app.leave]x[/] \x1b]52;c;aGk=\x07"
    path, _ = shelf(tmp_path, titles=(title,))

    async def steps(v: Visitor) -> None:
        assert "[@click=app.leave]x[/] ␛]52;c;aGk=␇" in v.lines()[0]
        assert not any("\x1b" in line for line in v.screen())

    visit(path, steps)


def test_a_list_of_thousands_holds_what_is_near_the_screen(tmp_path: Path) -> None:
    path = tmp_path / "many.annot.db"
    with Store(path, create=True, device="bench") as store:
        loaded = [load_bytes(f"Text {n}.".encode(), None, title=f"Title {n}") for n in range(5000)]
        adding.add_loaded(Desk(store, BEN), loaded)

    async def steps(v: Visitor) -> None:
        assert len(v.library.known) <= 60
        await v.press("G")
        ids = v.library.ids
        assert len(ids) == 5000
        title = look(path, "SELECT title FROM article WHERE id = ?", [ids[-1]])[0][0]
        assert title in v.lines()[-1]
        assert len(v.library.known) <= 120

    visit(path, steps)
