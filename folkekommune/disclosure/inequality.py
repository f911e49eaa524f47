"""Gini coefficient and interquartile range, from protected ranks and quartiles alone."""

from __future__ import annotations

from folkekommune.disclosure.percentiles import Ranks
from folkekommune.disclosure.policy import Policy
from folkekommune.disclosure.results import SafeValue
from folkekommune.disclosure.values import HIDDEN, NOT_COMPUTABLE, significant

_DECIMALS = 2


def gini(ranks: Ranks, count: int, limits: tuple[float, float], policy: Policy) -> SafeValue:
    """Give the Gini coefficient of the Lorenz curve through protected ranks.

    Who lies between two values counts with the upper one: exact where few values are taken.

    :param count: protected number of persons with a value, :param limits: public clip limits.
    """
    if count < policy.floors.inequality * ranks.each or not ranks.thresholds:
        return HIDDEN
    low, high = limits
    if low < 0:
        return NOT_COMPUTABLE
    persons, total, passed, area = 0, 0.0, 0.0, 0.0
    # Noise may put a rank before the one under it; the curve never turns back.
    thresholds = (*ranks.thresholds, ranks.thresholds[-1])
    for threshold, below in zip(thresholds, (*ranks.below, count), strict=True):
        here = min(max(below, persons), count) - persons
        total += here * min(max(threshold, low), high)
        area += here * (passed + total)
        persons, passed = persons + here, total
    if total <= 0:
        return NOT_COMPUTABLE
    return SafeValue(f"{max(0.0, 1 - area / (count * total)):.{_DECIMALS}f}")


def interquartile_range(lower: SafeValue, upper: SafeValue, policy: Policy) -> SafeValue:
    """Give the distance of the protected quartiles."""
    if lower.text is None or upper.text is None:
        return HIDDEN
    return SafeValue(significant(float(upper.text) - float(lower.text), policy.percentiles.digits))
