"""Body mass index with its social gradient, its trend and what changes the odds of overweight.

Overweight is the indicator's own definition, IOTF 2012 at the exact age and sex, not the table's share.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.special import expit, logit, ndtr, ndtri

from folkekommune.statistics.growth import age_in_years, cutoff
from folkekommune.synthetic.answers.bmi import BmiCurves, Curve
from folkekommune.synthetic.answers.rows import Rows
from folkekommune.synthetic.arrays import BoolArray, FloatArray, IntArray
from folkekommune.synthetic.questionnaire.marginals import BOY, GIRL
from folkekommune.synthetic.source import Source

_OVERWEIGHT = 25.0
_EDGE = 1e-9


class OverweightModel:
    """The normal score of body mass index, and the probability that it passes the cut-off."""

    def __init__(self, source: Source, curves: BmiCurves, *, settings: dict[str, Any]) -> None:
        latent = settings["latent"]
        self._curves = curves
        self._trends = source.rows("bmi_trends.csv")
        self._trend_year = latent["trend_year"]
        self._slope = settings["growth"]["bmi_ses"]
        self._ses_mean = latent["ses_mean"]
        # The score is standard normal in the reference population: what ses explains is taken from the rest.
        self._rest = float(np.sqrt(1 - (self._slope * latent["ses_spread"]) ** 2))
        self.odds_ratio: dict[str, float] = {}
        self.exposed_share: dict[str, float] = {}

    def plant(self, occasion: str, *, odds_ratio: float, exposed_share: float) -> None:
        """Let an exposure change the odds of overweight at an occasion."""
        self.odds_ratio[occasion] = odds_ratio
        self.exposed_share[occasion] = exposed_share

    def draw(self, occasion: str, rows: Rows, own: FloatArray, *, exposed: FloatArray | None) -> FloatArray:
        """Give the body mass index of each child from its own normal score."""
        curve = self._curves.at(rows.age, rows.girl)
        middle = self._middle(curve, occasion, ses=rows.ses, girl=rows.girl, year=rows.year)
        score = middle + self._rest * own
        if exposed is not None:
            base = self._base(curve, middle, rows.age, girl=rows.girl)
            changed = self._changed(occasion, base, exposed)
            score = score + self._rest * np.asarray(ndtri(changed) - ndtri(base))
        return curve.value(score)

    def probability(
        self,
        occasion: str,
        *,
        ses: FloatArray,
        girl: BoolArray,
        year: IntArray,
        age: IntArray,
        exposed: FloatArray | None,
    ) -> FloatArray:
        """Give the probability of overweight given ses, sex and age.

        :param exposed: the probability of the exposure, None when there is none.
        """
        curve = self._curves.at(age, girl)
        middle = self._middle(curve, occasion, ses=ses, girl=girl, year=year)
        base = self._base(curve, middle, age, girl=girl)
        if exposed is None:
            return base
        with_it = self._changed(occasion, base, np.ones(len(base)))
        without = self._changed(occasion, base, np.zeros(len(base)))
        return exposed * with_it + (1 - exposed) * without

    def _middle(
        self, curve: Curve, occasion: str, *, ses: FloatArray, girl: BoolArray, year: IntArray
    ) -> FloatArray:
        """Give the mean of the normal score."""
        points = np.zeros(len(ses))
        for trend in self._trends:
            if trend["occasion"] != occasion:
                continue
            rows = (year >= int(trend["from_year"])) & (year <= int(trend["until_year"]))
            if trend["sex"] != "both":
                rows &= girl == (trend["sex"] == "girl")
            added = float(trend["points"]) + float(trend["points_a_year"]) * (year - self._trend_year)
            points = np.where(rows, points + added, points)
        middle: FloatArray = self._slope * (ses - self._ses_mean) + curve.shifted(points)
        return middle

    def _base(self, curve: Curve, middle: FloatArray, age: IntArray, *, girl: BoolArray) -> FloatArray:
        """Give the probability of overweight without any exposure."""
        limit = cutoff(_OVERWEIGHT, age_in_years(age), sex=np.where(girl, GIRL, BOY))
        threshold = curve.score(np.where(np.isfinite(limit), limit, np.exp(curve.logs[3])))
        base: FloatArray = np.clip(ndtr((middle - threshold) / self._rest), _EDGE, 1 - _EDGE)
        return base

    def _changed(self, occasion: str, base: FloatArray, exposed: FloatArray) -> FloatArray:
        """Give the probability after the exposure; the unexposed get what keeps the mean."""
        effect = np.log(self.odds_ratio[occasion])
        changed: FloatArray = expit(logit(base) + effect * (exposed - self.exposed_share[occasion]))
        return changed
