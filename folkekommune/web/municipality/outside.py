"""One indicator that comes from official tables alone: its figure, its trend, and whose it is."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, HTTPException
from fastapi import Path as PathPart
from starlette.responses import Response

from folkekommune.web.municipality.board import BoardOf
from folkekommune.web.municipality.outside_view import FOLDER, outside_of, outside_view
from folkekommune.web.municipality.themes import theme_name

router = APIRouter()

Code = Annotated[str, PathPart(pattern=r"^[a-z0-9_]{1,60}$")]


@router.get("/{language}/kommune/{number}/" + FOLDER + "/{code}", name="municipality_outside")
def outside(board: BoardOf, code: Code) -> Response:
    """Show an official indicator as its table in use has it."""
    service = outside_of(board)
    known = service.described() if service else ()
    description = next((each for each in known if each.code == code), None)
    if service is None or description is None:
        raise HTTPException(404)
    name = description.name.in_language(board.language)
    series = service.series(description, board.place.number)
    others = service.beside(description, board.place.number, series[-1].year) if series else ()
    return board.render(
        "outside.html",
        title=f"{name} – {board.place.name}",
        name=name,
        description=description,
        theme=(description.theme, theme_name(description.theme, board.language)),
        view=outside_view(board, description, series, others) if series else None,
    )
