"""What is left of an expression where parts of it are numbers: which variables can still make a difference.

It is no other way to write the expression: ``0 * x`` is missing where ``x`` is, and 0 here.
"""

from __future__ import annotations

from folkekommune.query.expressions import (
    Binary,
    Branch,
    Call,
    Choose,
    Expression,
    Negative,
    Not,
    Number,
    Operator,
)

_ADDING = frozenset({Operator.ADD, Operator.SUBTRACT})


def folded(expression: Expression) -> Expression:
    """Give an expression without the parts that a known number beside them decides."""
    match expression:
        case Binary(operator, left, right):
            return _binary(operator, folded(left), folded(right))
        case Not(operand):
            inner = folded(operand)
            return Number(float(not inner.value)) if isinstance(inner, Number) else Not(inner)
        case Negative(operand):
            inner = folded(operand)
            return Number(-inner.value) if isinstance(inner, Number) else Negative(inner)
        case Call(function, arguments):
            return Call(function, tuple(map(folded, arguments)))
        case Choose(branches, otherwise):
            return _choice(branches, folded(otherwise))
    return expression


def _binary(operator: Operator, left: Expression, right: Expression) -> Expression:
    values = [each.value if isinstance(each, Number) else None for each in (left, right)]
    match operator, values:
        case Operator.AND | Operator.MULTIPLY, [0, _] | [_, 0]:
            return Number(0.0)
        case Operator.OR, [float(known), _] | [_, float(known)] if known:
            return Number(1.0)
        case Operator.AND | Operator.MULTIPLY, [1, _]:
            return right
        case Operator.AND | Operator.MULTIPLY, [_, 1]:
            return left
        case Operator.OR | Operator.ADD, [0, _]:
            return right
        case Operator.OR | Operator.ADD | Operator.SUBTRACT, [_, 0]:
            return left
        case _, [float(first), float(second)] if operator in _ADDING:
            return Number(first + second if operator is Operator.ADD else first - second)
    return Binary(operator, left, right)


def _choice(branches: tuple[Branch, ...], otherwise: Expression) -> Expression:
    left = list[Branch]()
    for each in branches:
        condition = folded(each.condition)
        if isinstance(condition, Number) and not condition.value:
            continue
        if isinstance(condition, Number) and not left:
            return folded(each.value)
        left.append(Branch(condition, folded(each.value)))
    return Choose(tuple(left), otherwise) if left else otherwise
