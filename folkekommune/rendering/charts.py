"""Charts made on the server: Vega-Lite specifications turned into SVG, for light and dark pages alike.

No colour is fixed. The specification names *roles* by colours that no picture uses, and the finished
SVG gets CSS variables in their place (with a fallback for those who save the file), so the picture
follows the page it stands in. A picture is made once a specification and language.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from folkekommune.rendering.drawing import Spec, drawn
from folkekommune.texts import Language


class Ink(Enum):
    """What a mark is, and so its colour: a stand-in, the page's variable, a fallback."""

    TEXT = ("#010101", "--fk-figure-text", "#1e2b3c")
    GRID = ("#010102", "--fk-figure-grid", "#d2d6db")
    AXIS = ("#010103", "--fk-figure-axis", "#68707c")
    MAIN = ("#010104", "--fk-figure-main", "#0062ba")
    BAND = ("#010105", "--fk-figure-band", "#cfe1f4")
    OTHER = ("#010106", "--fk-figure-other", "#68707c")
    BORDER = ("#010107", "--fk-figure-border", "#68707c")
    HALO = ("#010108", "--fk-figure-halo", "#ffffff")
    LOW = ("#010109", "--fk-map-low", "#d6e6f7")
    MIDDLE = ("#01010a", "--fk-map-middle", "#8fbde6")
    HIGH = ("#01010b", "--fk-map-high", "#4a90d0")
    HATCH = ("#01010c", "", "")
    BETTER = ("#01010d", "--fk-figure-better", "#1f6fb5")
    WORSE = ("#01010e", "--fk-figure-worse", "#a94c08")
    FILL_BETTER = ("#01010f", "--fk-fill-better", "#cfe3f6")
    FILL_WORSE = ("#010110", "--fk-fill-worse", "#fbdfc4")
    FILL_SIMILAR = ("#010111", "--fk-fill-similar", "#eceff2")

    @property
    def stand_in(self) -> str:
        """The colour that stands for it in a specification."""
        return self.value[0]

    @property
    def paint(self) -> str:
        """The colour that stands in the finished picture."""
        _, variable, fallback = self.value
        return f"var({variable}, {fallback})"


class Width(Enum):
    """Two widths of a picture, so that text never shrinks: for wide screens and for telephones."""

    WIDE = 760
    NARROW = 264


@dataclass(frozen=True)
class TrendPoint:
    """A year of a series; a hidden or missing one has no value."""

    year: int
    value: float | None = None
    lower: float | None = None
    upper: float | None = None


@dataclass(frozen=True)
class ComparisonRow:
    """A place or group with its interval; ``highlight`` marks what the others are held against."""

    name: str
    value: float | None = None
    lower: float | None = None
    upper: float | None = None
    highlight: bool = False


_FONT = "Inter Variable, Inter, system-ui, sans-serif"
_TEXT_SIZE = 14
# Fixed, since the server measures text in another font than the page shows.
_LABEL_WIDTHS = {Width.WIDE: 144, Width.NARROW: 120}
CONFIGURATION: Spec = {
    "aria": False,
    "font": _FONT,
    "view": {"stroke": None},
    "axis": {
        "domainColor": Ink.AXIS.stand_in,
        "gridColor": Ink.GRID.stand_in,
        "labelColor": Ink.TEXT.stand_in,
        "labelFontSize": _TEXT_SIZE,
        "tickColor": Ink.AXIS.stand_in,
        "titleColor": Ink.TEXT.stand_in,
        "titleFontSize": _TEXT_SIZE,
        "titleFontWeight": 500,
    },
}


def trend_chart(
    points: tuple[TrendPoint, ...],
    *,
    language: Language,
    width: Width,
    breaks: tuple[int, ...] = (),
    starts: tuple[int, ...] = (),
    unit: str = "%",
) -> str:
    """Draw a line with its interval as a band, years along the bottom, from zero.

    A hidden year leaves a gap with ``:`` on the axis; a year in ``breaks`` starts a new line. In the years
    of ``starts`` something began that was meant to change the figure.
    """
    return draw(trend_specification(points, width=width, breaks=breaks, starts=starts, unit=unit), language)


def comparison_chart(
    rows: tuple[ComparisonRow, ...], *, language: Language, width: Width, unit: str = "%"
) -> str:
    """Draw a dot and an interval for every row, in the order given, from zero."""
    return draw(comparison_specification(rows, width=width, unit=unit), language)


