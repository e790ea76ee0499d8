"""The history: every action, newest first; filtered by who and what; one's latest is undone from here."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on

from annot.desk import chronicle
from annot.desk.chronicle import Chronicle, Deed
from annot.desk.session import Desk
from annot.tui.clerk import Clerk
from annot.tui.keymap import HISTORY, bindings
from annot.tui.screens.list_room import ListRoom
from annot.tui.widgets.long_list import Cell, LongList

_WHEN, _WHO, _WHAT = 17, 12, 26
_NARROW = 60  # columns below which who and what it touched must do


class HistoryScreen(ListRoom):
    """One action a line. What is taken back is dimmed; what `u` takes back, wherever the cursor is, has a u before it.

    Others' work that is hidden is counted, not told.
    """

    NAME = "history"
    KEYS = HISTORY
    BINDINGS = bindings(HISTORY)
    HERE = (
        "{undo} undo your latest  {redo} redo  {search} filter  {only_mine} mine  "
        "{open_article} read  {go_to} go  {help} keys  {leave} back"
    )
    LOOKING = "Names and things, as: ben claim · Enter or Esc gives the keys back"
    FIELD = "names of reviewers, claim, source, evidence, reading, comment, article"

    def __init__(self, found: Chronicle, clerk: Clerk, *, ascii_only: bool = False) -> None:
        super().__init__(found.acts, clerk, ascii_only=ascii_only, welcome="")
        self._dead, self._latest = found.dead, found.latest
        self._only_mine = False

    # -- the list

    def find(self, desk: Desk) -> Chronicle:
        return chronicle.chronicle(desk, self.words, only_mine=self._only_mine)

    def take(self, found: Chronicle) -> Sequence[str]:
        self._dead, self._latest = found.dead, found.latest
        return found.acts

    def read(self, desk: Desk, ids: Sequence[str]) -> dict[str, Deed]:
        return chronicle.told(desk, ids)

    def line(self, id: str) -> Sequence[Cell]:
        deed: Deed = self.known[id]
        look = "dim" if id in self._dead or not deed.mine else ""
        sign = ("<" if self.ascii_only else "↶") if deed.undoes else ("x" if self.ascii_only else "✗")
        cells = [Cell(sign if deed.undoes or id in self._dead else "", 2, "dim")]
        if id == self._latest:
            cells = [Cell("u", 2, "bold")]
        if self.size.width >= _NARROW:
            cells.append(Cell(deed.at[:16].replace("T", " "), _WHEN, "dim"))
        cells += [Cell(deed.reviewer, _WHO, look), Cell(deed.what, _WHAT if deed.said else 0, look)]
        return [*cells, Cell(f" {deed.said}", 0, look)] if deed.said else cells

    def heads(self) -> str:
        when = f"{'when (UTC)':{_WHEN}}" if self.size.width >= _NARROW else ""
        return f"  {when}{'who':{_WHO}}what"

    def headline(self) -> tuple[str, str]:
        mine = " of yours" if self._only_mine else ""
        return "History", f"{len(self.ids):,} action{'s' * (len(self.ids) != 1)}{mine}"

    def more(self) -> tuple[str, str]:
        deed: Deed = self.known[self.chosen or ""]
        state = " · u takes this back" if self.chosen == self._latest else ""
        state += " · takes something back" if deed.undoes else ""
        state += " · is itself taken back" if self.chosen in self._dead else ""
        return deed.said, f"{deed.at[:19].replace('T', ' ')} UTC · {deed.reviewer} · {deed.what}{state}"

    def nothing(self) -> str:
        return "  No action fits: a name, or claim, source, evidence, reading, comment, article." if self.words else ""

    # -- keys

    @on(LongList.Chosen)
    def action_open(self) -> None:
        deed: Deed | None = self.known.get(self.chosen or "")
        if deed is not None and deed.article is not None:
            self.post_message(self.Door("reading", deed.article))
        else:
            self.say("This was about no single article.")

    def action_only_mine(self) -> None:
        self._only_mine = not self._only_mine
        self.reload()
