"""Emit expressions as SQL, through one function table a dialect.

No user text becomes SQL: a variable is a column whose name the engine chose, literals are bound as
named parameters. Numbers are DOUBLE, text is STRING, missing is NULL; a condition is BOOLEAN and never
NULL. Arithmetic may run into infinity; it is turned into missing where it would otherwise leave
arithmetic (:meth:`Emitter.clean`), which gives the same as checking every operation.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

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
from folkekommune.query.typing import QueryError

MAXIMUM_SQL = 200_000
"""Longest SQL of one expression: cleaning writes its operand twice, so nesting can grow."""

_COMPARISON = {
    Operator.EQUAL: "=",
    Operator.UNEQUAL: "<>",
    Operator.LESS: "<",
    Operator.AT_MOST: "<=",
    Operator.MORE: ">",
    Operator.AT_LEAST: ">=",
}


@dataclass(frozen=True)
class SqlFunction:
    """How a dialect writes a function.

    :param write: from the arguments' SQL to the call's.
    :param infinite: whether the result may be infinite or not a number.
    :param condition: whether the result is a BOOLEAN.
    """

    write: Callable[..., str]
    infinite: bool = False
    condition: bool = False


@dataclass(frozen=True)
class RowsDialect:
    """What differs between SQL engines in what is written around expressions.

    :param mark: what begins the name of a bound value.
    :param without: the word that leaves columns out of ``*``.
    :param once: what makes a named subquery be computed once.
    :param mask: gives a type that holds a mask of so many bits.
    :param sketch: the bit of a sketch that a ``key`` stands for.
    :param drawn: draws by ``_key`` with a salt, see ``statistics/draws.py``.
    :param nearest: gives the whole number nearest a value, halves to the even neighbour.
    :param second: gives the second largest value of a group.
    :param scale: gives what sums of terms are scaled with, see ``engines/group_statistics.py``.
    """

    mark: str
    without: str
    once: str
    mask: Callable[[int], str]
    sketch: str
    drawn: Callable[[int], str]
    nearest: Callable[[str], str]
    second: Callable[[str], str]
    scale: Callable[[str, str], str]


@dataclass(frozen=True)
class Dialect:
    """What differs between SQL engines."""

    functions: Mapping[str, SqlFunction]
    power: Callable[[str, str], str]
    finite: Callable[[str], str]
    rows: RowsDialect


@dataclass
class Emitter:
    """Emit expressions; bound values gather in ``parameters``, by the name of their mark.

    :param column: gives the SQL of a variable's value.
    """

    dialect: Dialect
    column: Callable[[str], str]
    parameters: dict[str, float | str] = field(default_factory=dict)

    def bind(self, value: float | str, kind: str) -> str:
        """Bind a value and give its mark, cast to its kind."""
        name = f"p{len(self.parameters)}"
        self.parameters[name] = value
        return f"CAST({self.dialect.rows.mark}{name} AS {kind})"

    def clean(self, expression: Expression) -> str:
        """Give the SQL of a value in which infinity is missing.

        :raises QueryError: when the SQL grows too large.
        """
        value = self._value(expression)
        if not _may_be_infinite(expression, self.dialect):
            return value
        return _bounded(f"CASE WHEN {self.dialect.finite(value)} THEN {value} END")

    def condition(self, expression: Expression) -> str:
        """Give the SQL of a condition.

        :raises QueryError: when the SQL grows too large.
        """
        return _bounded(self._holds(expression))

    def met(self, expression: Expression) -> str:
        """Give SQL that is TRUE exactly where a condition holds, and FALSE or NULL elsewhere.

        Enough for ``CASE WHEN``, and quicker than :meth:`condition`.
        """
        match expression:
            case Binary(Operator.AND | Operator.OR as operator, left, right):
                return _bounded(f"({self.met(left)} {operator.name} {self.met(right)})")
            case Binary(operator, left, right) if operator in _COMPARISON:
                return _bounded(f"({self.clean(left)} {_COMPARISON[operator]} {self.clean(right)})")
            case _:
                return self.condition(expression)

    def _value(self, expression: Expression) -> str:
        return _bounded(self._computed(expression))

    def _computed(self, expression: Expression) -> str:
        match expression:
            case Column(name):
                return self.column(name)
            case Number(value):
                return self.bind(value, "DOUBLE") if math.isfinite(value) else "NULL"
            case Text(value):
                return self.bind(value, "STRING")
            case Missing():
                return "NULL"
            case Negative(operand):
                return f"(-{self._value(operand)})"
            case Binary(Operator.DIVIDE, left, right):
                return f"({self._value(left)} / {self.clean(right)})"
            case Binary(Operator.POWER, left, right):
                return self.dialect.power(self.clean(left), self.clean(right))
            case Binary(operator, left, right) if operator in ARITHMETIC:
                return f"({self._value(left)} {operator.value} {self._value(right)})"
            case Call(name, arguments):
                function = self.dialect.functions[name]
                sql = function.write(*(self.clean(argument) for argument in arguments))
                return f"CAST({sql} AS DOUBLE)" if function.condition else sql
            case Choose(branches, otherwise):
                cases = "".join(
                    f" WHEN {self.met(branch.condition)} THEN {self.clean(branch.value)}"
                    for branch in branches
                )
                return f"CASE{cases} ELSE {self.clean(otherwise)} END"
            case _:
                return f"CAST({self.condition(expression)} AS DOUBLE)"

    def _holds(self, expression: Expression) -> str:
        match expression:
            case Not(operand):
                return f"(NOT {self.condition(operand)})"
            case IsMissing(operand):
                return f"({self.clean(operand)} IS NULL)"
            case Binary(Operator.AND, left, right):
                return f"({self.condition(left)} AND {self.condition(right)})"
            case Binary(Operator.OR, left, right):
                return f"({self.condition(left)} OR {self.condition(right)})"
            case Binary(operator, left, right) if operator in _COMPARISON:
                return f"coalesce({self.clean(left)} {_COMPARISON[operator]} {self.clean(right)}, FALSE)"
            case Call(name, arguments) if self.dialect.functions[name].condition:
                return self.dialect.functions[name].write(*(self.clean(a) for a in arguments))
            case _:
                return f"coalesce({self.clean(expression)} <> 0, FALSE)"


def _bounded(sql: str) -> str:
    if len(sql) > MAXIMUM_SQL:
        raise QueryError("query.expression-too-large")
    return sql


def _may_be_infinite(expression: Expression, dialect: Dialect) -> bool:
    match expression:
        case Negative(operand):
            return _may_be_infinite(operand, dialect)
        case Binary(operator, _, _):
            return operator in ARITHMETIC
        case Call(name, _):
            return dialect.functions[name].infinite
        case _:
            return False
