"""Maps of municipalities or districts: darker where the figure is larger, hatched where it is hidden."""

from __future__ import annotations

from typing import Any

from folkekommune.municipalities.maps import topojson
from folkekommune.rendering.charting.picture import Picture
from folkekommune.rendering.charting.reading import Reader, number_of, sign_of
from folkekommune.rendering.charts import CONFIGURATION, Ink, Width
from folkekommune.rendering.drawing import Spec
from folkekommune.rendering.outlines import middle_of, outline

_DISTRICT_DIGITS = 6
_MOST_NAMED = 12
_CLASSES = 5
_FAINTEST = 0.15
_HEIGHT = {Width.WIDE: 560, Width.NARROW: 300}


def picture(reader: Reader) -> Picture:
    """Describe a map in Vega-Lite: areas, then names and figures on a halo."""
    figures = {mark.place[-1]: value for mark, value in reader.marks()}
    topology, entries = _entries(set(figures))
    numbers = sorted(n for value in figures.values() if (n := number_of(value)) is not None)
    features, labels = [], []
    for entry in entries:
        value = figures[entry["id"]]
        shown = number_of(value)
        geometry = outline(topology, entry)
        filled = {"fill": Ink.HATCH.stand_in, "opacity": 1.0}
        if shown is not None:
            filled = {"fill": Ink.MAIN.stand_in, "opacity": _opacity(shown, numbers)}
        features.append({"type": "Feature", "id": entry["id"], "properties": filled, "geometry": geometry})
        longitude, latitude = middle_of(geometry)
        written = reader.written(value) if shown is not None else sign_of(value)
        name = reader.label(len(reader.chart.axes) - 1, entry["id"])
        labels.append({"lon": longitude, "lat": latitude, "name": name, "written": written})
    texts = len(labels) <= _MOST_NAMED
    wide = reader.width is Width.WIDE
    layers: list[Spec] = [
        {
            "data": {"values": features, "format": {"type": "json"}},
            "mark": {"type": "geoshape", "stroke": Ink.BORDER.stand_in, "strokeWidth": 1},
            "encoding": {
                "fill": {"field": "properties.fill", "type": "nominal", "scale": None},
                "fillOpacity": {"field": "properties.opacity", "type": "quantitative", "scale": None},
            },
        },
    ]
    if texts:
        lines = (("name", -9), ("written", 9)) if wide else (("written", 0),)
        layers += [_label(labels, field, dy, halo=halo) for field, dy in lines for halo in (True, False)]
    title: Spec = {
        "text": reader.measure_title(),
        "anchor": "start",
        "fontSize": 14,
        "fontWeight": 500,
        "color": Ink.TEXT.stand_in,
    }
    specification = {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "background": None,
        "padding": 6,
        "title": title,
        "width": reader.width.value if not wide else 640,
        "height": _HEIGHT[reader.width],
        "projection": {"type": "mercator"},
        "layer": layers,
        "config": {"aria": False, "view": {"stroke": None}, "font": CONFIGURATION["font"]},
    }
    return Picture("vega-lite", specification)


def _entries(wanted: set[str]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    districts = all(len(number) == _DISTRICT_DIGITS for number in wanted)
    topology = topojson("districts" if districts else "municipalities")
    (layer,) = topology["objects"].values()
    return topology, [entry for entry in layer["geometries"] if entry["id"] in wanted]


def _opacity(value: float, numbers: list[float]) -> float:
    """Give how dark an area is: in five steps of equal width from the smallest figure to the largest."""
    low, high = numbers[0], numbers[-1]
    if high <= low:
        return 0.6
    step = min(_CLASSES - 1, int(_CLASSES * (value - low) / (high - low)))
    return round(_FAINTEST + 0.6 * step / (_CLASSES - 1), 3)


def _label(rows: list[dict[str, object]], field: str, dy: int, *, halo: bool) -> Spec:
    mark: Spec = {"type": "text", "fontSize": 14, "dy": dy, "fontWeight": 600 if field == "written" else 500}
    mark["fill"] = Ink.HALO.stand_in if halo else Ink.TEXT.stand_in
    if halo:
        mark |= {"stroke": Ink.HALO.stand_in, "strokeWidth": 4, "strokeJoin": "round"}
    return {
        "data": {"values": rows},
        "mark": mark,
        "encoding": {
            "longitude": {"field": "lon", "type": "quantitative"},
            "latitude": {"field": "lat", "type": "quantitative"},
            "text": {"field": field, "type": "nominal"},
        },
    }
