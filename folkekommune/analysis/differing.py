"""The condition that two values are not the same, missing ones among them."""

from __future__ import annotations

from folkekommune.query.expressions import Binary, Expression, IsMissing, Missing, Not, Operator


def differ(one: Expression, other: Expression) -> Expression:
    """Give the condition that two expressions have different values, or only one of them a value.

    A comparison with missing is false, so each kind of difference is said for itself.
    """
    came = Binary(Operator.AND, IsMissing(one), Not(IsMissing(other)))
    went = Binary(Operator.AND, Not(IsMissing(one)), IsMissing(other))
    if not isinstance(other, Missing):
        known = Binary(Operator.AND, Not(IsMissing(one)), Not(IsMissing(other)))
        unequal = Binary(Operator.AND, known, Binary(Operator.UNEQUAL, one, other))
        came = Binary(Operator.OR, came, unequal)
    return Binary(Operator.OR, came, went)
