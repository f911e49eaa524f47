"""Rows being gathered one by one, until there are enough for a batch."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from folkekommune.catalogue.model import Databank
from folkekommune.errors import Place
from folkekommune.ingest.cells.batch import Batch, Remark
from folkekommune.ingest.cells.columns import ABSENT, TextColumn
from folkekommune.ingest.cells.units import converted
from folkekommune.ingest.mappings.fields import FieldNames
from folkekommune.ingest.mappings.mapping import Mapping


@dataclass
class GatheredRows:
    """Rows of one occasion, waiting to become a batch; ``targets`` tells what each field is.

    ``version`` is empty for exports that have none.
    """

    names: FieldNames
    targets: dict[str, str] = field(default_factory=dict)
    numbers: list[int] = field(default_factory=list)
    record: list[str] = field(default_factory=list)
    identity: list[str | None] = field(default_factory=list)
    version: list[int] = field(default_factory=list)
    withdrawn: list[bool] = field(default_factory=list)
    cells: dict[str, GatheredCells] = field(default_factory=dict)

    def put_cell(self, row: int, target: str, *, word: str) -> None:
        """Write a cell of a row that is there; of several words for one cell the last counts."""
        column = self.cells.get(target)
        if column is None:
            column = self.cells[target] = GatheredCells()
        column.rows.append(row)
        column.found.append(column.words.setdefault(word, len(column.words)))

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


class Gatherer:
    """Rows of one file, by occasion, with the remarks and broken rows that go with them."""

    def __init__(self, file: str, mapping: Mapping, databank: Databank) -> None:
        self._file = file
        self._mapping = mapping
        self._databank = databank
        self._names: dict[str, FieldNames] = {}
        self._targets: dict[str, dict[str, str]] = {}
        self._waiting: dict[str, GatheredRows] = {}
        self.remarks: list[Remark] = []
        self.broken: list[int] = []

    def names(self, occasion: str) -> FieldNames:
        """Give the fields there may be at an occasion."""
        if occasion not in self._names:
            self._names[occasion] = FieldNames(self._mapping, self._databank, occasion)
        return self._names[occasion]

    def at(self, occasion: str) -> GatheredRows:
        """Give the rows of an occasion that wait."""
        rows = self._waiting.get(occasion)
        if rows is None:
            targets = self._targets.setdefault(occasion, {})
            rows = self._waiting[occasion] = GatheredRows(self.names(occasion), targets)
        return rows

    def target(self, rows: GatheredRows, name: str, place: Place) -> str:
        """Tell what a field is, empty when it is dropped.

        :raises InputError: when it is not known.
        """
        target = rows.targets.get(name)
        if target is None:
            found = rows.names.find(name)
            if found is None:
                raise rows.names.unknown(name, file=str(place.file), line=place.line or place.row)
            if found.renamed:
                self.remarks.append(Remark("field-renamed", self._file, name))
            target = rows.targets[name] = found.target
        return target

    def flush(self) -> Iterator[Batch]:
        """Give what waits."""
        waiting, self._waiting = self._waiting, {}
        for occasion, rows in waiting.items():
            yield self._batch(occasion, rows)
        if self.broken or self.remarks:
            first = self._databank.occasions[0].name
            yield self._batch(first, GatheredRows(self.names(first)))

    def _batch(self, occasion: str, rows: GatheredRows) -> Batch:
        broken, self.broken = tuple(self.broken), []
        remarks, self.remarks = tuple(self.remarks), []
        return Batch(
            file=self._file,
            occasion=occasion,
            rows=np.array(rows.numbers, dtype=np.int64),
            record=pa.array(rows.record, pa.string()),
            identity=pa.array(rows.identity, pa.string()),
            version=np.array(rows.version, dtype=np.int64) if rows.version else None,
            withdrawn=np.array(rows.withdrawn or np.zeros(len(rows.numbers)), dtype=np.bool_),
            cells=converted(
                {target: cells.column(len(rows.numbers)) for target, cells in rows.cells.items()},
                self._mapping.units,
                self._mapping.writing,
            ),
            broken=broken,
            remarks=remarks,
        )
