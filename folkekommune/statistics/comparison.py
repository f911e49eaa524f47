"""Compare a share with a benchmark (indicators.md section 2.8).

The benchmark is treated as fixed and the interval decides. Where an area is so large a part of its
own benchmark that this no longer holds, the area is tested against the rest of it instead.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum

from folkekommune.statistics.intervals import LEVEL, STRICT_LEVEL, Interval, normal_quantile


class Position(Enum):
    """Where a value stands, as far as its uncertainty lets us say."""

    LOWER = "lower"
    NOT_DIFFERENT = "not different"
    HIGHER = "higher"


@dataclass(frozen=True)
class Difference:
    """The outcome of a comparison.

    :param clear: whether it also holds at 99.8 %.
    """

    position: Position
    clear: bool = False


@dataclass(frozen=True)
class Counts:
    """Cases among people."""

    cases: float
    people: float

    @property
    def share(self) -> float:
        """Cases over people."""
        return self.cases / self.people


def compare_with_fixed(interval: Interval, strict: Interval, benchmark: float) -> Difference:
    """Say where a value stands from its two intervals; a benchmark on a limit is not excluded."""
    if not interval.excludes(benchmark):
        return Difference(Position.NOT_DIFFERENT)
    position = Position.HIGHER if benchmark < interval.lower else Position.LOWER
    return Difference(position, clear=strict.excludes(benchmark))


def compare_with_rest(area: Counts, whole: Counts, *, variance: float = 0.0) -> Difference:
    """Say where an area stands against the rest of the whole it belongs to."""
    z = z_against_rest(area, whole, variance=variance)
    if z is None or abs(z) <= normal_quantile(LEVEL):
        return Difference(Position.NOT_DIFFERENT)
    position = Position.HIGHER if z > 0 else Position.LOWER
    return Difference(position, clear=abs(z) > normal_quantile(STRICT_LEVEL))


def z_against_rest(area: Counts, whole: Counts, *, variance: float = 0.0) -> float | None:
    """Give z of the difference between an area and the rest of the whole, none where it has none."""
    found = difference_from_rest(area, whole, variance=variance)
    return found[0] / found[1] if found else None


def difference_from_rest(area: Counts, whole: Counts, *, variance: float = 0.0) -> tuple[float, float] | None:
    """Give an area's share less that of the rest of the whole, and its standard error; none without a rest.

    :param variance: variance of the disclosure noise on each count of the area and of the whole.
        The noise of the area stands in the rest too, with the opposite sign, since the rest is a
        subtraction.
    """
    rest = Counts(whole.cases - area.cases, whole.people - area.people)
    if rest.people <= 0 or area.people <= 0:
        return None
    pooled = whole.share
    sampling = pooled * (1 - pooled) * (1 / area.people + 1 / rest.people)
    draws = (1 / area.people + 1 / rest.people) ** 2 + (1 / rest.people) ** 2
    spread = sampling + variance * ((1 - pooled) ** 2 + pooled**2) * draws
    if spread <= 0:
        return None
    return area.share - rest.share, math.sqrt(spread)
