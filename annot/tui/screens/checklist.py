"""The checklist: all claims of an article as a table. Marked rows take one key together, as one action to undo."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

import attrs
from rich.text import Text
from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import DataTable, Input

from annot.desk.paging import Page
from annot.model.claim import Claim
from annot.model.words import ATTRIBUTIONS
from annot.plain import counted
from annot.tui import describing
from annot.tui.dialogs.frame import Question
from annot.tui.walls import cell
from annot.tui.widgets.bars import Line

_COLUMNS = ("", "P", "true?", "said so?", "src", "claim")


@attrs.frozen
class Order:
    """What a key wants done to `claims`: "go", "types", "cite", "take_back" or "undo"; "status", "said_so" or "again"
    with a digit.
    """

    what: str
    claims: tuple[Claim, ...]
    digit: int = 0


class Checklist(Question[Order]):
    """Answers with what is to be done; the reading screen does it and opens the list again, with the rows still marked.

    Letters are commands: `/` puts the cursor into the filter, Enter or Esc gives it back.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "mark", "mark this row", show=False),
        Binding("j", "row(1)", "next row", show=False),
        Binding("k", "row(-1)", "previous row", show=False),
        Binding("slash", "filter", "filter", show=False),
        Binding("o", "only_open", "only what is open", show=False),
        *(Binding(str(n), f"order('status', {n})", "verdict", show=False) for n in range(10)),
        Binding("d", "said_so", "said so?", show=False),
        Binding("t", "order('types')", "types", show=False),
        Binding("y", "again", "cite again", show=False),
        Binding("a", "order('cite')", "cite", show=False),
        Binding("x", "order('take_back')", "take back", show=False),
        Binding("u", "undo", "undo", show=False),
        Binding("q,escape,L", "leave", "back", show=False),
    ]
    DEFAULT_CSS = """
    Checklist { background: $background; }
    Checklist DataTable { height: 1fr; background: $background; }
    Checklist Input { border: none; height: 1; padding: 0 1; background: $surface; display: none; }
    Checklist Input.-open { display: block; }
    Checklist #keys { background: $panel; padding: 0 1; }
    """

    def __init__(self, page: Page, marked: Sequence[str] = (), at: str | None = None, *, ascii_only: bool) -> None:
        super().__init__()
        self._page, self._at, self._ascii_only = page, at, ascii_only
        self._marked = set(marked)
        self._shown: list[Claim] = []
        self._open_only = False
        self._asking = ""

    def compose(self) -> ComposeResult:
        yield DataTable(cursor_type="row")
        yield Input(placeholder="words of the claim, verdict or reviewer")
        yield Line(id="keys")

    def on_mount(self) -> None:
        table = self._table
        for name in _COLUMNS:
            table.add_column(name, key=name or "marked")
        self._fill()
        at = next((i for i, c in enumerate(self._shown) if c.id == self._at), 0)
        table.move_cursor(row=at)
        self.set_focus(table)

    @property
    def _table(self) -> DataTable[Text]:
        return self.query_one(DataTable)

    @on(Input.Changed)
    def _filtered(self) -> None:
        self._fill()

    @on(Input.Submitted)
    def _filter_done(self) -> None:
        self.set_focus(self._table)

    @on(DataTable.RowSelected)
    def _go(self, event: DataTable.RowSelected) -> None:
        if self._shown:
            self.dismiss(Order("go", (self._shown[event.cursor_row],)))

    def action_mark(self) -> None:
        if self._shown:
            row = self._table.cursor_row
            self._marked ^= {self._shown[row].id}
            self._table.update_cell_at((row, 0), cell("●" if self._shown[row].id in self._marked else " "))  # type: ignore[arg-type]
            self._table.action_cursor_down()
            self._say()

    def action_row(self, by: int) -> None:
        self._table.move_cursor(row=self._table.cursor_row + by)

    def action_filter(self) -> None:
        field = self.query_one(Input)
        field.add_class("-open")
        self.set_focus(field)

    def action_only_open(self) -> None:
        self._open_only = not self._open_only
        self._fill()

    def action_said_so(self) -> None:
        self._ask("said_so", "Said so?  1 to 6, 0 not checked")

    def action_again(self) -> None:
        named = "  ".join(f"{n} {describing.source_name(s, 14)}" for n, s in enumerate(self._page.recent, 1))
        self._ask("again" if named else "", f"Again: {named}" if named else "No source was cited yet.")

    def action_order(self, what: str, digit: int = 0) -> None:
        if what == "status" and self._asking:
            what = self._asking
        if what == "said_so" and digit > len(ATTRIBUTIONS):
            self._ask(what, describing.no_answer(digit))
            return
        if what == "again" and not 1 <= digit <= len(self._page.recent):
            self._ask(what, describing.no_source(digit, self._page.recent))
            return
        self._asking = ""
        own = tuple(c for c in self._chosen if c.reviewer == self._page.reviewer)
        if own:
            self.dismiss(Order(what, own, digit))
        else:
            self.query_one("#keys", Line).say("These claims are somebody else's.")

    def action_undo(self) -> None:
        self.dismiss(Order("undo", tuple(self._chosen)))

    def on_key(self, event: events.Key) -> None:
        """What no binding takes says so."""
        if (
            event.is_printable
            and event.key not in self._bindings.key_to_bindings
            and not self.query_one(Input).has_focus
        ):
            self.query_one("#keys", Line).say(f"{event.character} does nothing here. q leads back to all keys.")

    def action_leave(self) -> None:
        if self.query_one(Input).has_focus:
            self.set_focus(self._table)
        else:
            self.dismiss(None)

    # -- private

    @property
    def _chosen(self) -> list[Claim]:
        """The marked rows, else the one with the cursor."""
        return [c for c in self._shown if c.id in self._marked] or self._shown[self._table.cursor_row :][:1]

    def _ask(self, what: str, question: str) -> None:
        self._asking = what
        self.query_one("#keys", Line).say(question)

    def _fill(self) -> None:
        page, words = self._page, self.query_one(Input).value.casefold().split()
        table = self._table
        table.clear()
        claims = [*(c for c in page.claims.values() if not c.span), *page.in_order]
        wanted = _filter(page, words, self._open_only)
        self._shown = [c for c in claims if wanted(c)]
        for claim in self._shown:
            table.add_row(*map(cell, self._row(claim)))
        self._say()

    def _row(self, claim: Claim) -> tuple[str, ...]:
        page = self._page
        number = f"P{page.article.paragraph_at(claim.start).n}" if claim.start is not None else claim.about
        whose = "" if claim.reviewer == page.reviewer else f"{page.names.get(claim.reviewer, '?')}: "
        return (
            "●" if claim.id in self._marked else " ",
            number,
            describing.label(page.book.status(claim.status), ascii_only=self._ascii_only),
            claim.attribution or "",
            str(len(page.evidence.get(claim.id, ()))),
            f"{whose}{describing.short(claim.quote or claim.about, max(24, self.app.size.width - 46))}",
        )

    def _say(self) -> None:
        self._asking = ""
        marked = f"{len(self._marked)} marked" if self._marked else "Space marks"
        claims = counted(len(self._shown), "claim") + (" · open only" if self._open_only else "")
        self.query_one("#keys", Line).say(f"{claims} · {marked} · q back · 0-9 d t y a x u · o open only · / filter")


def _filter(page: Page, words: Sequence[str], open_only: bool) -> Callable[[Claim], bool]:
    def wanted(claim: Claim) -> bool:
        if open_only and claim.status != "unchecked" and page.evidence.get(claim.id):
            return False
        status = page.book.status(claim.status)
        name = page.names.get(claim.reviewer, "")
        text = f"{claim.quote or claim.about} {status.id} {status.label} {status.code} {name}".casefold()
        return all(word in text for word in words)

    return wanted
