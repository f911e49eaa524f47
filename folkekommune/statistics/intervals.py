"""Confidence intervals of plain, unprotected figures.

Sources: E. B. Wilson, J. Am. Stat. Assoc. 1927;22:209-212; R. G. Newcombe, Stat. Med. 1998;17:857-872.
Public-health practice uses two levels: 95 % for a difference, 99.8 % for a clear one.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from statistics import NormalDist

LEVEL, STRICT_LEVEL = 0.95, 0.998
"""The two levels at which every interval is computed."""


@dataclass(frozen=True)
class Interval:
    """A confidence interval and its level."""

    lower: float
    upper: float
    level: float

    @property
    def half_width(self) -> float:
        """Half the distance between the limits."""
        return (self.upper - self.lower) / 2

    def excludes(self, value: float) -> bool:
        """Whether a value lies outside, on neither limit."""
        return value < self.lower or value > self.upper

    def times(self, factor: float) -> Interval:
        """Scale both limits, as from a share to percent."""
        return Interval(self.lower * factor, self.upper * factor, self.level)


@cache
def normal_quantile(level: float) -> float:
    """Give z of a two-sided level: 1.959964 for 0.95, 3.090232 for 0.998."""
    return NormalDist().inv_cdf(1 - (1 - level) / 2)


def wilson(cases: float, size: float, *, level: float = LEVEL) -> Interval | None:
    """Give the Wilson score interval of a share; none where nobody is counted.

    :raises ValueError: when there are more cases than people, or fewer than none.
    """
    if not 0 <= cases <= size:
        raise ValueError
    if size == 0:
        return None
    z = normal_quantile(level)
    share = cases / size
    spread = z * math.sqrt(z * z + 4 * cases * (1 - share))
    lower = (2 * cases + z * z - spread) / (2 * (size + z * z))
    upper = (2 * cases + z * z + spread) / (2 * (size + z * z))
    return Interval(max(lower, 0.0), min(upper, 1.0), level)
