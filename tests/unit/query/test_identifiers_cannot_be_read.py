"""An identifier can be grouped by and merged on, and read by nothing that there is, now or later."""

from __future__ import annotations

import pytest
from query_words import persons

from folkekommune.catalogue.model import ValueType
from folkekommune.query.dataset import Aggregate, Dataset, GroupRoot, Statistic, start
from folkekommune.query.expressions import (
    Binary,
    Branch,
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
from folkekommune.query.functions import FUNCTIONS, Kind
from folkekommune.query.outputs import ShareCube
from folkekommune.query.steps import Assign, Keep
from folkekommune.query.typing import QueryError, type_of

ID = Column("id")
TYPES = {"id": ValueType.IDENTIFIER, "n": ValueType.INTEGER, "t": ValueType.STRING}
OTHERS: dict[Kind, Expression] = {
    Kind.NUMBER: Number(1),
    Kind.TEXT: Text("a"),
    Kind.ANY: Number(1),
    Kind.SAME: Number(1),
}


def calls() -> list[Expression]:
    """Call every function with the identifier as each of its arguments, the repeated ones too."""
    found: list[Expression] = []
    for function in FUNCTIONS.values():
        kinds = [*function.arguments, *((function.arguments[-1],) if function.repeats else ())]
        for place in range(len(kinds)):
            arguments = [OTHERS[kind] for kind in kinds]
            arguments[place] = ID
            found.append(Call(function.name, tuple(arguments)))
    return found


def every_use() -> list[Expression]:
    """Give every way to write an expression over the identifier."""
    operators = [
        Binary(operator, *sides)
        for operator in Operator
        for sides in ((ID, Number(1)), (Number(1), ID), (ID, Text("a")), (ID, ID), (Missing(), ID))
    ]
    choices = [
        Choose((Branch(ID, Number(1)),), Missing()),
        Choose((Branch(Number(1), ID),), Missing()),
        Choose((Branch(Number(1), ID),), ID),
        Choose((Branch(Number(1), Number(1)),), ID),
    ]
    return [ID, Negative(ID), Not(ID), IsMissing(ID), *operators, *choices, *calls()]


@pytest.mark.parametrize("use", every_use(), ids=repr)
def test_no_expression_reads_an_identifier(use) -> None:
    for deep in (use, Not(IsMissing(use)), Choose((Branch(Number(1), use),), Missing())):
        with pytest.raises(QueryError) as caught:
            type_of(deep, TYPES)
        assert caught.value.code == "query.identifier"


def test_every_kind_of_expression_is_tried() -> None:
    """A kind that is added to the language is added here."""
    tried = {type(use) for use in every_use()} | {Number, Text, Missing}
    assert tried == set(Expression.__args__)
    assert {use.operator for use in every_use() if isinstance(use, Binary)} == set(Operator)


@pytest.fixture
def people() -> Dataset:
    return persons(id=ValueType.IDENTIFIER, n=ValueType.INTEGER, t=ValueType.STRING)


def test_no_step_copies_keeps_or_edits_an_identifier(people) -> None:
    for step in (
        Assign("copy", ID),
        Assign("n", Number(1), where=Binary(Operator.EQUAL, ID, Number(1))),
        Keep(Not(IsMissing(ID))),
        Assign("id", Number(1), where=Column("n")),
    ):
        with pytest.raises(QueryError) as caught:
            people.then(step)
        assert caught.value.code == "query.identifier"


@pytest.mark.parametrize("statistic", [each for each in Statistic if each is not Statistic.COUNT])
def test_no_statistic_of_a_group_is_one_of_identifiers(people, statistic) -> None:
    with pytest.raises(QueryError):
        start(GroupRoot(people, "t", (Aggregate(statistic, "id", "y"),)))


@pytest.mark.parametrize("place", ["outcome", "municipality", "district", "year", "sex"])
def test_no_cube_is_divided_by_an_identifier(people, place) -> None:
    names = dict.fromkeys(("outcome", "municipality", "district", "year", "sex"), "n")
    with pytest.raises(QueryError) as caught:
        ShareCube(people, "i", 1, districts=(), sexes=(), **{**names, place: "id"})
    assert caught.value.code == "query.identifier"
