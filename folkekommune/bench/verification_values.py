"""What an indicator comes to, counted without protection: in truth, in raw rows, and after quality control.

Only an installation with made-up persons may count so. The same compiled definition counts all three, each
laid down as a release of its own: of true children, and of rows as they were delivered.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from folkekommune.bootstrap import Wiring, open_engine
from folkekommune.catalogue.model import Databank, ValueType
from folkekommune.indicators.compilation import compile_indicator
from folkekommune.indicators.definition import Definition
from folkekommune.ingest.cells.columns import Column
from folkekommune.ingest.cells.formulas import work_out
from folkekommune.ingest.quality.declaration import Declaration
from folkekommune.municipalities.division import districts
from folkekommune.query.columns import ReleaseRef
from folkekommune.query.engine import SCALE, CellRequest, Cells, Engine, Moment
from folkekommune.query.outputs import ShareCube
from folkekommune.services.indicator_expressions import expression_reader

EVERYBODY = "0"
_GROUPS = 500_000
_PLACE = slice(1, 5)
_SQL_TYPES = {ValueType.STRING: "VARCHAR", ValueType.DECIMAL: "DOUBLE"}


@dataclass(frozen=True)
class Key:
    """A figure: an indicator by place, year and sex; an empty district is the whole municipality."""

    indicator: str
    municipality: str
    district: str
    year: int
    sex: str


@dataclass
class Sum:
    """Cases, or the sum of values, and those they are among."""

    total: float = 0.0
    people: int = 0

    @property
    def value(self) -> float | None:
        """The share or the mean."""
        return self.total / self.people if self.people else None


Sums = Mapping[Key, Sum]


@dataclass(frozen=True)
class Asked:
    """What is counted: the definitions of a databank."""

    databank: Databank
    definitions: Sequence[Definition]

    @property
    def variables(self) -> frozenset[str]:
        """All variables that the definitions read."""
        return frozenset(name for each in self.definitions for name in each.variables)

    def requests(self, release: ReleaseRef, part: str) -> Iterator[ShareCube]:
        """Compile the definitions for a part of a release."""
        read = expression_reader(self.databank)
        for definition in self.definitions:
            yield compile_indicator(
                definition,
                databank=self.databank,
                release=release,
                municipality=part,
                districts=tuple(each.number for each in districts(part)),
                expression=read,
            )


def count_release(asked: Asked, wiring: Wiring, release: ReleaseRef, parts: Sequence[str]) -> dict[Key, Sum]:
    """Count the indicators of a release as they are after quality control."""
    with wiring.door() as door:
        return _merged(count(asked, door.engine, release, part) for part in parts)


def count(asked: Asked, engine: Engine, release: ReleaseRef, part: str) -> dict[Key, Sum]:
    """Count the indicators in a part of a release: those who live in its municipality."""
    found: dict[Key, Sum] = defaultdict(Sum)
    for cube in asked.requests(release, part):
        value = cube.value
        moments = () if value is None else (Moment(value.column, value.low, value.high),)
        cells = engine.cells(CellRequest(cube.dataset, cube.dimensions, moments), limit=_GROUPS)
        totals = _totals(cells, moments)
        rows = zip(cells.coordinates[0], *cells.coordinates[_PLACE], totals, cells.persons, strict=True)
        for outcome, place, district, year, sex, total, persons in rows:
            if outcome is None or place != part or year is None:
                continue
            for where in {"", str(district or "")}:
                for who in {EVERYBODY, EVERYBODY if sex is None else f"{sex:.0f}"}:
                    sums = found[Key(cube.indicator, part, where, int(year), who)]
                    sums.total += total
                    sums.people += int(persons)
    return dict(found)


def _totals(cells: Cells, moments: Sequence[Moment]) -> Iterable[float]:
    """Give the cases of each group, or the sum of its values."""
    if not moments:
        return ((outcome or 0.0) * n for outcome, n in zip(cells.coordinates[0], cells.persons, strict=True))
    (moment,), (sums,) = moments, cells.moments
    return moment.centre * sums.valid + moment.width * sums.total / SCALE


def _merged(each: Iterable[Mapping[Key, Sum]]) -> dict[Key, Sum]:
    return {key: sums for found in each for key, sums in found.items()}


class Rows:
    """Rows laid down as a release that an engine can be asked about, each a person of its own.

    :param folder: where it is written.
    """

    def __init__(self, asked: Asked, folder: Path) -> None:
        folder.mkdir(parents=True)
        self._asked = asked
        self._folder = folder
        self._file = folder / "serving.duckdb"
        self._connection = duckdb.connect(str(self._file))
        for name in sorted(asked.variables):
            kind = _SQL_TYPES.get(asked.databank.variables[name].value_type, "BIGINT")
            self._connection.execute(f'CREATE TABLE "V_{name}" (unit INTEGER, part UTINYINT, value {kind})')

    def add(self, name: str, unit: NDArray[np.int64], values: pa.Array) -> None:
        """Add the values that some units have of a variable."""
        part = pa.array(np.zeros(len(unit), dtype=np.uint8))
        rows = pa.table({"unit": pa.array(unit.astype(np.int32)), "part": part, "value": values})
        self._connection.register("rows", rows)
        self._connection.execute(f'INSERT INTO "V_{name}" SELECT * FROM rows WHERE value IS NOT NULL')
        self._connection.unregister("rows")

    def count(self, units: int, parts: Sequence[str]) -> dict[Key, Sum]:
        """Count the indicators, by the municipality that each row says."""
        keys = np.random.default_rng(1).integers(-(2**63), 2**63 - 1, units, dtype=np.int64)
        people = pa.table({"unit": np.arange(units, dtype=np.int32), "key": keys})
        self._connection.register("people", people)
        self._connection.execute("CREATE TABLE persons AS SELECT unit, key, 1::BIGINT AS parts FROM people")
        self._connection.close()
        release = ReleaseRef(self._asked.databank.name, "0.0.1")
        found = []
        for part in parts:
            engine = open_engine(self._file, (part,), threads=2, temporary=self._folder / "tmp" / part)
            found.append(count(self._asked, engine, release, part))
            engine.close()
        return _merged(found)


def count_truth(asked: Asked, declaration: Declaration, truth: Path, folder: Path) -> dict[Key, Sum]:
    """Count the true answers of all children: before any was lost, and before errors were planted."""
    children = pq.read_table(truth / "children.parquet", columns=["birth_date", "sex"])
    born = children["birth_date"].to_numpy().astype("datetime64[D]")
    sex = children["sex"].to_numpy().astype(np.int64)
    rows = Rows(asked, folder)
    units = np.arange(len(born))
    of_person = {
        "KJONN": sex,
        "FODSELSAAR": born.astype("datetime64[Y]").astype(np.int64) + 1970,
        "FODSELSMAANED": born.astype("datetime64[M]").astype(np.int64) % 12 + 1,
    }
    for name in of_person.keys() & asked.variables:
        rows.add(name, units, pa.array(of_person[name]))
    visits = pq.read_table(truth / "visits.parquet")
    known = (asked.databank.variables[name].occasion for name in asked.variables)
    for occasion in sorted({each for each in known if each}):
        chosen = visits.filter(pc.equal(visits["occasion"], occasion))
        _add_occasion(rows, asked, declaration, occasion=_Occasion(occasion, chosen, truth, born, sex))
    return rows.count(len(born), sorted(set(visits["municipality"].to_pylist())))


@dataclass(frozen=True)
class _Occasion:
    """The true visits of an occasion.

    :param born: :param sex: of all children.
    """

    name: str
    visits: pa.Table
    truth: Path
    born: NDArray[np.datetime64]
    sex: NDArray[np.int64]


def _add_occasion(rows: Rows, asked: Asked, declaration: Declaration, *, occasion: _Occasion) -> None:
    visits = occasion.visits
    answers = pq.read_table(occasion.truth / "answers" / f"{occasion.name}.parquet")
    child = visits["child"].to_numpy()
    order = np.argsort(visits["visit"].to_numpy())
    place = order[np.searchsorted(visits["visit"].to_numpy()[order], answers["visit"].to_numpy())]
    day = visits["date"].to_numpy().astype("datetime64[D]").astype(np.int64)
    items: dict[str, Column] = {
        "DATO": Column(day, np.ones(len(day), dtype=bool)),
        "STATUS": Column(visits["status"].to_numpy().astype(np.int64), np.ones(len(day), dtype=bool)),
    }
    # What the visits say of those who did not come as well is not taken from the answers.
    for name in (each for each in answers.column_names[3:] if each.upper() not in items):
        column = answers[name].combine_chunks()
        values, there = np.zeros(len(day)), np.zeros(len(day), dtype=bool)
        values[place] = np.nan_to_num(column.to_numpy(zero_copy_only=False).astype(np.float64))
        there[place] = column.is_valid().to_numpy(zero_copy_only=False)
        items[name.upper()] = Column(values, there)
    age = day - occasion.born[child].astype("datetime64[D]").astype(np.int64)
    for computed in declaration.computed:
        if all(source in items for source in computed.sources):
            sources = [items[source] for source in computed.sources]
            items[computed.item] = work_out(
                computed.formula, sources, age, sex=occasion.sex[child], decimals=computed.decimals
            )
    texts = {"KOMMUNE": visits["municipality"], "BYDEL": visits["district"]}
    for name in asked.variables:
        variable = asked.databank.variables[name]
        if variable.occasion != occasion.name or not variable.item:
            continue
        if variable.item in texts:
            where = texts[variable.item].combine_chunks()
            rows.add(name, child, pc.if_else(pc.equal(where, ""), pa.scalar(None, pa.string()), where))
        elif variable.item in items:
            found = items[variable.item]
            rows.add(name, child, as_values(found, variable.value_type))


def as_values(column: Column, kind: ValueType) -> pa.Array:
    """Give a column as values of its type, missing where there is none."""
    if column.words is not None:
        words = pa.array(column.words, pa.string())
        indices = pa.array(column.values.astype(np.int64), mask=~column.present)
        return words.take(indices)
    kinds = {ValueType.DECIMAL: np.float64}
    return pa.array(column.values.astype(kinds.get(kind, np.int64)), mask=~column.present)
