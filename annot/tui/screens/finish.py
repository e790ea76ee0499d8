"""What is left, and how the work goes out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from annot.desk import exporting, finishing, handing
from annot.desk.finishing import Left
from annot.desk.session import Desk
from annot.tui.clerk import Clerk
from annot.tui.dialogs.path import AskPath
from annot.tui.keymap import FINISH, bindings
from annot.tui.screens.scroll_room import ScrollRoom
from annot.tui.walls import content
from annot.tui.widgets.bars import Header


class FinishScreen(ScrollRoom):
    """Counts of this reviewer's own work; nothing has to be zero to export or hand in."""

    NAME = "left"
    KEYS = FINISH
    BINDINGS = bindings(FINISH)
    DEFAULT_CSS = """
    FinishScreen VerticalScroll { padding: 1 2; }
    """
    HERE = (
        "{next_paragraph} {previous_paragraph} scroll  {export} export  {hand_in} hand in  "
        "{go_to} go to  {help} keys  {leave} back"
    )

    def __init__(self, left: Left, clerk: Clerk, *, ascii_only: bool = False) -> None:
        super().__init__(clerk, ascii_only=ascii_only)
        self.left = left

    def reload(self) -> None:
        self.ask(finishing.what_is_left, self._take, writes=False)

    def _take(self, left: Left) -> None:
        self.left = left
        self.show()

    def show(self) -> None:
        self.query_one(Header).show("What is left", self.clerk.reviewer.name)
        file = exporting.claims_file(self.clerk.reviewer.name)
        lines = [*told(self.left), "", f"Enter exports all claims to ./{file}."]
        self.show_text(content("\n".join(lines), lines=True))

    def action_export(self) -> None:
        """At once where the name is free; who would overwrite something is asked."""
        name = exporting.claims_file(self.clerk.reviewer.name)
        if Path(name).exists():
            self.app.push_screen(AskPath("Export all claims to which file?", name, new=".csv"), self._export)
        else:
            self._export(name)

    def _export(self, path: str | None) -> None:
        if path:
            self.write_file(lambda desk: exporting.all_claims(desk, Path(path)))

    def action_hand_in(self) -> None:
        """A checked whole copy of the project beside it, to send."""

        def work(desk: Desk) -> str:
            path, still_open = handing.hand_in(desk, None)
            rest = f" Open in it: {still_open[0]}" if still_open else ""
            return f"{path} is ready to send.{rest}"

        self.write_file(work)


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
