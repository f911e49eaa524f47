"""Tests of normality from skewness and kurtosis, compared with scipy on the values behind them."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from folkekommune.statistics.normality import (
    both,
    jarque_bera,
    kurtosis_score,
    shapiro_wilk,
    skewness_score,
    two_sided,
)


@pytest.mark.parametrize("shape", [1.5, 8.0, 200.0])
def test_the_tests_agree_with_scipy(shape) -> None:
    values = np.random.default_rng(5).gamma(shape, size=400)
    skewness, kurtosis = stats.skew(values), stats.kurtosis(values, fisher=False)
    for score, test in (
        (skewness_score(skewness, 400), stats.skewtest(values)),
        (kurtosis_score(kurtosis, 400), stats.kurtosistest(values)),
    ):
        assert score == pytest.approx(test.statistic)
        assert two_sided(score) == pytest.approx(test.pvalue)
    for found, test in (
        (both(skewness, kurtosis, 400), stats.normaltest(values)),
        (jarque_bera(skewness, kurtosis, 400), stats.jarque_bera(values)),
        (shapiro_wilk(values.tolist()), stats.shapiro(values)),
    ):
        assert found == pytest.approx((test.statistic, test.pvalue))
