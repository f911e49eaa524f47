"""What a variable would be if one of those it mixes told nothing: added beside it, for the same persons.

Who knows a dozen others can make a variable that is one person's value for her, and for everybody else
something known: ``value * one * two + 20 * half * (1 - one * two)``, where only she is marked by both. Its
sum less what is known is hers, and the noise of many such fillings has a mean of nothing (attack A9). No
condition is small, so no count gives it away. So a variable whose mean or sum is asked for gets stand-ins:
itself, as if the comparisons with one of the variables it mixes always held, or never. Where a stand-in
has another value for very few of a cell, it is taken instead (``disclosure/conditions.py``), and so are its
own stand-ins, until nothing that very few make a difference by is left.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import lru_cache

from folkekommune.analysis.counterfactuals import MOST, Told, mixed
from folkekommune.analysis.differing import differ
from folkekommune.analysis.resting import rested_on
from folkekommune.query.dataset import Dataset, Step
from folkekommune.query.engine import Moment
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
    Text,
    columns_of,
)
from folkekommune.query.steps import Assign, Copy, Rename, Select
from folkekommune.query.typing import QueryError

_TRUTHS = (Number(1.0), Number(0.0))
_SHADOW, _DERIVED = "@without", "@"
"""What the door itself derives has this sign: it mixes nothing that its parts do not."""


@dataclass(frozen=True)
class Beside:
    """A data set with stand-ins beside some of its variables.

    :param moments: those asked for, and then one for each stand-in, of those for whom it is another.
    :param changed: for each that was asked for, by what tells nothing: the place of that moment.
    """

    dataset: Dataset
    moments: tuple[Moment, ...]
    changed: Mapping[int, Mapping[str, int]] = field(default_factory=dict)


@dataclass
class _Shadows:
    """Variables as they come out if, from one step on, something told nothing.

    :param key: names it, :param told: what stands in its place; a text that is no part of a comparison
        becomes an empty one. :param names: the shadow of each variable that has one.
    :param lost: a later step does not fit it.
    """

    key: str
    place: int
    told: Told
    names: dict[str, str] = field(default_factory=dict)
    lost: bool = False

    def follow(self, dataset: Dataset, step: Step, number: int) -> Dataset:
        """Do for the shadows what the next step does for the variables, before it is done for them."""
        names = self.names
        match step:
            case Assign(name=name) if number == self.place or not names.keys().isdisjoint(_touched(step)):
                # What it reads may be the old value of what it writes.
                shadow = f"{_SHADOW} {self.key} {name}"
                for steps in self._assigned(step, shadow, dataset, first=number == self.place):
                    with suppress(QueryError):
                        for each in steps:
                            dataset = dataset.then(each)
                        names[name] = shadow
                        return dataset
                self.lost = True
            case Rename(old, new) if old in names:
                names[new] = names.pop(old)
            case Copy(old, new) if old in names:
                names[new] = names[old]
        return dataset

    def _assigned(self, step: Assign, shadow: str, before: Dataset, *, first: bool) -> Iterator[list[Step]]:
        """Give the ways to assign to a shadow, of which one may fit."""
        old = self.names.get(step.name, step.name)
        keeps = step.where is not None and old != shadow and old in before.columns
        for told in (self.told, replace(self.told, elsewhere=Text(""))) if first else (None,):
            value, where = (_in_shadow(each, self.names, told) for each in (step.value, step.where))
            steps: list[Step] = [Copy(old, shadow)] if keeps else []
            yield [*steps, replace(step, name=shadow, value=value or step.value, where=where)]


@lru_cache(maxsize=32)
def with_stand_ins(dataset: Dataset, moments: tuple[Moment, ...]) -> Beside:
    """Add the stand-ins of the variables of moments."""
    if not (moments and (dataset.persons or dataset.rows_of_persons)):
        return Beside(dataset, moments)
    chain = rested_on(dataset.steps, {moment.column for moment in moments}, conditions=False)
    shadows = list(_mixtures(dataset, chain))
    if not shadows:
        return Beside(dataset, moments)
    beside = _followed(dataset, shadows, frozenset(chain))
    added, places = list(moments), dict[int, dict[str, int]]()
    for number, moment in enumerate(moments):
        for each in shadows:
            shadow = each.names.get(moment.column)
            if shadow is None or each.lost:
                continue
            mark = f"@changed {number} {each.key}"
            changed = Choose((Branch(differ(Column(moment.column), Column(shadow)), Number(1)),), Missing())
            beside = beside.then(Assign(mark, changed))
            places.setdefault(number, {})[each.key] = len(added)
            added.append(Moment(mark, 0.0, 1.0))
    return Beside(beside, tuple(added), places)


def without(dataset: Dataset, moments: tuple[Moment, ...], key: str) -> tuple[Dataset, tuple[Moment, ...]]:
    """Give a data set with one stand-in beside the variables of moments, and moments of it in their place."""
    chain = rested_on(dataset.steps, {moment.column for moment in moments}, conditions=False)
    (chosen,) = (each for each in _mixtures(dataset, chain) if each.key == key)
    beside = _followed(dataset, [chosen], frozenset(chain))
    return beside, tuple(replace(each, column=chosen.names.get(each.column, each.column)) for each in moments)


def _mixtures(dataset: Dataset, chain: Sequence[int]) -> Iterator[_Shadows]:
    """Give what may tell nothing of some variables: of a long chain of mixtures the last ones.

    What makes no difference is left out in its turn, so nothing is gained by mixing more in afterwards.

    :param chain: the steps that they rest on.
    """
    left = MOST
    for place in reversed(chain):
        step = dataset.steps[place]
        if isinstance(step, Assign) and (step.name.startswith(_SHADOW) or not step.name.startswith(_DERIVED)):
            names = sorted(mixed(dataset, place))[:left]
            left -= len(names)
            for name in names:
                for truth in _TRUTHS:
                    yield _Shadows(f"{place} {name} {truth.value:g}", place, Told(name, truth, truth))


def _followed(dataset: Dataset, shadows: Sequence[_Shadows], chain: frozenset[int]) -> Dataset:
    """Go through the steps again, with shadows of the variables that come out otherwise.

    :param chain: steps that matter; other variables than those asked for get no shadow.
    """
    first = min(each.place for each in shadows)
    rebuilt = dataset.before(first)
    for number, step in enumerate(dataset.steps[first:], start=first):
        for each in shadows:
            if number >= each.place and not each.lost and (number in chain or not isinstance(step, Assign)):
                rebuilt = each.follow(rebuilt, step, number)
        if isinstance(step, Select):
            made = [shadow for each in shadows for shadow in each.names.values()]
            step = Select(tuple(dict.fromkeys([*step.names, *made])))  # noqa: PLW2901 - as it is kept
        rebuilt = rebuilt.then(step)
    return rebuilt


def _touched(step: Assign) -> frozenset[str]:
    """Give the variables that a step reads or writes."""
    return frozenset({step.name, *columns_of(step.value), *(columns_of(step.where) if step.where else ())})


def _in_shadow(expression: Expression | None, names: dict[str, str], told: Told | None) -> Expression | None:
    if expression is None:
        return None
    return _renamed(expression if told is None else told.of(expression), names)


def _renamed(expression: Expression, names: dict[str, str]) -> Expression:
    """Read other variables in an expression."""
    match expression:
        case Column(name):
            return Column(names.get(name, name))
        case Binary(operator, left, right):
            return Binary(operator, _renamed(left, names), _renamed(right, names))
        case Not(operand):
            return Not(_renamed(operand, names))
        case Negative(operand):
            return Negative(_renamed(operand, names))
        case IsMissing(operand):
            return IsMissing(_renamed(operand, names))
        case Call(function, arguments):
            return Call(function, tuple(_renamed(each, names) for each in arguments))
        case Choose(branches, otherwise):
            found = tuple(
                Branch(_renamed(each.condition, names), _renamed(each.value, names)) for each in branches
            )
            return Choose(found, _renamed(otherwise, names))
    return expression
