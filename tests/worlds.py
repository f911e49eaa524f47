"""Small invented releases for tests, the same for every engine."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pyarrow as pa

from folkekommune.catalogue.model import PERSON_TYPE, ValueType
from folkekommune.engines.duckdb import DuckDBEngine
from folkekommune.engines.reference import ReferenceEngine
from folkekommune.engines.source import MemoryRelease, ReleaseFiles, StoredUnit, StoredValue
from folkekommune.query.canonical import digest
from folkekommune.query.columns import ColumnInfo, ReleaseRef
from folkekommune.query.dataset import Dataset, PersonRoot, start
from folkekommune.query.steps import Import

RELEASE = ReleaseRef("no.example.bank", "1.0.0")

_SQL_TYPES = {ValueType.STRING: "VARCHAR", ValueType.DECIMAL: "DOUBLE"}


def person_key(unit: int) -> int:
    """Give an invented person's key: a signed 64-bit number."""
    return int.from_bytes(hashlib.blake2b(f"person {unit}".encode(), digest_size=8).digest(), signed=True)


@dataclass
class World:
    """A release under construction: columns of values by unit.

    :param members: for each part its units.
    """

    members: dict[str, list[int]]
    variables: dict[str, list[StoredValue]] = field(default_factory=dict)
    types: dict[str, ValueType] = field(default_factory=dict)
    codes: dict[str, tuple[float | str, ...] | None] = field(default_factory=dict)
    units: dict[str, list[StoredUnit]] = field(default_factory=dict)
    unit_types: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, size: int, part: str = "4601") -> World:
        """Make a world of one part with numbered units."""
        return cls({part: list(range(size))})

    def add(
        self,
        name: str,
        values: Sequence[float | str | None],
        *,
        part: str | None = None,
        codes: tuple[float | str, ...] | None = None,
        kind: ValueType | None = None,
    ) -> World:
        """Add a variable, one value for each unit of a part (the first part by default)."""
        part = part or next(iter(self.members))
        bit = list(self.members).index(part)
        rows = self.variables.setdefault(name, [])
        self.types[name] = kind or _guess(values, self.types.get(name))
        self.codes[name] = codes
        rows += [
            StoredValue(unit, bit, value)
            for unit, value in zip(self.members[part], values, strict=True)
            if value is not None
        ]
        return self

    def add_rows(self, name: str, rows: Sequence[StoredValue], kind: ValueType) -> World:
        """Add a variable whose values hold for a time."""
        self.variables[name], self.types[name], self.codes[name] = list(rows), kind, None
        return self

    def add_units(self, unit_type: str, owners: Sequence[tuple[int, int]]) -> World:
        """Add units below persons: for each the number of its part and whose it is."""
        self.units[unit_type] = [StoredUnit(unit, part, who) for unit, (part, who) in enumerate(owners)]
        link = [StoredValue(each.unit, each.part, person_key(each.person)) for each in self.units[unit_type]]
        self.add_rows(f"{unit_type}_LINK", link, ValueType.IDENTIFIER)
        self.unit_types[f"{unit_type}_LINK"] = unit_type
        return self

    def add_of_units(
        self,
        unit_type: str,
        name: str,
        values: Sequence[float | str | None],
        *,
        codes: tuple[float | str, ...] | None = None,
        kind: ValueType | None = None,
    ) -> World:
        """Add a variable of units, one value for each."""
        rows = [
            StoredValue(unit.unit, unit.part, value)
            for unit, value in zip(self.units[unit_type], values, strict=True)
            if value is not None
        ]
        self.add_rows(name, rows, kind or _guess(values, None))
        self.codes[name], self.unit_types[name] = codes, unit_type
        return self

    @property
    def release(self) -> MemoryRelease:
        """The release in memory."""
        parts = tuple(self.members)
        bits: dict[int, int] = {}
        for bit, units in enumerate(self.members.values()):
            for unit in units:
                bits[unit] = bits.get(unit, 0) | 1 << bit
        persons = tuple((unit, person_key(unit), mask) for unit, mask in sorted(bits.items()))
        values = {name: tuple(rows) for name, rows in self.variables.items()}
        units = {name: tuple(rows) for name, rows in self.units.items()}
        return MemoryRelease(parts, persons, values, units)

    def write(self, folder: Path) -> ReleaseFiles:
        """Write the serving file."""
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / "serving.duckdb"
        release = self.release
        with duckdb.connect(str(path)) as connection:
            connection.execute("BEGIN")
            _fill(connection, "persons (unit INTEGER, key BIGINT, parts BIGINT)", release.persons)
            for name, owned in release.units.items():
                columns = "unit INTEGER, part UTINYINT, person INTEGER"
                _fill(connection, f'"U_{name}" ({columns})', [(u.unit, u.part, u.person) for u in owned])
            for name, rows in release.values.items():
                columns = f"unit INTEGER, part UTINYINT, value {_SQL_TYPES.get(self.types[name], 'BIGINT')}"
                if any(row.start is not None or row.stop is not None for row in rows):
                    periods = [(row.unit, row.part, row.value, row.start, row.stop) for row in rows]
                    _fill(connection, f'"V_{name}" ({columns}, start INTEGER, stop INTEGER)', periods)
                else:
                    _fill(connection, f'"V_{name}" ({columns})', [(r.unit, r.part, r.value) for r in rows])
            connection.execute("COMMIT")
        return ReleaseFiles(path, release.parts)

    def reference(self) -> ReferenceEngine:
        """Make the reference engine on this world."""
        release = self.release
        return ReferenceEngine(lambda _: release)

    def duckdb(self, folder: Path, *, memory_limit: str = "500MB") -> DuckDBEngine:
        """Make the DuckDB engine on this world."""
        files = self.write(folder / "release")
        return DuckDBEngine(
            lambda _: files,
            folder / "release",
            threads=1,
            memory_limit=memory_limit,
            temporary=folder / "tmp",
        )

    def dataset(self, *names: str, grant: tuple[str, ...] | None = None) -> Dataset:
        """Import variables under their own names; the first decides the population."""
        dataset = start(PersonRoot(RELEASE, grant if grant is not None else tuple(self.members)))
        for place, name in enumerate(names):
            dataset = dataset.then(self.variable(name, population=place == 0))
        return dataset

    def variable(
        self, name: str, *, population: bool = False, alias: str | None = None, at: int | None = None
    ) -> Import:
        """Make the step that imports a variable."""
        unit_type = self.unit_types.get(name, PERSON_TYPE)
        link = name == f"{unit_type}_LINK"
        info = ColumnInfo(self.types[name], digest("variable", name), codes=self.codes[name], link=link)
        return Import(name, RELEASE, alias or name, info, population=population, at=at, unit_type=unit_type)


def _guess(values: Sequence[float | str | None], before: ValueType | None) -> ValueType:
    given = [value for value in values if value is not None]
    if not given or before is ValueType.DECIMAL:
        return before or ValueType.INTEGER
    if isinstance(given[0], str):
        return ValueType.STRING
    whole = all(isinstance(value, int) or value.is_integer() for value in given)
    return ValueType.INTEGER if whole else ValueType.DECIMAL


def _fill(connection: duckdb.DuckDBPyConnection, table: str, rows: Sequence[tuple[object, ...]]) -> None:
    connection.execute(f"CREATE TABLE {table}")
    if rows:
        # A column at a time: row by row takes minutes at twenty thousand persons.
        names = [f"c{place}" for place in range(len(rows[0]))]
        batch = pa.table([pa.array(column) for column in zip(*rows, strict=True)], names=names)
        connection.register("batch", batch)
        connection.execute(f"INSERT INTO {table.split(' (', maxsplit=1)[0]} SELECT * FROM batch")
        connection.unregister("batch")
