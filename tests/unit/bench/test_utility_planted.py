"""What a study would find among endlessly many synthetic children."""

from __future__ import annotations

import math

import numpy as np
import pytest

from folkekommune.bench.utility_planted import Planted, fitted_logit
from folkekommune.catalogue.packages import shipped_folder
from folkekommune.synthetic.generate import PACKAGE
from folkekommune.synthetic.source import Source


def settings(**latent: float):
    """Give the shipped model with another latent population."""
    model = Source(shipped_folder() / PACKAGE / "synthetic").settings("model.toml")
    model["latent"].update(latent)
    return model


def test_weight_is_the_shift_in_kilograms():
    """-0.12 standard deviations of 1.05 kg, which boys and girls share at twelve months."""
    assert Planted().weight_difference() == pytest.approx(-0.126)


def test_without_differences_in_background_the_planted_odds_are_what_a_study_finds():
    """Then ses hides nothing, and nothing is left to adjust for."""
    planted = Planted(settings(ses_spread=1e-6))
    assert planted.overweight_odds() == pytest.approx(0.85, abs=0.001)
    assert planted.behaviour_odds() == pytest.approx(1.6, abs=0.02)


def test_background_that_is_not_known_moves_the_odds_its_own_way():
    """More ses gives more breastfeeding and less overweight; and less bad sleep with less concern."""
    planted = Planted()
    assert 0.70 < planted.overweight_odds() < 0.80
    assert 1.60 < planted.behaviour_odds() < 1.70


def test_a_model_of_groups_gives_the_odds_ratio_of_the_table():
    """30 of 100 against 10 of 100: (30/70)/(10/90) = 27/7."""
    columns = np.array([[1.0, 0.0], [1.0, 1.0]])
    fitted = fitted_logit(columns, np.array([10.0, 30.0]), np.array([100.0, 100.0]))
    assert math.exp(fitted[1]) == pytest.approx(27 / 7)
