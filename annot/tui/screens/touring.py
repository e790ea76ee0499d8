"""The tour on the reading screen: one line more, that knows what the user has done."""

from __future__ import annotations

from annot.desk import touring
from annot.desk.touring import Work
from annot.tui.screens.detailing import DetailingScreen
from annot.tui.tour import THANKS, Standing, Tour
from annot.tui.widgets.bars import Line


class TouringScreen(DetailingScreen):
    """T begins the tour and leaves it. Whatever else is pressed in between does what it always does."""

    DEFAULT_CSS = """
    TouringScreen #tour { display: none; background: $accent; color: $background; text-style: bold; padding: 0 1; }
    TouringScreen.-touring #tour { display: block; }
    """
    _tour: Tour | None = None

    def action_tour(self) -> None:
        if self._tour is None:
            self._tour = Tour()
            self._look()
        else:
            self._end("The tour is left; T begins it again.")

    def show_saved(self) -> None:
        super().show_saved()
        if self._tour is not None and not self.writes:
            self._look()

    def _look(self) -> None:
        """Ask the file, not the screen: a step is taken when what it makes is saved."""
        article = self.page.article.id
        self.ask(lambda desk: touring.work(desk, article), self._seen, writes=False)

    def _seen(self, work: Work) -> None:
        if self._tour is None:
            return
        self._tour = self._tour.seen(Standing(self.cursor, work))
        if self._tour.over:
            self._end(THANKS)
        else:
            self.add_class("-touring")
            self.query_one("#tour", Line).say(self._tour.line)

    def _end(self, said: str) -> None:
        self._tour = None
        self.remove_class("-touring")
        self.say(said)
