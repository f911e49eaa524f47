"""Cells of periods: which there are, how much noise they have, and which people they are about."""

from __future__ import annotations

import pytest

from folkekommune.disclosure.counts import cube_table
from folkekommune.disclosure.cube_places import CubePlace, Period, rolling_periods
from folkekommune.disclosure.evidence import People, together
from folkekommune.disclosure.policy import load_policy
from folkekommune.disclosure.shares import Audience, CubeCount, share_cell

POLICY = load_policy()


def test_rolling_periods_from_the_first_year_to_the_last():
    found = rolling_periods((2020.0, 2021.0, 2022.0, 2023.0, 2024.0), (3, 5))
    assert [(each.year - each.years + 1, each.year, each.slots) for each in found] == [
        (2020, 2022, (0, 1, 2)),
        (2021, 2023, (1, 2, 3)),
        (2022, 2024, (2, 3, 4)),
        (2020, 2024, (0, 1, 2, 3, 4)),
    ]


def test_two_of_three_years_are_enough_and_one_is_not():
    """2021 is missing; of 2020-2022 two years are there, and of 2021-2023 too; 2024 and 2025 are missing."""
    found = rolling_periods((2020.0, 2022.0, 2023.0, 2026.0), (3,))
    assert [(each.year, each.slots) for each in found] == [(2022, (0, 1)), (2023, (1, 2)), (2024, (1, 2))]


@pytest.mark.parametrize(("years", "bound"), [(1, 5), (2, 8), (3, 9), (4, 10), (5, 12)])
def test_a_period_has_the_noise_of_its_years_together(years: int, bound: int):
    """Variance 3 a year; the bound grows by the root of the years, rounded up: 5, 7.1, 8.7, 10, 11.2."""
    row = cube_table(POLICY, years).row(200)
    assert max(row.values) <= bound
    assert max(row.values) >= bound - 1  # the tail may round to nothing
    pairs = list(zip(row.values, row.probabilities, strict=True))
    assert sum(value * chance for value, chance in pairs) == pytest.approx(0, abs=0.01)
    assert sum(value**2 * chance for value, chance in pairs) == pytest.approx(3 * years, rel=0.01)


@pytest.mark.parametrize("years", [2, 3, 4, 5])
def test_every_small_count_has_a_row_and_none_of_1_to_4_is_ever_said(years: int):
    table = cube_table(POLICY, years)
    assert table.attainable
    for count in range(40):
        row = table.row(count)
        assert all(count + value == 0 or count + value > 4 for value in row.values)
        mean = sum(v * p for v, p in zip(row.values, row.probabilities, strict=True))
        assert mean == pytest.approx(0, abs=0.01)


def test_the_interval_knows_of_the_wider_noise():
    """16 of 80 in three years: the limits solve the quadratic of section 5 with V = 9."""
    place = CubePlace("460101", 2024, None, (), Period(2024, 3, (0, 1, 2)))
    counts = CubeCount(People(16, 1), 16, ()), CubeCount(People(64, 2), 64, ())
    found = share_cell(POLICY, place, counts, who=("4601", Audience.PUBLIC, False))
    assert (found.year, found.years, found.years_counted) == (2024, 3, 3)
    assert found.limits95 is not None
    for p in found.limits95:
        variance = p * (1 - p) / 80 + 9 * ((1 - p) ** 2 + p**2) / 80**2
        assert (0.2 - p) ** 2 == pytest.approx(1.959964**2 * variance, rel=1e-6)


def test_a_period_is_named_by_its_first_and_last_year():
    """Names of single years are those of before, so that what was published is found again."""
    assert CubePlace("460101", 2024, 1.0, ()).name == "460101|2024|1.0"
    assert CubePlace(None, 2024, None, (), Period(2024, 3, (0, 2))).name == "-|2022-2024|-"


def test_groups_without_common_people_are_one_group():
    assert together([People(2, 0b011, 0b1), People(1, 0b100, 0b1)]) == People(3, 0b111, 0b0)
