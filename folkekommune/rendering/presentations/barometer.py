"""The barometer: every indicator against one benchmark, which is the middle; right is better.

A row shows how many percentage points the area stands on the better or the worse side, with the interval,
and behind it the range of other areas. All rows share one scale, so that a longer way is a larger difference.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from folkekommune.rendering.charts import Ink, Width, specification
from folkekommune.rendering.drawing import Spec
from folkekommune.rendering.presentations.marks import Mark
from folkekommune.rendering.presentations.twin import (
    Presentation,
    drawn_twice,
    inner_width,
    names_above,
    point,
    points,
    row_axis,
    row_height,
)
from folkekommune.texts import Language, text


@dataclass(frozen=True)
class BarometerRow:
    """An indicator: how far the area stands on the better side of the benchmark, in percentage points.

    :param better: difference, positive where it is better; ``None`` when the figure is not shown.
    :param lower: :param upper: its interval. :param others: lowest and highest of the other areas.
    :param value: :param benchmark: as they are written.
    """

    name: str
    mark: Mark
    better: float | None = None
    lower: float | None = None
    upper: float | None = None
    others: tuple[float, float] | None = None
    value: str = ""
    benchmark: str = ""


def barometer(
    rows: tuple[BarometerRow, ...], *, caption: str, benchmark: str, language: Language
) -> Presentation:
    """Draw the barometer.

    :param benchmark: what the middle is, as it is called in a sentence.
    """
    wide, narrow = drawn_twice(
        lambda width: barometer_specification(rows, width=width, language=language), language
    )
    legend = ["better", "worse", "similar", "not-tested", "interval"]
    if any(row.others for row in rows):
        legend.append("range")
    columns = ("indicator", "value", "benchmark", "verdict")
    return Presentation(
        identifier="barometer",
        caption=caption,
        summary=_summary(rows, benchmark, language),
        wide=wide,
        narrow=narrow,
        columns=tuple(text(f"presentations.column-{name}", language) for name in columns),
        rows=tuple((row.name, row.value, row.benchmark, row.mark.label) for row in rows),
        legend=tuple(text(f"presentations.barometer-{kind}", language) for kind in legend),
    )


def _summary(rows: tuple[BarometerRow, ...], benchmark: str, language: Language) -> str:
    counts = {tone: sum(row.mark.tone == tone for row in rows) for tone in ("better", "worse", "similar")}
    written = {tone: str(count) for tone, count in counts.items()}
    written["untested"] = str(len(rows) - sum(counts.values()))
    return text("presentations.barometer-summary", language, benchmark=benchmark, **written)


def barometer_specification(rows: tuple[BarometerRow, ...], *, width: Width, language: Language) -> Spec:
    """Describe the barometer in Vega-Lite."""
    names = [row.name for row in rows]
    y = row_axis(names, width)
    reach = max((abs(end) for row in rows for end in _ends(row)), default=1.0)
    x = {
        "field": "better",
        "type": "quantitative",
        "scale": {"domain": [-reach, reach], "nice": True},
        "axis": {
            "title": text("presentations.barometer-axis", language),
            "tickCount": 5,
            "labelExpr": "format(abs(datum.value), ',')",
        },
    }
    ranges = [{"name": row.name, "from": row.others[0], "to": row.others[1]} for row in rows if row.others]
    shown: list[dict[str, Any]] = [
        {"name": row.name, "better": row.better, "lower": row.lower, "upper": row.upper, **point(row.mark)}
        for row in rows
        if row.better is not None
    ]
    hidden = [{"name": row.name, "sign": row.mark.sign} for row in rows if row.better is None]
    middle = {"type": "rule", "color": Ink.AXIS.stand_in, "strokeWidth": 1.5}
    layers: list[Spec] = [
        {
            "data": {"values": ranges},
            "mark": {"type": "bar", "height": 12, "color": Ink.GRID.stand_in},
            "encoding": {"y": y, "x": {**x, "field": "from"}, "x2": {"field": "to"}},
        },
        {"data": {"values": [{}]}, "mark": middle, "encoding": {"x": {"datum": 0}}},
        {
            "data": {"values": shown},
            "mark": {"type": "rule", "color": Ink.OTHER.stand_in, "strokeWidth": 2},
            "encoding": {"y": y, "x": {**x, "field": "lower"}, "x2": {"field": "upper"}},
        },
        points(shown, x=x, y=y),
        {
            "data": {"values": hidden},
            "mark": {"type": "text", "fontSize": 16, "color": Ink.TEXT.stand_in},
            "encoding": {"y": y, "x": {"datum": 0}, "text": {"field": "sign", "type": "nominal"}},
        },
        *names_above(names, width=width),
    ]
    height = row_height(width) * max(len(rows), 2)
    return specification(layers, width=width, height=height, inner=inner_width(width))


def _ends(row: BarometerRow) -> list[float]:
    return [end for end in (row.lower, row.upper, *(row.others or ())) if end is not None]
