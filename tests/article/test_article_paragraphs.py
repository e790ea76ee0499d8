"""Paragraphs cover the text and are numbered; what is not the article's own words gets a kind, never deletion."""

from itertools import pairwise
from pathlib import Path

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from annot.article.paragraphs import paragraphs
from annot.model.words import PARAGRAPH_KINDS

THE_USERS = Path(__file__).parents[2].parent / "shared" / "articles" / "ceasefire.txt"
_SIGNS = [*"a \n\t\u0301\u0600\x0b\x0c\x85\u2028\u202e\u200b", "\n\n", "  ", "\U0001f468\u200d", "# ", "0:00"]
MIXED = st.lists(
    st.sampled_from([*_SIGNS, "Word", "שלום", "x" * 121, "SEE ALSO: Some Title 12Then more."]), max_size=40
).map("".join)


def shown(text: str, **how: bool) -> list[tuple[str, str]]:
    return [(p.kind, text[p.start : p.end]) for p in paragraphs(text, **how)]


@given(MIXED)
def test_paragraphs_and_what_lies_between_them_give_the_text_back(text: str) -> None:
    found = paragraphs(text)
    assert [p.n for p in found] == list(range(1, len(found) + 1))
    assert all(p.kind in PARAGRAPH_KINDS for p in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    between = [*zip([0, *(p.end for p in found)], [*(p.start for p in found), len(text)], strict=True)]
    rejoined = "".join(
        text[a:b] + (text[found[i].start : found[i].end] if i < len(found) else "") for i, (a, b) in enumerate(between)
    )
    assert rejoined == text
    for start, end in between:
        for cluster in regex.findall(r"\X", text[start:end]):
            assert cluster[0].isspace() or cluster[-1].isspace(), "only white space lies between"


@given(MIXED)
def test_a_paragraph_is_trimmed_and_cuts_no_cluster(text: str) -> None:
    edges = {0, *(m.end() for m in regex.finditer(r"\X", text))}
    for p in paragraphs(text):
        assert text[p.start : p.end] == text[p.start : p.end].strip() != ""
        assert {p.start, p.end} <= edges


def test_the_users_article_has_29_paragraphs() -> None:
    if not THE_USERS.exists():
        pytest.skip("SKIP: the user's article is not beside this checkout")
    text = THE_USERS.read_text(encoding="utf-8")
    found = {p.n: (p.start, p.end, p.kind) for p in paragraphs(text)}
    assert len(text) == 5197
    assert len(found) == 29
    assert found[8] == (1274, 1363, "related_link")
    assert found[9] == (1363, 1569, "body")
    assert found[12] == (2006, 2040, "player_debris")
    assert found[13] == (2041, 2092, "caption")
    assert found[19] == (3179, 3257, "related_link")
    assert found[20] == (3257, 3472, "body")
    assert sum(kind == "body" for _, _, kind in found.values()) == 25


def test_blocks_between_blank_lines_are_paragraphs_where_lines_are_short() -> None:
    assert shown("One\ntwo.\n\n \nThree\nfour.\n") == [("body", "One\ntwo."), ("body", "Three\nfour.")]


def test_one_long_line_makes_every_line_a_paragraph() -> None:
    assert len(paragraphs(f"One\ntwo.\n\n{'x' * 120}")) == 2
    assert len(paragraphs(f"One\ntwo.\n\n{'x' * 121}")) == 3


def test_without_blank_lines_every_line_is_a_paragraph() -> None:
    assert len(paragraphs("One\ntwo\nthree")) == 3


def test_blank_lines_at_the_ends_alone_make_no_blocks() -> None:
    assert len(paragraphs("\n\nOne\ntwo\nthree\n\n\n")) == 3


@pytest.mark.parametrize("mark", ["\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029"])
def test_only_lf_ends_a_line(mark: str) -> None:
    assert len(paragraphs(f"One{mark}two\nthree")) == 2


def test_no_text_has_no_paragraphs() -> None:
    assert paragraphs("") == paragraphs(" \n\u2028\n") == ()


@pytest.mark.parametrize("label", ["SEE ALSO:", "Read More:", "READ ALSO:", "also read:", "RELATED :"])
@pytest.mark.parametrize("end", ["May 12", "soar", "Why?", "No!", "the end.", "so”"])
def test_a_headline_glued_to_the_next_paragraph_is_cut_off(label: str, end: str) -> None:
    assert shown(f"{label} The Dam, {end}Officials said that it holds.") == [
        ("related_link", f"{label} The Dam, {end}"),
        ("body", "Officials said that it holds."),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "The McDonald family saw it on YouTube, McKay said.",
        "It ended on May 12Then it began again.",
        "He said: see also: YouTube.",
        "SEE ALSO: iOS 12 Is Out",
        "Related parties met the DJ on YouTube.",
    ],
)
def test_other_lines_are_never_cut(line: str) -> None:
    assert [text for _, text in shown(line)] == [line]


