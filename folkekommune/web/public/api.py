"""The open API: everything the pages for everyone show, without log-in (``/api/v1/``)."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends, HTTPException, Response
from starlette.requests import Request
from starlette.responses import JSONResponse

from folkekommune.indicators.metadata_sheet import metadata_record
from folkekommune.texts import LANGUAGES
from folkekommune.web.api_description import describe, faults
from folkekommune.web.api_entries import InLanguages, PlaceEntry, figure_entry, in_languages
from folkekommune.web.pages import pages_of
from folkekommune.web.ports import Cell, Sex
from folkekommune.web.public import api_files
from folkekommune.web.public.answers import newest_figure, tell_answer
from folkekommune.web.public.api_answers import (
    AnswerEntry,
    ChangeEntry,
    FigureList,
    IndicatorEntry,
    MunicipalityEntry,
    QuestionEntry,
)
from folkekommune.web.public.finding import Code, Number, Slug, find_definition, find_question, need_place


def open_to_all(response: Response) -> None:
    """Let programs of other sites read an answer; it holds nothing that is not for everyone."""
    response.headers["Access-Control-Allow-Origin"] = "*"


router = APIRouter(prefix="/api/v1", tags=["figures"], dependencies=[Depends(open_to_all)])

_ABOUT = (
    "Published figures of municipalities, protected before they were published. A figure that is not shown "
    "has no numbers and a status: ':' hidden to protect privacy, '..' missing, '.' cannot be computed."
)


@router.get("/openapi.json", include_in_schema=False)
def description(request: Request) -> JSONResponse:
    """Describe the open API."""
    routes = [*router.routes, *api_files.router.routes]
    name = pages_of(request).settings.name
    content = describe(f"{name}: open figures", _ABOUT, routes=routes)
    return JSONResponse(content, headers={"Access-Control-Allow-Origin": "*"})


@router.get("/municipalities")
def municipalities(request: Request) -> list[MunicipalityEntry]:
    """List the municipalities that have published figures, with the districts they are divided by."""
    figures = pages_of(request).services.citizen_figures
    return [
        MunicipalityEntry(
            place.number,
            place.name,
            [PlaceEntry(each.number, each.name) for each in figures.districts(place.number)],
        )
        for place in figures.municipalities()
    ]


@router.get("/indicators")
def indicators(request: Request) -> list[IndicatorEntry]:
    """List the published indicators with names in three languages and the municipalities they cover."""
    figures = pages_of(request).services.citizen_figures
    return [
        IndicatorEntry(
            code=definition.code,
            version=definition.version,
            name=in_languages(definition.wording.name),
            unit=definition.unit,
            municipalities=[
                place.number
                for place in figures.municipalities()
                if figures.years(definition.code, place.number)
            ],
        )
        for definition in figures.indicators()
    ]


@router.get("/indicators/{code}", responses=faults(404))
def record(request: Request, code: Code) -> dict[str, Any]:
    """Give the definition of an indicator, every text in three languages."""
    return metadata_record(find_definition(pages_of(request).services.citizen_figures, code))


@router.get("/indicators/{code}/{number}", responses=faults(404))
def indicator(request: Request, code: Code, number: Number) -> FigureList:
    """Give an indicator's yearly figures in a municipality: by district, year and sex.

    A figure that is hidden has no numbers and a ``status`` with its sign. Periods of several years are in
    the files.
    """
    figures = pages_of(request).services.citizen_figures
    definition = find_definition(figures, code)
    years = figures.years(code, number)
    if not years:
        raise HTTPException(404)
    publication = figures.publication
    districts = [None, *(place.number for place in figures.districts(number))]
    cells = (
        Cell(code, municipality=number, year=year, district=district, sex=sex)
        for year in years
        for district in districts
        for sex in (None, *Sex)
    )
    return FigureList(
        indicator=code,
        version=definition.version,
        municipality=number,
        publication=publication.identifier if publication else None,
        release=publication.release if publication else None,
        policy=publication.policy if publication else None,
        figures=[figure_entry(cell, figures.figure(cell), definition) for cell in cells],
    )


@router.get("/questions")
def questions(request: Request) -> list[QuestionEntry]:
    """List the questions that figures answer, in the order they are asked most."""
    return [
        QuestionEntry(each.name, each.indicator, in_languages(each.question))
        for each in pages_of(request).services.citizen_figures.questions()
    ]


@router.get("/questions/{slug}/{number}", responses=faults(404))
def answer(request: Request, slug: Slug, number: Number) -> AnswerEntry:
    """Answer a question for a municipality, in sentences; empty ones where there is no figure to show."""
    pages = pages_of(request)
    figures = pages.services.citizen_figures
    question, place = find_question(figures, slug), need_place(pages, number)
    newest = newest_figure(figures, question.indicator, number)
    told = {language: tell_answer(question, newest, place=place, language=language) for language in LANGUAGES}
    sentences = {
        language: f"{each.answer} {each.interval} {each.period}" if each else ""
        for language, each in told.items()
    }
    return AnswerEntry(
        question=slug,
        municipality=number,
        year=newest.year,
        status=newest.figure.sign.value if newest.figure.sign else "",
        answer=InLanguages(**sentences),
    )


@router.get("/changes/{number}", responses=faults(404))
def changes(request: Request, number: Number) -> list[ChangeEntry]:
    """Tell what has changed in a municipality's published figures, the newest first."""
    pages = pages_of(request)
    place = need_place(pages, number)
    log = pages.services.changes
    return [
        ChangeEntry(
            publication=entry.identifier,
            release=entry.release,
            at=entry.at,
            withdrawn=entry.withdrawn,
            added=len(entry.added),
            removed=len(entry.removed),
            changed=len(entry.changed),
        )
        for entry in (log.of_municipality(place.number) if log is not None else ())
    ]
