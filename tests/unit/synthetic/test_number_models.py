"""Answers that are numbers meet the mean and spread of the table, whatever the effects."""

from __future__ import annotations

import numpy as np
import pytest

from folkekommune.synthetic.answers.cumulative import Effects
from folkekommune.synthetic.answers.numbers import NumberModel
from folkekommune.synthetic.answers.quadrature import reference_population
from folkekommune.synthetic.answers.rows import Rows
from folkekommune.synthetic.questionnaire.marginals import Distribution

SIZE = 150_000
REFERENCE = reference_population(ses_mean=0.0, ses_spread=1.0, child_spread=0.7, girl_share=0.487)


def drawn(name, *arguments, **effects):
    rng = np.random.default_rng(8)
    own = Rows(
        child=np.arange(SIZE),
        girl=rng.random(SIZE) < 0.487,
        ses=rng.standard_normal(SIZE),
        effect=0.7 * rng.standard_normal(SIZE),
        born=np.zeros(SIZE, dtype=np.int64),
        day=np.zeros(SIZE, dtype=np.int64),
        year=np.full(SIZE, 2015),
        traits={},
    )
    model = NumberModel(Distribution(name, arguments), Effects.of(effects), REFERENCE)
    return own, model.draw(own, rng.random(SIZE))


def test_normal_with_additive_effects():
    own, values = drawn("N", 13.6, 1.3, u=-0.2, ses=0.4)
    assert (values.mean(), values.std()) == pytest.approx((13.6, 1.3), abs=0.01)
    assert np.polyfit(own.ses, values, 1)[0] == pytest.approx(0.4, abs=0.01)


def test_poisson_without_effects_is_poisson():
    _, values = drawn("POIS", 2.2)
    assert (values == 0).mean() == pytest.approx(np.exp(-2.2), abs=0.003)
    assert (values == 2).mean() == pytest.approx(np.exp(-2.2) * 2.2**2 / 2, abs=0.003)


def test_poisson_with_effects_on_the_rate_keeps_the_mean():
    own, values = drawn("POIS", 1.6, u=0.3)
    assert values.mean() == pytest.approx(1.6, abs=0.01)
    high, low = values[own.effect > 0.65].mean(), values[own.effect < -0.65].mean()
    assert high > low * 1.3


def test_binomial_without_effects_is_binomial():
    _, values = drawn("BIN", 7, 0.8)
    assert values.mean() == pytest.approx(5.6, abs=0.01)
    assert (values == 7).mean() == pytest.approx(0.8**7, abs=0.003)


def test_negative_binomial_keeps_mean_and_variance_with_effects():
    _, values = drawn("NEGBIN", 4.6, 17, ses=-0.25, u=0.3)
    assert values.mean() == pytest.approx(4.6, abs=0.05)
    assert values.var() == pytest.approx(17, abs=0.6)


def test_tenths_stay_between_nothing_and_ten():
    own, values = drawn("BETA10", 7.8, 1.8, ses=0.2, sex=-0.55, u=-0.7)
    assert (values.min() >= 0) & (values.max() <= 10)
    assert (values.mean(), values.std()) == pytest.approx((7.8, 1.8), abs=0.1)
    assert values[~own.girl].mean() - values[own.girl].mean() == pytest.approx(0.55, abs=0.05)


def test_distress_has_one_as_its_least_and_girls_above_boys():
    own, values = drawn("DIST", 1.75, 0.58, sex=0.3, ses=-0.08, u=0.25)
    assert values.min() >= 1
    assert values.mean() == pytest.approx(1.75, abs=0.02)
    assert (values[own.girl] > 2.5).mean() > 2 * (values[~own.girl] > 2.5).mean()
