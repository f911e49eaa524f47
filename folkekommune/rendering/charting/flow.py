"""A Sankey diagram in Vega: nodes stacked by variable, bands between them, all paths computed here.

A node is as high as the largest of its own protected count and of what is drawn to and from it, since each
of these was protected for itself.
"""

from __future__ import annotations

from dataclasses import dataclass

from folkekommune.disclosure.results import SafeMark
from folkekommune.rendering.charting.picture import PALETTE, Picture
from folkekommune.rendering.charting.reading import Reader, number_of
from folkekommune.rendering.charting.vega import vega
from folkekommune.rendering.charts import Ink, Width

_HEIGHT = {Width.WIDE: 380, Width.NARROW: 320}
_NODE = 14
_LABELS = {Width.WIDE: 190, Width.NARROW: 84}
_GAP = 18
_LEAST = 4
_LINE = 16


@dataclass
class _Node:
    """A category of a variable on the picture: where it begins, how high it is, what is used of it."""

    top: float
    height: float
    out: float = 0.0
    into: float = 0.0


def picture(reader: Reader) -> Picture:
    """Describe bands from one variable to the next."""
    layout = _Layout(reader)
    specification = vega(
        {"bands": layout.bands(), "nodes": layout.rectangles(), "labels": layout.labels()},
        marks=[
            {
                "type": "path",
                "from": {"data": "bands"},
                "encode": {
                    "enter": {
                        "path": {"field": "path"},
                        "fill": {"field": "colour"},
                        "fillOpacity": {"value": 0.45},
                    }
                },
            },
            {
                "type": "rect",
                "from": {"data": "nodes"},
                "encode": {
                    "enter": {
                        **{name: {"field": name} for name in ("x", "y", "width", "height")},
                        "fill": {"field": "colour"},
                    }
                },
            },
            {
                "type": "text",
                "from": {"data": "labels"},
                "encode": {
                    "enter": {
                        "x": {"field": "x"},
                        "y": {"field": "y"},
                        "text": {"field": "written"},
                        "align": {"field": "align"},
                        "baseline": {"value": "middle"},
                        "fontSize": {"value": 14},
                        "fontWeight": {"field": "weight"},
                        "limit": {"field": "limit"},
                        "lineBreak": {"value": "\n"},
                        "lineHeight": {"value": _LINE},
                        "fill": {"value": Ink.TEXT.stand_in},
                    }
                },
            },
        ],
        size=(reader.width.value, layout.height + 18 + _LINE * layout.titles),
    )
    return Picture("vega", specification)


