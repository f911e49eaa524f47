"""Which hexagon of a grid over public limits a pair of numbers falls in, as a variable of the data set.

The grid is two lattices of rectangles, each moved half a rectangle from the other; a point belongs to the
nearest of the two centres it could have (Carr et al. 1987).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from folkekommune.query.dataset import Dataset
from folkekommune.query.expressions import (
    Binary,
    Branch,
    Call,
    Choose,
    Column,
    Expression,
    IsMissing,
    Missing,
    Number,
    Operator,
)
from folkekommune.query.steps import Assign

HEXAGON = "@hexagon"
_ROW = 1000
"""Added to the number of a hexagon from row to row."""

Limits = tuple[float, float]


@dataclass(frozen=True)
class HexagonGrid:
    """Hexagons over public limits.

    :param columns: how many stand side by side.
    """

    across: Limits
    upwards: Limits
    columns: int

    @property
    def bands(self) -> int:
        """How many pairs of rows there are, for hexagons that look regular in a square picture."""
        return max(1, round(self.columns / math.sqrt(3)))

    @property
    def step(self) -> tuple[float, float]:
        """From a centre to the next in its row, and to the second row above."""
        return (
            _width(self.across) / self.columns,
            _width(self.upwards) / self.bands,
        )

    @property
    def centres(self) -> dict[float, tuple[float, float]]:
        """The centre of each hexagon, by its number."""
        (left, _), (bottom, _), (wide, high) = self.across, self.upwards, self.step
        even = {
            (2 * row, column): (column, row)
            for row in range(self.bands + 1)
            for column in range(self.columns + 1)
        }
        odd = {
            (2 * row + 1, column): (column + 0.5, row + 0.5)
            for row in range(self.bands)
            for column in range(self.columns)
        }
        return {
            float(row * _ROW + column): (left + wide * x, bottom + high * y)
            for (row, column), (x, y) in sorted({**even, **odd}.items())
        }


def with_hexagons(dataset: Dataset, grid: HexagonGrid, across: str, upwards: str) -> Dataset:
    """Add the number of the hexagon; missing where either number is."""
    wide, high = grid.step
    steps = {
        "@x": _clipped(across, grid.across, wide),
        "@y": _clipped(upwards, grid.upwards, high),
        "@even x": _floor(_op(Column("@x"), "+", 0.5)),
        "@even y": _floor(_op(Column("@y"), "+", 0.5)),
        "@odd x": _least(_floor(Column("@x")), grid.columns - 1),
        "@odd y": _least(_floor(Column("@y")), grid.bands - 1),
        "@even": _distance("@even x", "@even y", 0.0),
        "@odd": _distance("@odd x", "@odd y", 0.5),
    }
    for name, value in steps.items():
        dataset = dataset.then(Assign(name, value))
    even = _op(_op(Column("@even y"), "*", 2 * _ROW), "+", Column("@even x"))
    odd = _op(_op(_op(Column("@odd y"), "*", 2 * _ROW), "+", _ROW), "+", Column("@odd x"))
    unknown = [Branch(IsMissing(Column(name)), Missing()) for name in ("@even", "@odd")]
    nearest = Branch(_op(Column("@even"), "<=", Column("@odd")), even)
    return dataset.then(Assign(HEXAGON, Choose((*unknown, nearest), odd)))


def _clipped(column: str, limits: Limits, step: float) -> Expression:
    """Count a number in steps from its lower limit."""
    low, high = limits
    value = Column(column)
    branches = (
        Branch(IsMissing(value), Missing()),
        Branch(_op(value, "<", low), Number(0.0)),
        Branch(_op(value, ">", high), Number((high - low) / step)),
    )
    return Choose(branches, _op(_op(value, "-", low), "/", step))


def _distance(x: str, y: str, half: float) -> Expression:
    """Give the squared distance to a centre; a step upwards is the square root of three steps across."""
    aside = _op(_op(Column("@x"), "-", Column(x)), "-", half)
    above = _op(_op(Column("@y"), "-", Column(y)), "-", half)
    return _op(_op(aside, "*", aside), "+", _op(_op(above, "*", above), "*", 3.0))


def _least(value: Expression, most: int) -> Expression:
    return Choose((Branch(_op(value, ">", float(most)), Number(float(most))),), value)


def _floor(value: Expression) -> Expression:
    return Call("floor", (value,))


def _op(left: Expression, sign: str, right: Expression | float) -> Expression:
    return Binary(Operator(sign), left, Number(float(right)) if isinstance(right, int | float) else right)


def _width(limits: Limits) -> float:
    return (limits[1] - limits[0]) or 1.0
