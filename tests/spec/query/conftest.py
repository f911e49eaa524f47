"""Run a query on a small table drawn as text, on every engine, and compare what the engine tells.

The column ``person`` numbers the persons, ``parts`` names the municipalities whose data they are in
(4601 unless said). Blank cells are missing; texts stand in quotes. What is expected is drawn as groups:
the parts, the conditions that hold (one mark each, in their order), coordinates, and the persons.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import reduce
from operator import xor
from pathlib import Path

import pytest
from worlds import World, person_key

from folkekommune.catalogue.model import ValueType
from folkekommune.query.dataset import Dataset
from folkekommune.query.engine import CellRequest, Cells, Engine

Cell = float | str | None
Query = Callable[..., None]


def parse(drawn: str) -> tuple[list[str], list[list[str]]]:
    """Read a drawn table: names, and the cells as written."""
    lines = [line.strip() for line in drawn.strip().splitlines()]
    rows = [[cell.strip() for cell in line.split("|")] for line in lines if set(line) - set("-+")]
    return rows[0], rows[1:]


def value(written: str) -> Cell:
    """Read a cell."""
    if not written:
        return None
    return written.strip("'") if written.startswith("'") else float(written)


def make_world(drawn: str) -> World:
    """Make the world of a drawn table."""
    header, rows = parse(drawn)
    persons = {int(row[0]): dict(zip(header[1:], row[1:], strict=True)) for row in rows}
    names = {part for row in persons.values() for part in row.get("parts", "4601").split()}
    world = World({part: [] for part in sorted(names)})
    for person, row in persons.items():
        for part in row.get("parts", "4601").split():
            world.members[part].append(person)
    for name in [column for column in header[1:] if column != "parts"]:
        values = {person: value(row[name]) for person, row in persons.items()}
        given = [v for v in values.values() if v is not None]
        text = any(isinstance(v, str) for v in given)
        whole = all(isinstance(v, float) and v.is_integer() for v in given)
        kind = ValueType.STRING if text else ValueType.INTEGER if whole else ValueType.DECIMAL
        for part, units in world.members.items():
            world.add(name, [values[unit] for unit in units], part=part, kind=kind)
    return world


def tell(cells: Cells, parts: tuple[str, ...], conditions: int) -> dict[tuple[Cell, ...], tuple[int, int]]:
    """Give for each group its persons and their key."""
    groups = {}
    for place in range(len(cells)):
        held = "".join("x" if cells.mask[place] >> bit & 1 else "." for bit in range(conditions))
        within = " ".join(part for bit, part in enumerate(parts) if cells.parts[place] >> bit & 1)
        coordinates = tuple(column[place] for column in cells.coordinates)
        groups[within, held, *coordinates] = (int(cells.persons[place]), int(cells.fingerprint[place]))
    return groups


@pytest.fixture(params=["reference", "duckdb"])
def query(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Query]:
    """Give the function that runs a case."""
    opened: list[Engine] = []

    def run(*, data: str, build: Callable[[World], Dataset], expected: str, by: tuple[str, ...] = ()) -> None:
        """Build a data set over ``data`` and compare its groups by ``by`` with those expected."""
        world = make_world(data)
        dataset = build(world)
        folder = tmp_path / str(len(opened))
        engine: Engine = world.reference() if request.param == "reference" else world.duckdb(folder)
        opened.append(engine)
        cells = engine.cells(CellRequest(dataset, by), limit=1000)
        found = tell(cells, engine.parts(dataset), len(dataset.conditions))
        header, rows = parse(expected)
        assert header == ["parts", "holds", *by, "persons"]
        wanted = {}
        for parts, holds, *coordinates, persons in rows:
            members = [int(person) for person in persons.split()]
            key = reduce(xor, (person_key(person) for person in members)) % 2**64
            wanted[parts, holds.replace(" ", ""), *(value(c) for c in coordinates)] = (len(members), key)
        assert found == wanted

    yield run
    for engine in opened:
        if hasattr(engine, "close"):
            engine.close()