class _Layout:
    """Where nodes and bands stand."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.height = _HEIGHT[reader.width]
        self.counts = {mark.place: number_of(mark.values[0][1]) for mark in reader.chart.wholes}
        self.edges = [mark for mark in reader.chart.marks if number_of(mark.values[0][1]) is not None]
        self.nodes = self._stacked()

    @property
    def titles(self) -> int:
        """How many lines the titles take."""
        return len(self.reader.chart.axes) if self.reader.width is Width.NARROW else 1

    def bands(self) -> list[dict[str, object]]:
        """Give the bands; hidden ones are not drawn."""
        for node in self.nodes.values():
            node.out = node.into = node.top
        rows: list[dict[str, object]] = []
        for mark in self.edges:
            first, last = (at for at, value in enumerate(mark.place) if value)
            start, end = self.nodes[first, mark.place[first]], self.nodes[last, mark.place[last]]
            thick = self.scale * (number_of(mark.values[0][1]) or 0.0)
            rows.append(
                {
                    "path": _band((self._x(first) + _NODE, start.out), (self._x(last), end.into), thick),
                    "colour": self._colour(mark.place[first]),
                }
            )
            start.out += thick
            end.into += thick
        return rows

    def rectangles(self) -> list[dict[str, object]]:
        """Give the nodes."""
        return [
            {
                "x": self._x(at),
                "y": round(node.top, 1),
                "width": _NODE,
                "height": round(max(node.height, 1.0), 1),
                "colour": self._colour(value),
            }
            for (at, value), node in self.nodes.items()
        ]

    def labels(self) -> list[dict[str, object]]:
        """Give the name and count of each node, and the title of each variable below its nodes."""
        nodes = [self._label(at, value, node) for (at, value), node in self.nodes.items()]
        narrow = self.reader.width is Width.NARROW
        titles: list[dict[str, object]] = [
            {
                "x": 0 if narrow else self._x(at) + (_NODE if at == 0 else 0),
                "y": self.height + 20 + (at * _LINE if narrow else 0),
                "align": "right" if at == 0 and not narrow else "left",
                "written": f"{at + 1}. {self.reader.title(at)}" if narrow else self.reader.title(at),
                "weight": 500,
                "limit": self.reader.width.value if narrow else _LABELS[self.reader.width] + _NODE,
            }
            for at in range(len(self.reader.chart.axes))
        ]
        return [label for label in nodes if label] + titles

    def _label(self, at: int, value: str, node: _Node) -> dict[str, object]:
        """Name a node; where there is little room the outer ones alone, a word a line and without counts."""
        reader = self.reader
        narrow = reader.width is Width.NARROW
        if narrow and 0 < at < len(reader.chart.axes) - 1:
            return {}
        name = reader.label(at, value)
        count = next(m.values[0][1] for m in reader.chart.wholes if m.place == self._place(at, value))
        lines = len(name.split())
        return {
            "x": self._x(at) - 6 if at == 0 else self._x(at) + _NODE + 6,
            "y": round(node.top + node.height / 2 - (_LINE * (lines - 1) / 2 if narrow else 0), 1),
            "align": "right" if at == 0 else "left",
            "written": "\n".join(name.split()) if narrow else f"{name} ({reader.written(count)})",
            "weight": 400,
            "limit": _LABELS[reader.width] - 8,
        }

    def _stacked(self) -> dict[tuple[int, str], _Node]:
        axes = self.reader.chart.axes
        sizes = {
            (at, label.value): self._size(at, label.value)
            for at, axis in enumerate(axes)
            for label in axis.categories
        }
        whole = max(sum(size for (at, _), size in sizes.items() if at == place) for place in range(len(axes)))
        most = max(len(axis.categories) for axis in axes)
        self.scale = max(0.0, self.height - _GAP * (most - 1)) / (whole or 1.0)
        nodes = {}
        for at, axis in enumerate(axes):
            top = 0.0
            for label in axis.categories:
                height = self.scale * sizes[at, label.value]
                nodes[at, label.value] = _Node(top, height)
                top += max(height, _LEAST) + _GAP
        return nodes

    def _size(self, at: int, value: str) -> float:
        own = self.counts.get(self._place(at, value)) or 0.0
        drawn = [(self._first(mark), mark) for mark in self.edges if mark.place[at] == value]
        out = sum(number_of(mark.values[0][1]) or 0.0 for first, mark in drawn if first == at)
        into = sum(number_of(mark.values[0][1]) or 0.0 for first, mark in drawn if first != at)
        return max(own, out, into)

    def _first(self, mark: SafeMark) -> int:
        return next(at for at, value in enumerate(mark.place) if value)

    def _place(self, at: int, value: str) -> tuple[str, ...]:
        return tuple(value if place == at else "" for place in range(len(self.reader.chart.axes)))

    def _x(self, at: int) -> float:
        room = _LABELS[self.reader.width]
        steps = max(1, len(self.reader.chart.axes) - 1)
        return round(room + (self.reader.width.value - 2 * room - _NODE) * at / steps, 1)

    def _colour(self, value: str) -> str:
        """Give the same colour to categories of the same value in all variables."""
        values = list(
            dict.fromkeys(label.value for axis in self.reader.chart.axes for label in axis.categories)
        )
        return PALETTE[values.index(value) % len(PALETTE)]


def _band(start: tuple[float, float], end: tuple[float, float], thick: float) -> str:
    (x0, y0), (x1, y1) = start, end
    middle = (x0 + x1) / 2
    return (
        f"M{x0:.1f},{y0:.1f}C{middle:.1f},{y0:.1f} {middle:.1f},{y1:.1f} {x1:.1f},{y1:.1f}"
        f"L{x1:.1f},{y1 + thick:.1f}C{middle:.1f},{y1 + thick:.1f} {middle:.1f},{y0 + thick:.1f} "
        f"{x0:.1f},{y0 + thick:.1f}Z"
    )
