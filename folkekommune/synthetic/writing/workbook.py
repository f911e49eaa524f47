"""Shape B: Excel workbooks, one a year, with a sheet an occasion, as such reports are often sent.

Visits come occasion by occasion, workbooks are written whole. What came waits in one file a delivery.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import xlsxwriter

from folkekommune.synthetic.arrays import IntArray
from folkekommune.synthetic.faults.context import FaultContext
from folkekommune.synthetic.faults.deliveries import EMPTY_SHEET
from folkekommune.synthetic.faults.persons import number_texts
from folkekommune.synthetic.frames import Frame
from folkekommune.synthetic.systems import Delivery, RecordSystem
from folkekommune.synthetic.writing.manifest import WrittenFile
from folkekommune.synthetic.writing.sheet_columns import SheetColumn, SheetColumns

_WAITING = ".waiting"
_LONGEST_NAME = 31
_TITLE, _EXTRACTED, _THEMES, _HEADINGS, _FIRST = range(5)
_BLANK_ROWS = 2
_DAY_ROLES = {"visit_date", "birth_date"}
_FEW = 25
_MOST_IN_MEMORY = 5000


@dataclass
class WorkbookWriter:
    """Writes one delivery in shape B.

    :param numbers: the right identity number of every child.
    """

    folder: Path
    system: RecordSystem
    delivery: Delivery
    columns: SheetColumns
    context: FaultContext
    numbers: IntArray
    _waiting: dict[tuple[int, str], list[int]] = field(default_factory=dict)
    _rows: dict[int, int] = field(default_factory=dict)

    def write(self, frame: Frame) -> None:
        """Keep visits until their workbook is written."""
        years = frame.true_day.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970
        for year in np.unique(years).tolist():
            part = frame.take(years == year)
            numeric = self._has_numeric_numbers(year)
            if numeric:
                self._note_lost_zeros(part)
            columns = [
                self.columns.cells(part, column.content, numeric_numbers=numeric).tolist()
                for column in self.columns.layout(frame.occasion)
            ]
            self._keep(year, frame.occasion, columns)
            self._rows[year] = self._rows.get(year, 0) + len(part)

    def close(self) -> list[WrittenFile]:
        """Write the workbooks."""
        years = sorted(self._rows) or [self.delivery.extracted.year]
        written = []
        for index, year in enumerate(years):
            path = self.folder / f"Helseprofil_{self.system.municipality}_{year}.xlsx"
            self._write_workbook(path, year, first=index == 0)
            written.append(WrittenFile(path, self._rows.get(year, 0)))
        (self.folder / _WAITING).unlink(missing_ok=True)
        return written

    def _has_numeric_numbers(self, year: int) -> bool:
        """Tell whether a workbook keeps identity numbers as numbers, which have no leading zero (E01)."""
        which = f"{self.delivery.position}/{year}"
        chance = self.context.rng("E01", self.system.municipality, which).random()
        return bool(chance < self.context.settings["numeric_numbers"]["share_of_workbooks"])

    def _note_lost_zeros(self, frame: Frame) -> None:
        rows = np.flatnonzero([number.startswith("0") for number in frame.number])
        right = number_texts(self.numbers[frame.child[rows]])
        item = self.context.questionnaire.with_role("identity_number").name
        self.context.log.add(
            "E01", frame, rows, municipality=self.system.municipality, item=item, true=list(right)
        )

    def _keep(self, year: int, occasion: str, columns: list[list[Any]]) -> None:
        with (self.folder / _WAITING).open("ab") as file:
            self._waiting.setdefault((year, occasion), []).append(file.tell())
            file.write(orjson.dumps(columns) + b"\n")

    def _kept(self, year: int, occasion: str) -> Iterator[list[list[Any]]]:
        places = self._waiting.get((year, occasion), [])
        if places:
            with (self.folder / _WAITING).open("rb") as file:
                for place in places:
                    file.seek(place)
                    yield orjson.loads(file.readline())

    def _write_workbook(self, path: Path, year: int, *, first: bool) -> None:
        # A large workbook is written row by row, with its texts in the cells; a small one shares them.
        small = self._rows.get(year, 0) <= _MOST_IN_MEMORY
        options = {"in_memory": True} if small else {"constant_memory": True}
        with xlsxwriter.Workbook(path, options) as book:
            book.set_properties({"title": "Helseprofil", "created": self.delivery.extracted})
            self._write_about(book.add_worksheet("Les meg"), year)
            for occasion in self._occasions(year):
                name = self.columns.questionnaire.occasion(occasion).title.replace("/", " ")
                sheet = book.add_worksheet(name[:_LONGEST_NAME])
                _Sheet(book, sheet, self.columns, occasion).write(
                    self.delivery.extracted, self._kept(year, occasion)
                )
            if first and self.columns.faults.file == EMPTY_SHEET:
                book.add_worksheet("Ark1")
            self._write_code_lists(book.add_worksheet("Kodeverk"))

    def _occasions(self, year: int) -> list[str]:
        """Give the occasions with a sheet: the system's own, and those that visits were put under wrongly."""
        own = self.system.occasions
        return [*own, *sorted(name for at, name in self._waiting if at == year and name not in own)]

    def _write_about(self, sheet: Any, year: int) -> None:
        lines = (
            f"Helseprofil {year}, kommune {self.system.municipality}",
            "Ett ark for hver konsultasjon. Kodene er forklart i arket Kodeverk.",
            "Syntetiske data, ingen ekte personer.",
        )
        for row, line in enumerate(lines):
            sheet.write_string(row, 0, line)

    def _write_code_lists(self, sheet: Any) -> None:
        sheet.write_row(0, 0, ("variabel", "kode", "tekst", "gyldig_fra", "gyldig_til"))
        row = 1
        for item in self.columns.questionnaire.items:
            code_list = self.columns.databank.code_lists.get(item.code_list or "")
            for code in code_list.codes if code_list else ():
                until = code.valid_until.isoformat() if code.valid_until else ""
                sheet.write_row(
                    row, 0, (item.name, code.value, code.title.nb, code.valid_from.isoformat(), until)
                )
                row += 1


