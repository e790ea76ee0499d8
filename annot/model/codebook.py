"""The codebook: what the verdicts, the types and the rules of a desk are called and mean."""

from __future__ import annotations

import attrs

from annot.model.words import UNCHECKED


@attrs.frozen
class Rating:
    """schema.org's `Rating`: `value` from 1 (false) to 5 (true) or None for a desk without numbers."""

    name: str
    value: int | None = None


@attrs.frozen
class Status:
    """One verdict. `rank` is its place on the ordinal scale, None where it is off the scale."""

    id: str
    label: str
    code: str
    glyph: str
    ascii: str
    colour: str
    definition: str = ""
    examples: tuple[str, ...] = ()
    rank: int | None = None
    claimreview: Rating | None = None
    averitec: str | None = None
    fever: str | None = None
    exported: bool = True


NOT_YET = Status(
    id=UNCHECKED,
    label="unchecked",
    code="TDO",
    glyph="·",
    ascii=".",
    colour="",
    definition="Marked, not yet worked.",
    exported=False,
)


@attrs.frozen
class Attribution:
    id: str
    label: str
    definition: str = ""


@attrs.frozen
class ClaimType:
    id: str
    label: str
    averitec: str | None = None


@attrs.frozen
class Codebook:
    """`statuses` in order: the first is key 1. `toml` is the text it was read from, `id` that text's hash."""

    id: str
    toml: str
    name: str
    statuses: tuple[Status, ...]
    attributions: tuple[Attribution, ...] = ()
    types: tuple[ClaimType, ...] = ()
    lint: frozenset[str] = frozenset()
    suggestions_in_blind_rounds: bool = False

    def status(self, status_id: str) -> Status:
        """The status of that id; one that this codebook does not have is shown by its id."""
        for status in (*self.statuses, NOT_YET):
            if status.id == status_id:
                return status
        code = status_id[:3].upper()
        return Status(id=status_id, label=status_id, code=code, glyph="¿", ascii="&", colour="", exported=False)

    @property
    def status_ids(self) -> tuple[str, ...]:
        return (*(s.id for s in self.statuses), UNCHECKED)

    def by_key(self, digit: int) -> Status | None:
        """The status on that digit key: 0 is `unchecked`, 1 the first; None where there is none."""
        if digit == 0:
            return NOT_YET
        return self.statuses[digit - 1] if digit <= len(self.statuses) else None
