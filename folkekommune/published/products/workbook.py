"""XLSX: the figures, what they are, and what the signs mean. No text can become a formula."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import xlsxwriter

from folkekommune.published.products.table import Column, Kind, ProductTable

_WIDEST = 40
_FIRST_ROWS = 200
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_NEVER = datetime(2000, 1, 1)  # noqa: DTZ001  (a workbook's time has no zone; it stands for no date at all)


@dataclass(frozen=True)
class WorkbookWords:
    """What stands around the figures, in one language.

    :param figures, about, signs: names of the three sheets.
    :param facts: what the figures are, line by line; :param meanings: sign and what it means.
    """

    title: str
    figures: str
    about: str
    signs: str
    facts: Sequence[tuple[str, str]] = ()
    meanings: Sequence[tuple[str, str]] = ()


def workbook(table: ProductTable, words: WorkbookWords, *, made: datetime | None = None) -> bytes:
    """Write a workbook; the same table gives the same bytes.

    :param made: when the figures were published, noted in the file.
    """
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, _OPTIONS) as book:
        created = made.replace(tzinfo=None) if made else _NEVER
        book.set_properties({"title": words.title, "created": created})
        bold = book.add_format({"bold": True})
        _write_figures(book.add_worksheet(words.figures), table, bold)
        _write_pairs(book.add_worksheet(words.about), words.facts, bold)
        _write_pairs(book.add_worksheet(words.signs), words.meanings, bold)
    return content.getvalue()


def _write_figures(sheet: Any, table: ProductTable, bold: Any) -> None:
    for place, column in enumerate(table.columns):
        sheet.write_string(0, place, column.name, bold)
        longest = max((len(row[place] or "") for row in table.rows[:_FIRST_ROWS]), default=0)
        sheet.set_column(place, place, min(max(longest, len(column.name)) + 2, _WIDEST))
        for line, row in enumerate(table.rows, start=1):
            _write_entry(sheet, (line, place), column, row[place])
    sheet.freeze_panes(1, 0)
    if table.rows:
        sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)


def _write_entry(sheet: Any, where: tuple[int, int], column: Column, entry: str | None) -> None:
    if entry is None or not entry:
        return
    if column.kind is Kind.TEXT:
        sheet.write_string(*where, entry)
    else:
        sheet.write_number(*where, float(entry))


def _write_pairs(sheet: Any, pairs: Sequence[tuple[str, str]], bold: Any) -> None:
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 100)
    for line, (name, meaning) in enumerate(pairs):
        sheet.write_string(line, 0, name, bold)
        sheet.write_string(line, 1, meaning)
