"""Copy all control data from one database into another, of the same kind or the other.

It is how a backup holds what lies on PostgreSQL (as the file an installation on SQLite has), how a restore
puts it back on either, and how an installation moves.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection, Engine, Integer, func, insert, select

from folkekommune.access.database import open_control_database, writing
from folkekommune.access.tables import metadata
from folkekommune.errors import UsageError

_ROWS_AT_A_TIME = 500


def copy_control_data(source: Engine, target: Engine) -> int:
    """Copy everything as it is at one instant, all or nothing; give how many rows.

    :raises UsageError: ``control.not-empty`` when something lies there already.
    """
    copied = 0
    with source.connect() as reading, writing(target) as connection:
        if not is_empty(connection):
            raise UsageError("control.not-empty")
        for table in metadata.sorted_tables:
            rows = reading.execution_options(yield_per=_ROWS_AT_A_TIME).execute(select(table)).mappings()
            for part in rows.partitions():
                connection.execute(insert(table), [dict(row) for row in part])
                copied += len(part)
        if connection.dialect.name == "postgresql":
            _continue_numbers(connection)
    return copied


def make_control_database(place: Path | str) -> None:
    """Make a new control database, for an installation that is being made.

    :raises UsageError: ``control.not-empty`` when another's control data lie there.
    """
    engine = open_control_database(place)
    try:
        with engine.connect() as connection:
            if not is_empty(connection):
                raise UsageError("control.not-empty")
    finally:
        engine.dispose()


def is_empty(connection: Connection) -> bool:
    """Say whether there are no control data in a database."""
    return not any(connection.execute(select(table).limit(1)).first() for table in metadata.sorted_tables)


def write_control_file(engine: Engine, file: Path) -> None:
    """Write all control data into a new SQLite file, without a log beside it."""
    target = open_control_database(file)
    try:
        copy_control_data(engine, target)
    finally:
        target.dispose()
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")


def _continue_numbers(connection: Connection) -> None:
    """Let numbers that the database draws go on after those that were copied."""
    for table in metadata.sorted_tables:
        column = table.autoincrement_column
        if column is not None and isinstance(column.type, Integer):
            highest = connection.execute(select(func.max(column))).scalar_one()
            if highest is not None:
                sequence = func.pg_get_serial_sequence(table.name, column.name)
                connection.execute(select(func.setval(sequence, highest)))
