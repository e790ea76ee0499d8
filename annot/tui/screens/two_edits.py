"""Two edits: fields that were changed on both sides; one key says which value counts."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from textual import on

from annot.desk import two_edits
from annot.desk.session import Desk
from annot.desk.two_edits import Listed
from annot.tui.clerk import Clerk
from annot.tui.keymap import TWO_EDITS, bindings
from annot.tui.screens.list_room import ListRoom
from annot.tui.widgets.long_list import Cell, LongList

_FIELD, _WORDS = 18, 26
_NARROW = 60  # columns below which the field and its values must do


class TwoEditsScreen(ListRoom):
    """One field a line, with both values. What is settled leaves the list, and undo brings it back."""

    NAME = "two_edits"
    KEYS = TWO_EDITS
    BINDINGS = bindings(TWO_EDITS)
    HERE = (
        "{verdict_1} what counts  {undo} undo  {redo} redo  "
        "{open_article} read  {go_to} go to  {help} keys  {leave} back"
    )

    def __init__(self, found: Sequence[Listed], clerk: Clerk, *, ascii_only: bool = False) -> None:
        super().__init__(self._keep(found), clerk, ascii_only=ascii_only, welcome="")

    def _keep(self, found: Sequence[Listed]) -> list[str]:
        self._all = {one.id: one for one in found}
        return list(self._all)

    # -- the list

    def find(self, desk: Desk) -> tuple[Listed, ...]:
        return two_edits.listed(desk)

    def take(self, found: Sequence[Listed]) -> Sequence[str]:
        return self._keep(found)

    def read(self, desk: Desk, ids: Sequence[str]) -> dict[str, Listed]:
        return {i: self._all[i] for i in ids if i in self._all}

    def line(self, id: str) -> Sequence[Cell]:
        one: Listed = self.known[id]
        cells = [Cell(f"{one.kind} {one.field}", _FIELD)]
        if self.size.width >= _NARROW:
            cells.append(Cell(one.words, _WORDS, "dim"))
        values = "  ".join(f"{n} {value} ({name})" for n, (value, name, _) in enumerate(one.takes, 1))
        return [*cells, Cell(f" {values}", 0)]

    def heads(self) -> str:
        words = f"{'of':{_WORDS}}" if self.size.width >= _NARROW else ""
        return f"{'field':{_FIELD}}{words} what it was changed to, and by whom"

    def headline(self) -> tuple[str, str]:
        return "Two edits of one field", f"{len(self.ids):,} to settle"

    def more(self) -> tuple[str, str]:
        one: Listed = self.known[self.chosen or ""]
        told = [f"{n} {name}, {at[:16].replace('T', ' ')} UTC: {v}" for n, (v, name, at) in enumerate(one.takes, 1)]
        first, second, *rest = [*told, ""]
        return first, second + (f" · and {len(rest)} more" if any(rest) else "")

    def nothing(self) -> str:
        return "  No field was edited on both sides."

    # -- keys

    def action_verdict(self, take: int) -> None:
        one: Listed | None = self.known.get(self.chosen or "")
        if one is None:
            return
        if take > len(one.takes):
            self.say(f"There are values 1 to {len(one.takes)}.")
            return
        value = one.takes[take - 1][0]
        work = partial(two_edits.resolve, wanted=one.entity, field=one.field, take=take)
        self.ask(work, lambda _: self.say(f"{one.field}: {value}. u takes that back."))

    @on(LongList.Chosen)
    def action_open(self) -> None:
        one: Listed | None = self.known.get(self.chosen or "")
        if one is not None and one.article is not None:
            self.post_message(self.Door("reading", one.article))
        else:
            self.say("This is about no single article.")
