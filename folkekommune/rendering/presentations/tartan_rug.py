"""The tartan rug: indicators down, areas across, and in each cell the verdict as a sign.

On a page the rug is a table, which the keyboard and a screen reader can walk through; this is its picture,
for print and reports. In a narrow picture the areas are numbered.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from folkekommune.rendering.charts import Ink, Width, specification
from folkekommune.rendering.drawing import Spec
from folkekommune.rendering.presentations.marks import Mark
from folkekommune.rendering.presentations.twin import (
    LABELS,
    Presentation,
    drawn_twice,
    names_above,
    row_axis,
)
from folkekommune.texts import Language, text

_ROW = {Width.WIDE: 28, Width.NARROW: 46}


@dataclass(frozen=True)
class RugRow:
    """An indicator, with the verdict on each area in the order of the areas."""

    name: str
    marks: tuple[Mark, ...]


def tartan_rug(
    areas: tuple[str, ...], rows: tuple[RugRow, ...], *, caption: str, language: Language
) -> Presentation:
    """Draw the rug."""
    wide, narrow = drawn_twice(lambda width: rug_specification(areas, rows, width=width), language)
    every = [mark for row in rows for mark in row.marks]
    counts = {tone: sum(mark.tone == tone for mark in every) for tone in ("better", "worse")}
    numbered = [f"{at}: {name}" for at, name in enumerate(areas, 1)]
    return Presentation(
        identifier="rug",
        caption=caption,
        summary=text(
            "presentations.rug-summary",
            language,
            better=str(counts["better"]),
            worse=str(counts["worse"]),
            all=str(len(every)),
        ),
        wide=wide,
        narrow=narrow,
        columns=(text("presentations.column-indicator", language), *areas),
        rows=tuple((row.name, *(mark.label for mark in row.marks)) for row in rows),
        legend=(text("presentations.rug-signs", language), ", ".join(numbered)),
    )


def rug_specification(areas: tuple[str, ...], rows: tuple[RugRow, ...], *, width: Width) -> Spec:
    """Describe the rug in Vega-Lite."""
    names = [row.name for row in rows]
    y = row_axis(names, width)
    wide = width is Width.WIDE
    columns = [str(at) for at in range(1, len(areas) + 1)]
    x = {
        "field": "area",
        "type": "nominal",
        "sort": None,
        "scale": {"domain": columns, "paddingInner": 0.06},
        "axis": {"title": None, "orient": "top", "labelAngle": 0, "ticks": False, "domain": False},
    }
    cells: list[dict[str, Any]] = [
        {
            "name": row.name,
            "area": column,
            "sign": mark.sign,
            "fill": (Ink.GRID if mark.is_absent else mark.fill).stand_in,
        }
        for row in rows
        for column, mark in zip(columns, row.marks, strict=True)
    ]
    layers: list[Spec] = [
        {
            "data": {"values": cells},
            "mark": {"type": "rect", "height": 22, "stroke": Ink.BORDER.stand_in, "strokeWidth": 0.5},
            "encoding": {"x": x, "y": y, "fill": {"field": "fill", "type": "nominal", "scale": None}},
        },
        {
            "data": {"values": cells},
            "mark": {"type": "text", "fontSize": 14, "color": Ink.TEXT.stand_in},
            "encoding": {"x": x, "y": y, "text": {"field": "sign", "type": "nominal"}},
        },
        *names_above(names, width=width),
    ]
    inner = width.value - LABELS if wide else width.value
    return specification(layers, width=width, height=_ROW[width] * max(len(rows), 1), inner=inner)
