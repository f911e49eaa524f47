"""The spine: where an area stands between the worst and the best of all areas, indicator by indicator.

The benchmark is the centre. Each side is scaled for itself: the worst area is the left end and the best the
right end of every row, which the legend says. The darker part holds the middle half of the areas.
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
class SpineRow:
    """An indicator: differences from the benchmark, positive where it is better.

    :param worst: :param best: of all areas. :param quartiles: of the areas, the worse first.
    :param value: :param benchmark: as they are written, :param ends: the worst and the best, written.
    """

    name: str
    mark: Mark
    worst: float
    best: float
    quartiles: tuple[float, float]
    better: float | None = None
    value: str = ""
    benchmark: str = ""
    ends: tuple[str, str] = ("", "")

    def place(self, difference: float) -> float:
        """Give the place of a difference: -1 is the worst area, 0 the benchmark, 1 the best."""
        end = self.best if difference > 0 else -self.worst
        return max(-1.0, min(1.0, difference / end)) if end > 0 else 0.0


def spine(rows: tuple[SpineRow, ...], *, caption: str, benchmark: str, language: Language) -> Presentation:
    """Draw the spine.

    :param benchmark: what the centre is, as it is called in a sentence.
    """
    wide, narrow = drawn_twice(
        lambda width: spine_specification(rows, width=width, language=language), language
    )
    counts = {tone: str(sum(row.mark.tone == tone for row in rows)) for tone in ("better", "worse")}
    columns = ("indicator", "value", "benchmark", "worst", "best", "verdict")
    return Presentation(
        identifier="spine",
        caption=caption,
        summary=text(
            "presentations.spine-summary", language, benchmark=benchmark, all=str(len(rows)), **counts
        ),
        wide=wide,
        narrow=narrow,
        columns=tuple(text(f"presentations.column-{name}", language) for name in columns),
        rows=tuple((row.name, row.value, row.benchmark, *row.ends, row.mark.label) for row in rows),
        legend=tuple(
            text(f"presentations.{kind}", language)
            for kind in ("spine-ends", "spine-half", "caterpillar-signs")
        ),
    )


def spine_specification(rows: tuple[SpineRow, ...], *, width: Width, language: Language) -> Spec:
    """Describe the spine in Vega-Lite."""
    names = [row.name for row in rows]
    y = row_axis(names, width)
    worst, middle, best = (text(f"presentations.{end}", language) for end in ("worst", "middle", "best"))
    x = {
        "field": "at",
        "type": "quantitative",
        "scale": {"domain": [-1.08, 1.08]},
        "axis": {
            "title": None,
            "values": [-1, 0, 1],
            "labelExpr": f"datum.value < 0 ? '{worst}' : datum.value > 0 ? '{best}' : '{middle}'",
        },
    }
    halves = [
        {"name": row.name, "from": row.place(row.quartiles[0]), "to": row.place(row.quartiles[1])}
        for row in rows
    ]
    shown: list[dict[str, Any]] = [
        {"name": row.name, "at": row.place(row.better), **point(row.mark)}
        for row in rows
        if row.better is not None
    ]
    layers: list[Spec] = [
        {
            "data": {"values": [{"name": row.name, "from": -1, "to": 1} for row in rows]},
            "mark": {"type": "bar", "height": 12, "color": Ink.GRID.stand_in},
            "encoding": {"y": y, "x": {**x, "field": "from"}, "x2": {"field": "to"}},
        },
        {
            "data": {"values": halves},
            "mark": {"type": "bar", "height": 12, "color": Ink.BAND.stand_in},
            "encoding": {"y": y, "x": {**x, "field": "from"}, "x2": {"field": "to"}},
        },
        {
            "data": {"values": [{}]},
            "mark": {"type": "rule", "color": Ink.AXIS.stand_in, "strokeWidth": 1.5},
            "encoding": {"x": {"datum": 0}},
        },
        points(shown, x=x, y=y),
        *names_above(names, width=width),
    ]
    return specification(
        layers, width=width, height=row_height(width) * max(len(rows), 2), inner=inner_width(width)
    )
