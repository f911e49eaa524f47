"""Correlation and covariance of two variables: from clipped moments, each with noise of its own.

One person can make a moment as much as the product of the two ranges larger or smaller, so that is the
size of the noise. A variable of two values needs enough persons on both sides (DataSHIELD).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from folkekommune.disclosure.policy import Policy
from folkekommune.disclosure.results import SafeValue
from folkekommune.disclosure.values import HIDDEN
from folkekommune.query.engine import SCALE, Moment

_DECIMALS = 2

Draw = Callable[[str], float]
"""Gives the sticky noise of a moment by its name, with standard deviation 1."""


@dataclass(frozen=True)
class PairMoments:
    """Sums over the persons with both values, clipped and centred, in fixed point (``query.engine``).

    :param first: Σa, Σa², :param second: Σb, Σb², :param cross: Σab.
    :param count: protected number of persons with both values.
    :param sides: for each of the two that has only two values, the smaller protected count of them.
    """

    first: tuple[int, int]
    second: tuple[int, int]
    cross: int
    count: int
    sides: tuple[int, ...] = ()


@dataclass(frozen=True)
class _Noised:
    """Moments with noise, in ranges of the variables."""

    variances: tuple[float, float]
    covariance: float


def correlation(moments: PairMoments, draw: Draw, policy: Policy) -> SafeValue:
    """Give the correlation of two variables."""
    found = _noised(moments, draw, policy)
    if found is None or min(found.variances) <= 0:
        return HIDDEN
    between = found.covariance / math.sqrt(found.variances[0] * found.variances[1])
    return _written(max(-1.0, min(1.0, between)))


def covariance(
    moments: PairMoments, draw: Draw, *, variables: tuple[Moment, Moment], policy: Policy
) -> SafeValue:
    """Give the covariance of two variables, in their own units."""
    found = _noised(moments, draw, policy)
    if found is None:
        return HIDDEN
    return _written(found.covariance * variables[0].width * variables[1].width)


def _noised(moments: PairMoments, draw: Draw, policy: Policy) -> _Noised | None:
    count = moments.count
    floors = policy.floors
    if count < max(floors.pairs, 2) or any(side < floors.numeric for side in moments.sides):
        return None
    kappa = max(policy.noise.kappa, 0.5)
    means, variances = [], []
    for name, (total, squares) in (("first", moments.first), ("second", moments.second)):
        mean = (total / SCALE + kappa * draw(f"{name} sum")) / count
        square = (squares / SCALE**2 + kappa / 2 * draw(f"{name} squares")) / count
        means.append(mean)
        variances.append((square - mean**2) * count / (count - 1))
    cross = (moments.cross / SCALE**2 + kappa * draw("cross")) / count
    between = (cross - means[0] * means[1]) * count / (count - 1)
    return _Noised((variances[0], variances[1]), between)


def _written(value: float) -> SafeValue:
    rounded = round(value, _DECIMALS)
    return SafeValue(f"{rounded or 0.0:.{_DECIMALS}f}")