def trend_specification(
    points: tuple[TrendPoint, ...],
    *,
    width: Width,
    breaks: tuple[int, ...],
    unit: str,
    starts: tuple[int, ...] = (),
) -> Spec:
    """Describe the trend chart in Vega-Lite."""
    shown = [point for point in points if point.value is not None]
    hidden = [{"year": str(point.year)} for point in points if point.value is None]
    values = [
        {
            "year": str(point.year),
            "value": point.value,
            "lower": point.lower,
            "upper": point.upper,
            "part": _part(points, point, breaks),
        }
        for point in shown
    ]
    years = [str(point.year) for point in points]
    narrow = width is Width.NARROW
    x = {
        "field": "year",
        "type": "ordinal",
        "scale": {"domain": years, "type": "point", "padding": 0.3},
        "axis": {
            "title": None,
            "labelAngle": 0,
            "grid": False,
            "labelOverlap": "greedy",
            "labelSeparation": 10,
        },
    }
    y = {
        "field": "value",
        "type": "quantitative",
        "scale": {"domain": [0, _top(points)], "nice": True},
        "axis": {"title": None, "tickCount": 5, "labelExpr": f"format(datum.value, ',') + '{_unit(unit)}'"},
    }
    detail = {"field": "part", "type": "nominal"}
    lone = [value for value in values if sum(1 for other in values if other["part"] == value["part"]) == 1]
    layers: list[Spec] = [
        {
            "data": {"values": values},
            "mark": {"type": "area", "color": Ink.BAND.stand_in, "opacity": 1},
            "encoding": {
                "x": x,
                "y": {**y, "field": "lower"},
                "y2": {"field": "upper"},
                "detail": detail,
            },
        },
        {
            "data": {"values": lone},
            "mark": {"type": "rule", "color": Ink.BAND.stand_in, "strokeWidth": 10},
            "encoding": {"x": x, "y": {**y, "field": "lower"}, "y2": {"field": "upper"}},
        },
        {
            "data": {"values": values},
            "mark": {"type": "line", "color": Ink.MAIN.stand_in, "strokeWidth": 2.5},
            "encoding": {"x": x, "y": y, "detail": detail},
        },
        {
            "data": {"values": values},
            "mark": {"type": "point", "color": Ink.MAIN.stand_in, "filled": True, "size": 70, "opacity": 1},
            "encoding": {"x": x, "y": y},
        },
        _signs(hidden, x),
        *(_rule(year, x, Ink.OTHER, [4, 4]) for year in breaks if str(year) in years),
        *(_rule(year, x, Ink.MAIN, [1, 4]) for year in starts if str(year) in years),
    ]
    return specification(layers, width=width, height=200 if narrow else 260)


def comparison_specification(rows: tuple[ComparisonRow, ...], *, width: Width, unit: str) -> Spec:
    """Describe the comparison in Vega-Lite."""
    labels = _LABEL_WIDTHS[width]
    values = [
        {"name": row.name, "value": row.value, "lower": row.lower, "upper": row.upper, "own": row.highlight}
        for row in rows
        if row.value is not None
    ]
    hidden = [{"name": row.name} for row in rows if row.value is None]
    y = {
        "field": "name",
        "type": "nominal",
        "sort": None,
        "scale": {"domain": [row.name for row in rows]},
        "axis": {
            "title": None,
            "domain": False,
            "ticks": False,
            "labelLimit": labels - 10,
            "labelPadding": 8,
            "grid": False,
            "minExtent": labels,
            "maxExtent": labels,
        },
    }
    x = {
        "field": "value",
        "type": "quantitative",
        "scale": {"domain": [0, _top(rows)], "nice": True},
        "axis": {
            "title": None,
            "tickCount": 4,
            "labelExpr": f"format(datum.value, ',') + '{_unit(unit)}'",
            "labelOverlap": "greedy",
            "labelSeparation": 16,
        },
    }
    colour = {
        "condition": {"test": "datum.own", "value": Ink.MAIN.stand_in},
        "value": Ink.OTHER.stand_in,
    }
    shape = {"condition": {"test": "datum.own", "value": "diamond"}, "value": "circle"}
    layers: list[Spec] = [
        {
            "data": {"values": values},
            "mark": {"type": "rule", "strokeWidth": 4, "strokeCap": "round"},
            "encoding": {"y": y, "x": {**x, "field": "lower"}, "x2": {"field": "upper"}, "color": colour},
        },
        {
            "data": {"values": values},
            "mark": {"type": "point", "filled": True, "opacity": 1},
            "encoding": {
                "y": y,
                "x": x,
                "color": colour,
                "shape": shape,
                "size": {"condition": {"test": "datum.own", "value": 190}, "value": 110},
            },
        },
        {
            "data": {"values": hidden},
            "mark": {
                "type": "text",
                "text": ":",
                "align": "left",
                "dx": 4,
                "fontSize": 18,
                "color": Ink.TEXT.stand_in,
            },
            "encoding": {"y": y, "x": {"datum": 0}},
        },
    ]
    inner = width.value - labels
    return specification(layers, width=width, height=30 * max(len(rows), 2), inner=inner)


def draw(spec: Spec, language: Language) -> str:
    """Turn a specification into SVG in the page's colours."""
    svg = drawn(spec, language)
    for ink in Ink:
        if ink is not Ink.HATCH:
            svg = svg.replace(ink.stand_in, ink.paint)
    return svg


def specification(layers: list[Spec], *, width: Width, height: int, inner: int | None = None) -> Spec:
    """Put layers together to a whole chart in our type and colours."""
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "background": None,
        "width": inner if inner is not None else width.value,
        "height": height,
        "padding": 2,
        "layer": layers,
        "config": CONFIGURATION,
    }


def _signs(hidden: list[dict[str, str]], x: Spec) -> Spec:
    return {
        "data": {"values": hidden},
        "mark": {"type": "text", "text": ":", "dy": -10, "fontSize": 20, "color": Ink.TEXT.stand_in},
        "encoding": {"x": x, "y": {"datum": 0}},
    }


def _rule(year: int, x: Spec, ink: Ink, dash: list[int]) -> Spec:
    return {
        "data": {"values": [{"year": str(year)}]},
        "mark": {"type": "rule", "color": ink.stand_in, "strokeDash": dash, "strokeWidth": 2},
        "encoding": {"x": x},
    }


def _part(points: tuple[TrendPoint, ...], point: TrendPoint, breaks: tuple[int, ...]) -> int:
    """Give the number of the unbroken stretch a point belongs to."""
    gaps = sum(1 for other in points if other.year < point.year and other.value is None)
    return gaps * 100 + sum(1 for year in breaks if year <= point.year)


def _top(rows: tuple[TrendPoint, ...] | tuple[ComparisonRow, ...]) -> float:
    return max((row.upper for row in rows if row.upper is not None), default=100)


def _unit(unit: str) -> str:
    return f" {unit}" if unit else ""
