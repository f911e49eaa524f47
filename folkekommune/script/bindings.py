"""Bindings: constants of a script, and what is put together from them with ``++``.

A binding is a number, a text, a date or a name. It is known without looking at data, so every script is
written out in full before anything is asked (``expansion.py``).
"""

from __future__ import annotations

import math
import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NoReturn

from folkekommune.script import ast
from folkekommune.script.faults import Refused, ScriptFault, fault
from folkekommune.script.nearest import nearest


@dataclass(frozen=True)
class Symbol:
    """A name as a value: ``let place = KOMMUNE``."""

    name: str


Value = int | float | str | date | Symbol
Bindings = Mapping[str, Value | None]
"""Bindings by name; ``None`` for one whose own command is at fault."""

PROCEDURES = frozenset({"date_fmt", "to_int", "to_str", "to_symbol", "bind"})
"""Functions that make constants; they stand wherever a constant may."""

LONGEST_TEXT = 1000

_NAME = re.compile(r"[^\W\d]\w*")
_WHOLE = re.compile(r"-?\d{1,15}")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_ARITHMETIC: Mapping[str, Callable[[float, float], float]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "^": math.pow,
}
_MATHEMATICS: Mapping[str, Callable[..., float]] = {
    "abs": abs,
    "acos": math.acos,
    "asin": math.asin,
    "atan": math.atan,
    "ceil": math.ceil,
    "cos": math.cos,
    "exp": math.exp,
    "floor": math.floor,
    "int": math.trunc,
    "ln": math.log,
    "log10": math.log10,
    "pi": lambda: math.pi,
    "sin": math.sin,
    "sqrt": math.sqrt,
    "tan": math.tan,
}


def value_of(node: ast.Node, bindings: Bindings) -> Value:
    """Work out a constant.

    :raises Refused: when it is none, or rests on a binding that does not exist.
    """
    match node:
        case ast.Number(number):
            return number
        case ast.String(text):
            return text
        case ast.Date(day):
            return day
        case ast.Name(name):
            return Symbol(name)
        case ast.Reference(name):
            return _bound(node, name, bindings)
        case ast.Minus(operand):
            return _plain(-_number(operand, bindings), node)
        case ast.Arithmetic():
            return _arithmetic(node, bindings)
        case ast.Concatenation(parts):
            return _joined(node, [value_of(part, bindings) for part in parts])
        case ast.Call():
            return _called(node, bindings)
        case _:
            raise Refused(fault("no-constant", node.span))


def written(value: Value) -> str:
    """Write a value as it stands in a name, date or text."""
    match value:
        case Symbol(name):
            return name
        case date():
            return value.isoformat()
        case float() if value.is_integer():
            return str(int(value))
        case float():
            return f"{value:.15g}"
        case _:
            return str(value)


def is_name(text: str) -> bool:
    """Tell whether a text could name a variable."""
    return _NAME.fullmatch(text) is not None and text != "if"


def as_date(text: str) -> date | None:
    """Give the date a text is, if it is one."""
    try:
        return date.fromisoformat(text) if _DATE.fullmatch(text) else None
    except ValueError:
        return None


def _bound(node: ast.Node, name: str, bindings: Bindings) -> Value:
    if name in bindings:
        value = bindings[name]
        if value is None:
            raise Refused
        return value
    instead = nearest(name, bindings)
    code = "unknown-binding-nearest" if instead else "unknown-binding"
    suggestion = f"${instead}" if instead and isinstance(node, ast.Reference) else None
    raise Refused(fault(code, node.span, suggestion=suggestion, name=name, nearest=instead or ""))


def _number(node: ast.Node, bindings: Bindings) -> int | float:
    value = value_of(node, bindings)
    if isinstance(value, int | float):
        return value
    raise Refused(fault("binding-no-number", node.span))


def _arithmetic(node: ast.Arithmetic, bindings: Bindings) -> int | float:
    left, right = _number(node.left, bindings), _number(node.right, bindings)
    return _computed(lambda: _ARITHMETIC[node.operator](left, right), node)


def _computed(compute: Callable[[], float], node: ast.Node) -> int | float:
    try:
        return _plain(compute(), node)
    except (ArithmeticError, ValueError):
        raise Refused(fault("no-number-there", node.span)) from None


def _plain(value: float, node: ast.Node) -> int | float:
    """Let whole numbers be whole, and refuse those no double holds."""
    if isinstance(value, float) and not math.isfinite(value):
        raise Refused(fault("no-number-there", node.span))
    if abs(value) >= 1e15:  # noqa: PLR2004 - the longest number of the grammar
        return float(value)
    return int(value) if float(value).is_integer() else float(value)


def _joined(node: ast.Node, parts: list[Value]) -> Value:
    """Put parts together: a name if a name is among them, a date if it looks like one, else a text."""
    text = "".join(written(part) for part in parts)
    if len(text) > LONGEST_TEXT:
        raise Refused(fault("joined-too-long", node.span))
    if any(isinstance(part, Symbol) for part in parts) and is_name(text):
        return Symbol(text)
    return as_date(text) or text


def _called(node: ast.Call, bindings: Bindings) -> Value:
    given = node.arguments
    match node.function:
        case "bind":
            _require_count(node, 1, 1)
            return _bound(node, written(value_of(given[0], bindings)), bindings)
        case "date_fmt":
            _require_count(node, 1, 3)
            return _date(node, [_number(part, bindings) for part in given])
        case "to_int":
            _require_count(node, 1, 1)
            text = written(value_of(given[0], bindings)).strip()
            return int(text) if _WHOLE.fullmatch(text) else _refuse(fault("not-whole", given[0].span))
        case "to_str":
            _require_count(node, 1, 1)
            return written(value_of(given[0], bindings))
        case "to_symbol":
            _require_count(node, 1, 1)
            text = written(value_of(given[0], bindings))
            return Symbol(text) if is_name(text) else _refuse(fault("no-symbol", given[0].span))
        case function if function in _MATHEMATICS:
            numbers = [_number(part, bindings) for part in given]
            count = 0 if function == "pi" else 1
            _require_count(node, count, count)
            return _computed(lambda: _MATHEMATICS[function](*numbers), node)
        case _:
            raise Refused(fault("no-procedure", node.span, name=node.function))


def _date(node: ast.Node, numbers: list[int | float]) -> date:
    year, month, day = [*numbers, 1, 1][:3]
    try:
        if all(float(part).is_integer() for part in (year, month, day)):
            return date(int(year), int(month), int(day))
    except (ValueError, OverflowError):
        pass
    return _refuse(fault("impossible-date", node.span))


def _refuse(found: ScriptFault) -> NoReturn:
    raise Refused(found)


def _require_count(node: ast.Call, fewest: int, most: int) -> None:
    if not fewest <= len(node.arguments) <= most:
        given = len(node.arguments)
        raise Refused(fault("argument-count", node.span, name=node.function, expected=fewest, given=given))
