"""Whether a series of years goes up or down, and whether a single year decides it.

Sources: P. Armitage, Biometrics 1955;11:375-386 (proportions); Public Health England, Fingertips technical
guidance (five points, 99.8 %). The safeguard against a single year is our own.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np
from scipy.stats import chi2

from folkekommune.statistics.intervals import LEVEL, STRICT_LEVEL, normal_quantile

POINTS = 5
"""A trend is judged over the last five years."""

LIMIT = float(chi2.ppf(STRICT_LEVEL, 1))
"""9.5495: what chi-squared must exceed."""


class Direction(Enum):
    """What a trend comes to."""

    INCREASING = "increasing"
    DECREASING = "decreasing"
    NONE = "none"
    SINGLE_YEAR = "single-year"
    TOO_SHORT = "too-short"


@dataclass(frozen=True)
class Slope:
    """A fitted line: its slope a year, and chi-squared against none."""

    slope: float
    chi_squared: float


@dataclass(frozen=True)
class Trend:
    """A verdict on a series, and the line it rests on."""

    direction: Direction
    fitted: Slope | None = None


@dataclass(frozen=True)
class Point:
    """A year's value and limits at 95 %, on whatever scale."""

    year: float
    value: float
    lower: float
    upper: float


def slope_of_shares(years: Sequence[float], cases: Sequence[float], people: Sequence[float]) -> Slope:
    """Test proportions for a linear trend (Cochran and Armitage)."""
    t, x, n = (np.asarray(each, dtype=float) for each in (years, cases, people))
    whole = n.sum()
    share = x.sum() / whole
    above = float((t * (x - n * share)).sum())
    spread = (n * t * t).sum() - (n * t).sum() ** 2 / whole
    variance = float(share * (1 - share) * spread)
    return Slope(above / float(spread), above**2 / variance if variance > 0 else 0.0)


def slope_of_values(points: Sequence[Point]) -> Slope:
    """Fit a line weighted by precision to values with limits."""
    t = np.array([point.year for point in points], dtype=float)
    y = np.array([point.value for point in points], dtype=float)
    spread = np.array([point.upper - point.lower for point in points]) / (2 * normal_quantile(LEVEL))
    w = 1 / spread**2
    centre = float((w * t).sum() / w.sum())
    across = float((w * (t - centre) ** 2).sum())
    slope = float((w * (t - centre) * y).sum()) / across
    return Slope(slope, slope**2 * across)


def trend_of_shares(years: Sequence[float], cases: Sequence[float], people: Sequence[float]) -> Trend:
    """Judge yearly proportions, oldest first, without a break between them."""

    def fit(kept: Sequence[int]) -> Slope:
        return slope_of_shares([years[i] for i in kept], [cases[i] for i in kept], [people[i] for i in kept])

    return _judged(len(years), fit)


def trend_of_values(points: Sequence[Point]) -> Trend:
    """Judge yearly values with limits, oldest first, without a break between them."""
    return _judged(len(points), lambda kept: slope_of_values([points[i] for i in kept]))


def _judged(count: int, fit: Callable[[Sequence[int]], Slope]) -> Trend:
    if count < POINTS:
        return Trend(Direction.TOO_SHORT)
    last = range(count - POINTS, count)
    fitted = fit(last)
    if fitted.chi_squared <= LIMIT or fitted.slope == 0:
        return Trend(Direction.NONE, fitted)
    without = (fit([i for i in last if i != dropped]).slope for dropped in last)
    if any(slope * fitted.slope <= 0 for slope in without):
        return Trend(Direction.SINGLE_YEAR, fitted)
    return Trend(Direction.INCREASING if fitted.slope > 0 else Direction.DECREASING, fitted)
