"""A funnel around the average of areas, as a yardstick for each of them (indicators.md section 2.9).

The limits allow for areas that differ more than chance makes them, where there are enough areas to see it.
Areas that may not be tested have no say in the average.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from folkekommune.indicators.verdict import Yardstick
from folkekommune.statistics.funnel import adjusted_share_limits, share_limits, share_overdispersion
from folkekommune.statistics.intervals import LEVEL, STRICT_LEVEL, Interval

FEWEST = 3
"""Fewer areas have no average worth the name."""

_PERCENT = 100.0


@dataclass(frozen=True)
class Funnel:
    """The funnel of shares in percent.

    :param average: of all areas together. :param tau2: variance between areas, nought where limits are plain.
    """

    average: float
    tau2: float = 0.0

    @property
    def is_adjusted(self) -> bool:
        """Whether the limits allow for overdispersion."""
        return self.tau2 > 0

    def limits(self, size: float, *, level: float = LEVEL) -> Interval:
        """Give the limits of an area of a size, in percent."""
        average = self.average / _PERCENT
        if self.is_adjusted:
            return adjusted_share_limits(average, size, self.tau2, level=level).times(_PERCENT)
        return share_limits(average, size, level=level).times(_PERCENT)

    def yardstick(self, size: float) -> Yardstick:
        """Give what an area of a size is judged by."""
        return Yardstick(self.average, control=(self.limits(size), self.limits(size, level=STRICT_LEVEL)))


def funnel_of(counts: Sequence[tuple[float, float]], *, adjust: bool | None = None) -> Funnel | None:
    """Make the funnel of areas; none of too few, or where nobody or everybody is a case.

    :param counts: cases and people of each area that may be tested.
    :param adjust: whether to allow for overdispersion; by default where there is some, and ten areas.
    """
    people = sum(size for _, size in counts)
    cases = sum(each for each, _ in counts)
    if len(counts) < FEWEST or not 0 < cases < people:
        return None
    average = cases / people
    found = share_overdispersion([each for each, _ in counts], [size for _, size in counts], average)
    wanted = found.adjusted_by_default if adjust is None else adjust
    return Funnel(_PERCENT * average, found.tau2 if wanted else 0.0)
