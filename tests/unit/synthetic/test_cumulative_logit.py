"""Coded answers meet their marginals, and probabilities agree with what is drawn."""

from __future__ import annotations

import numpy as np
import pytest

from folkekommune.synthetic.answers.cumulative import CumulativeLogit, calibrate
from folkekommune.synthetic.answers.quadrature import reference_population
from folkekommune.synthetic.answers.rows import Rows
from folkekommune.synthetic.questionnaire.marginals import Shares

SIZE = 200_000
SHARES = Shares((1.0, 2.0, 3.0), (0.739, 0.181, 0.080))
REFERENCE = reference_population(ses_mean=0.0, ses_spread=1.0, child_spread=0.7, girl_share=0.487)
TRAIT = 0.2


def no_traits(name, ses, girl, year):
    raise AssertionError(name)


def a_fifth(name, ses, girl, year):
    return np.full(len(ses), TRAIT)


def model(effects, **others) -> CumulativeLogit:
    settings = {"adverse_low": False, "reference": REFERENCE, "trend_year": 2015, "traits": no_traits}
    return calibrate(((2015, SHARES),), effects=effects, **(settings | others))


def rows(*, traits=(), year=2015) -> Rows:
    rng = np.random.default_rng(5)
    return Rows(
        child=np.arange(SIZE),
        girl=rng.random(SIZE) < 0.487,
        ses=rng.standard_normal(SIZE),
        effect=0.7 * rng.standard_normal(SIZE),
        born=np.zeros(SIZE, dtype=np.int64),
        day=np.zeros(SIZE, dtype=np.int64),
        year=np.full(SIZE, year),
        traits={name: rng.random(SIZE) < TRAIT for name in traits},
    )


def shares_of(answers) -> list[float]:
    return [float((answers == code).mean()) for code in (1, 2, 3)]


def test_without_effects_the_cuts_are_the_logits_of_the_tails():
    found = model({}).cuts[0]
    assert found == pytest.approx([np.log(0.261 / 0.739), np.log(0.08 / 0.92)], abs=1e-9)


@pytest.mark.parametrize(
    ("effects", "traits"),
    [
        ({"ses": -0.9}, ()),
        ({"ses": -0.25, "u": 0.7, "sex": -0.45}, ()),
        ({"ses": -0.45, "smoking": 0.8, "single": 0.4}, ("smoking", "single")),
    ],
)
def test_marginals_are_met_whatever_the_effects(effects, traits):
    drawn = model(effects, traits=a_fifth if traits else no_traits).draw(
        rows(traits=traits), np.random.default_rng(1).random(SIZE)
    )
    assert shares_of(drawn) == pytest.approx(SHARES.shares, abs=0.004)


def test_the_adverse_side_may_be_the_lowest_code():
    own = rows()
    drawn = model({"ses": -0.9}, adverse_low=True).draw(own, np.random.default_rng(1).random(SIZE))
    assert shares_of(drawn) == pytest.approx(SHARES.shares, abs=0.004)
    # The poorer half has the lowest code more often.
    assert (drawn[own.ses < 0] == 1).mean() > (drawn[own.ses > 0] == 1).mean() + 0.1


def test_a_trend_moves_the_odds_by_its_size_a_year():
    one = model({"trend": -0.1})
    odds = {}
    for year in (2015, 2020):
        tail = one.tails(rows(year=year))[0][0]
        odds[year] = tail / (1 - tail)
    assert odds[2020] / odds[2015] == pytest.approx(np.exp(-0.5))


def test_a_time_profile_meets_its_shares_in_its_years():
    profile = ((2010, Shares((1.0, 2.0), (0.281, 0.719))), (2014, Shares((1.0, 2.0), (0.111, 0.889))))
    one = calibrate(
        profile, effects={}, adverse_low=False, reference=REFERENCE, trend_year=2015, traits=no_traits
    )
    share = {year: 1 - one.tails(rows(year=year))[0][0] for year in (2008, 2010, 2012, 2014, 2020)}
    assert share[2010] == pytest.approx(0.281)
    assert share[2014] == pytest.approx(0.111)
    assert share[2020] == pytest.approx(0.111)
    assert share[2008] == pytest.approx(0.281)
    assert 0.111 < share[2012] < 0.281


def test_probabilities_are_those_of_what_is_drawn_given_ses_and_sex():
    effects = {"ses": -0.45, "u": 0.6, "sex": 0.3, "smoking": 0.8}
    one = model(effects, traits=a_fifth)
    own = rows(traits=("smoking",))
    fixed = Rows(**(vars(own) | {"ses": np.full(SIZE, -1.0), "girl": np.ones(SIZE, dtype=bool)}))
    drawn = one.draw(fixed, np.random.default_rng(2).random(SIZE))
    probability = one.probability(
        {2.0, 3.0},
        ses=np.array([-1.0]),
        girl=np.array([True]),
        year=np.array([2015]),
        child_spread=0.7,
        traits={"smoking": np.array([TRAIT])},
    )
    assert np.isin(drawn, [2, 3]).mean() == pytest.approx(probability[0], abs=0.003)


def test_one_uniform_number_makes_answers_that_only_get_worse():
    own, uniform = rows(), np.random.default_rng(3).random(SIZE)
    early, late = (
        calibrate(
            ((2015, shares),),
            effects={"ses": -0.45},
            adverse_low=False,
            reference=REFERENCE,
            trend_year=2015,
            traits=no_traits,
        ).draw(own, uniform)
        for shares in (SHARES, Shares((1.0, 2.0, 3.0), (0.4, 0.4, 0.2)))
    )
    assert (late >= early).all()
