"""How many of a data set's persons its conditions are likely to leave, guessed without looking at data.

The categories of a code list are taken to be equally common, and a condition nothing is known of to hold for
half. A guess for a forecast, never a figure that is shown as one about people.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from folkekommune.query.columns import ColumnInfo
from folkekommune.query.dataset import Dataset, PersonRoot
from folkekommune.query.expressions import (
    COMPARISONS,
    Binary,
    Call,
    Column,
    Expression,
    IsMissing,
    Not,
    Number,
    Operator,
    Text,
)
from folkekommune.query.steps import Draw, Import, Keep

HALF = 0.5
_MISSING = 0.1


def persons_left(dataset: Dataset, persons: int) -> float | None:
    """Guess the live persons of a data set of persons; ``None`` for any other."""
    if not isinstance(dataset.root, PersonRoot):
        return None
    left = float(persons)
    drawn: dict[str, float] = {}
    for each in _stages(dataset):
        match each.steps[-1]:
            case Import(outer=True):
                left = float(persons)
            case Draw(name, size):
                drawn[name] = size
            case Keep(Binary(Operator.EQUAL, Column(name))) if name in drawn:
                left = left * drawn[name] if drawn[name] < 1 else min(left, drawn[name])
            case Keep(condition):
                left *= likely_share(condition, each.columns)
    return left


def _stages(dataset: Dataset) -> list[Dataset]:
    """Give a data set after each of its steps."""
    stages = []
    current: Dataset | None = dataset
    while current is not None and current.steps:
        stages.append(current)
        current = current.previous
    return stages[::-1]


def likely_share(condition: Expression, columns: Mapping[str, ColumnInfo]) -> float:
    """Guess the share of rows that a condition holds for."""
    match condition:
        case Not(operand):
            return 1 - likely_share(operand, columns)
        case IsMissing():
            return _MISSING
        case Binary(Operator.AND, left, right):
            return likely_share(left, columns) * likely_share(right, columns)
        case Binary(Operator.OR, left, right):
            neither = (1 - likely_share(left, columns)) * (1 - likely_share(right, columns))
            return 1 - neither
        case Binary(sign, Column(name), Number(value) | Text(value)) if sign in COMPARISONS:
            return _of_codes(name, lambda code: COMPARISONS[sign](code, value), columns)
        case Call("inlist", (Column(name), *values)):
            wanted = {each.value for each in values if isinstance(each, Number | Text)}
            return _of_codes(name, lambda code: code in wanted, columns)
        case _:
            return HALF


def _of_codes(name: str, holds: Callable[[float | str], bool], columns: Mapping[str, ColumnInfo]) -> float:
    """Give the share of a variable's codes that something holds for; half where the codes are not known."""
    codes = columns[name].codes if name in columns else None
    return sum(holds(code) for code in codes) / len(codes) if codes else HALF
