"""The meaning of expressions, in plain Python: what every other engine is compared with.

Slow and obvious on purpose. Missing is ``None``; a number that is not finite is missing; -0 cannot be
told from 0.
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta

import numpy as np

from folkekommune.query.expressions import (
    COMPARISONS,
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
from folkekommune.statistics.distributions import DISTRIBUTIONS, Distribution

Value = float | str | None
Row = Mapping[str, Value]

EPOCH = date(1970, 1, 1)
FIRST_DAY = (date.min - EPOCH).days
LAST_DAY = (date.max - EPOCH).days
_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]+)?|\.[0-9]+)")
_ASCII_LOWER = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")
_ASCII_UPPER = str.maketrans("abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ")


def evaluate(expression: Expression, row: Row) -> Value:
    """Give the value of an expression for a row."""
    match expression:
        case Column(name):
            return row[name]
        case Number(value):
            return finite(value)
        case Text(value):
            return value
        case Missing():
            return None
        case Negative(operand):
            number = _number(evaluate(operand, row))
            return None if number is None else -number
        case Not() | IsMissing():
            return float(holds(expression, row))
        case Binary(op, left, right) if op in _ARITHMETIC:
            return _arithmetic(op, _number(evaluate(left, row)), _number(evaluate(right, row)))
        case Binary():
            return float(holds(expression, row))
        case Call(name, arguments):
            return finite(FUNCTIONS[name](*(evaluate(argument, row) for argument in arguments)))
        case Choose(branches, otherwise):
            for branch in branches:
                if holds(branch.condition, row):
                    return evaluate(branch.value, row)
            return evaluate(otherwise, row)


def holds(expression: Expression, row: Row) -> bool:
    """Tell whether a condition holds for a row: neither missing nor zero."""
    match expression:
        case Not(operand):
            return not holds(operand, row)
        case IsMissing(operand):
            return evaluate(operand, row) is None
        case Binary(Operator.AND, left, right):
            return holds(left, row) and holds(right, row)
        case Binary(Operator.OR, left, right):
            return holds(left, row) or holds(right, row)
        case Binary(op, left, right) if op in COMPARISONS:
            a, b = evaluate(left, row), evaluate(right, row)
            return a is not None and b is not None and bool(COMPARISONS[op](a, b))
        case _:
            value = evaluate(expression, row)
            return value is not None and value != 0


def round_half_away(value: float) -> float:
    """Round to the nearest whole number, halves away from zero, as C and SQL do."""
    size = abs(value)
    whole = math.floor(size)
    if size - whole >= 0.5:  # noqa: PLR2004 - a half
        whole += 1
    return math.copysign(whole, value)


def finite(value: Value) -> Value:
    """Give a value, or missing for a number that is not finite."""
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _number(value: Value) -> float | None:
    if isinstance(value, str):
        raise TypeError("an expression of mixed types passed validation")
    return value


def _arithmetic(op: Operator, left: float | None, right: float | None) -> float | None:
    if left is None or right is None:
        return None
    try:
        value = _ARITHMETIC[op](left, right)
    except (OverflowError, ZeroDivisionError, ValueError):
        return None
    return value if isinstance(value, float) and math.isfinite(value) else None


_ARITHMETIC: dict[Operator, Callable[[float, float], float]] = {
    Operator.ADD: operator.add,
    Operator.SUBTRACT: operator.sub,
    Operator.MULTIPLY: operator.mul,
    Operator.DIVIDE: operator.truediv,
    Operator.POWER: math.pow,
}


def _strict(function: Callable[..., Value]) -> Callable[..., Value]:
    """Missing in, missing out; outside the domain, missing."""

    def total(*arguments: Value) -> Value:
        if any(argument is None for argument in arguments):
            return None
        try:
            return function(*arguments)
        except (OverflowError, ValueError, ZeroDivisionError):
            return None

    return total


def _day(days: float) -> date:
    return EPOCH + timedelta(days=math.floor(days))


def _of_day(part: Callable[[date], int]) -> Callable[..., Value]:
    return _strict(lambda days: float(part(_day(days))))


def _date(year: float, month: float, day: float) -> float:
    return float((date(math.trunc(year), math.trunc(month), math.trunc(day)) - EPOCH).days)


def _round(value: float, unit: float = 1.0) -> float:
    return round_half_away(value / unit) * unit


def _string(value: float) -> str:
    # Adding zero takes the sign off -0.
    return f"{value + 0.0:.10g}"


def _substr(text: str, position: float, length: float) -> str:
    place, count = math.trunc(position), max(math.trunc(length), 0)
    begin = max(len(text) + place, 0) if place < 0 else max(place, 1) - 1
    return text[begin : begin + count]


def _as_number(text: str, stripped: str) -> Value:
    """Read a number written with a decimal point; blanks around it and the stripped signs do not count."""
    written = text.translate({ord(sign): None for sign in stripped}).strip(" ")
    return float(written) if _NUMBER.fullmatch(written) else None


def _as_number_with_comma(text: str, stripped: str) -> Value:
    if "." in text.translate({ord(sign): None for sign in stripped}):
        return None
    return _as_number(text.replace(",", "."), stripped.replace(",", "."))


def _valid(arguments: tuple[Value, ...]) -> list[float]:
    return [argument for argument in arguments if isinstance(argument, float)]


def _rowmean(*arguments: Value) -> Value:
    valid = _valid(arguments)
    return _left_sum(valid) / len(valid) if valid else None


def _rowmedian(*arguments: Value) -> Value:
    valid = sorted(_valid(arguments))
    if not valid:
        return None
    lower, upper = valid[(len(valid) - 1) // 2], valid[len(valid) // 2]
    return lower if lower == upper else (lower + upper) / 2


def _rowstd(*arguments: Value) -> Value:
    valid = _valid(arguments)
    mean = _rowmean(*arguments)
    if len(valid) < 2 or not isinstance(mean, float) or not math.isfinite(mean):  # noqa: PLR2004 - two
        return None
    return math.sqrt(_left_sum([(value - mean) * (value - mean) for value in valid]) / (len(valid) - 1))


def _logit(chance: float) -> float:
    return math.log(chance / (1 - chance))


def _chance(distribution: Distribution) -> Callable[..., Value]:
    def compute(*arguments: float) -> float:
        missing = distribution.arguments - len(arguments)
        given = (*arguments, *distribution.defaults[len(distribution.defaults) - missing :])
        return float(distribution(*(np.array([value]) for value in given))[0])

    return _strict(compute)


def _left_sum(values: list[float]) -> float:
    # Python's own sum() compensates from 3.12 on; engines add from the left.
    total = 0.0
    for value in values:
        total += value
    return total


def _rowconcat(*arguments: Value) -> str:
    return "".join(_string(a) if isinstance(a, float) else a for a in arguments if a is not None)


def _inlist(value: Value, *options: Value) -> float:
    return float(value is not None and any(value == option for option in options if option is not None))


def _inrange(value: Value, low: Value, high: Value) -> float:
    if value is None or low is None or high is None:
        return 0.0
    return float(_number(low) <= _number(value) <= _number(high))  # type: ignore[operator]


FUNCTIONS: dict[str, Callable[..., Value]] = {
    "date": _strict(_date),
    "year": _of_day(lambda day: day.year),
    "halfyear": _of_day(lambda day: 1 if day.month <= 6 else 2),  # noqa: PLR2004 - June
    "quarter": _of_day(lambda day: (day.month + 2) // 3),
    "month": _of_day(lambda day: day.month),
    "day": _of_day(lambda day: day.day),
    "dow": _of_day(lambda day: day.isoweekday()),
    "doy": _of_day(lambda day: day.timetuple().tm_yday),
    "week": _of_day(lambda day: day.isocalendar().week),
    "isoformatdate": _strict(lambda days: _day(days).isoformat()),
    "abs": _strict(abs),
    "ceil": _strict(lambda x: float(math.ceil(x))),
    "floor": _strict(lambda x: float(math.floor(x))),
    "int": _strict(lambda x: float(math.trunc(x))),
    "round": _strict(_round),
    "sqrt": _strict(math.sqrt),
    "exp": _strict(math.exp),
    "ln": _strict(math.log),
    "log10": _strict(math.log10),
    "acos": _strict(math.acos),
    "asin": _strict(math.asin),
    "atan": _strict(math.atan),
    "cos": _strict(math.cos),
    "sin": _strict(math.sin),
    "tan": _strict(math.tan),
    "logit": _strict(_logit),
    "pi": lambda: math.pi,
    **{name: _chance(distribution) for name, distribution in DISTRIBUTIONS.items()},
    "rowmax": lambda *a: max(_valid(a), default=None),
    "rowmin": lambda *a: min(_valid(a), default=None),
    "rowmean": _rowmean,
    "rowtotal": lambda *a: _left_sum(_valid(a)),
    "rowmedian": _rowmedian,
    "rowstd": _rowstd,
    "rowmissing": lambda *a: float(sum(v is None for v in a)),
    "rowvalid": lambda *a: float(sum(v is not None for v in a)),
    "rowconcat": _rowconcat,
    "length": _strict(lambda s: float(len(s))),
    "string": _strict(_string),
    "lower": _strict(lambda s: s.translate(_ASCII_LOWER)),
    "upper": _strict(lambda s: s.translate(_ASCII_UPPER)),
    "trim": _strict(lambda s: s.strip(" ")),
    "ltrim": _strict(lambda s: s.lstrip(" ")),
    "rtrim": _strict(lambda s: s.rstrip(" ")),
    "substr": _strict(_substr),
    "startswith": _strict(lambda s, p: float(s.startswith(p))),
    "endswith": _strict(lambda s, p: float(s.endswith(p))),
    "inlist": _inlist,
    "inrange": _inrange,
    "@number": _strict(_as_number),
    "@number,": _strict(_as_number_with_comma),
}
