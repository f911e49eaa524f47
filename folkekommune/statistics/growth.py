"""Compare a child's body mass index with the international (IOTF) reference.

L, M and S are read linearly in age from the half-year table of Cole and Lobstein (2012). The cut-off
at an age is the curve that passes through an adult limit at 18 years; a value on a cut-off belongs
to the higher class. The reference holds from 2 to 18 years; from 18 the adult limits themselves are
used. Everything is vectorised; what cannot be computed is missing (NaN, or ``NO_CLASS``).

Sex is coded as the Norwegian registers do: 1 boy, 2 girl. Age in years is whole days / 365.25.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

DAYS_PER_YEAR = 365.25
YOUNGEST, OLDEST = 2.0, 18.0
SOURCE = "IOTF 2012 (Cole & Lobstein, Pediatric Obesity 2012;7:284-294)"
SOURCE_2000 = "IOTF 2000 (Cole et al., BMJ 2000;320:1240-1243)"

ADULT_LIMITS = (16.0, 17.0, 18.5, 25.0, 30.0, 35.0)
"""Adult limits of thinness grade 3, 2 and 1, overweight, obesity and severe obesity."""

NO_CLASS = -9
"""Stands in an array of classes where no class can be given."""

# A body mass index is a quotient of rounded measurements: 72.25 kg at 1.70 m is 25 exactly, but not
# in binary. This is far below the precision of any scale and keeps such values on their cut-off.
_ON_THE_LIMIT = 1e-9


class Sex(IntEnum):
    """Sex as the code list ``kjonn`` has it."""

    BOY = 1
    GIRL = 2


class Grade(IntEnum):
    """The IOTF classes, from thinness grade 3 to severe obesity."""

    THINNESS_3 = -3
    THINNESS_2 = -2
    THINNESS_1 = -1
    NORMAL = 0
    OVERWEIGHT = 1
    OBESITY = 2
    SEVERE_OBESITY = 3


class IsoBmiClass(IntEnum):
    """The classes of the code list ``isokmi``, where the three grades of thinness are one."""

    THIN = 0
    NORMAL = 1
    OVERWEIGHT = 2
    OBESITY = 3
    SEVERE_OBESITY = 4


@dataclass(frozen=True, eq=False)
class Curve:
    """L, M and S at one or more ages."""

    power: FloatArray
    median: FloatArray
    variation: FloatArray

    def value(self, z: ArrayLike) -> FloatArray:
        """Give the body mass index at a z-score."""
        base = 1.0 + self.power * self.variation * np.asarray(z, dtype=np.float64)
        possible = np.where(base > 0, base, np.nan)
        return np.asarray(self.median * possible ** (1.0 / self.power))

    def zscore(self, bmi: ArrayLike) -> FloatArray:
        """Give the z-score of a body mass index."""
        value = np.asarray(bmi, dtype=np.float64)
        positive = np.where((value > 0) & np.isfinite(value), value, np.nan)
        with np.errstate(over="ignore"):
            z = ((positive / self.median) ** self.power - 1.0) / (self.power * self.variation)
        return np.where(np.isfinite(z), z, np.nan)


def age_in_years(age_days: ArrayLike) -> FloatArray:
    """Turn an exact age in days into years."""
    return np.asarray(age_days, dtype=np.float64) / DAYS_PER_YEAR


def curve(age_years: ArrayLike, sex: ArrayLike) -> Curve:
    """Read L, M and S at these ages; missing outside 2-18 years and for an unknown sex."""
    ages, sexes = np.broadcast_arrays(np.asarray(age_years, dtype=np.float64), np.asarray(sex))
    columns = [np.full(ages.shape, np.nan) for _ in range(3)]
    for one, table in _reference().items():
        rows = sexes == one
        for column, points in zip(columns, table[1:], strict=True):
            column[rows] = np.interp(ages[rows], table[0], points, left=np.nan, right=np.nan)
    return Curve(power=columns[0], median=columns[1], variation=columns[2])


def zscore(bmi: ArrayLike, age_years: ArrayLike, *, sex: ArrayLike) -> FloatArray:
    """Give the IOTF z-score of a body mass index."""
    return curve(age_years, sex).zscore(bmi)


def iso_bmi(bmi: ArrayLike, age_years: ArrayLike, *, sex: ArrayLike) -> FloatArray:
    """Give the body mass index at 18 years that has the same z-score.

    From 18 years it is the body mass index itself. Values so high that the curve has no
    counterpart at 18 are missing; they still have a class.
    """
    ages = np.asarray(age_years, dtype=np.float64)
    at_18 = curve(np.full(ages.shape, OLDEST), sex).value(zscore(bmi, ages, sex=sex))
    known = np.isin(np.asarray(sex), list(Sex))
    return np.where((ages >= OLDEST) & known, np.asarray(bmi, dtype=np.float64), at_18)


def cutoff(bmi_at_18: float, age_years: ArrayLike, *, sex: ArrayLike) -> FloatArray:
    """Give the cut-off at these ages whose curve passes through an adult limit at 18 years."""
    ages = np.minimum(np.asarray(age_years, dtype=np.float64), OLDEST)
    z = curve(np.full(ages.shape, OLDEST), sex).zscore(bmi_at_18)
    return curve(ages, sex).value(z)


def cutoff_2000(bmi_at_18: float, age_years: ArrayLike, *, sex: ArrayLike) -> FloatArray:
    """Give the cut-off printed in 2000 for 25 or 30, linear between whole years.

    For comparison with older publications only: our figures use the revision of 2012.

    :raises KeyError: for another limit than the two that were printed.
    """
    tables = {one: _print_of_2000()[one, float(bmi_at_18)] for one in Sex}
    ages, sexes = np.broadcast_arrays(np.asarray(age_years, dtype=np.float64), np.asarray(sex))
    limits = np.full(ages.shape, np.nan)
    for one, (at, points) in tables.items():
        rows = sexes == one
        limits[rows] = np.interp(ages[rows], at, points, left=np.nan, right=bmi_at_18)
    return limits


def category(bmi: ArrayLike, age_years: ArrayLike, *, sex: ArrayLike) -> IntArray:
    """Give the ``Grade`` of a body mass index, ``NO_CLASS`` where none can be given."""
    values = np.asarray(bmi, dtype=np.float64)
    limits = [cutoff(limit, age_years, sex=sex) for limit in ADULT_LIMITS]
    passed = sum((values + _ON_THE_LIMIT >= limit).astype(np.int64) for limit in limits)
    known = (values > 0) & np.isfinite(values) & np.isfinite(limits[0])
    return np.where(known, Grade.THINNESS_3 + np.asarray(passed, dtype=np.int64), NO_CLASS)


def iotf_class(bmi: ArrayLike, age_days: ArrayLike, sex: ArrayLike) -> IntArray:
    """Give the ``IsoBmiClass`` at an exact age in days, ``NO_CLASS`` where none can be given.

    This is the databank's derived variable ``IOTF_KLASSE``: always computed from measured weight and
    height, never taken over from a record system.
    """
    grades = category(bmi, age_in_years(age_days), sex=sex)
    classes = np.maximum(grades, int(Grade.THINNESS_1)) + 1
    return np.where(grades == NO_CLASS, NO_CLASS, classes)


@cache
def _reference() -> dict[Sex, tuple[FloatArray, FloatArray, FloatArray, FloatArray]]:
    """Read the table: for each sex the ages, L, M and S."""
    rows = _rows("iotf_lms_2012.csv")
    tables = {}
    for sex, name in ((Sex.BOY, "male"), (Sex.GIRL, "female")):
        own = [row for row in rows if row["sex"] == name]
        age, power, median, variation = (
            np.array([float(row[key]) for row in own]) for key in ("age_years", "L", "M", "S")
        )
        tables[sex] = (age, power, median, variation)
    return tables


@cache
def _print_of_2000() -> dict[tuple[Sex, float], tuple[FloatArray, FloatArray]]:
    """Read the print of 2000: ages and cut-offs by sex and adult limit."""
    rows = _rows("iotf_cutoffs_2000.csv")
    tables = {}
    for sex, name in ((Sex.BOY, "male"), (Sex.GIRL, "female")):
        for limit in (25.0, 30.0):
            own = [row for row in rows if row["sex"] == name and float(row["bmi_at_18"]) == limit]
            ages = np.array([float(row["age_years"]) for row in own])
            tables[sex, limit] = (ages, np.array([float(row["bmi"]) for row in own]))
    return tables


def _rows(file: str) -> list[dict[str, str]]:
    """Read a data file of this room; lines that begin with # tell its source."""
    text = (resources.files("folkekommune.statistics") / "data" / file).read_text(encoding="utf-8")
    return list(csv.DictReader(line for line in text.splitlines() if not line.startswith("#")))
