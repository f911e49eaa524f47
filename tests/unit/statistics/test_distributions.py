"""Probability functions are total and quick, whatever they are given; their values stand in the manual."""

from __future__ import annotations

import math
from random import Random

import numpy as np
import pytest

from folkekommune.statistics.distributions import DISTRIBUTIONS
from folkekommune.statistics.draws import draws

EXTREMES = [
    -1e300,
    -1e6,
    -5.0,
    -1.0,
    -0.5,
    0.0,
    1e-300,
    0.5,
    1.0,
    2.5,
    50.0,
    9999.0,
    1e6,
    1e9,
    1e300,
    math.nan,
]


def value(name: str, *arguments: float) -> float:
    return float(DISTRIBUTIONS[name](*(np.array([float(each)]) for each in arguments))[0])


@pytest.mark.parametrize("name", sorted(DISTRIBUTIONS))
def test_any_arguments_give_a_number_or_nan(name) -> None:
    """Nothing is raised, nor warned of; series that would be endless are not begun."""
    draw = Random(name)  # noqa: S311 - a test
    count = DISTRIBUTIONS[name].arguments
    columns = [np.array([draw.choice(EXTREMES) for _ in range(150)]) for _ in range(count)]
    assert DISTRIBUTIONS[name](*columns).shape == (150,)


def test_what_microdata_no_states_outside_the_domain() -> None:
    """0 for F with negative degrees of freedom, 1 for its tail, and the like for lambda."""
    assert value("F", 2, 3, -1, 0) == 0
    assert value("Ftail", 2, 3, -1, 0) == 1
    assert value("nF", 2, 3, 4, -1) == 0
    assert value("nFtail", 2, 3, 4, -1) == 1
    assert value("chi2", 2, -1) == 0


def test_the_floor_of_counts_is_taken() -> None:
    """Of ten trials with even odds: 176 of 1024 ways have at most 3, 120 exactly 3, 968 at least 3."""
    assert value("binomial", 10.9, 3.9, 0.5) == pytest.approx(176 / 1024)
    assert value("binomialp", 10.9, 3.9, 0.5) == pytest.approx(120 / 1024)
    assert value("binomialtail", 10.9, 3.9, 0.5) == pytest.approx(968 / 1024)
    assert [value("binomial", 10, k, 0.5) for k in (-1, 10, 11)] == [0, 1, 1]


def test_inverses_lead_back() -> None:
    for name, inverse, arguments in (
        ("t", "invt", (7,)),
        ("F", "invF", (3, 20)),
        ("chi2", "invchi2", (3,)),
        ("ibeta", "invibeta", (2, 5)),
        ("nttail", "invnttail", (7, 1)),
        ("nFtail", "invnFtail", (3, 20, 2)),
    ):
        more = (0,) if name == "F" else ()
        assert value(name, value(inverse, 0.3, *arguments), *arguments, *more) == pytest.approx(0.3)


def test_draws_are_even_and_those_of_two_salts_unrelated() -> None:
    """Twenty thousand keys: about half are under a half, and a quarter under a half with both salts."""
    keys = np.array([Random(n).getrandbits(64) - 2**63 for n in range(20_000)], dtype=np.int64)  # noqa: S311
    first, second = (draws(keys, np.full(len(keys), salt)) for salt in (1, 2))
    assert abs((first < 0.5).mean() - 0.5) < 0.02
    assert abs(((first < 0.5) & (second < 0.5)).mean() - 0.25) < 0.02
    assert (draws(keys, np.full(len(keys), 1)) == first).all()
