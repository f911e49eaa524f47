"""Write the archive form of a release: one Parquet file a variable and part, and its content digest."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from folkekommune.catalogue.model import Variable
from folkekommune.store.columns import order_of

_ROW_GROUP = 122_880  # the unit DuckDB and Spark share work in
_ANY_NUMBER = 0


@dataclass(frozen=True)
class Content:
    """What a file of values holds, told apart from how it is encoded."""

    rows: int
    digest: str


def archive_variable(
    connection: duckdb.DuckDBPyConnection, variable: Variable, *, rows: str, file: Path
) -> Content:
    """Write the rows of a variable in one part: unit_id, value, start, stop."""
    query = f"SELECT unit_id, value, start, stop FROM ({rows}) ORDER BY {order_of(variable)}"
    return _write(connection.sql(query).to_arrow_table(), file)


def archive_persons(connection: duckdb.DuckDBPyConnection, table: str, file: Path) -> Content:
    """Write the persons of a part: unit_id and record key."""
    query = f"SELECT unit_id, key FROM {table} ORDER BY unit_id"
    return _write(connection.sql(query).to_arrow_table(), file)


def _write(table: pa.Table, file: Path) -> Content:
    pq.write_table(
        table,
        file,
        compression="zstd",
        row_group_size=_ROW_GROUP,
        use_dictionary=["value"],
        column_encoding={"unit_id": "DELTA_BINARY_PACKED"},
    )
    return Content(rows=table.num_rows, digest=content_digest(table))


def content_digest(table: pa.Table) -> str:
    """Digest the values in their order, so that another library version changes nothing."""
    total = hashlib.sha256()
    for name in table.column_names:
        column = table[name]
        total.update(f"{name}:{column.type}:{len(column)}:{column.null_count};".encode())
        if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
            total.update(pc.binary_length(column).to_numpy().astype("<i4").tobytes())
            total.update("".join(column.to_pylist()).encode())
        elif column.null_count < len(column):
            total.update(column.fill_null(_ANY_NUMBER).to_numpy().tobytes())
    return total.hexdigest()
