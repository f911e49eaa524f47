"""A merge through a variable that holds a person finds that person in another release, on both engines."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from worlds import RELEASE, World, person_key

from folkekommune.catalogue.model import ValueType
from folkekommune.engines.duckdb import DuckDBEngine
from folkekommune.engines.reference import ReferenceEngine
from folkekommune.query.columns import ReleaseRef
from folkekommune.query.dataset import Dataset, Join, PersonRoot, start
from folkekommune.query.engine import CellRequest, Engine
from folkekommune.query.expressions import Binary, Column, Number, Operator
from folkekommune.query.steps import Keep
from folkekommune.query.typing import QueryError

REGISTER = ReleaseRef("no.example.register", "3.0.0")

# Children 1-5; the mothers are persons 101, 102 and 103, who stand in the register in another order, and so
# have other units there. Child 3 has a mother who is not in the register, child 5 none that is known.
CHILDREN = World({"4601": [1, 2, 3, 4, 5]})
CHILDREN.add("SLEEP", [1, 1, 2, 2, 2])
CHILDREN.add(
    "MOTHER",
    [str(person_key(101)), str(person_key(102)), str(person_key(999)), str(person_key(101)), None],
    kind=ValueType.IDENTIFIER,
)
MOTHERS = World({"4601": [103, 102, 101]})
MOTHERS.add("SCHOOL", [1, 2, 3])


def reference(_: Path) -> Engine:
    releases = {RELEASE: CHILDREN.release, REGISTER: MOTHERS.release}
    return ReferenceEngine(releases.__getitem__)


def duckdb(folder: Path) -> Engine:
    files = {RELEASE: CHILDREN.write(folder / "children"), REGISTER: MOTHERS.write(folder / "mothers")}
    return DuckDBEngine(files.__getitem__, folder, threads=1, memory_limit="500MB", temporary=folder / "tmp")


def mothers(*conditions: Keep) -> Dataset:
    imported = MOTHERS.variable("SCHOOL", population=True)
    dataset = start(PersonRoot(REGISTER, ("4601",))).then(replace(imported, release=REGISTER))
    for condition in conditions:
        dataset = dataset.then(condition)
    return dataset


def schools(engine: Engine, source: Dataset) -> dict[tuple, int]:
    """Give the number of children by their sleep and their mother's school."""
    merged = CHILDREN.dataset("SLEEP", "MOTHER").then(Join(source, ("SCHOOL",), "MOTHER"))
    cells = engine.cells(CellRequest(merged, ("SLEEP", "SCHOOL")), limit=100)
    found: dict[tuple, int] = {}
    for sleep, school, persons in zip(*cells.coordinates, cells.persons.tolist(), strict=True):
        found[sleep, school] = found.get((sleep, school), 0) + persons
    return found


@pytest.mark.parametrize("make", [reference, duckdb])
def test_each_child_gets_what_is_known_of_its_own_mother(make, tmp_path):
    assert schools(make(tmp_path), mothers()) == {
        (1.0, 3.0): 1,
        (1.0, 2.0): 1,
        (2.0, None): 2,
        (2.0, 3.0): 1,
    }


@pytest.mark.parametrize("make", [reference, duckdb])
def test_mothers_who_are_not_live_give_nothing(make, tmp_path):
    live = mothers(Keep(Binary(Operator.LESS, Column("SCHOOL"), Number(3))))
    assert schools(make(tmp_path), live) == {(1.0, None): 1, (1.0, 2.0): 1, (2.0, None): 3}


@pytest.mark.parametrize("make", [reference, duckdb])
def test_the_people_of_a_cell_are_the_children(make, tmp_path):
    merged = CHILDREN.dataset("SLEEP", "MOTHER").then(Join(mothers(), ("SCHOOL",), "MOTHER"))
    cells = make(tmp_path).cells(CellRequest(merged, ("SCHOOL",)), limit=100)
    place = cells.coordinates[0].index(3.0)
    expected = (person_key(1) ^ person_key(4)) % 2**64
    assert int(cells.fingerprint[place]) == expected


def test_only_a_variable_that_holds_a_person_will_do():
    children = CHILDREN.dataset("SLEEP", "MOTHER")
    with pytest.raises(QueryError) as refused:
        children.then(Join(mothers(), ("SCHOOL",), "SLEEP"))
    assert refused.value.code == "query.merge-key"


def test_what_is_merged_is_known_by_the_people_it_came_from():
    """Of other mothers, or by another link, it is another variable."""
    children = CHILDREN.dataset("SLEEP", "MOTHER")
    merged = children.then(Join(mothers(), ("SCHOOL",), "MOTHER")).column("SCHOOL")
    fewer = mothers(Keep(Binary(Operator.LESS, Column("SCHOOL"), Number(3))))
    others = children.then(Join(fewer, ("SCHOOL",), "MOTHER")).column("SCHOOL")
    assert merged.aggregated
    assert merged.canonical != others.canonical
