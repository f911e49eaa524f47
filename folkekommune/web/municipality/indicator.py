"""One indicator: the answer, the trend, districts, sexes, and what the figure rests on."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, HTTPException, Query
from fastapi import Path as PathPart
from starlette.requests import Request
from starlette.responses import Response

from folkekommune.indicators.definition import Definition
from folkekommune.texts import Language
from folkekommune.web.municipality.access import ReadablePlace
from folkekommune.web.municipality.indicator_view import indicator_view
from folkekommune.web.pages import pages_of
from folkekommune.web.ports import Cell, PublishedFigures
from folkekommune.web.sessions import CurrentSession

router = APIRouter()

Code = Annotated[str, PathPart(pattern=r"^[a-z0-9_]{1,60}$")]


@router.get("/{language}/kommune/{number}/{code}", name="municipality_indicator")  # noqa: FAST003  (the dependency reads the number)
def indicator(
    request: Request,
    language: Language,
    *,
    code: Code,
    place: ReadablePlace,
    session: CurrentSession,
    aar: Annotated[int | None, Query(ge=1900, le=2200)] = None,
) -> Response:
    """Show an indicator for the newest year, or the year in the address."""
    pages = pages_of(request)
    figures = pages.services.municipal_figures
    definition = _find(figures, code)
    name = definition.wording.name.in_language(language)
    years = tuple(sorted(figures.years(code, place.number), reverse=True))
    if not years:
        return pages.render(
            request,
            "municipality/empty.html",
            title=name,
            place=place,
            session=session,
            definition=definition,
        )
    year = aar if aar in years else years[0]
    return pages.render(
        request,
        "municipality/indicator.html",
        title=f"{name} – {place.name}",
        place=place,
        session=session,
        definition=definition,
        year_options=[(str(option), str(option)) for option in years],
        year=year,
        missing_year=aar if aar is not None and aar != year else None,
        view=indicator_view(
            figures, definition, cell=Cell(code, place.number, year), place=place, language=language
        ),
    )


def _find(figures: PublishedFigures, code: str) -> Definition:
    found = next((definition for definition in figures.indicators() if definition.code == code), None)
    if found is None:
        raise HTTPException(404)
    return found
