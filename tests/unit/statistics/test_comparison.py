"""A municipality against its country: by its interval, or against the rest."""

import csv
import math
from pathlib import Path

import numpy as np
import pytest

from folkekommune.statistics.comparison import (
    Counts,
    Position,
    compare_with_fixed,
    compare_with_rest,
    z_against_rest,
)
from folkekommune.statistics.intervals import wilson

VECTORS = Path(__file__).parents[2] / "fixtures" / "vectors"


def test_every_benchmark_vector():
    with (VECTORS / "benchmark_comparison.csv").open(encoding="utf-8") as stream:
        table = list(csv.DictReader(stream))
    assert len(table) == 7
    for row in table:
        cases, people = float(row["x"]), float(row["n"])
        country = Counts(float(row["country_x"]), float(row["country_n"]))
        interval, strict = wilson(cases, people), wilson(cases, people, level=0.998)
        assert interval.lower == pytest.approx(float(row["wilson_lower95"]), rel=1e-9)
        assert interval.upper == pytest.approx(float(row["wilson_upper95"]), rel=1e-9)
        assert country.share == pytest.approx(float(row["benchmark"]), rel=1e-9)
        verdict = compare_with_fixed(interval, strict, country.share)
        assert verdict.position.value == row["verdict_ci_vs_benchmark"]
        z = z_against_rest(Counts(cases, people), country)
        assert z == pytest.approx(float(row["z_vs_rest_of_country"]), rel=1e-9)


@pytest.mark.parametrize(
    ("benchmark", "position", "clear"),
    [
        (0.30, Position.NOT_DIFFERENT, False),
        (0.265, Position.HIGHER, False),
        (0.20, Position.HIGHER, True),
        (0.34, Position.LOWER, False),
        (0.40, Position.LOWER, True),
    ],
)
def test_two_grades_of_difference(benchmark, position, clear):
    """300 of 1000: the limits are 0.272 and 0.329 at 95 %, 0.257 and 0.347 at 99.8 %."""
    interval, strict = wilson(300, 1000), wilson(300, 1000, level=0.998)
    verdict = compare_with_fixed(interval, strict, benchmark)
    assert (verdict.position, verdict.clear) == (position, clear)


def test_a_large_part_is_tested_against_the_rest():
    """Half the whole: 300 of 1000 against 200 of 1000; pooled 0.25, z = 0.1/√(0.1875·0.002) = 5.164."""
    area, whole = Counts(300, 1000), Counts(500, 2000)
    assert z_against_rest(area, whole) == pytest.approx(0.1 / math.sqrt(0.000375))
    verdict = compare_with_rest(area, whole)
    assert verdict.position is Position.HIGHER
    assert verdict.clear


def test_noise_makes_a_difference_less_sure():
    """19 of 40 against 10 of 40: z is 2.09 without noise and 1.75 with it."""
    area, whole = Counts(19, 40), Counts(29, 80)
    assert z_against_rest(area, whole) == pytest.approx(2.0932, abs=1e-4)
    assert z_against_rest(area, whole, variance=3) == pytest.approx(1.7465, abs=1e-4)
    assert compare_with_rest(area, whole).position is Position.HIGHER
    assert compare_with_rest(area, whole, variance=3).position is Position.NOT_DIFFERENT


def test_the_whole_itself_has_no_rest_to_be_compared_with():
    whole = Counts(30, 100)
    assert z_against_rest(whole, whole) is None
    assert compare_with_rest(whole, whole).position is Position.NOT_DIFFERENT


def test_nothing_to_tell_where_nobody_is_a_case():
    assert z_against_rest(Counts(0, 50), Counts(0, 200)) is None


def test_with_noise_z_is_spread_as_a_standard_normal_where_nothing_differs():
    """Simulated: an area of 150 in a whole of 400, every count with its own noise of variance 3."""
    random = np.random.default_rng(400)
    noise = np.rint(random.normal(0, np.sqrt(3 - 1 / 12), size=(4000, 4)))  # rounding adds 1/12
    inside, outside = random.binomial(150, 0.3, 4000), random.binomial(250, 0.3, 4000)
    scores = []
    for area_cases, rest_cases, (a, b, c, d) in zip(inside, outside, noise, strict=True):
        cases = area_cases + rest_cases
        area = Counts(area_cases + a, 150 + a + b)
        scores.append(z_against_rest(area, Counts(cases + c, 400 + c + d), variance=3))
    assert np.mean(scores) == pytest.approx(0, abs=0.06)
    assert np.std(scores) == pytest.approx(1, abs=0.04)
