"""Public limits of a variable: where it is clipped, and which whole numbers may head a row."""

from __future__ import annotations

import math
from collections.abc import Iterable

_DIGITS = 2
_WIDEST = 1e150
"""Beyond it a range, or the square of one, would be no number; whoever derives such values gets this."""


def round_outward(low: float, high: float) -> tuple[float, float]:
    """Round limits outwards to two significant digits of their distance.

    Two digits of the distance rather than of each number keep a birth year from being clipped to
    2000..2100, which would make its noise ten times too large (docs/decisions).
    """
    low, high = bounded(low), bounded(high)
    width = high - low
    if width < 1 / _WIDEST:
        return low, high
    unit = 10.0 ** (math.floor(math.log10(width)) - _DIGITS + 1)
    digits = max(0, -math.floor(math.log10(unit)))
    return round(math.floor(low / unit) * unit, digits), round(math.ceil(high / unit) * unit, digits)


def bounded(value: float) -> float:
    """Keep a value where the sum of some, their distance and its square are numbers."""
    return min(max(value, -_WIDEST), _WIDEST)


def whole_numbers(values: Iterable[float | str | None], limits: tuple[float, float]) -> tuple[float, ...]:
    """Give the whole numbers within the limits that occur, in order."""
    low, high = limits
    found = {v for v in values if isinstance(v, float) and v.is_integer() and low <= v <= high}
    return tuple(sorted(found))
