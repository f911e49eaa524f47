"""What follows an import: a table of four dimensions and key figures of nearly a million kept rows.

Plain DuckDB counts the same rows, kept by itself under the same condition. Ours counts all children of the
release, in and out of the population, with their fingerprints, since protection needs that; rounding, noise
and the ledger come after, and are not part of it. The table is also held against the clock, as are the key
figures of three variables with their quantiles.
"""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter

import duckdb

from folkekommune.bench.country import DAY, country, imported, open_country
from folkekommune.bench.figure import Figure, of_runs
from folkekommune.query.dataset import Dataset
from folkekommune.query.engine import CellRequest, Engine, Moment
from folkekommune.query.expressions import Binary, Column, Number, Operator
from folkekommune.query.steps import Keep
from folkekommune.synthetic.national.definition import BIRTH_YEAR, ITEMS, MUNICIPALITY, SEX
from folkekommune.synthetic.national.release import National

NAME = "follow-up"
_DIMENSIONS = (MUNICIPALITY, SEX, BIRTH_YEAR, ITEMS[0])
_NUMBERS = (*ITEMS[-2:], BIRTH_YEAR)
_QUANTILES = (0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99)
_BORN_BEFORE = 2019
_LIVE = 3
"""The mask of rows for which both conditions hold: they have the first variable, and were born before."""

_LIMIT = 500_000
_SIDE = 5
_RUNS = 9


def measure(scale: float) -> list[Figure]:
    """Measure both at a scale."""
    made = country(scale)
    dataset = _population()
    table = CellRequest(dataset, _DIMENSIONS)
    with open_country(made.serving) as engine, duckdb.connect(config={"threads": 2}) as plain:
        rows = _keep_plainly(plain, made)
        columns = ", ".join(_DIMENSIONS)
        pairs = _several(
            lambda: engine.cells(table, limit=_LIMIT),
            lambda: plain.sql(f"SELECT {columns}, count(*) FROM kept GROUP BY ALL").fetchnumpy(),
        )
        figures = _several(lambda: _key_figures(engine, dataset), lambda: None)
        counted = engine.cells(CellRequest(dataset), limit=_LIMIT)
    if counted.units[counted.mask == _LIVE].sum() != rows:
        raise RuntimeError("both must keep the same rows")
    note = f"{rows} kept rows; {1000 * min(own for own, _ in pairs):.0f} ms against "
    note += f"{1000 * min(other for _, other in pairs):.0f} ms"
    ratios = [own / other for own, other in pairs]
    clock = [("table", [own for own, _ in pairs], 50), ("summary", [own for own, _ in figures], 200)]
    return [
        of_runs(
            NAME,
            ratios,
            unit="ratio",
            against="plain DuckDB group-by",
            limit="<= 1.5",
            scale=scale,
            note=note,
        ),
        *(
            of_runs(
                f"{NAME}-{name}",
                [1000 * each for each in seconds],
                unit="ms",
                against="the clock",
                limit=f"<= {most}",
                scale=scale,
            )
            for name, seconds, most in clock
        ),
    ]


def _population() -> Dataset:
    dataset = imported((ITEMS[0], MUNICIPALITY, SEX, BIRTH_YEAR, *ITEMS[-2:]))
    return dataset.then(Keep(Binary(Operator.LESS, Column(BIRTH_YEAR), Number(_BORN_BEFORE))))


def _keep_plainly(plain: duckdb.DuckDBPyConnection, made: National) -> int:
    """Keep the same rows in plain DuckDB, and give how many there are."""
    plain.execute(f"ATTACH '{made.serving}' AS country (READ_ONLY)")
    first = f"start <= {DAY} AND (stop IS NULL OR stop >= {DAY})"
    joins = " ".join(f'JOIN country."V_{name}" AS {name} USING (unit)' for name in _DIMENSIONS[:-1])
    values = ", ".join(f"{name}.value AS {name}" for name in _DIMENSIONS[:-1])
    plain.execute(
        f"CREATE TABLE kept AS SELECT {values}, item.value AS {_DIMENSIONS[-1]} "
        f'FROM (SELECT unit, value FROM country."V_{_DIMENSIONS[-1]}" WHERE {first}) AS item {joins} '
        f"WHERE {BIRTH_YEAR}.value < {_BORN_BEFORE}"
    )
    (rows,) = plain.sql("SELECT count(*) FROM kept").fetchall()[0]
    return int(rows)


def _key_figures(engine: Engine, dataset: Dataset) -> None:
    """Ask for what key figures are made of: sums, and the values around each quantile."""
    engine.cells(CellRequest(dataset, (), tuple(Moment(name, 0, 2100) for name in _NUMBERS)), limit=_LIMIT)
    for name in _NUMBERS:
        engine.neighbours(dataset, name, _QUANTILES, side=_SIDE)


def _several(ours: Callable[[], object], theirs: Callable[[], object]) -> list[tuple[float, float]]:
    return [(_seconds(ours), _seconds(theirs)) for _ in range(_RUNS + 1)][1:]


def _seconds(work: Callable[[], object]) -> float:
    began = perf_counter()
    work()
    return perf_counter() - began
