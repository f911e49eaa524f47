"""The curve of body mass index, and overweight on it."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm

from folkekommune.catalogue.packages import shipped_folder
from folkekommune.statistics.growth import iotf_class
from folkekommune.synthetic.answers.bmi import BmiCurves
from folkekommune.synthetic.answers.overweight import OverweightModel
from folkekommune.synthetic.answers.rows import Rows
from folkekommune.synthetic.source import Source

SOURCE = Source(shipped_folder() / "helseprofil" / "synthetic")
FOUR_YEARS = 1461
SIZE = 100_000


def curve(age_days: int, *, girl: bool):
    return BmiCurves(SOURCE).at(np.array([age_days]), np.array([girl]))


@pytest.mark.parametrize(
    ("probability", "value"), [(0.05, 14.1), (0.5, 15.8), (1 - 0.120, 17.55), (1 - 0.018, 19.29)]
)
def test_a_four_year_old_boy_at_the_points_of_the_table(probability, value):
    score = norm.ppf(probability)
    assert curve(FOUR_YEARS, girl=False).value(np.array([score]))[0] == pytest.approx(value)


def test_between_points_the_logarithm_is_linear_in_the_score():
    middle = (norm.ppf(0.05) + norm.ppf(0.5)) / 2
    found = curve(FOUR_YEARS, girl=False).value(np.array([middle]))[0]
    assert found == pytest.approx(np.sqrt(14.1 * 15.8))


def test_between_ages_the_points_are_linear():
    five = curve(round(5 * 365.25), girl=True).value(np.array([0.0]))[0]
    assert five == pytest.approx((15.6 + 15.4) / 2, abs=0.001)


@pytest.mark.parametrize("score", [-4.0, -1.2, 0.0, 1.3, 2.2, 4.5])
def test_scores_and_values_are_each_others_inverse(score):
    one = curve(2900, girl=True)
    assert one.score(one.value(np.array([score])))[0] == pytest.approx(score)


def overweight_model() -> OverweightModel:
    settings = SOURCE.settings("model.toml")
    model = OverweightModel(SOURCE, BmiCurves(SOURCE), settings=settings)
    model.plant("A4", odds_ratio=0.85, exposed_share=0.739)
    return model


def four_year_olds(ses: float, *, girl: bool) -> Rows:
    same = np.zeros(SIZE, dtype=np.int64)
    return Rows(
        child=np.arange(SIZE),
        girl=np.full(SIZE, girl),
        ses=np.full(SIZE, ses),
        effect=np.zeros(SIZE),
        born=same,
        day=same + 1475,
        year=same + 2018,
        traits={},
    )


@pytest.mark.parametrize(("ses", "girl"), [(-1.5, True), (0.0, False), (1.0, True)])
@pytest.mark.parametrize("exposed", [0.0, 1.0])
def test_the_probability_is_that_of_the_class_by_iotf(ses, girl, exposed):
    model, rows = overweight_model(), four_year_olds(ses, girl=girl)
    own = np.random.default_rng(4).standard_normal(SIZE)
    bmi = model.draw("A4", rows, own, exposed=np.full(SIZE, exposed))
    overweight = iotf_class(bmi, rows.age, np.where(rows.girl, 2, 1)) >= 2
    probability = model.probability(
        "A4",
        ses=rows.ses[:1],
        girl=rows.girl[:1],
        year=rows.year[:1],
        age=rows.age[:1],
        exposed=np.array([exposed]),
    )
    assert overweight.mean() == pytest.approx(probability[0], abs=0.004)


def test_exposure_changes_the_odds_as_stated_and_keeps_the_mean():
    model = overweight_model()
    ses, girl = np.array([-1.0, 0.0, 1.0]), np.array([True, False, True])
    common = {"ses": ses, "girl": girl, "year": np.full(3, 2015), "age": np.full(3, 1475)}
    with_it = model.probability("A4", exposed=np.ones(3), **common)
    without = model.probability("A4", exposed=np.zeros(3), **common)
    base = model.probability("A4", exposed=None, **common)
    assert (with_it / (1 - with_it)) / (without / (1 - without)) == pytest.approx(0.85)
    assert 0.739 * with_it + 0.261 * without == pytest.approx(base, abs=0.002)


def test_trends_add_percentage_points_in_their_years():
    model = overweight_model()

    def share(occasion, age, year, *, girl):
        found = model.probability(
            occasion,
            ses=np.array([-0.01]),
            girl=np.array([girl]),
            year=np.array([year]),
            age=np.array([age]),
            exposed=None,
        )
        return found[0]

    assert share("S3", 3020, 2021, girl=False) > share("S3", 3020, 2019, girl=False) + 0.01
    assert share("S8", 4850, 2025, girl=True) < share("S8", 4850, 2010, girl=True)
    assert share("S8", 4850, 2025, girl=False) == pytest.approx(share("S8", 4850, 2010, girl=False))