def test_a_glued_line_is_cut_once() -> None:
    assert [kind for kind, _ in shown("SEE ALSO: One Dam 12Two Dams 13Three")] == ["related_link", "body"]


def test_a_long_line_after_the_label_is_not_dimmed() -> None:
    """What cannot be cut might hide the article's own words."""
    assert shown("SEE ALSO: " + "words and words " * 20)[0][0] == "body"


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Your browser doesn't support HTML5", "player_debris"),
        ("Your browser doesn’t support HTML5 video", "player_debris"),
        ("your browser does not support HTML5", "player_debris"),
        ("Embed", "player_debris"),
        ("share", "player_debris"),
        ("The URL has been copied to your clipboard", "player_debris"),
        ("0:00 0:02:11", "player_debris"),
        ("Share prices fell by a third.", "body"),
        ("0:00 is when the day begins.", "body"),
        ("With reporting by Ana Test and Ben Test", "credit"),
        ("With additional reporting by AFP", "credit"),
        ("The Daily's Balkan Service contributed to this report.", "credit"),
        ("By RFE/RL’s Kyrgyz Service", "credit"),
        ("The Secret Service said on Monday that it had looked.", "body"),
        ("With reporting restrictions lifted, the court sat.", "body"),
        ("(Photo: Ana Test)", "caption"),
        ("File photo of the dam", "caption"),
        ("FILE - The dam in 2019", "caption"),
        ("![The dam](dam.jpg)", "caption"),
        ("SEE ALSO: The Dam", "related_link"),
        ("READ MORE", "related_link"),
        ("Read more about the dam tomorrow.", "body"),
        ("# The Dam", "heading"),
        ("###### The Dam", "heading"),
        ("#dam is what they wrote", "body"),
        ("The dam holds.", "body"),
    ],
)
def test_a_line_has_its_kind(line: str, kind: str) -> None:
    assert shown(f"{line}\nAnd the article goes on.")[0] == (kind, line)


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("Mayors Urge City To Mend Dam", "caption"),
        ("Why Has the Mayor’s Dam Burst?", "caption"),
        ("Mayors Urge City To Mend Dam.", "body"),
        ("The mayors met.", "body"),
        ("The mayors met on Monday", "body"),
        ("Monday", "body"),
    ],
)
def test_a_title_right_after_player_debris_is_its_caption(line: str, kind: str) -> None:
    assert shown(f"Embed\n{line}")[1][0] == kind
    assert shown(f"Body text stands here.\n{line}")[1][0] == "body"


def test_a_page_headline_is_a_heading_of_its_own_whatever_follows() -> None:
    assert shown("The Dam\nOne\ntwo.\n\nThree.", headline=True) == [
        ("heading", "The Dam"),
        ("body", "One\ntwo."),
        ("body", "Three."),
    ]


def test_an_underlined_markdown_heading_is_one() -> None:
    assert [kind for kind, _ in shown("The Dam\n=======\n\nIt holds.\n")] == ["heading", "body"]
