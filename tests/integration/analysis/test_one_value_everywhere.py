"""A cell of a cube has one value: in the cube and in whatever script asks for it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from child_worlds import Child, ask, draw_children, make_cubes, open_door, world_of
from worlds import World

from folkekommune.analysis.cubes import hide_beside
from folkekommune.disclosure.cube_places import unknown_district
from folkekommune.disclosure.policy_sections import Hiding
from folkekommune.disclosure.results import SafeCube, SafeTable, SafeValue, ShareCell, Sign

UNKNOWN = unknown_district("4601")
OWN, ALL = ("4601",), ("4601", "4631")

IMPORTS = """
require no.folkekommune.helseprofil:1 as hp
create-dataset barn
import hp/AMMESTATUS_U6 as amming
import hp/DATO_U6 as dato
import hp/KOMMUNE_U6 as kommune
import hp/BYDEL_U6 as bydel
import hp/KJONN as kjonn
generate aar = year(dato)
generate full = 1 if amming == 1
replace full = 0 if inlist(amming, 2, 3)
"""

WORLDS = {
    "nobody lives elsewhere": draw_children(460),
    "a few live elsewhere": draw_children(460, elsewhere=5),
    "many live elsewhere": draw_children(460, elsewhere=80),
    "everyone came in one year": draw_children(460, years=(2024,)),
}
NEIGHBOURS = draw_children(300, seed=2, part="4631", first=460)
# Persons of both parts, with a visit in one of them.
IN_BOTH = {"4601": range(460, 490), "4631": range(30)}


def worlds() -> list[pytest.ParameterSet]:
    """Give worlds of one part, and with a neighbour that holds some of the same persons."""
    alone = ("a few live elsewhere", "many live elsewhere", "everyone came in one year")
    beside = (
        ("nobody lives elsewhere", OWN),
        ("nobody lives elsewhere", ALL),
        ("everyone came in one year", ALL),
    )
    return [
        *(pytest.param(world_of(WORLDS[name]), OWN, id=name) for name in alone),
        *(
            pytest.param(
                world_of([*WORLDS[name], *NEIGHBOURS], IN_BOTH), grant, id=f"{name}, {len(grant)} of two"
            )
            for name, grant in beside
        ),
    ]


def cells_of(cube: SafeCube) -> dict[tuple[str | None, str, str | None], ShareCell]:
    return {(cell.district, str(cell.year), cell.sex): cell for cell in cube.cells}


def inner_cells(table: SafeTable):
    """Give each cell that is no margin: the written category of each dimension, and the cell."""
    for cell in table.cells:
        if None not in cell.place:
            place = zip(table.dimensions, cell.place, strict=True)
            yield (
                {one.name: one.categories[number].value for one, number in place if number is not None},
                cell,
            )


def is_same(first: SafeValue, second: SafeValue) -> bool:
    """Compare numbers; a table may add that a category left nearly nobody out."""
    return first.text == second.text


def count_of(cell: ShareCell, full: str) -> SafeValue:
    return cell.numerator if full == "1" else cell.complement


@pytest.mark.parametrize(("world", "grant"), worlds())
def test_a_table_gives_the_counts_of_the_cube(world: World, grant: tuple[str, ...], tmp_path):
    door = open_door(world, tmp_path)
    cube = cells_of(make_cubes(door, world)["4601"].municipal)
    script = IMPORTS + (
        "tabulate full aar kjonn if kommune == '4601'\n"
        "tabulate full aar if kommune == '4601'\n"
        "tabulate full bydel aar\n"
    )
    compared = 0
    for table in ask(door, script, *grant):
        assert isinstance(table, SafeTable)
        for place, cell in inner_cells(table):
            if place.get("bydel", "460101") not in {"460101", "460102"}:
                continue
            published = cube.get((place.get("bydel"), place["aar"], place.get("kjonn")))
            if published is None:  # a year in which only the neighbour's children came
                assert cell.value("freq").text is None
                continue
            assert is_same(cell.value("freq"), count_of(published, place["full"])), place
            compared += 1
    years = len({year for _, year, _ in cube})
    assert compared == years * (2 + 4 + 4)


@pytest.mark.parametrize(("world", "grant"), worlds()[-2:])
def test_a_share_and_its_interval_are_those_of_the_cube(world: World, grant: tuple[str, ...], tmp_path):
    door = open_door(world, tmp_path)
    cube = cells_of(make_cubes(door, world)["4601"].municipal)
    (table,) = ask(door, IMPORTS + "tabulate aar full if kommune == '4601', rowpct\n", *grant)
    assert isinstance(table, SafeTable)
    shares = {
        place["aar"]: cell.value("rowpct") for place, cell in inner_cells(table) if place["full"] == "1"
    }
    assert shares == {year: cube[None, year, None].share for year in shares}
    assert shares


@pytest.mark.parametrize("elsewhere", [0, 5])
def test_a_municipality_where_nearly_everyone_lives_may_be_left_unsaid(elsewhere: int, tmp_path):
    """Otherwise two values could be had for the same people, and averaged."""
    world = world_of(draw_children(460, elsewhere=elsewhere))
    door = open_door(world, tmp_path)
    cube = cells_of(make_cubes(door, world)["4601"].municipal)
    (table,) = ask(door, IMPORTS + "tabulate full aar\n", "4601")
    assert isinstance(table, SafeTable)
    for place, cell in inner_cells(table):
        published = cube[None, place["aar"], None]
        assert is_same(
            cell.value("freq"), published.numerator if place["full"] == "1" else published.complement
        )


def test_a_cell_with_a_condition_more_is_not_the_cubes(tmp_path):
    """Who came in the first half of the year is no dimension of the cube: other people, own noise."""
    children = draw_children(760, years=(2024,))
    world = world_of(children)
    half = [1 if child.unit % 2 else 0 for child in children]
    world.add("FODSELSAAR", half)
    door = open_door(world, tmp_path)
    cube = cells_of(make_cubes(door, world)["4601"].municipal)
    script = IMPORTS + "import hp/FODSELSAAR as halv\ntabulate full aar if halv == 1\n"
    (table,) = ask(door, script, "4601")
    assert isinstance(table, SafeTable)
    true = sum(child.came and child.feeding == 1 and child.unit % 2 for child in children)
    counts = {place["full"]: cell.value("freq").text for place, cell in inner_cells(table)}
    assert abs(int(counts["1"] or 0) - true) <= 6
    assert counts["1"] != cube[None, "2024", None].numerator.text


def test_whose_district_is_not_known_is_a_category_of_the_cube(tmp_path):
    """With it the districts add up to the municipality; a script that asks for it gets the same counts."""
    children = [
        replace(child, district=None) if child.unit % 4 == 0 else child
        for child in draw_children(900, years=(2024,), elsewhere=40)
    ]
    world = world_of(children)
    door = open_door(world, tmp_path)
    cube = cells_of(make_cubes(door, world)["4601"].municipal)
    true = {
        district: sum(
            c.came and c.feeding == 1 and c.home == "4601" and c.district == district for c in children
        )
        for district in (None, "460101", "460102")
    }
    said = cube[UNKNOWN, "2024", None].numerator
    assert abs(int(said.text or 0) - true[None]) <= 5
    whole = cube[None, "2024", None].numerator
    parts = [cube[district, "2024", None].numerator for district in ("460101", "460102", UNKNOWN)]
    assert abs(int(whole.text or 0) - sum(int(part.text or 0) for part in parts)) <= 4 * 5
    (table,) = ask(door, IMPORTS + "tabulate full bydel if kommune == '4601', missing\n", "4601")
    assert isinstance(table, SafeTable)
    asked = {(place["full"], place["bydel"]): cell.value("freq") for place, cell in inner_cells(table)}
    assert is_same(asked["1", "."], said)
    assert is_same(asked["0", "."], cube[UNKNOWN, "2024", None].complement)


def test_without_cubes_a_table_has_its_own_noise(tmp_path):
    """The counterpart of the first test: what it compares would differ if nothing were registered."""
    world = world_of(draw_children(600, years=(2022, 2023, 2024)))
    made = make_cubes(open_door(world, tmp_path / "with"), world)["4601"].municipal
    cube = cells_of(made)
    (table,) = ask(open_door(world, tmp_path / "without"), IMPORTS + "tabulate full bydel aar\n", "4601")
    assert isinstance(table, SafeTable)
    same = [
        is_same(cell.value("freq"), count_of(cube[place["bydel"], place["aar"], None], place["full"]))
        for place, cell in inner_cells(table)
    ]
    assert not all(same)


def test_every_count_is_near_the_hand_count(tmp_path):
    """The noise of a cube cell is at most five (policy, cube_bound)."""
    children = [*draw_children(800, elsewhere=40), Child(2000, came=False, feeding=1)]
    world = world_of(children)
    cube = cells_of(make_cubes(open_door(world, tmp_path), world)["4601"].municipal)
    assert len(cube) == 2 * 4 * 3
    for (district, year, sex), cell in cube.items():
        here = [
            child
            for child in children
            if child.came
            and child.home == "4601"
            and child.year == int(year)
            and district in {None, child.district}
            and sex in {None, str(child.sex)}
        ]
        if district == UNKNOWN:
            # All of these live in a district that is known.
            assert (here, cell.share.sign, cell.numerator.sign) == ([], Sign.HIDDEN, Sign.BAND)
            continue
        for value, feeding in ((cell.numerator, {1}), (cell.complement, {2, 3})):
            counted = sum(child.feeding in feeding for child in here)
            assert value.text is not None
            assert abs(int(value.text) - counted) <= 5


def test_more_is_hidden_in_cubes_where_the_policy_says_so(tmp_path):
    """Of 220 children few are in some cells; with noise only, nothing is hidden beside them."""
    world = world_of([replace(c, district=None) if c.unit % 3 else c for c in draw_children(220)])
    door = open_door(world, tmp_path)
    made = [make_cubes(door, world)["4601"]]
    assert hide_beside(door.policy, made) == made
    strict = replace(door.policy, secondary=replace(door.policy.secondary, cubes=Hiding.HIDE))
    (hidden,) = hide_beside(strict, made)
    for before, after in ((made[0].municipal, hidden.municipal), (made[0].public, hidden.public)):
        shown = [cell.share.text is not None for cell in before.cells]
        left = [cell.share.text is not None for cell in after.cells]
        assert sum(left) < sum(shown)
        assert all(was or not stays for was, stays in zip(shown, left, strict=True))
        for old, new in zip(before.cells, after.cells, strict=True):
            assert new.share.text in {None, old.share.text}
            assert (new.share.text is None) == (new.numerator.text is None) == (new.limits95 is None)
    assert hidden.dimensions == made[0].dimensions
