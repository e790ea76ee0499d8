"""A morning's work on an article at 80x24, in tmux: by keys, by mouse, and with kill -9 in the middle of it.

Six claims with four verdicts, two attributions, three sources of which one is cited twice, a question to the writer,
paragraphs done, one claim taken back, one made and undone. Where the claims have to be comes from `annot units`.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable

import attrs
import pytest
from tmux_desk import ARTICLE, Tmux

FIRST, SECOND, THIRD = "minutes of the meeting", "ministry table", "broadcast at noon"
QUESTION = "who said this first"


@attrs.frozen
class Wanted:
    """A claim on the first sentence of a paragraph, as the export must have it."""

    paragraph: int
    status: str
    attribution: str = ""
    sources: tuple[str, ...] = ()


WANTED = (
    Wanted(1, "supported", "", (FIRST,)),
    Wanted(2, "mostly", "verbatim"),
    Wanted(3, "misleading", "", (SECOND,)),
    Wanted(4, "supported", "accurate_paraphrase", (SECOND,)),
    Wanted(5, "refuted", "", (THIRD,)),
    Wanted(6, "mostly"),
)
STATUS_KEYS = {"supported": "1", "mostly": "2", "misleading": "3", "refuted": "4"}
ATTRIBUTION_KEYS = {"verbatim": "1", "accurate_paraphrase": "2"}
CODES = {"1": "1✓SUP", "2": "2≈MST", "3": "3!MIS", "4": "4✗REF", "5": "5⇄DIS"}


class Keys:
    """Letters, digits, Space, Enter, Tab and comma, nothing else."""

    def __init__(self, tmux: Tmux) -> None:
        self.tmux = tmux

    def __call__(self, *keys: str) -> None:
        assert all((len(k) == 1 and (k.isalnum() or k == ",")) or k in ("Space", "Enter", "Tab") for k in keys), keys
        self.tmux.keys(*keys)

    def at(self, paragraph: int) -> None:
        self("g", *["j"] * (paragraph - 1))

    def verdict(self, digit: str) -> None:
        self(digit)

    def said_so(self, digit: str) -> None:
        self("d", digit)

    def cite(self, title: str) -> None:
        self("a")
        self.text("A source for", title)

    def cite_again(self) -> None:
        self("y", "1")

    def ask(self, text: str) -> None:
        self("m")
        self.text("About", text)

    def text(self, title: str, text: str) -> None:
        self.tmux.shows(title)
        for word in text.split():
            self(*word, "Space")
        self.tmux.shows(text)  # eight keys that wait together are a paste, whose Enter would be a part of it
        self("Enter")

    def take_back(self) -> None:
        self("x")

    def undo(self) -> None:
        self("u")

    def done(self) -> None:
        self("Space")

    def next_thing(self) -> None:
        self(",")

    def next_claim(self) -> None:
        self("Tab")

    def leave(self) -> None:
        self("q")


class Mouse(Keys):
    """All by pointing, but for the words that are typed into a field. Where a paragraph begins is looked up."""

    def __init__(self, tmux: Tmux, begins: Callable[[int], str]) -> None:
        super().__init__(tmux)
        self.begins = begins

    def at(self, paragraph: int) -> None:
        words = self.begins(paragraph)
        for button in (64, 65):  # the wheel: up to the beginning, then down until the paragraph is there
            for _ in range(20):
                if button == 65 and words in self.tmux.settled():
                    break
                self.tmux.mouse(button, 20, 8, down=True)
        self.tmux.click(words)

    def verdict(self, digit: str) -> None:
        self.tmux.click(CODES[digit], row=-1)

    def said_so(self, digit: str) -> None:
        self.palette("said so? for")
        self.tmux.shows("Said so?")
        self.tmux.click(CODES[digit], row=-1)

    def cite(self, title: str) -> None:
        self.tmux.click("a cite", row=-1)
        self.text("A source for", title)

    def cite_again(self) -> None:
        self.palette("cite again one")
        self.tmux.shows("Again: 1")
        self.tmux.click(CODES["1"], row=-1)

    def ask(self, text: str) -> None:
        self.palette("message: note")
        self.text("About", text)

    def text(self, title: str, text: str) -> None:
        self.tmux.shows(title)
        self.tmux.type(text)
        self.tmux.click("Enter takes it" if title == "A source for" else "Enter saves")

    def take_back(self) -> None:
        self.palette("take the current claim back")

    def undo(self) -> None:
        self.palette("undo, also")

    def done(self) -> None:
        self.palette("done with this paragraph")

    def next_thing(self) -> None:
        self.palette("the next thing to do")

    def next_claim(self) -> None:
        self.palette("next claim")

    def leave(self) -> None:
        self.palette("leave; everything")

    def palette(self, text: str) -> None:
        """The list of all actions, from the footer; it scrolls."""
        self.tmux.click(": all", row=-1)
        self.tmux.shows("What do you want to do?")
        for _ in range(40):
            if text in self.tmux.settled():
                break
            self.tmux.mouse(65, 30, 12, down=True)
        self.tmux.click(text)


def work(tmux: Tmux, hands: Keys, between: Callable[[], None]) -> None:
    """Everything that the export must show; `between` is called once all so far is called saved."""
    tmux.shows("0 claims", "saved")
    for n, wanted in enumerate(WANTED, 1):
        hands.at(wanted.paragraph)
        hands.verdict(STATUS_KEYS[wanted.status])
        tmux.shows(f"{n} claim", "saved")
        if wanted.attribution:
            hands.said_so(ATTRIBUTION_KEYS[wanted.attribution])
            tmux.shows(f"said:{wanted.attribution}", "saved")
        for source in wanted.sources:
            if any(source in earlier.sources for earlier in WANTED[: n - 1]):
                hands.cite_again()
            else:
                hands.cite(source)
            tmux.shows("Cited:", "saved")
        if n == 2:
            hands.ask(QUESTION)
            tmux.shows("A question stands", "saved")
        between()
    hands.at(7)
    hands.verdict("5")
    tmux.shows("7 claims", "saved")
    hands.take_back()
    tmux.shows("6 claims", "Taken back", "saved")
    between()
    hands.at(8)
    hands.verdict("3")
    tmux.shows("7 claims", "saved")
    hands.undo()
    tmux.shows("6 claims", "Undone", "saved")
    hands.at(1)
    for n in (1, 2):
        hands.done()
        tmux.shows(f"P{n} done", f"{n}/", "saved")
    between()
    hands.next_claim()
    hands.next_thing()
    tmux.shows("Left:", "saved")


def leave_and_come_back(tmux: Tmux, hands: Keys) -> None:
    before = tmux.settled().split("\n")
    hands.leave()
    assert tmux.code() == 0
    tmux.review()
    tmux.shows("You were at P", "6 claims", "saved")
    tmux.shows(pointed(before))  # the selection is where it was: the pointer stands beside the same line
    hands.leave()
    assert tmux.code() == 0


def pointed(lines: list[str]) -> str:
    return next(line[:60] for line in lines if line.startswith("▸"))


def has_all(tmux: Tmux, units: list[dict]) -> None:
    """The export holds exactly what was wanted, nothing else."""
    text = ARTICLE.read_text("utf-8")
    rows = tmux.exported()
    first = {unit["paragraph"]: unit for unit in reversed(units)}
    expected = [
        {
            "start": str(first[w.paragraph]["start"]),
            "end": str(first[w.paragraph]["end"]),
            "status": w.status,
            "attribution": w.attribution,
            "evidence_count": str(len(w.sources)),
            "open_questions": str(int(w.paragraph == 2)),
        }
        for w in WANTED
    ]
    assert [{name: row[name] for name in expected[0]} for row in rows] == expected
    assert all(text[int(row["start"]) : int(row["end"])] == row["quote"] for row in rows)
    cited = {
        claim["claim_id"]: [e["title"] for e in claim["evidence"]]
        for claim in json.loads(tmux.annot("claims", "--json"))
    }
    assert [tuple(cited[row["claim_id"]]) for row in rows] == [w.sources for w in WANTED]
    assert sorted(s["title"] for s in json.loads(tmux.annot("sources", "--json"))) == sorted({FIRST, SECOND, THIRD})
    questions = json.loads(tmux.annot("questions", "--open", "--json"))
    assert [(q["kind"], q["text"].strip()) for q in questions] == [("question", QUESTION)]
    (article,) = json.loads(tmux.annot("articles", "--json"))
    assert list(article["done"].values()) == [2]


@pytest.fixture
def units(tmux: Tmux) -> list[dict]:
    print(f"article: {ARTICLE}")
    shutil.copy(ARTICLE, tmux.folder / "article.txt")
    (tmux.folder / "elsewhere").mkdir()
    tmux.annot("--db", "elsewhere/annot.db", "add", "article.txt")
    return json.loads(tmux.annot("--db", "elsewhere/annot.db", "units", "article", "--json"))


def test_a_morning_by_keys(tmux: Tmux, units: list[dict]) -> None:
    tmux.review("article.txt")
    hands = Keys(tmux)
    work(tmux, hands, lambda: None)
    leave_and_come_back(tmux, hands)
    has_all(tmux, units)


def test_a_morning_by_mouse(tmux: Tmux, units: list[dict]) -> None:
    tmux.review("article.txt")
    first = {unit["paragraph"]: " ".join(unit["text"].split()[:3]) for unit in reversed(units)}
    hands = Mouse(tmux, first.__getitem__)
    work(tmux, hands, lambda: None)
    leave_and_come_back(tmux, hands)
    has_all(tmux, units)


def test_a_morning_with_kills(tmux: Tmux, units: list[dict]) -> None:
    """Nothing that was called saved is missing, and the work goes on where it was."""
    tmux.review("article.txt")
    hands = Keys(tmux)

    def killed() -> None:
        header = tmux.screen().split("\n")[0].rstrip().rsplit("  ")[-1]
        tmux.kill()
        assert tmux.code() == 137
        tmux.review()
        tmux.shows(header, "saved")
        assert tmux.annot("check")

    work(tmux, hands, killed)
    leave_and_come_back(tmux, hands)
    has_all(tmux, units)
