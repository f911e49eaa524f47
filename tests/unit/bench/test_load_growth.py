"""How the cost of loading grows, from two measurements."""

from __future__ import annotations

from dataclasses import replace

import pytest

from folkekommune.bench.load import Loaded, growth

TENTH = Loaded("tenth", visits=100, answers=1000, load=6.0, release=4.0, cpu=9.0, largest=100.0)


@pytest.mark.parametrize(
    ("seconds", "power"),
    # Ten times the answers: ten times the seconds is in proportion, a hundred times their square.
    [(100.0, 1.0), (1000.0, 2.0), (10.0, 0.0), (31.6227766, 0.5)],
)
def test_the_power_is_one_in_proportion(seconds, power):
    whole = replace(TENTH, answers=10_000, load=seconds - 4.0)
    assert growth(TENTH, whole) == pytest.approx(power)
