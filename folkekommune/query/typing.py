"""The type of an expression over a schema; an expression without one cannot enter a query."""

from __future__ import annotations

from collections.abc import Mapping

from folkekommune.catalogue.model import ValueType
from folkekommune.errors import InputError
from folkekommune.query.expressions import (
    ARITHMETIC,
    EQUALITY,
    MAXIMUM_DEPTH,
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
    depth,
)
from folkekommune.query.functions import FUNCTIONS, Function, Kind

Types = Mapping[str, ValueType]


class QueryError(InputError):
    """A query that cannot be built: an unknown variable, a wrong type, an identifier read."""


def type_of(expression: Expression, types: Types) -> ValueType | None:
    """Give the type of an expression; ``None`` is the type of missing, which fits everywhere.

    An expression of type INTEGER or DATE gives whole numbers alone, if the variables it reads do.

    :raises QueryError: ``query.…`` with the name of what does not fit, never with a value.
    """
    if depth(expression) > MAXIMUM_DEPTH:
        raise QueryError("query.expression-too-large")
    return _type(expression, types)


def type_of_condition(expression: Expression, types: Types) -> None:
    """Refuse a condition that is not a number.

    :raises QueryError: as :func:`type_of`, and ``query.number-expected`` for a text.
    """
    _require(type_of(expression, types), Kind.NUMBER, "if")


def _type(expression: Expression, types: Types) -> ValueType | None:
    match expression:
        case Column(name):
            return _column(name, types)
        case Number(value):
            return ValueType.INTEGER if value.is_integer() else ValueType.DECIMAL
        case Text():
            return ValueType.STRING
        case Missing():
            return None
        case Negative(operand):
            return _require(_type(operand, types), Kind.NUMBER, "-")
        case Not(operand):
            _require(_type(operand, types), Kind.NUMBER, "!")
            return ValueType.INTEGER
        case IsMissing(operand):
            _type(operand, types)
            return ValueType.INTEGER
        case Binary():
            return _binary(expression, types)
        case Call(name, arguments):
            return _call(name, [_type(argument, types) for argument in arguments])
        case Choose(branches, otherwise):
            for branch in branches:
                _require(_type(branch.condition, types), Kind.NUMBER, "if")
            values = [branch.value for branch in branches]
            return _common([_type(value, types) for value in (*values, otherwise)])


def _column(name: str, types: Types) -> ValueType:
    if name not in types:
        raise QueryError("query.unknown-variable", name=name)
    if types[name] is ValueType.IDENTIFIER:
        raise QueryError("query.identifier", name=name)
    return types[name]


def _binary(expression: Binary, types: Types) -> ValueType:
    operator = expression.operator
    sides = [_type(expression.left, types), _type(expression.right, types)]
    if operator in EQUALITY:
        _common(sides)
    else:
        for side in sides:
            _require(side, Kind.NUMBER, operator.value)
    if operator not in ARITHMETIC:
        return ValueType.INTEGER
    whole = operator in {Operator.ADD, Operator.SUBTRACT, Operator.MULTIPLY}
    return ValueType.INTEGER if whole and ValueType.DECIMAL not in sides else ValueType.DECIMAL


def _call(name: str, given: list[ValueType | None]) -> ValueType:
    function = FUNCTIONS.get(name)
    if function is None:
        raise QueryError("query.unknown-function", name=name)
    # A list of a thousand codes is of one type, which is looked at once.
    for found, kind in dict.fromkeys(zip(given, _kinds(function, len(given)), strict=True)):
        if kind is Kind.SAME:
            _common([given[0], found])
        else:
            _require(found, kind, name)
    return function.result


def _kinds(function: Function, given: int) -> tuple[Kind, ...]:
    declared = function.arguments
    fewest = len(declared) - function.optional
    if given < fewest or (given > len(declared) and not function.repeats):
        raise QueryError("query.argument-count", name=function.name, expected=fewest, given=given)
    return declared[:given] + declared[-1:] * max(0, given - len(declared))


def _require(found: ValueType | None, kind: Kind, where: str) -> ValueType | None:
    if found is not None and kind is not Kind.ANY and found.is_number != (kind is Kind.NUMBER):
        code = "query.number-expected" if kind is Kind.NUMBER else "query.text-expected"
        raise QueryError(code, name=where)
    return found


def _common(kinds: list[ValueType | None]) -> ValueType | None:
    found = [kind for kind in kinds if kind is not None]
    if not found:
        return None
    if any(kind.is_number != found[0].is_number for kind in found):
        raise QueryError("query.mixed-types")
    if all(kind is found[0] for kind in found):
        return found[0]
    return ValueType.DECIMAL if ValueType.DECIMAL in found else ValueType.INTEGER
