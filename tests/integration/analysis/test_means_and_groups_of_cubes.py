"""Cubes of means, and of shares by groups: near the hand count, and the same wherever they are asked for."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date

import pytest
from child_worlds import DATABANK, DEFINITIONS, RELEASE, ask, draw_children, open_door, request, world_of
from worlds import World

from folkekommune.analysis.cubes import MadeCube, make_cube, register_cubes
from folkekommune.indicators.inequality import inequality_of
from folkekommune.query.imports import import_step

FACT = DATABANK.variables["FODSELSAAR"]
MEAN = DEFINITIONS["vekst_snitt_baz_2aar"]
DAYS = {year: (date(year, 5, 17) - date(1970, 1, 1)).days for year in (2022, 2023, 2024)}
SCRIPT = """
require no.folkekommune.helseprofil:1 as hp
create-dataset barn
import hp/KMI_Z_A2 as z
import hp/DATO_A2 as dato
import hp/STATUS_A2 as status
import hp/KOMMUNE_A2 as kommune
generate aar = year(dato)
keep if kommune == '4601'
keep if status == 1
keep if aar == 2024
summarize z
"""


@pytest.fixture(scope="module")
def measured(tmp_path_factory):
    """Make 1 500 children with a z-score, some of whom did not come; give their values by year."""
    rng = random.Random(3)  # noqa: S311 - invented children
    children = [
        (rng.choice((1, 1, 1, 2)), rng.choice(list(DAYS)), rng.gauss(0.3, 1.0), rng.choice((1, 2)))
        for _ in range(1500)
    ]
    world = World({"4601": list(range(len(children)))})
    columns = {
        "STATUS_A2": [status for status, *_ in children],
        "KMI_Z_A2": [z if status == 1 else None for status, _, z, _ in children],
        "DATO_A2": [DAYS[year] for _, year, *_ in children],
        "KOMMUNE_A2": ["4601"] * len(children),
        "BYDEL_A2": ["460101" if sex == 1 else "460102" for *_, sex in children],
        "KJONN": [sex for *_, sex in children],
    }
    for name, values in columns.items():
        world.add(name, values, part="4601")
    door = open_door(world, tmp_path_factory.mktemp("means"))
    made = make_cube(door, request(definition=MEAN), sensitive=False)
    register_cubes(door, RELEASE, {"4601": [made]})
    return door, made, {year: [z for s, y, z, _ in children if s == 1 and y == year] for year in DAYS}


def mean_of(made: MadeCube, **where):
    (cell,) = (
        cell
        for cell in made.municipal.means
        if (cell.year, cell.years, cell.district, cell.sex)
        == (where["year"], where.get("years", 1), where.get("district"), where.get("sex"))
    )
    return cell


def test_a_mean_is_near_that_of_the_children(measured):
    """The noise on the sum is one range (8) times a normal number that is never beyond 3."""
    _, made, values = measured
    assert made.municipal.cells == ()
    for year, years in ((2022, 1), (2024, 1), (2024, 3)):
        every = [z for y in range(year - years + 1, year + 1) for z in values[y]]
        cell = mean_of(made, year=year, years=years)
        assert abs(int(cell.count.text) - len(every)) <= 9
        true = sum(min(max(z, -4), 4) for z in every) / len(every)
        assert abs(float(cell.mean.text) - true) <= 3 * 8 * years**0.5 / len(every) + 0.03
        assert cell.limits95[0] < float(cell.mean.text) < cell.limits95[1]
        assert cell.limits998[0] < cell.limits95[0]


def test_a_script_is_told_the_mean_of_the_cube(measured):
    door, made, _ = measured
    (summary,) = ask(door, SCRIPT, "4601")
    told = dict(summary.rows[0][1])["mean"].text
    # The cube writes three digits, a script four.
    assert float(told) == pytest.approx(float(mean_of(made, year=2024).mean.text), abs=0.006)


def test_groups_are_cells_of_the_whole_municipality(tmp_path):
    """Five groups of which each next has more cases: the slope goes up."""
    drawn = draw_children(1600, years=(2022, 2023, 2024))
    children = [
        replace(child, feeding=1 if child.unit // 5 % 10 < 2 + child.unit % 5 else 2, came=True)
        for child in drawn
    ]
    world = world_of(children)
    world.add("FODSELSAAR", [child.unit % 5 + 1 for child in children])
    plain = request()
    grouped = replace(
        plain,
        dataset=plain.dataset.then(import_step(RELEASE, FACT, FACT.name)),
        districts=(),
        sexes=(),
        group="FODSELSAAR",
        groups=(1.0, 2.0, 3.0, 4.0, 5.0),
        grouping="inntekt",
    )
    made = make_cube(open_door(world, tmp_path), grouped, sensitive=False).municipal.cells
    assert {(cell.district, cell.sex) for cell in made} == {(None, None)}
    period = [cell for cell in made if cell.years == 3]
    assert [cell.group for cell in period] == [f"inntekt={code}" for code in range(1, 6)]
    for number, cell in enumerate(period):
        true = sum(child.feeding == 1 for child in children if child.unit % 5 == number)
        assert abs(int(cell.numerator.text) - true) <= 9
    found = inequality_of(period)
    assert found is not None
    # Shares of 0.2 to 0.6 in even steps: 0.4 from the middle of the first fifth to the last, 0.5 in all.
    assert found.slope == pytest.approx(0.5, abs=0.12)
    assert found.slope_limits.lower < found.slope < found.slope_limits.upper
    assert inequality_of(period[:4]) is None
