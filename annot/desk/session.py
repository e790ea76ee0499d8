"""Who works on which project: the store, the reviewer, the codebook in force."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import attrs

from annot.codebook.parse import default, parse
from annot.errors import AnnotError, Forbidden, InputError
from annot.history.change import Draft
from annot.history.clock import moment
from annot.merge.finals import summaries
from annot.model.claim import Claim, Reviewer
from annot.model.codebook import Codebook
from annot.model.work import persons
from annot.store import tables
from annot.store.finals import hand_over
from annot.store.project import Action, Store, keep_before_upgrade


def _keep(store: Store) -> None:
    from annot.desk import backups

    backups.keep(store, "upgrade")


# Here, because every project that anybody works on comes to a desk.
hand_over(summaries)
keep_before_upgrade(_keep)


@attrs.define
class Desk:
    """One reviewer at one project. `reviewer` is None where nobody said who they are: such a desk only reads.

    `reveal` shows others' work before the reviewer has finished, and is logged when it does.
    """

    store: Store
    reviewer: Reviewer | None = None
    reveal: bool = False
    _codebook: Codebook | None = None

    @property
    def me(self) -> Reviewer:
        if self.reviewer is None:
            raise AnnotError("Who are you? Give your name with --reviewer NAME, or in ANNOT_REVIEWER.")
        return self.reviewer

    @property
    def now(self) -> str:
        """ISO 8601, UTC."""
        return moment(self.store.now())

    @property
    def today(self) -> str:
        return datetime.fromtimestamp(self.store.now() / 1000, UTC).date().isoformat()

    @contextmanager
    def action(self) -> Iterator[Action]:
        """One action of this reviewer; what a first action needs comes along. See `Store.action`."""
        with self.store.action(self.me.id) as action:
            action.setup += self._setup()
            yield action

    def _setup(self) -> list[Draft]:
        me, drafts = self.me, []
        if self.store.one("SELECT 1 FROM reviewer WHERE id = ? AND deleted = 0", [me.id]) is None:
            drafts.append(Draft("reviewer", me.id, {"name": me.name, "deleted": 0}))
        if tables.current_codebook(self.store) is None:
            book = default()
            drafts.append(Draft("codebook", book.id, {"toml": book.toml, "deleted": 0}))
        return drafts

    def codebook(self) -> Codebook:
        """The codebook in force here; the default one where there is none, or none that this version can read.

        A log may hold a hand-made or a newer one: the project still opens, and `annot check` says what is wrong.
        """
        found = tables.current_codebook(self.store)
        if found is None:
            return default()
        if self._codebook is None or self._codebook.toml != found[1]:
            try:
                self._codebook = parse(found[1], "the project's codebook")
            except InputError:
                self._codebook = attrs.evolve(default(), id=found[0], toml=found[1])
        return self._codebook

    def same_person(self, reviewer_id: str) -> bool:
        """Whether that reviewer is this one, also under another id that was joined with `reviewers same`."""
        if self.reviewer is None or reviewer_id == self.reviewer.id:
            return self.reviewer is not None
        joined = persons(tables.reviewers(self.store))
        return joined.get(reviewer_id, reviewer_id) == joined.get(self.reviewer.id, self.reviewer.id)

    def still_here(self, kind: str, entity: str) -> None:
        """Refuse what is about to be written about it where it is not: another process may have undone a merge."""
        if not tables.exists(self.store, kind, entity):
            raise AnnotError(f"The {kind} is not here any more, so nothing was added to it.")

    def own(self, claim: Claim) -> Claim:
        """`claim` if it is this reviewer's and still there; everybody else's is refused."""
        if not self.same_person(claim.reviewer):
            owner = next((r.name for r in tables.reviewers(self.store) if r.id == claim.reviewer), claim.reviewer)
            raise Forbidden(f"This claim is {owner}'s. Tag the words yourself, or comment on the claim.")
        self.still_here("claim", claim.id)
        now = tables.claim(self.store, claim.id)
        if now is not None and now.deleted:
            raise Forbidden("This claim was taken back meanwhile, so nothing was added to it; u brings it again.")
        return claim
