"""The caterpillar: areas by value, each with its interval, and the benchmark as a line.

It is never a bare league table: the intervals show how many places could be changed about by chance, and an
area that is not tested stands with an open, grey dot.
"""

from __future__ import annotations

from typing import Any

from folkekommune.rendering.charts import Ink, Width, specification
from folkekommune.rendering.drawing import Spec
from folkekommune.rendering.presentations.twin import (
    Estimate,
    Presentation,
    drawn_twice,
    inner_width,
    names_above,
    point,
    points,
    row_axis,
    row_height,
)
from folkekommune.rendering.presentations.written import interval, percent
from folkekommune.texts import Language, text


def caterpillar(
    areas: tuple[Estimate, ...], *, caption: str, benchmark: tuple[str, float] | None, language: Language
) -> Presentation:
    """Draw the areas, the highest first; those that are not shown last.

    :param benchmark: its name and value.
    """
    ordered = tuple(sorted(areas, key=lambda area: -area.value if area.value is not None else float("inf")))
    middle = benchmark[1] if benchmark else None
    wide, narrow = drawn_twice(
        lambda width: caterpillar_specification(ordered, middle=middle, width=width), language
    )
    columns = ("area", "value", "interval", "verdict")
    legend = [text(f"presentations.caterpillar-{kind}", language) for kind in ("dots", "signs")]
    if benchmark:
        legend.append(text("presentations.caterpillar-line", language, benchmark=benchmark[0]))
    return Presentation(
        identifier="caterpillar",
        caption=caption,
        summary=_summary(ordered, benchmark, language),
        wide=wide,
        narrow=narrow,
        columns=tuple(text(f"presentations.column-{name}", language) for name in columns),
        rows=tuple(
            (area.name, percent(area, language), interval(area, language), area.mark.label)
            for area in ordered
        ),
        legend=tuple(legend),
    )


def _summary(areas: tuple[Estimate, ...], benchmark: tuple[str, float] | None, language: Language) -> str:
    if benchmark is None:
        return text("presentations.caterpillar-alone", language, n=len(areas))
    higher, lower = (sum(area.mark.sign == sign for area in areas) for sign in "▲▼")
    rest = len(areas) - higher - lower
    written = {"higher": str(higher), "lower": str(lower), "rest": str(rest)}
    return text("presentations.caterpillar-summary", language, benchmark=benchmark[0], **written)


def caterpillar_specification(areas: tuple[Estimate, ...], *, middle: float | None, width: Width) -> Spec:
    """Describe the caterpillar in Vega-Lite."""
    names = [area.name for area in areas]
    y = row_axis(names, width)
    top = max((area.upper for area in areas if area.upper is not None), default=100)
    x = {
        "field": "value",
        "type": "quantitative",
        "scale": {"domain": [0, max(top, middle or 0)], "nice": True},
        "axis": {"title": None, "tickCount": 4, "labelExpr": "format(datum.value, ',') + ' %'"},
    }
    shown: list[dict[str, Any]] = [
        {
            "name": area.name,
            "value": area.value,
            "lower": area.lower,
            "upper": area.upper,
            "thick": 5 if area.own else 2,
            **point(area.mark),
        }
        for area in areas
        if area.value is not None
    ]
    hidden = [{"name": area.name, "sign": area.mark.sign} for area in areas if area.value is None]
    line = [] if middle is None else [{"middle": middle}]
    layers: list[Spec] = [
        {
            "data": {"values": line},
            "mark": {"type": "rule", "color": Ink.AXIS.stand_in, "strokeDash": [5, 4], "strokeWidth": 1.5},
            "encoding": {"x": {**x, "field": "middle"}},
        },
        {
            "data": {"values": shown},
            "mark": {"type": "rule", "color": Ink.OTHER.stand_in},
            "encoding": {
                "y": y,
                "x": {**x, "field": "lower"},
                "x2": {"field": "upper"},
                "strokeWidth": {"field": "thick", "type": "quantitative", "scale": None},
            },
        },
        points(shown, x=x, y=y),
        {
            "data": {"values": hidden},
            "mark": {"type": "text", "align": "left", "dx": 4, "fontSize": 16, "color": Ink.TEXT.stand_in},
            "encoding": {"y": y, "x": {"datum": 0}, "text": {"field": "sign", "type": "nominal"}},
        },
        *names_above(names, width=width),
    ]
    return specification(
        layers, width=width, height=row_height(width) * max(len(areas), 2), inner=inner_width(width)
    )
