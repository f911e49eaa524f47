"""A person in two parts with a value in each: the one that began last counts, else the first part's."""

from __future__ import annotations

import pytest
from worlds import World

from folkekommune.catalogue.model import ValueType
from folkekommune.engines.source import StoredValue
from folkekommune.query.engine import CellRequest

# Person 1 lived in Bergen from day 10 and moved to Alver on day 50; Bergen never heard of it.
# Person 2 is said to live in two places from the same day on. Person 0 never moved.
SPELLS = [
    StoredValue(0, 0, "4601", 10, None),
    StoredValue(1, 0, "4601", 10, None),
    StoredValue(1, 1, "4631", 50, None),
    StoredValue(2, 0, "4601", 20, None),
    StoredValue(2, 1, "4631", 20, None),
]
EXPECTED = {9: {}, 49: {0: "4601", 1: "4601", 2: "4601"}, 50: {0: "4601", 1: "4631", 2: "4601"}}


def world() -> World:
    made = World({"4601": [0, 1, 2], "4631": [1, 2]})
    made.add("unit", [0, 1, 2]).add("unit", [1, 2], part="4631")
    return made.add_rows("home", SPELLS, ValueType.STRING)


@pytest.mark.parametrize("engine", ["reference", "duckdb"])
@pytest.mark.parametrize("day", EXPECTED)
def test_the_place_lived_in_last_counts(tmp_path, engine, day):
    made = world()
    dataset = made.dataset("unit").then(made.variable("home", at=day))
    opened = made.reference() if engine == "reference" else made.duckdb(tmp_path)
    cells = opened.cells(CellRequest(dataset, ("unit", "home")), limit=20)
    found = {int(unit): home for unit, home in zip(*cells.coordinates, strict=True) if home is not None}
    assert found == EXPECTED[day]
    if engine == "duckdb":
        opened.close()


@pytest.mark.parametrize("engine", ["reference", "duckdb"])
def test_without_the_grant_for_it_the_other_part_is_not_looked_at(tmp_path, engine):
    made = world()
    dataset = made.dataset("unit", grant=("4601",)).then(made.variable("home", at=50))
    opened = made.reference() if engine == "reference" else made.duckdb(tmp_path)
    cells = opened.cells(CellRequest(dataset, ("unit", "home")), limit=20)
    assert set(zip(*cells.coordinates, strict=True)) == {(0.0, "4601"), (1.0, "4601"), (2.0, "4601")}
    if engine == "duckdb":
        opened.close()
