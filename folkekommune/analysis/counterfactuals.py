"""What a question would be if a variable told nothing: asked first, in silence, so that it is said instead.

Who mixes variables in one condition can make it hold for a group that is known from elsewhere and for one
person more, if she has a trait: ``(half & !her) | (her & ill == 1)``. No part of it has a small effect alone,
and the known group is never asked for (attack A27). So for each variable in such a mixture the question is
first answered as if the comparisons with it always held, and as if they never did. Where the people are
nearly the same, the audit of differences then gives that answer, which does not rest on the variable.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from folkekommune.query.dataset import Dataset, Step, start
from folkekommune.query.expressions import (
    EQUALITY,
    ORDER,
    Binary,
    Branch,
    Call,
    Choose,
    Column,
    Expression,
    IsMissing,
    Negative,
    Not,
    Number,
    columns_of,
)
from folkekommune.query.outputs import CategoryChart, Output, Summary, Table
from folkekommune.query.steps import Assign, Keep

MOST = 8
"""So many variables of a mixture are looked at; who mixes more is held by the budget of made-up divisions."""

_YES_OR_NO = frozenset({"inlist", "inrange"})


def counterfactuals(output: Output) -> Iterator[Output]:
    """Give the questions to answer first."""
    if not isinstance(output, Table | CategoryChart | Summary):
        return
    steps = output.dataset.steps
    for place, step in enumerate(steps):
        mixed = _mixed(step)
        for name in sorted(mixed)[:MOST]:
            for told in (1.0, 0.0):
                changed = _without(step, name, Number(told))
                if changed != step:
                    yield replace(output, dataset=_rebuilt(output.dataset, place, changed))


def _mixed(step: Step) -> frozenset[str]:
    """Give the variables of a step that mixes several."""
    match step:
        case Assign(value=value, where=where):
            read = {*columns_of(value), *(columns_of(where) if where is not None else ())}
        case Keep(condition):
            read = set(columns_of(condition))
        case _:
            return frozenset()
    return frozenset(read) if len(read) > 1 else frozenset()


def _without(step: Step, name: str, told: Number) -> Step:
    match step:
        case Assign(value=value, where=where):
            condition = None if where is None else _told(where, name, told)
            return replace(step, value=_told(value, name, told), where=condition)
        case Keep(condition):
            return Keep(_told(condition, name, told))
    return step


def _told(expression: Expression, name: str, told: Number) -> Expression:
    """Put a truth in place of every comparison that reads a variable."""
    match expression:
        case Binary(operator, _, _) if operator in ORDER | EQUALITY and name in set(columns_of(expression)):
            return told
        case Call(function, _) if function in _YES_OR_NO and name in set(columns_of(expression)):
            return told
        case IsMissing(Column(found)) if found == name:
            return told
        case Binary(operator, left, right):
            return Binary(operator, _told(left, name, told), _told(right, name, told))
        case Not(operand):
            return Not(_told(operand, name, told))
        case Negative(operand):
            return Negative(_told(operand, name, told))
        case Call(function, arguments):
            return Call(function, tuple(_told(each, name, told) for each in arguments))
        case Choose(branches, otherwise):
            told_branches = tuple(
                Branch(_told(each.condition, name, told), _told(each.value, name, told)) for each in branches
            )
            return Choose(told_branches, _told(otherwise, name, told))
        case Column(found) if found == name:
            return told
    return expression


def _rebuilt(dataset: Dataset, place: int, step: Step) -> Dataset:
    """Give a data set with one step changed; steps that no longer fit are those of a refused question."""
    rebuilt = start(dataset.root)
    for number, each in enumerate(dataset.steps):
        rebuilt = rebuilt.then(step if number == place else each)
    return rebuilt
