"""The front page, the list of questions, and how the answers are looked after."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from folkekommune.indicators.questions import Question
from folkekommune.municipalities.division import municipality
from folkekommune.texts import Language
from folkekommune.web.pages import pages_of, say
from folkekommune.web.ports import Place, PublishedFigures
from folkekommune.web.public.answers import AnswerCard, answer_card
from folkekommune.web.public.finding import find_place
from folkekommune.web.public.hits import found_by
from folkekommune.web.public.people import theme_name, words_of

router = APIRouter()


@router.get("/{language}/", name="public_front")
def front(request: Request, language: Language) -> Response:
    """Choose a municipality or a question."""
    pages = pages_of(request)
    figures = pages.services.citizen_figures
    words = words_of(figures, language)
    return pages.render(
        request,
        "public/front.html",
        title=say(request, "public.front-title", **words),
        words=words,
        municipalities=figures.municipalities(),
        questions=[
            (question.name, question.question.in_language(language)) for question in figures.questions()
        ],
    )


@router.get("/{language}/sporsmal", name="public_questions")
def questions(
    request: Request,
    language: Language,
    kommune: Annotated[str, Query()] = "",
    sok: Annotated[str, Query(max_length=100)] = "",
) -> Response:
    """List the questions: all, those that match a search, or each with a municipality's answer."""
    pages = pages_of(request)
    figures = pages.services.citizen_figures
    hits = found_by(figures, sok, language)
    place = find_place(pages, kommune) or hits.municipality
    return pages.render(
        request,
        "public/questions.html",
        title=say(request, "public.questions-title-in", place=place.name)
        if place
        else say(request, "public.questions-title"),
        place=place,
        unknown=_known_elsewhere(kommune) if place is None else None,
        cards=[_card(figures, hit, place, hits.district, language=language) for hit in hits.found],
        district=hits.district,
        searched=sok.strip(),
        themes=_themes(figures, language),
        municipalities=figures.municipalities(),
    )


@router.get("/{language}/personvern", name="public_protection")
def protection(request: Request, language: Language) -> Response:
    """Tell what happens with the answers."""
    pages = pages_of(request)
    return pages.render(
        request,
        "public/protection.html",
        title=say(request, "public.protection-title"),
        words=words_of(pages.services.citizen_figures, language),
    )


def _card(
    figures: PublishedFigures,
    hit: Question | AnswerCard,
    place: Place | None,
    district: Place | None,
    *,
    language: Language,
) -> AnswerCard:
    """Give the card of what was found; that of a question leads to the district that was named."""
    if isinstance(hit, AnswerCard):
        return hit
    card = answer_card(figures, hit, place=place, language=language)
    return replace(card, href=f"{card.href}?bydel={district.number}#bydeler") if district else card


def _known_elsewhere(number: str) -> str | None:
    """Give the name of a municipality that exists, but has no figures here."""
    found = municipality(number)
    return found.name if found else None


def _themes(figures: PublishedFigures, language: Language) -> list[str]:
    """Name what there are figures about, for whoever searched for something else."""
    asked = {question.indicator for question in figures.questions()}
    themes = dict.fromkeys(each.theme for each in figures.indicators() if each.code in asked)
    names = (theme_name(theme, language) for theme in themes)
    return sorted(name.casefold() for name in names if name)
