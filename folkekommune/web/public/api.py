"""The open API: indicators and their published figures, without log-in (``/api/v1/``)."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, HTTPException
from fastapi import Path as PathPart
from starlette.requests import Request

from folkekommune.web.pages import pages_of
from folkekommune.web.ports import Cell, Figure, Sex
from folkekommune.web.public.question import find_definition

router = APIRouter(prefix="/api/v1", tags=["figures"])

Code = Annotated[str, PathPart(pattern=r"^[a-z0-9_]{1,60}$")]
Number = Annotated[str, PathPart(pattern=r"^\d{4}$")]


@router.get("/indicators")
def indicators(request: Request) -> list[dict[str, Any]]:
    """List the published indicators with names in three languages and the municipalities they cover."""
    figures = pages_of(request).services.citizen_figures
    return [
        {
            "code": definition.code,
            "version": definition.version,
            "name": {
                "nb": definition.wording.name.nb,
                "nn": definition.wording.name.nn,
                "en": definition.wording.name.en,
            },
            "municipalities": [
                place.number
                for place in figures.municipalities()
                if figures.years(definition.code, place.number)
            ],
        }
        for definition in figures.indicators()
    ]


@router.get("/indicators/{code}/{number}")
def indicator(request: Request, code: Code, number: Number) -> dict[str, Any]:
    """Give an indicator's figures in a municipality: by district, year and sex.

    A figure that is hidden has no numbers and a ``status`` with its sign.
    """
    figures = pages_of(request).services.citizen_figures
    definition = find_definition(figures, code)
    years = figures.years(code, number)
    if not years:
        raise HTTPException(404)
    publication = figures.publication
    districts = [None, *(place.number for place in figures.districts(number))]
    return {
        "indicator": code,
        "version": definition.version,
        "municipality": number,
        "publication": publication.identifier if publication else None,
        "release": publication.release if publication else None,
        "policy": publication.policy if publication else None,
        "figures": [
            {"year": year, "district": district, "sex": sex.value if sex else None}
            | _numbers(figures.figure(Cell(code, municipality=number, year=year, district=district, sex=sex)))
            for year in years
            for district in districts
            for sex in (None, *Sex)
        ],
    }


def _numbers(figure: Figure) -> dict[str, Any]:
    return {
        "value": figure.value,
        "lower": figure.lower,
        "upper": figure.upper,
        "numerator": figure.numerator,
        "denominator": figure.denominator,
        "status": figure.sign.value if figure.sign else "",
    }
