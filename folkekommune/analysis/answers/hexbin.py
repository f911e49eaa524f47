"""Hexagons: the joint distribution of two numbers, each hexagon a protected count."""

from __future__ import annotations

from dataclasses import replace

from folkekommune.analysis.asked import Answer, Asked
from folkekommune.analysis.hexagons import HEXAGON, HexagonGrid, with_hexagons
from folkekommune.disclosure.charts import chart_result, hexagons, safe_axis
from folkekommune.disclosure.charts import under_names as named
from folkekommune.disclosure.conditions import CellConditions
from folkekommune.disclosure.counts import protect_count
from folkekommune.disclosure.evidence import Coordinate
from folkekommune.disclosure.results import Chart, Note, SafeMark, SafeResult, SafeValue
from folkekommune.disclosure.row_evidence import row_notes
from folkekommune.disclosure.values import significant
from folkekommune.query.outputs import Hexbin

OUTPUT = Hexbin

_DIGITS = 6


def answer(asking: Hexbin, asked: Asked) -> Answer:
    """Protect the count of every hexagon of the grid."""
    inquiry = asked.inquiry
    across, upwards = asking.across.column, asking.upwards.column
    grid = HexagonGrid(inquiry.limits(across), inquiry.limits(upwards), asking.columns)
    centres = grid.centres
    divided = replace(inquiry, dataset=with_hexagons(inquiry.dataset, grid, across, upwards))
    context = divided.context((HEXAGON,), categories=(tuple(centres),))
    filters = asked.population.count.cell.filters
    counts = [
        protect_count(context, CellConditions(filters, (Coordinate(slot),))) for slot in range(len(centres))
    ]
    each = context.rows_each
    drawn = hexagons(tuple(centres.values()), counts, asked.policy, rows_each=each)
    notes = [Note("chart.hexagons", (("least", asked.policy.charts.hexagon),)), *row_notes(each)]
    if asked.population.left_out:
        notes.append(Note("population.left-out"))
    limits = tuple(
        SafeMark((role,), (("step", _number(step)), ("low", _number(low)), ("high", _number(high))))
        for role, step, (low, high) in zip("xy", grid.step, (grid.across, grid.upwards), strict=True)
    )
    result = chart_result(
        Chart.HEXAGONS,
        drawn,
        policy=asked.policy,
        axes=[safe_axis(axis) for axis in asking.drawn_axes],
        wholes=limits,
        style=asking.style,
        notes=notes,
    )
    return result, asked.population, tuple(counts)


def under_names(result: SafeResult, output: Hexbin) -> SafeResult:
    """Put names and style in place."""
    return named(result, output.drawn_axes, output.style)


def _number(public: float) -> SafeValue:
    return SafeValue(significant(public, _DIGITS))
