"""Shares made from a protected numerator and a protected complement, with an honest interval.

Both counts carry independent noise of a known variance V, so an interval that knows of sampling
alone is too short. The limits are the values p that solve

    (p' − p)² = z² [ p(1 − p)/N' + V((1 − p)² + p²)/N'² ]

where p' = numerator'/N' and N' = numerator' + complement' (disclosure-rules.md section 5, row
"percentage, rate"). With V = 0 this is the Wilson score interval.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from folkekommune.statistics.intervals import LEVEL, STRICT_LEVEL, Interval, normal_quantile

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class ProtectedShare:
    """A share between 0 and 1 with its intervals, before any rounding.

    :param size: the protected denominator, numerator' + complement'.
    """

    share: float
    size: float
    interval: Interval
    strict_interval: Interval


@lru_cache(maxsize=16_384)
def protected_share(numerator: float, complement: float, *, variance: float) -> ProtectedShare | None:
    """Make a share from two protected counts; none where both are zero.

    Whether it may be shown is for disclosure control to say. Counts are whole numbers and mostly small, and
    each cell of a cube is asked for every audience, so that the same pair comes again and again.

    :param variance: variance of the noise on each of the two counts.
    """
    size = numerator + complement
    if size <= 0:
        return None
    intervals = []
    for level in (LEVEL, STRICT_LEVEL):
        lower, upper = limits(numerator, complement, variance=variance, level=level)
        intervals.append(Interval(float(lower), float(upper), level))
    return ProtectedShare(numerator / size, size, *intervals)


def limits(
    numerator: ArrayLike, complement: ArrayLike, *, variance: float, level: float = LEVEL
) -> tuple[FloatArray, FloatArray]:
    """Solve the quadratic for many shares at once, clipped to [0, 1].

    Where the counts are so small that the noise alone allows every share, the limits are 0 and 1.
    """
    cases, others = np.asarray(numerator, dtype=np.float64), np.asarray(complement, dtype=np.float64)
    size = cases + others
    with np.errstate(divide="ignore", invalid="ignore"):
        share = cases / size
        sampling = normal_quantile(level) ** 2 / size
        noise = sampling * variance / size
        # p²(1 + a − 2b) − p(2p' + a − 2b) + (p'² − b) = 0, with a = z²/N' and b = z²V/N'².
        square = 1 + sampling - 2 * noise
        linear = 2 * share + sampling - 2 * noise
        root = np.sqrt(np.maximum(linear**2 - 4 * square * (share**2 - noise), 0))
        lower, upper = (linear - root) / (2 * square), (linear + root) / (2 * square)
    bounded = square > 0
    return (
        np.where(bounded, np.clip(lower, 0, 1), 0.0),
        np.where(bounded, np.clip(upper, 0, 1), 1.0),
    )
