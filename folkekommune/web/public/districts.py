"""The figures of a municipality's districts, by their numbers: no ranking.

In a small place a year is too little to show a district by. Then the figures are those of several years.
"""

from __future__ import annotations

from dataclasses import dataclass

from folkekommune.indicators.definition import Definition
from folkekommune.indicators.questions import Question
from folkekommune.texts import Language, text
from folkekommune.web.comparison import verdict_of
from folkekommune.web.components.table import Table, TableCell, TableRow, figure_cells
from folkekommune.web.ports import Cell, Figure, Place, PublishedFigures
from folkekommune.web.public.answers import NewestFigure
from folkekommune.web.public.finding import find_definition
from folkekommune.web.public.shown_periods import shown_cell
from folkekommune.web.writing import write_period


@dataclass(frozen=True)
class Districts:
    """The table, and whether some of its figures are of several years."""

    table: Table
    pooled: bool


def districts_told(
    figures: PublishedFigures,
    question: Question,
    newest: NewestFigure,
    *,
    place: Place,
    language: Language,
    asked_for: str,
) -> Districts | None:
    """Lay out the newest figures; the district that was asked for stands out."""
    districts = figures.districts(place.number)
    if not districts or newest.year is None:
        return None
    definition = find_definition(figures, question.indicator)
    whole = Cell(question.indicator, place.number, newest.year)
    cells = {each: shown_cell(figures, definition, whole.part(district=each.number)) for each in districts}
    caption = text(
        "public.districts-caption",
        language,
        title=question.question.in_language(language),
        place=place.name,
    )
    heads = (
        text("public.district", language),
        *(text(f"web.column-{name}", language) for name in ("year", "share", "interval", "people")),
        text("public.column-rest", language, place=place.name),
    )
    rows = tuple(
        TableRow(
            district.name,
            _row(figures.figure(cell), write_period(cell.year, cell.years), definition, language),
            highlight=district.number == asked_for,
        )
        for district, cell in cells.items()
    )
    return Districts(Table(caption, heads, rows), any(cell.years > 1 for cell in cells.values()))


def _row(figure: Figure, period: str, definition: Definition, language: Language) -> tuple[TableCell, ...]:
    """Write the years, the figure, and whether it surely differs from the rest of the municipality."""
    if figure.value is None:
        return (TableCell(period), *(TableCell(sign=figure.sign),) * 4)
    against_rest = text(verdict_of(figure, definition.direction).word, language)
    return (TableCell(period), *figure_cells(figure, language), TableCell(against_rest, words=True))
