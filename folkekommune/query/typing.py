"""The type of an expression over a schema; an expression without one cannot enter a query."""

from __future__ import annotations

from collections.abc import Mapping

from folkekommune.catalogue.model import ValueType
from folkekommune.errors import InputError
from folkekommune.query.expressions import (
    ARITHMETIC,
    LOGIC,
    ORDER,
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
from folkekommune.query.functions import FUNCTIONS, Function, Kind

Types = Mapping[str, ValueType]


class QueryError(InputError):
    """A query that cannot be built: an unknown variable, a wrong type, an identifier read."""


def type_of(expression: Expression, types: Types) -> ValueType | None:
    """Give the type of an expression; ``None`` is the type of missing, which fits everywhere.

    :raises QueryError: ``query.…`` with the name of what does not fit, never with a value.
    """
    match expression:
        case Column(name):
            return _column(name, types)
        case Number(value):
            return ValueType.INTEGER if float(value).is_integer() else ValueType.DECIMAL
        case Text():
            return ValueType.STRING
        case Missing():
            return None
        case Negative(operand):
            _require(operand, types, Kind.NUMBER, "-")
            return type_of(operand, types)
        case Not(operand):
            _require(operand, types, Kind.NUMBER, "!")
            return ValueType.INTEGER
        case IsMissing(operand):
            type_of(operand, types)
            return ValueType.INTEGER
        case Binary():
            return _binary(expression, types)
        case Call(name, arguments):
            return _call(name, arguments, types)
        case Choose(branches, otherwise):
            for branch in branches:
                _require(branch.condition, types, Kind.NUMBER, "if")
            return _common((*(branch.value for branch in branches), otherwise), types)


def _column(name: str, types: Types) -> ValueType:
    if name not in types:
        raise QueryError("query.unknown-variable", name=name)
    if types[name] is ValueType.IDENTIFIER:
        raise QueryError("query.identifier", name=name)
    return types[name]


def _binary(expression: Binary, types: Types) -> ValueType:
    operator = expression.operator
    left, right = expression.left, expression.right
    if operator in ARITHMETIC or operator in ORDER or operator in LOGIC:
        _require(left, types, Kind.NUMBER, operator.value)
        _require(right, types, Kind.NUMBER, operator.value)
    else:
        _common((left, right), types)
    if operator not in ARITHMETIC:
        return ValueType.INTEGER
    whole = operator in {Operator.ADD, Operator.SUBTRACT, Operator.MULTIPLY}
    both_whole = all(type_of(side, types) is not ValueType.DECIMAL for side in (left, right))
    return ValueType.INTEGER if whole and both_whole else ValueType.DECIMAL


def _call(name: str, arguments: tuple[Expression, ...], types: Types) -> ValueType:
    function = FUNCTIONS.get(name)
    if function is None:
        raise QueryError("query.unknown-function", name=name)
    kinds = _kinds(function, len(arguments))
    for argument, kind in zip(arguments, kinds, strict=True):
        if kind is Kind.SAME:
            _common((arguments[0], argument), types)
        else:
            _require(argument, types, kind, name)
    return function.result


def _kinds(function: Function, given: int) -> tuple[Kind, ...]:
    declared = function.arguments
    fewest = len(declared) - function.optional
    if given < fewest or (given > len(declared) and not function.repeats):
        raise QueryError("query.argument-count", name=function.name, expected=fewest, given=given)
    return declared[:given] + (declared[-1],) * max(0, given - len(declared))


def _require(expression: Expression, types: Types, kind: Kind, where: str) -> None:
    found = type_of(expression, types)
    if found is None or kind is Kind.ANY:
        return
    if found.is_number != (kind is Kind.NUMBER):
        code = "query.number-expected" if kind is Kind.NUMBER else "query.text-expected"
        raise QueryError(code, name=where)


def _common(expressions: tuple[Expression, ...], types: Types) -> ValueType:
    found = [kind for kind in (type_of(part, types) for part in expressions) if kind is not None]
    if not found:
        return ValueType.DECIMAL
    if any(kind.is_number != found[0].is_number for kind in found):
        raise QueryError("query.mixed-types")
    if all(kind is found[0] for kind in found):
        return found[0]
    return ValueType.DECIMAL if ValueType.DECIMAL in found else ValueType.INTEGER
