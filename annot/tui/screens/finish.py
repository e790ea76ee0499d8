"""What is left, and how the work goes out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from annot.desk import exporting, finishing, handing
from annot.desk.finishing import Left
from annot.tui.clerk import Clerk
from annot.tui.dialogs.path import AskPath
from annot.tui.keymap import FINISH, bindings
from annot.tui.screens.room import DeskRoom
from annot.tui.walls import content
from annot.tui.widgets.bars import Header, Line, StatusLine


class FinishScreen(DeskRoom):
    """Counts of this reviewer's own work; nothing has to be zero to export or hand in."""

    NAME = "left"
    KEYS = FINISH
    BINDINGS = bindings(FINISH)
    DEFAULT_CSS = """
    FinishScreen { layout: vertical; }
    FinishScreen VerticalScroll { height: 1fr; padding: 1 2; background: $background; }
    FinishScreen #keys { background: $panel; padding: 0 1; }
    """

    def __init__(self, left: Left, clerk: Clerk, *, ascii_only: bool = False) -> None:
        super().__init__(clerk, ascii_only=ascii_only)
        self.left = left

    def compose(self) -> ComposeResult:
        yield Header()
        with VerticalScroll():
            yield Static(markup=False, id="left")
        yield StatusLine()
        yield Line(id="keys")

    def on_mount(self) -> None:
        self.query_one("#keys", Line).say("Enter export  h hand in  o go to  ? keys  q back")
        self.set_focus(self.query_one(VerticalScroll))
        self._show(self.left)
        self.say("")

    def reload(self) -> None:
        self.look_up(finishing.what_is_left, self._show)

    def _show(self, left: Left) -> None:
        self.left = left
        self.query_one(Header).show("What is left", self.clerk.reviewer.name)
        file = exporting.claims_file(self.clerk.reviewer.name)
        lines = [*told(left), "", f"Enter exports all claims to ./{file}."]
        self.query_one("#left", Static).update(content("\n".join(lines), lines=True))

    def action_export(self) -> None:
        """At once where the name is free; who would overwrite something is asked."""
        name = exporting.claims_file(self.clerk.reviewer.name)
        if Path(name).exists():
            self.app.push_screen(AskPath("Export all claims to which file?", name, new=".csv"), self._export)
        else:
            self._export(name)

    def _export(self, path: str | None) -> None:
        if path:
            self.look_up(lambda desk: exporting.all_claims(desk, Path(path)), self.say)

    def action_hand_in(self) -> None:
        """A checked whole copy of the project beside it, to send."""

        def done(answer: tuple[Path, list[str]]) -> None:
            path, still_open = answer
            rest = f" Open in it: {still_open[0]}" if still_open else ""
            self.say(f"{path} is ready to send.{rest}")

        self.look_up(lambda desk: handing.hand_in(desk, None), done)


def told(left: Left) -> Iterator[str]:
    """What is left, a line a sort."""
    if left.nothing:
        yield "Nothing is left: every article is finished, every claim is checked and has a source."
        return
    counted = (
        (left.unfinished, f"of {left.total:,} articles not finished"),
        (left.owed, "of them given to you"),
        (left.unchecked, "of your claims unchecked"),
        (left.unsourced, "of your claims without a source"),
        (left.unanswered, "of your questions without an answer"),
    )
    for count, what in counted:
        if count:
            yield f"{count:>7,}  {what}"
