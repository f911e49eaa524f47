"""Run a script on a small table drawn as text, on every engine, and compare with a table drawn as text.

The engines are asked directly, behind the disclosure gate: these tests are about what the language
means, and a gate would hide it. Blank cells are missing. Texts in data stand in quotes.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from script_worlds import BANK, GRANT, Bank, codes, session, variable
from worlds import World

from folkekommune.catalogue.model import ValueType, Variable
from folkekommune.query.dataset import Dataset
from folkekommune.query.engine import CellRequest, Engine, Moment
from folkekommune.query.outputs import Table
from folkekommune.script.binder import bind_text

Cell = int | float | str | None
Spec = Callable[..., None]

_CLIP = (-1000.0, 1000.0)


@pytest.fixture(params=["reference", "duckdb"])
def spec(request: pytest.FixtureRequest, tmp_path: Path) -> Spec:
    """Give the function that runs a case."""
    numbers = itertools.count()

    def run(*, data: str, script: str, expected: str) -> None:
        """Import the columns of ``data`` under their own names, run the script, compare its last table."""
        header, rows = _table(data)
        assert header[0] == "person"
        columns = {name: [row[place] for row in rows] for place, name in enumerate(header) if place}
        columns = {"everyone": [1] * len(rows)} | columns
        world, variables = _world(columns)
        begin = f"require {BANK}:1 as db\ncreate-dataset data\n"
        begin += "".join(f"import db/{name.upper()} as {name}\n" for name in columns)
        bound = bind_text(begin + script, session(Bank(variables)))
        assert bound.faults == ()
        output = bound.commands[-1].output
        assert isinstance(output, Table)
        engine: Engine = (
            world.reference() if request.param == "reference" else world.duckdb(tmp_path / str(next(numbers)))
        )
        shown = _count(engine, output)
        names, wanted = _table(expected)
        assert list(names[: len(output.dimensions)]) == [d.column for d in output.dimensions]
        assert shown == Counter({tuple(row[:-1]): row[-1] for row in wanted})

    return run


def _world(columns: dict[str, list[Cell]]) -> tuple[World, tuple[Variable, ...]]:
    world = World.of(len(columns["everyone"]), part=GRANT[0])
    variables = []
    for name, values in columns.items():
        texts = any(isinstance(value, str) for value in values)
        decimals = any(isinstance(value, float) and not value.is_integer() for value in values)
        kind = ValueType.STRING if texts else ValueType.DECIMAL if decimals else ValueType.INTEGER
        known = None if decimals else codes(name, *sorted({value for value in values if value is not None}))
        variables.append(variable(name.upper(), kind, clip=None if texts else _CLIP, code_list=known))
        world.add(name.upper(), values)
    return world, tuple(variables)


def _count(engine: Engine, table: Table) -> Counter[tuple[Cell, ...]]:
    """Count the live rows of each cell, or take the mean of the table's value over them."""
    dataset: Dataset = table.dataset
    moments = (Moment(table.value, *_CLIP),) if table.value else ()
    request = CellRequest(dataset, tuple(d.column for d in table.dimensions), moments)
    cells = engine.cells(request, limit=10_000)
    live = (1 << len(dataset.conditions)) - 1
    counted: Counter[tuple[Cell, ...]] = Counter()
    totals: Counter[tuple[Cell, ...]] = Counter()
    for place in range(len(cells)):
        key = tuple(column[place] for column in cells.coordinates)
        if int(cells.mask[place]) != live or (None in key and not table.missing):
            continue
        counted[key] += int(cells.moments[0].units[place] if moments else cells.units[place])
        if moments:
            totals[key] += int(cells.moments[0].total[place])
    if moments:
        (moment,) = moments
        return Counter(
            {
                key: round(moment.centre + totals[key] / 1_000_000 / count * moment.width, 3)
                for key, count in counted.items()
                if count
            }
        )
    return counted


def _table(drawn: str) -> tuple[list[str], list[list[Cell]]]:
    lines = [line.strip() for line in drawn.strip().splitlines()]
    header = [name.strip() for name in lines[0].split("|")]
    return header, [_row(line, len(header)) for line in lines[2:]]


def _row(line: str, width: int) -> list[Cell]:
    cells = [cell.strip() for cell in line.split("|")]
    assert len(cells) == width, line
    return [_cell(cell) for cell in cells]


def _cell(written: str) -> Cell:
    if not written:
        return None
    if written.startswith("'"):
        return written.strip("'")
    return float(written) if "." in written else int(written)
