"""A figure held against others, how far each difference can be trusted, and the districts side by side."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import HTTPException, Query

from folkekommune.indicators.definition import Definition
from folkekommune.web.api_entries import (
    FigureEntry,
    PlaceEntry,
    VerdictEntry,
    figure_entry,
    place_entry,
    verdict_entry,
)
from folkekommune.web.comparison import verdict_of
from folkekommune.web.municipality.api.asking import (
    AskedBoard,
    Indicator,
    Theme,
    Year,
    Years,
    cell_of,
    dashboard_router,
)
from folkekommune.web.municipality.areas_view import areas_of
from folkekommune.web.municipality.benchmarks import benchmarks, compare_with, earlier_year, in_sentence
from folkekommune.web.municipality.board import Board
from folkekommune.web.municipality.rug import RugLine, rug_of
from folkekommune.web.municipality.trust import trust
from folkekommune.web.ports import Benchmark, Cell

router = dashboard_router()

With = Annotated[
    list[str] | None, Query(alias="with", max_length=60, description="Keys to compare with; all without any.")
]


@dataclass(frozen=True)
class ComparedEntry:
    """A figure held against a benchmark.

    :param key: what it is asked for by. :param fixed: whether it is a larger area, treated as a standard.
    :param invented: whether its figures are synthetic.
    :param size: how large the difference is, :param people: what it is in people, :param later: when one
        could know more; in sentences, empty where nothing can be said.
    """

    key: str
    name: str
    source: str
    fixed: bool
    invented: bool
    figure: FigureEntry
    verdict: VerdictEntry
    size: str
    people: str
    later: str


@dataclass(frozen=True)
class AreaEntry:
    """An area and its figure, judged against all of them."""

    place: PlaceEntry
    figure: FigureEntry
    verdict: VerdictEntry


@dataclass(frozen=True)
class AreasEntry:
    """The areas that a figure stands among.

    :param kind: municipalities or districts. :param middle: what they are judged against, if anything.
    """

    kind: str
    middle: float | None
    areas: list[AreaEntry]


@dataclass(frozen=True)
class ComparisonEntry:
    """A figure, what it was held against, and the areas it stands among where these are enough."""

    indicator: str
    figure: FigureEntry
    compared: list[ComparedEntry]
    among: AreasEntry | None


@dataclass(frozen=True)
class DistrictEntry:
    """A district's figure and how it stands against the rest of its municipality."""

    district: PlaceEntry
    figure: FigureEntry
    verdict: VerdictEntry


@dataclass(frozen=True)
class DistrictsEntry:
    """An indicator in all districts, in one period."""

    indicator: str
    whole: FigureEntry
    districts: list[DistrictEntry]


@router.get("/indicators/{indicator}/comparison")
def comparison(
    board: AskedBoard, indicator: Indicator, *, year: Year = None, years: Years = 1, against: With = None
) -> ComparisonEntry:
    """Hold a figure against larger areas, other municipalities and its own earlier years."""
    definition = board.definition(indicator)
    cell = cell_of(board, definition, year, years)
    known = {each.key: each for each in benchmarks(board, definition, cell)}
    if not set(against or ()) <= set(known):
        raise HTTPException(404)
    return ComparisonEntry(
        indicator,
        figure_entry(cell, board.figures.figure(cell), definition),
        [_compared(board, definition, cell, known[key]) for key in dict.fromkeys(against or known)],
        _among(board, definition, cell),
    )


@router.get("/districts")
def districts(
    board: AskedBoard, *, theme: Theme = "", year: Year = None, years: Years = 1
) -> list[DistrictsEntry]:
    """Give every indicator in every district: of the newest period of each, or of one."""
    asked = [entry for entry in board.figures.indicators() if theme in ("", entry.theme)]
    return [_line(board, line) for line in rug_of(board, asked, year=year, length=years).lines]


def _compared(board: Board, definition: Definition, cell: Cell, benchmark: Benchmark) -> ComparedEntry:
    verdict, name = compare_with(board, definition, cell, benchmark), in_sentence(benchmark, board.language)
    told = trust(
        board.figures.figure(cell),
        benchmark.figure,
        verdict,
        benchmark=name,
        people=definition.people,
        language=board.language,
    )
    before = earlier_year(benchmark)
    of = cell if before is None else cell.at(before)
    return ComparedEntry(
        benchmark.key,
        benchmark.name.in_language(board.language),
        source=benchmark.source,
        fixed=benchmark.fixed,
        invented=benchmark.invented,
        figure=figure_entry(of, benchmark.figure, definition),
        verdict=verdict_entry(verdict, name, board.language),
        size=told.size,
        people=told.people,
        later=told.later,
    )


def _among(board: Board, definition: Definition, cell: Cell) -> AreasEntry | None:
    areas = areas_of(board, definition, cell)
    if areas is None:
        return None
    name, value = areas.middle or ("", None)
    return AreasEntry(
        areas.kind,
        value,
        [
            AreaEntry(
                place_entry(place),
                figure_entry(cell, figure, definition),
                verdict_entry(verdict, name, board.language),
            )
            for (place, figure), verdict in zip(areas.entries, areas.verdicts, strict=True)
        ],
    )


def _line(board: Board, line: RugLine) -> DistrictsEntry:
    definition, cell = line.definition, line.cell
    return DistrictsEntry(
        definition.code,
        figure_entry(cell, board.figures.figure(cell), definition),
        [
            DistrictEntry(
                place_entry(place),
                figure_entry(cell.part(district=place.number), figure, definition),
                verdict_entry(verdict_of(figure, definition.direction), board.place.name, board.language),
            )
            for place, figure in line.parts
        ],
    )
