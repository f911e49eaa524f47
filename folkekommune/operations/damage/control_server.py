"""Control data on PostgreSQL: every row of every table can be read. What rows say, the audit trail holds."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Engine, select
from sqlalchemy.exc import DatabaseError

from folkekommune.access.tables import metadata
from folkekommune.operations.damage.finding import Finding, Kind

NAME = "[control] database"
_ROWS_AT_A_TIME = 1000


def find(server: Engine) -> Iterator[Finding]:
    """Find a database that lacks a table, or holds a row that cannot be read.

    :raises ControlUnreachable: when it does not answer.
    """
    try:
        with server.connect().execution_options(yield_per=_ROWS_AT_A_TIME) as connection:
            for table in metadata.sorted_tables:
                for _ in connection.execute(select(table)):
                    pass
    except (DatabaseError, ValueError):
        yield Finding(NAME, Kind.DAMAGED)
