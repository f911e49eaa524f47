"""Difference of two proportions, and ratio of two rates.

Sources: R. G. Newcombe, Stat. Med. 1998;17:873-890, method 10 (hybrid score); for rates the log method with
Poisson variance, under ten events the exact binomial of one count given both (J. Przyborowski and
H. Wilenski, Biometrika 1940;31:313-323). Values with limits of any kind: the same squares and sums (G. Y. Zou
and A. Donner, Stat. Med. 2008;27:1693-1702), so that whatever the limits hold, such as the noise of
disclosure control, is counted too.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from scipy.stats import beta

from folkekommune.statistics.counts import FEW
from folkekommune.statistics.intervals import LEVEL, Interval, normal_quantile, wilson


@dataclass(frozen=True)
class Compared:
    """A value, difference or ratio, and its limits."""

    value: float
    limits: Interval


def difference_of_shares(
    first: tuple[float, float], second: tuple[float, float], *, level: float = LEVEL
) -> Compared | None:
    """Give the first share less the second; none where either is of nobody.

    :param first: cases and people, :param second: the same.
    """
    one, other = wilson(*first, level=level), wilson(*second, level=level)
    if one is None or other is None:
        return None
    return difference_of_values(Compared(first[0] / first[1], one), Compared(second[0] / second[1], other))


def difference_of_values(first: Compared, second: Compared) -> Compared:
    """Give the first value less the second, of different people, from the limits of both."""
    (one, other), difference = (first.limits, second.limits), first.value - second.value
    below = math.hypot(first.value - one.lower, other.upper - second.value)
    above = math.hypot(one.upper - first.value, second.value - other.lower)
    return Compared(difference, Interval(difference - below, difference + above, one.level))


def ratio_of_rates(
    first: tuple[float, float], second: tuple[float, float], *, level: float = LEVEL
) -> Compared | None:
    """Give the first rate over the second; none where the second has no events or either has no people.

    :param first: events and people, :param second: the same.
    """
    (events1, people1), (events2, people2) = first, second
    if events2 == 0 or not people1 or not people2:
        return None
    ratio = events1 / people1 / (events2 / people2)
    if min(events1, events2) >= FEW:
        reach = normal_quantile(level) * math.sqrt(1 / events1 + 1 / events2)
        return Compared(ratio, Interval(ratio * math.exp(-reach), ratio * math.exp(reach), level))
    # Given both, the first count is binomial: its exact limits as odds, times people over people.
    tail = (1 - level) / 2
    low = float(beta.ppf(tail, events1, events2 + 1)) if events1 else 0.0
    high = float(beta.ppf(1 - tail, events1 + 1, events2))
    scale = people2 / people1
    return Compared(ratio, Interval(low / (1 - low) * scale, high / (1 - high) * scale, level))
