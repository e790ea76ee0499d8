"""The panel beside the article: all that is recorded of the current claim."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from annot.plain import show

_STYLES = {"title": "bold", "verdict": "bold $text-warning", "dim": "$text-muted", "": ""}


class ClaimPanel(VerticalScroll, can_focus=False):
    """Shows (style, text) parts, one below the other; it is told what, it knows nothing."""

    DEFAULT_CSS = """
    ClaimPanel { width: 38; background: $surface; padding: 0 1; border-left: tall $panel; scrollbar-size-vertical: 1; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._shown: Sequence[tuple[str, str]] = ()

    def compose(self) -> ComposeResult:
        yield Static(markup=False)

    def show(self, parts: Sequence[tuple[str, str]]) -> None:
        if parts != self._shown:
            self._shown = parts
            lines = [Content.styled(show(text), _STYLES[style]) for style, text in parts]
            self.query_one(Static).update(Content("\n").join(lines))
