"""Maps of districts, made on the server from our own borders: no tiles, no outside address.

Each district is filled by its verdict or its group, and the same stands on it as a sign beside the value,
so that the colour is never the only sign. A hidden district is hatched.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from folkekommune.rendering.charts import Ink, Width, draw
from folkekommune.rendering.drawing import Spec
from folkekommune.rendering.outlines import middle_of, outline
from folkekommune.texts import Language


@dataclass(frozen=True)
class MapArea:
    """An area by its number, with what is written on it and how it is filled.

    :param label: its value with its sign.
    """

    number: str
    name: str
    label: str
    fill: Ink


def district_map(
    topology: dict[str, Any], areas: tuple[MapArea, ...], *, language: Language, width: Width
) -> str:
    """Draw the areas that are given, out of a TopoJSON with the object ``bydeler``."""
    svg = draw(map_specification(topology, areas, width=width), language)
    if Ink.HATCH.stand_in not in svg:
        return svg
    identifier = f"hatch-{sha256(svg.encode()).hexdigest()[:8]}"
    return re.sub(
        r"(<svg[^>]*>)",
        rf"\1{_hatch(identifier)}",
        svg.replace(Ink.HATCH.stand_in, f"url(#{identifier})"),
        count=1,
    )


def map_specification(topology: dict[str, Any], areas: tuple[MapArea, ...], *, width: Width) -> Spec:
    """Describe the map in Vega-Lite: fills, borders, then names and values on a halo."""
    wanted = {area.number: area for area in areas}
    features = [_feature(topology, entry, wanted[entry["id"]]) for entry in _geometries(topology, wanted)]
    labels = [
        {"lon": lon, "lat": lat, "name": area.name, "label": area.label}
        for area, (lon, lat) in ((wanted[f["id"]], middle_of(f["geometry"])) for f in features)
    ]
    narrow = width is Width.NARROW
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "background": None,
        "width": width.value if narrow else 640,
        "height": 300 if narrow else 640,
        "padding": 2,
        "projection": {"type": "mercator"},
        "layer": [
            {
                "data": {"values": features, "format": {"type": "json"}},
                "mark": {"type": "geoshape", "stroke": Ink.BORDER.stand_in, "strokeWidth": 1},
                "encoding": {"fill": {"field": "properties.fill", "type": "nominal", "scale": None}},
            },
            *(
                _label(labels, field, halo=halo, dy=dy)
                for field, dy in ((("label", 0),) if narrow else (("name", -9), ("label", 9)))
                for halo in (True, False)
            ),
        ],
        "config": {
            "aria": False,
            "view": {"stroke": None},
            "font": "Inter Variable, Inter, system-ui, sans-serif",
        },
    }


def _label(labels: list[dict[str, Any]], field: str, *, halo: bool, dy: int) -> Spec:
    mark: Spec = {
        "type": "text",
        "fontSize": 14,
        "fontWeight": 600 if field == "label" else 500,
        "dy": dy,
        "fill": Ink.TEXT.stand_in,
    }
    if halo:
        mark |= {
            "fill": Ink.HALO.stand_in,
            "stroke": Ink.HALO.stand_in,
            "strokeWidth": 4,
            "strokeJoin": "round",
        }
    return {
        "data": {"values": labels},
        "mark": mark,
        "encoding": {
            "longitude": {"field": "lon", "type": "quantitative"},
            "latitude": {"field": "lat", "type": "quantitative"},
            "text": {"field": field, "type": "nominal"},
        },
    }


def _geometries(topology: dict[str, Any], wanted: dict[str, MapArea]) -> list[dict[str, Any]]:
    return [entry for entry in topology["objects"]["bydeler"]["geometries"] if entry["id"] in wanted]


def _feature(topology: dict[str, Any], entry: dict[str, Any], area: MapArea) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": entry["id"],
        "properties": {"fill": area.fill.stand_in},
        "geometry": outline(topology, entry),
    }


def _hatch(identifier: str) -> str:
    return (
        f'<defs><pattern id="{identifier}" width="8" height="8" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><line x1="0" y1="0" x2="0" y2="8" '
        f'stroke="{Ink.OTHER.paint}" stroke-width="2"/></pattern></defs>'
    )
