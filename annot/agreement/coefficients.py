"""The coefficients for votes: how often reviewers agree, and how much more often than by chance.

Each is a number, at most 1, or None where the formula divides nothing by nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from annot.agreement.counting import Crossing, Matrix, Numbers, Tally

NOTHING, NO_VARIATION, NO_WORDS, ONE_REVIEWER = "nothing to compare", "no variation", "no words marked", "one reviewer"
Distance: TypeAlias = Callable[[int, int], float]


def percent(tally: Tally) -> float | None:
    """The mean over units of the share of pairs of raters that agree, from 0 to 1; units with one vote are left out.

    For more than two raters: Fleiss, J.L. (1971), Measuring nominal scale agreement among many raters, Psychological
    Bulletin 76(5), 378-382 (there called P-bar).
    """
    return tally.shared / tally.units if tally.units else None


def occurring(tally: Tally) -> int:
    """How many categories have a vote."""
    return sum(map(bool, tally.spread))


def fleiss_kappa(tally: Tally) -> float | None:
    """Agreement beyond what raters with the same habits would reach by chance.

    Fleiss (1971), the kappa of table 1. Where votes are missing it is the generalisation of Gwet, K.L. (2014),
    Handbook of Inter-Rater Reliability, 4th ed., chapter 2: units with one vote count in the shares of the
    categories only.
    """
    if occurring(tally) < 2:
        return None
    return _beyond(percent(tally), sum((s / tally.rated) ** 2 for s in tally.spread))


def ac1(tally: Tally, categories: int) -> float | None:
    """Agreement beyond chance where chance strikes only the units that are hard to rate: it stays high where nearly all
    votes are of one category and kappa falls to nothing (the "kappa paradox").

    Gwet, K.L. (2008), Computing inter-rater reliability and its variance in the presence of high agreement, British
    Journal of Mathematical and Statistical Psychology 61(1), 29-48, section 4; with missing votes Gwet (2014), chapter
    2. `categories` is how many occur in all votes, also where `tally` is of a sample that lacks some: the scale does
    not shrink with what was drawn.
    """
    if categories < 2 or not tally.rated:
        return None
    shares = [s / tally.rated for s in tally.spread]
    return _beyond(percent(tally), sum(p * (1 - p) for p in shares) / (categories - 1))


def cohen_kappa(crossing: Crossing) -> float | None:
    """Agreement of two raters beyond what their own habits would give by chance, over the units where both voted.

    Cohen, J. (1960), A coefficient of agreement for nominal scales, Educational and Psychological Measurement 20(1),
    37-46, formula 1.
    """
    units = sum(crossing.first)
    chance = sum(a * b for a, b in zip(crossing.first, crossing.second, strict=True))
    if not units or chance == units * units:
        return None
    return _beyond(sum(crossing.equal) / units, chance / (units * units))


def alpha_nominal(tally: Tally) -> float | None:
    """Krippendorff's alpha where two votes are equal or not; any number of raters, any votes missing.

    Krippendorff, K. (2011), Computing Krippendorff's alpha-reliability, University of Pennsylvania, section C. Units
    with one vote are not pairable and are left out.
    """
    n = sum(tally.votes)
    chance = n * n - sum(v * v for v in tally.votes)  # n (n - 1) times the expected disagreement
    return 1 - (n - 1) * (n - sum(tally.alike)) / chance if chance else None


def alpha(coincidences: Matrix, distance: Callable[[Numbers], Distance]) -> float | None:
    """Krippendorff's alpha where some differences are greater than others, from the coincidence matrix.

    Krippendorff (2011), sections C and D. `distance` makes of the votes by category how far two of these are apart.
    """
    votes = [sum(row) for row in coincidences]
    n, size = sum(votes), range(len(votes))
    between = distance(votes)
    observed = chance = 0.0
    for a in size:
        for b in range(a):
            far = between(b, a)
            observed += (coincidences[a][b] + coincidences[b][a]) / 2 * far
            chance += votes[a] * votes[b] * far
    return 1 - (n - 1) * observed / chance if chance else None


def ordinal(votes: Numbers) -> Distance:
    """How far two ranks are apart: the votes that lie between them, and half of those on them, squared.

    Krippendorff (2011), section D, ordinal metric difference. Ranks are in ascending order.
    """
    below = [0.0]
    for count in votes:
        below.append(below[-1] + count)

    def between(a: int, b: int) -> float:
        low, high = min(a, b), max(a, b)
        return (below[high + 1] - below[low] - (votes[low] + votes[high]) / 2) ** 2

    return between


def specific(tally: Tally, category: int) -> float | None:
    """Of the votes for one category, the share that another rater of the same unit would have given too.

    For two raters 2a / (2a + b + c): Dice, L.R. (1945), Ecology 26(3), 297-302; Cicchetti, D.V. and Feinstein, A.R.
    (1990), High agreement but low kappa: II, Journal of Clinical Epidemiology 43(6), 551-558. For more of them the
    diagonal of the coincidence matrix over its margin.
    """
    return tally.alike[category] / tally.votes[category] if tally.votes[category] else None


def _beyond(observed: float | None, chance: float) -> float | None:
    return None if observed is None else (observed - chance) / (1 - chance)
