"""Claims of several reviewers that mean the same words, and what was decided on them."""

from __future__ import annotations

import attrs

from annot.model.claim import Claim
from annot.model.span import Span

GROUP_KINDS = ("exact", "nested", "overlapping", "split", "one_only")
# Nobody disagrees, the verdicts differ (silence that counts is one), only the edges differ, or it is one person's only.
GROUP_SORTS = ("agreed", "verdict", "edges", "one_only")


@attrs.frozen
class Group:
    """Claims of different people on the same words, in order (start, end, id). Computed, never stored.

    `id` is the first claim's: an address for now. [start, end) covers all of them, in code points; both are None where
    the claims are about headline, picture or article. `kind` is one of GROUP_KINDS; `split` also covers what somebody
    marked as one and somebody else as several.

    `silent` are the people who were done with the passage and marked nothing there, by id: they have voted "no claim".
    Who is in neither list has not voted. A claim's `reviewer` is the *person* here: reviewers joined with `reviewers
    same` stand under one id.
    """

    id: str
    article: str
    start: int | None
    end: int | None
    kind: str
    claims: tuple[Claim, ...]
    silent: tuple[str, ...] = ()

    @property
    def span(self) -> Span | None:
        return None if self.start is None or self.end is None else Span(self.start, self.end)


@attrs.frozen
class Decision:
    """The desk's word on one group: `status` (or `no_claim`), `attribution`, and the edges where they were decided.

    `claims` are the ids of the group's claims then, `saw` their (id, status); `policy` is None where a person decided.
    """

    id: str
    article: str
    status: str
    claims: tuple[str, ...]
    decided_by: str
    attribution: str | None = None
    start: int | None = None
    end: int | None = None
    saw: tuple[tuple[str, str], ...] = ()
    policy: str | None = None
    reason: str | None = None
    deleted: bool = False
    created_at: str | None = None
    updated_at: str | None = None

    @property
    def span(self) -> Span | None:
        """None also where a stranger's log gives edges that enclose nothing."""
        if self.start is None or self.end is None or not 0 <= self.start < self.end:
            return None
        return Span(self.start, self.end)


@attrs.frozen
class Final:
    """What the desk says in the end about one group: a row of the table `final_claims`.

    `votes` are (name, status); `decided_by` is the name of who decided, else of the policy, else "unanimous".
    """

    group: str
    article: str
    start: int | None
    end: int | None
    quote: str | None
    status: str
    attribution: str | None
    votes: tuple[tuple[str, str], ...]
    decided_by: str
    reason: str | None


@attrs.frozen
class Summary:
    """What is kept of one group: how it stands, a name of GROUP_SORTS, and its final claim where it is settled."""

    group: str
    article: str
    sort: str
    final: Final | None
