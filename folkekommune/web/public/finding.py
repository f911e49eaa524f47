"""Find what an address names: a municipality with figures, a question, an indicator."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import HTTPException
from fastapi import Path as PathPart

from folkekommune.indicators.definition import Definition
from folkekommune.indicators.questions import Question
from folkekommune.web.pages import Pages
from folkekommune.web.ports import Place, PublishedFigures

Slug = Annotated[str, PathPart(pattern=r"^[a-z0-9_-]{1,60}$")]
Code = Annotated[str, PathPart(pattern=r"^[a-z0-9_]{1,60}$")]
Number = Annotated[str, PathPart(pattern=r"^\d{4}$")]
District = Annotated[str, PathPart(pattern=r"^\d{6}$")]


def find_place(pages: Pages, number: str) -> Place | None:
    """Find a municipality that has figures."""
    places = pages.services.citizen_figures.municipalities()
    return next((place for place in places if place.number == number), None)


def need_place(pages: Pages, number: str) -> Place:
    """Find a municipality that has figures; a page that does not exist otherwise."""
    found = find_place(pages, number)
    if found is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return found


def need_district(pages: Pages, municipality: str, number: str) -> Place:
    """Find a district that figures are divided by; a page that does not exist otherwise."""
    for place in pages.services.citizen_figures.districts(municipality):
        if place.number == number:
            return place
    raise HTTPException(HTTPStatus.NOT_FOUND)


def find_question(figures: PublishedFigures, slug: str) -> Question:
    """Find a question by its name in the address; a page that does not exist otherwise."""
    found = next((question for question in figures.questions() if question.name == slug), None)
    if found is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return found


def find_definition(figures: PublishedFigures, code: str) -> Definition:
    """Find the definition of a published indicator; a page that does not exist otherwise."""
    found = next((definition for definition in figures.indicators() if definition.code == code), None)
    if found is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    return found
