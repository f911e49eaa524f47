"""The indicators of a municipality: the list, what each means, its figures, and its figures by groups."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from folkekommune.indicators.definition import Definition
from folkekommune.indicators.metadata_sheet import metadata_record
from folkekommune.web.api_entries import (
    FigureEntry,
    InLanguages,
    PlaceEntry,
    VerdictEntry,
    figure_entry,
    in_languages,
    place_entry,
    verdict_entry,
)
from folkekommune.web.comparison import hold_against_year
from folkekommune.web.municipality.api.asking import (
    AskedBoard,
    Indicator,
    Theme,
    Year,
    Years,
    cell_of,
    dashboard_router,
)
from folkekommune.web.municipality.board import Board
from folkekommune.web.municipality.inequality_view import divisions
from folkekommune.web.municipality.themes import theme_name
from folkekommune.web.ports import Cell, Sex

router = dashboard_router()


@dataclass(frozen=True)
class DashboardIndicator:
    """An indicator with its newest figure, and how that stands against the year before.

    :param periods: how many years its figures can be taken together by.
    """

    code: str
    version: int
    name: InLanguages
    theme: str
    theme_name: str
    unit: str
    periods: list[int]
    newest: FigureEntry | None
    change: VerdictEntry | None


@dataclass(frozen=True)
class OwnFigures:
    """The municipality's figures of an indicator.

    :param release: the data they were counted in, :param policy: the rules that protect them.
    """

    indicator: str
    version: int
    municipality: str
    publication: str | None
    release: str | None
    policy: str | None
    districts: list[PlaceEntry]
    figures: list[FigureEntry]


@dataclass(frozen=True)
class GroupEntry:
    """A group of people and its figure."""

    name: InLanguages
    figure: FigureEntry


@dataclass(frozen=True)
class DivisionEntry:
    """A figure by groups, the worst off first.

    :param slope: the slope index of inequality, :param relative: the relative one; of enough groups alone.
    """

    name: InLanguages
    groups: list[GroupEntry]
    slope: float | None
    relative: float | None


@router.get("/indicators")
def indicators(board: AskedBoard, theme: Theme = "") -> list[DashboardIndicator]:
    """List the indicators, of one theme or all."""
    return [_listed(board, entry) for entry in board.figures.indicators() if theme in ("", entry.theme)]


@router.get("/indicators/{indicator}")
def sheet(board: AskedBoard, indicator: Indicator) -> dict[str, Any]:
    """Give the definition of an indicator, every text in three languages."""
    return metadata_record(board.definition(indicator))


@router.get("/indicators/{indicator}/figures")
def figures(board: AskedBoard, indicator: Indicator, years: Years = 1) -> OwnFigures:
    """Give the figures by period, district and sex.

    A figure that is hidden has no numbers and a ``status`` with its sign.
    """
    definition, found = board.definition(indicator), board.figures
    cell_of(board, definition, None, years)
    districts = found.districts(board.place.number)
    publication = found.publication
    cells = (
        Cell(indicator, board.place.number, year, years=years, district=district, sex=sex)
        for year in found.years(indicator, board.place.number, period=years)
        for district in (None, *(place.number for place in districts))
        for sex in (None, *Sex)
    )
    return OwnFigures(
        indicator,
        definition.version,
        board.place.number,
        publication=publication.identifier if publication else None,
        release=publication.release if publication else None,
        policy=publication.policy if publication else None,
        districts=[place_entry(place) for place in districts],
        figures=[figure_entry(cell, found.figure(cell), definition) for cell in cells],
    )


@router.get("/indicators/{indicator}/groups")
def groups(
    board: AskedBoard, indicator: Indicator, year: Year = None, years: Years = 1
) -> list[DivisionEntry]:
    """Give a figure by groups, such as by the mother's education, where these are published."""
    definition = board.definition(indicator)
    cell = cell_of(board, definition, year, years)
    return [
        DivisionEntry(
            in_languages(each.name),
            [
                GroupEntry(in_languages(name), figure_entry(cell, figure, definition))
                for name, figure in each.groups
            ],
            each.indices.slope if each.indices else None,
            each.indices.relative if each.indices else None,
        )
        for each in divisions(board, definition, cell)
    ]


def _listed(board: Board, definition: Definition) -> DashboardIndicator:
    number = board.place.number
    periods = [
        length
        for length in sorted({1, *definition.period.years})
        if board.figures.years(definition.code, number, period=length)
    ]
    newest = change = None
    if 1 in periods:
        cell = cell_of(board, definition, None, 1)
        newest = figure_entry(cell, board.figures.figure(cell), definition)
        verdict = hold_against_year(board.figures, definition, cell, before=cell.year - 1)
        change = verdict_entry(verdict, str(cell.year - 1), board.language)
    return DashboardIndicator(
        definition.code,
        definition.version,
        in_languages(definition.wording.name),
        definition.theme,
        theme_name(definition.theme, board.language),
        unit=definition.unit,
        periods=periods,
        newest=newest,
        change=change,
    )
