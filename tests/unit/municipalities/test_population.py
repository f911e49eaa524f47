"""Population by place, year, sex and age."""

from __future__ import annotations

import pytest

from folkekommune.municipalities import municipalities, population, population_years


def test_newborn_girls_in_bergen_in_2010():
    """Statistics Norway table 07459: 1 739 girls of age 0 in Bergen on 1 January 2010."""
    assert population("4601", 2010, sex="female", ages=[0]) == 1739


def test_both_sexes_are_the_sum_of_each():
    """1 739 girls and 1 761 boys."""
    assert population("4601", 2010, ages=[0]) == 3500


def test_ages_are_summed():
    """Boys of 0 and 1 in Bergen in 2010: 1 761 and 1 798."""
    assert population("4601", 2010, sex="male", ages=range(2)) == 3559


@pytest.mark.parametrize("place", ["4601", "4624", "4631"])
def test_the_two_files_agree_where_both_know_a_place(place):
    both = population(place, 2024, ages=range(21))
    female = population(place, 2024, sex="female", ages=range(21))
    male = population(place, 2024, sex="male", ages=range(21))
    assert None not in {both, female, male}
    assert both == female + male


def test_every_municipality_has_its_children_counted():
    assert all(population(entry.number, 2026, ages=range(21)) is not None for entry in municipalities())


def test_a_district_has_its_own_population():
    """Statistics Norway table 10826: Arna, 150 residents of age 0 on 1 January 2026."""
    assert population("460101", 2026, ages=[0]) == 150


@pytest.mark.parametrize(
    ("place", "year", "sex", "ages"),
    [
        ("4601", 2009, None, [0]),
        ("0301", 2010, None, [0]),
        ("0301", 2024, "female", [0]),
        ("4601", 2024, None, [21]),
        ("4601", 2024, None, [-1]),
        ("9999", 2024, None, [0]),
    ],
)
def test_what_is_not_known_is_missing_and_not_zero(place, year, sex, ages):
    assert population(place, year, sex=sex, ages=ages) is None


def test_the_years_known():
    assert population_years("0301") == (2024, 2025, 2026)
    assert population_years("460101") == tuple(range(2010, 2027))
    assert population_years("0301", "male") == ()
