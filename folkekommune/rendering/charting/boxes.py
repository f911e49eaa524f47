"""Box plots: the middle half as a box, the median as a line, whiskers to the 5th and 95th percentiles."""

from __future__ import annotations

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
from folkekommune.rendering.charting.reading import Reader, number_of
from folkekommune.rendering.charts import Ink
from folkekommune.rendering.drawing import Spec

_BOX = 34


def picture(reader: Reader) -> Picture:
    """Describe boxes in Vega-Lite."""
    arrangement = arranged(reader)
    horizontal = "horizontal" in reader.chart.style
    facet, across = panels(reader, arrangement)
    size: Spec = {"width": across, "height": height(reader, arrangement)}
    if horizontal:
        beside = 1 if arrangement.colour is None else len(reader.labels(arrangement.colour))
        size["height"] = max(90, len(reader.labels(arrangement.main)) * (_BOX * beside + 14))
    unit = {"layer": _layers(reader, arrangement, across, horizontal=horizontal), **size}
    rows = _rows(reader, arrangement)
    return Picture("vega-lite", reader.top({**facet, "spec": unit} if facet else unit, rows))


def _rows(reader: Reader, arrangement: Arrangement) -> list[dict[str, object]]:
    rows = []
    for mark in reader.chart.marks:
        values = {name: number_of(value) for name, value in mark.values}
        row: dict[str, object] = {**fields(reader, arrangement, mark.place), **values}
        if values["p50"] is None:
            row["sign"] = ":"
        rows.append(row)
    return rows


def _layers(reader: Reader, arrangement: Arrangement, across: float, *, horizontal: bool) -> list[Spec]:
    long, short = ("x", "y") if horizontal else ("y", "x")
    category = category_axis(reader, arrangement.main, "main", horizontal=horizontal, across=across)
    if not reader.title(arrangement.main) and len(reader.labels(arrangement.main)) == 1:
        category["axis"]["labels"] = False
    length: Spec = {
        "type": "quantitative",
        "scale": {"zero": False, "nice": True},
        "axis": {"title": reader.measure_title() or None, "tickCount": 6, "format": ","},
    }
    shared: Spec = {short: category}
    painted: Spec = {}
    if arrangement.colour is not None:
        labels = reader.labels(arrangement.colour)
        shared[f"{short}Offset"] = {"field": "colour", "sort": None, "scale": {"domain": labels}}
        painted["color"] = colour(reader, arrangement.colour, "colour")
    plain: Spec = {} if painted else {"color": Ink.MAIN.stand_in}

    def between(first: str, last: str) -> Spec:
        return {**shared, **painted, long: {**length, "field": first}, f"{long}2": {"field": last}}

    known = [{"filter": "isValid(datum.p25) && isValid(datum.p75)"}]
    return [
        {
            "transform": [{"filter": "isValid(datum.p5) && isValid(datum.p95)"}],
            "mark": {"type": "rule", "strokeWidth": 2, **plain},
            "encoding": between("p5", "p95"),
        },
        {
            "transform": known,
            "mark": {"type": "bar", "size": _BOX - 10, **plain},
            "encoding": between("p25", "p75"),
        },
        {
            "transform": [{"filter": "isValid(datum.p50)"}],
            "mark": {"type": "tick", "thickness": 3, "size": _BOX - 10, "color": Ink.HALO.stand_in},
            "encoding": {**shared, long: {**length, "field": "p50"}},
        },
        {
            "transform": [{"filter": "isValid(datum.sign)"}],
            "mark": {"type": "text", "fontSize": 16, "color": Ink.TEXT.stand_in},
            "encoding": {
                **shared,
                long: {"value": 10 if horizontal else height(reader, arrangement) - 10},
                "text": {"field": "sign", "type": "nominal"},
            },
        },
    ]
