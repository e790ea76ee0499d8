"""What the tour asks about: how much of an article's work is in the file."""

from __future__ import annotations

import attrs

from annot.desk.session import Desk
from annot.store import tables


@attrs.frozen
class Work:
    """How many claims, citations, answers to "said so?" and paragraphs done this reviewer has in one article."""

    claims: int = 0
    cited: int = 0
    answered: int = 0
    done: int = 0


def work(desk: Desk, article_id: str) -> Work:
    claims = tables.claims(desk.store, article_id, [desk.me.id])
    return Work(
        claims=len(claims),
        cited=len(tables.evidence(desk.store, [claim.id for claim in claims])),
        answered=sum(claim.attribution is not None for claim in claims),
        done=len(tables.readings(desk.store, article_id, [desk.me.id])),
    )
