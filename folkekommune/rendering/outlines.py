"""Outlines of areas out of TopoJSON: rings of degrees, and where a name can be written."""

from __future__ import annotations

from typing import Any

Ring = list[tuple[float, float]]


def outline(topology: dict[str, Any], entry: dict[str, Any]) -> dict[str, Any]:
    """Give the GeoJSON geometry of an area of a TopoJSON."""
    polygons = entry["arcs"] if entry["type"] == "MultiPolygon" else [entry["arcs"]]
    coordinates = [[_ring(topology, ring) for ring in polygon] for polygon in polygons]
    return {"type": "MultiPolygon", "coordinates": coordinates}


def _ring(topology: dict[str, Any], arcs: list[int]) -> Ring:
    """Join arcs to a ring; a negative number is the arc ``~number`` backwards."""
    ring: Ring = []
    for number in arcs:
        arc = _arc(topology, number if number >= 0 else ~number)
        ring += (arc if number >= 0 else arc[::-1])[1 if ring else 0 :]
    return ring


def _arc(topology: dict[str, Any], number: int) -> Ring:
    """Undo TopoJSON's quantised differences."""
    (scale_x, scale_y), (left, bottom) = topology["transform"]["scale"], topology["transform"]["translate"]
    points: Ring = []
    x = y = 0
    for step_x, step_y in topology["arcs"][number]:
        x, y = x + step_x, y + step_y
        points.append((x * scale_x + left, y * scale_y + bottom))
    return points


def middle_of(geometry: dict[str, Any]) -> tuple[float, float]:
    """Give the centre of gravity of the largest part."""
    rings = [polygon[0] for polygon in geometry["coordinates"]]
    return max((_centre(ring) for ring in rings), key=lambda found: found[0])[1]


def _centre(ring: Ring) -> tuple[float, tuple[float, float]]:
    """Give the area and the centre of a ring, by the shoelace formula."""
    doubled = x_sum = y_sum = 0.0
    for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True):
        cross = x1 * y2 - x2 * y1
        doubled += cross
        x_sum += (x1 + x2) * cross
        y_sum += (y1 + y2) * cross
    return abs(doubled) / 2, (x_sum / (3 * doubled), y_sum / (3 * doubled))
