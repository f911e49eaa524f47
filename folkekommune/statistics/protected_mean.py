"""Means made from a protected sum and a protected number of persons, with an honest interval.

The sum carries noise of a known variance, and so does the number it is divided by. Counted from the middle
``c`` of the public limits, the mean is c + S'/n', so that its variance is about

    s²/n' + (var(S) + (x̄' − c)² var(n))/n'²

to the first order; Student's quantile is used as for a plain mean (indicators.md 2.3).
"""

from __future__ import annotations

import math

from scipy.special import stdtrit

from folkekommune.statistics.intervals import LEVEL, Interval


def protected_mean_limits(
    mean: float, spread: float, size: int, *, noise: float, level: float = LEVEL
) -> Interval:
    """Give the limits of a mean whose sum and number carry noise.

    :param spread: standard deviation of the values, :param noise: variance that the noise on the sum and on
        the number of persons adds to the sum.
    :raises ValueError: for fewer than two persons.
    """
    if size <= 1:
        raise ValueError(size)
    error = math.sqrt(spread**2 / size + noise / size**2)
    reach = float(stdtrit(size - 1, (1 + level) / 2)) * error
    return Interval(mean - reach, mean + reach, level)
