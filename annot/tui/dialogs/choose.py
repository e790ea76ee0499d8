"""One of several: a verdict, a kind, a source, an earlier claim. A digit chooses, or typing filters."""

from __future__ import annotations

from collections.abc import Sequence

import attrs
from textual import events, on
from textual.app import ComposeResult
from textual.content import Content
from textual.fuzzy import Matcher
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from annot.plain import show
from annot.tui.dialogs.frame import LEAVES, Dialog
from annot.tui.widgets.keyline import Item, KeyLine

MOST = 200  # options shown at once: who looks for one of ten thousand types a little more


@attrs.frozen
class Choice:
    """`id` is the answer; `key` the digit that chooses it, or ""; `detail` stands under the label, dimmed."""

    id: str
    label: str
    detail: str = ""
    key: str = ""


def option(choice: Choice) -> Option:
    key = f"{choice.key} " if choice.key else "  "
    lines = [Content.assemble((show(key), "bold"), show(choice.label))]
    lines += [Content.assemble(("  " + show(line), "dim")) for line in choice.detail.split("\n") if line]
    return Option(Content("\n").join(lines))


class Choose(Dialog[str]):
    """The id of the chosen one. `start` is the id that is highlighted first."""

    keys = (Item("↑ ↓ and Enter, or its digit"), LEAVES)

    def __init__(self, title: str, choices: Sequence[Choice], *, start: str | None = None, trouble: str = "") -> None:
        super().__init__(title, trouble)
        self._choices = list(choices)
        self._start = start

    def body(self) -> ComposeResult:
        yield OptionList(*map(option, self._choices), markup=False)

    def on_mount(self) -> None:
        options = self.query_one(OptionList)
        options.highlighted = next((i for i, c in enumerate(self._choices) if c.id == self._start), 0)
        self.set_focus(options)

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._choices[event.option_index].id)

    def on_key(self, event: events.Key) -> None:
        if self.answered(event):
            return
        for choice in self._choices:
            if choice.key and event.character == choice.key:
                event.stop()
                self.dismiss(choice.id)
                return


class Find(Dialog[str]):
    """One of many, found by typing. With `free` what was typed may be the answer itself.

    The answer is the id of a choice, or with `free` the text. An empty field shows the first choices, as
    given, and what is `wanted`.
    """

    keys = (Item("typing filters · ↓ picks"), Item("Enter takes it", "take"), LEAVES)

    def __init__(
        self,
        title: str,
        choices: Sequence[Choice],
        *,
        free: bool = False,
        typed: str = "",
        wanted: str = "",
        trouble: str = "",
    ) -> None:
        super().__init__(title, trouble)
        self._choices = list(choices)
        self._free, self._typed, self._wanted = free, typed, wanted
        self._shown: list[Choice] = []

    def body(self) -> ComposeResult:
        yield Input(value=self._typed, placeholder=self._wanted)
        yield OptionList(markup=False)

    def on_mount(self) -> None:
        self.set_focus(self.query_one(Input))
        self._filter(self._typed)
        if not self._choices:
            self.query_one(KeyLine).show_items(self.keys[1:])  # there is nothing to pick from

    @property
    def typed(self) -> str:
        return self.query_one(Input).value.strip()

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        self._filter(event.value)

    @on(Input.Submitted)
    def action_take(self) -> None:
        options = self.query_one(OptionList)
        if self._free and self.typed and options.highlighted is None:
            self.dismiss(self.typed)
        elif self._shown and (options.highlighted is not None or not self._free):
            self.dismiss(self._shown[options.highlighted or 0].id)

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self._shown[event.option_index].id)

    def on_key(self, event: events.Key) -> None:
        """Down goes from the field into the list, and on in it; the field keeps the focus, so typing goes on."""
        options = self.query_one(OptionList)
        if event.key in ("down", "up") and options.option_count and self.query_one(Input).has_focus:
            event.stop()
            if options.highlighted is None:
                options.highlighted = 0 if event.key == "down" else options.option_count - 1
            elif event.key == "down":
                options.action_cursor_down()
            elif options.highlighted == 0:
                options.highlighted = None
            else:
                options.action_cursor_up()

    def _filter(self, typed: str) -> None:
        words = typed.strip()
        if words:
            matcher = Matcher(words)
            scored = [(matcher.match(f"{c.label} {c.detail}"), c) for c in self._choices]
            self._shown = [c for score, c in sorted(scored, key=lambda pair: -pair[0]) if score > 0][:MOST]
        else:
            self._shown = self._choices[:MOST]
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options(map(option, self._shown))
        options.highlighted = None
