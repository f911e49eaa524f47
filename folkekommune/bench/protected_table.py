"""A table of a whole country: counting with keys, sums, and the whole door, against plain counting and peers.

5.4 million generated persons, four coded variables and a number, in one serving file that the engine and
plain DuckDB read in turn. The peers get the same four columns, already in memory, and are timed from there.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import duckdb
import numpy as np
import pyarrow as pa
from pyarrow import parquet

from folkekommune.analysis.door import Asker, Door, ReleaseFacts
from folkekommune.bench.figure import Figure, of_runs
from folkekommune.bench.peers import PEERS, ask
from folkekommune.bootstrap import open_engine
from folkekommune.catalogue.model import Texts, ValueType
from folkekommune.disclosure.ledger import Ledger
from folkekommune.disclosure.policy import load_policy
from folkekommune.disclosure.registry import CubeRegistry
from folkekommune.keys import Keys
from folkekommune.query.canonical import digest
from folkekommune.query.columns import ColumnInfo, ReleaseRef
from folkekommune.query.dataset import Dataset, PersonRoot, start
from folkekommune.query.engine import CellRequest, Engine, Moment
from folkekommune.query.expressions import Binary, Column, Number, Operator
from folkekommune.query.outputs import Category, Dimension, Table
from folkekommune.query.steps import Import, Keep

NAME = "protected-table"
PERSONS = 5_400_000
_RUNS, _PEER_RUNS = 9, 3
_RELEASE = ReleaseRef("bench", "1.0.0")
_PARTS = ("4601",)
_CODED = {"PLACE": 11, "SEX": 2, "GROUP": 4, "ANSWER": 3}
_NUMBER, _RANGE = "HEIGHT", 100
_RECORD_KEYS = 256
_COLUMNS = ", ".join(f'"{name}"' for name in _CODED)


def measure(scale: float) -> list[Figure]:
    """Measure at a scale."""
    persons = int(PERSONS * scale)
    with tempfile.TemporaryDirectory() as folder:
        made = _write(Path(folder) / "release", persons)
        engine = open_engine(made.serving, _PARTS, threads=2, temporary=Path(folder) / "tmp")
        try:
            figures = _against_plain(engine, made, scale)
            figures.append(_whole_door(engine, made, Path(folder), scale))
        finally:
            engine.close()
        return figures + _against_peers(figures[0], made, scale)


@dataclass(frozen=True)
class _Made:
    """What is counted: the serving file, and the columns that peers read."""

    persons: int
    serving: Path
    columns: Path

    def facts(self, release: ReleaseRef) -> ReleaseFacts:
        """Give the facts of the release."""
        return ReleaseFacts(release, _PARTS, dict.fromkeys(_PARTS, "bench"), self.persons)


def _against_plain(engine: Engine, made: _Made, scale: float) -> list[Figure]:
    """Count and add up with keys, and the same in plain DuckDB."""
    counts = CellRequest(_dataset(), tuple(_CODED))
    sums = CellRequest(_dataset(), tuple(_CODED), (Moment(_NUMBER, 0, _RANGE),))
    with duckdb.connect(str(made.serving), read_only=True, config={"threads": 2}) as plain:
        joins = " ".join(f'LEFT JOIN "V_{name}" USING (unit)' for name in (*_CODED, _NUMBER))
        values = ", ".join(f'"V_{name}".value AS "{name}"' for name in (*_CODED, _NUMBER))
        plain.execute(f"CREATE TEMP TABLE kept AS SELECT {values} FROM persons {joins}")

        def raw() -> object:
            return plain.sql(f"SELECT {_COLUMNS}, count(*) FROM kept GROUP BY ALL").fetchall()

        pairs = [
            (
                _seconds(lambda: engine.cells(counts, limit=100_000)),
                _seconds(lambda: engine.cells(sums, limit=100_000)),
                _seconds(raw),
            )
            for _ in range(_RUNS + 1)
        ][1:]
    best = min(pairs)
    note = f"{made.persons} persons, 4-way; {1000 * best[0]:.0f} ms against {1000 * best[2]:.0f} ms"
    named = ((NAME, 0, "<= 1.7"), (f"{NAME}-sums", 1, "<= 3.5"))
    return [
        of_runs(
            name,
            [pair[place] / pair[2] for pair in pairs],
            unit="ratio",
            against="plain DuckDB group-by",
            limit=limit,
            scale=scale,
            note=note,
        )
        for name, place, limit in named
    ]


def _whole_door(engine: Engine, made: _Made, folder: Path, scale: float) -> Figure:
    """Ask the door for the table of ever another population, and tell what it takes beyond the counting."""
    keys = Keys(b"bench" * 7)
    ledger = Ledger(folder / "ledger" / "ledger.sqlite", keys)
    door = Door(engine, load_policy(), keys, ledger, CubeRegistry(folder / "ledger", keys), made)
    over = []
    for number in range(_RUNS + 1):
        dataset = _dataset().then(Keep(Binary(Operator.MORE, Column(_NUMBER), Number(5 * number))))
        counting = _seconds(lambda: engine.cells(CellRequest(dataset, tuple(_CODED)), limit=100_000))  # noqa: B023 - called at once
        table = Table(dataset, tuple(_dimension(name, size) for name, size in _CODED.items()))
        over.append(1000 * (_seconds(lambda: door.answer(table, Asker("bench", "bench"))) - counting))  # noqa: B023 - called at once
    return of_runs(
        f"{NAME}-door",
        over[1:],
        unit="ms",
        against="counting with keys",
        limit="<= 100",
        scale=scale,
        note="conditions, audit, ledger and noise of 264 cells and their margins, beyond the counting",
    )


def _against_peers(counted: Figure, made: _Made, scale: float) -> list[Figure]:
    """Hold the tools that others use against the counting with keys, in the same run."""
    figures = []
    for peer in PEERS:
        seconds = ask(peer, made.columns, tuple(_CODED), _PEER_RUNS)
        figures.append((peer, seconds))
    ours = float(counted.note.rsplit("; ", 1)[1].split(" ms", 1)[0]) / 1000
    return [
        of_runs(
            f"{NAME}-{peer.name.split(' ', 1)[0]}",
            [each / ours for each in seconds],
            unit="x",
            against=peer.name,
            limit=">= 6" if number == 0 else ">= 0",
            scale=scale,
            note=f"{min(seconds):.2f} s against {ours:.3f} s; it protects by {peer.protects}",
        )
        for number, (peer, seconds) in enumerate(figures)
    ]


def _seconds(work: Callable[[], object]) -> float:
    began = perf_counter()
    work()
    return perf_counter() - began


def _dimension(name: str, size: int) -> Dimension:
    codes = tuple(Category(code, Texts(str(code), str(code), str(code))) for code in range(size))
    return Dimension(name, name, codes)


def _dataset() -> Dataset:
    dataset = start(PersonRoot(_RELEASE, _PARTS))
    for place, (name, size) in enumerate((_CODED | {_NUMBER: 0}).items()):
        codes = tuple(range(size)) or None
        info = ColumnInfo(ValueType.INTEGER, digest("bench", name), codes=codes)
        dataset = dataset.then(Import(name, _RELEASE, name, info, population=place == 0))
    return dataset


def _write(folder: Path, persons: int) -> _Made:
    folder.mkdir()
    random = np.random.default_rng(1)
    unit = pa.array(np.arange(persons, dtype=np.int32))
    key = pa.array(random.integers(-(2**63), 2**63 - 1, persons, dtype=np.int64))
    path = folder / "serving.duckdb"
    columns = {}
    with duckdb.connect(str(path)) as connection:
        people = pa.table({"unit": unit, "key": key, "parts": pa.array(np.ones(persons, dtype=np.int64))})
        connection.register("people", people)
        connection.execute("CREATE TABLE persons AS SELECT * FROM people")
        for name, size in (_CODED | {_NUMBER: _RANGE}).items():
            values = pa.array(random.integers(0, size, persons))
            columns[name] = values
            part = pa.array(np.zeros(persons, dtype=np.uint8))
            connection.register("answers", pa.table({"unit": unit, "part": part, "value": values}))
            connection.execute(f'CREATE TABLE "V_{name}" AS SELECT * FROM answers')
    columns["record_key"] = pa.array(random.integers(0, _RECORD_KEYS, persons))
    file = folder / "columns.parquet"
    parquet.write_table(pa.table(columns), file)
    return _Made(persons, path, file)
