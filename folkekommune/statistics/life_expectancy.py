"""Life expectancy from an abridged life table.

Sources: C. L. Chiang, The Life Table and its Applications, 1984; P. B. S. Silcocks et al., J. Epidemiol.
Community Health 2001;55:38-43 (the variance, with the last band's own).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from folkekommune.statistics.intervals import LEVEL, Interval, normal_quantile

PEOPLE = 5_000
"""Fewest person-years it is published for."""

WIDEST = 20.0
"""Years between the limits beyond which it is not published."""

_INFANTS, _OTHERS = 0.1, 0.5


@dataclass(frozen=True)
class AgeBand:
    """Person-years and deaths from an age on, to the next band."""

    start: int
    people: float
    deaths: float


@dataclass(frozen=True)
class Expectancy:
    """Years left from an age on."""

    start: int
    years: float
    limits: Interval


def life_expectancy(bands: Sequence[AgeBand], *, level: float = LEVEL) -> tuple[Expectancy, ...]:
    """Give the years left at the start of each band, the first from birth and the last without an end.

    :raises ValueError: for a band without people, and a last band without deaths.
    """
    if any(band.people <= 0 for band in bands) or bands[-1].deaths <= 0:
        raise ValueError
    alive, lived, dying, inner = [1.0], [], [], []
    for band, after in pairwise(bands):
        width = after.start - band.start
        share = _INFANTS if band.start == 0 else _OTHERS
        rate = band.deaths / band.people
        q = min(width * rate / (1 + width * rate * (1 - share)), 1.0)
        alive.append(alive[-1] * (1 - q))
        lived.append(width * (alive[-1] + share * (alive[-2] - alive[-1])))
        dying.append(q * q * (1 - q) / band.deaths if band.deaths else 0.0)
        inner.append((1 - share) * width)
    last = bands[-1]
    lived.append(alive[-1] / (last.deaths / last.people))
    total, variance = lived[-1], (alive[-1] / 2) ** 2 * 4 / (last.deaths * (last.deaths / last.people) ** 2)
    found = [_expectancy(last.start, total, variance, alive[-1], level)]
    for i in range(len(bands) - 2, -1, -1):
        variance += alive[i] ** 2 * dying[i] * (inner[i] + total / alive[i + 1]) ** 2
        total += lived[i]
        found.append(_expectancy(bands[i].start, total, variance, alive[i], level))
    return tuple(reversed(found))


def may_be_published(bands: Sequence[AgeBand], at_birth: Expectancy) -> bool:
    """Tell whether there are enough people, and the limits are near enough to each other."""
    return sum(band.people for band in bands) >= PEOPLE and 2 * at_birth.limits.half_width <= WIDEST


def _expectancy(start: int, total: float, variance: float, alive: float, level: float) -> Expectancy:
    years = total / alive
    reach = normal_quantile(level) * math.sqrt(variance) / alive
    return Expectancy(start, years, Interval(years - reach, years + reach, level))
