"""Public limits: rounded outward, and always numbers that can be computed with."""

from __future__ import annotations

import math

import pytest

from folkekommune.disclosure.limits import bounded, round_outward, whole_numbers


@pytest.mark.parametrize(
    ("found", "rounded"),
    [
        ((2011, 2023), (2011, 2023)),
        ((2.34, 19.87), (2, 20)),
        ((123, 987), (120, 990)),
        ((0.0123, 0.0456), (0.012, 0.046)),
        ((-7.7, 3.1), (-8, 4)),
        ((5, 5), (5, 5)),
        ((0, 0), (0, 0)),
    ],
)
def test_outward_to_two_digits_of_the_distance(found, rounded) -> None:
    low, high = round_outward(*found)
    assert (low, high) == pytest.approx(rounded)
    assert low <= found[0] <= found[1] <= high


@pytest.mark.parametrize(
    "found", [(-1.7e308, 1.7e308), (1e300, 1.7e308), (-1e308, 0), (0, 5e-324), (-1e-300, 1e-300)]
)
def test_extreme_limits_stay_numbers(found) -> None:
    low, high = round_outward(*found)
    assert low <= high
    assert low <= bounded(found[0]) <= bounded(found[1]) <= high
    assert math.isfinite((high - low) ** 2)
    assert math.isfinite((high + low) / 2)


def test_values_out_of_bounds_are_brought_in() -> None:
    assert [bounded(value) for value in (-1e308, -2.5, 0, 1e150, 1e300)] == [-1e150, -2.5, 0, 1e150, 1e150]


def test_whole_numbers_within_the_limits_in_order() -> None:
    assert whole_numbers([3.0, None, 1.0, 2.5, 9.0, "4", 1.0, -1.0], (0, 8)) == (1.0, 3.0)
