"""The tartan rug of a municipality: every indicator in every district, as a table of verdicts.

Of one year, or of several years together.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from folkekommune.indicators.definition import Area, Definition
from folkekommune.rendering.presentations.marks import Mark
from folkekommune.web.comparison import verdict_of
from folkekommune.web.components.presentation import mark_of
from folkekommune.web.municipality.board import Board
from folkekommune.web.municipality.parts import Parts, district_figures
from folkekommune.web.ports import Cell, Place
from folkekommune.web.writing import write_period


@dataclass(frozen=True)
class RugCell:
    """A verdict as sign and word, with the value for those who ask for it."""

    mark: Mark

    @property
    def fill(self) -> str:
        """How the cell is coloured; it says the same as the sign."""
        return "hidden" if self.mark.is_absent else self.mark.tone


@dataclass(frozen=True)
class RugLine:
    """An indicator and its period, with the figure of each district and the verdict on it.

    :param cell: the municipality's own figure in that period.
    """

    definition: Definition
    name: str
    cell: Cell
    href: str
    parts: Parts
    cells: tuple[RugCell, ...]

    @property
    def period(self) -> str:
        """The year or years, as they are written."""
        return write_period(self.cell.year, self.cell.years)


@dataclass(frozen=True)
class Rug:
    """The table: districts across, indicators down."""

    districts: tuple[Place, ...]
    lines: tuple[RugLine, ...]


def rug_of(
    board: Board, definitions: Iterable[Definition], *, year: int | None = None, length: int = 1
) -> Rug:
    """Make the rug of the newest year of each indicator, or of one year.

    :param length: how many years are taken together, of which ``year`` is the last.
    """
    districts = tuple(board.figures.districts(board.place.number))
    lines = []
    for definition in definitions:
        years = board.figures.years(definition.code, board.place.number, period=length)
        if Area.DISTRICT not in definition.geography or not years or (year and year not in years):
            continue
        cell = Cell(definition.code, board.place.number, year or max(years), years=length)
        parts = district_figures(board.figures, cell)
        verdicts = [verdict_of(figure, definition.direction) for _, figure in parts]
        lines.append(
            RugLine(
                definition,
                definition.wording.short.in_language(board.language),
                cell,
                board.address(
                    "bydeler",
                    indikator=definition.code,
                    aar=year,
                    periode=length if length > 1 else None,
                )
                + "#kart",
                parts,
                tuple(RugCell(mark_of(verdict, board.language)) for verdict in verdicts),
            )
        )
    return Rug(districts, tuple(lines))
