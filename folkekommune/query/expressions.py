"""Expressions: the closed set of what may be computed for each row.

Every expression is total: it gives a value or missing, never an error. A comparison with missing is
false (0); arithmetic with missing is missing; a condition holds where its value is neither missing
nor zero. Numbers are computed as 64-bit floating point in every engine, so that engines agree.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any


class Operator(Enum):
    """Binary operators. Arithmetic takes numbers; equality takes two of a kind; order takes numbers."""

    ADD = "+"
    SUBTRACT = "-"
    MULTIPLY = "*"
    DIVIDE = "/"
    POWER = "^"
    EQUAL = "=="
    UNEQUAL = "!="
    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="
    AND = "&"
    OR = "|"


MAXIMUM_DEPTH = 100
"""Deepest nesting of an expression; a longer chain of operators is written over several lines."""

ARITHMETIC = frozenset({Operator.ADD, Operator.SUBTRACT, Operator.MULTIPLY, Operator.DIVIDE, Operator.POWER})
EQUALITY = frozenset({Operator.EQUAL, Operator.UNEQUAL})
ORDER = frozenset({Operator.LESS, Operator.AT_MOST, Operator.MORE, Operator.AT_LEAST})
LOGIC = frozenset({Operator.AND, Operator.OR})

COMPARISONS: Mapping[Operator, Callable[[Any, Any], Any]] = {
    Operator.EQUAL: operator.eq,
    Operator.UNEQUAL: operator.ne,
    Operator.LESS: operator.lt,
    Operator.AT_MOST: operator.le,
    Operator.MORE: operator.gt,
    Operator.AT_LEAST: operator.ge,
}
"""What equality and order mean of two plain values, neither of them missing."""


@dataclass(frozen=True)
class Column:
    """The value of a variable of the data set."""

    name: str


@dataclass(frozen=True)
class Number:
    """A number literal; one too large for 64-bit floating point is missing."""

    value: float

    def __post_init__(self) -> None:
        """Hold the value as floating point, so that 1 and 1.0 are one literal."""
        try:
            value = float(self.value)
        except OverflowError:
            value = math.inf
        object.__setattr__(self, "value", value)


@dataclass(frozen=True)
class Text:
    """A text literal; half a pair of surrogates, which no text in a file holds, becomes U+FFFD."""

    value: str

    def __post_init__(self) -> None:
        """Hold a value that can be written in UTF-8."""
        sound = self.value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        object.__setattr__(self, "value", sound)


@dataclass(frozen=True)
class Missing:
    """The missing value."""


@dataclass(frozen=True)
class Negative:
    """Arithmetic negation."""

    operand: Expression


@dataclass(frozen=True)
class Not:
    """Logical negation: 1 where the operand does not hold, missing included."""

    operand: Expression


@dataclass(frozen=True)
class IsMissing:
    """1 where the operand is missing, else 0."""

    operand: Expression


@dataclass(frozen=True)
class Binary:
    """Two operands and an operator."""

    operator: Operator
    left: Expression
    right: Expression


@dataclass(frozen=True)
class Call:
    """A function of the closed list in ``query/functions.py``, by its name in the language."""

    function: str
    arguments: tuple[Expression, ...]


@dataclass(frozen=True)
class Branch:
    """One branch of a choice."""

    condition: Expression
    value: Expression


@dataclass(frozen=True)
class Choose:
    """The value of the first branch whose condition holds, else ``otherwise``."""

    branches: tuple[Branch, ...]
    otherwise: Expression


Expression = Column | Number | Text | Missing | Negative | Not | IsMissing | Binary | Call | Choose


def children(expression: Expression) -> tuple[Expression, ...]:
    """Give the direct parts of an expression."""
    match expression:
        case Negative(operand) | Not(operand) | IsMissing(operand):
            return (operand,)
        case Binary(_, left, right):
            return (left, right)
        case Call(_, arguments):
            return arguments
        case Choose(branches, otherwise):
            parts = (part for branch in branches for part in (branch.condition, branch.value))
            return (*parts, otherwise)
        case _:
            return ()


def depth(expression: Expression) -> int:
    """Give how deep an expression nests, without nesting calls."""
    deepest = 0
    waiting = [(expression, 1)]
    while waiting:
        part, level = waiting.pop()
        deepest = max(deepest, level)
        waiting += [(child, level + 1) for child in children(part)]
    return deepest


def columns_of(expression: Expression) -> Iterator[str]:
    """Give the names of the variables an expression reads (with repetitions)."""
    if isinstance(expression, Column):
        yield expression.name
    for part in children(expression):
        yield from columns_of(part)


def conjuncts(condition: Expression) -> tuple[Expression, ...]:
    """Split a condition into its top-level conjuncts after pushing negation inwards.

    ``!(a | b)`` gives ``!a`` and ``!b``; ``!(a & b)`` stays one condition, an OR-group. A negated
    comparison keeps its negation, since ``!(x == 1)`` holds for missing x and ``x != 1`` does not.
    """
    match condition:
        case Binary(Operator.AND, left, right):
            return (*conjuncts(left), *conjuncts(right))
        case Not(Binary(Operator.OR, left, right)):
            return (*conjuncts(Not(left)), *conjuncts(Not(right)))
        case Not(Not(operand)):
            return conjuncts(operand)
        case _:
            return (condition,)
