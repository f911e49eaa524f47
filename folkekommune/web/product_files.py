"""The files of a publication with names and words: what is downloaded, and what is written to a folder.

The numbers are those of the cells as they were published; the comparison beside them is that of the one
verdict, as the pages tell it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from enum import Enum
from functools import cached_property

from folkekommune.disclosure.cube_places import unknown_district
from folkekommune.indicators.definition import Definition
from folkekommune.published.figures import CellKey, FigureSet
from folkekommune.published.products.csv_files import EXCEL_NORWEGIAN, PLAIN, csv_file
from folkekommune.published.products.json_stat import CONTENTS, Labels, json_stat, json_stat_file
from folkekommune.published.products.parquet_file import parquet_file
from folkekommune.published.products.rows import DIMENSIONS, NUMBERS, Judged, ProductRow, product_rows
from folkekommune.published.products.table import UNDIVIDED, Names, ProductTable, product_table
from folkekommune.published.products.workbook import WorkbookWords, workbook
from folkekommune.texts import Language, catalogue, text
from folkekommune.web.comparison import verdict_of
from folkekommune.web.ports import Cell, PublishedFigures, Sign
from folkekommune.web.published_figures import SEX_CODES


class Form(Enum):
    """A form of the flat table: the ending of its file and its media type."""

    EXCEL_CSV = ("-excel.csv", "text/csv; charset=utf-8")
    CSV = (".csv", "text/csv; charset=utf-8")
    PARQUET = (".parquet", "application/vnd.apache.parquet")
    XLSX = (".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")

    @property
    def ending(self) -> str:
        """What the name of the file ends with."""
        return self.value[0]

    @property
    def media(self) -> str:
        """The media type."""
        return self.value[1]


_PERCENT = 100
_SEXES = {code: sex for sex, code in SEX_CODES.items()}
_OF_PAGES = {each.name for each in fields(Cell)}
"""The parts of a key that pages know of."""


@dataclass(frozen=True)
class ProductFiles:
    """Files of a set of figures.

    :param published: the cells as they were published.
    :param figures: the same cells with their names, definitions and verdicts.
    """

    published: FigureSet
    figures: PublishedFigures

    @cached_property
    def _definitions(self) -> dict[str, Definition]:
        return {each.code: each for each in self.figures.indicators()}

    def table(
        self,
        form: Form,
        *,
        municipality: str | None = None,
        indicator: str | None = None,
        language: Language = "nb",
    ) -> bytes:
        """Write the table of all figures, or of those of a municipality or an indicator."""
        return self.written(
            self.laid_out(self.rows(municipality=municipality, indicator=indicator)), form, language
        )

    def laid_out(self, rows: tuple[ProductRow, ...]) -> ProductTable:
        """Lay rows out as the table that every form of it is written from."""
        return product_table(self.published, rows, self.names())

    def written(self, table: ProductTable, form: Form, language: Language = "nb") -> bytes:
        """Write a table in one of its forms."""
        match form:
            case Form.EXCEL_CSV:
                return csv_file(table, EXCEL_NORWEGIAN)
            case Form.CSV:
                return csv_file(table, PLAIN)
            case Form.PARQUET:
                return parquet_file(table)
            case Form.XLSX:
                return workbook(table, self._workbook_words(table, language), made=self._latest())

    def json_stat(self, indicator: str, municipality: str, *, language: Language = "nb") -> bytes | None:
        """Write one indicator in one municipality as JSON-stat; None where there is none."""
        rows = self.rows(municipality=municipality, indicator=indicator)
        return self.json_stat_of(rows, language=language) if rows else None

    def json_stat_of(self, rows: Sequence[ProductRow], *, language: Language = "nb") -> bytes:
        """Write the rows of one indicator in one municipality, all of them, as JSON-stat."""
        key = rows[0].key
        labels = self._labels(self._definitions[key.indicator], key.municipality, language)
        return json_stat_file(json_stat(self.published, rows, labels, definition=key))

    def rows(
        self, *, municipality: str | None = None, indicator: str | None = None
    ) -> tuple[ProductRow, ...]:
        """Give the rows that the files hold, of the definitions in use."""
        known = {(each.databank, each.code, each.version) for each in self._definitions.values()}
        rows = product_rows(self.published, judge=self._judge, municipality=municipality, indicator=indicator)
        return tuple(row for row in rows if (row.key.databank, row.key.indicator, row.key.version) in known)

    def _judge(self, key: CellKey) -> Judged:
        definition = self._definitions.get(key.indicator)
        cell = _cell(key)
        if cell is None or definition is None or definition.version != key.version:
            return Judged()
        figure = self.figures.figure(cell)
        verdict = verdict_of(figure, definition.direction)
        coverage = "" if figure.coverage is None else f"{_PERCENT * figure.coverage:.0f}"
        return Judged(verdict.flag.value, verdict.comparison.value, coverage)

    def names(self) -> Names:
        """Give what the codes of the figures are called."""
        places = self.figures.municipalities()
        return Names(
            codes={"sex": {code: sex.value for code, sex in _SEXES.items()}},
            labels={
                "municipality": {place.number: place.name for place in places},
                "district": {
                    number: name for place in places for number, name in self._districts(place.number)
                },
            },
            units={code: each.unit for code, each in self._definitions.items()},
        )

    def _districts(self, municipality: str, language: Language = "nb") -> Iterator[tuple[str, str]]:
        for place in self.figures.districts(municipality):
            yield place.number, place.name
        yield unknown_district(municipality), text("products.unknown-district", language)

    def _labels(self, definition: Definition, municipality: str, language: Language) -> Labels:
        place = next((each for each in self.figures.municipalities() if each.number == municipality), None)
        name = definition.wording.name.in_language(language)
        people = definition.people
        words = {"female": people.female, "male": people.male}
        return Labels(
            title=f"{name}, {place.name if place else municipality}",
            source=definition.source,
            dimensions={part: text(f"products.column-{part}", language) for part in (*DIMENSIONS, CONTENTS)},
            categories={
                "district": {UNDIVIDED: text("products.whole-municipality", language)}
                | dict(self._districts(municipality, language)),
                "sex": {UNDIVIDED: text("products.both-sexes", language)}
                | {code: words[sex.value].in_language(language) for code, sex in _SEXES.items()},
                CONTENTS: {number: text(f"products.column-{number}", language) for number in NUMBERS},
            },
            signs=dict(_signs(language)),
        )

    def _workbook_words(self, table: ProductTable, language: Language) -> WorkbookWords:
        columns = [(column.name, meaning_of(column.name, language)) for column in table.columns]
        names = {code: each.wording.name.in_language(language) for code, each in self._definitions.items()}
        place = next(at for at, column in enumerate(table.columns) if column.name == "indicator")
        used = sorted({str(row[place]) for row in table.rows})
        publication = self.figures.publication
        release = publication.release if publication else "–"
        return WorkbookWords(
            title=text("products.title", language),
            figures=text("products.sheet-figures", language),
            about=text("products.sheet-about", language),
            signs=text("products.sheet-signs", language),
            facts=[
                ("", text("products.about", language)),
                (text("products.release", language), release),
                (text("products.licence", language), "CC BY 4.0"),
                *columns,
                *((code, names[code]) for code in used if code in names),
            ],
            meanings=[*_signs(language)],
        )

    def _latest(self) -> datetime | None:
        dates = [each.since for each in self.published.publications if each.since is not None]
        return max(dates) if dates else None


def _cell(key: CellKey) -> Cell | None:
    """Give the cell that pages ask for; None for a division that pages know nothing of."""
    parts = {part: getattr(key, part) for part in DIMENSIONS}
    if any(value is not None for part, value in parts.items() if part not in _OF_PAGES):
        return None
    parts["sex"] = _SEXES.get(key.sex) if key.sex else None
    return Cell(key.indicator, key.municipality, **{part: parts[part] for part in parts if part in _OF_PAGES})


def meaning_of(column: str, language: Language) -> str:
    """Say what a column holds; one that came with a new part of the key goes by its name."""
    code = f"products.column-{column.replace('_', '-')}"
    return text(code, language) if code in catalogue() else column


def _signs(language: Language) -> Iterator[tuple[str, str]]:
    for sign in Sign:
        yield sign.value, text(f"web.sign-{sign.name.lower()}", language)
