"""Files of the open API: tables, JSON-stat, and the description for the national data catalogue."""

from __future__ import annotations

from enum import Enum
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query
from fastapi import Path as PathPart
from starlette.requests import Request
from starlette.responses import Response

from folkekommune.published.products.linked_data import json_ld, turtle
from folkekommune.texts import Language
from folkekommune.web.api_description import faults, file_of
from folkekommune.web.catalogue_entries import catalogue_graph
from folkekommune.web.pages import pages_of
from folkekommune.web.product_files import Form
from folkekommune.web.public.downloads import downloads_of, file_answer
from folkekommune.web.public.finding import Code, Number, find_place

router = APIRouter(prefix="/api/v1", tags=["figures"])

_MUNICIPALITY_DIGITS = 4
_TABLES = file_of(*(form.media for form in Form))
FileName = Annotated[
    str, PathPart(pattern=r"^(\d{4}|[a-z][a-z0-9_]{0,59})(-excel\.csv|\.csv|\.parquet|\.xlsx)$")
]


class CatalogueForm(Enum):
    """Forms of the catalogue's description."""

    TURTLE = "ttl"
    JSON_LD = "jsonld"


@router.get("/figures/{name}", response_class=Response, responses=_TABLES | faults(404))
def table(request: Request, name: FileName, lang: Annotated[Language, Query()] = "nb") -> Response:
    """Give the figures of a municipality, or of an indicator everywhere, as a file.

    The name is a municipality's number or an indicator's code with ``.csv``, ``-excel.csv``, ``.parquet``
    or ``.xlsx``.
    """
    form = next(each for each in Form if name.endswith(each.ending))
    what = name.removesuffix(form.ending)
    of_place = what.isdigit() and len(what) == _MUNICIPALITY_DIGITS
    if not _is_published(request, what):
        raise HTTPException(404)
    downloads = downloads_of(request)
    content = downloads.keep(
        ("table", form.name, what, lang),
        lambda: downloads.products().table(
            form,
            municipality=what if of_place else None,
            indicator=None if of_place else what,
            language=lang,
        ),
    )
    return file_answer(content, media=form.media, name=name)


@router.get(
    "/json-stat/{number}/{code}",
    response_class=Response,
    responses=file_of("application/json") | faults(404),
)
def json_stat(
    request: Request, number: Number, code: Code, lang: Annotated[Language, Query()] = "nb"
) -> Response:
    """Give an indicator in a municipality as JSON-stat 2, periods of several years included."""
    if not (_is_published(request, number) and _is_published(request, code)):
        raise HTTPException(404)
    downloads = downloads_of(request)
    content = downloads.keep(
        ("json-stat", number, code, lang),
        lambda: downloads.products().json_stat(code, number, language=lang) or b"",
    )
    return file_answer(content or None, media="application/json")


@router.get(
    "/catalogue.{form}",
    response_class=Response,
    responses=file_of("text/turtle", "application/ld+json") | faults(404),
)
def catalogue(request: Request, form: CatalogueForm) -> Response:
    """Describe what is published for the national data catalogue (DCAT-AP-NO)."""
    pages = pages_of(request)
    graph = catalogue_graph(
        downloads_of(request).published,
        pages.services.citizen_figures,
        address=pages.settings.address or str(request.base_url).rstrip("/"),
        settings=pages.settings,
    )
    if graph is None:
        raise HTTPException(404)
    if form is CatalogueForm.TURTLE:
        return file_answer(turtle(graph), media="text/turtle; charset=utf-8")
    return file_answer(json_ld(graph), media="application/ld+json")


def _is_published(request: Request, name: str) -> bool:
    """Say whether there is a municipality of that number, or an indicator of that code, with figures."""
    pages = pages_of(request)
    codes = {definition.code for definition in pages.services.citizen_figures.indicators()}
    return name in codes or find_place(pages, name) is not None
