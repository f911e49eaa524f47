"""The tartan rug of a municipality: every indicator in every district, as a table of verdicts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from folkekommune.indicators.definition import Area, Definition
from folkekommune.rendering.presentations.marks import Mark
from folkekommune.web.comparison import verdict_of
from folkekommune.web.components.presentation import mark_of
from folkekommune.web.municipality.board import Board
from folkekommune.web.ports import Cell, Place


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
    """An indicator and its year, with the verdict on each district."""

    definition: Definition
    name: str
    year: str
    href: str
    cells: tuple[RugCell, ...]


@dataclass(frozen=True)
class Rug:
    """The table: districts across, indicators down."""

    districts: tuple[Place, ...]
    lines: tuple[RugLine, ...]


def rug_of(board: Board, definitions: Iterable[Definition], *, year: int | None = None) -> Rug:
    """Make the rug of the newest year of each indicator, or of one year."""
    districts = tuple(board.figures.districts(board.place.number))
    lines = []
    for definition in definitions:
        years = board.figures.years(definition.code, board.place.number)
        if Area.DISTRICT not in definition.geography or not years or (year and year not in years):
            continue
        cell = Cell(definition.code, board.place.number, year or max(years))
        figures = [board.figures.figure(cell.part(district=district.number)) for district in districts]
        verdicts = [verdict_of(figure, definition.direction) for figure in figures]
        lines.append(
            RugLine(
                definition,
                definition.wording.short.in_language(board.language),
                str(cell.year),
                board.address("bydeler", indikator=definition.code, aar=year) + "#kart",
                tuple(RugCell(mark_of(verdict, board.language)) for verdict in verdicts),
            )
        )
    return Rug(districts, tuple(lines))
