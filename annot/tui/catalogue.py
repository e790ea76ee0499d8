"""What the library says of its articles, as values: no widget and no colour in here, only looks by name."""

from __future__ import annotations

from annot.desk.shelving import Entry, Person, Shelf
from annot.store.shelf import Hit
from annot.tui.widgets.long_list import Cell

WIDE = 100  # columns from which the others have room beside the title
NARROW = 60
BAR = 8  # cells of a bar
_MINE, _CLAIMS, _FOUND = 18, 9, 28


def heads(width: int, *, searched: bool) -> str:
    """The heads of the columns of `line`."""
    if searched:
        return f"  {'article':{max(8, width - 2 - _FOUND)}}  found in"
    others = _others(width)
    mine = _mine(width)
    title = width - 2 - mine - _CLAIMS - others
    return f"  {'article':{max(8, title)}} {'yours':{mine - 1}}{'claims':>{_CLAIMS - 2}}  {'others' if others else ''}"


def line(entry: Entry, hit: Hit | None, width: int, *, ascii_only: bool) -> list[Cell]:
    """One article: finished or owed, title, how far one is, claims, the others; or where the words were found."""
    me = entry.me
    sign, look = _sign(me, ascii_only=ascii_only)
    cells = [
        Cell(f"{sign} ", 2, look),
        Cell(entry.title, 0, "dim" if me.finished else ""),
    ]
    if hit:
        return [*cells, Cell(f"  {found(hit)}", _FOUND, "dim")]
    mine = _mine(width)
    shown = bar(me.done, entry.to_do, ascii_only=ascii_only) if mine == _MINE else ""
    cells += [
        Cell(f" {shown} {me.done}/{entry.to_do}", mine, look),
        Cell(str(entry.claims) if entry.claims else "", _CLAIMS - 2, right=True),
        Cell("", 2),
    ]
    if others := _others(width):
        cells.append(Cell(_all_of(entry, ascii_only=ascii_only), others, "dim"))
    return cells


def whole_title(entry: Entry) -> str:
    return entry.title + (f"  ({entry.file})" if entry.file and entry.file != entry.title else "")


def everybody(entry: Entry, *, ascii_only: bool) -> str:
    """Everybody who has to do with the article, with counts only."""
    return "   ".join(_person(person, entry.to_do, ascii_only=ascii_only) for person in entry.people)


def found(hit: Hit) -> str:
    """Where the words were found."""
    parts = (
        "text" if hit.text else "",
        f"{hit.claims} claim{'s' * (hit.claims > 1)}" if hit.claims else "",
        f"{hit.sources} source{'s' * (hit.sources > 1)}" if hit.sources else "",
    )
    return ", ".join(part for part in parts if part)


def total(shelf: Shelf) -> str:
    shown = f"{len(shelf.ids):,} of " if len(shelf.ids) != shelf.total else ""
    owed = f" · {shelf.owed} to do for you" if shelf.owed else ""
    return f"{shown}{shelf.total:,} article{'s' * (shelf.total != 1)}{owed}"


def nothing(shelf: Shelf, words: str, only_owed: bool) -> str:
    """What an empty list says."""
    if not shelf.total:
        return "  There is no article here yet: a adds a file or a folder."
    if words.strip():
        return "  Nothing has these words: no article, none of your claims or their sources. Esc shows all."
    return "  Everything that was given to you is finished; t shows all." if only_owed else ""


def bar(done: int, of: int, *, ascii_only: bool) -> str:
    """How far, in BAR cells; full only when all is done."""
    full = BAR * done // of if of else BAR
    on, off = ("#", "-") if ascii_only else ("▰", "▱")
    return on * full + off * (BAR - full)


def _mine(width: int) -> int:
    """Cells for how far one is: below NARROW columns without the bar."""
    return _MINE if width >= NARROW else 8


def _others(width: int) -> int:
    return width // 3 if width >= WIDE else 0


def _sign(me: Person, *, ascii_only: bool) -> tuple[str, str]:
    if me.finished:
        return ("+" if ascii_only else "✓"), "good"
    if me.owes:
        return ("!" if ascii_only else "◆"), "owed"
    return ("." if ascii_only else "·"), "dim"


def _all_of(entry: Entry, *, ascii_only: bool) -> str:
    return ", ".join(_person(person, entry.to_do, ascii_only=ascii_only) for person in entry.people[1:])


def _person(person: Person, to_do: int, *, ascii_only: bool) -> str:
    if person.finished:
        return f"{person.name} {'+' if ascii_only else '✓'}"
    owes = f" owes it{f' by {person.due}' if person.due else ''}" if person.owes else ""
    return f"{person.name} {person.done}/{to_do}{owes}"
