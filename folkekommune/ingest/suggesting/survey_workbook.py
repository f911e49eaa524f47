"""Look at unknown Excel workbooks: one sheet may be an occasion, one row a visit, one column a field."""

from __future__ import annotations

import re
from pathlib import Path

from folkekommune.ingest.formats.sheet_rows import Kind, SheetRow
from folkekommune.ingest.formats.workbook import Sheet, Workbook, open_workbook
from folkekommune.ingest.suggesting.survey import Column, Survey, check_names

_LOOKED_AT = 15
_NARROW = 4
_YEAR = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")
_HALF = 0.5
_SHORTEST = 5
_COLUMNS_OF_CODES = 3


def survey_workbooks(files: list[Path], municipality: str) -> Survey:
    """Look at the workbooks of a delivery; sheets of one name are one group."""
    survey = Survey("workbook")
    headers: dict[int, int] = {}
    books: dict[str, dict[str, dict[str, str]]] = {}
    for path in sorted(files):
        with open_workbook(path) as workbook:
            for sheet in workbook.sheets:
                if not sheet.hidden:
                    row = _sheet(survey, workbook, sheet, books, path=path)
                    if row:
                        headers[row] = headers.get(row, 0) + 1
    name = files[0].name
    pattern = name.replace(municipality, "{municipality}", 1) if municipality else name
    survey.options["files"] = _YEAR.sub("{year}", pattern, count=1)
    survey.options["header_row"] = str(max(headers, key=lambda row: headers[row], default=1))
    _use_codebook(survey, books)
    return survey.close()


def _sheet(
    survey: Survey,
    workbook: Workbook,
    sheet: Sheet,
    books: dict[str, dict[str, dict[str, str]]],
    *,
    path: Path,
) -> int | None:
    """Look at a sheet; give the row of its names, None when it has none."""
    rows = workbook.rows(sheet)
    first: list[SheetRow] = []
    for row in rows:
        first.append(row)
        if len(first) == _LOOKED_AT:
            break
    header = _header(first)
    if header is None:
        return None
    names = {index: cell.text.strip() for index, cell in header.cells.items() if cell.text.strip()}
    check_names(names.values(), path)
    body = [row for row in first if row.number > header.number]
    if len(names) <= _NARROW + 1:
        _codebook(names, [*body, *rows], books.setdefault(sheet.name, {}))
        return None
    titles = [cell.text for row in first if row.number < header.number for cell in row.cells.values()]
    group = survey.group(sheet.name, sheet.name, *titles[:1])
    for name in names.values():
        survey.column(name).words.setdefault(group.name, [])
    filled = False
    for row in (*body, *rows):
        cells = {names[i]: c.text for i, c in row.cells.items() if i in names and c.text.strip()}
        if any(cell.formula for cell in row.cells.values()) and len(cells) <= len(names) / 3:
            ending = next((c.text.strip() for _, c in sorted(row.cells.items()) if c.kind is Kind.TEXT), "")
            if ending:
                survey.options["end"] = ending
            break
        if len(cells) <= 1:
            continue
        filled = True
        if not survey.add(group, cells):
            break
    return header.number if filled or names else None


def _header(rows: list[SheetRow]) -> SheetRow | None:
    """Find the row of names: the first with as many texts as any, none of them twice."""
    best: SheetRow | None = None
    most = 1
    for row in rows:
        texts = [c.text.strip() for c in row.cells.values() if c.kind is Kind.TEXT and c.text.strip()]
        if len(texts) > most and len(set(texts)) == len(texts) and len(texts) >= len(row.cells) * _HALF:
            best, most = row, len(texts)
    return best


def _codebook(names: dict[int, str], rows: list[SheetRow], found: dict[str, dict[str, str]]) -> None:
    """Keep what may be a list of codes: a column of fields, one of codes, one of titles."""
    columns = sorted(names)
    if len(columns) < _COLUMNS_OF_CODES:
        return
    for row in rows:
        cells = [
            row.cells[index].text.strip() if index in row.cells else ""
            for index in columns[:_COLUMNS_OF_CODES]
        ]
        if all(cells):
            found.setdefault(cells[0], {})[cells[1]] = cells[2]


def _named(survey: Survey, name: str) -> Column | None:
    """Find the column of a name that may be cut off at the top of a sheet."""
    if name in survey.columns:
        return survey.columns[name]
    cut = [one for one in survey.columns if len(one) >= _SHORTEST and name.startswith(one)]
    return survey.columns[max(cut, key=len)] if cut else None


def _use_codebook(survey: Survey, books: dict[str, dict[str, dict[str, str]]]) -> None:
    """Take titles of codes from the sheet whose first column names the fields."""
    skipped = []
    for sheet, fields in books.items():
        met = {name: column for name in fields if (column := _named(survey, name)) is not None}
        if len(met) >= _HALF * max(1, len(fields)):
            skipped.append(sheet)
            for name, column in met.items():
                column.titles |= fields[name]
    survey.options["codebook"] = "|".join(skipped)
