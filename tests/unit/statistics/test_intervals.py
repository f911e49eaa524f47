"""The Wilson interval against every outside figure we have."""

import csv
from pathlib import Path

import pytest

from folkekommune.statistics.intervals import Interval, normal_quantile, wilson

VECTORS = Path(__file__).parents[2] / "fixtures" / "vectors"


def rows(file):
    with (VECTORS / file).open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def test_quantiles_of_the_two_levels():
    assert normal_quantile(0.95) == pytest.approx(1.959964, abs=5e-7)
    assert normal_quantile(0.998) == pytest.approx(3.090232, abs=5e-7)


def test_every_wilson_vector():
    table = rows("wilson.csv")
    assert len(table) == 34
    for row in table:
        found = wilson(float(row["x"]), float(row["n"]), level=float(row["confidence"]))
        tolerance = float(row["tolerance"])
        assert found.lower == pytest.approx(float(row["lower"]), abs=tolerance), row
        assert found.upper == pytest.approx(float(row["upper"]), abs=tolerance), row


def test_every_row_of_the_english_measurement_programme():
    table = rows("ncmp_prevalence_wilson_percent.csv")
    assert len(table) == 120
    for row in table:
        cases, size = float(row["Count"]), float(row["Measured"])
        found = wilson(cases, size).times(100)
        assert 100 * cases / size == pytest.approx(float(row["Rate"]), abs=1e-9)
        assert found.lower == pytest.approx(float(row["LCL"]), abs=1e-9)
        assert found.upper == pytest.approx(float(row["UCL"]), abs=1e-9)


def test_none_and_all_stay_within_0_and_1():
    none, everyone = wilson(0, 20), wilson(20, 20)
    assert none.lower == 0.0
    assert everyone.upper == 1.0
    assert none.upper == pytest.approx(1 - everyone.lower)


def test_nobody_counted_has_no_interval():
    assert wilson(0, 0) is None


@pytest.mark.parametrize(("cases", "size"), [(6, 5), (-1, 5), (1, 0), (float("nan"), 5)])
def test_impossible_counts_are_refused(cases, size):
    with pytest.raises(ValueError):  # noqa: PT011 - no message: it could only repeat data
        wilson(cases, size)


def test_a_value_on_a_limit_is_not_excluded():
    interval = Interval(0.2, 0.4, 0.95)
    assert not interval.excludes(0.2)
    assert not interval.excludes(0.4)
    assert interval.excludes(0.41)
    assert interval.half_width == pytest.approx(0.1)
