"""Small pictures for the rows of a profile: where a place lies among others, and the years before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from folkekommune.rendering.charts import TrendPoint

_WIDTH, _HEIGHT = 150.0, 26.0
_EDGE = 6.0
_MIDDLE = _HEIGHT / 2
_BAND, _LINE, _INK, _GREY = "#cfe1f4", "#0062ba", "#1e2b3c", "#68707c"


@dataclass(frozen=True)
class Standing:
    """A figure with its limits among the figures of all places.

    :param others: the figures of the districts; :param middle: that of the whole municipality.
    """

    value: float
    lower: float
    upper: float
    others: tuple[float, ...]
    middle: float | None = None


def standing_strip(standing: Standing) -> str:
    """Draw the range of all places as a bar, the municipality as a line, the figure as a dot with limits."""
    points = [*standing.others, standing.value, standing.lower, standing.upper]
    low, high = min(points), max(points)

    def across(number: float) -> float:
        return _across(number, low, high)

    parts = []
    if len(standing.others) > 1:
        left, right = across(min(standing.others)), across(max(standing.others))
        parts.append(
            f'<rect x="{left:.1f}" y="{_MIDDLE - 6}" width="{right - left:.1f}" height="12" fill="{_BAND}"/>'
        )
    if standing.middle is not None:
        at = across(min(max(standing.middle, low), high))
        parts.append(
            f'<line x1="{at:.1f}" x2="{at:.1f}" y1="2" y2="{_HEIGHT - 2}" '
            f'stroke="{_INK}" stroke-width="1.5"/>'
        )
    parts.append(
        f'<line x1="{across(standing.lower):.1f}" x2="{across(standing.upper):.1f}" '
        f'y1="{_MIDDLE}" y2="{_MIDDLE}" stroke="{_GREY}" stroke-width="2"/>'
    )
    parts.append(f'<circle cx="{across(standing.value):.1f}" cy="{_MIDDLE}" r="4.5" fill="{_LINE}"/>')
    return _svg(parts)


def trend_strip(points: Sequence[TrendPoint]) -> str:
    """Draw a line through the years with its limits as a band; a year without a figure leaves a gap."""
    shown = [point for point in points if point.value is not None]
    top = max((point.upper or 0.0 for point in shown), default=1.0) or 1.0
    step = (_WIDTH - 2 * _EDGE) / max(len(points) - 1, 1)

    def place(at: int, number: float) -> str:
        return f"{_EDGE + at * step:.1f},{_HEIGHT - 2 - (_HEIGHT - 6) * number / top:.1f}"

    parts = []
    for stretch in _stretches(points):
        above = [place(at, point.upper or 0.0) for at, point in stretch]
        below = [place(at, point.lower or 0.0) for at, point in reversed(stretch)]
        line = [place(at, point.value or 0.0) for at, point in stretch]
        parts.append(f'<polygon points="{" ".join(above + below)}" fill="{_BAND}"/>')
        parts.append(f'<polyline points="{" ".join(line)}" fill="none" stroke="{_LINE}" stroke-width="1.8"/>')
    if shown and points[-1].value is not None:
        x, y = place(len(points) - 1, points[-1].value).split(",")
        parts.append(f'<circle cx="{x}" cy="{y}" r="3" fill="{_LINE}"/>')
    return _svg(parts)


def _stretches(points: Sequence[TrendPoint]) -> list[list[tuple[int, TrendPoint]]]:
    """Give the unbroken runs of years with a figure."""
    runs: list[list[tuple[int, TrendPoint]]] = [[]]
    for at, point in enumerate(points):
        if point.value is None:
            runs.append([])
        else:
            runs[-1].append((at, point))
    return [run for run in runs if run]


def _across(number: float, low: float, high: float) -> float:
    return _EDGE + (_WIDTH - 2 * _EDGE) * ((number - low) / (high - low) if high > low else 0.5)


def _svg(parts: Sequence[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH:.0f}" height="{_HEIGHT:.0f}" '
        f'viewBox="0 0 {_WIDTH:.0f} {_HEIGHT:.0f}">{"".join(parts)}</svg>'
    )
