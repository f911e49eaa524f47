"""Indicators that come from official tables alone: their figures, and what they stand beside."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import HTTPException

from folkekommune.official.descriptions import Description
from folkekommune.web.api_entries import InLanguages, VerdictEntry, in_languages, verdict_entry
from folkekommune.web.municipality.api.asking import AskedBoard, Indicator, Theme, dashboard_router
from folkekommune.web.municipality.outside_view import (
    against_country,
    described,
    outside_in_sentence,
    outside_of,
)
from folkekommune.web.ports import OutsideFigure

router = dashboard_router()


@dataclass(frozen=True)
class OfficialIndicator:
    """An indicator of an official table, and who made the table."""

    code: str
    name: InLanguages
    theme: str
    unit: str
    source: str


@dataclass(frozen=True)
class OfficialFigure:
    """A figure of an official table; a hidden one has no numbers and a sign.

    :param year: the last year of the period, :param years: how many it covers.
    :param invented: whether it is synthetic.
    """

    name: InLanguages
    year: int
    years: int
    value: float | None
    lower: float | None
    upper: float | None
    status: str
    source: str
    invented: bool


@dataclass(frozen=True)
class OfficialSeries:
    """The figures of a municipality, those it stands beside, and how it stands against the country."""

    indicator: OfficialIndicator
    series: list[OfficialFigure]
    beside: list[OfficialFigure]
    verdict: VerdictEntry | None


@router.get("/official")
def official(board: AskedBoard, theme: Theme = "") -> list[OfficialIndicator]:
    """List the official indicators that have figures here, as the tables in use are today."""
    return [_listed(each) for each in described(board, theme or None)]


@router.get("/official/{indicator}")
def series(board: AskedBoard, indicator: Indicator) -> OfficialSeries:
    """Give an official indicator's figures."""
    service = outside_of(board)
    known = service.described() if service else ()
    description = next((each for each in known if each.code == indicator), None)
    if service is None or description is None:
        raise HTTPException(404)
    own = service.series(description, board.place.number)
    others = service.beside(description, board.place.number, own[-1].year) if own else ()
    country = next((each for each in others if each.fixed), None)
    verdict = None
    if own and own[-1].figure.is_shown:
        name = outside_in_sentence(board, country) if country else ""
        verdict = verdict_entry(against_country(description, own[-1].figure, country), name, board.language)
    return OfficialSeries(
        _listed(description), [_figure(each) for each in own], [_figure(each) for each in others], verdict
    )


def _listed(description: Description) -> OfficialIndicator:
    return OfficialIndicator(
        description.code,
        in_languages(description.name),
        description.theme,
        description.unit,
        description.origin.name,
    )


def _figure(each: OutsideFigure) -> OfficialFigure:
    figure = each.figure
    counted = figure.interval is not None
    return OfficialFigure(
        in_languages(each.name),
        each.year,
        each.years,
        figure.value,
        figure.lower if counted else None,
        figure.upper if counted else None,
        status=figure.sign.value if figure.sign else "",
        source=each.origin.source,
        invented=each.origin.invented,
    )
