"""What is left to do for one reviewer in the whole project, before the work goes out."""

from __future__ import annotations

import attrs

from annot.desk import shelving
from annot.desk.session import Desk
from annot.store import left, shelf


@attrs.frozen
class Left:
    """Articles that this reviewer has not finished, of `total`; those given to them; and their open points by sort."""

    unfinished: int
    total: int
    owed: int
    unchecked: int = 0
    unsourced: int = 0
    unanswered: int = 0

    @property
    def nothing(self) -> bool:
        return not (self.unfinished or self.owed or self.unchecked or self.unsourced or self.unanswered)


def what_is_left(desk: Desk) -> Left:
    everything, mine = shelf.articles(desk.store), shelving.mine(desk)
    done = shelf.finished(desk.store, desk.me.id)
    points = left.open_points(desk.store, mine)
    return Left(
        unfinished=sum(article not in done for article in everything),
        total=len(everything),
        owed=len(shelf.assigned(desk.store, mine)),
        unchecked=points.get("unchecked", 0),
        unsourced=points.get("without evidence", 0),
        unanswered=points.get("unanswered", 0),
    )
