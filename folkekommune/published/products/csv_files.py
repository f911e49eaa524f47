"""CSV in two dialects: for a Norwegian spreadsheet, and plain (RFC 4180)."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

from folkekommune.published.products.table import Column, Kind, ProductTable

_BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Dialect:
    """How a file is written.

    :param marked: begins with the mark by which a spreadsheet knows UTF-8, and keeps texts from
        being taken for formulas.
    """

    separator: str
    point: str
    marked: bool


EXCEL_NORWEGIAN = Dialect(";", ",", marked=True)
PLAIN = Dialect(",", ".", marked=False)


def csv_file(table: ProductTable, dialect: Dialect) -> bytes:
    """Write a table; an empty field is a number that is not shown, and ``status`` says why."""
    written = io.StringIO()
    writer = csv.writer(written, delimiter=dialect.separator, lineterminator="\r\n")
    writer.writerow([column.name for column in table.columns])
    for row in table.rows:
        writer.writerow(
            [_field(column, entry, dialect) for column, entry in zip(table.columns, row, strict=True)]
        )
    return ((_BYTE_ORDER_MARK if dialect.marked else "") + written.getvalue()).encode()


def _field(column: Column, entry: str | None, dialect: Dialect) -> str:
    if entry is None:
        return ""
    if column.kind is Kind.DECIMAL:
        return entry.replace(".", dialect.point)
    if column.kind is Kind.TEXT and dialect.marked and entry.startswith(_FORMULA):
        return f"'{entry}"
    return entry
