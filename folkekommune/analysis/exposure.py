"""Who is in the small cells of a table: for the counters of exposure alone, and never shown."""

from __future__ import annotations

from collections import Counter

import numpy as np
from numpy.typing import NDArray

from folkekommune.analysis.inquiry import Inquiry
from folkekommune.disclosure.evidence import Filters
from folkekommune.disclosure.gate import Judged
from folkekommune.query.engine import RowsRequest
from folkekommune.query.outputs import CategoryChart, Output, Table

Keys = NDArray[np.uint64]


def divisions(output: Output) -> tuple[tuple[str, ...], ...]:
    """Give what the people of an output are divided by, for each table in it."""
    match output:
        case Table():
            tables: tuple[Table, ...] = (output,)
        case CategoryChart():
            tables = output.tables
        case _:
            return ()
    return tuple(tuple(dimension.column for dimension in table.dimensions) for table in tables)


def exposed(columns: tuple[str, ...], inquiry: Inquiry, population: Judged, *, small: int) -> Keys:
    """Give the keys of the persons in cells of at most ``small`` persons, each once.

    Rows that are groups are nobody's; of them nothing is given.
    """
    dataset = inquiry.dataset
    if not (dataset.persons or dataset.rows_of_persons) or not columns:
        return np.zeros(0, dtype=np.uint64)
    if dataset.rows_of_persons:
        return _behind_rows(columns, inquiry, population.count.cell.filters, small=small)
    ignored = frozenset(range(len(dataset.conditions))) - population.count.cell.filters
    return inquiry.engine.rows(RowsRequest(dataset, columns, ignored, few=small)).keys


def _behind_rows(columns: tuple[str, ...], inquiry: Inquiry, filters: Filters, *, small: int) -> Keys:
    """Give the keys of the persons who have rows in cells of few persons."""
    cells = inquiry.cells(columns)
    needed = sum(1 << condition for condition in filters)
    places = list(zip(*cells.coordinates[:-1], strict=True))
    live = {
        (places[group], int(cells.fingerprint[group]))
        for group in np.flatnonzero((cells.mask & needed) == needed)
    }
    sizes = Counter(place for place, _ in live)
    return np.unique(np.array([key for place, key in live if sizes[place] <= small], dtype=np.uint64))
