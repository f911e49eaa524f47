"""Which variable of a bar chart or box plot stands along the axis, in colours, in panels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from folkekommune.rendering.charting.picture import PALETTE
from folkekommune.rendering.charting.reading import HEIGHT, MARGIN, Reader
from folkekommune.rendering.charts import Width
from folkekommune.rendering.drawing import Spec

_LETTER = 7.2
_PER_ROW = 2
_NARROWEST = 160
_SHORT = 5


@dataclass(frozen=True)
class Arrangement:
    """The axes of a chart by what they are drawn as; each is a number among the chart's axes."""

    main: int
    colour: int | None = None
    column: int | None = None
    panel: int | None = None

    def channels(self) -> dict[str, int]:
        """Give the field of each axis that is drawn."""
        named = {"main": self.main, "colour": self.colour, "column": self.column, "panel": self.panel}
        return {name: at for name, at in named.items() if at is not None}


def arranged(reader: Reader) -> Arrangement:
    """Arrange the axes of a chart.

    What is shown of one variable alone takes no axis. Groups of ``over()`` stand along the axis, and the
    categories or variables themselves are told by colour.
    """
    over, group, panel = reader.place("over"), reader.place("group"), reader.place("by")
    own = reader.place("bar")
    variables = reader.place("variable")
    if own is None and variables is not None and len(reader.chart.axes[variables].categories) > 1:
        own = variables
    if over is None:
        return Arrangement(own if own is not None else variables or 0, panel=panel)
    if own is None:
        return Arrangement(over, colour=group, panel=panel)
    return Arrangement(over, own, group, panel)


def fields(reader: Reader, arrangement: Arrangement, place: tuple[str, ...]) -> dict[str, object]:
    """Give the labels of a mark under the names of the fields."""
    return {name: reader.label(at, place[at]) for name, at in arrangement.channels().items()}


def category_axis(reader: Reader, at: int, field: str, *, horizontal: bool, across: float) -> Spec:
    """Describe an axis of categories, its labels turned where they would not fit side by side."""
    labels = reader.labels(at)
    title = reader.title(at) or None
    axis: dict[str, Any] = {"title": title, "grid": False, "ticks": False, "labelPadding": 8}
    if horizontal:
        axis |= {"labelLimit": 220, "domain": False}
    else:
        widest = max(map(len, labels), default=1) * _LETTER
        fits = widest <= across / max(len(labels), 1)
        short = max(map(len, labels), default=1) <= _SHORT
        axis |= {"labelAngle": 0 if fits or short else -35, "labelLimit": 180}
        axis["labelOverlap"] = "greedy" if short else False
    return {
        "field": field,
        "type": "nominal",
        "sort": None,
        "scale": {"domain": labels, "paddingInner": 0.25},
        "axis": axis,
    }


def colour(reader: Reader, at: int, field: str) -> Spec:
    """Describe colours by category."""
    labels = reader.labels(at)
    return {
        "field": field,
        "type": "nominal",
        "sort": None,
        "scale": {"domain": labels, "range": [PALETTE[n % len(PALETTE)] for n in range(len(labels))]},
        "legend": {"title": reader.title(at) or None, "columns": 4 if reader.width is Width.WIDE else 1},
    }


def panels(reader: Reader, arrangement: Arrangement) -> tuple[Spec, float]:
    """Describe small charts side by side, and how wide each is; nothing when there is one chart."""
    whole = reader.width.value - MARGIN
    narrow = reader.width is Width.NARROW
    header = {"sort": None, "type": "nominal"}
    columns = len(reader.labels(arrangement.column)) if arrangement.column is not None else 0
    fits = columns * _NARROWEST <= whole or arrangement.panel is not None
    if arrangement.column is not None and not narrow and fits:
        facet = {"column": _header(reader, arrangement.column, "column", header)}
        if arrangement.panel is not None:
            facet["row"] = _header(reader, arrangement.panel, "panel", header)
        return {"facet": facet}, max(110.0, whole / columns - 20)
    only = arrangement.panel if arrangement.column is None else arrangement.column
    if only is None:
        return {}, float(whole)
    field = "panel" if arrangement.column is None else "column"
    facet = _header(reader, only, field, header)
    if narrow and arrangement.panel is not None and field == "column":
        return {"facet": {"row": facet, "column": _header(reader, arrangement.panel, "panel", header)}}, 130.0
    most = int(whole // _NARROWEST) if columns else _PER_ROW
    per_row = 1 if narrow else min(most, len(reader.labels(only)))
    return {"facet": facet, "columns": per_row}, whole / per_row - 30 * (per_row > 1)


def height(reader: Reader, arrangement: Arrangement) -> int:
    """Give the height of one chart."""
    whole = HEIGHT[reader.width]
    return whole if arrangement.panel is None and arrangement.column is None else whole * 2 // 3


def _header(reader: Reader, at: int, field: str, more: Spec) -> Spec:
    return {
        "field": field,
        **more,
        "sort": reader.labels(at),
        "header": {"title": reader.title(at) or None},
    }
