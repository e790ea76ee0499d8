"""The sample articles keep the debris and the scripts for the sake of which they were written."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

SAMPLES = Path(__file__).parents[2] / "samples"
HARBOUR = (SAMPLES / "harbour-truce.txt").read_bytes().decode()
RIVER = (SAMPLES / "river-voices.md").read_bytes().decode()
GLUE = re.compile(r'[a-z0-9.!?"”](?=[A-Z][a-z])')


def test_the_harbour_page_is_one_paragraph_a_line() -> None:
    lines = HARBOUR.removesuffix("\n").split("\n")
    assert all(line and line == line.strip() for line in lines)
    assert len(lines) + 2 == 25  # two of them are cut in two


def test_two_lines_of_the_harbour_page_are_glued_at_the_first_place_that_looks_like_it() -> None:
    glued = [line for line in HARBOUR.split("\n") if line.startswith("SEE ALSO:")]
    assert [line[GLUE.search(line).end() :].split(",")[0][:12] for line in glued] == ["Mayor Brandt", "Lindholm"]  # type: ignore[union-attr]


def test_the_harbour_page_has_the_debris_of_a_scraped_one() -> None:
    lines = HARBOUR.split("\n")
    player = lines.index("Your browser doesn’t support HTML5")
    assert lines[player + 1].istitle()
    assert not lines[player + 1].endswith(".")
    assert any(line.count("”") > line.count("“") + line.count('"') % 2 for line in lines), "an unbalanced mark"
    assert any(line.startswith('"') and "”" in line and line.count('"') == 1 for line in lines), "straight, then curly"
    assert " 'run down the clock,' " in HARBOUR
    assert " -- " in HARBOUR


def test_the_river_is_blocks_of_short_lines() -> None:
    assert 12 <= len(RIVER.strip().split("\n\n")) <= 15
    assert max(map(len, RIVER.split("\n"))) <= 120
    assert RIVER.startswith("# ")


def test_the_river_speaks_in_many_scripts() -> None:
    names = {unicodedata.name(c, "").split(" ")[0] for c in RIVER}
    assert {"CYRILLIC", "ARABIC", "DEVANAGARI", "REGIONAL", "EMOJI"} <= names
    assert {"\u200d", "\ufe0f", "\u0301", "\u00a0", "«", "»", "„", "墨"} <= set(RIVER)
    assert re.search("Z[\u0300-\u036f]{3,}", RIVER)
    assert unicodedata.normalize("NFC", RIVER) != RIVER
