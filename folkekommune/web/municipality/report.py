"""The report: a basket of indicators, and a page of them to print or hand on.

The basket stands in the address, so a report is shared by its link, living or fixed.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response
from starlette.routing import NoMatchFound

from folkekommune.indicators.definition import Area, Definition
from folkekommune.rendering.presentations.tartan_rug import RugRow, tartan_rug
from folkekommune.web.components.figure import FigureView
from folkekommune.web.components.presentation import presentation_view
from folkekommune.web.municipality.benchmarks import compare_with, in_sentence, usual_benchmark
from folkekommune.web.municipality.board import Board, BoardOf
from folkekommune.web.municipality.cards import reason_hidden, write_interval, write_value
from folkekommune.web.municipality.measure_view import (
    MeasureView,
    measure_view,
    measures_of,
    started,
)
from folkekommune.web.municipality.parts import district_figures, district_summary
from folkekommune.web.municipality.rug import rug_of
from folkekommune.web.municipality.themes import theme_name
from folkekommune.web.municipality.trust import Trust, trust
from folkekommune.web.ports import Cell
from folkekommune.web.trend import trend_view, yearly_figures

router = APIRouter()

Codes = Annotated[list[str] | None, Query(alias="indikator", max_length=60)]


@dataclass(frozen=True)
class Chapter:
    """An indicator in a report."""

    definition: Definition
    cell: Cell
    name: str
    value: str
    interval: str
    trust: Trust | None
    districts: str
    trend: FigureView | None = None

    @property
    def year(self) -> str:
        """The year, as it is written."""
        return str(self.cell.year)


@router.get("/{language}/kommune/{number}/rapport", name="municipality_basket")  # noqa: FAST003  (the dependency reads both)
def basket(board: BoardOf, *, indikator: Codes = None) -> Response:
    """Choose the indicators of a report."""
    ordered = sorted(_published(board), key=lambda entry: theme_name(entry.theme, board.language))
    return board.render(
        "basket.html",
        title=board.say("dashboard.report-title", place=board.place.name),
        themes=[
            (theme_name(theme, board.language), list(entries))
            for theme, entries in groupby(ordered, key=lambda entry: entry.theme)
        ],
        chosen=set(indikator or ()),
        products=_products(board),
    )


@router.get("/{language}/kommune/{number}/rapport/vis", name="municipality_report")  # noqa: FAST003  (the dependency reads both)
def report(board: BoardOf, *, indikator: Codes = None) -> Response:
    """Show the report of the basket."""
    chosen = chosen_of(board, indikator or ())
    rug = rug_of(board, chosen)
    picture = None
    if rug.districts and rug.lines:
        drawn = tartan_rug(
            tuple(place.name for place in rug.districts),
            tuple(RugRow(line.name, tuple(cell.mark for cell in line.cells)) for line in rug.lines),
            caption=board.say("dashboard.rug-caption", place=board.place.name),
            language=board.language,
        )
        picture = presentation_view(drawn)
    return board.render(
        "report.html",
        title=board.say("dashboard.report-of", place=board.place.name),
        chapters=[_drawn(board, chapter(board, entry)) for entry in chosen],
        rug=picture,
        measures=[
            (board.say("dashboard.measure-paragraph", title=view.measure.title), view)
            for view in measures_about(board, chosen)
        ],
        back=board.address("rapport", keep=True)
        + "".join(
            f"{'&' if at or board.fixed else '?'}indikator={entry.code}" for at, entry in enumerate(chosen)
        ),
        sources=sorted({entry.source for entry in chosen}),
    )


def _products(board: Board) -> list[tuple[str, str]]:
    """Give text and address of the ready-made reports that this server has, of what everyone can see."""
    if not any(place.number == board.place.number for place in board.others.municipalities()):
        return []
    found = []
    for route, code in (
        ("public_profile_pdf", "dashboard.profile-pdf"),
        ("public_overview_chapter", "dashboard.overview-chapter"),
    ):
        try:
            address = board.request.app.url_path_for(
                route, language=board.language, number=board.place.number
            )
        except NoMatchFound:
            continue
        found.append((board.say(code), str(address)))
    return found


def _published(board: Board) -> list[Definition]:
    return [
        entry for entry in board.figures.indicators() if board.figures.years(entry.code, board.place.number)
    ]


def chosen_of(board: Board, codes: Collection[str]) -> list[Definition]:
    """Give the indicators of a basket that have figures, in their own order."""
    return [entry for entry in _published(board) if entry.code in codes]


def chapter(board: Board, definition: Definition) -> Chapter:
    """Tell of an indicator's newest figure, without a picture."""
    language = board.language
    year = max(board.figures.years(definition.code, board.place.number))
    cell = Cell(definition.code, board.place.number, year)
    figure = board.figures.figure(cell)
    held = usual_benchmark(board, definition, cell) if figure.is_shown else None
    told = None
    if held is not None:
        told = trust(
            figure,
            held.figure,
            compare_with(board, definition, cell, held),
            benchmark=in_sentence(held, language),
            people=definition.people,
            language=language,
        )
    parts = district_figures(board.figures, cell) if Area.DISTRICT in definition.geography else ()
    return Chapter(
        definition,
        cell,
        definition.wording.name.in_language(language),
        value=write_value(figure, language) or reason_hidden(figure, definition.people, language),
        interval=write_interval(figure, language),
        trust=told,
        districts=district_summary(parts, definition, language) if parts else "",
    )


def measures_about(board: Board, chosen: Sequence[Definition]) -> list[MeasureView]:
    """Tell of the measures that are to change what a report is about."""
    codes = {definition.code for definition in chosen}
    views = (measure_view(board, each) for each in measures_of(board) if each.indicator in codes)
    return [view for view in views if view is not None]


def _drawn(board: Board, told: Chapter) -> Chapter:
    """Add the picture of its trend to a chapter."""
    definition = told.definition
    trend = trend_view(
        yearly_figures(board.figures, told.cell),
        definition,
        place=board.place.name,
        municipality=board.place.number,
        language=board.language,
        identifier=f"trend-{definition.code.replace('_', '-')}",
        measures=started(board, told.cell),
    )
    return replace(told, trend=trend)
