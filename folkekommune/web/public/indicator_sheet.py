"""The metadata sheet of an indicator, for everyone."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from folkekommune.indicators.metadata_sheet import metadata_sheet
from folkekommune.texts import Language
from folkekommune.web.pages import pages_of
from folkekommune.web.public.finding import Code, find_definition

router = APIRouter()


@router.get("/{language}/tall/{code}", name="public_indicator_sheet")
def sheet(request: Request, language: Language, code: Code) -> Response:
    """Tell how a figure is made, from its definition alone."""
    pages = pages_of(request)
    figures = pages.services.citizen_figures
    definition = find_definition(figures, code)
    return pages.render(
        request,
        "public/indicator_sheet.html",
        title=definition.wording.name.in_language(language),
        definition=definition,
        entries=metadata_sheet(definition, language),
        questions=[each for each in figures.questions() if each.indicator == code],
    )
