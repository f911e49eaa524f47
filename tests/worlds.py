"""Small invented releases for tests, the same for every engine."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pyarrow as pa

from folkekommune.catalogue.model import ValueType
from folkekommune.engines.duckdb import DuckDBEngine
from folkekommune.engines.reference import ReferenceEngine
from folkekommune.engines.source import MemoryRelease, ReleaseFiles, StoredValue
from folkekommune.query.canonical import digest
from folkekommune.query.dataset import ColumnInfo, Dataset, Import, PersonRoot, ReleaseRef, start

RELEASE = ReleaseRef("no.example.bank", "1.0.0")


def person_key(unit: int) -> int:
    """Give an invented person's key: a signed 64-bit number."""
    return int.from_bytes(hashlib.blake2b(f"person {unit}".encode(), digest_size=8).digest(), signed=True)


def _insert(connection: duckdb.DuckDBPyConnection, table: str, rows: tuple[tuple[object, ...], ...]) -> None:
    """Insert rows a column at a time; inserting row by row takes minutes."""
    if rows:
        names = [f"c{place}" for place in range(len(rows[0]))]
        batch = pa.table([pa.array(column) for column in zip(*rows, strict=True)], names=names)
        connection.register("batch", batch)
        connection.execute(f"INSERT INTO {table} SELECT * FROM batch")
        connection.unregister("batch")


@dataclass
class World:
    """A release under construction: columns of values by unit.

    :param members: for each part its units.
    """

    members: dict[str, list[int]]
    variables: dict[str, list[StoredValue]] = field(default_factory=dict)
    types: dict[str, ValueType] = field(default_factory=dict)
    codes: dict[str, tuple[float | str, ...] | None] = field(default_factory=dict)

    @classmethod
    def of(cls, size: int, part: str = "4601") -> World:
        """Make a world of one part with units 0, 1, …"""
        return cls({part: list(range(size))})

    def add(
        self,
        name: str,
        values: list[float | int | str | None],
        *,
        part: str | None = None,
        codes: tuple[float | str, ...] | None = None,
    ) -> World:
        """Add a variable, one value for each unit of a part (the first part by default)."""
        part = part or next(iter(self.members))
        bit = list(self.members).index(part)
        rows = self.variables.setdefault(name, [])
        given = [value for value in values if value is not None]
        kind = ValueType.STRING if given and isinstance(given[0], str) else ValueType.INTEGER
        if any(isinstance(value, float) and not value.is_integer() for value in given):
            kind = ValueType.DECIMAL
        self.types[name], self.codes[name] = kind, codes
        rows += [
            StoredValue(unit, bit, value)
            for unit, value in zip(self.members[part], values, strict=True)
            if value is not None
        ]
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
        return MemoryRelease(parts, persons, {name: tuple(rows) for name, rows in self.variables.items()})

    def write(self, folder: Path) -> ReleaseFiles:
        """Write the serving file."""
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / "serving.duckdb"
        release = self.release
        with duckdb.connect(str(path)) as connection:
            connection.execute("CREATE TABLE persons (unit INTEGER, key BIGINT, parts BIGINT)")
            _insert(connection, "persons", release.persons)
            for name, rows in release.values.items():
                kind = {ValueType.STRING: "VARCHAR", ValueType.DECIMAL: "DOUBLE"}.get(self.types[name], "BIGINT")
                table = f'"V_{name}"'
                connection.execute(f"CREATE TABLE {table} (unit INTEGER, part UTINYINT, value {kind})")
                _insert(connection, table, tuple((r.unit, r.part, r.value) for r in rows))
        return ReleaseFiles(path, release.parts)

    def reference(self) -> ReferenceEngine:
        """Make the reference engine on this world."""
        release = self.release
        return ReferenceEngine(lambda _: release)

    def duckdb(self, folder: Path) -> DuckDBEngine:
        """Make the DuckDB engine on this world."""
        files = self.write(folder / "release")
        return DuckDBEngine(
            lambda _: files, folder / "release", threads=1, memory_limit="500MB", temporary=folder / "tmp"
        )

    def dataset(self, *names: str, grant: tuple[str, ...] | None = None) -> Dataset:
        """Import variables under their own names; the first decides the population."""
        dataset = start(PersonRoot(RELEASE, grant if grant is not None else tuple(self.members)))
        for place, name in enumerate(names):
            dataset = dataset.then(self.variable(name, population=place == 0))
        return dataset

    def variable(self, name: str, *, population: bool = False, alias: str | None = None) -> Import:
        """Make the step that imports a variable."""
        info = ColumnInfo(self.types[name], digest("variable", name), codes=self.codes[name])
        return Import(name, RELEASE, alias or name, info, population=population)
