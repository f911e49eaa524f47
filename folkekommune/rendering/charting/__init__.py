"""Pictures of protected charts: one file a chart, each a description in Vega-Lite or Vega."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from folkekommune.disclosure.results import Chart, SafeChart
from folkekommune.rendering.charting import (
    areas,
    bars,
    boxes,
    coefficients,
    flow,
    hexagons,
    histogram,
    lines,
    pie,
)
from folkekommune.rendering.charting.picture import Picture, Scheme
from folkekommune.rendering.charting.reading import Reader
from folkekommune.rendering.charts import Width
from folkekommune.texts import Language

_PICTURES: Mapping[Chart, Callable[[Reader], Picture]] = {
    Chart.BARS: bars.picture,
    Chart.PIE: pie.picture,
    Chart.HISTOGRAM: histogram.picture,
    Chart.BOX_PLOT: boxes.picture,
    Chart.HEXAGONS: hexagons.picture,
    Chart.FLOW: flow.picture,
    Chart.COEFFICIENTS: coefficients.picture,
    Chart.LINES: lines.picture,
    Chart.MAP: areas.picture,
}


def picture_of(chart: SafeChart, language: Language, width: Width = Width.WIDE) -> Picture:
    """Describe the picture of a chart."""
    return _PICTURES[chart.chart](Reader(chart, language, width))


__all__ = ["Picture", "Scheme", "picture_of"]
