"""What every presentation is: a picture and its twin in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from folkekommune.rendering.charts import Ink, Width, draw
from folkekommune.rendering.drawing import Spec
from folkekommune.rendering.presentations.marks import NOT_TESTED, Mark
from folkekommune.texts import Language

LABELS = 200
"""Width of the names beside the rows, on a wide screen; on a narrow one they stand above the rows."""

_NAME_UP = -15


@dataclass(frozen=True)
class Presentation:
    """A picture in two widths, its caption, the sentence that tells it, and its figures as a table.

    :param columns: heads of the table. :param rows: cells of each row, its heading first.
    :param legend: what the marks mean.
    """

    identifier: str
    caption: str
    summary: str
    wide: str
    narrow: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    legend: tuple[str, ...] = ()


@dataclass(frozen=True)
class Estimate:
    """A named value with its interval and verdict; without a value when it is not shown.

    :param own: what the picture is about.
    """

    name: str
    value: float | None = None
    lower: float | None = None
    upper: float | None = None
    mark: Mark = NOT_TESTED
    own: bool = False


def drawn_twice(describe: Callable[[Width], Spec], language: Language) -> tuple[str, str]:
    """Draw a description for wide and for narrow screens."""
    return draw(describe(Width.WIDE), language), draw(describe(Width.NARROW), language)


def points(values: list[dict[str, Any]], *, x: Spec, y: Spec, size: int = 150) -> Spec:
    """Draw verdicts as points: shape, outline and inside stand in the rows (see :func:`point`)."""
    return {
        "data": {"values": values},
        "mark": {"type": "point", "opacity": 1, "strokeWidth": 2, "size": size},
        "encoding": {
            "x": x,
            "y": y,
            "shape": {"field": "shape", "type": "nominal", "scale": None},
            "stroke": {"field": "ink", "type": "nominal", "scale": None},
            "fill": {"field": "inside", "type": "nominal", "scale": None},
        },
    }


def point(mark: Mark) -> dict[str, str]:
    """Give what a row needs to be drawn by :func:`points`."""
    return {"shape": mark.shape, "ink": mark.ink.stand_in, "inside": mark.inside}


def row_axis(names: list[str], width: Width) -> Spec:
    """Describe an axis of names down the side; where it is narrow :func:`names_above` writes them."""
    wide = width is Width.WIDE
    axis: Spec = {
        "title": None,
        "domain": False,
        "ticks": False,
        "grid": False,
        "labelLimit": LABELS - 10,
        "labelPadding": 8,
        "minExtent": LABELS,
        "maxExtent": LABELS,
    }
    return {
        "field": "name",
        "type": "nominal",
        "sort": None,
        "scale": {"domain": names},
        "axis": axis if wide else None,
    }


def names_above(names: list[str], *, width: Width) -> list[Spec]:
    """Write each name above its row on a narrow screen; nothing on a wide one."""
    if width is Width.WIDE:
        return []
    mark = {
        "type": "text",
        "align": "left",
        "baseline": "bottom",
        "dy": _NAME_UP + 5,
        "fontSize": 14,
        "limit": width.value,
        "color": Ink.TEXT.stand_in,
    }
    y = row_axis(names, width)
    return [
        {
            "data": {"values": [{"name": name} for name in names]},
            "mark": mark,
            "encoding": {"y": y, "x": {"value": 0}, "text": {"field": "name", "type": "nominal"}},
        }
    ]


def row_height(width: Width) -> int:
    """Give the height of a row with its name."""
    return 30 if width is Width.WIDE else 48


def inner_width(width: Width) -> int:
    """Give the width of the picture beside its names."""
    whole: int = width.value
    return whole - (LABELS if width is Width.WIDE else 16)
