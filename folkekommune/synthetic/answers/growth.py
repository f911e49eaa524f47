"""Body measurements: each child follows its own curve, visit after visit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from folkekommune.synthetic.answers.bmi import BmiCurves
from folkekommune.synthetic.answers.draws import Draws
from folkekommune.synthetic.answers.facts import birth_weight_score
from folkekommune.synthetic.answers.overweight import OverweightModel
from folkekommune.synthetic.answers.rows import Rows
from folkekommune.synthetic.arrays import DAYS_A_YEAR, FloatArray, IntArray
from folkekommune.synthetic.questionnaire.items import Questionnaire
from folkekommune.synthetic.source import Source

HEIGHT, WEIGHT, HEAD, BMI, CLASS = "HEIGHT", "WEIGHT", "HEADC", "BMI", "IOTF"
_CORRELATION_YEARS_BMI = 2.0


@dataclass(frozen=True)
class Body:
    """What was measured at an occasion, not rounded, and the height measured the time before."""

    measured: dict[str, FloatArray]
    previous_height: FloatArray


class Growth:
    """The growth of every child, one occasion after another."""

    def __init__(
        self,
        source: Source,
        questionnaire: Questionnaire,
        *,
        settings: dict[str, Any],
        draws: Draws,
        birth_weight: FloatArray,
    ) -> None:
        self._settings = settings["growth"]
        self._draws = draws
        self._means = _read_means(source, questionnaire)
        self._questionnaire = questionnaire
        self._birth_score = birth_weight_score(birth_weight, settings["birth"])
        size = len(birth_weight)
        self._scores = {curve: np.zeros(size) for curve in (HEIGHT, WEIGHT, HEAD, BMI)}
        self._ages = {curve: np.full(size, -1.0) for curve in (HEIGHT, WEIGHT, HEAD, BMI)}
        self._height = np.full(size, np.nan)
        self.overweight = OverweightModel(source, BmiCurves(source), settings=settings)

    def measure(
        self, occasion: str, rows: Rows, *, weight_shift: FloatArray, exposed: FloatArray | None
    ) -> Body:
        """Measure the children of an occasion.

        :param weight_shift: added to the z-score of weight; :param exposed: whether each child was
            exposed to what changes the odds of overweight here, None when nothing does.
        """
        height_score = self._score(HEIGHT, occasion, rows)
        height = self._from_means(HEIGHT, height_score, rows)
        previous = self._height[rows.child]
        height = np.fmax(height, previous - self._settings["most_shrinking_cm"])
        self._height[rows.child] = height
        measured = {HEIGHT: height}
        if self._questionnaire.measured(BMI, occasion) is None:
            tie = self._settings["weight_height_correlation"]
            own = self._score(WEIGHT, occasion, rows)
            score = tie * height_score + np.sqrt(1 - tie**2) * own + weight_shift
            measured[WEIGHT] = self._from_means(WEIGHT, score, rows)
            measured[HEAD] = self._from_means(HEAD, self._score(HEAD, occasion, rows), rows)
        else:
            bmi = self.overweight.draw(occasion, rows, self._score(BMI, occasion, rows), exposed=exposed)
            measured[WEIGHT] = bmi * (height / 100) ** 2
        return Body(measured, previous)

    def _score(self, curve: str, occasion: str, rows: Rows) -> FloatArray:
        """Move each child's normal score on from its last visit."""
        noise = self._draws.normal("growth", curve, occasion)[rows.child]
        last, age = self._ages[curve][rows.child], rows.age
        gap = np.maximum(age - last, 0) / DAYS_A_YEAR
        if curve == BMI:
            tie = self._settings["bmi_correlation_per_two_years"] ** (gap / _CORRELATION_YEARS_BMI)
        else:
            tie = np.maximum(
                self._settings["correlation_per_year"] ** gap, self._settings["correlation_floor"]
            )
        start = np.zeros(len(rows))
        if curve == WEIGHT:
            start = self._birth_score[rows.child]
        first = last < 0
        tie = np.where(first, self._settings["birth_weight_correlation"] if curve == WEIGHT else 0.0, tie)
        before = np.where(first, start, self._scores[curve][rows.child])
        score: FloatArray = tie * before + np.sqrt(1 - tie**2) * noise
        self._scores[curve][rows.child] = score
        self._ages[curve][rows.child] = age
        return score

    def _from_means(self, curve: str, score: FloatArray, rows: Rows) -> FloatArray:
        """Turn normal scores into measurements at the exact age."""
        values = []
        for ages, means, spreads in self._means[curve]:
            values.append(np.interp(rows.age, ages, means) + score * np.interp(rows.age, ages, spreads))
        return np.where(rows.girl, values[1], values[0])


def _read_means(
    source: Source, questionnaire: Questionnaire
) -> dict[str, list[tuple[IntArray, FloatArray, FloatArray]]]:
    """Read means and spreads by age, for each curve boys and girls."""
    means: dict[str, list[tuple[IntArray, FloatArray, FloatArray]]] = {}
    table = source.rows("growth_means.csv")
    for curve in (HEIGHT, WEIGHT, HEAD):
        own = [row for row in table if row["curve"] == curve]
        ages = np.array([questionnaire.occasion(row["occasion"]).due for row in own])
        means[curve] = [
            (
                ages,
                np.array([float(row[sex]) for row in own]),
                np.array([float(row[f"{sex}_spread"]) for row in own]),
            )
            for sex in ("boys", "girls")
        ]
    return means
