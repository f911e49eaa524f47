"""Parquet, for statistics programs: the same columns with their types, absent numbers as null."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.parquet as pq

from folkekommune.published.products.table import Column, Kind, ProductTable

_TYPES = {Kind.TEXT: pa.string(), Kind.WHOLE: pa.int64(), Kind.DECIMAL: pa.float64()}
_READ = {Kind.TEXT: str, Kind.WHOLE: int, Kind.DECIMAL: float}


def parquet_file(table: ProductTable) -> bytes:
    """Write a table; the same table gives the same bytes."""
    columns = zip(*table.rows, strict=True) if table.rows else ((),) * len(table.columns)
    arrays = [_array(column, entries) for column, entries in zip(table.columns, columns, strict=True)]
    sink = pa.BufferOutputStream()
    made = pa.table(dict(zip((column.name for column in table.columns), arrays, strict=True)))
    pq.write_table(made, sink, compression="zstd")
    written: bytes = sink.getvalue().to_pybytes()
    return written


def _array(column: Column, entries: tuple[str | None, ...]) -> pa.Array:
    read = _READ[column.kind]
    return pa.array([None if entry is None else read(entry) for entry in entries], _TYPES[column.kind])
