"""The library: the articles of a project, how far everybody is, who owes what; search, add, open, export."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from textual import on

from annot.desk import exporting, shelving
from annot.desk.session import Desk
from annot.desk.shelving import Entry, Shelf
from annot.tui import catalogue
from annot.tui.clerk import Clerk
from annot.tui.dialogs.path import AskPath
from annot.tui.keymap import LIBRARY, bindings
from annot.tui.screens.adding import AddingScreen
from annot.tui.screens.list_room import ListRoom
from annot.tui.widgets.long_list import Cell, LongList


class LibraryScreen(ListRoom):
    """One article a line. Counts of others' work are shown, never what they found."""

    NAME = "library"
    KEYS = LIBRARY
    BINDINGS = bindings(LIBRARY)
    HERE = "{open_article} read  {search} search  {add} add  {export} export  {go_to} go to  {help} keys  {leave} back"
    LOOKING = "Typing searches texts, claims, sources · Enter or Esc gives the keys back"
    FIELD = "words of an article, a claim or a source"

    def __init__(self, shelf: Shelf, clerk: Clerk, *, ascii_only: bool = False, welcome: str = "") -> None:
        super().__init__(shelf.ids, clerk, ascii_only=ascii_only, welcome=welcome)
        self.shelf = shelf
        self._only_owed = False

    # -- the list

    def find(self, desk: Desk) -> Shelf:
        return shelving.shelf_of(desk, self.words, only_owed=self._only_owed)

    def take(self, found: Shelf) -> Sequence[str]:
        self.shelf = found
        return found.ids

    def read(self, desk: Desk, ids: Sequence[str]) -> dict[str, Entry]:
        return shelving.entries(desk, ids)

    def line(self, id: str) -> Sequence[Cell]:
        return catalogue.line(self.known[id], self.shelf.hits.get(id), self.size.width, ascii_only=self.ascii_only)

    def heads(self) -> str:
        return catalogue.heads(self.size.width, searched=bool(self.shelf.hits))

    def headline(self) -> tuple[str, str]:
        return f"{self.clerk.path.name} ─ {self.clerk.reviewer.name}", catalogue.total(self.shelf)

    def more(self) -> tuple[str, str]:
        entry = self.known[self.chosen or ""]
        return catalogue.whole_title(entry), catalogue.everybody(entry, ascii_only=self.ascii_only)

    def nothing(self) -> str:
        return catalogue.nothing(self.shelf, self.words, self._only_owed)

    # -- keys

    @on(LongList.Chosen)
    def action_open(self) -> None:
        if self.chosen:
            self.post_message(self.Door("reading", self.chosen))
        else:
            self.say("There is nothing to read here: a adds an article.")

    def action_only_owed(self) -> None:
        if not self._only_owed and not self.shelf.owed:
            self.say("Nothing was given to you that is not finished.")
            return
        self._only_owed = not self._only_owed
        self.reload()

    def action_next_thing(self) -> None:
        ids, at = self.ids, self.lines.at
        order = (*ids[at + 1 :], *ids[: at + 1])

        def done(found: str | None) -> None:
            if found is None:
                self.say("You have finished every article here.")
            elif self.ids == ids:
                self.lines.move_to(ids.index(found))

        self.ask(lambda desk: shelving.first_open(desk, order), done, writes=False)

    def action_add(self) -> None:
        def answered(path: str | None) -> None:
            if path:
                self.app.push_screen(AddingScreen(Path(path), self.clerk), added)

        def added(report: str | None) -> None:
            self.reload()
            self.say(report or "")

        self.app.push_screen(AskPath("Add which file, or folder of files?"), answered)

    def action_export(self) -> None:
        name = exporting.claims_file(self.clerk.reviewer.name)
        self.app.push_screen(AskPath("Export all claims to which file?", name, new=".csv"), self._export)

    def _export(self, path: str | None) -> None:
        if path:
            self.write_file(lambda desk: exporting.all_claims(desk, Path(path)))
