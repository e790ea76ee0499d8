"""A TOML table that answers strictly: what is unknown, missing or of the wrong kind is refused in the user's words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any, TypeVar

import attrs

from annot.errors import InputError
from annot.plain import show

ID = re.compile(r"[a-z][a-z0-9_]*")
_T = TypeVar("_T")
_KINDS: dict[type, str] = {
    str: "text",
    bool: "true or false",
    int: "a whole number",
    float: "a decimal number",
    list: "a list",
    dict: "a table",
}


@attrs.frozen
class Table:
    """One table of `file`; `path` leads to it as the messages write it, `status[2]` being the second one."""

    file: str
    items: Mapping[str, Any]
    path: str = ""

    def refusal(self, key: str, why: str) -> InputError:
        """The error to raise about `key` (or about the table itself, where it is empty)."""
        where = ".".join(part for part in (self.path, shorten(key)) if part)
        return InputError(f"{show(self.file)}: `{where}` {why}" + ("" if why.endswith("?") else "."))

    def allow(self, *known: str) -> None:
        """Refuses the first key that is not `known`, with the nearest one that is."""
        for key in self.items:
            if key not in known:
                raise self.refusal(key, f"is not a key of a codebook{meant(key, known)}")

    def text(self, key: str, default: str | None = None) -> str:
        """A string with something in it. Where the key is absent: the default, and without one a refusal."""
        value = self.words(key, default)
        if value is None:
            raise self.refusal(key, "is missing")
        if key in self.items and not value.strip():
            raise self.refusal(key, "is empty")
        return value

    def words(self, key: str, default: str | None = None) -> str | None:
        """A string that may be empty."""
        value = self._typed(key, str)
        return default if value is None else value

    def one_of(self, key: str, known: Iterable[str], default: str | None = None) -> str | None:
        """A string of a closed list that belongs to somebody else."""
        known = tuple(known)
        value = self.words(key, default)
        if key in self.items and value is not None and value not in known:
            raise self.refusal(key, f'cannot be "{shorten(value)}"{meant(value, known)}')
        return value

    def number(self, key: str, low: int, high: int) -> int | None:
        """A whole number within the borders, both included."""
        value = self._typed(key, int)
        if value is not None and not low <= value <= high:
            raise self.refusal(key, f"must be a whole number from {low} to {high}")
        return value

    def switch(self, key: str, default: bool) -> bool:
        value = self._typed(key, bool)
        return default if value is None else value

    def texts(self, key: str) -> tuple[str, ...]:
        values = self._typed(key, list) or []
        for value in values:
            if not isinstance(value, str):
                raise self.refusal(key, f"must be a list of texts, not of {_kind(value)}")
        return tuple(values)

    def table(self, key: str) -> Table | None:
        items = self._typed(key, dict)
        return None if items is None else attrs.evolve(self, items=items, path=self._below(key))

    def tables(self, key: str) -> Iterator[Table]:
        """The tables written as [[key]], numbered from 1 as the digit keys are."""
        rows = self.items.get(key, [])
        if type(rows) is not list or any(type(row) is not dict for row in rows):
            raise self.refusal(key, f"must be written [[{key}]], once for each, in double brackets")
        for n, row in enumerate(rows, start=1):
            yield attrs.evolve(self, items=row, path=f"{self._below(key)}[{n}]")

    def identifier(self) -> str:
        """The `id` of this table: it is a value of the CSV, a name in commands and part of style sheets."""
        value = self.text("id")
        if not ID.fullmatch(value):
            raise self.refusal(
                "id", f'must be small letters a to z, digits and _, and begin with a letter (got "{shorten(value)}")'
            )
        return value

    def _below(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key

    def _typed(self, key: str, kind: type[_T]) -> _T | None:
        if key not in self.items:
            return None
        value = self.items[key]
        if not isinstance(value, kind) or type(value) is not kind:  # True is an int, and no number here
            raise self.refusal(key, f"must be {_KINDS[kind]}, not {_kind(value)}")
        return value


def meant(word: str, known: Iterable[str]) -> str:
    """How a refusal goes on: with the nearest spelling, else with all that there are."""
    spelt = {k.lower(): k for k in known}
    # Nobody's finger slips through sixty letters, and comparing them takes its time.
    near = get_close_matches(word.lower(), list(spelt), n=1) if len(word) <= 60 else []
    return f"; did you mean `{spelt[near[0]]}`?" if near else f"; there are {', '.join(spelt.values())}"


def shorten(text: str, most: int = 40) -> str:
    """A stranger's word as a message can quote it, in code points."""
    return show(text if len(text) <= most else text[: most - 1] + "…")


def _kind(value: object) -> str:
    return _KINDS.get(type(value), "a date or time")
