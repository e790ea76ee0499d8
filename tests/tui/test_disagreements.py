"""The disagreements screen: worst first, one key decides and moves on, and what is decided is in the file."""

from __future__ import annotations

import signal
import threading
from pathlib import Path

import pytest
from deciding_desk import HEAD, LONG, PRICE, REST, SHORT, VOTE, Decider, decide, disputed
from reading_desk import BEN, DANA, EDITOR, Reader, claim_on, project, read
from textual.widgets import OptionList, TextArea
from workroom import look

from annot.desk import adding, claims, deciding, reading
from annot.desk.session import Desk
from annot.store import tables
from annot.store.project import Store
from annot.tui import disputing
from annot.tui.dialogs.choose import Choose
from annot.tui.dialogs.writing import Write
from annot.tui.screens.help import HelpScreen
from annot.tui.screens.room import Room


def test_the_queue_is_worst_first_and_shows_everybody_with_a_letter(tmp_path: Path) -> None:
    path, _ = disputed(tmp_path)

    async def steps(r: Decider) -> None:
        assert r.quotes == [LONG, PRICE, REST, VOTE]
        assert "1 of 4 · P1 · verdict · nested" in r.group
        lines = r.group.splitlines()
        at = next(i for i, line in enumerate(lines) if "has been chained since" in line)
        begins = lines[at].index("chained")
        assert [line.index(letter) for letter, line in zip("AB", lines[at + 1 : at + 3], strict=True)] == [begins] * 2
        assert lines[at + 1].rstrip() == " " * begins + "A" + "─" * (len(SHORT) - 2) + "┤"
        assert lines[at + 2].rstrip() == " " * begins + "B" + "─" * (len(LONG) - 2) + "┤"
        assert "A Ben" in r.group
        assert "B Dana" in r.group
        assert "The council's minutes say so." in r.group
        assert "No proposal" in r.proposal
        await r.press("comma")
        assert "Most people say: ✓ supported" in r.proposal
        await r.press("comma")
        assert "missed by somebody" in r.group
        assert "- Ben           no claim" in r.group
        await r.press("comma")
        assert "edges only" in r.group
        await r.press("k")
        assert "missed by somebody" in r.group
        assert r.decisions() == []

    decide(path, steps)


def test_a_digit_decides_moves_on_and_u_comes_back_to_it(tmp_path: Path) -> None:
    path, _ = disputed(tmp_path)

    async def steps(r: Decider) -> None:
        await r.press("2")
        assert r.decisions() == [("mostly", None, LONG, None, "Edda")]
        assert r.quotes == [PRICE, REST, VOTE]
        assert "Decided: ≈ mostly" in r.status
        assert "3 open · 1 decided" in r.header
        await r.press("u")
        assert r.decisions() == []
        assert r.quotes[r.disagreements.at] == LONG
        assert "Undone" in r.status
        await r.press("U")
        assert len(r.decisions()) == 1
        assert LONG not in r.quotes

    decide(path, steps)


def test_a_capital_takes_edges_and_d_the_attribution_before_the_verdict(tmp_path: Path) -> None:
    path, _ = disputed(tmp_path)

    async def steps(r: Decider) -> None:
        await r.press("A")
        assert r.decisions() == []
        assert "Chosen: edges as A" in r.group
        await r.press("d", "2")
        assert r.status == "Said so: accurate paraphrase; now the verdict: a digit."
        assert "Chosen: edges as A, said so: accurate paraphrase" in r.group
        await r.press("1")
        assert r.decisions() == [("supported", "accurate_paraphrase", SHORT, None, "Edda")]

    decide(path, steps)


def test_what_is_decided_is_said_with_the_answer_to_said_so_that_goes_with_it(tmp_path: Path) -> None:
    path, _ = disputed(tmp_path)

    async def steps(r: Decider) -> None:
        await r.press("comma", "1")  # who said so gave one answer
        assert r.decisions() == [("supported", "verbatim", PRICE, None, "Edda")]
        assert r.status == "Decided: ✓ supported, said so: verbatim. u comes back to it."
        await r.press("u", "d", "0", "1")
        assert r.decisions() == [("supported", None, PRICE, None, "Edda")]
        assert r.status == "Decided: ✓ supported. u comes back to it."

    decide(path, steps)


