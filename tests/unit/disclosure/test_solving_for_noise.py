"""The distributions of the noise are solved for exactly, without a library's optimiser in between."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.optimize import minimize
from scipy.stats import norm

from folkekommune.disclosure.noise import TRUNCATION, NoiseKey, _truncated
from folkekommune.disclosure.perturbation import PerturbationTable, _largest_entropy

CASES = [(3, 1.0, 0), (5, 3.0, 4), (5, 2.0, 0), (10, 4.0, 2), (40, 200.0, 0)]


def allowed(count: int, bound: int, never: int) -> list[int]:
    return [v for v in range(-bound, bound + 1) if count + v >= 0 and not 1 <= count + v <= never]


@pytest.mark.parametrize(("bound", "variance", "never"), CASES)
def test_the_noise_is_unbiased_and_has_its_variance(bound, variance, never):
    for count in (never + bound, never + bound + 1):
        values = np.array(allowed(count, bound, never), dtype=float)
        found = _largest_entropy(values, variance)
        assert found.sum() == pytest.approx(1, abs=1e-12)
        assert found @ values == pytest.approx(0, abs=1e-8)
        assert found @ values**2 == pytest.approx(variance, rel=1e-8)


def test_no_other_distribution_has_more_entropy():
    values = np.array(allowed(6, 5, 4), dtype=float)
    found = _largest_entropy(values, 3.0)
    conditions = (
        {"type": "eq", "fun": lambda p: p.sum() - 1},
        {"type": "eq", "fun": lambda p: p @ values},
        {"type": "eq", "fun": lambda p: p @ values**2 - 3.0},
    )
    searched = minimize(
        lambda p: float(p @ np.log(np.maximum(p, 1e-300))),
        np.full(len(values), 1 / len(values)),
        method="SLSQP",
        bounds=[(1e-12, 1)] * len(values),
        constraints=conditions,
        options={"ftol": 1e-12, "maxiter": 500},
    )
    assert searched.success
    assert found == pytest.approx(searched.x, abs=1e-4)


def test_what_no_distribution_can_have_is_refused():
    # Noise on a count of 5 that may not come to 1..4, of at most 4: it can only raise the count.
    with pytest.raises(ValueError, match=r".*"):
        PerturbationTable(4, 2.0, 4).row(5)
    # From a count of 1 the widest unbiased noise in -1..5 is -1 or 5, with variance 5.
    with pytest.raises(ValueError, match=r".*"):
        PerturbationTable(5, 6.0).row(1)
    assert PerturbationTable(5, 4.9).row(1).cumulative[-1] == 1 << 16


def test_no_noise_is_no_noise():
    assert PerturbationTable(0, 0.0).row(7).values == (0,)


def test_a_truncated_draw_has_variance_one():
    sigma, tail = _truncated()
    edge = TRUNCATION / sigma
    inside = norm.cdf(edge) - norm.cdf(-edge)
    variance, _ = quad(lambda z: (sigma * z) ** 2 * norm.pdf(z) / inside, -edge, edge)
    assert variance == pytest.approx(1, abs=1e-9)
    assert tail == pytest.approx(norm.cdf(-edge), rel=1e-12)


def test_a_draw_is_the_quantile_of_its_uniform_number():
    key, (sigma, tail) = NoiseKey(b"k" * 32), _truncated()
    for person in range(200):
        uniform = (key.uniform64("sum", (person,)) + 0.5) / 2**64
        expected = sigma * norm.ppf(tail + uniform * (1 - 2 * tail))
        drawn = key.normal("sum", (person,))
        assert drawn == pytest.approx(expected, abs=2e-12)
        assert math.fabs(drawn) <= TRUNCATION
