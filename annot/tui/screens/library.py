"""The library: the articles of a project, how far everybody is, who owes what; search, add, open, export."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.events import ScreenResume
from textual.widgets import Input

from annot.desk import exporting, shelving, undoing
from annot.desk.shelving import Entry, Shelf
from annot.desk.undoing import Undone
from annot.plain import show
from annot.tui import catalogue
from annot.tui.clerk import Clerk
from annot.tui.dialogs.path import AskPath
from annot.tui.keymap import LIBRARY, bindings
from annot.tui.screens.adding import AddingScreen
from annot.tui.screens.room import DeskRoom
from annot.tui.widgets.bars import Header, Line, StatusLine
from annot.tui.widgets.long_list import Cell, LongList

HERE = "Enter read  / search  a add  e export  o go to  ? keys  q back"
LOOKING = "Typing searches articles, claims and sources · Enter or Esc gives the keys back"


class LibraryScreen(DeskRoom):
    """Letters are commands; `/` puts the cursor into the search, Enter or Esc gives it back."""

    KEYS = LIBRARY
    BINDINGS = bindings(LIBRARY)
    DEFAULT_CSS = """
    LibraryScreen { layout: vertical; }
    LibraryScreen #heads { color: $text-muted; padding: 0; }
    LibraryScreen .more { background: $surface; padding: 0 1; color: $text-muted; }
    LibraryScreen.-low .more { display: none; }
    LibraryScreen Input { border: none; height: 1; padding: 0 1; background: $surface; display: none; }
    LibraryScreen Input.-open { display: block; }
    LibraryScreen #keys { background: $panel; padding: 0 1; }
    """
    LOW = 16  # rows below which the list needs every one

    def __init__(self, shelf: Shelf, clerk: Clerk, *, ascii_only: bool = False, welcome: str = "") -> None:
        super().__init__(clerk, ascii_only=ascii_only)
        self.shelf = shelf
        self.path = clerk.path
        self._welcome = welcome
        self._entries: dict[str, Entry] = {}
        self._words, self._only_owed = "", False
        self._version = 0  # of the answer that is waited for: an older one is not shown

    def compose(self) -> ComposeResult:
        yield Header()
        yield Line(id="heads")
        yield LongList()
        yield Line(id="whole", classes="more")
        yield Line(id="everybody", classes="more")
        yield Input(placeholder="words of an article, a claim or a source")
        yield StatusLine()
        yield Line(id="keys")

    def on_mount(self) -> None:
        self.query_one("#keys", Line).say(HERE)
        self.lines.focus()
        self._show(self.shelf)
        self.say(self._welcome)

    def on_resize(self) -> None:
        self.set_class(self.size.height < self.LOW, "-low")
        self._show_heads()
        self.lines.show_lines({at: self._line(self._entries[i]) for at, i in self._known()})

    @on(ScreenResume)
    def _came_back(self) -> None:
        self.reload()

    @property
    def lines(self) -> LongList:
        return self.query_one(LongList)

    @property
    def chosen(self) -> str | None:
        """The id of the article under the cursor."""
        return self.shelf.ids[self.lines.at] if self.shelf.ids else None

    # -- what is shown

    def reload(self) -> None:
        """The list again, with the cursor on the same article."""
        self._version += 1
        version, words, only_owed = self._version, self._words, self._only_owed

        def done(shelf: Shelf) -> None:
            if version == self._version:
                self._show(shelf, keep=self.chosen)

        self.look_up(lambda desk: shelving.shelf_of(desk, words, only_owed=only_owed), done)

    def _show(self, shelf: Shelf, keep: str | None = None) -> None:
        self.shelf = shelf
        self._entries.clear()
        at = shelf.ids.index(keep) if keep in shelf.ids else 0
        self.lines.show_count(len(shelf.ids), at=at, empty=catalogue.nothing(shelf, self._words, self._only_owed))
        self.query_one(Header).show(show(self.path.name), catalogue.total(shelf))
        self._show_heads()
        self._show_more()

    @on(LongList.Lacking)
    def _fetch(self, event: LongList.Lacking) -> None:
        shelf, ids = self.shelf, self.shelf.ids[event.first : event.end]

        def done(entries: dict[str, Entry]) -> None:
            if self.shelf is not shelf:
                return
            self._entries.update(entries)
            lines = {event.first + n: self._line(entries[i]) for n, i in enumerate(ids) if i in entries}
            self.lines.show_lines(lines)
            self._show_more()

        self.look_up(lambda desk: shelving.entries(desk, ids), done)

    @on(LongList.Moved)
    def _moved(self) -> None:
        self.say("")
        self._show_more()

    def _show_heads(self) -> None:
        self.query_one("#heads", Line).say(catalogue.heads(self.size.width, searched=bool(self.shelf.hits)))

    def _show_more(self) -> None:
        entry = self._entries.get(self.chosen or "")
        self.query_one("#whole", Line).say(catalogue.whole_title(entry) if entry else "")
        people = catalogue.everybody(entry, ascii_only=self.ascii_only) if entry else ""
        self.query_one("#everybody", Line).say(people)

    # -- keys

    @on(LongList.Chosen)
    def action_open(self) -> None:
        if self.chosen:
            self.post_message(self.Door("reading", self.chosen))
        else:
            self.say("There is nothing to read here: a adds an article.")

    def action_move(self, by: int) -> None:
        self.lines.move(by)

    def action_page(self, by: int) -> None:
        self.lines.page(by)

    def action_end(self, last: bool) -> None:
        self.lines.move_to(len(self.shelf.ids) if last else 0)

    def action_search(self) -> None:
        field = self.query_one(Input)
        field.add_class("-open")
        field.focus()
        self.query_one("#keys", Line).say(LOOKING)

    @on(Input.Submitted)
    def action_back(self) -> None:
        """The keys are commands again; what was looked for stays, Esc with the keys forgets it."""
        field = self.query_one(Input)
        if not field.has_focus:
            field.value = ""
        field.set_class(bool(field.value), "-open")
        self.lines.focus()
        self.query_one("#keys", Line).say(HERE)

    @on(Input.Changed)
    def _looked_for(self, event: Input.Changed) -> None:
        if event.value != self._words:
            self._words = event.value
            self.reload()

    def action_only_owed(self) -> None:
        if not self._only_owed and not self.shelf.owed:
            self.say("Nothing was given to you that is not finished.")
            return
        self._only_owed = not self._only_owed
        self.reload()

    def action_next_thing(self) -> None:
        ids, at = self.shelf.ids, self.lines.at
        order = (*ids[at + 1 :], *ids[: at + 1])

        def done(found: str | None) -> None:
            if found is None:
                self.say("You have finished every article here.")
            else:
                self.lines.move_to(ids.index(found))

        self.look_up(lambda desk: shelving.first_open(desk, order), done)

    def action_undo(self) -> None:
        self.act(undoing.undo, partial(self._undone, "Undone"))

    def action_redo(self) -> None:
        self.act(undoing.redo, partial(self._undone, "Done again"))

    def _undone(self, verb: str, what: Undone) -> None:
        self.say(f"{verb}: {what.said}.")

    def action_add(self) -> None:
        def answered(path: str | None) -> None:
            if path:
                self.app.push_screen(AddingScreen(Path(path), self.clerk), added)

        def added(report: str | None) -> None:
            self.reload()
            self.say(report or "")

        self.app.push_screen(AskPath("Add which file, or folder of files?"), answered)

    def action_export(self) -> None:
        self.app.push_screen(
            AskPath("Export all claims to which file?", exporting.claims_file(self.clerk.reviewer.name), new=".csv"),
            self._export,
        )

    def _export(self, path: str | None) -> None:
        if path:
            self.look_up(lambda desk: exporting.all_claims(desk, Path(path)), self.say)

    # -- private

    def _known(self) -> list[tuple[int, str]]:
        return [(at, i) for at, i in enumerate(self.shelf.ids) if i in self._entries] if self._entries else []

    def _line(self, entry: Entry) -> list[Cell]:
        return catalogue.line(entry, self.shelf.hits.get(entry.id), self.size.width, ascii_only=self.ascii_only)
