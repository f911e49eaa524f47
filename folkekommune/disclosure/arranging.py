"""Lay a protected table out in another way: what it says stays the same.

Everything is decided from what the table shows. A cell that is hidden or in the band comes before all
others, so that the last rows of a sorted table are the largest.
"""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import product

from folkekommune.disclosure.results import _SEAL, Layout, SafeDimension, SafeTable
from folkekommune.query.outputs import Arrangement

Place = tuple[int | None, ...]


def arranged(table: SafeTable, how: Arrangement) -> SafeTable:
    """Sort, cut and flatten a table."""
    if how == Arrangement():
        return table
    *outer, last = table.dimensions
    rows = list(product(*(_places(dimension) for dimension in outer or [last])))
    columns = _places(last) if outer else [None]
    if how.rows_by is not None:
        rows = _sorted_rows(table, rows, how.rows_by)
    if how.columns_by is not None and outer:
        columns = _sorted_columns(table, how.columns_by)
    if how.first is not None or how.last is not None:
        rows = _cut(rows, how)
    return replace(table, seal=_SEAL, layout=Layout(tuple(rows), tuple(columns), how.flat))


def _places(dimension: SafeDimension) -> list[int | None]:
    return [*range(len(dimension.categories)), None]


def _sorted_rows(table: SafeTable, rows: list[Place], codes: tuple[float | str, ...]) -> list[Place]:
    """Sort rows by a column. Codes of several dimensions name a column that is divided further.

    Rows that are told apart by one of them alone keep their order.
    """
    inner, margins = _parted(rows)
    if len(table.dimensions) == 1:
        return [*sorted(inner, key=lambda row: _figure(table, row)), *margins]
    named = _found(table.dimensions[-max(len(codes), 1) :], codes) if codes else (None,)
    if named is None:
        return rows
    kept = len(table.dimensions) - len(named)
    return [*sorted(inner, key=lambda row: _figure(table, (*row[:kept], *named))), *margins]


def _sorted_columns(table: SafeTable, codes: tuple[float | str, ...]) -> list[int | None]:
    *outer, last = table.dimensions
    row = _found(tuple(outer[: len(codes)]), codes)
    if row is None:
        return _places(last)
    whole = (*row, *[None] * (len(outer) - len(row)))
    return [*sorted(range(len(last.categories)), key=lambda column: _figure(table, (*whole, column))), None]


def _cut(rows: list[Place], how: Arrangement) -> list[Place]:
    inner, margins = _parted(rows)
    if how.first is not None:
        inner = inner[: how.first]
    if how.last is not None:
        inner = inner[-how.last :] if how.last else []
    return [*inner, *(row for row in margins if set(row) == {None})]


def _parted(rows: list[Place]) -> tuple[list[Place], list[Place]]:
    return [row for row in rows if None not in row], [row for row in rows if None in row]


def _found(dimensions: tuple[SafeDimension, ...], codes: tuple[float | str, ...]) -> Place | None:
    """Give the places of codes, or nothing when one of them is not shown or there are too many."""
    if len(codes) > len(dimensions):
        return None
    places = []
    for dimension, code in zip(dimensions, codes, strict=False):
        written = code if isinstance(code, str) else f"{code:.10g}"
        known = [label.value for label in dimension.categories]
        labels = [(label.nb, label.nn, label.en) for label in dimension.categories]
        named = [place for place, texts in enumerate(labels) if written in texts]
        if written not in known and not named:
            return None
        places.append(known.index(written) if written in known else named[0])
    return tuple(places)


def _figure(table: SafeTable, place: Place) -> float:
    cells = {cell.place: cell for cell in table.cells}
    text = cells[place].values[0][1].text
    return -math.inf if text is None else float(text)
