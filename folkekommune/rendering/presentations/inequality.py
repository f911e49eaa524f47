"""Inequality: an indicator by social group, from the worst off to the best off, with slope and ratio."""

from __future__ import annotations

from collections.abc import Sequence

from folkekommune.rendering.charts import Ink, Width, specification
from folkekommune.rendering.drawing import Spec
from folkekommune.rendering.presentations.twin import (
    Estimate,
    Presentation,
    drawn_twice,
    inner_width,
    names_above,
    row_axis,
    row_height,
)
from folkekommune.rendering.presentations.written import interval, percent
from folkekommune.statistics.inequality_slope import GROUPS, Indices
from folkekommune.texts import Language, number, text


def inequality(
    groups: Sequence[Estimate], *, indices: Indices | None, caption: str, language: Language
) -> Presentation:
    """Draw the groups in their order, the worst off first.

    :param indices: slope and ratio of the shares in percent; none of fewer than five groups with data.
    """
    wide, narrow = drawn_twice(lambda width: inequality_specification(groups, width=width), language)
    columns = ("group", "value", "interval")
    return Presentation(
        identifier="inequality",
        caption=caption,
        summary=_summary(indices, language),
        wide=wide,
        narrow=narrow,
        columns=tuple(text(f"presentations.column-{name}", language) for name in columns),
        rows=tuple((group.name, percent(group, language), interval(group, language)) for group in groups),
        legend=(text("presentations.inequality-dots", language),),
    )


def _summary(indices: Indices | None, language: Language) -> str:
    if indices is None:
        return text("presentations.inequality-few", language, fewest=GROUPS)
    kind, limits = "unsure", (indices.slope_limits.lower, indices.slope_limits.upper)
    if indices.slope_limits.excludes(0):  # then both limits have the sign of the slope
        kind, limits = "sure", (min(map(abs, limits)), max(map(abs, limits)))
    return text(
        f"presentations.inequality-{kind}",
        language,
        slope=number(abs(indices.slope), language, 1),
        lower=number(limits[0], language, 1),
        upper=number(limits[1], language, 1),
        ratio=number(indices.relative, language, 2),
    )


def inequality_specification(groups: Sequence[Estimate], *, width: Width) -> Spec:
    """Describe the groups in Vega-Lite."""
    names = [group.name for group in groups]
    y = row_axis(names, width)
    top = max((group.upper for group in groups if group.upper is not None), default=100)
    x = {
        "field": "value",
        "type": "quantitative",
        "scale": {"domain": [0, top], "nice": True},
        "axis": {"title": None, "tickCount": 4, "labelExpr": "format(datum.value, ',') + ' %'"},
    }
    shown = [
        {"name": group.name, "value": group.value, "lower": group.lower, "upper": group.upper}
        for group in groups
        if group.value is not None
    ]
    hidden = [{"name": group.name, "sign": group.mark.sign} for group in groups if group.value is None]
    layers: list[Spec] = [
        {
            "data": {"values": shown},
            "mark": {"type": "rule", "color": Ink.MAIN.stand_in, "strokeWidth": 3},
            "encoding": {"y": y, "x": {**x, "field": "lower"}, "x2": {"field": "upper"}},
        },
        {
            "data": {"values": shown},
            "mark": {"type": "point", "filled": True, "opacity": 1, "size": 110, "color": Ink.MAIN.stand_in},
            "encoding": {"y": y, "x": x},
        },
        {
            "data": {"values": hidden},
            "mark": {"type": "text", "align": "left", "dx": 4, "fontSize": 16, "color": Ink.TEXT.stand_in},
            "encoding": {"y": y, "x": {"datum": 0}, "text": {"field": "sign", "type": "nominal"}},
        },
        *names_above(names, width=width),
    ]
    return specification(
        layers, width=width, height=row_height(width) * max(len(groups), 2), inner=inner_width(width)
    )
