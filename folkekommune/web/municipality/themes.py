"""Themes: their names, and the page of one of them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, HTTPException
from fastapi import Path as PathPart
from starlette.responses import Response

from folkekommune.texts import Language, catalogue, text
from folkekommune.web.municipality.barometer import barometer_view
from folkekommune.web.municipality.board import Board, BoardOf
from folkekommune.web.municipality.cards import indicator_card
from folkekommune.web.municipality.outside_view import described, outside_card
from folkekommune.web.municipality.rug import rug_of

router = APIRouter()

Theme = Annotated[str, PathPart(pattern=r"^[a-z0-9_]{1,60}$")]


def theme_name(theme: str, language: Language) -> str:
    """Name a theme. One that came with a databank and has no text here goes by its code."""
    code = f"municipality.theme-{theme}"
    return text(code, language) if code in catalogue() else theme.replace("_", " ").capitalize()


def themes_of(board: Board) -> tuple[str, ...]:
    """List the themes that have figures, by name."""
    found = {definition.theme for definition in board.figures.indicators()}
    found |= {description.theme for description in described(board)}
    return tuple(sorted(found, key=lambda theme: theme_name(theme, board.language)))


@router.get("/{language}/kommune/{number}/tema/{theme}", name="municipality_theme")  # noqa: FAST003  (the dependency reads both)
def theme_page(board: BoardOf, theme: Theme) -> Response:
    """Show all indicators of a theme, with a choice of those to make a report of."""
    definitions = [entry for entry in board.figures.indicators() if entry.theme == theme]
    official = described(board, theme)
    if not definitions and not official:
        raise HTTPException(404)
    cards = [
        (entry.code, indicator_card(board.figures, entry, place=board.place, language=board.language))
        for entry in definitions
    ]
    name = theme_name(theme, board.language)
    return board.render(
        "theme.html",
        title=f"{name} – {board.place.name}",
        name=name,
        cards=cards,
        official=[outside_card(board, entry) for entry in official],
        barometer=barometer_view(board, definitions),
        rug=rug_of(board, definitions),
        themes=[(each, theme_name(each, board.language)) for each in themes_of(board)],
        theme=theme,
    )
