"""Apply the condition of a command to a data set."""

from __future__ import annotations

from folkekommune.query.dataset import Dataset
from folkekommune.query.expressions import Expression, conjuncts
from folkekommune.query.steps import Keep
from folkekommune.script import ast
from folkekommune.script.expressions import bind_condition
from folkekommune.script.session import Session, WorkingSet


def keeping(dataset: Dataset, condition: Expression) -> Dataset:
    """Keep the rows a condition holds for; each of its conjuncts is a condition of its own."""
    for conjunct in conjuncts(condition):
        dataset = dataset.then(Keep(conjunct))
    return dataset


def restricted(dataset: Dataset, statement: ast.Command, working: WorkingSet, session: Session) -> Dataset:
    """Give the rows a command speaks of: those its ``if`` holds for, or all.

    :raises Refused: when the condition is at fault.
    """
    if statement.condition is None:
        return dataset
    return keeping(dataset, bind_condition(statement.condition, working.columns, session))
