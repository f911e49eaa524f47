"""Read a period as statistics banks write it."""

from __future__ import annotations

import re

from folkekommune.official.descriptions import PeriodForm

_YEAR = re.compile(r"((?:19|20)\d\d)(?:-\d\d-\d\d)?")
_TWO = re.compile(r"((?:19|20)\d\d)\s?[-–/]\s?((?:19|20)?\d\d)")
_LONGEST = 10


def period_of(written: str, form: PeriodForm) -> tuple[int, int] | None:
    """Give the last year and how many years a period covers; ``None`` for what is no period.

    A school year goes by the autumn it begins in, when its pupils are asked.

    >>> period_of("2020-2022", PeriodForm.PERIOD), period_of("2023-24", PeriodForm.SCHOOL_YEAR)
    ((2022, 3), (2023, 1))
    """
    text = written.strip()
    if year := _YEAR.fullmatch(text):
        return int(year[1]), 1
    two = _TWO.fullmatch(text)
    if two is None or form is PeriodForm.YEAR:
        return None
    first, last = int(two[1]), int(two[1][: 4 - len(two[2])] + two[2])
    if form is PeriodForm.SCHOOL_YEAR:
        return (first, 1) if last == first + 1 else None
    return (last, last - first + 1) if 0 < last - first < _LONGEST else None
