"""Limits of a count of events, and of the rate it gives.

Sources: F. Garwood, Biometrika 1936;28:437-442 (exact); N. E. Breslow and N. E. Day, Statistical Methods in
Cancer Research II, IARC 1987, equation 2.13 (Byar's approximation, from ten events).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from scipy.stats import chi2

from folkekommune.statistics.intervals import LEVEL, Interval, normal_quantile

FEW = 10
"""Under this many events the exact limits are used."""


@dataclass(frozen=True)
class Rate:
    """A rate and its limits, both times the multiplier."""

    value: float
    limits: Interval


def exact(events: float, *, level: float = LEVEL) -> Interval:
    """Give the exact limits of a Poisson count."""
    below = float(chi2.ppf((1 - level) / 2, 2 * events)) / 2 if events > 0 else 0.0
    above = float(chi2.ppf((1 + level) / 2, 2 * events + 2)) / 2
    return Interval(below, above, level)


def byar(events: float, *, level: float = LEVEL) -> tuple[float | None, float]:
    """Give Byar's limits of a count; the lower is missing where it would be negative."""
    z = normal_quantile(level)
    above = events + 1
    upper = above * (1 - 1 / (9 * above) + z / (3 * math.sqrt(above))) ** 3
    if events <= 0:
        return None, upper
    lower = events * (1 - 1 / (9 * events) - z / (3 * math.sqrt(events))) ** 3
    return (lower if lower >= 0 else None), upper


def count_limits(events: float, *, level: float = LEVEL) -> Interval:
    """Give the limits of a count: exact under ten events, else Byar's."""
    if events < FEW:
        return exact(events, level=level)
    lower, upper = byar(events, level=level)
    return Interval(lower or 0.0, upper, level)


def crude_rate(events: float, people: float, *, multiplier: float = 1.0, level: float = LEVEL) -> Rate | None:
    """Give events per person times a multiplier; none where there is nobody.

    :raises ValueError: for a negative number of events or people.
    """
    if events < 0 or people < 0:
        raise ValueError
    if people == 0:
        return None
    factor = multiplier / people
    return Rate(events * factor, count_limits(events, level=level).times(factor))
