"""One question: choose where, or read the answer for a municipality."""

from __future__ import annotations

import math
from datetime import date
from typing import Annotated

from fastapi import APIRouter, HTTPException
from fastapi import Path as PathPart
from starlette.requests import Request
from starlette.responses import Response

from folkekommune.indicators.definition import Definition
from folkekommune.indicators.questions import Question
from folkekommune.texts import Language
from folkekommune.web.pages import pages_of, say
from folkekommune.web.ports import Cell, PublishedFigures, Sign
from folkekommune.web.public.answers import newest_figure, tell_answer
from folkekommune.web.public.front import find_place
from folkekommune.web.trend import trend_view, yearly_figures

router = APIRouter()

Slug = Annotated[str, PathPart(pattern=r"^[a-z0-9_-]{1,60}$")]
Number = Annotated[str, PathPart(pattern=r"^\d{4}$")]


@router.get("/{language}/sporsmal/{slug}", name="public_question_places")
def places(request: Request, language: Language, slug: Slug) -> Response:
    """Choose the municipality to read an answer for."""
    pages = pages_of(request)
    figures = pages.services.citizen_figures
    question = find_question(figures, slug)
    return pages.render(
        request,
        "public/places.html",
        title=question.question.in_language(language),
        question=question,
        municipalities=figures.municipalities(),
    )


@router.get("/{language}/sporsmal/{slug}/{number}", name="public_question")
def question_page(request: Request, language: Language, slug: Slug, number: Number) -> Response:
    """Answer the question for a municipality."""
    pages = pages_of(request)
    figures = pages.services.citizen_figures
    question = find_question(figures, slug)
    definition = find_definition(figures, question.indicator)
    place = find_place(pages, number)
    if place is None:
        raise HTTPException(404)
    newest = newest_figure(figures, question.indicator, number)
    answer = tell_answer(question, newest, place=place, language=language)
    series = yearly_figures(figures, Cell(question.indicator, number, newest.year)) if newest.year else ()
    return pages.render(
        request,
        "public/question.html",
        title=f"{question.question.in_language(language)} – {place.name}",
        place=place,
        question=question,
        definition=definition,
        answer=answer,
        out_of_100=_whole(newest.figure.value) if newest.figure.value is not None else None,
        newest=newest,
        hidden=newest.figure.sign is Sign.WITHHELD,
        trend=trend_view(series, definition, place=place.name, municipality=number, language=language),
        others=[other for other in figures.municipalities() if other.number != number],
        other_questions=[other for other in figures.questions() if other.name != slug],
        citation=say(
            request,
            "public.citation",
            name=pages.settings.name,
            title=question.question.in_language(language).rstrip("?"),
            place=place.name,
            release=figures.publication.release if figures.publication else "–",
            year=str(figures.publication.released.year if figures.publication else date.min.year),
        ),
    )


def find_question(figures: PublishedFigures, slug: str) -> Question:
    """Find a question by its name in the address; a page that does not exist otherwise."""
    found = next((question for question in figures.questions() if question.name == slug), None)
    if found is None:
        raise HTTPException(404)
    return found


def find_definition(figures: PublishedFigures, code: str) -> Definition:
    """Find the definition of a question's indicator."""
    found = next((definition for definition in figures.indicators() if definition.code == code), None)
    if found is None:
        raise HTTPException(404)
    return found


def _whole(percent: float) -> int:
    """Round as the answer's sentence does: a half goes up."""
    return math.floor(percent + 0.5)
