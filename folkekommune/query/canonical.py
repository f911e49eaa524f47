"""Canonical forms: one short digest for everything that means the same.

Names chosen by the user vanish: a variable is known by how it came to be. Two scripts that import,
derive and filter alike therefore ask the same query, and get the stored first answer. Only forms that
give the same value for every row are made one; sums of several terms are not, since floating-point
addition depends on order.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from hashlib import blake2b

from folkekommune.query.expressions import (
    LOGIC,
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

_COMMUTATIVE = {Operator.ADD, Operator.MULTIPLY, Operator.EQUAL, Operator.UNEQUAL}
_MIRRORED = {Operator.MORE: Operator.LESS, Operator.AT_LEAST: Operator.AT_MOST}
_UNORDERED = {"rowmax", "rowmin", "rowmissing", "rowvalid"}


def digest(*parts: str) -> str:
    """Digest texts so that no two lists of texts share a digest in practice (128 bits)."""
    state = blake2b(digest_size=16)
    for part in parts:
        encoded = part.encode()
        state.update(len(encoded).to_bytes(4, "big"))
        state.update(encoded)
    return state.hexdigest()


def canonical(expression: Expression, columns: Mapping[str, str]) -> str:
    """Digest an expression, given the digest of each variable it reads."""
    match expression:
        case Column(name):
            return columns[name]
        case Number(value):
            return _number(value)
        case Text(value):
            return digest("text", value)
        case Missing():
            return digest("missing")
        case Negative(Number(value)):
            return _number(-value)
        case Negative(operand) | Not(operand) | IsMissing(operand):
            return digest(type(expression).__name__, canonical(operand, columns))
        case Binary():
            return _binary(expression, columns)
        case Call(function, arguments):
            return _call(function, [canonical(part, columns) for part in arguments])
        case Choose(branches, otherwise):
            parts = [canonical(part, columns) for b in branches for part in (b.condition, b.value)]
            return digest("choose", *parts, canonical(otherwise, columns))


def _number(value: float) -> str:
    if not math.isfinite(value):
        return digest("missing")
    # Adding zero makes -0 and 0 one number.
    return digest("number", (value + 0.0).hex())


def _binary(expression: Binary, columns: Mapping[str, str]) -> str:
    operator = expression.operator
    if operator in LOGIC:
        return digest(operator.value, *sorted({canonical(part, columns) for part in _chain(expression)}))
    sides = [canonical(expression.left, columns), canonical(expression.right, columns)]
    if operator in _MIRRORED:
        return digest(_MIRRORED[operator].value, *reversed(sides))
    return digest(operator.value, *(sorted(sides) if operator in _COMMUTATIVE else sides))


def _chain(expression: Binary) -> Iterator[Expression]:
    """Give the operands of a chain of one operator, however it is nested."""
    for side in (expression.left, expression.right):
        if isinstance(side, Binary) and side.operator is expression.operator:
            yield from _chain(side)
        else:
            yield side


def _call(function: str, arguments: list[str]) -> str:
    if function == "inlist":
        arguments = [arguments[0], *sorted(set(arguments[1:]))]
    elif function in _UNORDERED:
        arguments = sorted(arguments)
    return digest("call", function, *arguments)
