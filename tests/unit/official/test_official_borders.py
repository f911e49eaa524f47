"""Figures of older divisions stand under the numbers of today; what was split is never shared out."""

from __future__ import annotations

import pytest
from official_factories import at, description, figure

from folkekommune.official.borders import break_year, split_from, to_current
from folkekommune.official.figures import MISSING, NOT_COMPUTABLE, WITHHELD, Area, Level, OfficialFigure, Slot

OLD = (at("1256", 2019), at("1260", 2019), at("1263", 2019))
"""Meland, Radøy and Lindås, which became Alver (4631)."""


def test_a_merger_adds_up():
    moved = to_current(
        dict(zip(OLD, (figure(90, 110), figure(40, 50), figure(120, 150)), strict=True)), description()
    )
    alver = moved.figures[at("4631", 2019)]
    assert (alver.numerator, alver.denominator) == (250, 310)
    assert alver.value == pytest.approx(80.645, abs=0.001)
    assert (moved.merged, moved.former) == (1, 0)


def test_the_same_children_counted_under_old_and_new_numbers_give_the_same_total():
    old = to_current({at("1201", 2019): figure(7, 20), at("1247", 2019): figure(3, 10)}, description())
    new = to_current({at("4601", 2021): figure(7, 20), at("4627", 2021): figure(3, 10)}, description())
    assert {slot.area: each for slot, each in old.figures.items()} == {
        slot.area: each for slot, each in new.figures.items()
    }


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ((OfficialFigure(80), OfficialFigure(70), OfficialFigure(60)), NOT_COMPUTABLE),
        ((figure(9, 10), WITHHELD, figure(9, 10)), WITHHELD),
        ((figure(9, 10), figure(9, 10)), MISSING),
    ],
    ids=["percentages alone", "one is withheld", "one is not in the table"],
)
def test_what_cannot_be_added_up_is_not(parts, expected):
    moved = to_current(dict(zip(OLD, parts, strict=False)), description())
    assert moved.figures == {at("4631", 2019): expected}


def test_denominators_add_up_too():
    births = description("fodte")
    moved = to_current(dict.fromkeys(OLD, OfficialFigure(100)), births)
    assert moved.figures == {at("4631", 2019): OfficialFigure(300)}


def test_a_split_municipality_keeps_its_old_number():
    moved = to_current(
        {
            at("1507", 2023): figure(500, 600),
            at("1508", 2024): figure(400, 480),
            at("1580", 2024): figure(80, 90),
        },
        description(),
    )
    former = Slot(Area(Level.FORMER, "1507"), 2023)
    assert set(moved.figures) == {former, at("1508", 2024), at("1580", 2024)}
    assert moved.figures[former].numerator == 500
    assert moved.former == 1


def test_a_municipality_that_took_over_a_share_of_a_split_one_has_no_figure_before():
    # Hamarøy (1875) is old Hamarøy (1849) and a part of Tysfjord (1850), which was split.
    moved = to_current({at("1849", 2019): figure(50, 60), at("1850", 2019): figure(20, 30)}, description())
    assert set(moved.figures) == {Slot(Area(Level.FORMER, "1850"), 2019)}


def test_signs_of_years_without_the_municipality_give_way():
    empty = OfficialFigure(absent=NOT_COMPUTABLE.absent)
    moved = to_current(
        {
            at("1201", 2019): figure(8, 10),
            at("4601", 2019): empty,
            at("1201", 2022): OfficialFigure(0.0, 0.0, 0.0),
            at("4601", 2022): figure(9, 10),
        },
        description(),
    )
    assert moved.figures == {at("4601", 2019): figure(8, 10), at("4601", 2022): figure(9, 10)}


def test_a_figure_already_told_in_the_division_of_today_is_taken_as_it_is():
    moved = to_current({at("4631", 2019): figure(1, 2), OLD[0]: figure(9, 10)}, description())
    assert moved.figures == {at("4631", 2019): figure(1, 2)}


def test_a_table_of_one_division_is_read_by_that_division():
    known = description(vintage=2020)
    assert to_current({at("1507", 2015): figure(5, 9)}, known).former == 1


@pytest.mark.parametrize(
    ("number", "year", "starts", "from_"),
    [
        ("1508", 2023, 2024, ("1507",)),
        ("1580", 2021, 2024, ("1507",)),
        ("1508", 2024, 2024, ()),
        ("4601", 2019, None, ()),
    ],
)
def test_the_break_of_a_split(number, year, starts, from_):
    assert break_year(number) == starts
    assert split_from(number, year) == from_


def test_larger_areas_stay():
    country = Slot(Area(Level.COUNTRY, "0"), 2015)
    assert to_current({country: figure(1, 2)}, description()).figures == {country: figure(1, 2)}
