"""Which values an expression can have, where that is a closed set known without looking at data.

A category of a table is shown only if it is known beforehand: from a code list, or, here, because
the script itself spells out every value a derived variable can take.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping

from folkekommune.query.columns import ColumnInfo
from folkekommune.query.expressions import (
    ARITHMETIC,
    Binary,
    Call,
    Choose,
    Column,
    Expression,
    IsMissing,
    Missing,
    Negative,
    Not,
    Number,
    Operator,
    Text,
)

Value = int | float | str
Closed = frozenset[Value] | None

MOST = 5000
"""More values than this are no categories."""

_TRUTH: frozenset[Value] = frozenset({0, 1})
_CALENDAR = {"halfyear": 2, "quarter": 4, "month": 12, "day": 31, "dow": 7, "week": 53}
_TRUTHS = frozenset({"inlist", "inrange", "startswith", "endswith"})
_UNIONS = frozenset({"rowmax", "rowmin"})
_COUNTS = frozenset({"rowmissing", "rowvalid"})
_WHOLE: dict[str, Callable[[float], float]] = {
    "int": math.trunc,
    "floor": math.floor,
    "ceil": math.ceil,
    "abs": abs,
}
_WRITING: dict[str, Callable[[str], str]] = {
    "trim": lambda text: text.strip(" "),
    "ltrim": lambda text: text.lstrip(" "),
    "rtrim": lambda text: text.rstrip(" "),
}
_SUM: dict[Operator, Callable[[float, float], float]] = {
    Operator.ADD: lambda left, right: left + right,
    Operator.SUBTRACT: lambda left, right: left - right,
    Operator.MULTIPLY: lambda left, right: left * right,
    # By nought there is nothing, in every engine.
    Operator.DIVIDE: lambda left, right: left / right if right else math.inf,
}


def closed_values(expression: Expression, columns: Mapping[str, ColumnInfo]) -> Closed:
    """Give every value an expression can have besides missing, or ``None`` when that is not known."""
    match expression:
        case Number(value):
            return frozenset({_plain(value)})
        case Text(text):
            return frozenset({text})
        case Missing():
            return frozenset()
        case Column(name):
            codes = columns[name].codes
            return None if codes is None else frozenset(codes)
        case Not() | IsMissing():
            return _TRUTH
        case Negative(operand):
            return _mapped(closed_values(operand, columns), lambda value: -value)
        case Binary(operator, left, right) if operator in ARITHMETIC:
            return _combined(operator, closed_values(left, columns), closed_values(right, columns))
        case Binary():
            return _TRUTH
        case Choose(branches, otherwise):
            values = (*(branch.value for branch in branches), otherwise)
            return union(*(closed_values(value, columns) for value in values))
        case Call(function, arguments):
            return _called(function, arguments, columns)


def union(*sets: Closed) -> Closed:
    """Give all values of several sets, if each is closed."""
    result: frozenset[Value] = frozenset()
    for each in sets:
        if each is None:
            return None
        result |= each
    return result if len(result) <= MOST else None


def as_codes(values: Closed) -> tuple[float | str, ...] | None:
    """Write a closed set in an order of its own, as a data set keeps it."""
    if values is None:
        return None
    return tuple(sorted(values, key=lambda value: (isinstance(value, str), value)))


def _called(function: str, arguments: tuple[Expression, ...], columns: Mapping[str, ColumnInfo]) -> Closed:
    if function in _TRUTHS:
        return _TRUTH
    if function in _CALENDAR:
        return frozenset(range(1, _CALENDAR[function] + 1))
    if function in _COUNTS:
        return frozenset(range(len(arguments) + 1))
    if function in _UNIONS:
        return union(*(closed_values(part, columns) for part in arguments))
    if function in _WHOLE:
        return _mapped(closed_values(arguments[0], columns), _WHOLE[function])
    if function in _WRITING:
        return _rewritten(closed_values(arguments[0], columns), _WRITING[function])
    if function == "substr":
        return _cut(arguments, columns)
    if function == "rowconcat":
        return _joined(arguments, columns)
    return None


def _joined(arguments: tuple[Expression, ...], columns: Mapping[str, ColumnInfo]) -> Closed:
    """Give every text that can be put together; missing is passed over, so each part may be nothing."""
    joined = {""}
    for argument in arguments:
        parts = closed_values(argument, columns)
        if parts is None or any(isinstance(part, float) for part in parts):
            return None
        written = {str(part) for part in parts} | (set() if isinstance(argument, Text) else {""})
        if len(joined) * len(written) > MOST:
            return None
        joined = {before + part for before in joined for part in written}
    return frozenset(joined)


def _cut(arguments: tuple[Expression, ...], columns: Mapping[str, ColumnInfo]) -> Closed:
    match arguments:
        case (text, Number(position), Number(length)) if position >= 1 and length >= 0:
            start, end = math.trunc(position) - 1, math.trunc(position) - 1 + math.trunc(length)
            return _rewritten(closed_values(text, columns), lambda value: value[start:end])
        case _:
            return None


def _combined(operator: Operator, left: Closed, right: Closed) -> Closed:
    if left is None or right is None or operator not in _SUM or len(left) * len(right) > MOST:
        return None
    # As 64-bit floating point, as in every engine: too large a product is missing there too.
    lefts, rights = _floats(left), _floats(right)
    return _numbers(_SUM[operator](a, b) for a in lefts for b in rights)


def _mapped(values: Closed, function: Callable[[float], float]) -> Closed:
    if values is None:
        return None
    return _numbers(function(value) for value in _floats(values))


def _rewritten(values: Closed, function: Callable[[str], str]) -> Closed:
    if values is None:
        return None
    return frozenset(function(value) for value in values if isinstance(value, str))


def _floats(values: frozenset[Value]) -> list[float]:
    return [float(value) for value in values if not isinstance(value, str)]


def _numbers(values: Iterable[float]) -> frozenset[Value]:
    """Keep the finite ones: the others are missing in every engine."""
    return frozenset(_plain(value) for value in values if math.isfinite(value))


def _plain(value: float) -> int | float:
    return int(value) if float(value).is_integer() else float(value)
