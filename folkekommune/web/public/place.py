"""A municipality: the questions asked most, with their answers, and everything else there is about it."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from folkekommune.texts import Language
from folkekommune.web.pages import pages_of, say
from folkekommune.web.product_files import Form
from folkekommune.web.public.answers import answer_card
from folkekommune.web.public.changes import tell_history
from folkekommune.web.public.finding import Number, find_place, need_place

router = APIRouter()

MOST_ASKED = 10


@router.get("/{language}/sted", name="public_choose_place")
def choose(request: Request, language: Language, kommune: Annotated[str, Query()] = "") -> Response:
    """Lead to the page of the municipality that was chosen; one without figures is told of in the list."""
    found = find_place(pages_of(request), kommune)
    address = f"/{language}/sted/{found.number}" if found else f"/{language}/sporsmal"
    known = f"?kommune={kommune}" if not found and kommune.isdigit() and kommune.isascii() else ""
    return RedirectResponse(address + known, status_code=HTTPStatus.SEE_OTHER)


@router.get("/{language}/sted/{number}", name="public_place")
def place(request: Request, language: Language, number: Number) -> Response:
    """Answer the ten questions asked most for a municipality."""
    pages = pages_of(request)
    figures = pages.services.citizen_figures
    here = need_place(pages, number)
    questions = figures.questions()
    return pages.render(
        request,
        "public/place.html",
        title=say(request, "public.questions-title-in", place=here.name),
        place=here,
        cards=[
            answer_card(figures, question, place=here, language=language)
            for question in questions[:MOST_ASKED]
        ],
        more=len(questions) > MOST_ASKED,
        districts=figures.districts(number),
        forms=tuple(Form),
        told=tell_history(pages, here, language)[:1],
    )
