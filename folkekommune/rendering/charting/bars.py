"""Bars: counts, shares or statistics by category, side by side or on top of each other, from zero."""

from __future__ import annotations

from folkekommune.disclosure.results import Sign
from folkekommune.rendering.charting.arrangement import (
    Arrangement,
    arranged,
    category_axis,
    colour,
    fields,
    height,
    panels,
)
from folkekommune.rendering.charting.picture import Picture
from folkekommune.rendering.charting.reading import Reader, number_of, sign_of
from folkekommune.rendering.charts import Ink, Width
from folkekommune.rendering.drawing import Spec

_MOST_LABELLED = {Width.WIDE: 12, Width.NARROW: 4}
_BAR = 26
_BESIDE = 18


def picture(reader: Reader) -> Picture:
    """Describe bars in Vega-Lite."""
    arrangement = arranged(reader)
    horizontal = "horizontal" in reader.chart.style
    stacked = "stack" in reader.chart.style and arrangement.colour is not None
    rows = _rows(reader, arrangement, stacked=stacked)
    facet, across = panels(reader, arrangement)
    size: Spec = {"width": across, "height": height(reader, arrangement)}
    if horizontal:
        beside = 1 if stacked or arrangement.colour is None else len(reader.labels(arrangement.colour))
        bars = len(reader.labels(arrangement.main))
        size["height"] = max(80, bars * max(_BAR + 10, _BESIDE * beside + 10))
    layers = _layers(reader, arrangement, (horizontal, stacked), across)
    if not facet:
        return Picture("vega-lite", reader.top({"layer": layers, **size}, rows))
    return Picture("vega-lite", reader.top({**facet, "spec": {"layer": layers, **size}}, rows))


def _rows(reader: Reader, arrangement: Arrangement, *, stacked: bool) -> list[dict[str, object]]:
    """Give the bars; what holds for nearly all of a larger group is no part of a stack."""
    rows: list[dict[str, object]] = []
    labels = reader.labels(arrangement.colour) if arrangement.colour is not None else []
    for mark, value in reader.marks():
        row = fields(reader, arrangement, mark.place)
        row |= {"value": number_of(value), "written": reader.written(value)}
        row["order"] = labels.index(str(row["colour"])) if labels else 0
        if value.text is None:
            row["sign"] = sign_of(value)
        elif value.sign is Sign.NEARLY_ALL and stacked:
            row["value"] = None
        elif value.sign is Sign.NEARLY_ALL:
            row["near"] = value.sign.value
        if value.text is not None and value.lower is not None and value.upper is not None:
            row |= {"lower": float(value.lower), "upper": float(value.upper)}
        rows.append(row)
    return rows


def _layers(reader: Reader, arrangement: Arrangement, drawn: tuple[bool, bool], across: float) -> list[Spec]:
    horizontal, stacked = drawn
    long, short = ("x", "y") if horizontal else ("y", "x")
    unit = " %" if reader.chart.measure == "percent" else ""
    length: Spec = {
        "field": "value",
        "type": "quantitative",
        "stack": "zero" if stacked else None,
        "scale": {"zero": True, "nice": True, **_top(reader, stacked=stacked)},
        "axis": {
            "title": reader.measure_title(),
            "tickCount": 5,
            "labelExpr": f"format(datum.value, ',') + '{unit}'",
        },
    }
    category = category_axis(reader, arrangement.main, "main", horizontal=horizontal, across=across)
    encoding: Spec = {short: category, long: length}
    bar: Spec = {"type": "bar", "stroke": Ink.HALO.stand_in, "strokeWidth": 1}
    beside: Spec = {}
    if arrangement.colour is not None:
        encoding["color"] = colour(reader, arrangement.colour, "colour")
        if stacked:
            encoding["order"] = {"field": "order"}
        else:
            labels = reader.labels(arrangement.colour)
            beside = {f"{short}Offset": {"field": "colour", "sort": None, "scale": {"domain": labels}}}
    else:
        bar["color"] = Ink.MAIN.stand_in
    plain = {short: category, long: {**length, "stack": None}, **beside}
    layers: list[Spec] = [{"mark": bar, "encoding": {**encoding, **beside}}]
    if not stacked:
        layers.append(_intervals(plain, long))
        layers.append(_signs(plain, long, short))
        every = len(reader.chart.marks) <= _MOST_LABELLED[reader.width]
        layers.append(_labels(plain, "written" if every else "near", horizontal=horizontal))
    return layers


def _top(reader: Reader, *, stacked: bool) -> Spec:
    """Let a whole of 100 per cent end the axis."""
    return {"domain": [0, 100]} if stacked and reader.chart.measure == "percent" else {}


def _intervals(plain: Spec, long: str) -> Spec:
    return {
        "transform": [{"filter": "isValid(datum.upper)"}],
        "mark": {"type": "rule", "color": Ink.TEXT.stand_in, "strokeWidth": 1.5},
        "encoding": {**plain, long: {**plain[long], "field": "lower"}, f"{long}2": {"field": "upper"}},
    }


def _signs(plain: Spec, long: str, short: str) -> Spec:
    """Say where a bar is hidden."""
    away = {"dx": 6, "align": "left"} if long == "x" else {"dy": -8}
    offset = f"{short}Offset"
    encoding = {short: plain[short], long: {"datum": 0}, "text": {"field": "sign"}}
    if offset in plain:
        encoding[offset] = plain[offset]
    return {
        "transform": [{"filter": "isValid(datum.sign)"}],
        "mark": {"type": "text", "fontSize": 13, "color": Ink.TEXT.stand_in, **away},
        "encoding": encoding,
    }


def _labels(plain: Spec, field: str, *, horizontal: bool) -> Spec:
    """Write a field at the end of each bar that has it, beyond the bar's interval."""
    long = "x" if horizontal else "y"
    away = {"dx": 5, "align": "left"} if horizontal else {"dy": -8}
    return {
        "transform": [
            {"filter": f"isValid(datum.value) && isValid(datum.{field})"},
            {"calculate": "max(isValid(datum.upper) ? datum.upper : datum.value, 0)", "as": "end"},
        ],
        "mark": {"type": "text", "fontSize": 13, "color": Ink.TEXT.stand_in, **away},
        "encoding": {
            **plain,
            long: {**plain[long], "field": "end"},
            "text": {"field": field, "type": "nominal"},
        },
    }
