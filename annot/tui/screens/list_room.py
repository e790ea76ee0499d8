"""A room around one long list: moving in it, and a field that narrows it down while one types."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.events import ScreenResume
from textual.widgets import Input

from annot.desk.session import Desk
from annot.tui.clerk import Clerk
from annot.tui.screens.room import DeskRoom
from annot.tui.widgets.bars import Header, Line, StatusLine
from annot.tui.widgets.long_list import Cell, LongList


class ListRoom(DeskRoom):
    """What the lines are is asked of the desk: first the ids, `find`, then what is known of those on screen.

    Letters are commands; `/` puts the cursor into the field, Enter or Esc gives it back.
    """

    DEFAULT_CSS = """
    ListRoom { layout: vertical; }
    ListRoom #heads { color: $text-muted; }
    ListRoom .more { background: $surface; padding: 0 1; color: $text-muted; }
    ListRoom.-low .more { display: none; }
    ListRoom Input { border: none; height: 1; padding: 0 1; background: $surface; display: none; }
    ListRoom Input:focus { border: none; }
    ListRoom #keys { background: $panel; padding: 0 1; }
    """
    LOW = 16  # rows below which the list needs every one
    HERE = ""  # which keys work, on one line, by {name}
    LOOKING = ""  # the same while the cursor is in the field
    FIELD = ""  # what stands in the empty field

    def __init__(self, ids: Sequence[str], clerk: Clerk, *, ascii_only: bool, welcome: str) -> None:
        super().__init__(clerk, ascii_only=ascii_only)
        self.ids = tuple(ids)
        self.words = ""
        self.known: dict[str, Any] = {}
        self._welcome = welcome
        self._version = 0  # of the answer that is waited for: an older one is not shown
        self._finding = False

    # -- what each list says in its own way (not abstract methods: Textual's metaclass is not ABCMeta)

    def find(self, desk: Desk) -> Any:
        """In the clerk's thread: everything that fits, as `take` takes it."""
        raise NotImplementedError

    def take(self, found: Any) -> Sequence[str]:
        """Keep what was found; the ids of the lines."""
        raise NotImplementedError

    def read(self, desk: Desk, ids: Sequence[str]) -> dict[str, Any]:
        """In the clerk's thread: what is known of these, by id."""
        raise NotImplementedError

    def line(self, id: str) -> Sequence[Cell]:
        """The line of one that is known."""
        raise NotImplementedError

    def heads(self) -> str:
        """The heads of the columns."""
        raise NotImplementedError

    def headline(self) -> tuple[str, str]:
        """Left and right in the first line."""
        raise NotImplementedError

    def more(self) -> tuple[str, str]:
        """Two lines about the one under the cursor."""
        raise NotImplementedError

    def nothing(self) -> str:
        """What an empty list says."""
        raise NotImplementedError

    # -- what they have in common

    def compose(self) -> ComposeResult:
        yield Header()
        yield Line(id="heads")
        yield LongList()
        yield Line(id="whole", classes="more")
        yield Line(id="everybody", classes="more")
        yield Input(placeholder=self.FIELD)
        yield StatusLine()
        yield Line(id="keys")

    def on_mount(self) -> None:
        self.query_one("#keys", Line).say(self.with_keys(self.HERE))
        self.set_focus(self.lines)
        self.show_ids(self.ids)
        self.say(self._welcome)

    def on_resize(self) -> None:
        self.set_class(self.size.height < self.LOW, "-low")
        self.query_one("#heads", Line).say(self.heads())
        if self.known:
            self.lines.show_lines({at: self.line(i) for at, i in enumerate(self.ids) if i in self.known})

    @on(ScreenResume)
    def _came_back(self) -> None:
        self.reload()

    @property
    def lines(self) -> LongList:
        return self.query_one(LongList)

    @property
    def chosen(self) -> str | None:
        """The id of the line under the cursor."""
        return self.ids[self.lines.at] if self.ids else None

    def reload(self) -> None:
        """The list again, with the cursor on the same line."""
        self._find(keep=True)

    def _find(self, *, keep: bool) -> None:
        """Ask for what fits; a question that letters typed since have outrun is followed by one for all of them."""
        self._version += 1
        if self._finding:
            return
        self._finding = True
        version = self._version

        def done(found: Any) -> None:
            self._finding = False
            if version != self._version:
                self._find(keep=keep)
                return
            before = self.chosen if keep else None
            self.show_ids(self.take(found), keep=before)

        def refused(why: str) -> None:
            self._finding = False

        self.ask(self.find, done, writes=False, refused=refused)

    def show_ids(self, ids: Sequence[str], keep: str | None = None) -> None:
        self.ids = tuple(ids)
        self.known.clear()
        at = self.ids.index(keep) if keep in self.ids else 0
        self.lines.show_count(len(self.ids), at=at, empty=self.nothing())
        self.query_one(Header).show(*self.headline())
        self.query_one("#heads", Line).say(self.heads())
        self._show_more()

    @on(LongList.Lacking)
    def _fetch(self, event: LongList.Lacking) -> None:
        wanted, version = self.ids[event.first : event.end], self._version

        def done(known: dict[str, Any]) -> None:
            if version == self._version:
                self.known.update(known)
                lines = {event.first + n: self.line(i) for n, i in enumerate(wanted) if i in known}
                self.lines.show_lines(lines)
                self._show_more()

        self.ask(lambda desk: self.read(desk, wanted), done, writes=False)

    @on(LongList.Moved)
    def _moved(self) -> None:
        self.say("")
        self._show_more()

    def _show_more(self) -> None:
        first, second = self.more() if self.chosen in self.known else ("", "")
        self.query_one("#whole", Line).say(first)
        self.query_one("#everybody", Line).say(second)

    # -- keys

    def action_move(self, by: int) -> None:
        self.lines.move(by)

    def action_page(self, by: int) -> None:
        self.lines.page(by)

    def action_end(self, last: bool) -> None:
        self.lines.move_to(len(self.ids) if last else 0)

    def action_search(self) -> None:
        field = self.query_one(Input)
        field.display = True
        self.set_focus(field)  # at once: `focus()` comes later than a quick letter, which would be a command
        self.query_one("#keys", Line).say(self.LOOKING)

    @on(Input.Submitted)
    def action_back(self) -> None:
        """The keys are commands again; what was looked for stays, Esc with the keys forgets it."""
        field = self.query_one(Input)
        if not field.has_focus:
            field.value = ""
        field.display = bool(field.value)
        self.set_focus(self.lines)
        self.query_one("#keys", Line).say(self.with_keys(self.HERE))

    @on(Input.Changed)
    def _looked_for(self, event: Input.Changed) -> None:
        if event.value != self.words:
            self.words = event.value
            self._find(keep=False)  # the best comes first, and that is where one looks
