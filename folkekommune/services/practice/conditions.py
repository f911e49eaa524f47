"""Whether a condition on one coded variable holds for a code, read from the condition alone."""

from __future__ import annotations

from folkekommune.query.expressions import (
    COMPARISONS,
    Binary,
    Call,
    Column,
    Expression,
    Not,
    Number,
    Operator,
    Text,
)


def holds_for(condition: Expression, code: int | str) -> bool | None:
    """Tell whether a condition holds where its only variable has a code; ``None`` where that is not plain."""
    match condition:
        case Not(operand):
            held = holds_for(operand, code)
            return None if held is None else not held
        case Binary(Operator.AND | Operator.OR as sign, left, right):
            both = holds_for(left, code), holds_for(right, code)
            if None in both:
                return None
            return all(both) if sign is Operator.AND else any(both)
        case Binary(sign, Column(), Number(value) | Text(value)) if sign in COMPARISONS:
            return COMPARISONS[sign](code, value) if isinstance(value, str) == isinstance(code, str) else None
        case Call("inlist", (Column(), *listed)):
            wanted = [each.value for each in listed if isinstance(each, Number | Text)]
            return code in wanted if len(wanted) == len(listed) else None
        case _:
            return None
