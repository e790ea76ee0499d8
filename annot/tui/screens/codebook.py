"""The codebook: each verdict with its definition and examples; and a draft of another, checked before it counts."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap

from textual.app import SuspendNotSupported
from textual.content import Content

from annot.desk import drafting, undoing
from annot.desk.drafting import Books
from annot.desk.session import Desk
from annot.errors import AnnotError
from annot.model.codebook import Codebook
from annot.plain import show
from annot.tui import outside
from annot.tui.clerk import Clerk
from annot.tui.dialogs.drafting import Drafting
from annot.tui.keymap import CODEBOOK, bindings
from annot.tui.screens.scroll_room import ScrollRoom
from annot.tui.widgets.bars import Header, Line


class CodebookScreen(ScrollRoom):
    """Shows the draft where there is one, with what is wrong with it; else the codebook in force."""

    NAME = "codebook"
    KEYS = CODEBOOK
    BINDINGS = bindings(CODEBOOK)
    HERE = (
        "{next_paragraph} {previous_paragraph} scroll  {edit} edit a draft  {undo} undo  "
        "{go_to} go to  {help} keys  {leave} back"
    )
    DRAFTED = (
        "{edit} edit on  {use} put it into force  {take_back} drop the draft  {undo} undo  {help} keys  {leave} back"
    )

    def __init__(self, books: Books, clerk: Clerk, *, ascii_only: bool = False) -> None:
        super().__init__(clerk, ascii_only=ascii_only)
        self.books = books

    def on_mount(self) -> None:
        super().on_mount()
        self.say(self.books.wrong)

    def reload(self) -> None:
        self.ask(drafting.books, self._take, writes=False)

    def _take(self, books: Books) -> None:
        self.books = books
        self.show()

    def show(self) -> None:
        books, book = self.books, self.books.drafted or self.books.now
        state = (
            "a draft, not in force" if books.drafted else "in force; the draft is wrong" if books.draft else "in force"
        )
        self.query_one(Header).show(f"Codebook ─ {book.name}", state)
        room = max(20, self.size.width - 4)  # cells beside padding and scroll bar
        lines = [
            Content.styled(line, style)
            for style, text in told(book, ascii_only=self.ascii_only)
            for line in wrap(show(text), room, subsequent_indent=" " * (len(text) - len(text.lstrip())))
        ]
        self.show_text(Content("\n").join(lines))
        self.query_one("#keys", Line).say(self.with_keys(self.DRAFTED if books.draft else self.HERE))

    # -- keys

    def action_edit(self) -> None:
        text = self.books.draft or self.books.now.toml
        command = outside.editor()
        if not command:
            self._edit_here(text)
            return
        try:
            text = outside.edited(text, "codebook.toml", command, self.app.suspend)
        except SuspendNotSupported:
            self._edit_here(text)
        except AnnotError as error:
            self.tell(str(error))
        else:
            self._keep(text)

    def _edit_here(self, text: str) -> None:
        self.app.push_screen(Drafting("A draft of the codebook (TOML)", text, self._keep_typed), self._keep)

    def _keep_typed(self, text: str) -> None:
        self.ask(lambda desk: drafting.keep(desk, text), lambda _: None)

    def _keep(self, text: str | None) -> None:
        if text is None:
            return

        def work(desk: Desk) -> Books:
            drafting.keep(desk, text)
            return drafting.books(desk)

        def done(books: Books) -> None:
            self._take(books)
            whole = "The draft is whole: w puts it into force." if books.draft else "Nothing is different."
            self.tell(books.wrong or whole)

        self.ask(work, done)

    def action_use(self) -> None:
        if not self.books.draft:
            self.say("There is no draft: e begins one.")
        elif self.books.wrong:
            self.say(self.books.wrong)
        else:
            self.ask(drafting.put_into_force, lambda book: self.say(f"{book.name} is in force; u takes it back."))

    def action_drop(self) -> None:
        if self.books.draft:
            self.ask(drafting.drop, lambda _: self.say("The draft is dropped; u brings it back."))
        else:
            self.say("There is no draft.")

    def action_undo(self) -> None:
        """A draft that was dropped comes back; else the latest action is undone, as everywhere."""

        def work(desk: Desk) -> str:
            return "The draft is back" if drafting.bring_back(desk) else f"Undone: {undoing.undo(desk).said}"

        self.ask(work, lambda said: self.say(f"{said}."))


def told(book: Codebook, *, ascii_only: bool) -> Iterator[tuple[str, str]]:
    """(style, text) of each line: the verdicts with their keys, definitions and examples, then the other lists."""
    keyed = [*((str(n), s) for n, s in enumerate(book.statuses, 1)), ("0", book.status("unchecked"))]
    yield "dim", "true?"
    for key, status in keyed:
        glyph = status.ascii if ascii_only else status.glyph
        yield "bold", f"{key}  {glyph} {status.code}  {status.label}"
        if status.definition:
            yield "", f"     {status.definition}"
        for example in status.examples:
            yield "dim", f"     e.g. {example}"
    yield "dim", "said so?"
    for n, attribution in enumerate(book.attributions, 1):
        yield "bold", f"d{n}  {attribution.label}"
        if attribution.definition:
            yield "", f"     {attribution.definition}"
    yield "dim", "types"
    yield "", ", ".join(one.label for one in book.types)
