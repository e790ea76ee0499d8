"""Every coefficient by name, from a table of votes; and the packages that have a second opinion."""

from __future__ import annotations

import importlib
import os
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from annot.agreement import coefficients as of
from annot.agreement.counting import Numbers, coincidences, crossing, tally

Rows = Sequence[Sequence[object]]


def categories(rows: Rows) -> list[object]:
    return sorted({v for row in rows for v in row if v is not None})  # type: ignore[type-var]


def interval(values: Sequence[Any]) -> Callable[[Numbers], of.Distance]:
    """The difference of two numbers, squared (Krippendorff 2011, section D). annot has no such votes, the papers do."""
    return lambda _: lambda a, b: (values[a] - values[b]) ** 2


def ratio(values: Sequence[Any]) -> Callable[[Numbers], of.Distance]:
    """The difference of two positive numbers relative to their sum, squared (Krippendorff 2011, section D)."""
    return lambda _: lambda a, b: ((values[a] - values[b]) / (values[a] + values[b])) ** 2


def measure(rows: Rows, name: str, level: str | None = None) -> float | None:
    every = categories(rows)
    if name == "cohen_kappa":
        return of.cohen_kappa(crossing(rows[0], rows[1], every))
    if name == "alpha" and level != "nominal":
        distance = {"ordinal": of.ordinal, "interval": interval(every), "ratio": ratio(every)}[level or ""]
        return of.alpha(coincidences(rows, every), distance)
    counts = tally(rows, every)
    return {
        "alpha": of.alpha_nominal,
        "percent": of.percent,
        "fleiss_kappa": of.fleiss_kappa,
        "ac1": lambda votes: of.ac1(votes, len(every)),
    }[name](counts)


def package(name: str) -> Any:
    """The package, or a skip that says why; not where all were installed, which `.ci/run` does."""
    if os.environ.get("ANNOT_ORACLES"):
        return importlib.import_module(name)
    return pytest.importorskip(name, reason=f"{name} is not installed: its answers are not compared here")
