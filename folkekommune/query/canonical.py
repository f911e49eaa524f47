"""Canonical forms: one short digest for everything that means the same.

Names chosen by the user vanish: a variable is known by how it came to be. Two scripts that import,
derive and filter alike therefore ask the same query, and get the stored first answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b

from folkekommune.query.expressions import (
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

_COMMUTATIVE = {
    Operator.ADD,
    Operator.MULTIPLY,
    Operator.EQUAL,
    Operator.UNEQUAL,
    Operator.AND,
    Operator.OR,
}


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
            return digest("number", float(value).hex())
        case Text(value):
            return digest("text", value)
        case Missing():
            return digest("missing")
        case Negative(operand) | Not(operand) | IsMissing(operand):
            return digest(type(expression).__name__, canonical(operand, columns))
        case Binary(operator, left, right):
            sides = [canonical(left, columns), canonical(right, columns)]
            if operator in _COMMUTATIVE:
                sides.sort()
            return digest(operator.value, *sides)
        case Call(function, arguments):
            return digest("call", function, *(canonical(part, columns) for part in arguments))
        case Choose(branches, otherwise):
            parts = [canonical(part, columns) for b in branches for part in (b.condition, b.value)]
            return digest("choose", *parts, canonical(otherwise, columns))
