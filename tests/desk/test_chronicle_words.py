"""What an action touched, in words."""

from __future__ import annotations

from annot.desk.chronicle import counted
from annot.history.change import Change


def test_many_of_a_kind_are_named_as_many() -> None:
    kinds = {"claim": 2, "evidence": 2, "search": 2, "source": 1}
    changes = [
        Change("w1", n + 1, 1, 1, 1, kind, f"{kind}{n}", {}, (), None, 1, "")
        for kind, times in kinds.items()
        for n in range(times)
    ]
    assert counted(change.key for change in changes) == "2 claims, 2 evidence, 2 searches, 1 source"
