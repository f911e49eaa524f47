"""Read Excel workbooks: one sheet an occasion, one row a visit, one column an item.

Hidden sheets are not read, and it is told that they were there; hidden columns are, since record systems keep
their ids in them. A formula is never worked out, and the value last stored for it is not taken unless the
mapping says so: the row waits.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from folkekommune.catalogue.model import Databank, ValueType
from folkekommune.errors import InputError, Place
from folkekommune.ingest.cells.batch import ROWS_AT_A_TIME, Batch, Remark
from folkekommune.ingest.delivery import DeliveredFile, Delivery
from folkekommune.ingest.formats.sheet_rows import SheetRow
from folkekommune.ingest.formats.sheet_words import CellWords
from folkekommune.ingest.formats.workbook import Sheet, Workbook, open_workbook
from folkekommune.ingest.mappings.mapping import (
    BIRTH_DATE,
    IDENTITY,
    RECORD,
    VISIT_DATE,
    Mapping,
    file_pattern,
)
from folkekommune.ingest.mappings.sheet_names import SheetNames, shown
from folkekommune.ingest.reading.gathering import Gatherer
from folkekommune.ingest.reading.header_fields import NoHeaderError, check_roles, column_targets

SHAPE = "workbook"
REQUIRED = ("files", "header_row")
REFUSE, STORED = "refuse", "stored"


def check(mapping: Mapping) -> None:
    """Refuse a mapping without the options and roles that a workbook needs."""
    place = Place(file=str(mapping.file))
    for key in REQUIRED:
        if key not in mapping.options:
            raise InputError("ingest.key-missing", place=place, key=f"options.{key}")
    header = mapping.options["header_row"]
    if not header.isdigit() or int(header) < 1:
        raise InputError("ingest.key-not-number", place=place, key="options.header_row")
    if mapping.options.get("formulas", REFUSE) not in {REFUSE, STORED}:
        choices = f"{REFUSE}, {STORED}"
        raise InputError("ingest.key-not-choice", place=place, key="options.formulas", choices=choices)
    check_roles(mapping)
    file_pattern(mapping, "files")
    SheetNames(mapping)


def visit_files(delivery: Delivery, mapping: Mapping) -> list[DeliveredFile]:
    """Give the workbooks with the right name."""
    pattern = file_pattern(mapping, "files")
    return [file for file in delivery.files if pattern.fullmatch(file.name)]


def read(delivery: Delivery, mapping: Mapping, databank: Databank) -> Iterator[Batch]:
    """Read every workbook of a delivery, sheet by sheet."""
    pattern = file_pattern(mapping, "files")
    for file in delivery.files:
        path = delivery.path(file)
        named = pattern.fullmatch(file.name)
        if named is None:
            raise InputError("ingest.file-unexpected", place=Place(file=str(path)), mapping=mapping.file.name)
        if named.groupdict().get("municipality", delivery.municipality) != delivery.municipality:
            raise InputError("ingest.file-municipality", place=Place(file=str(path)))
        with open_workbook(path) as workbook:
            yield from _Reading(path, mapping, databank, workbook=workbook).batches(file.rows)


@dataclass(frozen=True)
class _Column:
    """What a column holds, and whether it holds days."""

    target: str
    of_days: bool


class _Reading:
    """One workbook."""

    def __init__(self, path: Path, mapping: Mapping, databank: Databank, *, workbook: Workbook) -> None:
        self._path = path
        self._mapping = mapping
        self._databank = databank
        self._workbook = workbook
        self._header = int(mapping.options["header_row"])
        self._end = mapping.options.get("end", "")
        self._stored = mapping.options.get("formulas") == STORED
        self._occasions = SheetNames(mapping).occasions(databank)
        self._words = CellWords(from_1904=workbook.from_1904, date_format=mapping.writing.date_format)
        self._count = 0

    def batches(self, promised: int | None) -> Iterator[Batch]:
        """Give the rows of every sheet in batches, then check that all of them were there."""
        for sheet in self._workbook.sheets:
            yield from self._sheet(sheet)
        if promised is not None and promised != self._count:
            raise InputError("ingest.rows-differ", place=Place(file=str(self._path)), n=self._count)

    def _sheet(self, sheet: Sheet) -> Iterator[Batch]:
        label = f"{self._path.name} [{shown(sheet.name)}]"
        gatherer = Gatherer(label, self._mapping, self._databank)
        occasion = self._occasions.get(sheet.name)
        if sheet.hidden:
            gatherer.remarks.append(Remark("sheet-hidden", label))
        elif occasion is None:
            if next(self._workbook.rows(sheet), None) is not None:
                raise InputError(
                    "sheets.sheet-unknown",
                    place=Place(file=str(self._path)),
                    sheet=shown(sheet.name),
                    mapping=self._mapping.file.name,
                )
            gatherer.remarks.append(Remark("sheet-empty", label))
        elif occasion:
            yield from self._rows(sheet, occasion, label=label, gatherer=gatherer)
        yield from gatherer.flush()

    def _rows(self, sheet: Sheet, occasion: str, *, label: str, gatherer: Gatherer) -> Iterator[Batch]:
        columns: dict[int, _Column] | None = None
        waiting = 0
        for row in self._workbook.rows(sheet):
            if row.number < self._header:
                continue
            if columns is None:
                columns = self._columns(row, occasion, label=label, gatherer=gatherer)
            elif self._ends(row):
                break
            elif any(cell.text.strip() or cell.formula for cell in row.cells.values()):
                self._add(row, columns, gatherer, occasion=occasion, label=label)
                waiting += 1
            if waiting == ROWS_AT_A_TIME:
                yield from gatherer.flush()
                waiting = 0
        if columns is None:
            gatherer.remarks.append(Remark("sheet-empty", label))

    def _columns(self, row: SheetRow, occasion: str, *, label: str, gatherer: Gatherer) -> dict[int, _Column]:
        """Tell what each column holds; those that are dropped hold nothing."""
        named = [(index, cell.text) for index, cell in sorted(row.cells.items()) if cell.text.strip()]
        if row.number != self._header:
            raise self._no_header()
        try:
            targets, remarks = column_targets(
                named, gatherer.names(occasion), self._mapping, file=str(self._path), label=label
            )
        except NoHeaderError:
            raise self._no_header() from None
        gatherer.remarks += remarks
        days = self._days_at(occasion)
        return {index: _Column(targets.get(index, ""), targets.get(index, "") in days) for index, _ in named}

    def _no_header(self) -> InputError:
        place = Place(file=str(self._path), row=self._header)
        return InputError("ingest.header-missing", place=place, line=self._header)

    def _days_at(self, occasion: str) -> set[str]:
        items = {
            variable.item
            for variable in self._databank.variables.values()
            if variable.occasion == occasion and variable.item and variable.value_type is ValueType.DATE
        }
        return items | {VISIT_DATE, BIRTH_DATE}

    def _ends(self, row: SheetRow) -> bool:
        # The cells of a row come in the order of the columns.
        first = next((text for cell in row.cells.values() if (text := cell.text.strip())), "")
        return bool(self._end) and first == self._end

    def _add(
        self, row: SheetRow, columns: dict[int, _Column], gatherer: Gatherer, *, occasion: str, label: str
    ) -> None:
        self._count += 1
        words: dict[str, str] = {}
        whole = True
        for index, cell in row.cells.items():
            column = columns.get(index)
            if column is None:
                if cell.text.strip():
                    place = Place(file=str(self._path), row=row.number, column=index + 1)
                    raise InputError("sheets.column-unnamed", place=place)
            elif column.target:
                if cell.formula and not self._stored:
                    gatherer.remarks.append(Remark("formula", label, column.target))
                    whole = False
                words[column.target] = self._words.word(cell, of_days=column.of_days)
        if not whole:
            gatherer.broken.append(row.number)
            return
        rows = gatherer.at(occasion)
        record, identity = words.pop(RECORD, ""), words.pop(IDENTITY, "")
        rows.put(words)
        rows.numbers.append(row.number)
        rows.record.append(record)
        rows.identity.append(identity or None)
