"""Cells that hold another person's identity number: a mother's, a partner's.

They are items of the type IDENTIFIER. A number that cannot be anyone's is a fault like any other cell that
is not understood. A draft gets the other person's handle, never the number, and nobody's who objects.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from folkekommune.catalogue.model import ValueType, Variable
from folkekommune.identity import check_numbers, parse_numbers
from folkekommune.ingest.cells.columns import ABSENT, Column, TextColumn, Understood
from folkekommune.ingest.cells.records import Records
from folkekommune.ingest.persons.persons import Persons

FAULT = "linked-person-unreadable"


def is_linked(variable: Variable) -> bool:
    """Tell whether the values of a variable are persons."""
    return variable.value_type is ValueType.IDENTIFIER


def read_linked(cells: TextColumn, *, from_2032: bool) -> Understood:
    """Read identity numbers."""
    words = [word.strip() for word in cells.words]
    checked = check_numbers(parse_numbers(words), from_2032=from_2032)
    there = cells.indices != ABSENT
    of_row = np.where(there, cells.indices, 0)
    blank = np.array([not word for word in words] or [True])
    valid = checked.valid if words else np.zeros(1, dtype=np.bool_)
    numbers = checked.numbers if words else np.zeros(1, dtype=np.int64)
    present = there & valid[of_row]
    faulty = there & ~valid[of_row] & ~blank[of_row]
    return Understood(
        column=Column(np.where(present, numbers[of_row], 0), present),
        answered=int(present.sum() + faulty.sum()),
        repaired={},
        faults={FAULT: faulty} if faulty.any() else {},
    )


def of_other_series(records: Records, *, synthetic: bool) -> NDArray[np.bool_]:
    """Tell which rows name a person of the synthetic series, or of the other."""
    found = np.zeros(records.count, dtype=np.bool_)
    for item in records.linked:
        column = records.items[item]
        rows = np.flatnonzero(column.present)
        checked = check_numbers(column.values[rows].astype(np.int64), from_2032=True)
        found[rows] |= checked.valid & (checked.synthetic == synthetic)
    return found


def with_handles(
    records: Records, rows: NDArray[np.bool_], persons: Persons, *, reserved: frozenset[int]
) -> Records:
    """Give the records with handles in place of numbers, in the rows that are written."""
    items = {}
    for item in records.linked:
        column = records.items[item]
        numbers = column.values.astype(np.int64)
        present = column.present & rows & ~np.isin(numbers, list(reserved))
        values = np.zeros(records.count, dtype=np.int64)
        values[present] = persons.linked(numbers[present])
        items[item] = Column(values, present)
    return records.with_items(items)
