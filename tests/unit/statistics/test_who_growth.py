"""The growth standard of 2006, against the z-scores that the WHO's own program gives."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from folkekommune.statistics.who_growth import Standard, who_zscore

VECTORS = Path(__file__).parents[2] / "fixtures" / "vectors" / "who2006_zscores_igrowup.csv"
SEX = {"male": 1, "female": 2}


@pytest.mark.parametrize(
    ("standard", "given", "wanted"),
    [
        (Standard.WEIGHT, "weight_kg", "waz"),
        (Standard.HEIGHT, "lenhei_corrected_cm", "haz"),
        (Standard.BODY_MASS_INDEX, "bmi", "baz"),
    ],
)
def test_scores_are_those_of_the_program_of_the_standard(standard, given, wanted):
    """The file states two decimals; children with oedema have no score of weight there."""
    rows = [
        row
        for row in csv.DictReader(VECTORS.read_text(encoding="utf-8").splitlines())
        if row[wanted] and row[given] and row["sex"]
    ]
    rows = [row for row in rows if int(float(row["age_days"])) <= 1826]
    assert len(rows) > 200
    given_values, ages = ([float(row[name]) for row in rows] for name in (given, "age_days"))
    found = who_zscore(standard, given_values, ages, sex=[SEX[row["sex"]] for row in rows])
    assert np.abs(found - [float(row[wanted]) for row in rows]).max() < 0.0051


def test_there_is_no_score_outside_the_standard():
    ages = [-1, 1827, 400, 400, 400]
    sexes = [1, 1, 0, 1, 1]
    values = [10.0, 10.0, 10.0, 0.0, np.nan]
    assert np.isnan(who_zscore(Standard.WEIGHT, values, ages, sex=sexes)).all()
