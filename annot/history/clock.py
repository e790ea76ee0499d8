"""The clock of a change: what was written in knowledge of something sorts after it.

(Unix milliseconds << 16 | counter) in 64 bits; a hybrid logical clock whose reach is one entity (after Kulkarni and
others, "Logical Physical Clocks", 2014), so that a wild wall clock touches only what its owner touched.
"""

from __future__ import annotations

from datetime import UTC, datetime

EARLIEST = int(datetime(2000, 1, 1, tzinfo=UTC).timestamp()) * 1000 << 16
# From here on a clock is taken only right after another of its entity: who edits what a wild clock made must pass it.
LATEST = int(datetime(2200, 1, 1, tzinfo=UTC).timestamp()) * 1000 << 16


def tick(now: int, largest: int) -> int:
    """The clock of the next change of an entity; `now` in Unix milliseconds, `largest` is its largest clock or 0."""
    return max(now << 16, largest + 1)


def moment(at: int) -> str:
    """Unix milliseconds as ISO 8601 in UTC. A year beyond 9999 is shown as the last moment that has a name."""
    try:
        when = datetime.fromtimestamp(at / 1000, UTC)
    except (OverflowError, ValueError, OSError):
        when = datetime.max.replace(tzinfo=UTC) if at > 0 else datetime.min.replace(tzinfo=UTC)
    return when.isoformat(timespec="milliseconds").replace("+00:00", "Z")
