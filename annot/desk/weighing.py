"""How much each reviewer's word weighs, and what is likely where they differ: values for a command."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import attrs

from annot.agreement.reliability import ENOUGH_PEOPLE, Reliability, Votes, freedom, reliability
from annot.desk.agreeing import Compared, label, number
from annot.model.words import NO_CLAIM

MOST = 20  # passages that are told one by one


@attrs.frozen
class Weighed:
    """`found` is None where it cannot be estimated, `undefined` says why. `groups` has the id of each unit's group."""

    compared: Compared
    units: list[Votes]
    groups: list[str]
    found: Reliability | None = None
    undefined: str = ""

    @property
    def people(self) -> list[str]:
        """Whose word was weighed, in the order of their names."""
        return [who for who in self.compared.agreement.people if self.found and who in self.found.right]


def weigh(compared: Compared) -> Weighed:
    """Of the passages on which two or more gave a verdict, or were done and marked nothing."""
    units, groups = [], []
    for sheet in compared.sheets:
        columns = [(person, sheet.status[person]) for person in compared.agreement.people if person in sheet.status]
        for at, group in enumerate(sheet.groups):
            unit = [(person, said) for person, column in columns if (said := column[at]) is not None]
            if len(unit) > 1:
                units.append(tuple(unit))
                groups.append(group)
    given = {said for unit in units for _, said in unit}
    categories = [s for s in (*compared.book.status_ids, NO_CLAIM) if s in given]
    categories += sorted(given.difference(categories))
    people = {who for unit in units for who, _ in unit}
    votes, rates = sum(map(len, units)), freedom(len(people), len(categories))
    if len(people) < ENOUGH_PEOPLE:
        why = "it takes three reviewers; of two who differ, votes alone cannot tell who is right"
    elif votes < rates:
        why = f"the {votes} verdicts are fewer than the {rates} rates that would explain them"
    else:
        return Weighed(compared, units, groups, reliability(units, categories))
    return Weighed(compared, units, groups, undefined=why)


def rows(weighed: Weighed) -> dict[str, Any]:
    """What `annot agree --reliability --json` prints of it."""
    found, names = weighed.found, weighed.compared.names
    if found is None:
        return {"n": len(weighed.units), "undefined": weighed.undefined, "shares": {}, "reviewers": [], "passages": []}
    return {
        "n": len(weighed.units),
        "undefined": None,
        "shares": found.shares,
        "reviewers": [
            {"name": names.get(who, who), "n": found.votes[who], "right": found.right[who], "rates": found.rates[who]}
            for who in weighed.people
        ],
        "passages": [
            {"group": group, "votes": {names.get(who, who): said for who, said in unit}, "likely": chances}
            for group, unit, chances in zip(weighed.groups, weighed.units, found.likely, strict=True)
        ],
    }


def judged(weighed: Weighed) -> Iterator[tuple[str, str, str, str]]:
    """Of each reviewer the name, how much is likely to be right, of how many, and the slip that is made most often."""
    found, compared = weighed.found, weighed.compared
    if found is None:
        return
    for who in weighed.people:
        slips = [
            (share * rate, said, true)
            for true, share in found.shares.items()
            for said, rate in found.rates[who][true].items()
            if said != true
        ]
        weight, said, true = max(slips, default=(0.0, "", ""))
        slip = ""
        if weight >= 0.005:
            rate = number(found.rates[who][true][said])
            slip = f"{rate} of what is {label(compared, true)} is {label(compared, said)} to them"
        yield compared.names.get(who, who), number(found.right[who]), f"n {found.votes[who]}", slip


def passages(weighed: Weighed) -> Iterator[tuple[str, str, str, str]]:
    """Where no verdict has more than half of the votes, or another one is likely: the group, its first words, what is
    likely, and who said what.
    """
    found, compared = weighed.found, weighed.compared
    if found is None:
        return
    for group, unit, chances in zip(weighed.groups, weighed.units, found.likely, strict=True):
        likely = max(chances, key=chances.__getitem__)
        if 2 * Counter(said for _, said in unit)[likely] <= len(unit):
            votes = ", ".join(f"{compared.names.get(who, who)}: {label(compared, said)}" for who, said in unit)
            yield group, compared.quotes.get(group, ""), f"{label(compared, likely)} {number(chances[likely])}", votes
