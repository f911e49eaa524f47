"""Histograms: bins between public edges, each a protected count."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from folkekommune.analysis.asked import Answer, Asked
from folkekommune.catalogue.model import ValueType
from folkekommune.disclosure.charts import bin_edges, chart_result, histogram, most_bins, safe_axis
from folkekommune.disclosure.charts import under_names as named
from folkekommune.disclosure.conditions import CellConditions, Context
from folkekommune.disclosure.counts import protect_count
from folkekommune.disclosure.evidence import Coordinate
from folkekommune.disclosure.limits import whole_numbers
from folkekommune.disclosure.results import Chart, Note, SafeMark, SafeResult
from folkekommune.disclosure.row_evidence import row_notes
from folkekommune.disclosure.values import NumericCell, numeric
from folkekommune.query.engine import Moment
from folkekommune.query.outputs import Histogram

OUTPUT = Histogram

USUAL_BINS = 25
"""About as many bins as are drawn when nobody says how many."""

_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True)
class _Panel:
    """One of the histograms: its place among the categories, and the values in it."""

    place: tuple[str | float, ...]
    coordinates: tuple[Coordinate, ...]
    figures: NumericCell


def answer(asking: Histogram, asked: Asked) -> Answer:
    """Protect the bins of every panel; all have the same edges."""
    panels = _panels(asking, asked)
    if not panels:
        return asked.refused("chart.empty")
    limits = asked.inquiry.limits(asking.axis.column)
    edges = _edges(asking, asked, limits, min(map(_persons, panels)))
    by = (asking.by.column,) if asking.by else ()
    values = tuple(panel.place[0] for panel in panels if panel.place)
    context = asked.inquiry.by_place(asking.axis.column, edges[1:-1], by, (values,) if by else ())
    filters = asked.population.count.cell.filters
    counts, marks, curves = [panel.figures.counted for panel in panels], [], []
    for slot, panel in enumerate(panels):
        place = tuple(_text(value) for value in panel.place)
        coordinates = (Coordinate(slot),) if by else ()
        bins = [
            protect_count(context, CellConditions(filters, (*coordinates, Coordinate(number))))
            for number in range(len(edges) - 1)
        ]
        counts += bins
        drawn = histogram(edges, bins, asked.policy, shown=asking.shown, rows_each=context.rows_each)
        marks += [SafeMark((*place, *mark.place), mark.values) for mark in drawn]
        figures = (("mean", panel.figures.mean), ("std", panel.figures.spread))
        curves += [SafeMark(place, figures)] if asking.normal else []
    axes = [safe_axis(axis, values if axis.role == "by" else None) for axis in asking.drawn_axes]
    result = chart_result(
        Chart.HISTOGRAM,
        marks,
        policy=asked.policy,
        axes=axes,
        wholes=curves,
        measure=asking.shown,
        notes=(*_notes(asked, asking), *row_notes(context.rows_each)),
    )
    return result, asked.population, tuple(counts)


def under_names(result: SafeResult, output: Histogram) -> SafeResult:
    """Put names and labels in place."""
    return named(result, output.drawn_axes)


def _notes(asked: Asked, asking: Histogram) -> tuple[Note, ...]:
    notes = [Note("chart.ends")]
    if asking.normal:
        notes.append(Note("chart.normal"))
    if asked.population.left_out:
        notes.append(Note("population.left-out"))
    return tuple(notes)


def _panels(asking: Histogram, asked: Asked) -> list[_Panel]:
    """Give the categories that are not in the band, as a table lists them, with what is in each."""
    inquiry, filters = asked.inquiry, asked.population.count.cell.filters
    moment = inquiry.moment(asking.axis.column)
    if asking.by is None:
        context = inquiry.context(moments=(moment,))
        return _large([_Panel((), (), _figures(context, CellConditions(filters, ()), moment))])
    names = (asking.by.column,)
    cells = inquiry.cells(names, (moment,))
    values: Sequence[float | str] = (
        whole_numbers(cells.coordinates[0], inquiry.limits(asking.by.column))
        if asking.by.categories is None
        else [category.value for category in asking.by.categories]
    )
    context = inquiry.context(names, categories=(tuple(values),), moments=(moment,), cells=cells)
    found = [
        _Panel((value,), (at,), _figures(context, CellConditions(filters, (at,)), moment))
        for value, at in ((value, Coordinate(slot)) for slot, value in enumerate(values))
    ]
    return _large(found)


def _figures(context: Context, cell: CellConditions, moment: Moment) -> NumericCell:
    return numeric(context, cell, 0, moment)


def _large(panels: Sequence[_Panel]) -> list[_Panel]:
    return [panel for panel in panels if not panel.figures.counted.banded]


def _persons(panel: _Panel) -> int:
    """Give the protected number of persons behind the values of a panel."""
    counted = panel.figures.counted
    return counted.count if counted.persons is None else counted.persons


def _edges(asking: Histogram, asked: Asked, limits: tuple[float, float], count: int) -> tuple[float, ...]:
    """Give the edges of the bins; whole numbers stand in the middle of theirs.

    :param count: protected number of persons in the smallest panel.
    """
    low, high = limits
    if asking.bins is not None:
        return bin_edges(limits, asking.bins, count)
    whole = asked.inquiry.dataset.column(asking.axis.column).type is not ValueType.DECIMAL
    if asking.width is not None:
        width = asking.width
    else:
        width = _usual((high - low) / USUAL_BINS, whole=whole)
    while (high - low) / width > most_bins(count):
        width *= 2
    half = 0.5 if whole and width >= 1 and width.is_integer() else 0.0
    first = math.floor(low / width) * width if not half else math.floor(low) - half
    number = max(1, math.ceil((high - first) / width - 1e-9))
    return tuple(round(first + width * place, 9) for place in range(number + 1))


def _usual(width: float, *, whole: bool) -> float:
    """Round a width up to one that is easy to read."""
    if width <= 0:
        return 1.0
    unit = 10.0 ** math.floor(math.log10(width))
    found = next(step * unit for step in _STEPS if step * unit >= width * (1 - 1e-9))
    return float(max(1, math.ceil(found))) if whole else found


def _text(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:.10g}"
