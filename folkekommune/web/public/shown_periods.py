"""Over how many years a figure is shown: in a small place a year is too little to show a district by."""

from __future__ import annotations

from dataclasses import replace

from folkekommune.indicators.definition import Definition
from folkekommune.web.ports import Cell, PublishedFigures, Sign


def shown_cell(figures: PublishedFigures, definition: Definition, cell: Cell) -> Cell:
    """Give the figure of a year or, where that is withheld, over the shortest published period that shows it.

    :param cell: of the year; it is given back where it is shown, is missing, or is withheld in every period.
    """
    if figures.figure(cell).sign is not Sign.WITHHELD:
        return cell
    periods = (replace(cell, years=length) for length in sorted(definition.period.years))
    return next((each for each in periods if figures.figure(each).is_shown), cell)
