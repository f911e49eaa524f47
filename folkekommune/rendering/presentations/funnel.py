"""The funnel: areas by size and value, inside or outside the limits of chance around their average.

The limits are drawn at 95 % and 99.8 %, as they were computed (``statistics.funnel``), with or without
overdispersion; the verdict of each area is handed over.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from folkekommune.rendering.charts import Ink, Width, specification
from folkekommune.rendering.drawing import Spec
from folkekommune.rendering.presentations.marks import Mark
from folkekommune.rendering.presentations.twin import Presentation, drawn_twice, point, points
from folkekommune.rendering.presentations.written import write_share
from folkekommune.texts import Language, number, text


@dataclass(frozen=True)
class FunnelArea:
    """An area: how many are counted, its value, and its verdict."""

    name: str
    size: int
    value: float
    mark: Mark
    own: bool = False


@dataclass(frozen=True)
class FunnelLimit:
    """The limits of an area of a size: at 95 % and 99.8 %."""

    size: float
    lower: float
    upper: float
    strict_lower: float
    strict_upper: float


def funnel(
    areas: Sequence[FunnelArea],
    limits: Sequence[FunnelLimit],
    *,
    average: float,
    adjusted: bool,
    caption: str,
    language: Language,
) -> Presentation:
    """Draw the funnel.

    :param adjusted: whether the limits allow for areas that differ more than chance makes them.
    """
    wide, narrow = drawn_twice(
        lambda width: funnel_specification(areas, limits, average=average, width=width, language=language),
        language,
    )
    outside = [area.name for area in areas if area.mark.sign in "▲▼"]
    kind = "outside" if outside else "inside"
    summary = text(
        f"presentations.funnel-{kind}", language, n=len(outside), all=len(areas), names=", ".join(outside)
    )
    columns = ("area", "people", "value", "verdict")
    return Presentation(
        identifier="funnel",
        caption=caption,
        summary=summary,
        wide=wide,
        narrow=narrow,
        columns=tuple(text(f"presentations.column-{name}", language) for name in columns),
        rows=tuple(
            (area.name, number(area.size, language), write_share(area.value, language), area.mark.label)
            for area in sorted(areas, key=lambda area: area.size)
        ),
        legend=(
            text("presentations.funnel-lines", language),
            text(f"presentations.funnel-{'adjusted' if adjusted else 'plain'}", language),
            text("presentations.caterpillar-signs", language),
        ),
    )


def funnel_specification(
    areas: Sequence[FunnelArea],
    limits: Sequence[FunnelLimit],
    *,
    average: float,
    width: Width,
    language: Language,
) -> Spec:
    """Describe the funnel in Vega-Lite."""
    top = max([area.value for area in areas] + [limit.strict_upper for limit in limits[:1]], default=100)
    largest = max([limit.size for limit in limits] + [area.size for area in areas], default=1)
    x = {
        "field": "size",
        "type": "quantitative",
        "scale": {"domain": [0, largest], "nice": True},
        "axis": {"title": text("presentations.funnel-axis", language), "tickCount": 4, "grid": False},
    }
    y = {
        "field": "value",
        "type": "quantitative",
        "scale": {"domain": [0, min(top * 1.05, 100)], "nice": True},
        "axis": {"title": None, "tickCount": 5, "labelExpr": "format(datum.value, ',') + ' %'"},
    }
    shown: list[dict[str, Any]] = [
        {
            "name": area.name,
            "size": area.size,
            "value": area.value,
            "named": area.own or (area.mark.sign in "▲▼" and width is Width.WIDE),
            **point(area.mark),
        }
        for area in areas
    ]
    curves = [
        _curve(limits, side, dash=dash, x=x, y=y)
        for sides, dash in ((("lower", "upper"), [6, 4]), (("strict_lower", "strict_upper"), [1, 0]))
        for side in sides
    ]
    named = [row for row in shown if row["named"]]
    layers: list[Spec] = [
        {
            "data": {"values": [{"value": average}]},
            "mark": {"type": "rule", "color": Ink.AXIS.stand_in},
            "encoding": {"y": y},
        },
        *curves,
        points(shown, x=x, y=y),
        {
            "data": {"values": named},
            "mark": {"type": "text", "dy": -14, "fontSize": 14, "color": Ink.TEXT.stand_in},
            "encoding": {"x": x, "y": y, "text": {"field": "name", "type": "nominal"}},
        },
    ]
    inner = width.value - (60 if width is Width.WIDE else 52)
    return specification(layers, width=width, height=320 if width is Width.WIDE else 260, inner=inner)


def _curve(limits: Sequence[FunnelLimit], side: str, *, dash: list[int], x: Spec, y: Spec) -> Spec:
    values = [{"size": limit.size, "value": getattr(limit, side)} for limit in limits]
    return {
        "data": {"values": values},
        "mark": {
            "type": "line",
            "color": Ink.OTHER.stand_in,
            "strokeWidth": 1.5,
            "strokeDash": dash,
            "clip": True,
        },
        "encoding": {"x": x, "y": y},
    }
