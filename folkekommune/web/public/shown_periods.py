"""Over how many years a figure is shown: in a small place a year is too little to show a district by."""

from __future__ import annotations

from dataclasses import replace

from folkekommune.indicators.definition import Definition
from folkekommune.web.ports import Cell, PublishedFigures


def shown_cell(figures: PublishedFigures, definition: Definition, cell: Cell) -> Cell:
    """Give the newest figure over the shortest published period that shows it; the year where none does.

    :param cell: of the year.
    """
    periods = (replace(cell, years=length) for length in sorted({1, *definition.period.years}))
    return next((each for each in periods if figures.figure(each).is_shown), cell)
