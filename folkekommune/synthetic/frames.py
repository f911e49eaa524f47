"""The rows of one occasion on their way from the truth to a delivery: what will be written, and how."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from folkekommune.synthetic.arrays import BoolArray, FloatArray, IntArray, TextArray

Chosen = IntArray | BoolArray


class Spelling(IntEnum):
    """How a cell is written when it is not as it should be (E14, E15, E16)."""

    PLAIN = 0
    CODE = 1  # the code for the label
    CAPITALS = 2
    TRAILING = 3
    NYNORSK = 4
    OLD = 5  # a letter of an older form
    LETTER = 6  # J or N
    CROSS = 7
    LOWER = 8
    NINES = 9  # 999
    MINUS = 10  # -1
    ZERO = 11
    UNKNOWN = 12  # ukjent
    POINT = 13  # a decimal point among commas


@dataclass
class Cells:
    """The answers to one item: values, where one is given, how it is written, and what is planted."""

    values: FloatArray
    present: BoolArray
    spelling: NDArray[np.int8]
    planted: BoolArray

    def take(self, chosen: Chosen) -> Cells:
        """Give some rows."""
        return Cells(*(getattr(self, field.name)[chosen] for field in fields(self)))

    def free(self) -> BoolArray:
        """Tell which cells have an answer and nothing planted."""
        return self.present & ~self.planted

    @staticmethod
    def empty(size: int) -> Cells:
        """Give cells without an answer."""
        none = np.zeros(size, dtype=np.bool_)
        return Cells(np.zeros(size), none, np.zeros(size, dtype=np.int8), none.copy())


@dataclass
class Frame:
    """Visits of one occasion in one municipality.

    :param day: as it will be written; :param true_day: when it was.
    :param old_residence: the number of an old or foreign municipality, empty for the right one.
    :param district_told: whether the district is filled in.
    :param number: the identity number as it will be written.
    :param withdrawn: whether this version says that the visit never was.
    """

    occasion: str
    visit: IntArray
    child: IntArray
    day: IntArray
    true_day: IntArray
    minute: IntArray
    unit: IntArray
    district: IntArray
    district_told: BoolArray
    old_residence: TextArray
    status: IntArray
    delivery: IntArray
    sex: IntArray
    number: TextArray
    note: TextArray
    version: IntArray
    withdrawn: BoolArray
    cells: dict[str, Cells]

    def __len__(self) -> int:
        """Count the rows."""
        return len(self.visit)

    def take(self, chosen: Chosen) -> Frame:
        """Give some rows, as a copy."""
        columns = {
            field.name: getattr(self, field.name)[chosen]
            for field in fields(self)
            if field.name not in {"occasion", "cells"}
        }
        cells = {name: cells.take(chosen) for name, cells in self.cells.items()}
        return replace(self, **columns, cells=cells)

    def as_occasion(self, occasion: str, items: tuple[str, ...]) -> Frame:
        """Give the rows as if they were of another occasion: what it does not ask for falls away."""
        cells = {name: self.cells.get(name, Cells.empty(len(self))) for name in items}
        return replace(self, occasion=occasion, cells=cells)
