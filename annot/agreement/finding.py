"""Whether reviewers find the same claims: F1 over their spans.

There is no kappa here. Chance agreement would need the number of passages that nobody marked, which has no answer; as
it grows, kappa comes down to F1: Hripcsak, G. and Rothschild, A.S. (2005), Agreement, the F-measure, and reliability in
information retrieval, Journal of the American Medical Informatics Association 12(3), 296-298.
"""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from annot.model.span import iou

Edges = tuple[int, int] | None
ENOUGH = 0.5  # the IoU from which two spans are the same claim


@attrs.frozen
class Found:
    """Of a pair of people, or summed over pairs: `claims` counts both people's claims where both have voted, `exact`
    the units that both marked with equal edges, `overlap` those with an IoU of at least 0.5.
    """

    claims: float
    exact: float
    overlap: float

    @property
    def numbers(self) -> list[float]:
        return [self.claims, self.exact, self.overlap]


def found(
    first: Sequence[str | None], ours: Sequence[Edges], second: Sequence[str | None], theirs: Sequence[Edges]
) -> Found:
    """`first`, `second` say who found a claim in each unit, `ours`, `theirs` with which edges; claims without edges, on
    the headline or the picture, are left out.
    """
    claims = exact = overlap = 0
    for x, a, y, b in zip(first, ours, second, theirs, strict=True):
        if a and b:
            claims += 2
            if a == b:
                exact += 1
                overlap += 1
            elif iou(a, b) >= ENOUGH:
                overlap += 1
        elif x and y and (a or b):
            claims += 1
    return Found(claims, exact, overlap)


def f1_exact(of: Found) -> float | None:
    """2 matches / (claims of the one + claims of the other): the harmonic mean of precision and recall,
    whoever is taken for the truth. van Rijsbergen, C.J. (1979), Information Retrieval, 2nd ed., chapter 7.
    A match has equal edges.
    """
    return 2 * of.exact / of.claims if of.claims else None


def f1_overlap(of: Found) -> float | None:
    """The same, and a match is an IoU of at least 0.5, one claim to one."""
    return 2 * of.overlap / of.claims if of.claims else None
