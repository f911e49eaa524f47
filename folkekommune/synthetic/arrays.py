"""The kinds of array used in this room, and whole days as numbers."""

from __future__ import annotations

from datetime import date

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]
TextArray = NDArray[np.object_]

_EPOCH = date(1970, 1, 1)
DAYS_A_YEAR = 365.25


def day_number(day: date) -> int:
    """Count days since 1970-01-01."""
    return (day - _EPOCH).days


def years_of(days: IntArray) -> IntArray:
    """Give the calendar year of each day."""
    return days.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970


def iso_dates(days: IntArray) -> list[str]:
    """Write days as ``yyyy-mm-dd``."""
    return [str(text) for text in np.datetime_as_string(days.astype("datetime64[D]"))]
