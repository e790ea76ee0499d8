"""The lines above and below the article: where one is, what is current, whether it is saved."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Static

from annot.tui.walls import content


class Line(Static):
    """One line of text, which is never markup."""

    DEFAULT_CSS = """
    Line { height: 1; width: 1fr; text-overflow: ellipsis; text-wrap: nowrap; }
    """

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(markup=False, id=id, classes=classes)
        self.said = ""

    def say(self, text: str, style: str = "") -> None:
        if text != self.said:  # most keys change one line of several
            # A layout costs more than all the rest of a key, so only a line as wide as its text asks for one.
            grown = self.styles.auto_dimensions and len(text) != len(self.said)
            self.said = text
            self.update(content(text).stylize(style) if style else content(text), layout=grown)


class Header(Horizontal):
    """Whose article, and how far one is."""

    DEFAULT_CSS = """
    Header {
        height: 1; background: $panel; color: $foreground; padding: 0 1;
        & #progress { width: auto; text-style: bold; }
        & #title { padding-right: 2; }
    }
    """

    def compose(self) -> ComposeResult:
        yield Line(id="title")
        yield Line(id="progress")

    def show(self, title: str, progress: str) -> None:
        self.query_one("#title", Line).say(title)
        self.query_one("#progress", Line).say(progress)


class StatusLine(Horizontal):
    """The current claim or selection, or the answer to the last key; at its end whether all is saved."""

    BESIDE = 13  # cells that are not the answer's: "saved" and the padding

    DEFAULT_CSS = """
    StatusLine {
        height: 1; background: $surface; padding: 0 1;
        & #saved { width: 11; text-align: right; }  /* as wide as "NOT SAVED": no layout when it changes */
        &.-trouble { background: $error; color: $text; }
        &.-whole { height: auto; max-height: 50%; & #current { height: auto; text-wrap: wrap; } }
    }
    """

    def compose(self) -> ComposeResult:
        yield Line(id="current")
        yield Line(id="saved")

    def show(self, current: str) -> None:
        line = self.query_one("#current", Line)
        if current != line.said:
            self.remove_class("-whole")
        line.say(current)

    def show_whole(self) -> None:
        """Take as many lines as it needs, until something else is shown."""
        self.add_class("-whole")

    def show_saved(self, state: str, *, busy: bool, trouble: bool) -> None:
        """`state` in words; "saved" only when every COMMIT has returned."""
        # No class for "saving": to match it against the style sheet would cost a fifth of every key that writes.
        style = "bold" if trouble else "$text-muted" if busy else "$text-success"
        self.query_one("#saved", Line).say(state, style)
        self.set_class(trouble, "-trouble")
