"""The interval of a share made from two protected counts."""

import math

import numpy as np
import pytest

from folkekommune.statistics.intervals import wilson
from folkekommune.statistics.protected_share import limits, protected_share

# Table P of the disclosure rules for counts of 10 and more: bound 5, variance 3.
NOISE = np.arange(-5, 6)
HALF = [0.1942, 0.1187, 0.0523, 0.0166, 0.0038]
WEIGHTS = np.array([*HALF[::-1], 0.2288, *HALF])
Z = 1.959963984540054


def test_the_noise_of_these_tests_has_the_variance_they_say():
    assert WEIGHTS.sum() == pytest.approx(1, abs=1e-3)
    assert (WEIGHTS * NOISE**2).sum() == pytest.approx(3, abs=0.02)


def test_a_case_worked_by_hand():
    """60 and 40 with V = 3.

    a = z²/100 = 0.03841459, b = 3a/100 = 0.00115244; square term 1.03610971, linear term 1.23610971,
    constant 0.35884756; root of 1.23610971² − 4·1.03610971·0.35884756 = 0.04074429^½ = 0.20185.
    """
    found = protected_share(60, 40, variance=3)
    assert found.share == 0.6
    assert found.size == 100
    assert found.interval.lower == pytest.approx((1.23610971 - 0.2018522) / 2.07221942, abs=2e-6)
    assert found.interval.upper == pytest.approx((1.23610971 + 0.2018522) / 2.07221942, abs=2e-6)
    assert found.interval.level == 0.95
    assert found.strict_interval.level == 0.998


@pytest.mark.parametrize("level", [0.95, 0.998])
@pytest.mark.parametrize(("numerator", "complement"), [(5, 45), (30, 20), (400, 2600), (7, 5)])
def test_the_limits_solve_the_equation(numerator, complement, level):
    size, share, variance = numerator + complement, numerator / (numerator + complement), 3.0
    z = Z if level == 0.95 else 3.090232306167813
    for p in limits(numerator, complement, variance=variance, level=level):
        right = z**2 * (p * (1 - p) / size + variance * ((1 - p) ** 2 + p**2) / size**2)
        assert p in (0.0, 1.0) or (share - p) ** 2 == pytest.approx(right, rel=1e-9)


def test_without_noise_it_is_wilson():
    found = protected_share(31, 109, variance=0)
    expected = wilson(31, 140)
    assert found.interval.lower == pytest.approx(expected.lower, abs=1e-12)
    assert found.interval.upper == pytest.approx(expected.upper, abs=1e-12)


def test_noise_and_a_higher_level_widen_it():
    plain, noisy = (protected_share(12, 40, variance=v) for v in (0, 3))
    assert noisy.interval.lower < plain.interval.lower < plain.interval.upper < noisy.interval.upper
    assert noisy.strict_interval.half_width > noisy.interval.half_width


def test_numerator_and_complement_mirror_each_other():
    one, other = protected_share(12, 40, variance=3), protected_share(40, 12, variance=3)
    assert one.interval.lower == pytest.approx(1 - other.interval.upper)


def test_nobody_counted_gives_no_share():
    assert protected_share(0, 0, variance=3) is None


def test_very_small_counts_allow_every_share():
    lower, upper = limits(np.array([0, 1]), np.array([1, 1]), variance=3, level=0.998)
    assert lower.tolist() == [0, 0]
    assert upper.tolist() == [1, 1]


CELLS = [
    (size, p)
    for size in (50, 100, 200, 500, 1000, 3000)
    for p in (0.05, 0.11, 0.17, 0.3, 0.5, 0.74, 0.9)
    if size * min(p, 1 - p) >= 15
]


@pytest.mark.parametrize(("size", "p"), CELLS)
def test_the_interval_contains_the_generating_probability(size, p):
    """Simulated people, each count with its own whole-number noise; the issue asks for 93-98 %."""
    draws = 60_000
    random = np.random.default_rng([size, round(1000 * p)])
    cases = random.binomial(size, p, draws)
    noise = random.choice(NOISE, p=WEIGHTS / WEIGHTS.sum(), size=(2, draws))
    numerator = np.maximum(cases + noise[0], 0)
    complement = np.maximum(size - cases + noise[1], 0)
    lower, upper = limits(numerator, complement, variance=3)
    coverage = np.mean((lower <= p) & (p <= upper))
    assert 0.94 <= coverage <= 0.975
    strict_lower, strict_upper = limits(numerator, complement, variance=3, level=0.998)
    assert np.mean((strict_lower <= p) & (p <= strict_upper)) >= 0.9955


def test_wilson_alone_would_be_too_short():
    """What the noise term is for: the plain interval misses too often in a small cell."""
    random = np.random.default_rng(50)
    cases = random.binomial(50, 0.5, 60_000)
    noise = random.choice(NOISE, p=WEIGHTS / WEIGHTS.sum(), size=(2, 60_000))
    lower, upper = limits(cases + noise[0], 50 - cases + noise[1], variance=0)
    assert np.mean((lower <= 0.5) & (upper >= 0.5)) < 0.94
    assert math.isclose(lower[0], wilson(cases[0] + noise[0, 0], 50 + noise[:, 0].sum()).lower)
