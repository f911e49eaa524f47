"""Variables made of others so that plain sums give more: products and powers of clipped values.

A value is scaled to its public range: -½ at the lower limit, ½ at the upper. The sum of products of two
variables follows from the squares of both and of their sum, so that an engine needs no sums but those it
has, and every engine gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Sequence

from folkekommune.query.dataset import Dataset
from folkekommune.query.engine import Moment
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
from folkekommune.query.steps import Assign

HALF = 0.5


def scaled(moment: Moment) -> Expression:
    """Give a clipped value in its range, from its middle; missing where it is missing."""
    value = Column(moment.column)
    clipped = Choose(
        (
            Branch(Binary(Operator.LESS, value, Number(moment.low)), Number(moment.low)),
            Branch(Binary(Operator.MORE, value, Number(moment.high)), Number(moment.high)),
        ),
        value,
    )
    away = Binary(Operator.SUBTRACT, clipped, Number(moment.centre))
    return Binary(Operator.DIVIDE, away, Number(moment.width))


def of_those_with(names: Sequence[str], value: Expression) -> Expression:
    """Give a value to those who have one in all of some variables."""
    known: Expression = Number(1)
    for name in names:
        known = Binary(Operator.AND, known, Not(IsMissing(Column(name))))
    return Choose((Branch(known, value),), Missing())


def with_powers(dataset: Dataset, moment: Moment, highest: int) -> tuple[Dataset, tuple[Moment, ...]]:
    """Add the powers of a scaled variable, each with its public limits."""
    moments = []
    value = power = scaled(moment)
    for exponent in range(1, highest + 1):
        name = f"@power{exponent} {moment.column}"
        dataset = dataset.then(Assign(name, power))
        reach = HALF**exponent
        moments.append(Moment(name, 0.0 if exponent % 2 == 0 else -reach, reach))
        power = Binary(Operator.MULTIPLY, power, value)
    return dataset, tuple(moments)
