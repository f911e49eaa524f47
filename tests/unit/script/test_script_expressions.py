"""Expressions: what they become, and every fault of theirs at its own place."""

from __future__ import annotations

import pytest
from script_worlds import bound, faults

from folkekommune.catalogue.model import ValueType
from folkekommune.query.expressions import (
    Binary,
    Call,
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
from folkekommune.query.steps import Assign


def value_of(expression: str) -> Expression:
    """Bind ``generate x = …`` and give what it computes."""
    result = bound(f"generate x = {expression}")
    assert result.faults == ()
    dataset = result.session.sets["kids"].dataset
    assert dataset is not None
    step = dataset.steps[-1]
    assert isinstance(step, Assign)
    return step.value


def type_of(expression: str) -> ValueType:
    return bound(f"generate x = {expression}").session.sets["kids"].columns["x"].type


def codes_of(expression: str) -> tuple[float | str, ...] | None:
    return bound(f"generate x = {expression}").session.sets["kids"].columns["x"].codes


def test_an_expression_becomes_what_it_says() -> None:
    assert value_of("weight / 2 + 1") == Binary(
        Operator.ADD, Binary(Operator.DIVIDE, Column("weight"), Number(2)), Number(1)
    )
    assert value_of("-weight") == Negative(Column("weight"))
    assert value_of("-3") == Number(-3)
    assert value_of(".") == Missing()
    assert value_of("sysmiss(sex)") == IsMissing(Column("sex"))
    assert value_of("!(note == 'a')") == Not(Binary(Operator.EQUAL, Column("note"), Text("a")))
    assert value_of("substr(note, 1, 2)") == Call("substr", (Column("note"), Number(1), Number(2)))


def test_alternatives_make_a_flat_tree_in_their_order() -> None:
    a, b, c, d = (Binary(Operator.EQUAL, Column("year"), Number(number)) for number in range(4))
    assert value_of("year == 0 | year == 1 | year == 2 | year == 3") == Binary(
        Operator.OR, Binary(Operator.OR, a, b), Binary(Operator.OR, c, d)
    )


def test_types_follow_the_operators() -> None:
    assert type_of("year + 1") is ValueType.INTEGER
    assert type_of("year / 1") is ValueType.DECIMAL
    assert type_of("weight + 1") is ValueType.DECIMAL
    assert type_of("weight > 1") is ValueType.INTEGER
    assert type_of("note") is ValueType.STRING
    assert type_of("int(weight)") is ValueType.INTEGER
    assert type_of("visit - date(2020, 1, 1)") is ValueType.INTEGER


FAULTS = [
    ("sx + 1", (14, "unknown-variable-nearest", "sex")),
    ("note + 1", (14, "number-expected", None)),
    ("1 + '2'", (18, "number-expected", "2")),
    ("-note", (15, "number-expected", None)),
    ("!note", (15, "number-expected", None)),
    ("sex == '1'", (21, "number-compared-with-text", "1")),
    ("'1' == sex", (14, "number-compared-with-text", "1")),
    ("sex == 'a'", (21, "number-compared-with-text", None)),
    ("note == 1", (22, "text-compared-with-number", "'1'")),
    ("note < 2", (14, "number-expected", None)),
    ("'a' == 1 + 1", (14, "mixed-kinds", None)),
    ("sex == .", (14, "compared-with-missing", "sysmiss(sex)")),
    ("sex != .", (14, "compared-with-missing", "!sysmiss(sex)")),
    (". == sex + 1", (14, "compared-with-missing", None)),
    ("2020-01-01", (14, "date-in-expression", "date(2020, 1, 1)")),
    ("mother", (14, "identifier-read", None)),
    ("sysmiss(mother)", (22, "identifier-read", None)),
    ("sqr(weight)", (14, "unknown-function-nearest", "sqrt")),
    ("frobnicate(weight)", (14, "unknown-function", None)),
    ("ibeta(weight, 1)", (14, "argument-count", None)),
    ("date(2020, 1)", (14, "argument-count", None)),
    ("sysmiss(sex, year)", (14, "argument-count", None)),
    ("abs(1, 2)", (14, "argument-count", None)),
    ("sqrt(note)", (19, "number-expected", None)),
    ("length(12)", (21, "text-expected", "'12'")),
    ("inlist(note, 'a', 2)", (32, "text-expected", "'2'")),
    ("inlist(sex, '1')", (26, "number-expected", "1")),
    ("$binding", (14, "unknown-binding", None)),
]


@pytest.mark.parametrize(("written", "expected"), FAULTS, ids=[written for written, _ in FAULTS])
def test_a_fault_stands_at_its_part(written: str, expected: tuple[int, str, str | None]) -> None:
    assert faults(f"generate x = {written}") == [(1, *expected)]


def test_all_faults_of_value_and_condition_are_told() -> None:
    assert faults("generate sex = sx + note if wight == '1' & note") == [
        (1, 10, "name-taken", None),
        (1, 16, "unknown-variable-nearest", "sex"),
        (1, 21, "number-expected", None),
        (1, 29, "unknown-variable-nearest", "weight"),
        (1, 44, "number-expected", None),
    ]


def test_a_text_is_no_condition() -> None:
    assert faults("keep if note") == [(1, 9, "condition-is-text", None)]
    assert bound("keep if sex").faults == ()


def test_replace_keeps_the_kind() -> None:
    assert faults("replace note = 1") == [(1, 16, "replace-text-by-number", None)]
    assert faults("replace sex = note") == [(1, 15, "replace-number-by-text", None)]
    assert faults("replace sex = string(sex) if year > 1") == [(1, 15, "replace-number-by-text", None)]
    assert faults("replace sexx = 1") == [(1, 9, "unknown-variable-nearest", "sex")]
    assert bound("replace note = .\nreplace sex = . if year > 1").faults == ()


def test_a_variable_made_of_itself_may_become_a_text() -> None:
    """Published scripts write a date as text to cut it into pieces."""
    result = bound("replace year = string(year)\ngenerate decade = substr(year, 1, 3)")
    assert result.faults == ()
    assert result.session.sets["kids"].columns["year"].type is ValueType.STRING
    assert "sex" not in bound("replace sex = string(sex)").session.sets["kids"].labels


def test_generate_needs_a_name_and_a_value() -> None:
    assert faults("generate x") == [(1, 11, "incomplete", None)]
    assert faults("generate x y = 1") == [(1, 12, "misfit", None)]
    assert faults("generate = 1") == [(1, 9, "incomplete", None)]
    assert faults("generate START@x = 1") == [(1, 10, "system-name", None)]


def test_values_that_the_script_spells_out_are_known() -> None:
    assert codes_of("1 if sex == 1") == (1,)
    assert codes_of("sex == 1") == (0, 1)
    assert codes_of("!sex") == (0, 1)
    assert codes_of("'a'") == ("a",)
    assert codes_of(".") == ()
    assert codes_of("sleep") == (1, 2, 9)
    assert codes_of("sex * 10 + sleep") == (11, 12, 19, 21, 22, 29)
    assert codes_of("-sex") == (-2, -1)
    assert codes_of("month(visit)") == tuple(range(1, 13))
    assert codes_of("inrange(weight, 1, 2)") == (0, 1)
    assert codes_of("rowmax(sex, sleep)") == (1, 2, 9)
    assert codes_of("rowmissing(sex, sleep, year)") == (0, 1, 2, 3)
    assert codes_of("substr(place, 1, 2)") == ("46",)
    assert codes_of("substr(place, 3, 9)") == ("01", "31")
    assert codes_of("int(sleep * 2)") == (2, 4, 18)
    assert codes_of("sex / 4") == (0.25, 0.5)


def test_values_that_only_data_know_are_not_known() -> None:
    for expression in (
        "year",
        "weight",
        "year + 1",
        "substr(note, 1, 2)",
        "year / 3",
        "year(visit)",
        "round(weight)",
    ):
        assert codes_of(expression) is None, expression


def test_values_grow_with_what_is_replaced() -> None:
    columns = (
        bound("generate x = 1\nreplace x = 5 if sex == 1\nreplace x = 7 if sex == 2")
        .session.sets["kids"]
        .columns
    )
    assert columns["x"].codes == (1, 5, 7)
    everywhere = bound("generate x = 1\nreplace x = 5").session.sets["kids"].columns
    assert everywhere["x"].codes == (5,)
    opened = bound("generate x = 1\nreplace x = year if sex == 1").session.sets["kids"].columns
    assert opened["x"].codes is None


def test_huge_products_are_no_categories_and_no_crash() -> None:
    lines = ["generate x0 = 999999999999999"]
    lines += [f"generate x{number + 1} = x{number} * x{number}" for number in range(8)]
    columns = bound("\n".join(lines)).session.sets["kids"].columns
    assert columns["x8"].codes == ()  # beyond the largest number: missing in every engine
