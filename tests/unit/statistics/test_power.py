"""How large a difference can be found.

Hand-worked: 2.8016² · 0.2 · 0.8 · (1/1000 + 1/1000) = 0.0025117, whose root is 0.05012.
"""

import pytest

from folkekommune.statistics.power import cohorts_needed, detectable_difference


def test_a_thousand_on_each_side_find_five_points() -> None:
    assert detectable_difference(0.2, (1000, 1000)) == pytest.approx(0.05012, abs=1e-5)
    assert detectable_difference(0.2, (1000, 1000), cohorts=4) == pytest.approx(0.02506, abs=1e-5)


@pytest.mark.parametrize(("difference", "cohorts"), [(0.06, 1), (0.05, 2), (0.025, 5), (-0.025, 5)])
def test_a_smaller_difference_takes_more_cohorts(difference: float, cohorts: int) -> None:
    """0.0025117 over 0.05² is 1.005, over 0.025² 4.02."""
    assert cohorts_needed(difference, 0.2, (1000, 1000)) == cohorts


def test_no_difference_takes_for_ever() -> None:
    assert cohorts_needed(0, 0.2, (1000, 1000)) is None
