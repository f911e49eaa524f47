"""Everything the indicator page shows about one figure."""

from __future__ import annotations

from dataclasses import dataclass

from folkekommune.indicators.definition import Area, Break, Definition, Dimension
from folkekommune.texts import Language, text
from folkekommune.web.comparison import compare
from folkekommune.web.components.figure import FigureView
from folkekommune.web.components.number_card import Tag
from folkekommune.web.municipality.cards import (
    change_sentence,
    change_tag,
    reason_hidden,
    write_coverage,
    write_interval,
)
from folkekommune.web.municipality.parts import (
    district_comparison,
    district_figures,
    map_view,
    sex_view,
)
from folkekommune.web.ports import Cell, Place, PublishedFigures
from folkekommune.web.trend import trend_view, yearly_figures
from folkekommune.web.writing import write_percent


@dataclass(frozen=True)
class IndicatorView:
    """The figure in words, then its pictures; a picture is None where the figure is not divided so.

    :param value: the written value, or None when it is not shown; then ``reason`` says why.
    :param change: the difference from the year before, in words.
    """

    value: str | None
    reason: str
    interval: str
    coverage: str
    uncertain: bool
    tag: Tag | None
    change: str
    trend: FigureView | None
    districts: FigureView | None
    map: FigureView | None
    sexes: FigureView | None
    breaks: tuple[Break, ...]


def indicator_view(
    figures: PublishedFigures, definition: Definition, *, cell: Cell, place: Place, language: Language
) -> IndicatorView:
    """Gather what is shown about a figure."""
    figure = figures.figure(cell)
    change = compare(figures.figure(cell.at(cell.year - 1)), figure)
    parts = district_figures(figures, cell) if Area.DISTRICT in definition.geography else ()
    about = {
        "name": definition.wording.name.in_language(language),
        "place": place.name,
        "year": str(cell.year),
    }
    districts = districts_map = sexes = None
    if parts:
        caption = text("municipality.districts-caption", language, **about)
        districts = district_comparison(
            parts, figure, place=place, caption=caption, people=definition.people, language=language
        )
        caption = text("municipality.map-caption", language, **about)
        districts_map = map_view(parts, caption=caption, people=definition.people, language=language)
    if Dimension.SEX in definition.disaggregate:
        sexes = sex_view(figures, cell, people=definition.people, about=about, language=language)
    return IndicatorView(
        value=None
        if figure.value is None
        else write_percent(figure.value, language, decimals=figure.decimals),
        reason="" if figure.is_shown else reason_hidden(figure, definition.people, language),
        interval=write_interval(figure, language),
        coverage=write_coverage(figure, definition.people, language),
        uncertain=figure.uncertain,
        tag=change_tag(change, definition, year=cell.year, language=language),
        change=change_sentence(change, year=cell.year, language=language),
        trend=trend_view(
            yearly_figures(figures, cell),
            definition,
            place=place.name,
            municipality=place.number,
            language=language,
        ),
        districts=districts,
        map=districts_map,
        sexes=sexes,
        breaks=tuple(entry for entry in definition.breaks if entry.area in (None, place.number)),
    )
