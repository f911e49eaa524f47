"""One indicator: the answer, the trend, districts, sexes, and what the figure rests on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi import Path as PathPart
from starlette.responses import Response

from folkekommune.web.municipality.benchmarks import benchmarks
from folkekommune.web.municipality.board import Board, BoardOf
from folkekommune.web.municipality.comment_view import comments_view
from folkekommune.web.municipality.indicator_view import indicator_view
from folkekommune.web.ports import Cell
from folkekommune.web.writing import write_period

router = APIRouter()

Code = Annotated[str, PathPart(pattern=r"^[a-z0-9_]{1,60}$")]
Year = Annotated[int | None, Query(ge=1900, le=2200)]
Period = Annotated[int, Query(alias="periode", ge=1, le=10)]


@router.get("/{language}/kommune/{number}/{code}", name="municipality_indicator")  # noqa: FAST003  (the dependency reads both)
def indicator(board: BoardOf, *, code: Code, aar: Year = None, period: Period = 1) -> Response:
    """Show an indicator for the newest year or period, or that of the address."""
    definition = board.definition(code)
    name = definition.wording.name.in_language(board.language)
    place = board.place.number
    found = {
        length: tuple(sorted(board.figures.years(code, place, period=length), reverse=True))
        for length in {1, *definition.period.years}
    }
    if not found[1]:
        return board.render("empty.html", title=name, definition=definition)
    length = period if found.get(period) else 1
    years = found[length]
    year = aar if aar in years else years[0]
    cell = Cell(code, place, year, years=length)
    view = indicator_view(board, definition, cell)
    shorter = _shorter(board, cell, found) if view.value is None else None
    if shorter is not None:
        reason = board.say("municipality.reason-shorter", period=write_period(year, shorter))
        view = replace(view, reason=reason)
    instead = shorter or _longer(board, cell, found)
    return board.render(
        "indicator.html",
        title=f"{name} – {board.place.name}",
        definition=definition,
        year_options=[(str(option), write_period(option, length)) for option in years],
        year=year,
        period=length,
        period_text=write_period(year, length),
        periods=[
            (each, board.say("dashboard.period", n=each))
            for each in sorted({1, length, *_offered(board, code, found)})
        ],
        missing_year=aar if aar is not None and aar != year else None,
        comparable=[
            (each.key, each.name.in_language(board.language)) for each in benchmarks(board, definition, cell)
        ],
        instead=_link(board, cell, years=instead) if instead else None,
        view=view,
        comments=comments_view(board, code),
    )


def _offered(board: Board, code: str, found: dict[int, tuple[int, ...]]) -> Iterator[int]:
    """Give the periods that show the municipality's figure for some year; others would lead to none."""
    for length, years in found.items():
        cells = (Cell(code, board.place.number, year, years=length) for year in years)
        if any(board.figures.figure(cell).is_shown for cell in cells):
            yield length


def _longer(board: Board, cell: Cell, found: dict[int, tuple[int, ...]]) -> int | None:
    """Give the shortest longer period up to the year that shows the figure, if one does."""
    longer = (replace(cell, years=each) for each in sorted(found) if each > cell.years)
    return next((each.years for each in longer if board.figures.figure(each).is_shown), None)


def _shorter(board: Board, cell: Cell, found: dict[int, tuple[int, ...]]) -> int | None:
    """Give the period of fewer years that shows the figure: beside it no longer one is given."""
    shorter = (replace(cell, years=each) for each in sorted(found) if 1 < each < cell.years)
    return next((each.years for each in shorter if board.figures.figure(each).is_shown), None)


def _link(board: Board, cell: Cell, *, years: int) -> tuple[str, str]:
    """Give text and address of the same figure over other years."""
    label = board.say("dashboard.show-pooled", period=write_period(cell.year, years))
    return label, board.address(cell.indicator, aar=cell.year, periode=years)
