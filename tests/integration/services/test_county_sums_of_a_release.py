"""The cubes of two municipalities of one county against both read together, over a real engine's groups."""

from __future__ import annotations

from dataclasses import replace

import pytest
from child_worlds import INDICATOR, Child, draw_children, open_door, request, world_of

from folkekommune.analysis.cubes import make_cube
from folkekommune.published.county_sums import COUNTRY, AreaYear, CountySums
from folkekommune.services.county_sums import check_counties

BERGEN, ALVER = draw_children(200), draw_children(120, part="4631", first=1000, seed=2)


def in_2024(*areas):
    return tuple(AreaYear(area, INDICATOR.code, INDICATOR.version, 2024) for area in areas)


@pytest.fixture
def check(tmp_path):
    """Make the cubes of some children, and hold them against what is there when they are held."""

    def check(children, then=None) -> CountySums:
        made, asked = {}, {}
        world = world_of(children)
        door = open_door(world, tmp_path / "first")
        for part in world.members:
            asked[part] = [request(part)]
            made[part] = [make_cube(door, asked[part][0], sensitive=False)]
        later = open_door(world_of(then), tmp_path / "then") if then else door
        return check_counties(later, asked, made)

    return check


def test_two_municipalities_with_their_own_children_add_up(check):
    assert check([*BERGEN, *ALVER]) == CountySums()


def test_a_child_that_was_lost_between_stops(check):
    one = next(child for child in ALVER if child.feeding == 1 and child.year == 2024)
    without = [*BERGEN, *(child for child in ALVER if child is not one)]
    assert check([*BERGEN, *ALVER], then=without) == CountySums(apart=in_2024(COUNTRY, "46"))


def test_a_child_with_a_visit_in_both_is_counted_twice_and_told(check):
    stays = Child(5000, "4601", year=2024, home="4601", district="460101")
    both = [stays, replace(stays, part="4631", home="4631", district=None)]
    assert check([*BERGEN, *ALVER, *both]) == CountySums(twice=in_2024(COUNTRY, "46"))


def test_a_child_that_bergen_saw_and_that_lives_in_alver_is_counted_nowhere(check):
    visitor = Child(5000, "4601", year=2024, home="4631")
    assert check([*BERGEN, *ALVER, visitor]) == CountySums(outside=in_2024("46"))


def test_one_municipality_alone_has_nothing_to_add_up(check):
    assert check(BERGEN) == CountySums()
