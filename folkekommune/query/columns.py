"""What is known of the variables of a data set without looking at data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from folkekommune.catalogue.model import ValueType
from folkekommune.query.canonical import canonical
from folkekommune.query.expressions import (
    Binary,
    Choose,
    Column,
    Expression,
    Missing,
    Negative,
    Number,
    Operator,
    columns_of,
)
from folkekommune.query.typing import QueryError, type_of


@dataclass(frozen=True)
class ReleaseRef:
    """A released databank, by name and full version."""

    databank: str
    version: str


@dataclass(frozen=True)
class ColumnInfo:
    """What is known of a variable of a data set without looking at data.

    :param canonical: digest of how it came to be.
    :param aggregated: whether it rests on an aggregate; its conditions are then keyed, not
        fingerprinted, since they cannot be evaluated on the root.
    :param codes: the closed set of values, when the catalogue or a recoding knows it.
    :param clip: public limits for clipping, when the catalogue states them.
    :param link: whether it names the person that a row belongs to.
    :param of_person: whether it is the same for every row of a person, where a person has several.
    :param few: whether it is made of whole numbers and codes, as a mother's mean of her children's years of
        birth is: most of its values are whole, though none need be.
    """

    type: ValueType
    canonical: str
    aggregated: bool = False
    codes: tuple[float | str, ...] | None = None
    clip: tuple[float, float] | None = None
    link: bool = False
    of_person: bool = False
    few: bool = False

    @property
    def open(self) -> bool:
        """Whether it can only be divided by if its categories are listed: a text or a measured quantity."""
        return self.type in {ValueType.DECIMAL, ValueType.STRING} and not self.few

    @property
    def made_of_few(self) -> bool:
        """Whether what is added up from it is made of whole numbers and codes."""
        return self.few or self.codes is not None or self.type in {ValueType.INTEGER, ValueType.DATE}


@dataclass(frozen=True)
class Condition:
    """A condition that rows must satisfy to be live.

    :param keyed: identify it by a keyed digest of its canonical form instead of by its people.
    :param of_person: it holds for all rows of a person or for none, where a person has several.
    """

    canonical: str
    keyed: bool = False
    of_person: bool = False


@dataclass(frozen=True)
class Derived:
    """What is known of an expression: its type (``None`` for missing), canonical form and lineage.

    :param of_person: it is the same for every row of a person.
    """

    type: ValueType | None
    canonical: str
    aggregated: bool
    of_person: bool = False


def derived(expression: Expression, columns: Mapping[str, ColumnInfo]) -> Derived:
    """Tell what an expression gives.

    :raises QueryError: when it does not fit the variables.
    """
    kind = type_of(expression, {name: info.type for name, info in columns.items()})
    form = canonical(expression, {name: info.canonical for name, info in columns.items()})
    read = [columns[name] for name in columns_of(expression)]
    of_person = all(info.of_person for info in read)
    return Derived(kind, form, any(info.aggregated for info in read), of_person)


def of_few(expression: Expression, columns: Mapping[str, ColumnInfo]) -> bool:
    """Tell whether an expression adds up, or chooses among, whole numbers and codes."""
    match expression:
        case Column(name):
            return columns[name].made_of_few
        case Number() | Missing():
            return True
        case Negative(operand):
            return of_few(operand, columns)
        case Binary(Operator.ADD | Operator.SUBTRACT, left, right):
            return of_few(left, columns) and of_few(right, columns)
        case Choose(branches, otherwise):
            return all(of_few(value, columns) for value in (*(b.value for b in branches), otherwise))
        case _:
            return False


def free(name: str, columns: Mapping[str, ColumnInfo]) -> None:
    """Refuse a name that is taken.

    :raises QueryError: when a variable has it.
    """
    if name in columns:
        raise QueryError("query.name-taken", name=name)