def test_where_only_the_edges_were_open_a_capital_decides(tmp_path: Path) -> None:
    path, _ = disputed(tmp_path)

    async def steps(r: Decider) -> None:
        await r.press("comma", "comma", "comma", "B")
        assert r.decisions() == [("supported", None, VOTE, None, "Edda")]
        assert VOTE not in r.quotes

    decide(path, steps)


def test_enter_accepts_the_proposal_and_says_why_where_there_is_none(tmp_path: Path) -> None:
    path, _ = disputed(tmp_path)

    async def steps(r: Decider) -> None:
        await r.press("enter")
        assert "There is no proposal" in r.status
        assert r.decisions() == []
        await r.press("comma", "enter")
        assert r.decisions() == [("supported", "verbatim", PRICE, None, "Edda")]

    decide(path, steps)


def test_no_claim_needs_a_reason_only_where_nobody_was_silent(tmp_path: Path) -> None:
    path, _ = disputed(tmp_path)

    async def steps(r: Decider) -> None:
        await r.press("comma", "comma", "x")  # Ben was done there and marked nothing
        assert r.decisions() == [("no_claim", None, None, None, "Edda")]
        await r.press("k", "k")
        assert r.quotes[r.disagreements.at] == LONG
        await r.press("x")
        assert isinstance(r.app.screen, Write)
        await r.press("enter")
        assert "needs a reason" in r.status
        assert len(r.decisions()) == 1
        await r.press("x")
        r.app.screen.query_one(TextArea).text = "An opinion"
        await r.press("enter")
        assert ("no_claim", None, None, "An opinion", "Edda") in r.decisions()

    decide(path, steps)


def test_who_overrules_everybody_says_why_and_esc_decides_nothing(tmp_path: Path) -> None:
    path, _ = disputed(tmp_path)

    async def steps(r: Decider) -> None:
        await r.press("4")
        assert isinstance(r.app.screen, Write)
        await r.press("escape")
        assert r.decisions() == []
        assert r.quotes[0] == LONG
        await r.press("r")
        r.app.screen.query_one(TextArea).text = "The log of the harbour says May 21"
        await r.press("enter")
        assert "reason: The log of the harbour" in r.group
        await r.press("4")
        assert r.decisions() == [("refuted", None, LONG, "The log of the harbour says May 21", "Edda")]

    decide(path, steps)


