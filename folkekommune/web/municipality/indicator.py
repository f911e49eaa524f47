"""One indicator: the answer, the trend, districts, sexes, and what the figure rests on."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi import Path as PathPart
from starlette.responses import Response

from folkekommune.web.municipality.board import BoardOf
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
    return board.render(
        "indicator.html",
        title=f"{name} – {board.place.name}",
        definition=definition,
        year_options=[(str(option), write_period(option, length)) for option in years],
        year=year,
        period=length,
        period_text=write_period(year, length),
        periods=[
            (length, board.say("dashboard.period", n=length)) for length in sorted(found) if found[length]
        ],
        missing_year=aar if aar is not None and aar != year else None,
        pooled=_pooled(board, code, year=year, length=length, found=found),
        view=indicator_view(board, definition, Cell(code, place, year, years=length)),
    )


def _pooled(
    board: BoardOf, code: str, *, year: int, length: int, found: dict[int, tuple[int, ...]]
) -> tuple[str, str] | None:
    """Give text and address of the same figure over more years, where there is one."""
    longer = next((each for each in sorted(found) if each > length and year in found[each]), None)
    if longer is None:
        return None
    label = board.say("dashboard.show-pooled", period=write_period(year, longer))
    return label, board.address(code, aar=year, periode=longer)
