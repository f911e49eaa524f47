"""A cell of a period has one value: in the cube and in whatever script asks for those years."""

from __future__ import annotations

from dataclasses import replace

import pytest
from child_worlds import ask, draw_children, make_cubes, open_door, world_of

from folkekommune.analysis.cubes import hide_beside
from folkekommune.disclosure.policy_sections import Hiding
from folkekommune.disclosure.results import SafeTable

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
YEARS = (2019, 2020, 2021, 2022, 2023, 2024)
CHILDREN = draw_children(1400, years=YEARS, elsewhere=60)
NEIGHBOURS = draw_children(500, seed=2, years=YEARS, part="4631", first=1400)


@pytest.fixture(scope="module")
def asked(tmp_path_factory):
    """Give the door to two municipalities, and the cells of one of them."""
    world = world_of([*CHILDREN, *NEIGHBOURS])
    door = open_door(world, tmp_path_factory.mktemp("pooled"))
    made = make_cubes(door, world)["4601"].municipal
    return door, {(cell.district, cell.year, cell.years, cell.sex): cell for cell in made.cells}


def values(table):
    assert isinstance(table, SafeTable)
    for cell in table.cells:
        if None not in cell.place:
            where = {
                one.name: one.categories[number].value
                for one, number in zip(table.dimensions, cell.place, strict=True)
            }
            yield where, cell.value("freq").text


@pytest.mark.parametrize("grant", [("4601",), ("4601", "4631")])
@pytest.mark.parametrize(("first", "last"), [(2022, 2024), (2020, 2024)])
def test_a_table_of_a_period_gives_the_counts_of_the_cube(asked, grant, first, last):
    door, cells = asked
    period = f"inrange(aar, {first}, {last})"
    script = IMPORTS + (
        f"tabulate full kjonn if kommune == '4601' & {period}\n"
        f"tabulate full bydel if {period}\n"
        f"tabulate full aar if kommune == '4601' & {period}\n"
    )
    compared = 0
    for table in ask(door, script, *grant):
        for where, count in values(table):
            if where.get("bydel", "460101") not in {"460101", "460102"}:
                continue
            year = int(where.get("aar", last))
            years = 1 if "aar" in where else last - first + 1
            cell = cells[where.get("bydel"), year, years, where.get("kjonn")]
            assert count == (cell.numerator if where["full"] == "1" else cell.complement).text, where
            compared += count is not None
    assert compared == 2 * (2 + 2 + (last - first + 1))


def test_a_period_is_counted_once_and_near_the_truth(asked):
    """Its noise is at most nine or twelve, the bound of five times the root of the years."""
    _, cells = asked
    periods = {(year, years) for _, year, years, _ in cells if years > 1}
    assert periods == {(2021, 3), (2022, 3), (2023, 3), (2024, 3), (2023, 5), (2024, 5)}
    for year, years in periods:
        true = sum(
            child.came and child.home == "4601" and child.feeding == 1 and year - years < child.year <= year
            for child in CHILDREN
        )
        said = cells[None, year, years, None]
        assert abs(int(said.numerator.text) - true) <= {3: 9, 5: 12}[years]
        assert said.years_counted == years


def test_years_that_are_no_period_of_the_cube_are_no_cells_of_it(asked):
    """Two years: other people than any cell's, so noise of their own."""
    door, _ = asked
    line = "tabulate full kjonn if kommune == '4601' & inrange(aar, 2023, 2024)\n"
    (table,) = ask(door, IMPORTS + line, "4601")
    true = sum(
        child.came and child.home == "4601" and child.feeding == 1 and child.year >= 2023 and child.sex == 1
        for child in CHILDREN
    )
    said = next(count for where, count in values(table) if where == {"full": "1", "kjonn": "1"})
    assert abs(int(said) - true) <= 6


def test_five_years_are_given_only_where_three_are_withheld(asked):
    """Of this many children all periods of three years are shown, but where the district is not known."""
    door, cells = asked
    made = make_cubes(door, world_of([*CHILDREN, *NEIGHBOURS]))["4601"]
    (given,) = hide_beside(door.policy, [made])
    left = {(cell.district, cell.year, cell.years, cell.sex) for cell in given.municipal.cells}
    gone = {where for where in cells if where not in left}
    assert gone
    assert all(years == 5 for _, _, years, _ in gone)
    for district, year, years, sex in left:
        if years == 5:
            assert cells[district, year, 3, sex].share.text is None
    assert {where[0] for where in left if where[2] == 5} == {"460199"}


def test_periods_are_hidden_with_their_years_where_the_policy_says_so(asked):
    """Years add up to periods as districts to the municipality: more is hidden, and nothing shown anew."""
    door, _ = asked
    few = world_of(draw_children(260, years=YEARS))
    made = make_cubes(door, few)["4601"]
    strict = replace(door.policy, secondary=replace(door.policy.secondary, cubes=Hiding.HIDE))
    (hidden,) = hide_beside(strict, [made])
    before = {(c.district, c.year, c.years, c.sex): c.share.text for c in made.municipal.cells}
    after = {(c.district, c.year, c.years, c.sex): c.share.text for c in hidden.municipal.cells}
    assert all(text in {None, before[where]} for where, text in after.items())
    assert sum(text is not None for text in after.values()) < sum(
        text is not None for text in before.values()
    )
