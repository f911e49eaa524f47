"""Limits of a mean (Student) and of a median (order statistics, without a distribution)."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from scipy.stats import binom
from scipy.stats import t as student

from folkekommune.statistics.intervals import LEVEL, Interval


def mean_limits(mean: float, spread: float, size: int, *, level: float = LEVEL) -> Interval | None:
    """Give the limits of a mean; none of fewer than two values.

    :param spread: standard deviation with ``size - 1``.
    """
    if size <= 1:
        return None
    reach = float(student.ppf((1 + level) / 2, size - 1)) * spread / math.sqrt(size)
    return Interval(mean - reach, mean + reach, level)


def median_limits(values: Sequence[float], *, level: float = LEVEL) -> Interval | None:
    """Give the two order statistics that hold the median with at least this certainty.

    None where even the smallest and the largest value do not: under six values at 95 %.
    Source: W. J. Conover, Practical Nonparametric Statistics, 3rd ed. 1999, section 3.2 (our choice).
    """
    ordered = np.sort(np.asarray(values, dtype=float))
    size = len(ordered)
    # P(at most k of the values lie below the median) is binomial; k on each side may be left out.
    outside = int(binom.ppf((1 - level) / 2, size, 0.5)) if size else 0
    if size == 0 or binom.cdf(0, size, 0.5) > (1 - level) / 2:
        return None
    while outside > 0 and binom.cdf(outside - 1, size, 0.5) > (1 - level) / 2:
        outside -= 1
    return Interval(float(ordered[outside - 1]), float(ordered[size - outside]), level)
