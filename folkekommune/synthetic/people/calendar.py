"""On which days consultations take place: weekdays, at schools in school weeks, never in July."""

from __future__ import annotations

import numpy as np

from folkekommune.synthetic.arrays import BoolArray, IntArray

_FIRST, _LAST = 7000, 25000  # 1989 to 2038
_THURSDAY = 3
_SATURDAY = 5
_JULY = 7
_SCHOOL_WEEKS = (*range(2, 26), *range(34, 51))


def weekday(days: IntArray) -> IntArray:
    """Give the day of the week, Monday 0. The first day of 1970 was a Thursday."""
    return (days + _THURSDAY) % 7


def iso_week(days: IntArray) -> IntArray:
    """Give the number of the week: that of its Thursday in the Thursday's year."""
    thursday = days - weekday(days) + _THURSDAY
    year_start = thursday.astype("datetime64[D]").astype("datetime64[Y]").astype("datetime64[D]")
    return (thursday - year_start.astype(np.int64)) // 7 + 1


def nearest_day(days: IntArray, *, at_school: bool) -> IntArray:
    """Move each day to the nearest one on which there are consultations."""
    every = np.arange(_FIRST, _LAST, dtype=np.int64)
    open_ = every[_open(every, at_school=at_school)]
    after = np.clip(np.searchsorted(open_, days), 1, len(open_) - 1)
    low, high = open_[after - 1], open_[after]
    return np.where(days - low < high - days, low, high)


def _open(days: IntArray, *, at_school: bool) -> BoolArray:
    weekdays = weekday(days) < _SATURDAY
    if not at_school:
        return weekdays
    month = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) % 12 + 1
    open_: BoolArray = weekdays & np.isin(iso_week(days), _SCHOOL_WEEKS) & (month != _JULY)
    return open_
