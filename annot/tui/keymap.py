"""The keys, as data: bindings, footer, help and README are made from this one list."""

from __future__ import annotations

import attrs
from textual.binding import Binding, BindingType


@attrs.frozen
class Key:
    """`keys` as Textual names them, `shown` as people read them ("": another line speaks for it too).

    `action` is a method `action_...` of the screen.
    """

    keys: tuple[str, ...]
    action: str
    shown: str
    text: str


READING = (
    Key(("l", "right"), "unit(1)", "l →", "next unit"),
    Key(("h", "left"), "unit(-1)", "h ←", "previous unit"),
    Key(("j", "down"), "paragraph(1)", "j ↓", "next paragraph"),
    Key(("k", "up"), "paragraph(-1)", "k ↑", "previous paragraph"),
    Key(("w",), "by('word')", "w", "by word"),
    Key(("c",), "by('clause')", "c", "by clause"),
    Key(("s",), "by('sentence')", "s", "by sentence"),
    Key(("i",), "by('quotation')", "i", "by quotation"),
    Key(("p",), "by('paragraph')", "p", "by paragraph"),
    Key(("v",), "hold", "v", "hold: the same keys move the end, again: the start"),
    Key(("f", "shift+right"), "edge('end', 1)", "f", "end one word forth"),
    Key(("b", "shift+left"), "edge('end', -1)", "b", "end one word back"),
    Key(("F",), "edge('start', 1)", "F", "start one word forth"),
    Key(("B",), "edge('start', -1)", "B", "start one word back"),
    Key(("1",), "verdict(1)", "1..9", "verdict, in the codebook's order"),
    *(Key((str(n),), f"verdict({n})", "", "") for n in range(2, 10)),
    Key(("0",), "verdict(0)", "0", "mark now, check later"),
    Key(("d",), "said_so", "d 1..6", "said so? for the current claim, d 0: not checked"),
    Key(("tab",), "claim(1)", "Tab", "next claim"),
    Key(("shift+tab",), "claim(-1)", "shift+Tab", "previous claim"),
    Key(("enter",), "card", "Enter", "the claim's card: every field, its sources, its history"),
    Key(("L",), "checklist", "L", "checklist: all claims as a table; mark rows, then one key for all of them"),
    Key(("slash",), "search", "/", "search the text"),
    Key(("n",), "found(1)", "n", "next place found"),
    Key(("N",), "found(-1)", "N", "previous place found"),
    Key(("equals_sign",), "pick", "=", "the verdicts with definitions and examples"),
    Key(("a",), "cite", "a, paste", "cite a source: type, or pick one used before"),
    Key(("y",), "cite_again", "y 1..9", "cite again one of the nine sources used last"),
    Key(("Y",), "cite_as_before", "Y", "all sources of the claim before"),
    Key(("r",), "rationale", "r", "rationale: why this verdict"),
    Key(("t",), "types", "t", "types of the claim"),
    Key(("C",), "confidence", "C", "confidence: low, medium, high, none"),
    Key(("m",), "message", "m", "message: note, question to the writer, suggested fix, ask later; or answer"),
    Key(("e",), "edges", "e", "the current claim takes the selection's edges"),
    Key(("A",), "another", "A", "another claim on the same words"),
    Key(("R",), "repeat", "R", "repeats an earlier claim: copies its verdicts and sources"),
    Key(("H",), "about", "H", "a claim about headline, picture or article"),
    Key(("K",), "kind", "K", "what kind of paragraph this is"),
    Key(("z",), "panel", "z", "the panel beside the article, there or not"),
    Key(("comma",), "next_thing", ",", "the next thing to do"),
    Key(("x",), "take_back", "x", "take the current claim back"),
    Key(("space",), "done", "Space", "done with this paragraph, on to the next open one"),
    Key(("u",), "undo", "u", "undo, also what you did last week"),
    Key(("U",), "redo", "U", "redo"),
    Key(("pagedown", "ctrl+d"), "page(1)", "PgDn", "page down"),
    Key(("pageup", "ctrl+u"), "page(-1)", "PgUp", "page up"),
    Key(("g", "home"), "end(False)", "g", "first unit of the article"),
    Key(("G", "end"), "end(True)", "G", "last unit of the article"),
    Key(("question_mark",), "help", "?", "these keys"),
    Key(("q",), "leave", "q", "leave; everything is saved"),
    Key(("ctrl+c",), "saved_already", "ctrl+c", "says that everything is saved"),
)


def bindings(keys: tuple[Key, ...]) -> list[BindingType]:
    return [Binding(",".join(key.keys), key.action, key.text, show=False, priority=False) for key in keys]


def explained(keys: tuple[Key, ...]) -> list[tuple[str, str]]:
    """(keys, what they do), a line each: for the help and for README."""
    return [(key.shown, key.text) for key in keys if key.shown]
