"""The panel beside the article: all that is recorded of the current claim."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.segment import Segment
from textual.content import Content
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.visual import Visual

from annot.plain import show
from annot.tui.widgets.painted import part_of

_STYLES = {"title": "bold", "verdict": "bold $text-warning", "dim": "$text-muted", "": ""}
_EDGE = "▊"


class ClaimPanel(ScrollView, can_focus=False, inherit_bindings=False):
    """Shows (style, text) parts, one below the other; it is told what, it knows nothing.

    It changes at nearly every key, so its lines are made here, and only those that have text: as a Static in a
    container the panel took longer than the article.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"claim-panel--edge"}
    DEFAULT_CSS = """
    ClaimPanel {
        width: 38; background: $surface; overflow-x: hidden; overflow-y: auto; scrollbar-size-vertical: 1;
        & > .claim-panel--edge { color: $panel; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._shown: Sequence[tuple[str, str]] = ()
        self._strips: list[Strip] = []
        self._blank = Strip([])

    def show(self, parts: Sequence[tuple[str, str]]) -> None:
        if parts != self._shown:
            self._shown = parts
            self.scroll_to(y=0, animate=False)
            self._make_lines()

    # Textual

    def on_resize(self) -> None:
        self._make_lines()

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._make_lines()

    def render_lines(self, crop: Region) -> list[Strip]:
        top = self.scroll_offset.y + crop.y
        return part_of(self._strips[top : top + crop.height], crop, self.size.width, self._blank)

    # private

    def _make_lines(self) -> None:
        width, height = self.size
        if not (width and self.is_attached):
            return  # not in sight: `on_resize` comes when it is
        edge = Segment(_EDGE + " ", self.get_component_rich_style("claim-panel--edge"))
        text = Content("\n").join(Content.styled(show(text), _STYLES[style]) for style, text in self._shown)
        lines = Visual.to_strips(self, text, max(1, width - 3), None, self.visual_style)
        self._blank = self._line(edge, [], width)
        rows = max(len(lines), len(self._strips))
        self._strips = [self._line(edge, line, width) for line in lines]
        # Most claims fit, and then nothing moves: a layout costs more than all the rest of a key.
        if max(rows, self.virtual_size.height) > height:
            self.virtual_size = Size(width, len(lines))
            self.refresh()
        else:
            self.refresh(Region(0, 0, width, rows))

    def _line(self, edge: Segment, line: Sequence[Segment] | Strip, width: int) -> Strip:
        background = self.background_colors[1]
        segments = [edge, *line]
        for line_filter in self.app.get_line_filters():  # here, because `render_lines` passes Textual's by
            segments = line_filter.apply(segments, background)
        return Strip(segments).adjust_cell_length(width, self.rich_style)
