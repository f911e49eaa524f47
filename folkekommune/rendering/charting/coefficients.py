"""Coefficients of a model: a dot and its confidence interval for each, against no effect."""

from __future__ import annotations

from folkekommune.rendering.charting.picture import Picture
from folkekommune.rendering.charting.reading import Reader, number_of, sign_of
from folkekommune.rendering.charts import Ink, Width
from folkekommune.rendering.drawing import Spec

_LABELS = {Width.WIDE: 200, Width.NARROW: 110}
_ROW = 34


def picture(reader: Reader) -> Picture:
    """Describe dots and whiskers in Vega-Lite."""
    labels = reader.labels(0)
    rows: list[dict[str, object]] = []
    for mark, value in reader.marks():
        row: dict[str, object] = {"main": reader.label(0, mark.place[0]), "value": number_of(value)}
        if value.text is None:
            row["sign"] = sign_of(value)
        elif value.lower is not None and value.upper is not None:
            row |= {"lower": float(value.lower), "upper": float(value.upper)}
        rows.append(row)
    y: Spec = {
        "field": "main",
        "type": "nominal",
        "sort": None,
        "scale": {"domain": labels},
        "axis": {
            "title": None,
            "domain": False,
            "ticks": False,
            "labelPadding": 8,
            "labelLimit": _LABELS[reader.width],
        },
    }
    x: Spec = {
        "field": "value",
        "type": "quantitative",
        "scale": {"zero": False, "nice": True},
        "axis": {
            "title": reader.measure_title(),
            "tickCount": 5,
            "format": ",",
            "labelOverlap": "greedy",
            "labelSeparation": 12,
        },
    }
    nothing = 1 if reader.chart.measure.endswith("-ratio") else 0
    layers: list[Spec] = [
        {
            "mark": {"type": "rule", "color": Ink.AXIS.stand_in, "strokeDash": [4, 4], "strokeWidth": 1.5},
            "encoding": {"x": {"datum": nothing}},
        },
        {
            "transform": [{"filter": "isValid(datum.upper)"}],
            "mark": {"type": "rule", "strokeWidth": 3, "color": Ink.MAIN.stand_in},
            "encoding": {"y": y, "x": {**x, "field": "lower"}, "x2": {"field": "upper"}},
        },
        {
            "transform": [{"filter": "isValid(datum.value)"}],
            "mark": {"type": "point", "filled": True, "size": 110, "opacity": 1, "color": Ink.MAIN.stand_in},
            "encoding": {"y": y, "x": x},
        },
        {
            "transform": [{"filter": "isValid(datum.sign)"}],
            "mark": {"type": "text", "fontSize": 16, "align": "left", "dx": 6, "color": Ink.TEXT.stand_in},
            "encoding": {"y": y, "x": {"datum": nothing}, "text": {"field": "sign", "type": "nominal"}},
        },
    ]
    size = {
        "width": reader.width.value - _LABELS[reader.width] - 20,
        "height": max(80, _ROW * len(labels)),
    }
    return Picture("vega-lite", reader.top({"layer": layers, **size}, rows))
