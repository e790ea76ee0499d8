"""What each room looks like, as text: the whole screen at 80x24, and the wide one where it says more."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from library_desk import Visitor, assign, shelf, visit
from reading_desk import BEN, DANA, claim_on
from test_library import mark

from annot.tui.screens.room import Room

MOMENT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d(:\d\d)?")


def shown(tmp_path: Path, door: str, size: tuple[int, int], *keys: str) -> list[str]:
    path, (harbour, gates, boats) = shelf(tmp_path)
    mark(path, harbour, 1)
    mark(path, harbour, 1, 2, who=BEN)
    claim_on(path, harbour, "harbour truce", {"status": "supported"})
    mark(path, gates, 1, 2, whole=True)
    assign(path, boats, DANA, "2026-12-01")
    seen: list[str] = []

    async def steps(v: Visitor) -> None:
        if door:
            v.app._enter(Room.Door(door))
            await v.settled()
        await v.press(*keys)
        seen.extend(MOMENT.sub("0000-00-00 00:00", line) for line in v.screen())

    visit(path, steps, size=size)
    assert len(seen) == size[1]
    return seen


def lines(text: str) -> list[str]:
    """The lines of `text` with their leading space, as a screen has them, and none that is empty."""
    return [line.rstrip() for line in text.strip("\n").splitlines() if line.strip()]


LIBRARY = """
 desk.annot.db ─ Dana                              3 articles · 1 to do for you
  article                                             yours             claims
· Harbour truce                                       ▰▰▰▰▱▱▱▱ 1/2           1
✓ Gates closed                                        ▰▰▰▰▰▰▰▰ 2/2
◆ Boat census                                         ▱▱▱▱▱▱▱▱ 0/2
 Harbour truce
 Dana 1/2   Ben 2/2
                                                                          saved
 Enter read  / search  a add  e export  o go to  ? keys  q back
"""
HISTORY = """
 History                                                              8 actions
  when (UTC)       who         what
  0000-00-00 00:00 Ben         1 reviewer, 1 assignment   Dana
u 0000-00-00 00:00 Dana        3 readings
  0000-00-00 00:00 Dana        1 claim                    harbour truce
  0000-00-00 00:00 Ben         2 readings
  0000-00-00 00:00 Dana        1 reading
  0000-00-00 00:00 Ben         1 article                  Harbour truce
  0000-00-00 00:00 Ben         1 article                  Gates closed
  0000-00-00 00:00 Ben         1 article                  Boat census
 Dana
 0000-00-00 00:00 UTC · Ben · 1 reviewer, 1 assignment
                                                                          saved
 u undo your latest  U redo  / filter  m mine  Enter read  o go  ? keys  q back
"""
LEFT = """
 What is left                                                              Dana
        2  of 3 articles not finished
        1  of them given to you
        1  of your claims without a source
  Enter exports all claims to ./Dana-claims.csv.
                                                                          saved
 j k scroll  Enter export  h hand in  o go to  ? keys  q back
"""


@pytest.mark.parametrize(
    ("door", "text"), [("", LIBRARY), ("history", HISTORY), ("left", LEFT)], ids=["library", "history", "left"]
)
def test_the_room_at_80_columns(tmp_path: Path, door: str, text: str) -> None:
    assert [line for line in shown(tmp_path, door, (80, 24)) if line.strip()] == lines(text)


@pytest.mark.parametrize(
    ("door", "text"), [("", LIBRARY), ("history", HISTORY), ("left", LEFT)], ids=["library", "history", "left"]
)
def test_the_room_at_120_columns_says_the_same_words_in_the_same_order(tmp_path: Path, door: str, text: str) -> None:
    wide = " ".join(" ".join(shown(tmp_path, door, (120, 40))).split())
    if not door:
        assert "1/2 1 Ben 2/2" in wide
        wide = wide.replace(" claims others ", " claims ").replace("1/2 1 Ben 2/2", "1/2 1")
    assert wide == " ".join(text.split())


def test_the_codebook_keeps_what_belongs_to_a_verdict_under_it(tmp_path: Path) -> None:
    narrow = shown(tmp_path, "codebook", (80, 24))
    assert narrow[:4] == lines("""
 Codebook ─ desk                                                       in force
 true?
 1  ✓ SUP  supported
      Best available evidence confirms every material element as written.
""")
    under = [line for line in narrow[3:-2] if not re.match(r" [0-9d]", line)]
    assert under
    assert all(line.startswith("      ") for line in under)


def test_the_codebook_at_120_columns_has_more_of_it_and_no_other_words(tmp_path: Path) -> None:
    wide = shown(tmp_path, "codebook", (120, 40))
    assert " 7  – N/C  not checkable" in wide
    assert wide[2] == " 1  ✓ SUP  supported"


def test_the_keys_of_the_library_are_helped_with_from_its_key_map(tmp_path: Path) -> None:
    seen = "\n".join(shown(tmp_path, "", (120, 40), "question_mark"))
    for words in ("read this article", "add a file, or a folder of them", "go to another room", "every action by name"):
        assert words in seen


@pytest.mark.parametrize("door", ["left", "history"])
def test_what_came_of_handing_in_is_read_whole_in_the_room_that_one_is_in_by_then(tmp_path: Path, door: str) -> None:
    said = (
        "What the harbour's people were promised, and by whom-by-Dana-2026-11-29.annot.db is ready to send. "
        "Open in it: Boat census: 2 of 2 paragraphs not done, not finished, 1 unchecked, 1 without a source"
    )
    path, _ = shelf(tmp_path)

    async def steps(v: Visitor) -> None:
        v.app._enter(Room.Door("left"))
        await v.settled()
        left = v.room
        if door != "left":
            v.app._enter(Room.Door(door))
            await v.settled()
        left.tell(said)
        await v.settled()
        seen = [line.removesuffix("saved").strip() for line in v.screen()[-5:-1]]
        assert "".join(said.split()) in "".join("".join(seen).split())
        v.room.say("Nothing else.")
        await v.settled()
        assert v.screen()[-2].strip().split("  ")[0] == "Nothing else."
        assert "whom-by-Dana" not in "".join(v.screen())

    visit(path, steps, size=(80, 24))
