"""The municipality's front page: what stands out, then a card for every indicator, by theme."""

from __future__ import annotations

from itertools import groupby

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from folkekommune.access.checks import check_has
from folkekommune.access.roles import Permission
from folkekommune.texts import Language, catalogue, text
from folkekommune.web.municipality.access import ReadablePlace, places_of
from folkekommune.web.municipality.cards import indicator_card
from folkekommune.web.municipality.findings import findings
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


@router.get("/{language}/kommune/{number}/", name="municipality_front")  # noqa: FAST003  (the dependency reads the number)
def front(request: Request, language: Language, place: ReadablePlace, session: CurrentSession) -> Response:
    """Show what stands out and all indicators."""
    pages = pages_of(request)
    figures = pages.services.municipal_figures
    definitions = sorted(figures.indicators(), key=lambda definition: definition.theme)
    themes = [
        (
            theme_name(theme, language),
            [indicator_card(figures, entry, place=place, language=language) for entry in entries],
        )
        for theme, entries in groupby(definitions, key=lambda definition: definition.theme)
    ]
    return pages.render(
        request,
        "municipality/front.html",
        title=say(request, "municipality.front-title", place=place.name),
        place=place,
        session=session,
        findings=findings(figures, place=place, language=language),
        themes=themes,
        has_figures=any(figures.years(entry.code, place.number) for entry in definitions),
    )


def theme_name(theme: str, language: Language) -> str:
    """Name a theme. One that came with a databank and has no text here goes by its code."""
    code = f"municipality.theme-{theme}"
    return text(code, language) if code in catalogue() else theme.replace("_", " ").capitalize()
