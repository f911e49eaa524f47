"""Open data: the figures behind the answers, as files anyone may use."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter
from fastapi import Path as PathPart
from starlette.requests import Request
from starlette.responses import Response

from folkekommune.texts import Language
from folkekommune.web.pages import pages_of, say
from folkekommune.web.ports import Cell, Figure, PublishedFigures, Sex
from folkekommune.web.public.question import find_definition

router = APIRouter()

_COLUMNS = (
    "indicator",
    "version",
    "municipality",
    "municipality_name",
    "year",
    "sex",
    "value",
    "lower",
    "upper",
    "numerator",
    "denominator",
    "status",
    "release",
)
_BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"

Code = Annotated[str, PathPart(pattern=r"^[a-z0-9_]{1,60}$")]


@router.get("/{language}/apne-data", name="public_open_data")
def open_data(request: Request, language: Language) -> Response:
    """Tell what there is to fetch, and how it may be used."""
    pages = pages_of(request)
    files = [
        (definition.wording.name.in_language(language), f"/{language}/apne-data/{definition.code}")
        for definition in pages.services.citizen_figures.indicators()
    ]
    return pages.render(
        request,
        "public/open_data.html",
        title=say(request, "public.open-data-title"),
        files=files,
        columns=_COLUMNS,
    )


@router.get("/{language}/apne-data/{code}-excel.csv", name="public_excel_csv")
def excel_csv(request: Request, language: Language, code: Code) -> Response:
    """Give the same for a Norwegian Excel: semicolon between, comma in numbers, marked as UTF-8."""
    return _file(request, code, separator=";", point=",", name=f"{code}-excel.csv")


@router.get("/{language}/apne-data/{code}.csv", name="public_csv")
def plain_csv(request: Request, language: Language, code: Code) -> Response:
    """Give an indicator's figures as RFC 4180: comma between, point in numbers."""
    return _file(request, code, separator=",", point=".", name=f"{code}.csv")


def _file(request: Request, code: str, *, separator: str, point: str, name: str) -> Response:
    figures = pages_of(request).services.citizen_figures
    definition = find_definition(figures, code)
    release = figures.publication.release if figures.publication else ""
    written = io.StringIO()
    writer = csv.writer(written, delimiter=separator, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    for cell, place, figure in _cells(figures, code):
        numbers = (figure.value, figure.lower, figure.upper)
        writer.writerow(
            [
                code,
                definition.version,
                cell.municipality,
                place,
                cell.year,
                cell.sex.value if cell.sex else "all",
                *("" if number is None else f"{number:.1f}".replace(".", point) for number in numbers),
                *("" if number is None else number for number in (figure.numerator, figure.denominator)),
                figure.sign.value if figure.sign else "",
                release,
            ]
        )
    mark = _BYTE_ORDER_MARK if separator == ";" else ""
    return Response(
        (mark + written.getvalue()).encode(),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _cells(figures: PublishedFigures, code: str) -> Iterator[tuple[Cell, str, Figure]]:
    for place in figures.municipalities():
        for year in figures.years(code, place.number):
            for sex in (None, *Sex):
                cell = Cell(code, place.number, year, sex=sex)
                yield cell, place.name, figures.figure(cell)
