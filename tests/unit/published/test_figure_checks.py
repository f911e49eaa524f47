"""T1, T2, T3, S1 on figures written by hand."""

from __future__ import annotations

import pytest
from cube_factories import cell, cube

from folkekommune.published.figure_checks import (
    Withheld,
    count_withheld,
    find_changes,
    outside_fence,
    yearly_changes,
)
from folkekommune.published.figures import CellKey


def cells_of(rows):
    """Give the cells of one indicator by key."""
    made = cube(rows, indicator="amming")
    return {
        CellKey("bank", "amming", 1, each.municipality, each.year, each.district, each.sex): each
        for each in made.cells
    }


BEFORE = [cell(2020, 500, 500), cell(2021, 500, 500), cell(2022, 500, 500), cell(2023, None, 30)]


@pytest.mark.parametrize(
    ("cases", "changed", "warns"),
    # The half-width of four points is 2.04 points of standard error; three of them are 6.1 points.
    [(500, False, False), (540, True, False), (560, True, True), (400, True, True)],
)
def test_every_changed_cell_is_told_and_large_changes_warn(cases, changed, warns):
    now = [cell(2020, 500, 500), cell(2021, 500, 500), cell(2022, cases, 1000 - cases), cell(2023, None, 30)]
    found = find_changes(cells_of(BEFORE), cells_of(now), errors=3, percent=10)
    assert [(each.key.year, each.warns) for each in found] == ([(2022, warns)] if changed else [])


def test_a_cell_that_is_withheld_now_warns():
    now = [cell(2020, None, 500)]
    (found,) = find_changes(cells_of(BEFORE), cells_of(now), errors=3, percent=10)
    assert (found.before, found.now, found.warns) == (50.0, None, True)


def test_a_new_year_is_no_change():
    assert find_changes(cells_of(BEFORE), cells_of([*BEFORE, cell(2024, 1, 9)]), errors=3, percent=10) == ()


def test_a_value_outside_the_fence_of_the_others():
    """Quartiles 12 and 16, so the fence is 6 to 22."""
    values = {"a": 10.0, "b": 12.0, "c": 14.0, "d": 16.0, "e": 22.1}
    assert outside_fence(values, dict.fromkeys(values, 1.0), fence=1.5) == {"e"}
    assert outside_fence(values | {"e": 21.9}, dict.fromkeys(values, 1.0), fence=1.5) == frozenset()


def test_a_large_place_weighs_more():
    """With most of the weight on 22.1 the upper quartile is there too."""
    values = {"a": 10.0, "b": 12.0, "c": 14.0, "d": 16.0, "e": 22.1}
    assert outside_fence(values, dict.fromkeys(values, 1.0) | {"e": 9.0}, fence=1.5) == frozenset()


def test_change_from_year_to_year():
    rows = [cell(2020, 500, 500), cell(2021, 400, 600), cell(2021, 10, 90, sex="1")]
    assert yearly_changes(cells_of(rows), "amming", 2021) == {"4601": pytest.approx(-0.2)}
    assert yearly_changes(cells_of(rows), "amming", 2020) == {}


def test_withheld_cells_and_series():
    rows = [
        cell(2020, 50, 50),
        cell(2021, None, 50),
        cell(2020, None, 50, sex="1"),
        cell(2021, None, 9, sex="1"),
    ]
    assert count_withheld(cells_of(rows)) == Withheld(cells=3, series=1)
