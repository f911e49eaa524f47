"""Rows of one occasion being gathered one by one, until there are enough for a batch."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field

import numpy as np

from folkekommune.ingest.columns import ABSENT, TextColumn
from folkekommune.ingest.fields import FieldNames


@dataclass
class GatheredRows:
    """Rows of one occasion, waiting to become a batch; ``targets`` tells what each field is."""

    names: FieldNames
    targets: dict[str, str] = field(default_factory=dict)
    numbers: list[int] = field(default_factory=list)
    record: list[str] = field(default_factory=list)
    identity: list[str | None] = field(default_factory=list)
    version: list[int] = field(default_factory=list)
    withdrawn: list[bool] = field(default_factory=list)
    cells: dict[str, GatheredCells] = field(default_factory=dict)

    def put(self, cells: dict[str, str]) -> None:
        """Write the cells of the next row."""
        row = len(self.numbers)
        columns = self.cells
        for target, word in cells.items():
            column = columns.get(target)
            if column is None:
                column = columns[target] = GatheredCells()
            words = column.words
            column.rows.append(row)
            column.found.append(words.setdefault(word, len(words)))


@dataclass
class GatheredCells:
    """The cells of one column that hold something."""

    rows: array[int] = field(default_factory=lambda: array("i"))
    found: array[int] = field(default_factory=lambda: array("i"))
    words: dict[str, int] = field(default_factory=dict)

    def column(self, count: int) -> TextColumn:
        """Give the column with so many rows."""
        indices = np.full(count, ABSENT, dtype=np.int32)
        indices[np.frombuffer(self.rows, dtype=np.int32)] = np.frombuffer(self.found, dtype=np.int32)
        return TextColumn(indices, list(self.words))
