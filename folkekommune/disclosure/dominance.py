"""Sums: hidden when one or two persons make nearly all of them (ACRO's dominance and p-ratio)."""

from __future__ import annotations

from folkekommune.disclosure.evidence import Contributions
from folkekommune.disclosure.policy import Policy
from folkekommune.disclosure.results import SafeValue
from folkekommune.disclosure.values import HIDDEN, NumericCell, significant

_DIGITS = 4


def is_dominated(contributions: Contributions, policy: Policy) -> bool:
    """Tell whether a sum is about its one or two largest contributors."""
    two = contributions.largest + contributions.second
    rest = contributions.total - two
    limits = policy.dominance
    return two > limits.largest_two * contributions.total or rest < limits.rest * contributions.largest


def protected_sum(cell: NumericCell, policy: Policy) -> SafeValue:
    """Give a sum: the protected mean times the protected number of values; else nothing."""
    if cell.mean.text is None or cell.contributions is None or cell.count < policy.floors.numeric:
        return HIDDEN
    if is_dominated(cell.contributions, policy):
        return HIDDEN
    return SafeValue(significant(float(cell.mean.text) * cell.count, _DIGITS))
