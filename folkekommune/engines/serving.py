"""Read a whole release into memory, so that the reference engine can run on a small real one."""

from __future__ import annotations

import duckdb

from folkekommune.engines.source import MemoryRelease, ReleaseFiles, StoredValue

_VARIABLES = "SELECT table_name FROM duckdb_tables() WHERE starts_with(table_name, 'V_') ORDER BY table_name"


def read_release(files: ReleaseFiles) -> MemoryRelease:
    """Read every person and value of a serving file.

    Every row becomes a Python object: for some ten thousand persons, not for a million.
    """
    with duckdb.connect(str(files.serving), read_only=True) as connection:
        persons = connection.execute("SELECT unit, key, parts FROM persons ORDER BY unit").fetchall()
        tables = [str(row[0]) for row in connection.execute(_VARIABLES).fetchall()]
        values = {table.removeprefix("V_"): _values(connection, table) for table in tables}
    return MemoryRelease(files.parts, tuple((unit, key, parts) for unit, key, parts in persons), values)


def _values(connection: duckdb.DuckDBPyConnection, table: str) -> tuple[StoredValue, ...]:
    name = '"' + table.replace('"', '""') + '"'
    described = connection.execute(f"DESCRIBE {name}").fetchall()
    period = "start, stop" if "start" in {str(row[0]) for row in described} else "NULL, NULL"
    rows = connection.execute(
        f"SELECT unit, part, value, {period} FROM {name} WHERE value IS NOT NULL ORDER BY unit, part, 4"
    )
    return tuple(StoredValue(*row) for row in rows.fetchall())
