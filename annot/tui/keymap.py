"""The keys, as data: bindings, footer, help and README are made from this one list."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import attrs
from textual.binding import Binding, BindingType
from textual.keys import key_to_character

from annot.desk.settings import known
from annot.errors import InputError


@attrs.frozen
class Key:
    """`name` is what the settings call it, `keys` as Textual names them, `shown` as people read them ("": another line
    speaks for it too). `action` is a method `action_...` of the screen.
    """

    name: str
    keys: tuple[str, ...]
    action: str
    shown: str
    text: str
    short: str = ""  # in the footer


READING = (
    Key("next_unit", ("l", "right"), "unit(1)", "l →", "next unit"),
    Key("previous_unit", ("h", "left"), "unit(-1)", "h ←", "previous unit"),
    Key("next_paragraph", ("j", "down"), "paragraph(1)", "j ↓", "next paragraph"),
    Key("previous_paragraph", ("k", "up"), "paragraph(-1)", "k ↑", "previous paragraph"),
    Key("by_word", ("w",), "by('word')", "w", "by word"),
    Key("by_clause", ("c",), "by('clause')", "c", "by clause"),
    Key("by_sentence", ("s",), "by('sentence')", "s", "by sentence"),
    Key("by_quotation", ("i",), "by('quotation')", "i", "by quotation"),
    Key("by_paragraph", ("p",), "by('paragraph')", "p", "by paragraph"),
    Key("hold", ("v",), "hold", "v", "hold: the same keys move the end, again: the start", "hold"),
    Key("end_forth", ("f", "shift+right"), "edge('end', 1)", "f", "end one word forth", "longer"),
    Key("end_back", ("b", "shift+left"), "edge('end', -1)", "b", "end one word back", "shorter"),
    Key("start_forth", ("F",), "edge('start', 1)", "F", "start one word forth"),
    Key("start_back", ("B",), "edge('start', -1)", "B", "start one word back"),
    Key("verdict_1", ("1",), "verdict(1)", "1..9", "verdict, in the codebook's order"),
    *(Key(f"verdict_{n}", (str(n),), f"verdict({n})", "", "") for n in range(2, 10)),
    Key("verdict_0", ("0",), "verdict(0)", "0", "mark now, check later"),
    Key("said_so", ("d",), "said_so", "d 1..6", "said so? for the current claim, d 0: not checked", "said so?"),
    Key("next_claim", ("tab",), "claim(1)", "Tab", "next claim"),
    Key("previous_claim", ("shift+tab",), "claim(-1)", "shift+Tab", "previous claim"),
    Key("card", ("enter",), "card", "Enter", "the claim's card: every field, its sources, its history", "card"),
    Key("checklist", ("L",), "checklist", "L", "checklist: all claims; mark rows, then one key for all of them"),
    Key("search", ("slash",), "search", "/", "search the text"),
    Key("next_found", ("n",), "found(1)", "n", "next place found"),
    Key("previous_found", ("N",), "found(-1)", "N", "previous place found"),
    Key("pick", ("equals_sign",), "pick", "=", "the verdicts with definitions and examples"),
    Key("cite", ("a",), "cite", "a, paste", "cite a source: type, or pick one used before", "cite"),
    Key("cite_again", ("y",), "cite_again", "y 1..9", "cite again one of the nine sources used last"),
    Key("cite_as_before", ("Y",), "cite_as_before", "Y", "all sources of the claim before"),
    Key("rationale", ("r",), "rationale", "r", "rationale: why this verdict", "why"),
    Key("types", ("t",), "types", "t", "types of the claim"),
    Key("confidence", ("C",), "confidence", "C", "confidence: low, medium, high, none"),
    Key(
        "message", ("m",), "message", "m", "message: note, question to the writer, fix, ask later; or the answer", "ask"
    ),
    Key("edges", ("e",), "edges", "e", "the current claim takes the selection's edges"),
    Key("another", ("A",), "another", "A", "another claim on the same words"),
    Key("repeat", ("R",), "repeat", "R", "repeats an earlier claim: copies its verdicts and sources"),
    Key("about", ("H",), "about", "H", "a claim about headline, picture or article"),
    Key("kind", ("K",), "kind", "K", "what kind of paragraph this is"),
    Key("palette", ("colon", "ctrl+p"), "palette", ": ctrl+p", "every action by name", "all"),
    Key("go_to", ("o",), "go_to", "o", "go to: library, history, codebook, what is left; finish, colours"),
    Key("suggestion", ("S",), "suggestion", "S", "the next number, date, name or quotation without a claim"),
    Key("panel", ("z",), "panel", "z", "the panel beside the article, there or not"),
    Key("next_thing", ("comma",), "next_thing", ",", "the next thing to do", "to do"),
    Key("take_back", ("x",), "take_back", "x", "take the current claim back", "take back"),
    Key("done", ("space",), "done", "Space", "done with this paragraph, on to the next open one", "done"),
    Key("undo", ("u",), "undo", "u", "undo, also what you did last week", "undo"),
    Key("redo", ("U",), "redo", "U", "redo"),
    Key("page_down", ("pagedown", "ctrl+d"), "page(1)", "PgDn", "page down"),
    Key("page_up", ("pageup", "ctrl+u"), "page(-1)", "PgUp", "page up"),
    Key("first", ("g", "home"), "end(False)", "g", "first unit of the article"),
    Key("last", ("G", "end"), "end(True)", "G", "last unit of the article"),
    Key("tour", ("T",), "tour", "T", "the tour of six steps: begin it, or leave it"),
    Key("help", ("question_mark",), "help", "?", "these keys", "keys"),
    Key("leave", ("q",), "leave", "q", "leave; everything is saved", "leave"),
    Key("saved_already", ("ctrl+c",), "saved_already", "ctrl+c", "says that everything is saved"),
)

# On the disagreements screen. What means the same there has the same name, so it is rebound in both at once.
DECIDING = (
    Key("verdict_1", ("1",), "verdict(1)", "1..9", "decide: the verdict, in the codebook's order"),
    *(Key(f"verdict_{n}", (str(n),), f"verdict({n})", "", "") for n in range(2, 10)),
    Key("said_so", ("d",), "said_so", "d 1..6", "said so? goes into the decision, d 0: not checked", "said so?"),
    *(Key(f"edges_{c}", (c,), f"edges('{c}')", "A..Z" if c == "A" else "", "the edges of this reviewer")
      for c in "ABCDEFGHIJKLMNOPQRSTVWXYZ"),
    Key("accept", ("enter",), "accept", "Enter", "accept the proposal", "accept"),
    Key("take_back", ("x",), "no_claim", "x", "there is no claim here", "no claim"),
    Key("verdict_0", ("0",), "later", "0", "later: the next one first"),
    Key("rationale", ("r",), "reason", "r", "reason of the decision", "why"),
    Key("next_thing", ("comma", "j"), "next", ",", "next disagreement", "next"),
    Key("previous_thing", ("semicolon", "k"), "previous", "k", "previous disagreement"),
    Key("hide_names", ("h",), "hide_names", "h", "names hidden, or shown again"),
    Key("page_down", ("pagedown", "ctrl+d", "space"), "page(1)", "PgDn", "page down"),
    Key("page_up", ("pageup", "ctrl+u"), "page(-1)", "PgUp", "page up"),
    Key("undo", ("u",), "undo", "u", "undo, and come back to it", "undo"),
    Key("redo", ("U",), "redo", "U", "redo"),
    Key("go_to", ("o",), "go_to", "o", "go to another room"),
    Key("palette", ("colon", "ctrl+p"), "palette", ": ctrl+p", "every action by name", "all"),
    Key("help", ("question_mark",), "help", "?", "these keys", "keys"),
    Key("leave", ("q",), "leave", "q", "back; everything is saved", "back"),
    Key("saved_already", ("ctrl+c",), "saved_already", "ctrl+c", "says that everything is saved"),
)  # fmt: skip

# What a room of lists answers to. A name that READING has too is the same action for the settings.
_LIST = (
    Key("next_paragraph", ("j", "down"), "move(1)", "j ↓", "next line"),
    Key("previous_paragraph", ("k", "up"), "move(-1)", "k ↑", "previous line"),
    Key("page_down", ("pagedown", "ctrl+d"), "page(1)", "PgDn", "page down"),
    Key("page_up", ("pageup", "ctrl+u"), "page(-1)", "PgUp", "page up"),
    Key("first", ("g", "home"), "end(False)", "g", "first line"),
    Key("last", ("G", "end"), "end(True)", "G", "last line"),
)
# What a text answers to.
_TEXT = (
    Key("next_paragraph", ("j", "down"), "move(1)", "j ↓", "down"),
    Key("previous_paragraph", ("k", "up"), "move(-1)", "k ↑", "up"),
    Key("page_down", ("pagedown", "ctrl+d", "space"), "page(1)", "PgDn", "page down"),
    Key("page_up", ("pageup", "ctrl+u"), "page(-1)", "PgUp", "page up"),
    Key("first", ("g", "home"), "end(False)", "g", "the top"),
    Key("last", ("G", "end"), "end(True)", "G", "the end"),
)
_ROOM = (
    Key("go_to", ("o",), "go_to", "o", "go to another room"),
    Key("palette", ("colon", "ctrl+p"), "palette", ": ctrl+p", "every action by name"),
    Key("help", ("question_mark",), "help", "?", "these keys"),
    Key("leave", ("q",), "leave", "q", "back; everything is saved"),
    Key("saved_already", ("ctrl+c",), "saved_already", "ctrl+c", "says that everything is saved"),
)
LIBRARY = (
    *_LIST,
    Key("open_article", ("enter", "l", "right"), "open", "Enter", "read this article"),
    Key("search", ("slash",), "search", "/", "search texts, claims, sources; Enter, Esc leave the field"),
    Key("back_from_search", ("escape",), "back", "", ""),
    Key("next_thing", ("comma",), "next_thing", ",", "the next article that is not finished"),
    Key("only_owed", ("t",), "only_owed", "t", "only what was given to you, or all again"),
    Key("add", ("a",), "add", "a", "add a file, or a folder of them"),
    Key("export", ("e",), "export", "e", "export all claims to a CSV file"),
    Key("undo", ("u",), "undo", "u", "undo your latest action"),
    Key("redo", ("U",), "redo", "U", "redo"),
    *_ROOM,
)
START = (
    *_LIST,
    Key("open_article", ("enter", "l", "right"), "open", "Enter", "open what the line says"),
    Key("file", ("f",), "file", "f", "open a file: an article, or a project"),
    Key("demo", ("d",), "demo", "d", "the demo"),
    *(
        Key(f"verdict_{n}", (str(n),), f"used({n})", "1..9" if n == 1 else "", "go on in a project used last")
        for n in range(1, 10)
    ),
    *(key for key in _ROOM if key.name != "go_to"),
)
HISTORY = (
    *_LIST,
    Key("open_article", ("enter", "l", "right"), "open", "Enter", "read the article that it was about"),
    Key("search", ("slash",), "search", "/", "filter by names and things: ben claim"),
    Key("back_from_search", ("escape",), "back", "", ""),
    Key("only_mine", ("m",), "only_mine", "m", "only your own actions, or all again"),
    Key("undo", ("u",), "undo", "u", "undo your latest action, the line with a u before it"),
    Key("redo", ("U",), "redo", "U", "redo"),
    *_ROOM,
)
TWO_EDITS = (
    *_LIST,
    Key("verdict_1", ("1",), "verdict(1)", "1..9", "this is what counts: the value of that number"),
    *(Key(f"verdict_{n}", (str(n),), f"verdict({n})", "", "") for n in range(2, 10)),
    Key("open_article", ("enter", "l", "right"), "open", "Enter", "read the article that it is about"),
    Key("undo", ("u",), "undo", "u", "undo"),
    Key("redo", ("U",), "redo", "U", "redo"),
    *_ROOM,
)
CODEBOOK = (
    *_TEXT,
    Key("edit", ("e",), "edit", "e", "edit a draft, in your $EDITOR or here"),
    Key("use", ("w",), "use", "w", "put the draft into force"),
    Key("take_back", ("x",), "drop", "x", "drop the draft"),
    Key("undo", ("u",), "undo", "u", "undo, also the dropping of a draft"),
    Key("redo", ("U",), "redo", "U", "redo"),
    *_ROOM,
)
FINISH = (
    *_TEXT,
    Key("export", ("enter", "e"), "export", "Enter", "export all claims to ./NAME-claims.csv"),
    Key("hand_in", ("h",), "hand_in", "h", "hand in"),
    *_ROOM,
)
AGREEING = (
    *_TEXT,
    Key("next_unit", ("l", "right"), "pair(1)", "l →", "next two reviewers"),
    Key("previous_unit", ("h", "left"), "pair(-1)", "h ←", "previous two, or all together"),
    *(attrs.evolve(key, keys=("q", "escape")) if key.name == "leave" else key for key in _ROOM),
)
SCREENS = {
    "reading": READING,
    "disagreements": DECIDING,
    "agreement": AGREEING,
    "start": START,
    "library": LIBRARY,
    "history": HISTORY,
    "two_edits": TWO_EDITS,
    "codebook": CODEBOOK,
    "finish": FINISH,
}

# What the footer shows, the most wanted first, with a claim that is current and with a bare selection.
FOOTER = {
    "claim": ("help", "palette", "cite", "said_so", "rationale", "message", "take_back", "card", "next_thing", "undo"),
    "group": ("help", "accept", "take_back", "said_so", "rationale", "next_thing", "undo", "leave"),
    "selection": ("help", "palette", "done", "end_back", "end_forth", "hold", "next_thing", "undo", "leave"),
}


def bindings(keys: tuple[Key, ...]) -> list[BindingType]:
    return [Binding(",".join(key.keys), key.action, key.text, show=False, id=key.name) for key in keys]


# The digit row of a French keyboard without Shift, from 1 to 0, as Textual names its keys.
AZERTY = ("ampersand", "é", "quotation_mark", "apostrophe", "left_parenthesis", "minus", "è", "underscore", "ç", "à")
AZERTY_LETTERS = frozenset("éèçà")


def rebound(keys: tuple[Key, ...], own: Mapping[str, str], *, azerty: bool, file: str) -> dict[str, str]:
    """The user's keys for Textual's `App.set_keymap`: name -> keys joined by commas.

    Raises InputError for a name that no action has, and for a key given to two of them.
    """
    known(own, {key.name: key for of in SCREENS.values() for key in of}, file, "keys.")
    changed = {name: ",".join(part.strip() for part in text.split(",")) for name, text in own.items()}
    if azerty:
        for digit, key in zip((*range(1, 10), 0), AZERTY, strict=True):
            changed.setdefault(f"verdict_{digit}", f"{digit},{key}")
    taken: dict[str, str] = {}
    for action in keys:
        for one in changed.get(action.name, ",".join(action.keys)).split(","):
            if one in taken:
                raise InputError(f"{file}: the key {one} is given to both {taken[one]} and {action.name}.")
            taken[one] = action.name
    return changed


def bound(keys: tuple[Key, ...], own: Mapping[str, str]) -> frozenset[str]:
    """Every key that does something."""
    return frozenset(one for key in keys for one in own.get(key.name, ",".join(key.keys)).split(","))


_REST = re.compile(r"\.\..$|, paste$| \d\.\.\d$")  # what a key stands for beside itself: 1..9, a, paste


def shown(key: Key, own: Mapping[str, str]) -> str:
    """The keys as people read them, the user's own where they have others."""
    if not key.shown or key.name not in own:
        return key.shown
    mine = list(map(_readable, own[key.name].split(",")))
    found = _REST.search(key.shown)
    rest = found.group() if found else ""
    return (mine[0] if rest.startswith("..") else " ".join(mine)) + rest


def first(key: Key, own: Mapping[str, str]) -> str:
    """The first of them, for a line with little room."""
    if key.name in own:
        return _readable(own[key.name].split(",")[0])
    return key.shown.removesuffix(", paste").split()[0] if key.shown else _readable(key.keys[0])


def _readable(key: str) -> str:
    return (key_to_character(key) or "").strip() or key


def footer(keys: tuple[Key, ...], own: Mapping[str, str], names: Sequence[str]) -> list[tuple[str, str]]:
    """(key and word, action) of the actions of these names, with the key that the user has for each."""
    by_name = {key.name: key for key in keys}
    return [(f"{first(key, own)} {key.short}", key.action) for key in map(by_name.__getitem__, names)]


def explained(keys: tuple[Key, ...], own: Mapping[str, str]) -> list[tuple[str, str]]:
    """(keys, what they do), a line each: for the help and the palette."""
    return [(shown(key, own), key.text) for key in keys if key.shown]
