"""Hexagons over public limits: where they stand, and that each point belongs to the nearest."""

from __future__ import annotations

import random

import pytest
from worlds import World

from folkekommune.analysis.hexagons import HEXAGON, HexagonGrid, with_hexagons
from folkekommune.query.engine import CellRequest

GRID = HexagonGrid((0.0, 10.0), (0.0, 4.0), 5)


def test_every_other_row_is_moved_by_half():
    """Five across are two wide each; three pairs of rows keep them about regular in a square."""
    assert (GRID.bands, GRID.step) == (3, (2.0, pytest.approx(4 / 3)))
    centres = list(GRID.centres.values())
    assert centres[:6] == [(0.0, 0.0), (2.0, 0.0), (4.0, 0.0), (6.0, 0.0), (8.0, 0.0), (10.0, 0.0)]
    assert centres[6] == pytest.approx((1.0, 2 / 3))
    assert len(centres) == 4 * 6 + 3 * 5


def test_a_variable_without_a_range_has_hexagons_too():
    assert len(HexagonGrid((3.0, 3.0), (0.0, 1.0), 2).centres) == 2 * 3 + 2


def nearest(x: float, y: float) -> set[float]:
    """Give the hexagons whose centre is nearest, by trying all; a step up is the root of three across."""
    wide, high = GRID.step
    x, y = min(max(x, 0.0), 10.0), min(max(y, 0.0), 4.0)
    distances = {
        code: round(((x - a) / wide) ** 2 + 3 * ((y - b) / high) ** 2, 9)
        for code, (a, b) in GRID.centres.items()
    }
    least = min(distances.values())
    return {code for code, distance in distances.items() if distance == least}


@pytest.mark.parametrize("kind", ["reference", "duckdb"])
def test_each_point_is_in_the_nearest_hexagon(kind, tmp_path):
    """Points beyond the limits belong to the outermost; who lacks a number belongs to none."""
    draw = random.Random(7)  # noqa: S311 - the same points each time
    points = [(draw.uniform(-1, 11), draw.uniform(-1, 5)) for _ in range(120)]
    world = World.of(121).add("X", [*(x for x, _ in points), None]).add("Y", [*(y for _, y in points), 1.0])
    dataset = with_hexagons(world.dataset("Y", "X"), GRID, "X", "Y")
    engine = world.reference() if kind == "reference" else world.duckdb(tmp_path)
    cells = engine.cells(CellRequest(dataset, ("X", "Y", HEXAGON)), limit=1000)
    found = {(x, y): code for x, y, code in zip(*cells.coordinates, strict=True)}
    assert found.pop((None, 1.0)) is None
    assert len(found) == 120
    assert all(code in nearest(x, y) for (x, y), code in found.items())
