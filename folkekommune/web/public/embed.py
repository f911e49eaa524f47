"""An answer to put into another site's page: no script, no menu, a line when it has been corrected."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from folkekommune.texts import Language
from folkekommune.web.pages import pages_of
from folkekommune.web.public.answers import newest_figure, tell_answer, whole_of
from folkekommune.web.public.changes import tell_corrections
from folkekommune.web.public.finding import Number, Slug, find_question, need_place

router = APIRouter()


@router.get("/{language}/innfelt/{slug}/{number}", name="public_embedded")
def embedded(request: Request, language: Language, slug: Slug, number: Number) -> Response:
    """Answer a question in a frame."""
    pages = pages_of(request)
    figures = pages.services.citizen_figures
    question = find_question(figures, slug)
    place = need_place(pages, number)
    newest = newest_figure(figures, question.indicator, number)
    return pages.render(
        request,
        "public/embedded.html",
        title=question.question.in_language(language),
        place=place,
        question=question,
        answer=tell_answer(question, newest, place=place, language=language),
        out_of_100=whole_of(newest.figure),
        corrected=tell_corrections(pages, place, language, indicator=question.indicator),
    )
