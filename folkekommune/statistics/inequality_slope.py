"""Slope and relative index of inequality: how far apart the two ends of a population are.

Sources: J. P. Mackenbach and A. E. Kunst, Soc. Sci. Med. 1997;44:757-771; K. M. Low and M. Lowe for Public
Health England, PHEindicatormethods (limits by simulation).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray

from folkekommune.statistics.intervals import LEVEL, Interval, normal_quantile

GROUPS = 5
"""Fewest groups an index is made from."""

DRAWS = 100_000
SEED = 20_240_101
"""Recorded with the result: the same groups give the same limits."""

Numbers = NDArray[np.float64]


class Scale(Enum):
    """On which scale values follow a line."""

    PLAIN = "none"
    LOG = "log"
    LOGIT = "logit"


@dataclass(frozen=True)
class Group:
    """A group of people, from the worst off to the best off.

    :param error: standard error on the plain scale; on another the limits at 95 % tell it.
    """

    people: float
    value: float
    error: float = 0.0
    limits: tuple[float, float] | None = None


@dataclass(frozen=True)
class Indices:
    """Slope index, relative index, their simulated limits, and the value at the worst-off end."""

    slope: float
    relative: float
    intercept: float
    slope_limits: Interval
    relative_limits: Interval


def inequality_indices(
    groups: Sequence[Group],
    *,
    scale: Scale = Scale.PLAIN,
    multiplier: float = 1.0,
    level: float = LEVEL,
    draws: int = DRAWS,
) -> Indices | None:
    """Give the indices; none of fewer than five groups.

    :param multiplier: scales the slope index; a negative one also turns the relative index over.
    """
    if len(groups) < GROUPS:
        return None
    forth, back = _SCALES[scale]
    shares = np.array([group.people for group in groups], dtype=float)
    shares /= shares.sum()
    middle = np.cumsum(shares) - shares / 2
    values = forth(np.array([group.value for group in groups], dtype=float))
    simulated = np.random.default_rng(SEED).normal(values, _errors(groups, scale), (draws, len(groups)))
    point = _ends(np.atleast_2d(values), middle, shares, back)
    cloud = _ends(simulated, middle, shares, back)
    slope, relative = (float(each[0]) for each in _indices(point, multiplier))
    many = _indices(cloud, multiplier)
    tails = [(1 - level) / 2, (1 + level) / 2]
    limits = [
        Interval(float(low), float(high), level) for low, high in (np.quantile(each, tails) for each in many)
    ]
    return Indices(slope, relative, float(point[0][0]), limits[0], limits[1])


def _ends(
    values: Numbers, middle: Numbers, weights: Numbers, back: Callable[[Numbers], Numbers]
) -> tuple[Numbers, Numbers]:
    """Give the fitted values at both ends of the population, for each row of values."""
    centre = (weights * middle).sum()
    across = (weights * (middle - centre) ** 2).sum()
    slope = (values * (weights * (middle - centre))).sum(axis=1) / across
    intercept = (values * weights).sum(axis=1) - slope * centre
    return back(intercept), back(intercept + slope)


def _indices(ends: tuple[Numbers, Numbers], multiplier: float) -> tuple[Numbers, Numbers]:
    worst, best = ends
    relative = best / worst
    return multiplier * (best - worst), 1 / relative if multiplier < 0 else relative


def _errors(groups: Sequence[Group], scale: Scale) -> Numbers:
    if scale is Scale.PLAIN:
        return np.array([group.error for group in groups], dtype=float)
    forth, _ = _SCALES[scale]
    limits = np.array([group.limits or (group.value, group.value) for group in groups], dtype=float)
    return (forth(limits[:, 1]) - forth(limits[:, 0])) / (2 * normal_quantile(LEVEL))


def _logit(values: Numbers) -> Numbers:
    return np.log(values / (1 - values))


def _expit(values: Numbers) -> Numbers:
    return 1 / (1 + np.exp(-values))


_SCALES: dict[Scale, tuple[Callable[[Numbers], Numbers], Callable[[Numbers], Numbers]]] = {
    Scale.PLAIN: (np.asarray, np.asarray),
    Scale.LOG: (np.log, np.exp),
    Scale.LOGIT: (_logit, _expit),
}