def test_a_reason_that_is_being_typed_is_kept_until_it_is_decided(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, _ = disputed(tmp_path)
    monkeypatch.setattr(signal, "setitimer", lambda *_: None)

    async def steps(r: Decider) -> None:
        await r.press("comma", "r")
        r.app.screen.query_one(TextArea).text = "The log says"
        r.app.leave_now()

    async def again(r: Decider) -> None:
        await r.press("r")
        assert r.app.screen.query_one(TextArea).text == ""  # it was of another group
        await r.press("escape", "comma", "r")
        assert r.app.screen.query_one(TextArea).text == "The log says"
        r.app.screen.query_one(TextArea).text = "The log says so"
        await r.press("enter")
        assert look(path, "SELECT text FROM draft") == [("The log says so",)]
        await r.press("2")
        assert [d[3] for d in r.decisions()] == ["The log says so"]
        assert look(path, "SELECT text FROM draft") == []
        await r.press("r")
        r.app.screen.query_one(TextArea).text = "Never mind"
        r.disagreements.keep()
        await r.press("escape")
        assert look(path, "SELECT text FROM draft") == []

    decide(path, steps)
    decide(path, again)


def test_a_reason_is_not_lost_with_a_decision_that_is_refused(tmp_path: Path) -> None:
    path, _ = disputed(tmp_path)

    async def steps(r: Decider) -> None:
        await r.press("r")
        r.app.screen.query_one(TextArea).text = "The log says so"
        await r.press("enter")
        with Store(path, device="bench") as store:
            claim = tables.claim(store, r.disagreements.cases[0].id)
            assert claim is not None
            claims.edit(Desk(store, BEN), claim, {"status": "disputed"})
        await r.press("2")
        assert "Somebody has changed this group meanwhile" in r.status
        await r.press("k", "r")
        assert r.app.screen.query_one(TextArea).text == "The log says so"

    decide(path, steps)


def test_later_comes_again_after_the_others(tmp_path: Path) -> None:
    path, _ = disputed(tmp_path)

    async def steps(r: Decider) -> None:
        await r.press("0")
        assert r.quotes == [PRICE, REST, VOTE, LONG]
        assert r.disagreements.at == 0
        await r.press("1")
        assert r.quotes == [REST, VOTE, LONG]
        assert [d[2] for d in r.decisions()] == [PRICE]

    decide(path, steps)


def test_names_can_be_hidden(tmp_path: Path) -> None:
    path, _ = disputed(tmp_path)

    async def steps(r: Decider) -> None:
        await r.press("h")
        assert "reviewer A" in r.group
        assert "Dana" not in r.group
        assert "Ben" not in r.group
        await r.press("comma", "comma")
        assert "Ben" not in r.group  # who was silent either
        await r.press("h")
        assert "Ben" in r.group

    decide(path, steps)


def test_who_marked_two_parts_is_called_by_the_letter_of_the_first_where_names_are_hidden(tmp_path: Path) -> None:
    """So that "reviewer C" is whoever has the letter C, and nobody else."""
    path, article = project(tmp_path)
    for words in ("has been chained since", SHORT):
        claim_on(path, article, words, {"status": "supported"}, DANA)
    claim_on(path, article, f"{SHORT}, the", {"status": "refuted"}, BEN)
    with Store(path, device="bench") as store:
        reading.mark(Desk(store, EDITOR), article, [1])

    async def steps(r: Decider) -> None:
        await r.press("h")
        rows = [line.split()[:3] for line in r.group.splitlines() if "reviewer " in line]
        assert rows[1:] == [
            ["A", "reviewer", "A"],
            ["B", "reviewer", "A"],
            ["C", "reviewer", "C"],
            ["-", "reviewer", "D"],
        ]

    decide(path, steps)


def test_a_fast_typist_decides_everything_and_nothing_is_lost(tmp_path: Path) -> None:
    path, _ = disputed(tmp_path)

    async def steps(r: Decider) -> None:
        await r.type("1", "1", "2", "1")
        await r.written()
        assert sorted(d[0] for d in r.decisions()) == ["mostly", "supported", "supported", "supported"]
        assert "Nothing waits for a decision" in r.group
        for key in ("1", "x", "A", "enter", "0", "comma", "j", "k", "r", "d"):
            r.disagreements.say("")
            await r.press(key)
            assert r.status == "Nothing waits for a decision: q leaves.", key
        assert len(r.decisions()) == 4

    decide(path, steps)


def test_what_somebody_changed_meanwhile_is_not_decided(tmp_path: Path) -> None:
    path, article = disputed(tmp_path)

    async def steps(r: Decider) -> None:
        claim_on(path, article, LONG, {"status": "disputed"}, HEAD)
        await r.press("2")
        assert r.decisions() == []
        assert r.quotes[0] == LONG
        assert len(r.disagreements.cases[0].claims) == 3

    decide(path, steps)


def test_keys_wait_for_the_group_that_undo_comes_back_to(tmp_path: Path) -> None:
    path, _ = disputed(tmp_path)

    async def steps(r: Decider) -> None:
        first = r.quotes[0]
        await r.press("2")
        go = threading.Event()
        r.clerk._thread.submit(go.wait)  # the clerk has something else to do
        await r.type("u", "1")
        assert r.status == "Coming back to it, one moment."
        await r.type("A", "enter", "x")
        go.set()
        await r.written()
        assert r.decisions() == []
        assert r.quotes[r.disagreements.at] == first
        assert "0 decided" in r.header
        await r.press("1")
        assert [d[0] for d in r.decisions()] == ["supported"]

    decide(path, steps)


def test_what_was_chosen_for_a_group_goes_to_no_other(tmp_path: Path) -> None:
    path, _ = disputed(tmp_path)

    async def steps(r: Decider) -> None:
        await r.press("d", "2")
        case = r.disagreements.cases[0]
        with Store(path, device="bench") as store:
            claim = tables.claim(store, case.id)
            assert claim is not None
            deciding.decide(Desk(store, EDITOR), claim, "mostly")
        r.disagreements.reload()
        await r.written()
        assert r.status == "That one was settled meanwhile; here is the next."
        await r.press("1")
        assert [d[1] for d in r.decisions() if d[4] == "Edda"] != ["accurate_paraphrase"]
        assert len(r.decisions()) == 2

    decide(path, steps)


def test_esc_and_other_keys_let_go_of_the_question_who_said_so(tmp_path: Path) -> None:
    path, _ = disputed(tmp_path)

    async def steps(r: Decider) -> None:
        for between in ("escape", "B"):
            await r.press("d", between)
            assert r.disagreements._asking is None
        await r.press("1")
        assert len(r.decisions()) == 1

    decide(path, steps)


def test_what_is_refused_after_one_has_left_is_said_in_the_room_where_one_is(tmp_path: Path) -> None:
    path, article = disputed(tmp_path)

    async def steps(r: Reader) -> None:
        r.app.post_message(Room.Door("disagreements"))
        await r.written()
        if isinstance(r.app.screen, Choose):
            await r.press("1")
        go = threading.Event()
        r.clerk._thread.submit(go.wait)
        claim_on(path, article, LONG, {"status": "disputed"}, HEAD)
        await r.type("2", "q")
        go.set()
        await r.written()
        assert "Not done: Somebody has changed this group meanwhile" in r.status
        assert look(path, "SELECT count(*) FROM decision") == [(0,)]

    read(path, steps, who=HEAD)


def test_what_somebody_missed_still_waits_when_the_queue_is_read_again(tmp_path: Path) -> None:
    """Also where one has not finished and nobody else has marked anything: there is nothing to hide."""
    path, article = project(tmp_path)
    claim_on(path, article, REST, {"status": "mostly"}, HEAD)
    with Store(path, device="bench") as store:
        reading.mark(Desk(store, BEN), article, [article.paragraph_at(article.text.index(REST)).n])

    async def steps(r: Decider) -> None:
        assert r.quotes == [REST]
        r.disagreements.reload()
        await r.written()
        assert r.quotes == [REST]

    decide(path, steps)


def test_reading_the_queue_again_reveals_nothing_more(tmp_path: Path) -> None:
    path, _ = disputed(tmp_path)

    async def steps(r: Decider) -> None:
        with Store(path, device="bench") as store:
            other = adding.add_bytes(Desk(store, EDITOR), b"The gates of the harbour.", adding.Options())[0].article
        for who, status in ((BEN, "mostly"), (DANA, "refuted")):
            claim_on(path, other, "gates", {"status": status}, who)
        count = len(r.quotes)
        r.disagreements.reload()
        await r.press("u")
        assert len(r.quotes) == count
        assert look(path, "SELECT count(*) FROM reveal") == [(1,)]

    decide(path, steps)


def test_a_key_that_cannot_apply_says_why(tmp_path: Path) -> None:
    path, _ = disputed(tmp_path)

    async def steps(r: Decider) -> None:
        await r.press("9")
        assert "no verdict on 9" in r.status
        await r.press("Z")
        assert "There are no edges Z here. Caps Lock?" in r.status
        await r.press("d", "9")
        assert "There is no answer 9" in r.status
        await r.press("2")  # still the answer, and no decision
        assert r.decisions() == []
        await r.press("question_mark")
        assert isinstance(r.app.screen, HelpScreen)
        await r.press("q", "ctrl+c")
        assert "Everything is saved" in r.status
        assert r.decisions() == []

    decide(path, steps)


def test_q_leaves_the_program(tmp_path: Path) -> None:
    path, _ = disputed(tmp_path)

    async def steps(r: Decider) -> None:
        await r.press("2")
        await r.leave()

    decide(path, steps)
    assert look(path, "SELECT count(*) FROM decision WHERE deleted = 0") == [(1,)]


@pytest.mark.parametrize("size", [(80, 24), (40, 10), (200, 60)])
@pytest.mark.parametrize("ascii_only", [False, True])
def test_every_size_shows_the_passage(tmp_path: Path, size: tuple[int, int], ascii_only: bool) -> None:
    path, _ = disputed(tmp_path)

    async def steps(r: Decider) -> None:
        assert "chained" in r.group
        widest = max(map(len, r.group.splitlines()[2:6]))
        assert widest <= size[0] - 2
        assert r.group.isascii() or not ascii_only or "┤" not in r.group
        await r.press("pagedown", "pageup", "2")
        assert len(r.decisions()) == 1

    decide(path, steps, size=size, ascii_only=ascii_only)


def test_a_line_under_the_words_is_as_wide_as_they_are(tmp_path: Path) -> None:
    path, _ = disputed(tmp_path)

    async def steps(r: Decider) -> None:
        for width in range(12, 80):
            for case in r.disagreements.cases:
                rows = disputing.passage(case, width, ascii_only=True)
                lines = ["".join(text for _, text in parts) for parts in rows]
                assert max(len(line.rstrip()) for line in lines) <= width

    decide(path, steps)


def test_opening_it_on_an_unfinished_article_is_a_logged_reveal(tmp_path: Path) -> None:
    path, article = disputed(tmp_path)

    async def steps(r: Decider) -> None:
        assert look(path, "SELECT article, reviewer FROM reveal") == [(article.id, HEAD.id)]

    decide(path, steps)


def test_the_reviewer_is_led_to_what_was_decided_otherwise_once(tmp_path: Path) -> None:
    path, article = disputed(tmp_path)
    claim_on(path, article, "The harbour", {"status": "unchecked"}, BEN)  # stands before it, and comes after it
    with Store(path, device="bench") as store:
        claim = next(c for c in tables.claims(store, article.id) if c.quote == SHORT)
        deciding.decide(Desk(store, HEAD), claim, "refuted", reason="It was May 21")

    async def steps(r: Reader) -> None:
        await r.press("comma")
        assert "Decided otherwise, 1 of them (Enter shows it): ✗ refuted by Edda (It was May 21)" in r.status
        assert r.selected == SHORT
        await r.press("comma")
        assert "Unchecked, 1 of them" in r.status

    async def again(r: Reader) -> None:
        await r.press("comma")
        assert "Decided otherwise" not in r.status

    read(path, steps, who=BEN, reveal=True, size=(140, 30))
    read(path, again, who=BEN, reveal=True, size=(140, 30))


def test_how_it_was_decided_stands_on_the_claims_card_for_good(tmp_path: Path) -> None:
    path, article = disputed(tmp_path)
    reason = "The council's minutes of May 21 say that the harbour was closed in the night, and the log has it too"
    with Store(path, device="bench") as store:
        claim = next(c for c in tables.claims(store, article.id) if c.quote == SHORT)
        deciding.decide(Desk(store, HEAD), claim, "refuted", attribution="no_record", reason=reason)

    def card(r: Reader) -> str:
        options = r.app.screen.query_one(OptionList).options
        return str(options[0].prompt)

    async def steps(r: Reader) -> None:
        await r.press("comma")
        await r.type("enter")
        await r.until(lambda: isinstance(r.app.screen, Choose))
        assert f"decided  ✗ refuted, said so: no record, by Edda ({reason})" in card(r)

    async def blind(r: Reader) -> None:
        await r.press("tab")
        await r.type("enter")
        await r.until(lambda: isinstance(r.app.screen, Choose))
        assert "decided" not in card(r)

    read(path, blind, who=BEN)
    read(path, steps, who=BEN, reveal=True)


def test_where_nobody_has_a_verdict_yet_one_is_wanted_and_no_edges(tmp_path: Path) -> None:
    path, article = project(tmp_path)
    for who in (BEN, DANA):
        claim_on(path, article, SHORT, {"status": "unchecked"}, who)

    async def steps(r: Decider) -> None:
        assert "1 of 1 · P1 · verdict · exact" in r.group
        assert r.proposal == "Nobody has given a verdict yet. A digit decides, a capital takes edges."

    decide(path, steps)


def test_where_only_the_edges_differ_the_verdict_of_all_is_said(tmp_path: Path) -> None:
    path, _ = disputed(tmp_path)

    async def steps(r: Decider) -> None:
        await r.press("k")
        assert r.proposal == "All say: ✓ supported; only the edges differ. A capital takes edges."

    decide(path, steps)


def test_moving_on_and_pages_as_on_other_screens(tmp_path: Path) -> None:
    path, _ = disputed(tmp_path)

    async def steps(r: Decider) -> None:
        assert r.disagreements.at == 0
        await r.press("j", "j", "k")
        assert r.disagreements.at == 1
        await r.press("space")
        assert r.status == "All of it is on the screen."
        await r.press("left")
        assert r.status == "Left does nothing here. ? shows the keys."

    decide(path, steps, size=(120, 40))


def test_news_from_the_clerk_are_said(tmp_path: Path) -> None:
    path, _ = disputed(tmp_path)

    async def steps(r: Decider) -> None:
        r.app._trouble("The disk is full.")
        assert "The disk is full" in r.status
        assert r.disagreements.not_saved == "The disk is full."

    decide(path, steps)
