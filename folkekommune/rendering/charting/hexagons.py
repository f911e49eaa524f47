"""Hexagons in Vega: paths computed here, as dark as they hold many persons."""

from __future__ import annotations

from itertools import pairwise

from folkekommune.disclosure.results import SafeMark
from folkekommune.rendering.charting.picture import Picture
from folkekommune.rendering.charting.reading import Reader, number_of, style_of
from folkekommune.rendering.charting.vega import axes, vega
from folkekommune.rendering.charts import Ink, Width
from folkekommune.texts import interval, number, text

_SIZE = {Width.WIDE: 460, Width.NARROW: 200}
_SWATCH = 22
_FAINTEST = 0.16


def picture(reader: Reader) -> Picture:
    """Describe hexagons."""
    size = _SIZE[reader.width]
    across, upwards = (_Scale(mark, size) for mark in reader.chart.wholes)
    counts = sorted(int(number_of(value) or 0) for _, value in reader.marks())
    classes = _classes(counts, _groups(reader))
    hexagons = [
        {
            "path": _path(
                across.at(float(mark.place[0])),
                size - upwards.at(float(mark.place[1])),
                (across.step / 2, upwards.step / 3),
            ),
            "opacity": _opacity(_class_of(int(number_of(value) or 0), classes), len(classes)),
        }
        for mark, value in reader.marks()
    ]
    below = reader.width is Width.NARROW
    legend = [
        {
            "x": 0 if below else size + 24,
            "y": (size + 70 if below else 24) + _SWATCH * place,
            "opacity": _opacity(place, len(classes)),
            "written": _written(low, high, reader),
        }
        for place, (low, high) in enumerate(classes)
    ]
    heading = text("charting.measure-freq", reader.language)
    top = [{"x": 0 if below else size + 24, "y": size + 58 if below else 12, "written": heading}]
    colour = {"value": Ink.MAIN.stand_in}
    specification = vega(
        {
            "hexagons": hexagons,
            "legend": legend,
            "heading": top,
        },
        scales=[across.vega("across", "width"), upwards.vega("upwards", "height")],
        axes=axes(reader.title(0), reader.title(1)),
        marks=[
            {
                "type": "path",
                "from": {"data": "hexagons"},
                "encode": {
                    "enter": {
                        "path": {"field": "path"},
                        "fill": colour,
                        "fillOpacity": {"field": "opacity"},
                        "stroke": {"value": Ink.HALO.stand_in},
                        "strokeWidth": {"value": 0.5},
                    }
                },
            },
            {
                "type": "rect",
                "from": {"data": "legend"},
                "encode": {
                    "enter": {
                        "x": {"field": "x"},
                        "y": {"field": "y"},
                        "width": {"value": 16},
                        "height": {"value": 16},
                        "fill": colour,
                        "fillOpacity": {"field": "opacity"},
                    }
                },
            },
            _words("legend", 24, 8, 400),
            _words("heading", 0, 0, 500),
        ],
        size=(size, size),
    )
    return Picture("vega", specification)


class _Scale:
    """From values to pixels; room for the outermost hexagons on either side."""

    def __init__(self, limits: SafeMark, size: int) -> None:
        step, low, high = (float(value.text or 0) for _, value in limits.values)
        half = step / (2 if limits.place == ("x",) else 3)
        self.low, self.high, self.size = low - half, high + half, size
        self.step = step * size / (self.high - self.low)

    def at(self, value: float) -> float:
        return (value - self.low) / (self.high - self.low) * self.size

    def vega(self, name: str, extent: str) -> dict[str, object]:
        return {
            "name": name,
            "type": "linear",
            "domain": [self.low, self.high],
            "range": extent,
            "zero": False,
            "nice": False,
        }


def _groups(reader: Reader) -> int:
    return int(style_of(reader.chart, "groups") or 10)


def _classes(counts: list[int], groups: int) -> list[tuple[int, int]]:
    """Divide protected counts into groups of about as many hexagons each."""
    if not counts:
        return []
    edges = sorted({counts[len(counts) * place // groups] for place in range(groups)})
    firsts = [*edges, counts[-1] + 1]
    return [(first, after - 1) for first, after in pairwise(firsts)]


def _class_of(count: int, classes: list[tuple[int, int]]) -> int:
    return next(place for place, (low, high) in enumerate(classes) if low <= count <= high)


def _opacity(place: int, groups: int) -> float:
    return round(_FAINTEST + (1 - _FAINTEST) * (place / (groups - 1) if groups > 1 else 1), 3)


def _path(x: float, y: float, radii: tuple[float, float]) -> str:
    """Write a hexagon that stands on a point."""
    wide, high = radii
    corners = ((0, -1), (1, -0.5), (1, 0.5), (0, 1), (-1, 0.5), (-1, -0.5))
    points = [f"{x + wide * a:.1f},{y + high * b:.1f}" for a, b in corners]
    return f"M{'L'.join(points)}Z"


def _written(low: int, high: int, reader: Reader) -> str:
    first, last = (number(float(value), reader.language, 0) for value in (low, high))
    return first if low == high else interval(first, last, reader.language)


def _words(data: str, right: int, down: int, weight: int) -> dict[str, object]:
    return {
        "type": "text",
        "from": {"data": data},
        "encode": {
            "enter": {
                "x": {"field": "x", "offset": right},
                "y": {"field": "y", "offset": down},
                "text": {"field": "written"},
                "baseline": {"value": "middle"},
                "fontSize": {"value": 14},
                "fontWeight": {"value": weight},
                "fill": {"value": Ink.TEXT.stand_in},
            }
        },
    }
