"""How large a difference can be found with so many people, and how many yearly cohorts one takes.

The usual formula for two independent shares: a two-sided test at 5 % that finds a true difference in 80 of
100 cases (J. L. Fleiss, Statistical Methods for Rates and Proportions, 3rd ed., section 4.2).
"""

from __future__ import annotations

import math
from statistics import NormalDist

from folkekommune.statistics.intervals import LEVEL, normal_quantile

POWER = 0.8
"""How often a true difference of that size is to be found."""


def detectable_difference(share: float, sizes: tuple[float, float], *, cohorts: int = 1) -> float:
    """Give the smallest difference that is found, in shares.

    :param sizes: people of one cohort on each side, :param cohorts: how many are put together.
    """
    return _reach() * math.sqrt(_spread(share, sizes) / cohorts)


def cohorts_needed(difference: float, share: float, sizes: tuple[float, float]) -> int | None:
    """Give how many cohorts it takes to find a difference; none takes for ever."""
    if difference == 0:
        return None
    return max(1, math.ceil(_reach() ** 2 * _spread(share, sizes) / difference**2))


def _reach() -> float:
    return normal_quantile(LEVEL) + NormalDist().inv_cdf(POWER)


def _spread(share: float, sizes: tuple[float, float]) -> float:
    one, other = sizes
    return share * (1 - share) * (1 / one + 1 / other)
