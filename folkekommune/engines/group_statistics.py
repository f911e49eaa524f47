"""The meaning of the statistics of a group, in plain Python: what every other engine is compared with.

Floating-point sums depend on the order of their terms, so that the same data could give two answers.
Here a sum is taken in whole numbers: each term is counted in a power of two so small that the sum of
all just fits 62 bits. Whole numbers are therefore added exactly, and every engine, on any number of
threads, gives the same bits. The power depends on the group's own terms alone.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from folkekommune.engines.meaning import finite, round_half_away
from folkekommune.query.dataset import Statistic

BITS = 61
"""Bits of a sum, without its sign and one for rounding."""

FINEST = 1000
"""Largest power of two that a term is multiplied with: beyond it lie numbers too small to matter."""


def statistic_of(statistic: Statistic, values: list[float]) -> float | None:
    """Give a statistic of the values of a group that are not missing.

    :param values: in ascending order.
    """
    if statistic is Statistic.COUNT:
        return float(len(values))
    value = finite(_STATISTICS[statistic](values)) if values else None
    return value if isinstance(value, float) else None


def fixed_sum(values: list[float], largest: float) -> float | None:
    """Add values, none of which is larger than ``largest`` in size, in whole numbers."""
    scale = scale_of(largest, len(values))
    if scale is None:
        return None
    return float(sum(int(round_half_away(value * scale)) for value in values)) / scale


def scale_of(largest: float | None, count: float | None) -> float | None:
    """Give what so many terms of that size at most are multiplied with; none where they are not finite."""
    if largest is None or not count or not math.isfinite(largest):
        return None
    if largest == 0:
        return 1.0
    return 2.0 ** min(BITS - math.ceil(math.log2(largest)) - math.ceil(math.log2(count)), FINEST)


def _sum(values: list[float]) -> float | None:
    return fixed_sum(values, max(-values[0], values[-1]))


def _mean(values: list[float]) -> float | None:
    total = _sum(values)
    return None if total is None else total / len(values)


def _sd(values: list[float]) -> float | None:
    mean = _mean(values)
    if len(values) == 1 or mean is None or not math.isfinite(mean):
        return None
    width = values[-1] - values[0]
    squares = fixed_sum([(value - mean) * (value - mean) for value in values], width * width)
    return None if squares is None else math.sqrt(squares / (len(values) - 1))


def _median(values: list[float]) -> float:
    lower, upper = values[(len(values) - 1) // 2], values[len(values) // 2]
    return lower if lower == upper else (lower + upper) / 2


def _percentile(values: list[float], share: float) -> float:
    return values[math.ceil(share * len(values)) - 1]


def _gini(values: list[float]) -> float | None:
    """Give the mean difference of two values over twice their mean; none where some are negative."""
    total, count = _sum(values), len(values)
    if values[0] < 0 or not total:
        return None
    ranked = fixed_sum([value * place for place, value in enumerate(values, start=1)], values[-1] * count)
    return None if ranked is None else 2 * ranked / (total * count) - (count + 1) / count


_STATISTICS: dict[Statistic, Callable[[list[float]], float | None]] = {
    Statistic.SUM: _sum,
    Statistic.MEAN: _mean,
    Statistic.SD: _sd,
    Statistic.MIN: lambda values: values[0],
    Statistic.MAX: lambda values: values[-1],
    Statistic.MEDIAN: _median,
    Statistic.P25: lambda values: _percentile(values, 0.25),
    Statistic.P75: lambda values: _percentile(values, 0.75),
    Statistic.GINI: _gini,
}
