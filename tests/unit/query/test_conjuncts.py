"""Conditions are the top-level conjuncts after pushing negation inwards (disclosure-rules.md section 2)."""

import pytest
from query_words import call, col, op, persons

from folkekommune.catalogue.model import ValueType
from folkekommune.engines.meaning import holds
from folkekommune.query.expressions import IsMissing, Not, conjuncts
from folkekommune.query.steps import Keep

A, B, C = op(col("a"), "==", 1), op(col("b"), ">", 2), col("c")


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (A, (A,)),
        (op(A, "&", B), (A, B)),
        (op(op(A, "&", B), "&", C), (A, B, C)),
        (op(A, "&", op(B, "&", C)), (A, B, C)),
        (op(A, "|", B), (op(A, "|", B),)),
        (Not(op(A, "|", B)), (Not(A), Not(B))),
        (Not(op(A, "|", op(B, "|", C))), (Not(A), Not(B), Not(C))),
        (Not(op(A, "&", B)), (Not(op(A, "&", B)),)),
        (Not(Not(A)), (A,)),
        (Not(Not(op(A, "&", B))), (A, B)),
        (Not(op(Not(A), "|", Not(op(B, "&", C)))), (A, B, C)),
        (op(A, "&", Not(op(B, "|", C))), (A, Not(B), Not(C))),
        (Not(IsMissing(C)), (Not(IsMissing(C)),)),
        (call("inrange", C, 1, 2), (call("inrange", C, 1, 2),)),
    ],
)
def test_a_condition_splits_where_every_part_must_hold(condition, expected):
    assert conjuncts(condition) == expected


VALUES = (None, 0.0, 1.0, 3.0)


@pytest.mark.parametrize(
    "condition",
    [
        op(A, "&", op(B, "&", C)),
        Not(op(A, "|", B)),
        Not(op(A, "&", B)),
        Not(op(Not(A), "|", Not(op(B, "&", C)))),
        Not(op(col("a"), "!=", 1)),
        op(Not(Not(C)), "&", Not(op(col("a"), "<", 2))),
    ],
)
def test_the_parts_hold_together_exactly_where_the_whole_does(condition):
    for a in VALUES:
        for b in VALUES:
            for c in VALUES:
                row = {"a": a, "b": b, "c": c}
                assert all(holds(part, row) for part in conjuncts(condition)) == holds(condition, row)


def test_a_negated_comparison_is_not_the_opposite_comparison():
    """A missing value is not 1, yet it satisfies no comparison."""
    missing = {"a": None}
    assert holds(Not(op(col("a"), "==", 1)), missing)
    assert not holds(op(col("a"), "!=", 1), missing)
    assert conjuncts(Not(op(col("a"), "==", 1))) == (Not(op(col("a"), "==", 1)),)


def test_a_step_takes_one_conjunct():
    dataset = persons(a=ValueType.INTEGER, b=ValueType.INTEGER, c=ValueType.INTEGER)
    with pytest.raises(ValueError, match="one conjunct"):
        dataset.then(Keep(op(A, "&", B)))
