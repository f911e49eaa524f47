"""Cells that nobody can be in: a nought that rests on the catalogue. Every other one is in the band."""

from __future__ import annotations

import random

import pytest
from child_worlds import DATABANK, RELEASE, Child, ask, open_door, world_of

from folkekommune.catalogue.packages import load_package, shipped_folder
from folkekommune.disclosure.results import Refusal, SafeTable, Sign
from folkekommune.query.dataset import PersonRoot, start
from folkekommune.query.imports import import_step
from folkekommune.query.impossible import impossible_pairs
from folkekommune.query.steps import Rename

BOTH = ("4601", "4631")
IMPORTS = """
require no.folkekommune.helseprofil:1 as hp
create-dataset barn
import hp/KOMMUNE_U6 as kommune
import hp/BYDEL_U6 as bydel
"""


def children() -> list[Child]:
    """Draw residents of two municipalities; some of the second stand with a district of the first."""
    rng = random.Random(4)  # noqa: S311  (invented children)
    districts = [rng.choice(("460101", "460102")) for _ in range(500)]
    # In one district live only boys, in the other only girls.
    own = [Child(unit, district=each, sex=int(each[-1])) for unit, each in enumerate(districts)]
    return [
        *own,
        *(Child(unit, part="4631", home="4631", district=None) for unit in range(500, 800)),
        *(Child(unit, part="4631", home="4631", district="460101") for unit in range(800, 840)),
    ]


def cells(table: object) -> dict[tuple[str | None, ...], object]:
    assert isinstance(table, SafeTable), table
    return {
        tuple(
            None if number is None else each.categories[number].value
            for each, number in zip(table.dimensions, cell.place, strict=True)
        ): cell.value(table.measures[0])
        for cell in table.cells
    }


@pytest.fixture
def door(tmp_path):
    return open_door(world_of(children()), tmp_path)


def test_a_district_of_another_municipality_is_a_nought(door) -> None:
    """Also where forty records say otherwise: the nought says nothing of the data."""
    (table,) = ask(door, IMPORTS + "tabulate bydel kommune\n", *BOTH)
    found = cells(table)
    assert [found[bydel, "4631"].text for bydel in ("460101", "460102")] == ["0", "0"]
    assert abs(int(found["460101", "4601"].text) + int(found["460102", "4601"].text) - 500) <= 12
    assert "table.impossible" in {note.code for note in table.protection.notes}


def test_a_nought_is_no_cell_of_the_guard(door) -> None:
    """Four of eight cells are impossible and two in the band: half of those left, not six of eight."""
    few = IMPORTS + "import hp/KJONN as kjonn\ntabulate bydel kommune kjonn\n"
    (table,) = ask(door, few, *BOTH)
    assert not isinstance(table, Refusal)
    assert cells(table)["460101", "4631", "1"].text == "0"
    assert cells(table)["460101", "4601", "2"].sign is Sign.BAND


def test_a_derived_variable_may_hold_anything(door) -> None:
    """Only a variable as it was imported is known to follow the catalogue."""
    (table,) = ask(
        door, IMPORTS + "replace kommune = '4631' if bydel == '460102'\ntabulate bydel kommune\n", *BOTH
    )
    assert abs(int(cells(table)["460102", "4631"].text) - 250) < 60
    assert "table.impossible" not in {note.code for note in table.protection.notes}


def test_pairs_are_those_of_one_occasion_under_any_name() -> None:
    dataset = start(PersonRoot(RELEASE, BOTH))
    for name in ("KOMMUNE_U6", "BYDEL_U6", "BYDEL_M6"):
        dataset = dataset.then(import_step(RELEASE, DATABANK.variables[name], name.lower()))
    dataset = dataset.then(Rename("bydel_u6", "her"))
    assert impossible_pairs(DATABANK, dataset, ("bydel_m6", "kommune_u6")) == frozenset()
    pairs = impossible_pairs(DATABANK, dataset, ("her", "kommune_u6"))
    assert (("her", "460101"), ("kommune_u6", "4631")) in pairs
    assert (("her", "460101"), ("kommune_u6", "4601")) not in pairs


def test_the_package_says_what_a_district_lies_within() -> None:
    within = load_package(shipped_folder() / "helseprofil").databank.code_lists["bydel"].within
    assert within is not None
    assert (within.item, within.outer("460101")) == ("KOMMUNE", "4601")
