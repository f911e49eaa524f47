"""Read a whole release into memory, so that the reference engine can run on a small real one."""

from __future__ import annotations

import duckdb

from folkekommune.engines.source import MemoryRelease, ReleaseFiles, StoredUnit, StoredValue

_TABLES = "SELECT table_name FROM duckdb_tables() WHERE starts_with(table_name, $prefix) ORDER BY table_name"


def read_release(files: ReleaseFiles) -> MemoryRelease:
    """Read every person and value of a serving file.

    Every row becomes a Python object: for some ten thousand persons, not for a million.
    """
    with duckdb.connect(str(files.serving), read_only=True) as connection:
        persons = connection.execute("SELECT unit, key, parts FROM persons ORDER BY unit").fetchall()
        values = {name: _values(connection, f"V_{name}") for name in _names(connection, "V_")}
        units = {name: _units(connection, f"U_{name}") for name in _names(connection, "U_")}
    known = tuple((unit, key, parts) for unit, key, parts in persons)
    return MemoryRelease(files.parts, known, values, units)


def _names(connection: duckdb.DuckDBPyConnection, prefix: str) -> list[str]:
    tables = connection.execute(_TABLES, {"prefix": prefix}).fetchall()
    return [str(row[0]).removeprefix(prefix) for row in tables]


def _units(connection: duckdb.DuckDBPyConnection, table: str) -> tuple[StoredUnit, ...]:
    name = '"' + table.replace('"', '""') + '"'
    rows = connection.execute(f"SELECT unit, part, person FROM {name} ORDER BY unit").fetchall()
    return tuple(StoredUnit(*row) for row in rows)


def _values(connection: duckdb.DuckDBPyConnection, table: str) -> tuple[StoredValue, ...]:
    name = '"' + table.replace('"', '""') + '"'
    described = connection.execute(f"DESCRIBE {name}").fetchall()
    period = "start, stop" if "start" in {str(row[0]) for row in described} else "NULL, NULL"
    rows = connection.execute(
        f"SELECT unit, part, value, {period} FROM {name} WHERE value IS NOT NULL ORDER BY unit, part, 4"
    )
    return tuple(StoredValue(*row) for row in rows.fetchall())
