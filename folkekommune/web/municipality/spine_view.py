"""The spine of a municipality: where it stands between the worst and the best of five areas or more."""

from __future__ import annotations

from statistics import quantiles

from folkekommune.rendering.presentations.spine import SpineRow, spine
from folkekommune.web.components.figure import FigureView
from folkekommune.web.components.presentation import mark_of, presentation_view
from folkekommune.web.municipality.barometer import BarometerView, Held
from folkekommune.web.municipality.board import Board
from folkekommune.web.municipality.cards import write_value
from folkekommune.web.ports import Cell, Figure

FEWEST = 5
"""Quartiles of fewer areas say nothing."""


def spine_view(board: Board, barometer: BarometerView) -> FigureView | None:
    """Draw the spine of what the barometer holds; None of fewer than five areas."""
    rows = tuple(row for each in barometer.held if (row := _row(board, each)) is not None)
    if not rows:
        return None
    drawn = spine(
        rows,
        caption=board.say("dashboard.spine-caption", place=board.place.name),
        benchmark=barometer.middle,
        language=board.language,
    )
    return presentation_view(drawn)


def _row(board: Board, held: Held) -> SpineRow | None:
    language, middle = board.language, held.benchmark.figure.value
    if middle is None:
        return None
    figures = [held.figure, *_others(board, held)]
    values = [figure.value for figure in figures if figure.value is not None]
    if len(values) < FEWEST:
        return None
    better = sorted(held.sign * (value - middle) for value in values)
    low, _, high = quantiles(better, n=4, method="inclusive")
    ends = sorted(
        (figure for figure in figures if figure.value is not None), key=lambda each: each.value or 0
    )
    if held.sign < 0:
        ends.reverse()
    own = held.figure.value
    return SpineRow(
        held.definition.wording.short.in_language(language),
        mark_of(held.verdict, language),
        worst=min(better[0], 0.0),
        best=max(better[-1], 0.0),
        quartiles=(low, high),
        better=None if own is None else held.sign * (own - middle),
        value=write_value(held.figure, language),
        benchmark=write_value(held.benchmark.figure, language),
        ends=(
            write_value(ends[0], language),
            write_value(ends[-1], language),
        ),
    )


def _others(board: Board, held: Held) -> list[Figure]:
    cell = held.cell
    return [
        board.others.figure(Cell(cell.indicator, place.number, cell.year))
        for place in board.others.municipalities()
        if place.number != cell.municipality
    ]
