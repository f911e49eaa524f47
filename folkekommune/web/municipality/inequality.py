"""Inequality: the figures by the mother's education and the household's income, where these are published."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from folkekommune.indicators.definition import Definition
from folkekommune.web.municipality.board import Board, BoardOf
from folkekommune.web.municipality.inequality_view import divisions, inequality_views
from folkekommune.web.ports import Cell
from folkekommune.web.writing import write_period

router = APIRouter()

Code = Annotated[str, Query(pattern=r"^[a-z0-9_]{0,60}$")]
Year = Annotated[int | None, Query(ge=1900, le=2200)]
Period = Annotated[int, Query(alias="periode", ge=1, le=10)]


@router.get("/{language}/kommune/{number}/ulikhet", name="municipality_inequality")  # noqa: FAST003  (the dependency reads both)
def page(board: BoardOf, *, indikator: Code = "", aar: Year = None, periode: Period = 1) -> Response:
    """Show an indicator by groups, for the newest year or period, or that of the address."""
    known = {entry.code: cells for entry in board.figures.indicators() if (cells := _cells(board, entry))}
    title = board.say("inequality.title", place=board.place.name)
    if not known:
        return board.render("inequality.html", title=title, definition=None)
    definition = board.definition(indikator) if indikator in known else board.definition(next(iter(known)))
    cells = known[definition.code]
    cell = next((each for each in cells if (each.year, each.years) == (aar, periode)), cells[0])
    return board.render(
        "inequality.html",
        title=title,
        definition=definition,
        indicators=[
            (code, board.definition(code).wording.name.in_language(board.language)) for code in known
        ],
        periods=[
            (
                board.address("ulikhet", indikator=definition.code, aar=each.year, periode=each.years),
                write_period(each.year, each.years),
                each == cell,
            )
            for each in cells
        ],
        pictures=inequality_views(board, definition, cell),
    )


def _cells(board: Board, definition: Definition) -> list[Cell]:
    """Give the periods of an indicator that are divided, the newest first and single years before longer."""
    if not definition.groups:
        return []
    place = board.place.number
    cells = (
        Cell(definition.code, place, year, years=length)
        for length in sorted({1, *definition.period.years})
        for year in sorted(board.figures.years(definition.code, place, period=length), reverse=True)
    )
    return [cell for cell in cells if divisions(board, definition, cell)]
