"""The evidence rules by name. What breaks one is computed where claims and evidence are known, not here."""

from __future__ import annotations

import attrs


@attrs.frozen
class Rule:
    """`text` is the open point, as a reviewer reads it beside a claim."""

    id: str
    text: str


RULES = (
    Rule("no_evidence", "Rated supported or refuted, and no evidence is recorded."),
    Rule("second_hand_only", "All sources are second-hand, and there are fewer than three of them."),
    Rule("core_one_source", "A core claim needs at least two sources that are independent of each other."),
    Rule("no_archive", "A web source has neither an archived copy nor the date on which it was read."),
    Rule("one_stance", "Rated disputed, and the evidence does not show both sides."),
    Rule("quote_without_primary", "A quote has no recording, transcript or post of the speaker as its source."),
    Rule("coverage", "A number, date or name has no claim over it."),
    Rule("unproven_without_search", "Rated unproven, and no search says where it was looked for."),
    Rule("attribution_open", "A quotation still waits for an answer to: said so?"),
    Rule("unanswered", "A question or something put off until later is still open."),
)
RULE_IDS = tuple(rule.id for rule in RULES)
