"""The bias that planted errors cause in an indicator: what a delivery with them has beyond one without."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from folkekommune.bench.verification_values import Sum
from folkekommune.indicators.definition import Definition, Statistic

ERRORS = 3.0
_PERCENT = 100.0


@dataclass(frozen=True)
class Counted:
    """Every indicator over all places and years, as it was delivered and after quality control."""

    raw: Mapping[str, Sum]
    checked: Mapping[str, Sum]


@dataclass(frozen=True)
class Caused:
    """What planted errors do to an indicator, in its unit.

    :param error: standard error of the value itself, of so many children.
    """

    indicator: str
    raw: float
    left: float
    error: float

    @property
    def is_judged(self) -> bool:
        """Whether the raw bias is more than chance could make it."""
        return abs(self.raw) > ERRORS * self.error

    @property
    def removed(self) -> float:
        """How many percent of the raw bias are removed; below nought where it became larger."""
        return _PERCENT * (1 - abs(self.left) / abs(self.raw)) if self.raw else 0.0


def caused(definitions: Iterable[Definition], without: Counted, planted: Counted) -> tuple[Caused, ...]:
    """Give what the errors of one delivery do, beyond one in which they were not planted."""
    found = []
    for each in definitions:
        code, multiplier = each.code, each.multiplier
        sums = [counted.get(code, Sum()) for two in (without, planted) for counted in (two.raw, two.checked)]
        values = [one.value for one in sums]
        if None in values:
            continue
        raw_before, left_before, raw, left = (multiplier * (value or 0.0) for value in values)
        share = raw_before / multiplier
        # A mean of z-scores has a spread of about one.
        spread = 1.0 if each.statistic is Statistic.MEAN else share * (1 - share)
        error = multiplier * math.sqrt(spread / sums[0].people)
        found.append(Caused(code, raw - raw_before, left - left_before, error))
    return tuple(found)
