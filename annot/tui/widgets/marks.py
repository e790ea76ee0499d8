"""Marks: the claims as the article view shows them, and which piece of the text shows which of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import attrs

Touched = Callable[[int, int], range]


@attrs.frozen
class Mark:
    """A claim to paint on [start, end), in code points of the article.

    `glyph` or `ascii` is drawn before its first character; `colour` is the verdict's, "#rrggbb" or "" for none;
    `code` its three letters; `own` whether it is this reviewer's; `current` whether it is the one being worked on.
    """

    id: str
    start: int
    end: int
    glyph: str
    ascii: str
    colour: str = ""
    code: str = ""
    own: bool = True
    current: bool = False

    def drawn_like(self, other: Mark) -> bool:
        """Whether both take the same cells in the same places, whatever their colours."""
        return (self.start, self.end, self.glyph, self.ascii) == (other.start, other.end, other.glyph, other.ascii)


@attrs.frozen
class Change:
    """Pieces to paint again, and those among them to wrap again."""

    painted: frozenset[int]
    wrapped: frozenset[int]


class MarkIndex:
    """The marks by id and by piece; what changes is found without touching the rest."""

    def __init__(self, touched: Touched) -> None:
        """`touched(start, end)`: the pieces that show a part of that span."""
        self._touched = touched
        self._by_id: dict[str, Mark] = {}
        self._by_piece: dict[int, list[Mark]] = {}

    def on(self, piece: int) -> list[Mark]:
        """The marks that touch `piece`, outer before inner: later ones are painted over earlier ones."""
        return self._by_piece.get(piece, [])

    def replace(self, marks: Iterable[Mark]) -> Change:
        """Make `marks` all there are. Those that are the same objects as before cost least."""
        new = {mark.id: mark for mark in marks}
        gone = [self._by_id[mark_id] for mark_id in self._by_id.keys() - new.keys()]
        was = self._by_id.get
        return self._change(gone, [mark for mark in new.values() if was(mark.id) is not mark])

    def put(self, mark: Mark) -> Change:
        """Add `mark`, or let it take the place of the one with its id."""
        return self._change([], [mark])

    def drop(self, mark_id: str) -> Change:
        """Take the mark of that id away, if it is there."""
        mark = self._by_id.get(mark_id)
        return self._change([mark] if mark else [], [])

    def _change(self, gone: list[Mark], new: list[Mark]) -> Change:
        painted: set[int] = set()
        wrapped: set[int] = set()
        for mark in gone:
            self._remove(mark, painted, wrapped)
        for mark in new:
            before = self._by_id.get(mark.id)
            if before == mark:
                continue
            if before and before.drawn_like(mark):
                self._swap(before, mark, painted)
                continue
            if before:
                self._remove(before, painted, wrapped)
            self._add(mark, painted, wrapped)
        for piece in wrapped:
            self._by_piece.get(piece, []).sort(key=_outer_first)
        return Change(frozenset(painted), frozenset(wrapped))

    def _add(self, mark: Mark, painted: set[int], wrapped: set[int]) -> None:
        pieces = self._touched(mark.start, mark.end)
        for piece in pieces:
            self._by_piece.setdefault(piece, []).append(mark)
        self._by_id[mark.id] = mark
        painted.update(pieces)
        wrapped.update(pieces)

    def _remove(self, mark: Mark, painted: set[int], wrapped: set[int]) -> None:
        pieces = self._touched(mark.start, mark.end)
        for piece in pieces:
            self._by_piece[piece].remove(mark)
        del self._by_id[mark.id]
        painted.update(pieces)
        wrapped.update(pieces)

    def _swap(self, before: Mark, mark: Mark, painted: set[int]) -> None:
        pieces = self._touched(mark.start, mark.end)
        for piece in pieces:
            marks = self._by_piece[piece]
            marks[marks.index(before)] = mark
        self._by_id[mark.id] = mark
        painted.update(pieces)


def _outer_first(mark: Mark) -> tuple[int, int, str]:
    return mark.start, -mark.end, mark.id
