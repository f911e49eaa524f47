"""One question: choose where, or read the answer for a municipality."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from folkekommune.indicators.questions import Question
from folkekommune.texts import Language
from folkekommune.web.pages import Pages, pages_of, say
from folkekommune.web.ports import Cell, Place, PublishedFigures, Sign
from folkekommune.web.public.answers import NewestFigure, newest_figure, tell_answer, whole_of
from folkekommune.web.public.changes import tell_history
from folkekommune.web.public.comparing import compared_with_larger
from folkekommune.web.public.districts import districts_told
from folkekommune.web.public.finding import Number, Slug, find_definition, find_question, need_place
from folkekommune.web.public.guessing import guesses
from folkekommune.web.public.people import words_of
from folkekommune.web.public.place import MOST_ASKED
from folkekommune.web.trend import trend_view, yearly_figures

router = APIRouter()

_OLD = 2
"""Years between a figure and its publication from which the page says that the figure is old."""
_TENS = 10
DistrictAsked = Annotated[str, Query(pattern=r"^(\d{6})?$")]


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
def question_page(
    request: Request, language: Language, slug: Slug, *, number: Number, bydel: DistrictAsked = ""
) -> Response:
    """Answer the question for a municipality; ``bydel`` is the district that the reader came for."""
    pages = pages_of(request)
    figures = pages.services.citizen_figures
    question = find_question(figures, slug)
    definition = find_definition(figures, question.indicator)
    place = need_place(pages, number)
    newest = newest_figure(figures, question.indicator, number)
    series = yearly_figures(figures, Cell(question.indicator, number, newest.year)) if newest.year else ()
    others = [other for other in figures.questions() if other.name != slug]
    return pages.render(
        request,
        "public/question.html",
        title=f"{question.question.in_language(language)} – {place.name}",
        place=place,
        question=question,
        definition=definition,
        answer=tell_answer(question, newest, place=place, language=language),
        out_of_100=whole_of(newest.figure),
        newest=newest,
        hidden=newest.figure.sign is Sign.WITHHELD,
        is_old=_is_old(figures, newest),
        guesses=guesses(series, language),
        larger=compared_with_larger(pages, definition, newest, place=place, language=language),
        trend=trend_view(series, definition, place=place.name, municipality=number, language=language),
        districts=districts_told(figures, question, newest, place=place, language=language, asked_for=bydel),
        asked_for=bydel,
        counted=_tens(newest),
        words=words_of(figures, language),
        told=tell_history(pages, place, language, indicator=question.indicator),
        places=[other for other in figures.municipalities() if other.number != number],
        other_questions=others[: MOST_ASKED - 1],
        citation=_citation(request, pages, question, place, language),
    )


def _citation(request: Request, pages: Pages, question: Question, place: Place, language: Language) -> str:
    publication = pages.services.citizen_figures.publication
    return say(
        request,
        "public.citation",
        name=pages.settings.name,
        title=question.question.in_language(language).rstrip("?"),
        place=place.name,
        release=publication.release if publication else "–",
        year=str(publication.released.year) if publication else "–",
    )


def _is_old(figures: PublishedFigures, newest: NewestFigure) -> bool:
    publication = figures.publication
    if publication is None or newest.year is None:
        return False
    return publication.released.year - newest.year >= _OLD


def _tens(newest: NewestFigure) -> int | None:
    """Give how many answers are behind a figure, to the nearest ten: a published number, made coarser."""
    people = newest.figure.denominator
    return None if people is None else (people + _TENS // 2) // _TENS * _TENS
