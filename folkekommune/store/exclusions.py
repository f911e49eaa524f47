"""Visits and values that the review of a draft takes out of a release; deliveries themselves never change.

The file has a row for each: the delivery's sequence, the occasion, the row in its file, and the item, or
no item for a visit that does not count at all.
"""

from __future__ import annotations

import duckdb
import pyarrow as pa

from folkekommune.store.part import Part

EXCLUSIONS = pa.schema(
    [
        ("delivery", pa.int64()),
        ("occasion", pa.string()),
        ("at_row", pa.int64()),
        ("item", pa.string()),
    ]
)
"""What every file of exclusions has; whoever writes it may add why."""


def list_exclusions(connection: duckdb.DuckDBPyConnection, part: Part) -> None:
    """Make the table ``part.excluded``, by file and row; ``row_files`` tells which file a delivery wrote."""
    if part.exclusions is None:
        connection.execute(
            f"CREATE TEMP TABLE {part.excluded} (filename VARCHAR, file_row_number BIGINT, item VARCHAR)"
        )
        return
    connection.execute(
        f"CREATE TEMP TABLE {part.excluded} AS "
        "SELECT row_files.filename, given.at_row AS file_row_number, given.item "
        "FROM read_parquet($file) AS given JOIN row_files USING (delivery, occasion)",
        {"file": str(part.exclusions)},
    )


def take_out_values(connection: duckdb.DuckDBPyConnection, part: Part, table: str) -> None:
    """Empty the excluded values of a table of gathered visits."""
    there = {name for name, *_ in connection.execute(f"DESCRIBE {table}").fetchall()}
    named = connection.execute(f"SELECT DISTINCT item FROM {part.excluded} WHERE item IS NOT NULL").fetchall()
    for (item,) in named:
        if item in there:
            connection.execute(
                f'UPDATE {table} SET "{item}" = NULL FROM {part.excluded} AS gone '
                f"WHERE gone.item = $item AND {table}.filename = gone.filename "
                f"AND {table}.file_row_number = gone.file_row_number",
                {"item": item},
            )
