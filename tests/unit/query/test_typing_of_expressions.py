"""An expression without a type cannot enter a query, and says what does not fit, never a value."""

import pytest
from query_words import call, col, node, op, persons

from folkekommune.catalogue.model import ValueType
from folkekommune.query.expressions import (
    Branch,
    Choose,
    Column,
    IsMissing,
    Missing,
    Negative,
    Not,
    Number,
    depth,
)
from folkekommune.query.steps import Assign, Keep
from folkekommune.query.typing import QueryError, type_of

TYPES = {
    "n": ValueType.INTEGER,
    "x": ValueType.DECIMAL,
    "d": ValueType.DATE,
    "t": ValueType.STRING,
    "id": ValueType.IDENTIFIER,
}


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (node(2), ValueType.INTEGER),
        (node(2.5), ValueType.DECIMAL),
        (node(float("inf")), ValueType.DECIMAL),
        (node("2"), ValueType.STRING),
        (Missing(), None),
        (Negative(Missing()), None),
        (op(col("n"), "+", 1), ValueType.INTEGER),
        (op(col("d"), "-", col("d")), ValueType.INTEGER),
        (op(col("n"), "+", col("x")), ValueType.DECIMAL),
        (op(col("n"), "/", 1), ValueType.DECIMAL),
        (op(col("n"), "^", 2), ValueType.DECIMAL),
        (op(col("x"), "<", 1), ValueType.INTEGER),
        (op(col("t"), "==", "a"), ValueType.INTEGER),
        (op(Missing(), "==", "a"), ValueType.INTEGER),
        (Not(col("x")), ValueType.INTEGER),
        (IsMissing(col("t")), ValueType.INTEGER),
        (call("year", col("d")), ValueType.INTEGER),
        (call("rowmax", col("n"), col("n")), ValueType.DECIMAL),
        (call("substr", col("t"), 1, 2), ValueType.STRING),
        (call("length", Missing()), ValueType.INTEGER),
        (call("inlist", col("t"), "a", "b"), ValueType.INTEGER),
        (Choose((Branch(col("n"), node("a")),), Missing()), ValueType.STRING),
        (Choose((Branch(col("n"), node(1)),), node(0.5)), ValueType.DECIMAL),
        (Choose((Branch(col("n"), col("d")),), node(1)), ValueType.INTEGER),
        (Choose((Branch(col("n"), Missing()),), Missing()), None),
        (call("length", Choose((Branch(col("n"), Missing()),), Missing())), ValueType.INTEGER),
    ],
)
def test_the_type_follows_from_the_parts(expression, expected):
    assert type_of(expression, TYPES) is expected


@pytest.mark.parametrize(
    ("expression", "code", "parameters"),
    [
        (col("y"), "query.unknown-variable", {"name": "y"}),
        (col("id"), "query.identifier", {"name": "id"}),
        (IsMissing(col("id")), "query.identifier", {"name": "id"}),
        (op(col("id"), "==", col("id")), "query.identifier", {"name": "id"}),
        (call("rowvalid", col("id")), "query.identifier", {"name": "id"}),
        (call("lenght", col("t")), "query.unknown-function", {"name": "lenght"}),
        (call("length"), "query.argument-count", {"name": "length", "expected": 1, "given": 0}),
        (call("length", "a", "b"), "query.argument-count", {"name": "length", "expected": 1, "given": 2}),
        (call("round"), "query.argument-count", {"name": "round", "expected": 1, "given": 0}),
        (call("round", 1, 2, 3), "query.argument-count", {"name": "round", "expected": 1, "given": 3}),
        (call("inlist", 1), "query.argument-count", {"name": "inlist", "expected": 2, "given": 1}),
        (op(col("t"), "+", 1), "query.number-expected", {"name": "+"}),
        (op(1, "<", col("t")), "query.number-expected", {"name": "<"}),
        (op(col("t"), "&", 1), "query.number-expected", {"name": "&"}),
        (Negative(node("a")), "query.number-expected", {"name": "-"}),
        (Not(node("a")), "query.number-expected", {"name": "!"}),
        (call("year", "a"), "query.number-expected", {"name": "year"}),
        (call("length", 1), "query.text-expected", {"name": "length"}),
        (op(col("t"), "==", 1), "query.mixed-types", {}),
        (call("inlist", col("n"), 1, "a"), "query.mixed-types", {}),
        (Choose((Branch(col("n"), node(1)),), node("a")), "query.mixed-types", {}),
        (Choose((Branch(col("t"), node(1)),), node(2)), "query.number-expected", {"name": "if"}),
    ],
)
def test_what_does_not_fit_is_refused(expression, code, parameters):
    with pytest.raises(QueryError) as caught:
        type_of(expression, TYPES)
    assert (caught.value.code, caught.value.parameters) == (code, parameters)


@pytest.mark.parametrize("step", [Keep(node("a")), Assign("y", node(1), node("a"))])
def test_a_text_is_no_condition(step):
    with pytest.raises(QueryError) as caught:
        persons(n=ValueType.INTEGER).then(step)
    assert (caught.value.code, caught.value.parameters) == ("query.number-expected", {"name": "if"})


def chain(length):
    expression = col("n")
    for _ in range(length):
        expression = op(expression, "+", 1)
    return expression


def test_a_long_chain_is_typed_at_once():
    """Typing looks at every part once: twice would take 2^90 looks here."""
    assert type_of(chain(90), TYPES) is ValueType.INTEGER


@pytest.mark.parametrize("length", [100, 5000])
def test_a_chain_that_is_too_long_is_refused(length):
    assert depth(chain(length)) == length + 1
    with pytest.raises(QueryError) as caught:
        type_of(chain(length), TYPES)
    assert caught.value.code == "query.expression-too-large"


def test_one_and_one_point_zero_are_one_literal():
    assert Number(1) == Number(1.0)
    assert repr(Number(1)) == repr(Number(1.0))
    assert Number(10**400).value == float("inf")
    assert Column("a") != Number(1)
