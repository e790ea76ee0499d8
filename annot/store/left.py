"""What is still open, counted: for the screen that says what is left."""

from __future__ import annotations

import json
from collections.abc import Collection

from annot.store.project import Store


def open_points(store: Store, reviewers: Collection[str]) -> dict[str, int]:
    """How many points of each sort these reviewers have left: see the view `open_points`."""
    rows = store.fetch(
        "SELECT o.point, count(*) FROM open_points o JOIN article a ON a.id = o.article AND a.deleted = 0 "
        "WHERE o.reviewer IN (SELECT value FROM json_each(?)) GROUP BY o.point",
        [json.dumps(sorted(reviewers))],
    )
    return {row[0]: row[1] for row in rows}
