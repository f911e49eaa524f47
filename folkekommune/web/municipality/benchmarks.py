"""What a municipality can be compared with: larger areas, other municipalities, and its own earlier years."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from folkekommune.catalogue.model import Texts
from folkekommune.indicators.definition import Definition
from folkekommune.indicators.verdict import Verdict, judge
from folkekommune.texts import Language
from folkekommune.web.comparison import evidence_of, hold_against, hold_against_standard, is_broken
from folkekommune.web.municipality.board import Board
from folkekommune.web.ports import Benchmark, Cell

MOST = 4
_YEAR = "aar-"
_COUNTRY = "country"


@dataclass(frozen=True)
class Compared:
    """A figure held against a benchmark."""

    benchmark: Benchmark
    verdict: Verdict


def benchmarks(board: Board, definition: Definition, cell: Cell) -> tuple[Benchmark, ...]:
    """List everything a figure can be compared with, in reading order."""
    return (
        tuple(_larger(board, definition, cell))
        + tuple(_others(board, definition, cell))
        + tuple(_earlier(board, definition, cell))
    )


def compare_with(board: Board, definition: Definition, cell: Cell, benchmark: Benchmark) -> Verdict:
    """Judge a figure against one of its benchmarks.

    A larger area is a standard, as the national profiles treat it; another municipality or year is as
    uncertain as the figure itself.
    """
    figure, other = board.figures.figure(cell), benchmark.figure
    if benchmark.fixed and other.value is not None:
        return hold_against_standard(figure, other, definition.direction)
    before = earlier_year(benchmark)
    if before is not None and is_broken(definition, before, cell.year, place=cell.municipality):
        return judge(evidence_of(figure), definition.direction)
    return hold_against(figure, other, definition.direction)


def earlier_year(benchmark: Benchmark) -> int | None:
    """Give the year of a benchmark that is an earlier one of the municipality itself."""
    return int(benchmark.key.removeprefix(_YEAR)) if benchmark.key.startswith(_YEAR) else None


def in_sentence(benchmark: Benchmark, language: Language) -> str:
    """Name a benchmark inside a sentence: the country has no capital there, places have."""
    name = benchmark.name.in_language(language)
    return name[:1].lower() + name[1:] if benchmark.key.startswith(_COUNTRY) else name


def usual_benchmark(board: Board, definition: Definition, cell: Cell) -> Benchmark | None:
    """Give what a figure is compared with when nobody has chosen: a larger area, else the last year before.

    Another municipality is never picked by chance.
    """
    larger = next((each for each in _larger(board, definition, cell) if each.figure.is_shown), None)
    earlier = (each for each in _earlier(board, definition, cell) if each.figure.is_shown)
    return larger or next(earlier, None)


def _larger(board: Board, definition: Definition, cell: Cell) -> Iterator[Benchmark]:
    service = board.pages.services.benchmarks
    if service is not None and board.fixed is None:
        yield from service.larger(definition, cell)


def _others(board: Board, definition: Definition, cell: Cell) -> Iterator[Benchmark]:
    """Give the other municipalities, those most alike first, with the figures everyone sees."""
    service = board.pages.services.benchmarks
    alike = list(service.similar(definition, cell.municipality)) if service is not None else []
    places = [place for place in board.others.municipalities() if place.number != cell.municipality]
    places.sort(key=lambda place: alike.index(place.number) if place.number in alike else len(alike))
    for place in places:
        figure = board.others.figure(Cell(cell.indicator, place.number, cell.year, years=cell.years))
        yield Benchmark(place.number, Texts(place.name, place.name, place.name), figure)


def _earlier(board: Board, definition: Definition, cell: Cell) -> Iterator[Benchmark]:
    for year in sorted(board.figures.years(definition.code, cell.municipality), reverse=True):
        if year <= cell.year - cell.years:
            name = str(year)
            yield Benchmark(f"{_YEAR}{year}", Texts(name, name, name), board.figures.figure(cell.at(year)))
