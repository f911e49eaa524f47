"""Check identity numbers for whole columns at once, and read what they say of birth and sex.

A number is an integer here, so that ten digits read from a numeric cell are the same number as the
eleven with their leading zero. Series are told apart by what was added to the month:

==== ===================================================================================
+0   fødselsnummer and D-number (day + 40): persons
+40  help numbers of the health sector (persons); one synthetic series looks the same
+65  synthetic, the health network's test persons
+80  synthetic, the Tax Administration's (Tenor, Test-Norge)
==== ===================================================================================
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from folkekommune.identity.control_digits import allowed_remainder, control_remainders

LENGTH = 11
_LARGEST = 10**LENGTH - 1
_D_NUMBER_DAY = 40
_LEAP = 4
# Regulation on population registration, section 2-2: individual number and year tell the century. The
# first row that fits counts.
_CENTURIES = (
    # individual number from, to, year from, to, century
    (0, 499, 0, 99, 1900),
    (500, 749, 54, 99, 1800),
    (500, 999, 0, 39, 2000),
    (900, 999, 40, 99, 1900),
)
NO_DATE = np.datetime64("NaT", "D")
BOY, GIRL, UNKNOWN_SEX = 1, 2, 0


class Series(IntEnum):
    """Who a number may belong to, by what was added to its month."""

    PERSON = 0
    HELP = 40
    HEALTH_NETWORK_TEST = 65
    TAX_TEST = 80


SYNTHETIC = (Series.HEALTH_NETWORK_TEST, Series.TAX_TEST)


class Fault(IntEnum):
    """What is wrong with a number."""

    NONE = 0
    FORM = 1
    CONTROL_DIGITS = 2
    DATE = 3


@dataclass(frozen=True)
class Checked:
    """What the check says of each number; the arrays have the order of the numbers.

    :param birth_date: not a time where the number is faulty, or where it was issued from 2032, since
        its century can no longer be told; see :meth:`birth_dates`.
    :param sex: 1 boy, 2 girl, 0 unknown (faulty, or issued from 2032).
    """

    numbers: NDArray[np.int64]
    fault: NDArray[np.uint8]
    series: NDArray[np.uint8]
    d_number: NDArray[np.bool_]
    birth_date: NDArray[np.datetime64]
    sex: NDArray[np.uint8]

    @property
    def valid(self) -> NDArray[np.bool_]:
        """Which numbers have no fault."""
        valid: NDArray[np.bool_] = self.fault == Fault.NONE
        return valid

    @property
    def synthetic(self) -> NDArray[np.bool_]:
        """Which numbers are of a series that no person can have."""
        synthetic: NDArray[np.bool_] = np.isin(self.series, SYNTHETIC)
        return synthetic

    def birth_dates(self, known_on: NDArray[np.datetime64]) -> NDArray[np.datetime64]:
        """Give birth dates, choosing the latest century in which the person was born by a known day."""
        chosen = self.birth_date.copy()
        open_ = self.valid & np.isnat(chosen) & ~np.isnat(known_on)
        day, month, year = _date_parts(self.numbers[open_])
        for century in (1800, 1900, 2000, 2100):
            date = _dates(century + year, month, day)
            fits = ~np.isnat(date) & (date <= known_on[open_])
            chosen[np.flatnonzero(open_)[fits]] = date[fits]
        return chosen


def parse_numbers(texts: list[str]) -> NDArray[np.int64]:
    """Read texts of eleven digits; -1 where a text is something else."""
    found = [int(text) if len(text) == LENGTH and text.isascii() and text.isdigit() else -1 for text in texts]
    return np.array(found, dtype=np.int64)


def check_numbers(numbers: NDArray[np.int64], *, from_2032: bool = False) -> Checked:
    """Check numbers: form, control digits, birth date.

    :param from_2032: whether numbers of the kind issued from 2032 may occur. Their first control digit
        is looser, and neither century nor sex can be told from them.
    """
    numbers = numbers.astype(np.int64)
    formed = (numbers >= 0) & (numbers <= _LARGEST)
    safe = np.where(formed, numbers, 0)
    day, month, year = _date_parts(safe)
    series = _series(safe)
    individual = (safe // 100) % 1000
    first, second = control_remainders(safe)
    loose = first != 0
    century = np.where(loose, -1, _centuries(individual, year))
    date = _dates(century + year, month, day)
    date[century < 0] = NO_DATE
    # Without a century a 29 February is possible in every year divisible by four.
    possible = ~np.isnat(_dates(np.where(year % _LEAP == 0, 2000, 2001), month, day))
    dated = possible if from_2032 else ~np.isnat(date)
    fault = np.full(len(numbers), Fault.NONE, dtype=np.uint8)
    fault[~dated] = Fault.DATE
    fault[(second != 0) | (first > allowed_remainder(from_2032=from_2032))] = Fault.CONTROL_DIGITS
    fault[~formed] = Fault.FORM
    valid = fault == Fault.NONE
    date[~valid] = NO_DATE
    sex = np.where(individual % 2 == 1, BOY, GIRL)
    sex[~valid | loose] = UNKNOWN_SEX
    return Checked(
        numbers=numbers,
        fault=fault,
        series=series,
        d_number=safe // 10**9 > _D_NUMBER_DAY,
        birth_date=date,
        sex=sex.astype(np.uint8),
    )


def _raw_month(numbers: NDArray[np.int64]) -> NDArray[np.int64]:
    return (numbers // 10**7) % 100


def _series(numbers: NDArray[np.int64]) -> NDArray[np.uint8]:
    month = _raw_month(numbers)
    series = np.zeros(len(numbers), dtype=np.uint8)
    for added in (Series.HELP, Series.HEALTH_NETWORK_TEST, Series.TAX_TEST):
        series[month > added] = added
    return series


def _date_parts(
    numbers: NDArray[np.int64],
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Give day, month and two-digit year, without what a series added to them."""
    day = numbers // 10**9
    day = np.where(day > _D_NUMBER_DAY, day - _D_NUMBER_DAY, day)
    month = _raw_month(numbers) - _series(numbers)
    return day, month, (numbers // 10**5) % 100


def _centuries(individual: NDArray[np.int64], year: NDArray[np.int64]) -> NDArray[np.int64]:
    century = np.full(len(year), -1, dtype=np.int64)
    for low, high, first, last, start in reversed(_CENTURIES):
        fits = (individual >= low) & (individual <= high) & (year >= first) & (year <= last)
        century[fits] = start
    return century


def _dates(
    year: NDArray[np.int64], month: NDArray[np.int64], day: NDArray[np.int64]
) -> NDArray[np.datetime64]:
    """Build dates; not a time where there is no such day."""
    known = (month >= 1) & (month <= 12) & (day >= 1)  # noqa: PLR2004 - the months of a year
    months = (year - 1970) * 12 + np.where(known, month, 1) - 1
    start = months.astype("datetime64[M]").astype("datetime64[D]")
    length = ((months + 1).astype("datetime64[M]").astype("datetime64[D]") - start).astype(np.int64)
    dates: NDArray[np.datetime64] = (start.astype(np.int64) + day - 1).astype("datetime64[D]")
    dates[~known | (day > length)] = NO_DATE
    return dates
