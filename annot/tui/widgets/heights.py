"""How many rows each piece of a long text takes, and which piece is at a row: a Fenwick tree, O(log n) for both."""

from __future__ import annotations

from collections.abc import Iterable


class Heights:
    """Heights in rows, each at least 1: estimates until `settle` says otherwise."""

    def __init__(self, estimates: Iterable[int]) -> None:
        self._values = list(estimates)
        self._exact = bytearray(len(self._values))
        self._tree = [0, *self._values]
        self.total = sum(self._values)
        size = len(self._values)
        for i in range(1, size + 1):
            above = i + (i & -i)
            if above <= size:
                self._tree[above] += self._tree[i]
        self._top = 1 << size.bit_length()

    def __len__(self) -> int:
        return len(self._values)

    def __getitem__(self, i: int) -> int:
        return self._values[i]

    def is_exact(self, i: int) -> bool:
        return bool(self._exact[i])

    def next_open(self, start: int) -> int | None:
        """The first piece from `start` on whose height is still an estimate."""
        found = self._exact.find(0, start)
        return None if found < 0 else found

    def reopen(self, i: int) -> None:
        """What was known of piece `i` is an estimate again."""
        self._exact[i] = 0

    def settle(self, i: int, height: int) -> None:
        """Piece `i` takes exactly `height` rows."""
        self._exact[i] = 1
        more = height - self._values[i]
        if not more:
            return
        self._values[i] = height
        self.total += more
        i += 1
        while i < len(self._tree):
            self._tree[i] += more
            i += i & -i

    def before(self, i: int) -> int:
        """The rows above piece `i`: the sum of the first `i` heights."""
        rows = 0
        while i:
            rows += self._tree[i]
            i -= i & -i
        return rows

    def find(self, y: int) -> tuple[int, int]:
        """(piece, row in it) at row `y` from 0; below the last row (number of pieces, rows too far)."""
        i, step = 0, self._top
        while step:
            if i + step < len(self._tree) and self._tree[i + step] <= y:
                i += step
                y -= self._tree[i]
            step >>= 1
        return i, y
