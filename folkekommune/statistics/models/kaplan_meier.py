"""Survival by interval, from counts alone (``kaplan-meier``): what disclosure control has protected.

Whoever is censored in an interval counts as at risk in it, as with R's ``survfit`` on durations that are
rounded up to the end of their interval. The band is of the logarithm of -log S, by Greenwood's variance.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """An interval: when it ends, how many were at risk in it, and to how many it happened."""

    end: float
    at_risk: int
    events: int


@dataclass(frozen=True)
class Point:
    """The share that is left at the end of an interval, with its band where it has one."""

    end: float
    share: float
    lower: float | None
    upper: float | None


def survival(steps: Sequence[Step], z: float = 1.959963984540054) -> tuple[Point, ...]:
    """Estimate the curve.

    :param z: normal quantile of the band.
    """
    points: list[Point] = []
    share, variance = 1.0, 0.0
    for step in steps:
        left = max(0, step.at_risk - step.events)
        share *= left / step.at_risk if step.at_risk else 1.0
        variance += step.events / (step.at_risk * left) if left else math.inf
        points.append(Point(step.end, share, *_band(share, variance, z)))
    return tuple(points)


def median(points: Sequence[Point]) -> float | None:
    """Give when at most half is left, if it comes to that."""
    return next((point.end for point in points if point.share <= 0.5), None)  # noqa: PLR2004 - a half


def _band(share: float, variance: float, z: float) -> tuple[float | None, float | None]:
    if not 0 < share < 1 or math.isinf(variance):
        return None, None
    reach = z * math.sqrt(variance) / math.log(share)
    limits = (share ** math.exp(-reach), share ** math.exp(reach))
    return min(limits), max(limits)
