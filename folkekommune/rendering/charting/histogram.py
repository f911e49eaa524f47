"""A histogram: bars over intervals, and the normal curve of the same mean and spread."""

from __future__ import annotations

import math

from folkekommune.disclosure.results import SafeMark
from folkekommune.rendering.charting import bars
from folkekommune.rendering.charting.arrangement import Arrangement, height, panels
from folkekommune.rendering.charting.picture import PALETTE, Picture
from folkekommune.rendering.charting.reading import Reader, number_of, sign_of
from folkekommune.rendering.charts import Ink
from folkekommune.rendering.drawing import Spec

_POINTS = 80


def picture(reader: Reader) -> Picture:
    """Describe a histogram in Vega-Lite; one bar a value is a bar chart."""
    low = reader.place("low")
    if low is None:
        return bars.picture(reader)
    arrangement = Arrangement(low, panel=reader.place("by"))
    facet, across = panels(reader, arrangement)
    size = {"width": across, "height": height(reader, arrangement)}
    rows = [*_bins(reader, low), *_curves(reader, low)]
    layers = _layers(reader, low)
    if not facet:
        return Picture("vega-lite", reader.top({"layer": layers, **size}, rows))
    return Picture("vega-lite", reader.top({**facet, "spec": {"layer": layers, **size}}, rows))


def _bins(reader: Reader, low: int) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for mark, value in reader.marks():
        first, last = float(mark.place[low]), float(mark.place[low + 1])
        row: dict[str, object] = {"low": first, "high": last, "value": number_of(value)}
        if value.text is None:
            row |= {"sign": sign_of(value), "middle": (first + last) / 2}
        if low:
            row["panel"] = reader.label(0, mark.place[0])
        rows.append(row)
    return rows


def _curves(reader: Reader, low: int) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for whole in reader.chart.wholes:
        mean, spread = (number_of(value) for _, value in whole.values)
        within = [mark for mark in reader.chart.marks if mark.place[:low] == whole.place]
        if mean is None or spread is None or not within:
            continue
        scale = _scale(reader, within, low)
        first = min(float(mark.place[low]) for mark in within)
        last = max(float(mark.place[low + 1]) for mark in within)
        for step in range(_POINTS + 1):
            x = first + (last - first) * step / _POINTS
            y = math.exp(-(((x - mean) / spread) ** 2) / 2) / (spread * math.sqrt(2 * math.pi))
            row: dict[str, object] = {"x": round(x, 6), "curve": float(f"{y * scale:.5g}")}
            if low:
                row["panel"] = reader.label(0, whole.place[0])
            rows.append(row)
    return rows


def _scale(reader: Reader, within: list[SafeMark], low: int) -> float:
    """Give what a density is multiplied by to stand beside the bars."""
    widths = sorted(float(mark.place[low + 1]) - float(mark.place[low]) for mark in within)
    width = widths[len(widths) // 2]
    match reader.chart.measure:
        case "percent":
            return 100 * width
        case "fraction":
            return width
        case "freq":
            return width * sum(number_of(mark.values[0][1]) or 0.0 for mark in within)
    return 1.0


def _layers(reader: Reader, low: int) -> list[Spec]:
    unit = " %" if reader.chart.measure == "percent" else ""
    x: Spec = {
        "field": "low",
        "type": "quantitative",
        "scale": {"zero": False, "nice": False},
        "axis": {"title": reader.title(low) or None, "grid": False, "tickCount": 8, "format": ","},
    }
    y: Spec = {
        "field": "value",
        "type": "quantitative",
        "scale": {"zero": True, "nice": True},
        "axis": {
            "title": reader.measure_title(),
            "tickCount": 5,
            "labelExpr": f"format(datum.value, ',') + '{unit}'",
        },
    }
    layers: list[Spec] = [
        {
            "transform": [{"filter": "isValid(datum.value)"}],
            "mark": {
                "type": "bar",
                "color": Ink.MAIN.stand_in,
                "stroke": Ink.HALO.stand_in,
                "strokeWidth": 1,
            },
            "encoding": {"x": x, "x2": {"field": "high"}, "y": y, "y2": {"datum": 0}},
        },
        {
            "transform": [{"filter": "isValid(datum.sign)"}],
            "mark": {"type": "text", "dy": -8, "fontSize": 13, "color": Ink.TEXT.stand_in},
            "encoding": {
                "x": {**x, "field": "middle"},
                "y": {"datum": 0},
                "text": {"field": "sign", "type": "nominal"},
            },
        },
    ]
    if reader.chart.wholes:
        layers.append(
            {
                "transform": [{"filter": "isValid(datum.curve)"}],
                "mark": {"type": "line", "color": PALETTE[1], "strokeWidth": 2.5},
                "encoding": {"x": {**x, "field": "x"}, "y": {**y, "field": "curve"}},
            }
        )
    return layers