class _Sheet:
    """The sheet of one occasion."""

    def __init__(self, book: Any, sheet: Any, columns: SheetColumns, occasion: str) -> None:
        self._sheet = sheet
        self._columns = columns
        self._occasion = occasion
        self._layout = columns.layout(occasion)
        self._day = book.add_format({"num_format": "dd.mm.yyyy"})
        self._theme = book.add_format({"bold": True, "align": "center"})
        self._bold = book.add_format({"bold": True})
        self._fill = book.add_format({"bg_color": "#FFFF99"})

    def write(self, extracted: datetime, parts: Iterator[list[list[Any]]]) -> None:
        """Write headings, the rows as they come, and below them the row of sums."""
        self._sheet.set_column(0, 0, 8, None, {"hidden": True})
        self._write_headings(extracted)
        row = _FIRST
        for columns in parts:
            for cells in zip(*columns, strict=True):
                self._write_row(row, cells)
                row += 1
        if row > _FIRST:
            self._write_sums(row)

    def _write_headings(self, extracted: datetime) -> None:
        title = self._columns.questionnaire.occasion(self._occasion).title
        self._sheet.write_string(_TITLE, 1, f"Helseprofil: {title}", self._bold)
        self._sheet.write_string(_EXTRACTED, 1, f"Uttrekk {extracted:%d.%m.%Y %H:%M}")
        place = 0
        for theme, columns in groupby(self._layout, key=lambda column: column.theme):
            width, heading = len(list(columns)), self._columns.theme_title(theme)
            if width > 1:
                self._sheet.merge_range(_THEMES, place, _THEMES, place + width - 1, heading, self._theme)
            else:
                self._sheet.write_string(_THEMES, place, heading, self._theme)
            place += width
        for index, column in enumerate(self._layout):
            self._sheet.write_string(_HEADINGS, index, column.heading, self._bold)
        self._sheet.write_comment(_HEADINGS, 1, "Fødselsnummer eller D-nummer, 11 siffer")

    def _write_row(self, row: int, cells: tuple[Any, ...]) -> None:
        for index, (column, cell) in enumerate(zip(self._layout, cells, strict=True)):
            if cell == "":
                continue
            if isinstance(cell, str):
                self._sheet.write_string(row, index, cell)
            else:
                self._sheet.write_number(row, index, cell, self._format_of(column))
        if row % _FEW == 0:
            # Someone marked the row with a colour. It says nothing.
            self._sheet.write_blank(row, len(self._layout), None, self._fill)

    def _format_of(self, column: SheetColumn) -> Any:
        return self._day if column.content in _DAY_ROLES else None

    def _write_sums(self, row: int) -> None:
        """Leave blank rows and write what a spreadsheet works out itself."""
        place = row + _BLANK_ROWS
        self._sheet.write_string(place, 1, "Sum", self._bold)
        letter = xlsxwriter.utility.xl_col_to_name(0)
        formula = f"=COUNT({letter}{_FIRST + 1}:{letter}{row})"
        self._sheet.write_formula(place, 2, formula, None, row - _FIRST)
