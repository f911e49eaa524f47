"""Where a value stands among thresholds, as an expression: what groups by size are made of."""

from __future__ import annotations

from collections.abc import Sequence

from folkekommune.query.expressions import (
    Binary,
    Branch,
    Choose,
    Column,
    Expression,
    IsMissing,
    Missing,
    Not,
    Number,
    Operator,
)


def place_among(column: str, thresholds: Sequence[float]) -> Expression:
    """Tell how many of the thresholds, in ascending order, a value is above."""
    value = Column(column)
    branches = [
        Branch(Binary(Operator.AT_MOST, value, Number(threshold)), Number(place))
        for place, threshold in enumerate(thresholds)
    ]
    above = Branch(Not(IsMissing(value)), Number(len(thresholds)))
    return Choose((*branches, above), Missing())


def shares(groups: int) -> tuple[float, ...]:
    """Give the shares at which a population is cut into groups of equal size."""
    return tuple(place / groups for place in range(1, groups))
