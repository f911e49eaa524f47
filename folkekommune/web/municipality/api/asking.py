"""What a program asks the dashboard about: a municipality, as it is now or was at a moment."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Query
from fastapi import Path as PathPart
from starlette.requests import Request

from folkekommune.indicators.definition import Definition
from folkekommune.web.api_description import faults
from folkekommune.web.api_entries import Lang
from folkekommune.web.municipality.access import ReadablePlace
from folkekommune.web.municipality.board import Board, Per, board
from folkekommune.web.ports import Cell
from folkekommune.web.sessions import CurrentSession

TAG = "logged-in"

Indicator = Annotated[str, PathPart(pattern=r"^[a-z0-9_]{1,60}$")]
Year = Annotated[int | None, Query(ge=1900, le=2200, description="The last year; without it the newest.")]
Years = Annotated[int, Query(ge=1, le=10, description="How many years are taken together.")]
Theme = Annotated[str, Query(pattern=r"^[a-z0-9_]{0,60}$")]


def dashboard_router() -> APIRouter:
    """Make a router of addresses about one municipality."""
    return APIRouter(prefix="/api/v1/dashboard/{number}", tags=[TAG], responses=faults(401, 403, 404))


def asked_board(
    request: Request, *, place: ReadablePlace, session: CurrentSession, lang: Lang = "nb", per: Per = None
) -> Board:
    """Give what an answer starts from, once its reader is found to have access."""
    return board(request, lang, place=place, session=session, per=per)


AskedBoard = Annotated[Board, Depends(asked_board)]


def cell_of(about: Board, definition: Definition, year: int | None, years: int) -> Cell:
    """Give the municipality's figure of a year or period; the newest one without a year."""
    known = about.figures.years(definition.code, about.place.number, period=years)
    if not known or (year is not None and year not in known):
        raise HTTPException(404)
    return Cell(definition.code, about.place.number, year or max(known), years=years)
