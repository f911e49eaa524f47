"""Limits of a mean whose sum carries noise, by hand."""

from __future__ import annotations

import pytest

from folkekommune.statistics.protected_mean import protected_mean_limits


@pytest.mark.parametrize(
    ("noise", "reach"),
    # t(0.975; 100) = 1.983972. √(1/101) = 0.099504; with noise of variance 64 √(1/101 + 64/101²) = 0.127180.
    [(0.0, 0.197413), (64.0, 0.252322)],
)
def test_noise_makes_the_interval_wider(noise, reach):
    found = protected_mean_limits(0.5, 1.0, 101, noise=noise)
    assert (found.lower, found.upper) == pytest.approx((0.5 - reach, 0.5 + reach), abs=1e-5)


def test_one_person_has_no_interval():
    with pytest.raises(ValueError, match="1"):
        protected_mean_limits(0.5, 1.0, 1, noise=1.0)
