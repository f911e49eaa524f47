"""The curve of body mass index: a normal score at an age and sex gives a value, and the other way.

The curve is linear in the logarithm of the index between points given as probability and value, and
linear in age between the ages of the table. Its upper points are the international cut-offs of 2000.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from folkekommune.synthetic.arrays import DAYS_A_YEAR, BoolArray, FloatArray, IntArray
from folkekommune.synthetic.source import Source

_LOWEST, _LOWEST_FACTOR = 0.005, 0.92
_LOW, _MIDDLE = 0.05, 0.50
_HIGHEST, _HIGHEST_FACTOR = 0.999, 1.35
_COLUMNS = ("p5", "p50", "c25", "c30", "over25", "over30")
_SEXES = ("boy", "girl")


@dataclass(frozen=True)
class Curve:
    """The points of the curve for each row: normal scores and logarithms of the index, lowest first."""

    scores: list[FloatArray]
    logs: list[FloatArray]
    overweight: FloatArray

    def value(self, score: FloatArray) -> FloatArray:
        """Give the body mass index at a normal score."""
        value: FloatArray = np.exp(_along(score, self.scores, self.logs))
        return value

    def score(self, bmi: FloatArray) -> FloatArray:
        """Give the normal score of a body mass index."""
        return _along(np.log(bmi), self.logs, self.scores)

    def shifted(self, points: FloatArray) -> FloatArray:
        """Give the shift of scores that adds percentage points to the share over the curve's overweight."""
        return np.asarray(ndtri(1 - self.overweight) - ndtri(1 - (self.overweight + points / 100)))


class BmiCurves:
    """The table of curves."""

    def __init__(self, source: Source) -> None:
        rows = source.rows("bmi_curve.csv")
        self._tables = []
        for sex in _SEXES:
            own = [row for row in rows if row["sex"] == sex]
            ages = np.array([float(row["age"]) for row in own])
            self._tables.append((ages, [np.array([float(row[name]) for row in own]) for name in _COLUMNS]))

    def at(self, age_days: IntArray, girl: BoolArray) -> Curve:
        """Give the curve of each row."""
        age = age_days / DAYS_A_YEAR
        p5, p50, c25, c30, over25, over30 = (
            np.where(girl, *(_extended(age, ages, columns[i]) for ages, columns in reversed(self._tables)))
            for i in range(len(_COLUMNS))
        )
        same = np.ones(len(age))
        scores = [ndtri(_LOWEST) * same, ndtri(_LOW) * same, ndtri(_MIDDLE) * same]
        scores += [np.asarray(ndtri(1 - over25)), np.asarray(ndtri(1 - over30)), ndtri(_HIGHEST) * same]
        values = [_LOWEST_FACTOR * p5, p5, p50, c25, c30, _HIGHEST_FACTOR * c30]
        return Curve(scores, [np.log(value) for value in values], over25)


def _extended(age: FloatArray, ages: FloatArray, points: FloatArray) -> FloatArray:
    """Read linearly in age; above the last age go on with its last slope, below the first stay."""
    slope = (points[-1] - points[-2]) / (ages[-1] - ages[-2])
    read: FloatArray = np.interp(age, ages, points) + np.maximum(age - ages[-1], 0.0) * slope
    return read


def _along(at: FloatArray, known: list[FloatArray], wanted: list[FloatArray]) -> FloatArray:
    """Read linearly between the points of each row; outside them go on with the nearest slope."""
    found = np.empty(len(at))
    last = len(known) - 2
    for index in range(last + 1):
        rows = np.ones(len(at), dtype=np.bool_)
        if index > 0:
            rows &= at >= known[index]
        if index < last:
            rows &= at < known[index + 1]
        low, high = known[index][rows], known[index + 1][rows]
        part = (at[rows] - low) / (high - low)
        found[rows] = wanted[index][rows] + part * (wanted[index + 1][rows] - wanted[index][rows])
    return found
