"""What a question would be if a variable told nothing: asked first, in silence, so that it is said instead.

Who mixes variables in one condition can make it hold for a group that is known from elsewhere and for one
person more, if she has a trait: ``(half & !her) | (her & ill == 1)``. No part of it has a small effect alone,
and the known group is never asked for (attack A27). So for each variable in such a mixture the question is
first answered as if the comparisons with it always held, and as if they never did. Where the people are
nearly the same, the audit of differences then gives that answer, which does not rest on the variable.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from folkekommune.analysis.folding import folded
from folkekommune.analysis.origins import sources_of
from folkekommune.analysis.resting import rested_on
from folkekommune.disclosure.tables import RANKED
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
    Text,
    columns_of,
    conjuncts,
)
from folkekommune.query.outputs import Output, Table
from folkekommune.query.outputs.panels import OverDates
from folkekommune.query.steps import Assign, Keep
from folkekommune.query.typing import QueryError

MOST = 30
"""So many variables of a mixture are looked at; who mixes more is held by the budget of made-up divisions."""

_YES_OR_NO = frozenset({"inlist", "inrange"})


def counterfactuals(output: Output) -> list[Output]:
    """Give the questions to answer first: those that mix least come first.

    Where several are about nearly the same people, the first one is what is said. Two questions that are
    parted by one person, each made with another mixture, often come to the same plain question; if each
    took the answer of another mixture, they could be parted where one of these begins anew (attack A32).
    """
    if isinstance(output, OverDates):
        return [each for date in output.slices for each in counterfactuals(date)]
    found = dict[str, Output]()
    for place, name in _mixtures(output):
        for truth in (Number(1.0), Number(0.0)):
            for asked in _asked(output, place, Told(name, truth, truth)):
                found.setdefault(asked.canonical, asked)
    found.pop(output.canonical, None)
    return sorted(found.values(), key=_mixed_in)


def _mixed_in(asked: Any) -> int:
    """Count what a question mixes, but for what can make no difference in it."""
    dataset = start(asked.dataset.root)
    with suppress(QueryError):
        for step in asked.dataset.steps:
            for each in _folded(step):
                dataset = dataset.then(each)
        return sum(1 for _ in _mixtures(replace(asked, dataset=dataset)))
    return sum(1 for _ in _mixtures(asked))


def _folded(step: Step) -> list[Step]:
    match step:
        case Assign(value=value, where=where):
            return [replace(step, value=folded(value), where=None if where is None else folded(where))]
        case Keep(condition):
            return [Keep(each) for each in conjuncts(folded(condition))]
    return [step]


def _mixtures(output: Any) -> Iterator[tuple[int, str]]:
    """Give the variables that steps of a question mix: the place of the step, and the name of each."""
    for place in rested_on(output.dataset.steps, _of_persons(output)):
        for name in sorted(mixed(output.dataset, place))[:MOST]:
            yield place, name


def _of_persons(output: Output) -> tuple[str, ...]:
    """Give the variables that decide which persons are counted where.

    A variable of which sums over persons are made gets stand-ins instead, cell by cell (``stand_ins.py``).
    """
    by_person = output.dataset.persons or output.dataset.rows_of_persons
    if isinstance(output, Table) and by_person and RANKED.isdisjoint(output.measures):
        return tuple(dimension.column for dimension in output.dimensions)
    return output.read


def _asked(output: Any, place: int, told: Told) -> Iterator[Output]:
    """Give a question with one step changed; a text that is no part of a comparison becomes an empty one."""
    for each in (told, replace(told, elsewhere=Text(""))):
        try:
            changed = replace(output, dataset=_rebuilt(output.dataset, place, each))
        except QueryError:
            continue
        yield changed
        return


@dataclass(frozen=True)
class Told:
    """What stands in place of a variable.

    :param truth: of every comparison that reads it, :param elsewhere: where it is no part of one.
    """

    name: str
    truth: Number
    elsewhere: Number | Text

    def of(self, expression: Expression) -> Expression:
        """Give an expression with it in place."""
        match expression:
            case Binary(operator, _, _) if operator in ORDER | EQUALITY and self._reads(expression):
                return self.truth
            case Call(function, _) if function in _YES_OR_NO and self._reads(expression):
                return self.truth
            case IsMissing(Column(name)) if name == self.name:
                return self.truth
            case Column(name) if name == self.name:
                return self.elsewhere
            case Binary(operator, left, right):
                return Binary(operator, self.of(left), self.of(right))
            case Not(operand):
                return Not(self.of(operand))
            case Negative(operand):
                return Negative(self.of(operand))
            case IsMissing(operand):
                return IsMissing(self.of(operand))
            case Call(function, arguments):
                return Call(function, tuple(map(self.of, arguments)))
            case Choose(branches, otherwise):
                found = tuple(Branch(self.of(each.condition), self.of(each.value)) for each in branches)
                return Choose(found, self.of(otherwise))
        return expression

    def _reads(self, expression: Expression) -> bool:
        return self.name in set(columns_of(expression))


def mixed(dataset: Dataset, place: int) -> frozenset[str]:
    """Give the variables of a step that mixes several.

    An edit of some rows mixes what it reads with what the variable was. Variables that rest on the same
    one are no mixture: groupings of ages, written as a chain of edits, cost nothing.
    """
    match dataset.steps[place]:
        case Assign(name=name, value=value, where=where):
            read = {*columns_of(value), *(columns_of(where) if where is not None else ())}
            parts = read if where is None else {*read, name}
        case Keep(condition):
            parts = read = set(columns_of(condition))
        case _:
            return frozenset()
    rests_on = frozenset().union(*(sources_of(dataset, each, place) for each in parts))
    return frozenset(read) if len(parts) > 1 and len(rests_on) > 1 else frozenset()


def _without(step: Step, told: Told) -> Step:
    match step:
        case Assign(value=value, where=where):
            return replace(step, value=told.of(value), where=None if where is None else told.of(where))
        case Keep(condition):
            return Keep(told.of(condition))
    return step


def _rebuilt(dataset: Dataset, place: int, told: Told) -> Dataset:
    """Give a data set with one step changed.

    :raises QueryError: when what follows does not fit the changed step.
    """
    rebuilt = dataset.before(place).then(_without(dataset.steps[place], told))
    for each in dataset.steps[place + 1 :]:
        rebuilt = rebuilt.then(each)
    return rebuilt
