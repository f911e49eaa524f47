"""Control data on PostgreSQL: every row can be read, every sealed text opened.

What else rows say, the audit trail holds.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Engine, Row, select
from sqlalchemy.exc import DatabaseError

from folkekommune.access.sealed_texts import SEALED
from folkekommune.access.tables import metadata
from folkekommune.keys import Keys
from folkekommune.operations.damage import sealed_texts
from folkekommune.operations.damage.finding import Finding, Kind

NAME = "[control] database"
_ROWS_AT_A_TIME = 1000


def find(server: Engine, keys: Keys) -> Iterator[Finding]:
    """Find a database that lacks a table, or holds a row that cannot be read or a text that does not open.

    :raises ControlUnreachable: when it does not answer.
    """
    try:
        with server.connect().execution_options(yield_per=_ROWS_AT_A_TIME) as connection:
            for table in metadata.sorted_tables:
                with connection.execute(select(table)) as rows:
                    if not all(_holds(table.name, row, keys) for row in rows):
                        yield Finding(NAME, Kind.DAMAGED)
                        return
    except (DatabaseError, ValueError):
        yield Finding(NAME, Kind.DAMAGED)


def _holds(table: str, row: Row[Any], keys: Keys) -> bool:
    return table not in SEALED or sealed_texts.opens(table, row.sealed, row.municipality, keys)
