"""Counting with person keys against the same group-by without them, in plain DuckDB.

1.3 million generated persons, a two-way table over coded variables; both read the same serving file in
the same process, in turn.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

import duckdb
import numpy as np
import pyarrow as pa

from folkekommune.bench.figure import Figure, of_runs
from folkekommune.bootstrap import open_engine
from folkekommune.catalogue.model import ValueType
from folkekommune.query.canonical import digest
from folkekommune.query.columns import ColumnInfo, ReleaseRef
from folkekommune.query.dataset import Dataset, PersonRoot, start
from folkekommune.query.engine import CellRequest
from folkekommune.query.steps import Import

NAME = "protected-table"
PERSONS = 1_300_000
_RUNS = 9
_RELEASE = ReleaseRef("bench", "1.0.0")
_PARTS = ("4601",)
_VARIABLES = {"A": 40, "B": 21}


def measure(scale: float) -> list[Figure]:
    """Measure the ratio at a scale."""
    persons = int(PERSONS * scale)
    with tempfile.TemporaryDirectory() as folder:
        serving = _write(Path(folder) / "release", persons)
        engine = open_engine(serving, _PARTS, threads=2, temporary=Path(folder) / "tmp")
        dataset = _dataset()
        request = CellRequest(dataset, tuple(_VARIABLES))
        with duckdb.connect(str(serving), read_only=True, config={"threads": 2}) as plain:
            plain.execute(
                'CREATE TEMP TABLE kept AS SELECT a.value AS "A", b.value AS "B" FROM persons'
                ' LEFT JOIN "V_A" a USING (unit) LEFT JOIN "V_B" b USING (unit)'
            )
            query = 'SELECT "A", "B", count(*) FROM kept GROUP BY ALL'
            pairs = [
                (
                    _seconds(lambda: engine.cells(request, limit=100_000)),
                    _seconds(lambda: plain.sql(query).fetchall()),
                )
                for _ in range(_RUNS + 1)
            ][1:]
        engine.close()
    ratios = [ours / theirs for ours, theirs in pairs]
    note = f"{persons} persons, 2-way; ours {min(o for o, _ in pairs) * 1000:.1f} ms"
    return [
        of_runs(
            NAME, ratios, unit="ratio", against="plain DuckDB group-by", limit="<= 2", scale=scale, note=note
        )
    ]


def _seconds(work: Callable[[], object]) -> float:
    began = perf_counter()
    work()
    return perf_counter() - began


def _dataset() -> Dataset:
    dataset = start(PersonRoot(_RELEASE, _PARTS))
    for place, (name, size) in enumerate(_VARIABLES.items()):
        info = ColumnInfo(ValueType.INTEGER, digest("bench", name), codes=tuple(range(size)))
        dataset = dataset.then(Import(name, _RELEASE, name, info, population=place == 0))
    return dataset


def _write(folder: Path, persons: int) -> Path:
    folder.mkdir()
    random = np.random.default_rng(1)
    unit = pa.array(np.arange(persons, dtype=np.int32))
    key = pa.array(random.integers(-(2**63), 2**63 - 1, persons, dtype=np.int64))
    path = folder / "serving.duckdb"
    with duckdb.connect(str(path)) as connection:
        people = pa.table({"unit": unit, "key": key, "parts": pa.array(np.ones(persons, dtype=np.int64))})
        connection.register("people", people)
        connection.execute("CREATE TABLE persons AS SELECT * FROM people")
        for name, size in _VARIABLES.items():
            values = pa.array(random.integers(0, size, persons))
            part = pa.array(np.zeros(persons, dtype=np.uint8))
            connection.register("answers", pa.table({"unit": unit, "part": part, "value": values}))
            connection.execute(f'CREATE TABLE "V_{name}" AS SELECT * FROM answers')
    return path
