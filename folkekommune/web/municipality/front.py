"""The municipality's front page: what stands out, the barometer, and a card for every indicator, by theme."""

from __future__ import annotations

from itertools import groupby
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from folkekommune.access.checks import check_has
from folkekommune.access.roles import Permission
from folkekommune.indicators.definition import Definition
from folkekommune.texts import Language
from folkekommune.web.components.number_card import NumberCard
from folkekommune.web.municipality.access import places_of
from folkekommune.web.municipality.barometer import barometer_view
from folkekommune.web.municipality.board import Board, BoardOf
from folkekommune.web.municipality.cards import indicator_card
from folkekommune.web.municipality.findings import findings
from folkekommune.web.municipality.news import news_of
from folkekommune.web.municipality.outside_view import described, outside_card
from folkekommune.web.municipality.people_view import people_view
from folkekommune.web.municipality.spine_view import spine_view
from folkekommune.web.municipality.themes import theme_name
from folkekommune.web.pages import pages_of, say
from folkekommune.web.sessions import CurrentSession

router = APIRouter()


@router.get("/{language}/kommune/", name="municipality_choice")
def choice(request: Request, language: Language, session: CurrentSession) -> Response:
    """Go to the reader's municipality, or let them choose among several."""
    check_has(session.user, Permission.DASHBOARD_READ)
    places = places_of(pages_of(request), session.user)
    if len(places) == 1:
        return RedirectResponse(f"/{language}/kommune/{places[0].number}/", status_code=303)
    return pages_of(request).render(
        request,
        "municipality/choice.html",
        title=say(request, "municipality.choice-title"),
        session=session,
        places=places,
    )


@router.get("/{language}/kommune/{number}/", name="municipality_front")  # noqa: FAST003  (the dependency reads both)
def front(board: BoardOf, *, mot: Annotated[str, Query(pattern=r"^[a-z0-9_-]{0,40}$")] = "") -> Response:
    """Show what stands out, the barometer and all indicators."""
    definitions = sorted(board.figures.indicators(), key=lambda definition: definition.theme)
    cards = {
        theme: [_card(board, entry) for entry in entries]
        for theme, entries in groupby(definitions, key=lambda definition: definition.theme)
    }
    for description in described(board):
        cards.setdefault(description.theme, []).append(outside_card(board, description))
    themes = [(theme, theme_name(theme, board.language), cards[theme]) for theme in sorted(cards)]
    place = board.place
    barometer = barometer_view(board, definitions, key=mot)
    return board.render(
        "front.html",
        title=board.say("municipality.front-title", place=place.name),
        findings=findings(board.figures, place=place, language=board.language),
        themes=themes,
        has_figures=any(board.figures.years(entry.code, place.number) for entry in definitions),
        barometer=barometer,
        spine=spine_view(board, barometer),
        people=people_view(board),
        news=news_of(board, most=1),
    )


def _card(board: Board, definition: Definition) -> NumberCard:
    return indicator_card(board.figures, definition, place=board.place, language=board.language)
