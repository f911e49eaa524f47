"""Everything the indicator page shows about one figure."""

from __future__ import annotations

from dataclasses import dataclass

from folkekommune.indicators.definition import Area, Break, Definition, Dimension
from folkekommune.indicators.reliability import Flag
from folkekommune.web.comparison import hold_against_year, is_uncertain, verdict_of
from folkekommune.web.components.figure import FigureView
from folkekommune.web.components.number_card import Tag
from folkekommune.web.municipality.benchmarks import compare_with, in_sentence, usual_benchmark
from folkekommune.web.municipality.board import Board
from folkekommune.web.municipality.cards import (
    change_tag,
    reason_hidden,
    write_coverage,
    write_interval,
    write_value,
)
from folkekommune.web.municipality.district_map import map_view
from folkekommune.web.municipality.inequality_view import inequality_views
from folkekommune.web.municipality.measure_view import started
from folkekommune.web.municipality.parts import district_comparison, district_figures, sex_view
from folkekommune.web.municipality.trust import Trust, trust
from folkekommune.web.ports import Cell, Figure
from folkekommune.web.trend import trend_view, yearly_figures
from folkekommune.web.writing import write_percent, write_period


@dataclass(frozen=True)
class IndicatorView:
    """The figure in words, then its pictures; a picture is None where the figure is not divided so.

    :param value: the written value, or None when it is not shown; then ``reason`` says why.
    :param trusts: how far the differences from the year before and from the benchmark can be trusted.
    :param low_coverage: a sentence when too few have an answer.
    """

    value: str | None
    reason: str
    interval: str
    coverage: str
    low_coverage: str
    uncertain: bool
    tag: Tag | None
    trusts: tuple[Trust, ...]
    trend: FigureView | None
    districts: FigureView | None
    map: FigureView | None
    sexes: FigureView | None
    groups: tuple[FigureView, ...]
    breaks: tuple[Break, ...]


def indicator_view(board: Board, definition: Definition, cell: Cell) -> IndicatorView:
    """Gather what is shown about a figure."""
    figures, language, place = board.figures, board.language, board.place
    figure = figures.figure(cell)
    parts = district_figures(figures, cell) if Area.DISTRICT in definition.geography else ()
    about = {
        "name": definition.wording.name.in_language(language),
        "place": place.name,
        "year": write_period(cell.year, cell.years),
    }
    districts = districts_map = sexes = None
    if parts:
        caption = board.say("municipality.districts-caption", **about)
        districts = district_comparison(
            parts, figure, place=place, caption=caption, definition=definition, language=language
        )
        caption = board.say("municipality.map-caption", **about)
        districts_map = map_view(parts, caption=caption, definition=definition, language=language)
    if Dimension.SEX in definition.disaggregate:
        sexes = sex_view(figures, definition, cell, about=about, language=language)
    before = cell.year - cell.years
    change = hold_against_year(figures, definition, cell, before=before)
    return IndicatorView(
        value=write_value(figure, language) if figure.is_shown else None,
        reason="" if figure.is_shown else reason_hidden(figure, definition.people, language),
        interval=write_interval(figure, language),
        coverage=write_coverage(figure, definition.people, language),
        low_coverage=_low_coverage(board, definition, figure),
        uncertain=is_uncertain(figure, definition.direction),
        tag=change_tag(change, before=write_period(before, cell.years), language=language),
        trusts=_trusts(board, definition, cell),
        trend=trend_view(
            yearly_figures(figures, cell),
            definition,
            place=place.name,
            municipality=place.number,
            language=language,
            measures=started(board, cell),
        ),
        districts=districts,
        map=districts_map,
        sexes=sexes,
        groups=inequality_views(board, definition, cell),
        breaks=tuple(entry for entry in definition.breaks if entry.area in (None, place.number)),
    )


def _trusts(board: Board, definition: Definition, cell: Cell) -> tuple[Trust, ...]:
    """Tell how far the figure's differences can be trusted, where there is something to compare with."""
    figure, language = board.figures.figure(cell), board.language
    if not figure.is_shown:
        return ()
    before = board.figures.figure(cell.at(cell.year - cell.years))
    found = []
    if before.is_shown:
        year = write_period(cell.year - cell.years, cell.years)
        verdict = hold_against_year(board.figures, definition, cell, before=cell.year - cell.years)
        found.append((before, verdict, year))
    usual = usual_benchmark(board, definition, cell)
    if usual is not None and not usual.key.startswith("aar-"):
        verdict = compare_with(board, definition, cell, usual)
        found.append((usual.figure, verdict, in_sentence(usual, language)))
    return tuple(
        trust(figure, other, verdict, benchmark=name, people=definition.people, language=language)
        for other, verdict, name in found
    )


def _low_coverage(board: Board, definition: Definition, figure: Figure) -> str:
    """Say that too few have an answer, where that is so."""
    flags = verdict_of(figure, definition.direction).flags
    if figure.coverage is None or not {Flag.LOW_COVERAGE, Flag.NOT_REPRESENTATIVE}.intersection(flags):
        return ""
    share = write_percent(100 * figure.coverage, board.language, decimals=0)
    every = definition.people.every.in_language(board.language)
    return board.say("dashboard.low-coverage", share=share, every=every)
